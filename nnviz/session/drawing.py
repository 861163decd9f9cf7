"""A visitor's drawing: points in a plane of two inputs, each with a class, and the own data that they become.

The browser draws the points and reports them when a stroke ends; the report is checked here.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.datasets import Dataset, OwnData, own_of
from nnviz.figures.theme import CLASS_COLOURS, CLASS_SHAPES, FONT, Theme

MOST_POINTS = 800
"""A link holds as many, whatever they are: it takes 867 points in full digits with the longest names. Of points
that were drawn, which have few digits, it would take 1,200 to 5,600."""
MARGIN = 0.15
DECIMALS = 3
"""Decimals of a range: a thousandth of it is less than a pixel."""
PLAIN = (-1.2, 1.2)
"""The range of a plane that nothing was drawn in: generated sets lie from -1 to 1."""
Point = tuple[float, float, int]


@dataclass(frozen=True)
class Drawing:
    """Points in a plane.

    Attributes
    ----------
    points : tuple of (x, y, class)
        The points in the inputs' own units, each with its class's number.
    classes, inputs : tuple of str
        Names.
    scaling : str
    one_per_class : bool
        These fields of the own data that the points become, as in OwnData.
    ranges : ((low, high), (low, high))
        The ranges that the plane shows; they stay the same while points are added.
    basis : OwnData or None
        The own data from which these points were last made or which they last became.
    token : str
        A new token for every drawing that the browser has not made itself.
    """

    points: tuple[Point, ...] = ()
    classes: tuple[str, ...] = ("0", "1")
    inputs: tuple[str, ...] = ("x1", "x2")
    scaling: Any = "none"
    one_per_class: bool = False
    ranges: tuple[tuple[float, float], tuple[float, float]] = (PLAIN, PLAIN)
    basis: OwnData | None = None
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def own(self) -> OwnData:
        """Return the points as own data.

        Raises
        ------
        ValueError
            If there are no points.
        """
        return OwnData(
            X=np.array([point[:2] for point in self.points], dtype=np.float64).reshape(-1, 2),
            inputs=self.inputs,
            labels=np.array([point[2] for point in self.points], dtype=np.int64),
            classes=self.classes,
            target="class",
            scaling=self.scaling,
            one_per_class=self.one_per_class,
        )


def drawing_of(own: OwnData) -> Drawing:
    """Return own data as a drawing.

    Raises
    ------
    ValueError
        If the data do not have two inputs and classes, or have more points than can be drawn.
    """
    if own.labels is None:
        raise ValueError("Points are drawn for classes, and this data set has values to learn")
    if len(own.inputs) != 2:
        raise ValueError(f"Points are drawn for two inputs, and this data set has {len(own.inputs)}")
    if len(own.labels) > MOST_POINTS:
        raise ValueError(f"At most {MOST_POINTS} points can be drawn, and this data set has {len(own.labels):,}")
    points = tuple((float(x), float(y), int(label)) for (x, y), label in zip(own.X, own.labels, strict=True))
    low, high = own.X.min(axis=0), own.X.max(axis=0)
    plain = own.scaling == "none" and max(abs(low).max(), abs(high).max()) <= 1.5
    ranges = tuple(_around(float(a), float(b), plain=plain) for a, b in zip(low, high, strict=True))
    return Drawing(points, own.classes, own.inputs, own.scaling, own.one_per_class, (ranges[0], ranges[1]), own)


def _around(low: float, high: float, *, plain: bool) -> tuple[float, float]:
    pad = MARGIN * (high - low) or max(abs(low), 1.0) * MARGIN
    if plain:
        return min(PLAIN[0], low - pad), max(PLAIN[1], high + pad)
    return low - pad, high + pad


def start_from(data: Dataset) -> tuple[Drawing, int]:
    """Return a data set as a drawing to continue, and the number of samples that did not fit.

    Raises
    ------
    ValueError
        If the data set does not have two inputs and classes.
    """
    own = own_of(data)
    rows = len(own.X)
    if rows > MOST_POINTS and own.labels is not None:
        # Rows are taken evenly through the table, so that sorted classes keep their shares.
        kept = np.linspace(0, rows - 1, MOST_POINTS).round().astype(int)
        own = own.changed(X=own.X[kept], labels=own.labels[kept])
    return drawing_of(own), max(rows - MOST_POINTS, 0)


def read_drawn(report: Mapping[str, Any], drawing: Drawing) -> tuple[Point, ...] | None:
    """Return the points that the browser reports; None if the report is about another drawing.

    Raises
    ------
    ValueError
        If the report does not hold points in this plane.
    """
    if report.get("token") != drawing.token:
        return None
    found = report.get("points")
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) > MOST_POINTS:
        raise ValueError(f"points must be a list of at most {MOST_POINTS}")
    return tuple(_point(point, drawing) for point in found)


def _point(point: Any, drawing: Drawing) -> Point:
    if not isinstance(point, Sequence) or isinstance(point, str) or len(point) != 3:
        raise ValueError("a point must be two numbers and a class")
    *place, label = point
    numbers = []
    for value, (low, high) in zip(place, drawing.ranges, strict=True):
        real = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not real or not low - (high - low) <= value <= high + (high - low):
            raise ValueError("a point must lie in the plane")
        numbers.append(round(float(value), decimals((low, high)) + 1) + 0.0)
    if isinstance(label, bool) or label not in range(len(drawing.classes)):
        raise ValueError(f"a point's class must be from 0 to {len(drawing.classes) - 1}")
    return numbers[0], numbers[1], int(label)


def decimals(span: tuple[float, float]) -> int:
    """Return the number of decimals that resolves a thousandth of a range."""
    return max(DECIMALS - 1 - math.floor(math.log10(span[1] - span[0])), 0)


def ticks(span: tuple[float, float], about: int = 5) -> list[float]:
    """Return round numbers across a range."""
    low, high = span
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    digits = max(-math.floor(math.log10(step)), 0)
    return [round(n * step, digits) + 0.0 for n in range(first, last + 1)]


def plane_data(drawing: Drawing, theme: Theme) -> dict[str, Any]:
    """Return what the component needs to show a drawing."""
    axes = [
        {"name": name, "range": list(span), "ticks": ticks(span), "decimals": decimals(span)}
        for name, span in zip(drawing.inputs, drawing.ranges, strict=True)
    ]
    classes = [
        {"name": name, "colour": CLASS_COLOURS[j % len(CLASS_COLOURS)], "shape": CLASS_SHAPES[j % len(CLASS_SHAPES)]}
        for j, name in enumerate(drawing.classes)
    ]
    names = ("background", "neutral", "grid", "muted", "text")
    return {
        "token": drawing.token,
        "points": [list(point) for point in drawing.points],
        "classes": classes,
        "x": axes[0],
        "y": axes[1],
        "most": MOST_POINTS,
        "colours": {**{name: getattr(theme, name) for name in names}, "font": FONT},
    }
