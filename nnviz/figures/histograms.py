"""How a layer's values are spread: a heat map over the steps so far, and beside it the histogram of now."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.distributions import POWERS, LayerSpread, Spread
from nnviz.figures.boundary import png
from nnviz.figures.picture import Tables, dress, layered, rounded, with_data
from nnviz.figures.theme import LIGHT, POSITIVE, Theme
from nnviz.figures.ticks import axis_of, ticks

HEIGHT = 220
ROOM, GAP = 0.3, 0.03
"""What the histogram of now takes, and what is left free before it, as shares of the time axis."""
COLUMNS, ROWS = 240, 6
"""Pixels of the heat map: across in all, and down for each bin; so fine that a browser's smoothing does not show."""
LEVELS = 255
INKS = {"light": POSITIVE, "dark": "#56B4E9"}
"""Of the bins that most values are in, by theme; both 3:1 and more on the ground."""


def heat_bytes(layer: LayerSpread, steps: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the heat map as indices into `heat_palette`, top row first.

    A column is the step next to it. The ink goes with the square root of the share of the values in a bin, so that a
    few values do not vanish beside many.
    """
    shares = layer.counts / max(layer.size, 1)
    largest = float(shares.max()) or 1.0
    ink = np.rint(np.sqrt(shares / largest) * (LEVELS - 1)).astype(np.uint8)
    # The middles of the columns, since a column is as wide as its share of the axis.
    at = steps[0] + (np.arange(COLUMNS) + 0.5) / COLUMNS * (steps[-1] - steps[0])
    nearest = np.abs(at[:, None] - np.array(steps)).argmin(axis=1)
    return np.repeat(ink[nearest].T[::-1], ROWS, axis=0)


def heat_palette(theme: Theme) -> NDArray[np.uint8]:
    """Return RGB rows from no value in a bin to most of them."""
    ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (theme.neutral, INKS[theme.name])]
    share = np.linspace(0.0, 1.0, LEVELS)[:, None]
    return np.rint(np.array(ends[0]) * (1.0 - share) + np.array(ends[1]) * share).astype(np.uint8)


def histogram_tables(spread: Spread, layer: LayerSpread, theme: Theme = LIGHT) -> Tables:
    """Return the heat map as a picture, and the bars of now with their counts."""
    span = _span(spread)
    counts, edges = layer.counts[-1], layer.edges
    low, high = float(edges[0]), float(edges[-1])
    start = (1.0 + GAP) * span
    length = ROOM * span * counts / max(int(counts.max()), 1)
    some = counts > 0
    return {
        "heat": {
            "x": [0.0],
            "x2": [span],
            "y": [high],
            "y2": [low],
            "image": [png(heat_bytes(layer, spread.steps), heat_palette(theme))],
        },
        "bars": {
            "x": [start] * int(some.sum()),
            "x2": rounded(start + length[some], 8),
            "y": rounded(edges[:-1][some], 8),
            "y2": rounded(edges[1:][some], 8),
            "count": counts[some].tolist(),
        },
        "now": {"x": [start]},
        "zero": {"y": [0.0] if low < 0.0 < high else []},
    }


def histogram_chart(spread: Spread, layer: LayerSpread, theme: Theme = LIGHT, *, title: str = "") -> alt.LayerChart:
    """Return the picture without its data; the parameters are those of `histogram_figure`."""
    span = _span(spread)
    low, high = float(layer.edges[0]), float(layer.edges[-1])
    moments = _ticks(spread.steps[-1])
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0.0, (1.0 + GAP + ROOM) * span], nice=False),
        axis=alt.Axis(grid=False, values=moments, labelExpr="format(datum.value, ',d')", labelOverlap=False),
        title="step",
    )
    power = POWERS[spread.quantity]
    scale: dict[str, Any] = {"type": "linear"} if power == 1.0 else {"type": "pow", "exponent": power}
    axis = (
        axis_of(ticks(low, high), grid=False)
        if power == 1.0
        else alt.Axis(
            grid=False, labelExpr="format(datum.value, '~g')", values=_decades(low, high), labelOverlap="greedy"
        )
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False, **scale),
        axis=axis,
        title=None,
    )

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    heat = chart("heat").mark_image(aspect=False).encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"), url=alt.Url("image:N"))
    tooltip = [
        alt.Tooltip("count:Q", title="values now", format=",d"),
        alt.Tooltip("y:Q", title="from", format=".4~g"),
        alt.Tooltip("y2:Q", title="to", format=".4~g"),
    ]
    bars = chart("bars").mark_rect(fill=INKS[theme.name], stroke=theme.background, strokeWidth=0.5)
    base = chart("now").mark_rule(stroke=theme.muted, strokeWidth=1).encode(x)
    zero = chart("zero").mark_rule(stroke=theme.text, strokeDash=[3, 3], opacity=0.55).encode(y)
    layers = [heat, bars.encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"), tooltip=tooltip), base, zero]
    heading = alt.TitleParams(
        text=title, anchor="start", color=theme.text, fontSize=13, fontWeight="normal", frame="group", offset=8
    )
    return layered(*layers, width="container", height=HEIGHT, title=heading, description=_words(layer))


def histogram_figure(spread: Spread, layer: LayerSpread, theme: Theme = LIGHT, *, title: str = "") -> alt.LayerChart:
    """One layer's heat map over the steps so far, and the histogram of the last of them on the same value axis.

    Parameters
    ----------
    spread : Spread
    layer : LayerSpread
        One of its layers.
    theme : Theme
    title : str
        What stands above it.
    """
    chart = dress(histogram_chart(spread, layer, theme, title=title), theme)
    return with_data(chart, histogram_tables(spread, layer, theme))


def _span(spread: Spread) -> float:
    """How long the time axis is; a run that has not begun has some length too."""
    return float(max(spread.steps[-1], 1))


def _ticks(last: int) -> list[int]:
    """Round steps from 0 on, four or so."""
    if last == 0:
        return [0]
    rough = last / 4.0
    unit = 10 ** int(math.log10(rough)) if rough >= 1 else 1
    step = next(int(unit * factor) for factor in (1, 2, 5, 10) if unit * factor >= rough)
    return list(range(0, last + 1, step))


def _decades(low: float, high: float) -> list[float]:
    """0 and the powers of ten on both sides of it, as far as they are apart on an axis of cube roots."""
    largest = max(abs(low), abs(high))
    tens = [10.0**power for power in range(math.floor(math.log10(largest)), -120, -1)]
    sizes = [ten for ten in tens[:3] if ten > 1e-3 * largest]
    return [value for value in (0.0, *sizes, *(-size for size in sizes)) if low <= value <= high]


def _words(layer: LayerSpread) -> str:
    numbers = f"from {layer.least:.4g} to {layer.largest:.4g}, median {layer.median:.4g}"
    return f"Layer {layer.layer}: {layer.size} values {numbers}, over the steps so far and now"
