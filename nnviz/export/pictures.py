"""The pictures of a run as SVG and PNG files, drawn by vl-convert in a process of its own.

vl-convert runs a JavaScript engine: it takes hundreds of megabytes and cannot be stopped halfway; a process gives both
back. It reads what it is given and nothing else: no picture needs anything from another host.
"""

from __future__ import annotations

import json
import subprocess
import sys

from nnviz.figures.notebook import draw
from nnviz.figures.theme import THEMES
from nnviz.run.experiment import Experiment

NAMES = ("network", "boundary", "loss")
FORMATS = ("svg", "png")
SCALE = 2
SECONDS = 40
_WIDTH = {"network": 620, "boundary": 420, "loss": 620}
_HEIGHT = {"network": 330, "boundary": 400, "loss": 240}

# Run by `python -c`: this process must import neither the page nor its libraries.
_DRAW = """
import json, sys, vl_convert
job = json.load(sys.stdin)
spec = json.dumps(job["spec"])
if job["format"] == "svg":
    raw = vl_convert.vegalite_to_svg(spec).encode()
else:
    raw = vl_convert.vegalite_to_png(spec, scale=job["scale"])
sys.stdout.buffer.write(raw)
"""


class PictureError(RuntimeError):
    """A picture that could not be drawn."""


def picture(experiment: Experiment, name: str, kind: str, *, theme: str = "light") -> bytes:
    """Return one picture of a run where it stands, as a file's bytes.

    Parameters
    ----------
    experiment : Experiment
    name : {"network", "boundary", "loss"}
    kind : {"svg", "png"}
    theme : {"light", "dark"}

    Raises
    ------
    ValueError
        If a name is unknown.
    PictureError
        If it cannot be drawn, or takes longer than 40 s.
    """
    if name not in NAMES:
        raise ValueError(f"name must be one of {', '.join(NAMES)}, not {name!r}")
    if kind not in FORMATS:
        raise ValueError(f"kind must be one of {', '.join(FORMATS)}, not {kind!r}")
    chart = getattr(draw(experiment, theme=theme), name)
    spec = chart.properties(width=_WIDTH[name], height=_HEIGHT[name]).to_dict()
    spec["background"] = THEMES[theme].background
    job = json.dumps({"spec": spec, "format": kind, "scale": SCALE})
    try:
        done = subprocess.run(
            [sys.executable, "-c", _DRAW], input=job.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PictureError(
            f"The picture took longer than {SECONDS} s to draw. Try again when less is going on."
        ) from None
    if done.returncode or not done.stdout:
        raise PictureError("The picture could not be drawn here. Try the other format.")
    return done.stdout
