"""A run and the page that shows it: the messages to the browser, and the positions of browser and run.

The browser plays; the server trains ahead of it, and stops at the step that the browser reports to show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from secrets import token_hex
from threading import RLock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from nnviz.analysis.frames import Frame
from nnviz.engine import StepTrace
from nnviz.figures.theme import THEMES, Theme
from nnviz.run.experiment import Experiment, UpdateTrace
from nnviz.run.stops import Watch
from nnviz.session.ahead import Line, lit_at, what_led
from nnviz.session.chunks import playing_frames, rest_frame
from nnviz.session.frame_encoder import LABELS, Pictures
from nnviz.session.job import Job
from nnviz.session.pacing import ROOM, Pace
from nnviz.session.slow_motion import SlowMotion
from nnviz.session.traces import coming_trace, last_trace
from nnviz.session.view import View

Action = Callable[[], None]
P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Showing")


def alone(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Keep other runs of the script from changing the visit meanwhile."""

    @wraps(method)
    def locked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[S, P], R]", locked)


@dataclass
class Showing:
    """An experiment, and the page that shows it at rest or playing."""

    experiment: Experiment
    view: View = field(default_factory=View)
    theme: Theme = THEMES["light"]
    playing: bool = False
    job: Job | None = None
    slow: SlowMotion = field(default_factory=SlowMotion)
    chosen: str | None = None
    """Key of the weight or neuron that the visitor picked."""
    notices: list[str] = field(default_factory=list)
    """Words to say once."""
    shown: int = 0
    """The step that the browser last said it shows."""
    chunk: dict[str, Any] = field(default_factory=dict)
    heard: int = 0
    """Number of the browser's report that was heard last."""
    name: str = field(default_factory=lambda: token_hex(6))
    """Of the run, unlike any other's in any process: a page may come back from another one."""
    chunk_id: int = 0
    stale: bool = True
    """Whether the browser must be sent the picture of the position."""
    follows: bool = False
    """Whether something else than the player's pictures follows the run while it plays."""
    whole: bool = True
    """Whether charts travel again: after a full run of the script, or when the browser asks."""
    _pending: list[Action] = field(default_factory=list)
    _holding: bool = False
    _ending: bool = False
    """The run diverged: the browser plays what it has, then the page stands still."""
    _fresh: bool = True
    _watch: Watch | None = None
    _pace: Pace = field(default_factory=Pace)
    _pictures: Pictures | None = None
    _rest: tuple[object, Frame] | None = None
    _line: Line | None = None
    _lines: int = 0
    _held: Collection[int] = ()
    """Steps of the line whose frames the browser said it has."""
    lock: RLock = field(default_factory=RLock)
    """Held by whoever changes the visit: a run of the whole script may begin before the one under way has ended."""

    # What is on show

    @property
    def pictures(self) -> Pictures:
        """The pictures of this experiment, view and theme; they are made again when one of the three changes."""
        made = self._pictures
        if (
            made is None
            or made.experiment is not self.experiment
            or made.theme is not self.theme
            or replace(made.view, samples_per_frame=1) != replace(self.view, samples_per_frame=1)
        ):
            made = self._pictures = Pictures(self.experiment, self.view, self.theme)
            self._rest = None
        return made

    @property
    def at_rest(self) -> bool:
        """Whether the page stands still at the experiment's position."""
        return not (self.playing or self._holding or self._ending or self.job)

    @property
    def update(self) -> UpdateTrace | None:
        """The update on show: the one in slow motion, the last one, or the next one."""
        if self.slow.walk is not None:
            return self.slow.walk.update
        return last_trace(self.experiment) or coming_trace(self.experiment)

    @property
    def trace(self) -> StepTrace | None:
        """The share of the sample presented last in that update; in a batch of one it is the whole update."""
        update = self.update
        return None if update is None else update.part

    @property
    def to_come(self) -> bool:
        """Whether the update on show is still to be made."""
        walk = self.slow.walk
        return self.experiment.step == 0 if walk is None else walk.at < walk.last

    @property
    def lit(self) -> Mapping[str, str]:
        """Keys of the network's highlighted parts, each with its role: of the phase on show, or of what was chosen."""
        walk = self.slow.walk
        if walk is not None:
            return dict.fromkeys(walk.lights, "weight")
        return lit_at(self.experiment, self.chosen)

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the pictures on the page."""
        return tuple(LABELS)

    @property
    def notes(self) -> Mapping[str, str]:
        """What stands beside neurons and edges of the network, by their keys: in slow motion what became known."""
        walk = self.slow.walk
        return {} if walk is None else walk.notes

    def latest_frame(self) -> Frame:
        """A frame of the step that the browser last reported, or near it, for pictures that are redrawn slowly."""
        return self.pictures.maker.frame(self.experiment.snapshot())

    @alone
    def rest_frame(self) -> Frame:
        """The frame of the position; it is kept until the position changes."""
        pictures = self.pictures
        walk = self.slow.walk
        moment = self.view.moment if walk is None else "after"
        token = (self.experiment, self.experiment.step, id(self.experiment.network), moment)
        if self._rest is None or self._rest[0] != token:
            self._rest = (token, pictures.maker.now(maps=pictures.maps != "none", moment=moment))
        return self._rest[1] if walk is None else walk.frame(self._rest[1])

    # What Step, Back and Epoch lead to

    @property
    def line(self) -> Line | None:
        """The steps that Step, Back and Epoch go along from here; None where they do something else."""
        if not self.at_rest or self.slow.engaged or self.slow.walk is not None:
            return None
        view = replace(self.view, samples_per_frame=1)  # the speed of Play changes no picture
        about = (self.pictures, view, what_led(self.experiment), self.chosen, self.views)
        if self._line is None or not self._line.fits(*about):
            self._lines += 1
            self._line, self._held = Line(f"{self.name}-{self._lines}", *about), ()
        return self._line

    @property
    def foreseen(self) -> bool:
        """Whether the browser had this step's frame before it was sent."""
        return self.experiment.step in self._held

    @alone
    def look_ahead(self) -> bool:
        """Make one more frame of the steps around; return whether one was missing."""
        line = self.line
        return line is not None and not self.stale and line.work(self.experiment)

    @alone
    def ahead_to_send(self) -> dict[str, Any] | None:
        """Return the frames of the steps around that the browser lacks, if there are any."""
        line = self.line
        if line is None or line.token != self.chunk.get("line"):
            return None
        return line.message(self.experiment, self._held, self.heard)

    def _hear_held(self, report: Mapping[str, Any]) -> None:
        """Note which frames the browser has of the steps around."""
        held = report.get("holds")
        if self._line is not None and report.get("line") == self._line.token and isinstance(held, list):
            self._held = frozenset(step for step in held if isinstance(step, int))
        else:
            self._held = ()

    # What changes the run

    @alone
    def act(self, action: Action) -> None:
        """Change the run from the step on show: at once, or when the browser has reported which step that is."""
        self.job = None
        if self.playing or self._holding or self._ending:
            self._ending = False
            self._pending.append(action)
            self._holding = True
            self._next_chunk("hold", [])
        else:
            action()
            self.stale = True

    def _settle(self, shown: int) -> None:
        """Stop the experiment at the step where the browser stands still, and do what waited for that."""
        self._holding = False
        self.experiment.seek(min(shown, self.experiment.furthest))
        self.experiment.truncate()
        waiting, self._pending = self._pending, []
        for action in waiting:
            self.job = None  # as at rest, where whatever is done ends a long run
            action()
        if self.playing:
            self.job = None
            self.slow.leave()
        self.stale = self._fresh = True

    # Messages to the browser

    def _next_chunk(self, mode: str, frames: list[dict[str, Any]]) -> None:
        self.chunk_id += 1
        # Each visit counts from another start, so that a reconnected page does not mistake a new chunk for an old one.
        self.chunk = {
            "id": f"{self.name}-{self.chunk_id}",
            "mode": mode,
            "playing": self.playing and mode != "hold",
            "light": not self.follows,
            "low": self._pace.low,
            "frame_ms": 1000.0 / self._pace.fps,
            "ending": self._ending,
            "furthest": self.experiment.furthest,
            "working": self.job is not None,
            "pace": self.slow.pace if self.slow.running and mode != "hold" else None,
            "heard": self.heard,
            "line": line.token if (line := self.line) and mode == "replace" else None,
            "frames": frames,
        }

    @alone
    def chunk_to_send(self) -> dict[str, Any]:
        """Return the player's next orders; the same chunk again if nothing changed."""
        if self._holding and self.chunk["mode"] != "hold":
            self._next_chunk("hold", [])  # a run that was under way may have put its own chunk in its place
        if self._holding or self._ending:
            return self.chunk
        if self.playing and self._fresh:
            self._play_on()
        elif not self.playing and self.stale:
            frame = self.rest_frame()
            self.shown = frame.step
            known = None if self.slow.walk is None else self.slow.walk.here.known
            line = self.line
            made = None if line is None else line.frame(self.experiment)
            made = made or rest_frame(self.pictures, frame, self.lit, known, self.notes)
            self._next_chunk("replace", [made])
        self.stale = False
        return self.chunk

    def _play_on(self) -> None:
        """Send the next chunk of frames."""
        first, self._fresh = self._fresh, False
        self._pace = ROOM.pace(id(self), self.view.samples_per_frame)
        if first or self._watch is None:
            self._watch = Watch(self.experiment, self.view.stop)
        watch = self._watch
        how: dict[str, Any] = {"first": first, "lit": self.lit, "watch": watch}
        frames = playing_frames(self.experiment, self.pictures, self._pace, id(self), **how)
        if watch.word:
            self.notices.append(watch.word)
        if self.experiment.diverged_at is not None or watch.word:
            # The frames end at the last finite network, or where a condition was met, and the page stays there.
            self.playing = False
            self._ending = True
        self._next_chunk("replace" if first else "append", frames)

    # A long run

    @alone
    def work(self, interrupted: Callable[[], bool]) -> bool:
        """Do a slice of the job, if there is one; return True while there is more to do."""
        if self.job is None:
            return False
        if not self.job.work(self.experiment, interrupted):
            if self.job.watch is not None and self.job.watch.word:
                self.notices.append(self.job.watch.word)
            self.job = None
        self.stale = True
        return self.job is not None
