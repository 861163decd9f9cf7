"""One visitor's visit: their run in time, their changes to it and their view of it.

Everything here belongs to the visitor's own session; nothing is drawn here. The browser plays; the server trains ahead
of it, and stops at the step that the browser reports to show. `State` says what a visit is doing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import Any

from nnviz.analysis.frames import Frame
from nnviz.datasets import OwnData
from nnviz.derivation.notation import neuron_key
from nnviz.engine import StepTrace
from nnviz.figures.theme import THEMES, Theme
from nnviz.run.examples import Example
from nnviz.run.experiment import Experiment, UpdateTrace
from nnviz.run.settings import LIVE, Settings
from nnviz.session.around import Around
from nnviz.session.choice import known
from nnviz.session.drawn_page import DrawnPage
from nnviz.session.frame_encoder import LABELS, Pictures
from nnviz.session.job import Job
from nnviz.session.left_out import Stored
from nnviz.session.lesson_progress import Learner
from nnviz.session.lock import alone
from nnviz.session.opened import Opened
from nnviz.session.own_drafts import Drafts
from nnviz.session.page_parts import Page
from nnviz.session.playing import Playing
from nnviz.session.presence import Presence
from nnviz.session.race_frames import CATCH_SECONDS, RacePictures, Racing, part_of, plain_view
from nnviz.session.said import Said
from nnviz.session.scene import Scene
from nnviz.session.slow_motion import SlowMotion
from nnviz.session.states import Event
from nnviz.session.sweep_asked import SweepAsked
from nnviz.session.talk import Talk
from nnviz.session.traces import lit_at
from nnviz.session.transport import Transport, nothing
from nnviz.session.view import View, view_for

PRESSES = {
    "step_on": "step",
    "back": "back",
    "epoch": "next_epoch",
    "play": "toggle_playing",
    "pause": "pause",
    "reset": "reset",
    "stop_run": "stop_run",
}
"""What a press does, by the key of its button; "pause" is a click on a button that says Pause."""


@dataclass
class Visit:
    """A visitor's run and their page.

    Parameters
    ----------
    start : Experiment
        The run to begin with.
    view : View, optional
    theme : Theme, optional
    picked : str, optional
        Key of the weight or neuron that is chosen at first.
    """

    start: InitVar[Experiment]
    view: View = field(default_factory=View)
    theme: Theme = THEMES["light"]
    picked: InitVar[str | None] = None
    talk: Talk = field(default_factory=Talk)
    said: Said = field(default_factory=Said)
    """What the page says to the visitor in words."""
    opened: Opened = field(default_factory=Opened)
    """What the address or file that was opened leaves to be done."""
    stored: Stored = field(default_factory=Stored)
    """What the browser's tab keeps of a run that its address does not hold."""
    sweep: SweepAsked = field(default_factory=SweepAsked)
    """The sweep that stands in the address."""
    drawn: DrawnPage = field(default_factory=DrawnPage)
    """What the page in the browser was drawn from."""
    shown: int = 0
    """The step that the browser last said it shows."""
    page: Page = field(default_factory=Page)
    """The parts of the page that are on show."""
    own: OwnData | None = None
    """The visitor's own data, kept for when they look at others in between."""
    drafts: Drafts = field(default_factory=Drafts)
    """The tables that own data are being made of."""
    learner: Learner = field(default_factory=Learner)
    """Where the visitor stands in the lessons."""
    examined: dict[str, tuple[object, Any]] = field(default_factory=dict)
    """What was found out about the position by looking at all rows, by its name, and where the run stood then."""
    transport: Transport = field(init=False)
    """The run in time, and the buttons that move it."""
    racing: Racing | None = None
    """The runs beside the one on show."""
    frames_to_play: Playing = field(default_factory=Playing)
    """What is sent while it plays."""
    around: Around = field(default_factory=Around)
    """The frames of the steps around the one at rest."""
    _wanted: Settings | None = None
    _scene: Scene = field(default_factory=Scene)

    def __post_init__(self, start: Experiment, picked: str | None) -> None:
        self.transport = Transport(start, picked)
        self.lock = self.transport.lock

    # What is on show

    @property
    def experiment(self) -> Experiment:
        """The run."""
        return self.transport.experiment

    @property
    def chosen(self) -> str | None:
        """Key of the weight or neuron that the visitor picked."""
        return self.transport.chosen

    @property
    def job(self) -> Job | None:
        """The long run that is under way."""
        return self.transport.job

    @property
    def slow(self) -> SlowMotion:
        """Slow motion: its settings, and the position within a step."""
        return self.transport.slow

    @property
    def presence(self) -> Presence:
        """Whether somebody is there, and how fast they press."""
        return self.transport.presence

    @property
    def settings(self) -> Settings:
        """The settings in force, including a change that waits for the browser to stand still."""
        return self._wanted or self.experiment.settings

    @property
    def pictures(self) -> Pictures:
        """The pictures of this experiment, view and theme."""
        if self.racing is None:
            return self._scene.pictures(self.experiment, self.view, self.theme)
        return self._scene.pictures(self.experiment, plain_view(self.view), self.theme, small=True)

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the pictures on the page that are the player's: the surface is not."""
        if self.racing is not None:
            return tuple(name for name in self.racing.views() if self.page.has(part_of(name)))
        shown = [name for name in LABELS if self.page.has(name)]
        return tuple(name for name in shown if name != "boundary" or not self.view.surface)

    def beside(self) -> RacePictures | None:
        """Return the pictures of the runs beside this one, as it is here; None if there is none."""
        if self.racing is None:
            return None
        self.said.notices += self.racing.race.attend(self.experiment)
        if not self.racing.race.runs:
            self.racing, self.drawn.whole = None, True
            return None
        return self.racing.pictures(self.pictures)

    @property
    def at_rest(self) -> bool:
        """Whether the page stands still at the experiment's position."""
        return self.transport.state.rests

    @property
    def playing(self) -> bool:
        """Whether it plays at full speed."""
        return self.transport.state.plays

    @property
    def running(self) -> bool:
        """Whether it plays, at full speed or in slow motion."""
        return self.transport.running

    @property
    def update(self) -> UpdateTrace | None:
        """The update on show: the one in slow motion, the last one, or the next one."""
        if self.slow.walk is not None:
            return self.slow.walk.update
        return self.experiment.made or self.experiment.coming

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
        return lit_at(self.experiment, self.chosen) if walk is None else dict.fromkeys(walk.lights, "weight")

    @property
    def notes(self) -> Mapping[str, str]:
        """What stands beside neurons and edges of the network, by their keys: in slow motion what became known."""
        walk = self.slow.walk
        return {} if walk is None else walk.notes

    @alone
    def rest_frame(self) -> Frame:
        """The frame of the position, in slow motion that of the phase."""
        walk = self.slow.walk
        if walk is None:
            return self._scene.rest_frame(self.pictures, self.view.moment)
        return walk.frame(self._scene.rest_frame(self.pictures, "after"))

    def frame_on_show(self) -> Frame:
        """The frame of the position at rest; while it plays, one near what the browser shows, for slow pictures."""
        return self.rest_frame() if self.at_rest else self.pictures.maker.frame(self.experiment.snapshot())

    # What the visitor does

    def press(self, name: str) -> None:
        """Do the action of a button of the transport, one of `PRESSES`, if the page has that button."""
        if self.page.has("transport") and not self.page.hides("play" if name == "pause" else name.removesuffix("_on")):
            getattr(self.transport, PRESSES[name])()

    def run(self, samples: int) -> None:
        """Present many samples without pictures in between."""
        self.transport.run(samples, self.view.stop)

    @alone
    def work(self, interrupted: Callable[[], bool]) -> bool:
        """Do a slice of the long run, if there is one; return True while there is more to do."""
        racing = self.racing

        def asked() -> bool:
            if racing is not None:
                racing.race.follow(self.experiment.step, CATCH_SECONDS)  # they go a piece of the way, too
            return interrupted()

        why = self.transport.work(asked)
        if why:
            self.said.notices.append(why)
        if racing is not None and racing.catch_up(self.experiment, at_rest=self.at_rest):
            self.transport.stale = True
        return self.job is not None or self.lags

    @property
    def lags(self) -> bool:
        """Whether runs beside the one on show are still far behind it while it stands."""
        return self.racing is not None and self.at_rest and self.racing.race.behind(self.experiment.step)

    def choose(self, key: str | None) -> None:
        """Choose a weight or a neuron by its key, or none; a key that this network does not have is ignored."""
        if key is None or known(key, self.experiment.sizes):
            self.transport.chosen = key
            self.transport.stale = True

    @alone
    def change(self, settings: Settings) -> None:
        """Take new settings: live ones apply from here on, any other one builds a new run."""
        now = self.settings
        if settings == now:
            return
        self.said.settings_changed()
        self.opened.lacking = None
        self.own = settings.own or now.own or self.own
        live = {name: getattr(settings, name) for name in LIVE if getattr(settings, name) != getattr(now, name)}
        if replace(now, **live) == settings:
            self._wanted = settings

            def change() -> None:
                self.experiment.change(**live)
                self._wanted = None

            self.transport.act(change, leaves=True)
            return
        self._anew(Experiment(settings), Event.BUILT)
        sizes = "-".join(map(str, self.experiment.sizes))
        self.said.notices.append(f"Built anew: {sizes}, at step 0 with seed {settings.seed}.")

    def load(self, example: Example) -> None:
        """Begin a worked example."""
        self.go_over(example.experiment())
        self.said.notices.append(f"Loaded: {example.title}.")

    @alone
    def go_over(
        self, experiment: Experiment, view: View | None = None, step: int = 0, racing: Racing | None = None
    ) -> None:
        """Replace this run by another one, with its view, its step and the runs beside it."""
        self.said.run_replaced()
        self.opened.lacking = None
        self.drawn.settings = None  # the sidebar and the texts above the pictures are redrawn in any case
        self.view = view or self.view
        self.racing = racing
        self._anew(experiment, Event.OPENED)
        if step:
            self.transport.seek(step)

    def _anew(self, experiment: Experiment, event: Event) -> None:
        if self.transport.state.plays:
            # It is left at the step that the visitor saw last, although the server has trained ahead.
            self.experiment.seek(min(self.shown, self.experiment.furthest))
        self.transport.renew(experiment, event)
        self.sweep.leave()
        self.transport.chosen = self.first_choice()
        self._wanted = self.opened.saved = None
        self.shown = 0
        self.drawn.whole = True
        data = self.experiment.dataset
        self.view = view_for(self.view, data.raw.shape[1], data.T.shape[1])

    def first_choice(self) -> str | None:
        """Return what is chosen at first: in a single layer the neuron, since there is little else to look at."""
        return neuron_key(1, 0) if len(self.experiment.sizes) == 2 else None

    def look(self, **changes: Any) -> None:
        """Change the view; the run goes on."""
        self.view = replace(self.view, **changes)
        self.transport.act(nothing)
        self.drawn.whole = self.drawn.whole or set(changes) != {"moment"}
