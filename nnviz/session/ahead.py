"""The frames of the steps around the one at rest, encoded before they are asked for.

A run is a pure function of its settings, its changes and the step. So the browser can hold the pictures that Step, Back
and Epoch lead to, and show them at once. A `Line` is what stays true while those buttons alone are pressed: the same
run without a change, in the same view, with the same part chosen.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import orjson

from nnviz.figures.loss import loss_tables
from nnviz.run.experiment import Experiment
from nnviz.session.chunks import rest_frame
from nnviz.session.frame_encoder import Pictures
from nnviz.session.protocol import Ahead, Frame
from nnviz.session.race_frames import CHART, RacePictures, plain_view
from nnviz.session.traces import lit_at
from nnviz.session.view import View

NEXT = 20
"""Steps ahead whose frames are made: those of a second of hasty pressing."""
LAST = 5
"""Steps behind whose frames are made, beyond those that were on show already."""
FEWEST = 3
"""Steps ahead whose frames are made if a frame is large or takes long."""
MOST_BYTES = 300_000
"""The size of all frames ahead together, without the loss history, which they share."""
MOST_SECONDS = 0.4
"""The most time spent on the frames ahead before the first of them is asked for."""
EPOCH_SECONDS = 0.03
"""The most time spent on the way to the end of the epoch; if it takes longer, the press waits for the server."""
FIRST_SLICE, EPOCH_SLICE = 40, 1_000
"""Samples between two looks at the clock on that way: few at first, and twice as many each time."""
FAR = 250_000
"""The step beyond which the steps behind are not made: the way from the last checkpoint is long there."""
KEPT = 40
"""Frames that are kept here; of those behind, the browser keeps more."""
HISTORIES = ("loss", CHART)
"""Views with a history that grows."""
_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def last_change(experiment: Experiment) -> int:
    """Return the step of the last change of the run that is not after its position; 0 if there is none."""
    steps = [edit.step for edit in experiment.edits] + [edit.step for edit in experiment.hands]
    return max((step for step in steps if step <= experiment.step), default=0)


def last_change_of_all(experiment: Experiment, beside: RacePictures | None) -> int:
    """Return the step of the last change, up to here, of a run and of the runs beside it; 0 if there is none."""
    runs = [] if beside is None else beside.race.runs
    return max(last_change(run) for run in (experiment, *runs))


def what_led(experiment: Experiment) -> tuple[object, ...]:
    """Return all that a run's steps from here on follow from, beside the data."""
    here = experiment.step
    edits = tuple(edit for edit in experiment.edits if edit.step <= here)
    return (experiment.start, edits, tuple(hand for hand in experiment.hands if hand.step <= here))


@dataclass(slots=True)
class _Walk:
    """A branch of the run, with its pictures and those of the runs beside it."""

    walker: Experiment
    pictures: Pictures
    beside: RacePictures | None = None


@dataclass(slots=True)
class _Encoded:
    """A frame of a position at rest, without the loss histories, which many frames share.

    `first` says of each view's tables which history they begin, and with how many rows.
    """

    frame: Frame
    first: dict[str, dict[str, tuple[str, int]]]
    size: int


@dataclass
class Line:
    """The frames of one line of steps, made one at a time.

    Attributes
    ----------
    token : str
        The line's name, unlike any other's.
    pictures : Pictures
    view : View
    led : tuple
        What `what_led` says of the run.
    chosen : str or None
        Key of the weight or neuron that is highlighted.
    views : tuple of str
        The pictures on the page.
    beside : RacePictures, optional
        Of the runs beside it.
    """

    token: str
    pictures: Pictures
    view: View
    led: tuple[object, ...]
    chosen: str | None
    views: tuple[str, ...]
    beside: RacePictures | None = None
    steps: list[int] = field(default_factory=list)
    """Consecutive batch ends, the present one among them."""
    sent: dict[int, int] = field(default_factory=dict)
    """Which frames were sent, with the number of the browser's report heard before."""
    _encoded: dict[int, _Encoded] = field(default_factory=dict)
    _histories: dict[str, tuple[int, orjson.Fragment]] = field(default_factory=dict)
    """The longest loss history that was encoded, by its table and stride, with its rows: the others begin it."""
    _front: _Walk | None = None
    """A branch of the run that stands at the last of the steps."""
    _ended: bool = False
    """Whether the run diverges after the last of the steps."""
    _given_up: int = -1
    """The end of an epoch that the run does not reach, or not soon."""
    _seconds: float = 0.0
    """About how many seconds a frame takes."""

    def fits(self, other: Line) -> bool:
        """Return whether the frames are those of another line's runs, view and choice as well."""
        same = self.pictures is other.pictures and self.beside is other.beside
        about = (self.view, self.led, self.chosen, self.views)
        return same and about == (other.view, other.led, other.chosen, other.views)

    def frame(self, experiment: Experiment) -> Frame | None:
        """Return the frame of the experiment's position if it is made already: the same as `rest_frame` gives.

        The losses of a race are not in it.
        """
        found = self._encoded.get(experiment.step)
        if found is None:
            return None
        views = dict(found.frame["views"])
        if "loss" in views:
            history = loss_tables(experiment.history())["history"]
            views["loss"] = {**views["loss"], "tables": {**views["loss"]["tables"], "history": history}}
        return {**found.frame, "views": views}

    def work(self, experiment: Experiment) -> bool:
        """Make one more frame for the experiment's position, if one is missing; return whether one was."""
        begin = time.thread_time()
        here = experiment.step
        if here not in self.steps:
            self.steps, self._front, self._ended = [here], None, False
            self._keep({here})
        self._thin_out(experiment)
        made = self._one(experiment)
        if made:
            took = time.thread_time() - begin
            self._seconds += 0.3 * (took - self._seconds) if self._seconds else took
        return made

    def _one(self, experiment: Experiment) -> bool:
        at = self.steps.index(experiment.step)
        return (
            (len(self.steps) - 1 - at < self._wanted() and self._look_on(experiment))
            or (at < LAST / 2 and self._look_back(experiment))
            or self._look_far(experiment)
        )

    def _thin_out(self, experiment: Experiment) -> None:
        """Forget what lies far behind: the browser has it."""
        if len(self._encoded) > KEPT:
            self.steps = self.steps[max(self.steps.index(experiment.step) - LAST, 0) :]
            self._keep({*self.steps, _epoch_end(experiment)})

    def _keep(self, steps: Collection[int]) -> None:
        self._encoded = {step: made for step, made in self._encoded.items() if step in steps}
        self.sent = {step: heard for step, heard in self.sent.items() if step in steps}

    def _wanted(self) -> int:
        """Return how many steps ahead there are to be."""
        sizes = [encoded.size for encoded in self._encoded.values()]
        most = NEXT
        if any(sizes):  # a page without pictures has frames of no size
            most = min(most, int(MOST_BYTES * len(sizes) / sum(sizes)))
        if self._seconds:
            most = min(most, int(MOST_SECONDS / self._seconds))
        return max(most, FEWEST)

    def _begin(self, experiment: Experiment) -> _Walk:
        walker, theme = experiment.branch(), self.pictures.theme
        if self.beside is None:
            return _Walk(walker, Pictures(walker, self.view, theme))
        pictures = Pictures(walker, plain_view(self.view), theme, small=True)
        return _Walk(walker, pictures, self.beside.branch(pictures))

    def _look_on(self, experiment: Experiment) -> bool:
        """Make the frame after the last one, unless the run diverges there."""
        if self._ended:
            return False
        if self._front is None:
            self._front = self._begin(experiment)
            self._front.walker.seek(self.steps[-1])
        walker = self._front.walker
        walker.forward()
        self._ended = walker.diverged_at is not None or walker.step == self.steps[-1] or not self._put(self._front)
        if not self._ended:
            self.steps.append(walker.step)
        return not self._ended

    def _look_back(self, experiment: Experiment) -> bool:
        """Make the frames before the first one; before a change of the run, Step would lead elsewhere."""
        least, first = last_change_of_all(experiment, self.beside), self.steps[0]
        if first <= least or first > FAR:
            return False
        walk = self._begin(experiment)
        walker = walk.walker
        walker.seek(first)
        before: list[int] = []
        # Those of a race are several times as large, and are not begun before their size is known.
        most = LAST if self.beside is None else min(LAST, self._wanted())
        while len(before) < most and walker.step > least:
            walker.back()
            if walker.step < least or not self._put(walk):
                break
            before.insert(0, walker.step)
        self.steps[:0] = before
        return bool(before)

    def _look_far(self, experiment: Experiment) -> bool:
        """Make the frame of the epoch's end."""
        end = _epoch_end(experiment)
        if end in self._encoded or end == self._given_up:
            return False
        walk = self._begin(experiment)
        walker = walk.walker
        begin, size = time.thread_time(), FIRST_SLICE
        while walker.step < end and walker.diverged_at is None and time.thread_time() - begin < EPOCH_SECONDS:
            walker.advance(min(size, end - walker.step))
            size = min(2 * size, EPOCH_SLICE)
        if walker.step != end or walker.diverged_at is not None or not self._put(walk):
            self._given_up = end
            return False
        return True

    def _put(self, walk: _Walk) -> bool:
        """Encode the frame of the walker's position; return False if a run beside it does not come there soon."""
        walker, pictures, beside = walk.walker, walk.pictures, walk.beside
        if walker.step in self._encoded:
            return True
        frame = pictures.maker.now(maps=pictures.maps != "none", moment=self.view.moment)
        made = rest_frame(pictures, frame, lit_at(walker, self.chosen))
        strides = {"history": walker.history_stride()}
        if beside is not None:
            if not beside.catch_up():
                return False
            made = beside.at_rest(made)
            strides = beside.strides()
        views: dict[str, Any] = {name: part for name, part in made["views"].items() if name in self.views}
        first: dict[str, dict[str, tuple[str, int]]] = {}
        size = 0
        for name, part in views.items():
            if name not in HISTORIES:
                text = _text(part)
                size += len(text)
                views[name] = orjson.Fragment(text)
                continue
            tables = dict(part["tables"])
            first[name] = {table: self._share(table, tables.pop(table), stride) for table, stride in strides.items()}
            views[name] = {**part, "tables": tables}
        self._encoded[walker.step] = _Encoded({**made, "views": views}, first, size)
        return True

    def _share(self, table: str, history: dict[str, Any], stride: int) -> tuple[str, int]:
        """Return which of the shared histories begins with this one, and its rows."""
        name, rows = f"{table} {stride}", len(next(iter(history.values())))
        if self._histories.get(name, (-1,))[0] < rows:
            self._histories[name] = rows, orjson.Fragment(_text(history))
        return name, rows

    def message(self, experiment: Experiment, held: Collection[int], heard: int) -> Ahead | None:
        """Return what the browser lacks, or None if that is nothing.

        Parameters
        ----------
        experiment : Experiment
        held : collection of int
            Steps of this line that the browser said it has.
        heard : int
            Number of the report in which it said so.
        """
        if experiment.step not in self.steps:
            return None
        at = self.steps.index(experiment.step)
        steps = self.steps[max(at - LAST, 0) : at + NEXT + 1]
        wanted = [step for step in dict.fromkeys((*steps, _epoch_end(experiment))) if step in self._encoded]
        # What was sent after the last report may be there already.
        lacking = [step for step in wanted if step not in held and self.sent.get(step, -1) < heard]
        if not lacking:
            return None
        self.sent |= dict.fromkeys(lacking, heard)
        frames = [self._encoded[step] for step in lacking]
        shared = {name for frame in frames for tables in frame.first.values() for name, rows in tables.values() if rows}
        histories = {name: self._histories[name][1] for name in sorted(shared)}
        return {
            "line": self.token,
            "steps": steps,
            "epoch": experiment.samples_per_epoch,
            "tables": histories,
            "frames": [_short(frame) for frame in frames],
        }


def _epoch_end(experiment: Experiment) -> int:
    return (experiment.epoch + 1) * experiment.samples_per_epoch


def _short(encoded: _Encoded) -> Frame:
    """Return a frame whose loss histories are the beginnings of tables that come with it."""
    views = dict(encoded.frame["views"])
    for name, tables in encoded.first.items():
        views[name] = {**views[name], "first": {table: list(whose) for table, whose in tables.items()}}
    return {**encoded.frame, "views": views}


def _text(part: Any) -> bytes:
    return orjson.dumps(part, option=_OPTIONS)
