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
from nnviz.derivation.notation import WeightKey, neuron_key, parse_key
from nnviz.engine import StepTrace
from nnviz.exchange.runfile import SavedRun
from nnviz.figures.theme import THEMES, Theme
from nnviz.run.examples import Example
from nnviz.run.experiment import Experiment, UpdateTrace
from nnviz.run.settings import LIVE, Settings
from nnviz.session.ahead import Line, lit_at, what_led
from nnviz.session.around import Around
from nnviz.session.choice import beside, known
from nnviz.session.chunks import rest_frame
from nnviz.session.frame_encoder import LABELS, Pictures
from nnviz.session.job import Job
from nnviz.session.left_out import Lacking
from nnviz.session.lesson_progress import Learner
from nnviz.session.lock import alone
from nnviz.session.own_drafts import Drafts
from nnviz.session.page_parts import Page
from nnviz.session.playing import Playing
from nnviz.session.presence import Presence
from nnviz.session.protocol import Ahead, How, Mode, Orders
from nnviz.session.protocol import Frame as Told
from nnviz.session.race_frames import CATCH_SECONDS, RacePictures, Racing, part_of, plain_view
from nnviz.session.scene import Scene, still
from nnviz.session.slow_motion import SlowMotion
from nnviz.session.states import Event, State
from nnviz.session.sweep_plan import Plan
from nnviz.session.talk import Talk
from nnviz.session.traces import coming_trace, last_trace
from nnviz.session.transport import Action, Transport, nothing
from nnviz.session.view import View

PRESSES = {
    "step_on": "step",
    "back": "back",
    "epoch": "next_epoch",
    "play": "toggle_playing",
    "pause": "pause",
    "reset": "reset",
    "stop_run": "stop_run",
}
"""What presses do that come through the player, by the keys of the buttons; "pause" is a click on one that says so."""


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
    notices: list[str] = field(default_factory=list)
    """Words to say once."""
    shown: int = 0
    """The step that the browser last said it shows."""
    follows: bool = False
    """Whether something else than the player's pictures follows the run while it plays."""
    whole: bool = True
    """Whether charts travel again: after a full run of the script, or when the browser asks."""
    undressed: bool = False
    """Whether the browser said that the page is in another theme than what is drawn: then all of it is drawn anew."""
    page: Page = field(default_factory=Page)
    """What of the page is on show."""
    own: OwnData | None = None
    """The visitor's own data, kept for when they look at others in between."""
    drafts: Drafts = field(default_factory=Drafts)
    """The tables that own data are being made of."""
    learner: Learner = field(default_factory=Learner)
    """Where the visitor stands in the lessons."""
    warnings: list[str] = field(default_factory=list)
    """Words that stay until the next change of a setting."""
    remarks: tuple[str, ...] = ()
    """What is not the same here in what a link from elsewhere asked for; it stays as long as warnings do."""
    read_as: tuple[str, ...] = ()
    """What was changed in a link to read it: in plain view as long as warnings are."""
    lacking: Lacking | None = None
    """What the address that was opened leaves out, until it comes back or the visitor goes on to something else."""
    asked_keeper: bool = False
    """Whether the browser has answered what it has of that."""
    stored: tuple[str, bool] = ("", False)
    """What the browser's tab was last asked to keep, by its digest, and whether it had room."""
    sweep: Plan | None = None
    """The sweep that stands in the address: the one that was started or that an opened address asks for."""
    sweep_arrived: bool = False
    """Whether an opened address asks for it, and its panel is still to be opened."""
    foreign: tuple[str, ...] = ()
    """Parameters of the address that are none of ours, and go out of it."""
    refused_edit: str | None = None
    """Why the last change of a weight by hand was not made."""
    arriving: SavedRun | None = None
    """A run from a file, until it stands where it was saved and its weights are compared."""
    refused: str | None = None
    """Why the last change of a setting was not made."""
    back_at: int = 0
    """When the page lost the server that it had before, by the browser's clock."""
    drawn: Settings | None = None
    """The settings that the sidebar is drawn from."""
    presented: bool = False
    """Whether the sidebar was left out as for a projector when the whole page was drawn."""
    examined: dict[str, tuple[object, Any]] = field(default_factory=dict)
    """What was found out about the position by looking at all rows, by its name, and where the run stood then."""
    opening: bool = False
    """Whether the page is drawn for the first time."""
    transport: Transport = field(init=False)
    """The run in time, and the buttons that move it."""
    racing: Racing | None = None
    """The runs beside the one on show."""
    _wanted: Settings | None = None
    _playing: Playing = field(default_factory=Playing)
    _scene: Scene = field(default_factory=Scene)
    _around: Around = field(default_factory=Around)

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
    def name(self) -> str:
        """The run's name."""
        return self.talk.name

    @property
    def heard(self) -> int:
        """Number of the browser's report that was heard last."""
        return self.talk.heard

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
        return lit_at(self.experiment, self.chosen) if walk is None else dict.fromkeys(walk.lights, "weight")

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
        """The frame of the position, in slow motion that of the phase."""
        walk = self.slow.walk
        if walk is None:
            return self._scene.rest_frame(self.pictures, self.view.moment)
        return walk.frame(self._scene.rest_frame(self.pictures, "after"))

    # What Step, Back and Epoch lead to

    @property
    def line(self) -> Line | None:
        """The steps that Step, Back and Epoch go along from here; None where they do something else."""
        if not self.at_rest or self.slow.engaged or self.slow.walk is not None or not self.page.has("transport"):
            return None
        led: tuple[object, ...] = what_led(self.experiment)
        beside = None
        if self.racing is not None:
            race, beside = self.racing.race, self.racing.pictures(self.pictures)
            if race.changes_ahead or race.behind(self.experiment.step):
                return None
            led = (*led, self.racing.across, *map(what_led, race.runs))
        return self._around.along(self.name, self.pictures, still(self.view), led, self.chosen, self.views, beside)

    @property
    def foreseen(self) -> bool:
        """Whether the browser had this step's frame before it was sent."""
        return self.experiment.step in self._around.held

    @alone
    def look_ahead(self) -> bool:
        """Make one more frame of the steps around; return whether one was missing."""
        line = self.line
        return line is not None and not self.transport.stale and line.work(self.experiment)

    @alone
    def ahead_to_send(self) -> Ahead | None:
        """Return the frames of the steps around that the browser lacks, if there are any."""
        line = self.line
        if line is None or line.token != self.chunk["line"]:
            return None
        return line.message(self.experiment, self._around.held, self.heard)

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
                racing.race.follow(self.experiment.step, CATCH_SECONDS)  # a piece of the way, as the run on show
            return interrupted()

        why = self.transport.work(asked)
        if why:
            self.notices.append(why)
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
        self.warnings.clear()
        self.remarks = self.read_as = ()
        self.lacking = None
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
        self.notices.append(f"Built anew: {sizes}, at step 0 with seed {settings.seed}.")

    def load(self, example: Example) -> None:
        """Begin a worked example."""
        self.go_over(example.experiment())
        self.notices.append(f"Loaded: {example.title}.")

    @alone
    def go_over(
        self, experiment: Experiment, view: View | None = None, step: int = 0, racing: Racing | None = None
    ) -> None:
        """Replace this run by another one, with its view, its step and the runs beside it."""
        self.warnings.clear()
        self.remarks = self.read_as = ()
        self.lacking = None
        self.refused = self.refused_edit = None
        self.drawn = None  # the sidebar and the texts above the pictures are redrawn in any case
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
        self.sweep, self.sweep_arrived = None, False
        self.transport.chosen = self.first_choice()
        self._wanted = self.arriving = None
        self.shown = 0
        self.whole = True
        data = self.experiment.dataset
        inputs, outputs = data.raw.shape[1], data.T.shape[1]
        if self.view.axes is not None and max(self.view.axes) > max(inputs, 2):
            self.view = replace(self.view, axes=None)
        if self.view.output_shown != "winner" and (outputs == 1 or int(self.view.output_shown) > outputs):
            self.view = replace(self.view, output_shown="winner")

    def first_choice(self) -> str | None:
        """Return what is chosen at first: in a single layer the neuron, since there is little else to look at."""
        return neuron_key(1, 0) if len(self.experiment.sizes) == 2 else None

    def look(self, **changes: Any) -> None:
        """Change the view; the run goes on."""
        self.view = replace(self.view, **changes)
        self.transport.act(nothing)
        self.whole = self.whole or set(changes) != {"moment"}

    def set_weight(self, key: str, value: float) -> None:
        """Give a weight a value by hand, from here on."""
        self._by_hand(lambda: self.experiment.set_weight(self._weight(key), value))

    def freeze(self, key: str, frozen: bool) -> None:
        """Let a weight keep its value from here on, or learn again."""
        self._by_hand(lambda: self.experiment.freeze(self._weight(key), frozen))

    def _weight(self, key: str) -> WeightKey:
        parts = parse_key(key, self.experiment.sizes)
        if not isinstance(parts, WeightKey):
            raise ValueError("key must be that of a weight")
        return parts

    def _by_hand(self, edit: Action) -> None:
        def do() -> None:
            try:
                edit()
                self.refused_edit = None
            except ValueError as error:
                self.refused_edit = f"{error}. Nothing was changed."

        self.transport.act(do, leaves=True)

    # The talk with the browser

    def _tell(self, mode: Mode, frames: list[Told]) -> None:
        line = self.line if mode == "replace" else None
        how: How = {
            "playing": self.playing and mode != "hold",
            "light": not self.follows,
            "low": self._playing.pace.low,
            "frame_ms": 1000.0 / self._playing.pace.fps,
            "ending": self.transport.state is State.ENDING,
            "furthest": self.experiment.furthest,
            "working": self.job is not None or self.lags,
            "pace": self.slow.pace if self.transport.state is State.WALKING else None,
            "line": None if line is None else line.token,
        }
        self.talk.tell(mode, frames, how)

    @property
    def chunk(self) -> Orders:
        """What the browser is told: what it was told last, unless it has to stand still now."""
        if self.transport.asks:
            self.transport.asks = False
            self._tell("hold", [])
        return self.talk.orders

    @alone
    def chunk_to_send(self) -> Orders:
        """Return the player's next orders; the same chunk again if nothing changed."""
        if self.transport.state.holds or self.transport.state.ends:
            return self.chunk
        if self.transport.state is State.STARTING:
            self._play_on()
        elif self.transport.state is not State.PLAYING and self.transport.stale:
            beside = self.beside()
            if beside is not None:
                beside.catch_up()
            frame = self.rest_frame()
            self.shown = frame.step
            known = None if self.slow.walk is None else self.slow.walk.here.known
            line = self.line
            made = None if line is None else line.frame(self.experiment)
            if made is not None and beside is not None:
                made = beside.again(made)
            if made is None:
                made = rest_frame(self.pictures, frame, self.lit, known, self.notes)
                made = made if beside is None else beside.at_rest(made)
            self._tell("replace", [made])
        self.transport.stale = False
        return self.chunk

    def beside(self) -> RacePictures | None:
        """Return the pictures of the runs beside this one, as it is here; None if there is none."""
        if self.racing is None:
            return None
        self.notices += self.racing.race.attend(self.experiment)
        if not self.racing.race.runs:
            self.racing, self.whole = None, True
            return None
        return self.racing.pictures(self.pictures)

    def _play_on(self) -> None:
        """Send the next chunk of frames."""
        first = self.transport.state is State.STARTING
        beside = self.beside()
        frames = self._playing.frames(self.pictures, self.view, self.lit, beside, first=first)
        if self._playing.why:
            self.notices.append(self._playing.why)
        # The frames end at the last finite network, or where a condition was met, and the page stays there.
        last = self.experiment.diverged_at is not None or self._playing.why
        self.transport.enter(Event.LAST_SENT if last else Event.SENT)
        self._tell("replace" if first else "append", frames)

    @alone
    def hear(self, raw: object) -> None:
        """Handle the browser's latest report once: the step on show, a click, a wish for frames or for charts."""
        news = self.talk.take(raw)
        if news is None:
            return
        self._around.hear(news.report)
        self.shown = self.shown if news.report.shown is None else news.report.shown
        pick = news.wishes.get("pick")
        if isinstance(pick, Mapping):
            key = str(pick.get("key"))
            self.choose(beside(key, self.chosen, self.experiment.sizes) if pick.get("name") == "pixel" else key)
        if "tick" in news.facts:
            self.transport.tick()
        for what in news.done:
            if isinstance(what, int):
                self.transport.seek(what)
            elif what in PRESSES:
                self.press(what)
        theme = THEMES.get(str(news.wishes.get("theme")))
        if theme is not None and theme is not self.theme:
            self.theme = theme
            self.undressed = True
        if "need" in news.wishes:
            self.transport.act(nothing)
            self.whole = True
        if "held" in news.facts:
            self.transport.settle(self.shown)
        elif "done" in news.facts:
            self.transport.shown_all()
        elif "want" in news.facts and self.transport.state in (State.STARTING, State.PLAYING):
            if self.presence.gone():
                self.transport.enter(Event.LAST_SENT)
                self._tell("append", [])
            else:
                self._play_on()

    def notice_touch(self, raw: object) -> bool:
        """Note the time if the visitor, not the player, made the page run; return whether it was the visitor."""
        own = self.talk.by_hand(raw)
        if own:
            self.presence.touch()
        return own
