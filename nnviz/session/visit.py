"""One visitor's visit: their run in time, their changes to it and their view of it.

Everything here belongs to the visitor's own session; nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from nnviz.analysis.diagnosis import Finding
from nnviz.datasets import OwnData
from nnviz.derivation.notation import WeightKey, neuron_key, parse_key
from nnviz.exchange.runfile import SavedRun
from nnviz.run.examples import Example
from nnviz.run.experiment import Experiment
from nnviz.run.settings import LIVE, Settings
from nnviz.session.ahead import Line
from nnviz.session.left_out import Lacking
from nnviz.session.lesson_progress import Learner
from nnviz.session.own_drafts import Drafts
from nnviz.session.page_parts import Page
from nnviz.session.playback import Playback
from nnviz.session.showing import Action, alone
from nnviz.session.view import View


@dataclass
class Visit(Playback):
    """A visitor's run and their page."""

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
    foreign: tuple[str, ...] = ()
    """Parameters of the address that are none of ours, and go out of it."""
    overruled: dict[str, tuple[Any, float]] = field(default_factory=dict)
    """Widgets that the page gave another value: the one that they had, and when."""
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
    diagnosed: tuple[object, Finding | None] | None = None
    """What was found to be going wrong, and where the run stood then."""
    opening: bool = False
    """Whether the page is drawn for the first time."""
    _wanted: Settings | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force, including a change that waits for the browser to stand still."""
        return self._wanted or self.experiment.settings

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the pictures on the page that are the player's: the surface is not."""
        shown = [name for name in super().views if self.page.has(name)]
        return tuple(name for name in shown if name != "boundary" or not self.view.surface)

    @property
    def line(self) -> Line | None:
        """The steps that Step, Back and Epoch go along from here; None where nobody can press them."""
        return super().line if self.page.has("transport") else None

    def press(self, name: str) -> None:
        """Do the action of a button of the transport, if the page has that button."""
        if self.page.has("transport") and not self.page.hides("play" if name == "pause" else name.removesuffix("_on")):
            super().press(name)

    def reset(self) -> None:
        """Go back to the very same start, with the present settings."""

        def restart() -> None:
            # Manual edits before the first step belong to the start.
            start = [edit for edit in self.experiment.hands if edit.step == 0]
            self.experiment = Experiment(self.experiment.settings, hands=start)

        self._stand(restart)

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

            self.act(lambda: self._leave(change))
            return
        self.experiment = Experiment(settings)
        sizes = "-".join(map(str, self.experiment.sizes))
        self.notices.append(f"Built anew: {sizes}, at step 0 with seed {settings.seed}.")
        self._rebuilt()

    def load(self, example: Example) -> None:
        """Begin a worked example."""
        self.go_over(example.experiment())
        self.notices.append(f"Loaded: {example.title}.")

    @alone
    def go_over(self, experiment: Experiment, view: View | None = None, step: int = 0) -> None:
        """Replace this run by another one, with its view and its step."""
        self.warnings.clear()
        self.remarks = self.read_as = ()
        self.lacking = None
        self.refused = self.refused_edit = None
        self.drawn = None  # the sidebar and the texts above the pictures are redrawn in any case
        self.experiment = experiment
        self.view = view or self.view
        self.slow.running = self.playing = False
        self._rebuilt()
        if step:
            self.seek(step)

    def _rebuilt(self) -> None:
        self._pending.clear()
        self._wanted = self.arriving = None
        self._holding = self._ending = False
        self._fresh = True
        self.job = None
        self.slow.leave()
        self.chosen = self.first_choice()
        self.shown = 0
        self.stale = self.whole = True
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
        self.act(lambda: None)
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

        self.act(lambda: self._leave(do))
