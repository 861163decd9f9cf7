"""A run in time: what the visitor does to it, what the browser was told and what it has said.

The browser plays; the server trains ahead of it, and stands still at the step that the browser says it shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from secrets import token_hex
from threading import RLock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from nnviz.derivation import lights_of
from nnviz.engine import StepTrace
from nnviz.experiment import Experiment
from nnviz.figures.theme import THEMES, Theme
from nnviz.frames import Frame
from nnviz.notation import NeuronKey, WeightKey, parse_key, weight_key
from nnviz.stops import Watch
from nnviz.ui.chunks import playing_frames, rest_frame
from nnviz.ui.job import Job
from nnviz.ui.pacing import ROOM, Pace
from nnviz.ui.pictures import Pictures
from nnviz.ui.slow import SlowMotion
from nnviz.ui.traces import coming_trace, last_trace
from nnviz.ui.view import View

_ALONE = {"want", "working", "tick", "done"}
"""What the player says by itself, with nobody there."""
JUMP_AT_ONCE = 20_000
"""Steps that are computed while the visitor waits; above that a run with a progress bar."""

IDLE_SECONDS = 600.0
"""Without a touch, after which playing stops: a page that nobody looks at costs nothing."""
HASTE_SECONDS = 0.3
"""From one press on Step or Back to the next: nobody reads by then what the first brought, beyond the pictures."""

Action = Callable[[], None]
P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Playback")


def alone(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Let no other run of the script change the visit meanwhile."""

    @wraps(method)
    def locked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[S, P], R]", locked)


@dataclass
class Playback:
    """An experiment that is played, and the page that shows it."""

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
    name: str = field(default_factory=lambda: token_hex(6))
    """Of the run, unlike any other's in any process: a page may come back from another one."""
    chunk_id: int = 0
    stale: bool = True
    """Whether the browser must be sent the picture of the position."""
    follows: bool = False
    """Whether something else than the player's pictures follows the run while it plays."""
    drawing: bool = False
    """Whether the whole workbench is being drawn, not its feed of frames alone."""
    whole: bool = True
    """Whether charts travel again: after a full run of the script, or when the browser asks."""
    heard: int = 0
    touched: float = field(default_factory=time.monotonic)
    """When the visitor last did something."""
    hasty: bool = False
    """Whether the visitor's last press on Step or Back came right after the one before."""
    left_alone: bool = False
    """Whether it stopped playing since nobody did anything."""
    _walked: float = -HASTE_SECONDS
    """When Step or Back was pressed last."""
    _pending: list[Action] = field(default_factory=list)
    _holding: bool = False
    _ending: bool = False
    """The run diverged: the browser plays what it has, then the page stands still."""
    _fresh: bool = True
    _watch: Watch | None = None
    _pace: Pace = field(default_factory=Pace)
    _pictures: Pictures | None = None
    _rest: tuple[object, Frame] | None = None
    lock: RLock = field(default_factory=RLock)
    """Held by whoever changes the visit: a run of the whole script may begin before the one under way has ended."""

    # What there is to see

    @property
    def pictures(self) -> Pictures:
        """The pictures of this experiment, view and theme; made again when one of the three changes."""
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
    def trace(self) -> StepTrace | None:
        """Every number of the step on show: the one that is walked through, the one that led here, or the next one."""
        if self.slow.walk is not None:
            return self.slow.walk.trace
        return last_trace(self.experiment) or coming_trace(self.experiment)

    @property
    def lit(self) -> tuple[str, ...]:
        """Keys of the network's parts that are lit: of the phase on show, or of the chosen weight or neuron."""
        if self.slow.walk is not None:
            return self.slow.walk.here.lights
        trace = self.trace
        if self.chosen is None or trace is None:
            return ()
        return lights_of(trace, self.chosen)

    def latest_frame(self) -> Frame:
        """The frame of the step that the browser last said it shows, or near it: for pictures that follow slowly."""
        return self.pictures.maker.frame(self.experiment.snapshot())

    @alone
    def rest_frame(self) -> Frame:
        """The frame of the position; kept until the position changes."""
        pictures = self.pictures
        token = (self.experiment, self.experiment.step, id(self.experiment.network))
        if self._rest is None or self._rest[0] != token:
            self._rest = (token, pictures.maker.now(maps=pictures.maps != "none"))
        walk = self.slow.walk
        return self._rest[1] if walk is None else walk.frame(self._rest[1])

    # What the visitor does

    @alone
    def act(self, action: Action) -> None:
        """Do something to the run from the step on show: at once, or when the browser has said which step that is."""
        self.job = None
        if self.playing or self._holding or self._ending:
            self._ending = False
            self._pending.append(action)
            self._holding = True
            self._next_chunk("hold", [])
        else:
            action()
            self.stale = True

    @property
    def running(self) -> bool:
        """Whether it plays, at full speed or in slow motion."""
        return self.playing or self.slow.running

    @alone
    def toggle_playing(self) -> None:
        """Play, or Pause at the step on show."""
        self.left_alone = False
        if self.slow.on and not self.playing:
            self.slow.running = not self.slow.running
            self.job = None
            if self.slow.running:
                self._walk_on()
            self.stale = True
        elif self.playing:
            self._stand(lambda: None)
        elif self.experiment.diverged_at is None:
            self.job = None
            self.slow.leave()
            self.playing = self._fresh = True

    def step(self) -> None:
        """One update on; in slow motion one phase."""
        self._stand(self._walk_on if self.slow.engaged else self.experiment.forward, walking=True)

    def back(self) -> None:
        """One update back; in slow motion one phase."""
        in_phases = self.slow.on or self.slow.walk is not None
        self._stand((lambda: self.slow.back(self.experiment)) if in_phases else self.experiment.back, walking=True)

    def _walk_on(self) -> None:
        self.slow.forward(self.experiment, self.chosen if self.chosen and self.chosen.startswith("w:") else None)

    def slow_down(self, *, on: bool | None = None, predict: bool | None = None, pace: float | None = None) -> None:
        """Switch slow motion or its questions, or set its pace."""
        slow = self.slow
        slow.pace = slow.pace if pace is None else pace
        if on is None and predict is None:
            return
        slow.on = slow.on if on is None else on
        slow.predict = slow.predict if predict is None else predict
        self._stand(lambda: None)

    def reply(self, choice: str) -> None:
        """Answer the question that waits."""
        self.slow.reply(choice)
        self.stale = True

    def next_epoch(self) -> None:
        """On to the end of the epoch."""
        self._stand(self.experiment.next_epoch)

    def seek(self, step: int) -> None:
        """To any step."""

        def go() -> None:
            if step - self.experiment.step > JUMP_AT_ONCE:
                self.job = Job(self.experiment.step, step, keep=True)
            else:
                self.experiment.seek(step)

        self._stand(go)

    def run(self, samples: int) -> None:
        """Present many samples without pictures in between."""

        def begin() -> None:
            self.experiment.truncate()
            watch = Watch(self.experiment, self.view.stop)
            self.job = Job(self.experiment.step, self.experiment.step + samples, keep=False, watch=watch)

        self._stand(begin)

    def stop_run(self) -> None:
        """End "run N samples" where it is."""
        self.job = None
        self.stale = True

    def _stand(self, action: Action, *, walking: bool = False) -> None:
        now = time.monotonic()
        self.hasty = walking and now - self._walked < HASTE_SECONDS
        if walking:
            self._walked = now
        else:
            self.slow.leave()
        self.slow.running = False
        self.act(action)
        self.playing = False

    def choose(self, key: str | None) -> None:
        """Choose a weight or a neuron by its key, or none; what is no part of this network is passed over."""
        if key is not None:
            try:
                parse_key(key, self.experiment.sizes)
            except ValueError:
                return
        self.chosen = key
        self.stale = True

    def _between(self, key: str) -> str:
        """What a click on a pixel chooses: its weight to the chosen neuron of the first layer, else the input."""
        try:
            pixel = parse_key(key, self.experiment.sizes)
            chosen = parse_key(self.chosen or "", self.experiment.sizes)
        except ValueError:
            return key
        if not isinstance(pixel, NeuronKey) or pixel.neuron is None:
            return key
        if isinstance(chosen, WeightKey) and chosen.layer == 0:
            return weight_key(0, pixel.neuron + 1, chosen.column)
        if isinstance(chosen, NeuronKey) and chosen.layer == 1 and chosen.neuron is not None:
            return weight_key(0, pixel.neuron + 1, chosen.neuron)
        return key

    # What the browser says

    @alone
    def hear(self, report: Mapping[str, Any] | None) -> None:
        """Take the browser's last report, once: the step on show, a click, a wish for frames or for charts."""
        if not report or int(report["nonce"]) <= self.heard:
            return  # each of the player's mounts repeats what it said last
        self.heard = int(report["nonce"])
        if not str(report.get("chunk") or self.name).startswith(self.name):
            return  # said to another server, or to a run that this one took the place of
        current = report.get("chunk") == self.chunk.get("id")
        if isinstance(report.get("shown"), int):
            self.shown = report["shown"]
        pick = report.get("pick")
        if isinstance(pick, Mapping):
            key = str(pick.get("key"))
            self.choose(self._between(key) if pick.get("name") == "pixel" else key)
        if self.slow.running and current and "tick" in report:
            if self._idle():
                self.slow.running = False
            else:
                self._walk_on()
            self.stale = True
        if isinstance(report.get("seek"), int):
            self.seek(max(report["seek"], 0))
        if report.get("need"):
            self.act(lambda: None)
            self.whole = True
        if self._holding and report.get("held") == self.chunk.get("id"):
            self._settle(self.shown)
        elif self._ending and current and "done" in report:
            self._ending = False
            self.stale = True
        elif self.playing and not self._holding and current and "want" in report:
            if self._idle():
                self.playing, self._ending = False, True
                self._next_chunk("append", [])
            else:
                self._play_on()

    def notice_touch(self, report: Mapping[str, Any]) -> bool:
        """Note the time if it is the visitor who made the page run, not the player; True then."""
        own = int(report.get("nonce", 0)) <= self.heard or not _ALONE & set(report)
        if own:
            self.touched = time.monotonic()
        return own

    def _idle(self) -> bool:
        """Whether nobody has done anything for so long that playing stops."""
        self.left_alone = time.monotonic() - self.touched > IDLE_SECONDS
        return self.left_alone

    def _settle(self, shown: int) -> None:
        """The browser stands still: so does the experiment, at the step on show, and what waited for that is done."""
        self._holding = False
        self.experiment.seek(min(shown, self.experiment.furthest))
        self.experiment.truncate()
        waiting, self._pending = self._pending, []
        for action in waiting:
            action()
        self.stale = self._fresh = True

    # What the browser is told

    def _next_chunk(self, mode: str, frames: list[dict[str, Any]]) -> None:
        self.chunk_id += 1
        # Counted from a start of its own, so that a page that comes back does not take a new chunk for an old one.
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
            "pace": self.slow.pace if self.slow.running else None,
            "frames": frames,
        }

    @alone
    def chunk_to_send(self) -> dict[str, Any]:
        """What the player should do now; the same chunk again if nothing changed."""
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
            self._next_chunk("replace", [rest_frame(self.pictures, frame, self.lit, known)])
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
            # What is shown ends at the last finite network, or where a condition was met, and the page stays there.
            self.playing = False
            self._ending = True
        self._next_chunk("replace" if first else "append", frames)

    # A long run

    @alone
    def work(self) -> bool:
        """Do a slice of the job, if there is one; True while there is more to do."""
        if self.job is None:
            return False
        if not self.job.work(self.experiment):
            if self.job.watch is not None and self.job.watch.word:
                self.notices.append(self.job.watch.word)
            self.job = None
        self.stale = True
        return self.job is not None
