"""A run in time: the buttons that move it, what it is doing, and what waits until the browser stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock

from nnviz.run.experiment import Experiment
from nnviz.run.schedule import MAX_STEP
from nnviz.run.stops import Stop, Watch
from nnviz.session.job import Job
from nnviz.session.lock import alone
from nnviz.session.presence import Presence
from nnviz.session.slow_motion import SlowMotion
from nnviz.session.states import Event, State

Action = Callable[[], None]

JUMP_AT_ONCE = 20_000
"""Steps that are computed while the visitor waits; above that a run with a progress bar."""


def nothing() -> None:
    """Change nothing: the run stands still, and is shown again."""


@dataclass
class Transport:
    """A run that is stepped, played and looked into."""

    experiment: Experiment
    chosen: str | None = None
    """Key of the weight or neuron that the visitor picked."""
    state: State = State.REST
    job: Job | None = None
    """The long run that is under way."""
    slow: SlowMotion = field(default_factory=SlowMotion)
    presence: Presence = field(default_factory=Presence)
    stale: bool = True
    """Whether the browser must be sent the picture of the position."""
    asks: bool = False
    """Whether the browser has still to be told to stand still, or to be told again."""
    lock: RLock = field(default_factory=RLock)
    """Held by whoever changes the visit: a run of the whole script may begin before the one under way has ended."""
    _waiting: list[Action] = field(default_factory=list)
    """What is done as soon as the browser stands still."""

    @alone
    def act(self, action: Action, event: Event = Event.CHANGE, *, leaves: bool = False) -> None:
        """Change the run from the step on show: at once, or when the browser has reported which step that is.

        Parameters
        ----------
        action : callable
            It takes the run as it is when it is called.
        event : Event
            Whether the run goes on afterwards.
        leaves : bool
            Whether it ends the walk through a step.
        """
        self.enter(event)

        def do() -> None:
            if leaves:
                self.slow.leave()
            action()

        if self.state.holds:
            self._waiting.append(do)
            self.asks = True
        else:
            do()
            self.stale = True

    def enter(self, event: Event) -> None:
        """Go to the state that follows."""
        self.state = self.state.after(event)
        if self.state is not State.RUNNING:
            self.job = None
        if not self.state.holds:
            self.asks = False

    @alone
    def settle(self, shown: int) -> None:
        """Stop the run at the step where the browser stands still, and do what waited for that."""
        if not self.state.holds or self.asks:
            return
        self.enter(Event.HELD)
        self.experiment.seek(min(shown, self.experiment.furthest))
        self.experiment.truncate()
        waiting, self._waiting = self._waiting, []
        for action in waiting:
            if self.state is State.RUNNING:
                self.enter(Event.STAND)  # as at rest, where whatever is done ends a long run
            action()
        if self.state is State.STARTING:
            self.slow.leave()
        self.stale = True

    @alone
    def renew(self, experiment: Experiment, event: Event) -> None:
        """Put another run in this one's place, and forget what waits."""
        self.experiment = experiment
        self._waiting.clear()
        self.enter(event)
        self.slow.leave()
        self.stale = True

    @property
    def running(self) -> bool:
        """Whether it plays, at full speed or in slow motion."""
        return self.state.plays or self.state.walks

    # The buttons

    @alone
    def toggle_playing(self) -> None:
        """Play, or Pause at the step on show."""
        self.presence.left_alone = False
        if self.state.walks:
            self.act(nothing, Event.STAND)
        elif self.state.plays:
            self._stand(nothing)
        elif self.slow.on:
            self.act(self._walk_on, Event.WALK)
        elif self.experiment.diverged_at is None:
            self.enter(Event.PLAY)
            self.slow.leave()

    def pause(self) -> None:
        """Pause at the step on show, unless it stands still."""
        if self.running:
            self.toggle_playing()

    def step(self) -> None:
        """Go one update forward; in slow motion one phase."""
        self._stand(self._walk_on if self.slow.engaged else lambda: self.experiment.forward(), walking=True)

    def back(self) -> None:
        """Go one update back; in slow motion one phase."""
        in_phases = self.slow.on

        def go() -> None:
            if in_phases or self.slow.walk is not None:
                self.slow.back(self.experiment)
            else:
                self.experiment.back()

        self._stand(go, walking=True)

    def next_epoch(self) -> None:
        """Go on to the end of the epoch."""
        self._stand(lambda: self.experiment.next_epoch())

    def reset(self) -> None:
        """Go back to the very same start, with the present settings."""

        def restart() -> None:
            # Manual edits before the first step belong to the start.
            start = [edit for edit in self.experiment.hands if edit.step == 0]
            self.experiment = Experiment(self.experiment.settings, hands=start)

        self._stand(restart)

    def seek(self, step: int) -> None:
        """Go to any step, or to the nearest one that there is."""
        to = min(max(step, 0), MAX_STEP)

        def go() -> None:
            if to - self.experiment.step > JUMP_AT_ONCE:
                self._begin(Job(self.experiment.step, to, keep=True))
            else:
                self.experiment.seek(to)

        self._stand(go)

    def run(self, samples: int, stop: Stop) -> None:
        """Present many samples without pictures in between, unless a condition stops that."""

        def begin() -> None:
            self.experiment.truncate()
            here, watch = self.experiment.step, Watch(self.experiment, stop)
            self._begin(Job(here, here + samples, keep=False, watch=watch))

        self._stand(begin)

    def stop_run(self) -> None:
        """Stop "run N samples" at its present step."""
        if self.job is not None or self._waiting:
            self.act(nothing)

    def slow_down(self, *, on: bool | None = None, predict: bool | None = None, pace: float | None = None) -> None:
        """Switch slow motion or its questions, or set its pace."""
        slow = self.slow
        slow.pace = slow.pace if pace is None else pace
        if on is None and predict is None:
            return
        slow.on = slow.on if on is None else on
        slow.predict = slow.predict if predict is None else predict
        self._stand(nothing)

    def reply(self, choice: str) -> None:
        """Answer the question that waits."""
        self.slow.reply(choice)
        self.stale = True

    def tick(self) -> None:
        """Go one phase on in slow motion that plays, or stop it if nobody is there."""
        if self.state is State.WALKING:
            if self.presence.gone():
                self.enter(Event.STAND)
            else:
                self._walk_on()
            self.stale = True

    def shown_all(self) -> None:
        """Go on from the last frame, which the browser has shown."""
        if self.state.ends:
            self.enter(Event.SHOWN)
            self.stale = True

    def _walk_on(self) -> None:
        self.slow.forward(self.experiment, self.chosen if self.chosen and self.chosen.startswith("w:") else None)

    def _stand(self, action: Action, *, walking: bool = False) -> None:
        """Stand still and do an action; only `walking` stays in the phases of a step."""
        self.presence.press(walking=walking)
        self.act(action, Event.STAND, leaves=not walking)

    def _begin(self, job: Job) -> None:
        """Begin a long run, unless Play has been pressed since it was asked for."""
        if self.state is State.REST:
            self.enter(Event.RUN)
            self.job = job

    @alone
    def work(self, interrupted: Callable[[], bool]) -> str:
        """Do a slice of the long run, if there is one; return why it stopped before its end, if it did."""
        job = self.job
        if job is None:
            return ""
        if not job.work(self.experiment, interrupted):
            self.enter(Event.OVER)
        self.stale = True
        return job.watch.word if job.watch is not None else ""
