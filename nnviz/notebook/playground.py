"""A run in a notebook, as a widget by the contract of anywidget: the page's player, answered by the kernel."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any

import anywidget
import orjson
import traitlets

from nnviz.components.modules import script
from nnviz.components.outside import notebook_style, vega
from nnviz.components.vega import bundle_name
from nnviz.notebook.shell import AfterEachCell
from nnviz.notebook.talk import Talk
from nnviz.run.experiment import Experiment
from nnviz.run.schedule import as_step
from nnviz.run.settings import Settings, shown
from nnviz.session.choice import check
from nnviz.session.view import View
from nnviz.session.visit import Visit

LETTERS = 40
"""Letters that a window's name may have."""
_PACKING = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


@lru_cache(maxsize=1)
def _script() -> str:
    return script("notebook")


@lru_cache(maxsize=1)
def _packed_vega() -> bytes:
    return gzip.compress(vega().encode(), 6, mtime=0)


class Playground(anywidget.AnyWidget):
    """A run to step, play and look into, where a notebook shows it.

    What is pressed in the picture moves `experiment`; what a cell does to `experiment` is shown when the cell has run,
    or at once by `update`.

    Parameters
    ----------
    run : Settings or Experiment, optional
        What to begin with: a run from the beginning, or one where it stands.
    view : View, optional
        What pictures and numbers look like.

    Attributes
    ----------
    step : int
        The step on show; a trait, which can be observed.

    Raises
    ------
    ValueError
        If an argument is none of these. (Settings refuse themselves what they cannot be.)
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0, read_only=True)
    _cells: AfterEachCell[Any] | None = None
    """What is done after each cell; None until all arguments are taken."""

    def __init__(self, run: Settings | Experiment | None = None, *, view: View | None = None) -> None:
        if view is not None and not isinstance(view, View):
            raise ValueError(f"view must be a View, not {shown(view)}")
        self._talk = Talk(Visit(_experiment(run), view or View()))
        self._told_of: tuple[object, ...] = ()
        super().__init__(_esm=_script(), _css=notebook_style(), _name=token_hex(8))
        visit = self._talk.visit
        visit.transport.chosen = visit.first_choice()
        self._note()
        self.on_msg(self._take)
        self._cells = AfterEachCell(self, Playground._look)

    # The run

    @property
    def experiment(self) -> Experiment:
        """The run where it stands; while it plays, Python is some pictures ahead of the browser.

        Another run can be put in its place.
        """
        return self._talk.visit.experiment

    @experiment.setter
    def experiment(self, run: Experiment) -> None:
        self._talk.visit.go_over(_experiment(run))
        self._tell()

    @property
    def eta(self) -> float:
        """The learning rate from the next step on."""
        return self._talk.visit.settings.eta

    @eta.setter
    def eta(self, value: float) -> None:
        self._talk.put("eta", value)
        self._tell()

    @property
    def speed(self) -> int:
        """Samples from one picture to the next while it plays."""
        return self._talk.visit.view.samples_per_frame

    @speed.setter
    def speed(self, value: int) -> None:
        self._talk.put("speed", value)
        self._tell()

    @property
    def chosen(self) -> str | None:
        """Key of the weight or neuron that is explained: "w:0:1:2" is ``weights[0][1, 2]``, "n:1:2" a neuron's."""
        return self._talk.visit.chosen

    @chosen.setter
    def chosen(self, key: str | None) -> None:
        if key is not None:
            check(key, self.experiment.sizes)
        self._talk.visit.choose(key)
        self._tell()

    # What its buttons do

    def forward(self) -> None:
        """Make one update; what plays stands still."""
        self._move(Experiment.forward)

    def back(self) -> None:
        """Take the last update back; what plays stands still."""
        self._move(Experiment.back)

    def next_epoch(self) -> None:
        """Go on to the end of the epoch; what plays stands still."""
        self._move(Experiment.next_epoch)

    def seek(self, step: int) -> None:
        """Go to a step; what plays stands still.

        Raises
        ------
        ValueError
            If it is not a whole number from 0 to 10⁹.
        """
        to = as_step("step", step)
        self._move(lambda run: run.seek(to))

    def reset(self) -> None:
        """Go back to the very same start, with the present settings."""
        self._move(lambda run: None)
        self._talk.visit.transport.reset()
        self._tell()

    def play(self) -> None:
        """Play, in the notebook's page, once the cell has run."""
        if not self._talk.visit.running:
            self._talk.visit.transport.toggle_playing()
            self._tell()

    def pause(self) -> None:
        """Stand still at the step that the browser last said it shows."""
        self._move(lambda run: None)

    def update(self) -> None:
        """Show the run where it stands, after Python has moved or changed it. What plays stands still there."""
        self._talk.follow()
        self._tell()

    def close(self) -> None:
        """Take the widget out of the notebook."""
        if self._cells is not None:
            self._cells.end()
        super().close()

    def _move(self, action: Callable[[Experiment], None]) -> None:
        self._talk.halt()
        action(self.experiment)
        self.update()

    # The talk with the browser

    def _look(self) -> None:
        """Bring the picture along if a cell has moved or changed the run."""
        if self._told_of != self._position():
            self.update()

    def _position(self) -> tuple[object, ...]:
        run = self.experiment
        return run, run.step, run.network, run.settings, run.furthest

    def _note(self) -> None:
        """Note what the browser was told, for whoever observes it in Python."""
        visit = self._talk.visit
        self._told_of = self._position()
        self.set_trait("step", self.experiment.step if visit.at_rest else visit.shown)
        sizes = "-".join(map(str, self.experiment.sizes))
        self._title = f"Playground of a {sizes} network. Keys: S step, B back, E epoch, P play, 0 reset."

    def _tell(self) -> None:
        if self._talk.window:
            told = self._talk.told()
            if "looks" in told:
                told["looks"] = {**told["looks"], "vega": bundle_name()}
            self.send({"kind": "told"}, [orjson.dumps(told, option=_PACKING)])
        self._note()

    def _take(self, _: object, content: object, buffers: object) -> None:
        """Handle a message of a window's; what makes no sense is left out."""
        if not isinstance(content, Mapping):
            return
        kind, window = content.get("kind"), content.get("window")
        if kind == "vega":
            self._send_vega()
        if kind not in ("begin", "report", "choose") or not isinstance(window, str) or not 0 < len(window) <= LETTERS:
            return
        self._talk.turn_to(window)
        if kind == "begin":
            self._talk.begin(content.get("scheme"))
        elif kind == "report":
            self._talk.hear(content.get("report"))
        else:
            self._talk.choose(content.get("name"), content.get("value"))
        self._tell()

    def _send_vega(self) -> None:
        try:
            self.send({"kind": "vega", "vega": bundle_name()}, [_packed_vega()])
        except RuntimeError as error:
            self.send({"kind": "failed", "words": f"The pictures cannot be drawn: {error}."})


def _experiment(run: object) -> Experiment:
    if isinstance(run, Experiment):
        return run
    if run is not None and not isinstance(run, Settings):
        raise ValueError(f"run must be Settings or an Experiment, not {shown(run)}")
    return Experiment(run or Settings())
