"""Runs whose pictures are tested: every kind of network and data that the page can show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.figures.boundary import map_of
from nnviz.figures.picture import Columns
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

Row = dict[str, Any]
"""A row of a table: numbers and texts by their column."""

RUNS = {
    "neuron 2-1": Settings(dataset="linear", n=30, hidden=()),
    "2-4-1": Settings(n=40, noise=0.1),
    "2-4-1 without bias": Settings(n=40, bias=False, activation="tanh", output="tanh"),
    "2-16-16-3": Settings(dataset="blobs3", n=30, hidden=(16, 16), activation="relu"),
    "2-13-12-1 without bias": Settings(dataset="spiral", n=30, hidden=(13, 12), bias=False),
    "4-0-3 iris": Settings(dataset="iris", hidden=()),
    "regression": Settings(dataset="multigauss", n=40, output="identity", hidden=(3, 2)),
    "four rows": Settings(dataset="xor4", hidden=(2,), batch_size=4),
}


class Shown:
    """A run a little way on, with all that its pictures are made from."""

    def __init__(self, settings: Settings, steps: int = 12, axes: tuple[int, int] = (0, 1), size: int = 20) -> None:
        self.experiment = Experiment(settings)
        if steps:
            self.experiment.advance(steps)
        self.data = self.experiment.dataset
        self.network = self.experiment.network
        self.plane = plane_of(self.data, axes, size)
        self.map = map_of(self.data, self.plane)
        self.maker = FrameMaker(self.experiment, self.plane)
        self.frame = self.maker.now()
        self.wiring = Wiring.of(self.network, self.data)


@cache
def shown(name: str) -> Shown:
    """One of RUNS, made once: tests that would change something make their own."""
    return Shown(RUNS[name])


def table(columns: Columns) -> list[Row]:
    """Columns as rows, each a dict."""
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def compiled(chart: alt.TopLevelMixin | dict[str, Any]) -> dict[str, Any]:
    """The chart as Vega itself: it fails where Vega-Lite would."""
    spec = chart if isinstance(chart, dict) else chart.to_dict(validate=True)
    return vl_convert.vegalite_to_vega(spec)


def values_in(vega: dict[str, Any]) -> dict[str, list[Row]]:
    """The rows of each named table that a compiled chart holds."""
    return {data["name"]: data.get("values", []) for data in vega["data"] if "source" not in data}


def same_rows(found: Sequence[Row], expected: Sequence[Row]) -> bool:
    """Whether two lists of rows hold the same numbers and texts."""
    if len(found) != len(expected):
        return False
    for a, b in zip(found, expected, strict=True):
        if set(a) != set(b):
            return False
        for name, value in b.items():
            if isinstance(value, float) and not np.isclose(a[name], value, rtol=1e-12, atol=1e-12):
                return False
            if not isinstance(value, float) and a[name] != value:
                return False
    return True


def nameless(spec: dict[str, Any]) -> list[str]:
    """The parts of a picture that have to have a name for a screen reader, and have none."""
    parts = re.findall(r'<\w+ [^>]*role="graphics-symbol"[^>]*>', vl_convert.vegalite_to_svg(spec))
    return [part for part in parts if "aria-label=" not in part]
