"""A visitor's view of a run: the choices that change the pictures but never the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

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


def view_to_params(view: View) -> dict[str, str]:
    """Return the view as address parameters."""
    return {
        "samples_per_frame": str(view.samples_per_frame),
        "surface": str(int(view.surface)),
        "log": str(int(view.log)),
        "effects": str(int(view.effects)),
        "digits": str(view.digits),
        "output_shown": view.output_shown,
        "axes": "auto" if view.axes is None else f"{view.axes[0]}-{view.axes[1]}",
        "layer_shown": str(view.layer_shown),
        "maps": view.maps,
        "discrete": str(int(view.discrete)),
        "test_shown": str(int(view.test_shown)),
        "moment": view.moment,
        "histogram_of": view.histogram_of,
        "present": str(int(view.present)),
        "stop_after": str(view.stop_after),
        "stop_loss": repr(view.stop_loss),
        "stop_accuracy": repr(view.stop_accuracy),
    }


def view_from_params(params: Mapping[str, str], inputs: int, outputs: int) -> tuple[View, list[str]]:
    """Return the view that an address asks for, and a sentence for each parameter that is not allowed."""
    chosen: dict[str, object] = {}
    problems: list[str] = []

    def refuse(field: str, allowed: str) -> None:
        meant = suggestion(params[field], allowed.removeprefix("one of ").split(", "))
        problems.append(f"{field} must be {allowed}, not {shown(params[field])}{meant}.")

    speeds = {str(speed): speed for speed in SPEEDS}
    if "samples_per_frame" in params:
        if params["samples_per_frame"] in speeds:
            chosen["samples_per_frame"] = speeds[params["samples_per_frame"]]
        else:
            refuse("samples_per_frame", "one of " + ", ".join(speeds))
    if "digits" in params:
        known = {str(digits): digits for digits in DIGITS}
        if params["digits"] in known:
            chosen["digits"] = known[params["digits"]]
        else:
            refuse("digits", "one of " + ", ".join(known))
    if "moment" in params:
        if params["moment"] in MOMENTS:
            chosen["moment"] = params["moment"]
        else:
            refuse("moment", "one of " + ", ".join(MOMENTS))
    if "maps" in params:
        if params["maps"] in MAPS:
            chosen["maps"] = params["maps"]
        else:
            refuse("maps", "one of " + ", ".join(MAPS))
    for field in ("surface", "log", "effects", "discrete", "test_shown", "present"):
        if field in params:
            if params[field] in ("0", "1"):
                chosen[field] = params[field] == "1"
            else:
                refuse(field, "0 or 1")
    if "output_shown" in params:
        names = ["winner", *(str(j + 1) for j in range(outputs))]
        if params["output_shown"] in names:
            chosen["output_shown"] = params["output_shown"] if outputs > 1 else "winner"
        else:
            refuse("output_shown", "“winner” or a number from 1 to " + str(outputs))
    if "axes" in params:
        numbers = range(1, max(inputs, 2) + 1)
        pairs = {f"{i}-{j}": (i, j) for i in numbers for j in numbers if i != j}
        if params["axes"] == "auto":
            pass
        elif params["axes"] in pairs:
            chosen["axes"] = pairs[params["axes"]]
        else:
            refuse("axes", f"auto or two different inputs from 1 to {inputs} such as 1-2")
    if "layer_shown" in params:
        layers = {str(layer): layer for layer in range(int(BOUNDS["hidden_layers"][1]) + 1)}
        if params["layer_shown"] in layers:
            chosen["layer_shown"] = layers[params["layer_shown"]]
        else:
            refuse("layer_shown", f"0 for the last hidden layer, or a number up to {len(layers) - 1}")
    if "histogram_of" in params:
        if params["histogram_of"] in QUANTITIES:
            chosen["histogram_of"] = params["histogram_of"]
        else:
            refuse("histogram_of", "one of " + ", ".join(QUANTITIES))
    for field, most in STOP_BOUNDS.items():
        if field not in params:
            continue
        text = params[field]
        shape = r"[0-9]{1,10}" if field == "stop_after" else r"[0-9]{1,9}(\.[0-9]{1,20})?(e-[0-9]{1,2})?"
        if re.fullmatch(shape, text) and float(text) <= most:
            chosen[field] = int(text) if field == "stop_after" else float(text)
        else:
            refuse(field, f"a number from 0 (never) to {most:,}")
    return View(**chosen), problems  # type: ignore[arg-type]  # checked field by field above
