"""A visitor's view of a run: the choices that change the pictures but never the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnviz.analysis.distributions import QUANTITIES
from nnviz.analysis.frames import MOMENTS, Moment
from nnviz.run.settings import BOUNDS, shown
from nnviz.run.stops import Stop
from nnviz.run.suggestion import suggestion

SPEEDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""The choices of samples per frame, from one to several epochs of the largest data set."""

DIGITS = (3, 4, 5, 6, 8, 10)
MAPS = ("auto", "1", "0")
"""Small maps of the neurons: where there is room for them, always, never."""


@dataclass(frozen=True, kw_only=True)
class View:
    """The choices of the pictures; every one of them is in the address under its name."""

    samples_per_frame: int = 10
    surface: bool = False
    """The boundary as a turnable 3-D surface."""
    log: bool = False
    """Losses on a logarithmic axis."""
    effects: bool = False
    """What the last update did to every sample, marked on the boundary."""
    digits: int = 4
    """Significant digits of every number on the page."""
    output_shown: str = "winner"
    """"winner", or the number of one output counted from 1."""
    axes: tuple[int, int] | None = None
    """The two inputs that span the plane, counted from 1; None: those that the data set is best looked at by."""
    layer_shown: int = 0
    """The hidden layer whose space is drawn, counted from 1; 0, or more than there are, for the last."""
    maps: str = "auto"
    """One of MAPS."""
    discrete: bool = False
    """The boundary shows the class alone; of a regression, the side of the middle of its targets."""
    test_shown: bool = True
    """The test samples are on the boundary."""
    moment: Moment = "after"
    """Whether the pictures at rest show the network before the last update or after it."""
    histogram_of: str = "weights"
    """What the histograms are of: weights, activations or gradients."""
    present: bool = False
    """The page as for a projector: nothing but the run, in large letters."""
    stop_after: int = 0
    """The step at which a run that goes on by itself stops; 0 for never."""
    stop_loss: float = 0.0
    """The training loss below which it stops; 0 for never."""
    stop_accuracy: float = 0.0
    """The share of training rows classified rightly at which it stops, from 0 to 1; 0 for never."""

    @property
    def stop(self) -> Stop:
        """The conditions that stop a playing run."""
        return Stop(step=self.stop_after, loss=self.stop_loss, accuracy=self.stop_accuracy)


STOP_BOUNDS: dict[str, int] = {"stop_after": 10**9, "stop_loss": 10**6, "stop_accuracy": 1}
"""Largest values of the conditions; 0 is never."""


@dataclass(frozen=True)
class _Field:
    """How an address has one choice.

    Attributes
    ----------
    read : callable
        (text, inputs, outputs) -> its value; raises _RefusedError with what is allowed.
    write : callable
        A value -> its text.
    """

    read: Callable[[str, int, int], object]
    write: Callable[[Any], str] = str


class _RefusedError(Exception):
    """What a choice may be, in words."""


def _one_of(values: Sequence[object]) -> _Field:
    known = {str(value): value for value in values}
    return _Field(lambda text, inputs, outputs: _known(text, known, "one of " + ", ".join(known)))


def _known(text: str, known: Mapping[str, object], allowed: str) -> object:
    if text not in known:
        raise _RefusedError(allowed)
    return known[text]


def _output(text: str, inputs: int, outputs: int) -> object:
    known = {name: name if outputs > 1 else "winner" for name in ("winner", *(str(j + 1) for j in range(outputs)))}
    return _known(text, known, f"“winner” or a number from 1 to {outputs}")


def _axes(text: str, inputs: int, outputs: int) -> object:
    numbers = range(1, max(inputs, 2) + 1)
    pairs = {f"{i}-{j}": (i, j) for i in numbers for j in numbers if i != j}
    return _known(text, {"auto": None, **pairs}, f"auto or two different inputs from 1 to {inputs} such as 1-2")


def _layer(text: str, inputs: int, outputs: int) -> object:
    most = int(BOUNDS["hidden_layers"][1])
    known = {str(layer): layer for layer in range(most + 1)}
    return _known(text, known, f"0 for the last hidden layer, or a number up to {most}")


def _stop(name: str) -> _Field:
    most, whole = STOP_BOUNDS[name], name == "stop_after"
    shape = re.compile(r"[0-9]{1,10}" if whole else r"[0-9]{1,9}(\.[0-9]{1,20})?(e-[0-9]{1,2})?")

    def read(text: str, inputs: int, outputs: int) -> object:
        if not shape.fullmatch(text) or float(text) > most:
            raise _RefusedError(f"a number from 0 (never) to {most:,}")
        return int(text) if whole else float(text)

    return _Field(read, repr)


_FLAG = _Field(lambda text, inputs, outputs: _known(text, {"0": False, "1": True}, "0 or 1"), lambda on: str(int(on)))
_FIELDS: dict[str, _Field] = {
    "samples_per_frame": _one_of(SPEEDS),
    "surface": _FLAG,
    "log": _FLAG,
    "effects": _FLAG,
    "digits": _one_of(DIGITS),
    "output_shown": _Field(_output),
    "axes": _Field(_axes, lambda axes: "auto" if axes is None else f"{axes[0]}-{axes[1]}"),
    "layer_shown": _Field(_layer),
    "maps": _one_of(MAPS),
    "discrete": _FLAG,
    "test_shown": _FLAG,
    "moment": _one_of(MOMENTS),
    "histogram_of": _one_of(QUANTITIES),
    "present": _FLAG,
    "stop_after": _stop("stop_after"),
    "stop_loss": _stop("stop_loss"),
    "stop_accuracy": _stop("stop_accuracy"),
}
"""Every choice by its name, in the order of View."""


def view_to_params(view: View) -> dict[str, str]:
    """Return the view as address parameters."""
    return {name: field.write(getattr(view, name)) for name, field in _FIELDS.items()}


def view_from_params(params: Mapping[str, str], inputs: int, outputs: int) -> tuple[View, list[str]]:
    """Return the view that an address asks for, and a sentence for each parameter that is not allowed."""
    chosen: dict[str, Any] = {}
    problems: list[str] = []
    for name, field in _FIELDS.items():
        if name not in params:
            continue
        try:
            chosen[name] = field.read(params[name], inputs, outputs)
        except _RefusedError as refused:
            allowed = str(refused)
            meant = suggestion(params[name], allowed.removeprefix("one of ").split(", "))
            problems.append(f"{name} must be {allowed}, not {shown(params[name])}{meant}.")
    return View(**chosen), problems


def view_for(view: View, inputs: int, outputs: int) -> View:
    """Return the view without choices that data with so many inputs and outputs does not have."""
    if view.axes is not None and max(view.axes) > max(inputs, 2):
        view = replace(view, axes=None)
    if view.output_shown != "winner" and (outputs == 1 or int(view.output_shown) > outputs):
        view = replace(view, output_shown="winner")
    return view
