"""The pictures of the runs beside the one on show, in the same frames: network, boundary and counters of each, losses.

The player knows pictures by name. Those of the run on show keep theirs; the second run's are "network2" and
"boundary2", and so on, and "race" is the chart with a line for each run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import orjson

from nnviz.derivation.notation import number
from nnviz.figures.race import race_chart, race_columns, race_ends, table_of
from nnviz.figures.sweeps import Across
from nnviz.run.counts import Counts, counts_of, updates
from nnviz.run.experiment import Experiment, History, Snapshot
from nnviz.run.race import Race
from nnviz.session.frame_encoder import EMPTY, Pictures
from nnviz.session.protocol import Frame as Told
from nnviz.session.race_words import names_of, sameness
from nnviz.session.spec_cache import SPECS
from nnviz.session.view import View

CHART = "race"
FIELD_EVERY = 3
"""Like those of the run on show, the boundaries move in every third frame, and the chart in the next ones."""
CATCH_SECONDS = 0.15
"""The longest that a picture waits for runs far behind; they follow later, and the page says where they are."""
WORK_SECONDS = 0.3
"""The longest that a run of the page waits for runs far behind when it has nothing else to do."""
STEP_SECONDS = 0.02
"""The longest that one frame waits for runs far behind while the page plays."""
COUNTERS = (
    ("samples", "samples presented up to this run's last update"),
    ("updates", "updates of the weights"),
    (
        "multiplications",
        "multiplications made so far: forward, backward, gradient and update. What an activation takes is left out",
    ),
    ("train", "mean loss over the training rows"),
)
"""Each run's counters, and what they are."""


Stand = tuple[Snapshot, Counts]
"""Where a run stands, and what it has done by then."""


def plain_view(view: View) -> View:
    """Return a view without what a small picture has no room for."""
    return replace(view, maps="0", effects=False, surface=False)


def named(name: str, run: int) -> str:
    """Return the name of a run's picture or counter; the run on show is 1."""
    return name if run == 1 else f"{name}{run}"


def part_of(name: str) -> str:
    """Return the part of the page that a picture belongs to; the chart of all losses to that of the loss."""
    return "loss" if name == CHART else name.rstrip("0123456789")


@dataclass
class Racing:
    """A race as a visitor sees it.

    Attributes
    ----------
    race : Race
    across : {"samples", "updates"}
        What losses are drawn against.
    """

    race: Race
    across: Across = "samples"
    _made: RacePictures | None = None

    def pictures(self, lead: Pictures) -> RacePictures:
        """Return the pictures beside those of the run on show; they are made again when those, or the race, change."""
        made = self._made
        if made is None or made.lead is not lead or made.version != self.race.version:
            made = self._made = RacePictures(self, lead)
        return made

    def catch_up(self, lead: Experiment, *, at_rest: bool) -> bool:
        """Let runs that are far behind go on for a while; return whether any was."""
        if not at_rest or not self.race.behind(lead.step):
            return False
        self.race.follow(lead.step, WORK_SECONDS)
        return True

    def views(self) -> tuple[str, ...]:
        """Return the names of all pictures of the page, those of the run on show included."""
        runs = range(1, len(self.race.runs) + 2)
        return (*(named(name, run) for name in ("network", "boundary") for run in runs), CHART)


@dataclass
class _Sent:
    """Up to where the browser has a run's losses, and how dense they are."""

    step: int = -1
    stride: int = 0


class RacePictures:
    """The pictures of the runs beside the one on show, and the chart of all.

    Parameters
    ----------
    racing : Racing
    lead : Pictures
        Of the run on show.
    """

    def __init__(self, racing: Racing, lead: Pictures) -> None:
        self.racing, self.lead = racing, lead
        self.race, self.version = racing.race, racing.race.version
        self.beside = [Pictures(run, lead.view, lead.theme, small=True) for run in self.race.runs]
        self.names, self.words = names_of(self.race), sameness(self.race)
        shown = lead.shown.rows
        if not shown[lead.experiment.dataset.train].all():
            self.words += f" The boundaries show {int(shown.sum()):,} of {len(shown):,} samples."
        self._sent = [_Sent() for _ in self.names]
        self._last: list[Snapshot | None] = [None] * len(self.beside)
        self._owes: list[bool] = [False] * len(self.beside)

    def branch(self, lead: Pictures) -> RacePictures:
        """Return the pictures of branches of all runs; `lead` are those of a branch of the run on show."""
        return RacePictures(Racing(self.race.branch(lead.experiment), self.racing.across), lead)

    # What the browser is told of the charts

    def about(self, name: str, *, whole: bool, alts: Mapping[str, str]) -> dict[str, Any]:
        """Return the message to the player about one of the pictures, with the chart itself if `whole`."""
        if name == CHART:
            return self._about_chart(whole=whole, alt=alts[name])
        base = part_of(name)
        run = name.removeprefix(base)
        pictures = self.lead if not run else self.beside[int(run) - 2]
        known = pictures.about(base, whole=whole, alt=alts[name])
        # Only parts of the run on show can be chosen.
        return {**known, "picks": []} if run and "picks" in known else known

    def _about_chart(self, *, whole: bool, alt: str) -> dict[str, Any]:
        log, across, theme, large = self.lead.view.log, self.racing.across, self.lead.theme, self.lead.view.present
        text = repr((CHART, self.names, theme.name, across, log, large))
        known: dict[str, Any] = {"id": f"{crc32(text.encode()):08x}", "alt": alt}
        if not whole:
            return known
        make = lambda: race_chart(self.names, theme, across=across, log=log, height="container")  # noqa: E731
        spec = orjson.Fragment(SPECS.text(text, make, theme, large=large))
        tables: dict[str, Any] = {table_of(run): {} for run in range(len(self.names))}
        return {**known, "shape": self._shape, "spec": spec, "tables": {**tables, "now": {}}}

    @property
    def _shape(self) -> str:
        return f"{CHART}-{len(self.names)}"

    @property
    def labels(self) -> dict[str, str]:
        """What each picture is, by its name."""
        said = {CHART: "The loss curves of all runs"}
        for run in range(1, len(self.names) + 1):
            said |= {
                named("network", run): f"The network of run {run}",
                named("boundary", run): f"The decision boundary of run {run}",
            }
        return said

    def alts(self, alts: Mapping[str, str]) -> dict[str, str]:
        """Describe each picture in words; `alts` has the words on those of the run on show."""
        said = {**alts, CHART: f"Train losses. {self.standing()}"}
        for run, pictures in enumerate(self.beside, 2):
            of_run = pictures.alts(pictures.maker.frame(pictures.experiment.snapshot(), field=False))
            said |= {named(name, run): f"Run {self.names[run - 1]}. {of_run[name]}" for name in ("network", "boundary")}
        return said

    def standing(self) -> str:
        """Say where each run stands."""
        said = []
        for name, run in zip(self.names, self._runs, strict=True):
            done = counts_of(run)
            said.append(
                f"Run {name}: {number(run.losses()[0], 4)} after {done.samples:,} samples in {done.updates:,} updates."
            )
        return " ".join(said)

    @property
    def _runs(self) -> list[Experiment]:
        return [self.lead.experiment, *self.race.runs]

    # Frames

    def catch_up(self) -> bool:
        """Let the runs come after the one on show, and return whether all are there soon."""
        self.race.follow(self.lead.experiment.step, CATCH_SECONDS)
        return not self.race.behind(self.lead.experiment.step)

    def at_rest(self, told: Told) -> Told:
        """Return a frame of the position of the run on show with those of the others, and the whole of the losses."""
        views = {name: part for name, part in told["views"].items() if name != "loss"}
        for at, pictures in enumerate(self.beside):
            frame = pictures.maker.now(moment=pictures.view.moment)
            extra = {**pictures.marks(()), **pictures.health_marks(frame)}
            of_run = pictures.payload(frame, network_extra=extra)["views"]
            of_run["boundary"]["tables"]["effects"] = EMPTY
            views |= {named(name, at + 2): part for name, part in of_run.items()}
        return self._standing({**told, "views": views})

    def again(self, told: Told) -> Told:
        """Return a frame that `at_rest` made for this position before, with the losses of now."""
        return self._standing(told)

    def _standing(self, told: Told) -> Told:
        """Return a frame with the whole of the losses, and where each run stands; the next frames go on from there."""
        self._last, self._owes = [None] * len(self.beside), [False] * len(self.beside)
        runs = self._runs
        counts = [counts_of(run) for run in runs]
        losses = [run.losses()[0] for run in runs]
        chart = self._losses(counts, losses, [run.step for run in runs], anew=True)
        fields = {**told["fields"], **self._fields(counts, losses)}
        return {**told, "views": {**told["views"], CHART: chart}, "fields": fields}

    def strides(self) -> dict[str, int]:
        """Return how dense each run's losses are, by the names of their tables."""
        return {table_of(number): run.history_stride() for number, run in enumerate(self._runs)}

    def come(self, samples: int) -> list[Stand]:
        """Let the runs come after the one on show, and return where each of them stands."""
        self.race.follow(samples, STEP_SECONDS)
        stands = []
        for at, run in enumerate(self.race.runs):
            last = self._last[at]
            # A run that waits for its batch to be full is where it was.
            snapshot = last if last is not None and last.step == run.step else run.snapshot()
            self._last[at] = snapshot
            stands.append((snapshot, counts_of(run)))
        return stands

    def playing(
        self,
        told: Sequence[Told],
        leads: Sequence[Snapshot],
        means: Sequence[float],
        stands: Sequence[Sequence[Stand]],
        *,
        first: bool,
    ) -> list[Told]:
        """Return frames of the run on show with those of the others in them.

        Parameters
        ----------
        told : sequence of Frame
            Of the run on show.
        leads, means : sequence
            Where it stands in each of them, and its train loss there.
        stands : sequence
            What `come` returned for each.
        first : bool
            Whether they are the first after a standstill.
        """
        frames: list[Told] = []
        before: list[Snapshot | None] = [None] * len(self.beside)
        known = [float("nan")] * len(self.beside)
        for i, (frame, lead, mean, stand) in enumerate(zip(told, leads, means, stands, strict=True)):
            last = i == len(told) - 1
            views = {name: part for name, part in frame["views"].items() if name != "loss"}
            for at, (snapshot, _) in enumerate(stand):
                moved = snapshot is not before[at]
                field_due = (i % FIELD_EVERY == 0 or last) and (moved or self._owes[at])
                if moved or field_due:
                    pictures = self.beside[at]
                    made = pictures.maker.frame(snapshot, field=field_due)
                    extra = pictures.health_marks(made) if last else None
                    of_run = pictures.payload(made, network_extra=extra)["views"]
                    if first and i == 0 and "boundary" in of_run:
                        of_run["boundary"]["tables"]["effects"] = EMPTY
                    views |= {named(name, at + 2): part for name, part in of_run.items()}
                    self._owes[at] = not field_due
                    before[at], known[at] = snapshot, made.train
            counts = [counts_of(self.lead.experiment, lead.step), *(count for _, count in stand)]
            losses = [mean, *known]
            if i % FIELD_EVERY == 1 or last or (first and i == 0):
                steps = [lead.step, *(snapshot.step for snapshot, _ in stand)]
                views[CHART] = self._losses(counts, losses, steps, anew=first and i == 0)
            fields = {**frame["fields"], **self._fields(counts, losses)}
            frames.append({"step": frame["step"], "fields": fields, "views": views})
        return frames

    def _fields(self, counts: Sequence[Counts], losses: Sequence[float]) -> dict[str, str]:
        digits, samples = self.lead.view.digits, counts[0].samples
        texts: dict[str, str] = {}
        for run, (experiment, done, loss) in enumerate(zip(self._runs, counts, losses, strict=True), 1):
            late = run > 1 and self.race.lags(run - 2, self.lead.experiment.step)
            ended = run > 1 and experiment.diverged_at is not None and samples >= experiment.diverged_at
            texts |= {
                f"samples{run}": f"{done.samples:,} sample{'' if done.samples == 1 else 's'}" + (" …" if late else ""),
                f"updates{run}": f"{done.updates:,} update{'' if done.updates == 1 else 's'}",
                f"multiplications{run}": f"{done.multiplications:,} multiplications",
                f"train{run}": "diverged" if ended else f"train {number(loss, digits)}",
            }
        return texts

    def _losses(
        self, counts: Sequence[Counts], losses: Sequence[float], steps: Sequence[int], *, anew: bool
    ) -> dict[str, Any]:
        """Return the chart's part of a frame: the rows that the browser lacks, or all of them."""
        tables: dict[str, Any] = {}
        append: dict[str, Any] = {}
        histories: list[History] = []
        for number_, (run, step, sent) in enumerate(zip(self._runs, steps, self._sent, strict=True)):
            history = run.history(step)
            histories.append(history)
            stride = run.history_stride(step)
            whole = anew or sent.stride != stride or sent.step > step
            rows = history if whole else _after(history, sent.step)
            made = race_columns(rows, updates(run.start, run.edits, rows.step, run.samples_per_epoch))
            if whole:
                tables[table_of(number_)] = made
            elif len(rows):
                append[table_of(number_)] = made
            sent.step, sent.stride = step, stride
        tables["now"] = {
            "run": list(self.names),
            "samples": [done.samples for done in counts],
            "updates": [done.updates for done in counts],
            "multiplications": [done.multiplications for done in counts],
            "train": [float(f"{loss:.5g}") if np.isfinite(loss) else None for loss in losses],
        }
        most = max(done.samples for done in counts), max(done.updates for done in counts)
        part: dict[str, Any] = {"shape": self._shape, "tables": tables}
        part["signals"] = race_ends(histories, *most, log=self.lead.view.log)
        return {**part, "append": append} if append else part


def _after(history: History, step: int) -> History:
    """Return the rows of a history after a step."""
    later = history.step > step
    test = None if history.test is None else history.test[later]
    return History(history.step[later], history.E[later], history.train[later], test)
