"""The loss curve: E of what each update was made by faint, the means over the training and the test rows strong.

The axis is for the means. A single sample's E may be many times as large: beyond the axis it is a triangle at the rim.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, cast

import altair as alt
import numpy as np

from nnviz.figures.picture import Columns, Tables, dress, layered, rounded, with_data
from nnviz.figures.theme import LIGHT, Theme
from nnviz.run.experiment import History

HEIGHT = 200
FLOOR = 1e-6
"""The least loss that a logarithmic axis shows."""
ROOM = 1.05
"""How far beyond the means the axis goes at least."""
ENDS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
"""What the axis ends at, times a power of ten: few numbers, so that it moves seldom while it plays."""
_STEPS = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' M'"
    " : datum.value >= 1e4 ? format(datum.value / 1e3, '~g') + ' k' : format(datum.value, ',')"
)
LINE, DASH, FAINT = 2.5, [6, 3], 0.7
"""Pixels of a mean's line, dashes of the one over the test rows, and the opacity of a sample's dot."""
_DOT_SIZE, _RIM_SIZE = 7, 22
_STROKE, _DOT = "M-1.6,0H1.6", "M-.3,0a.3,.3,0,1,0,.6,0a.3,.3,0,1,0,-.6,0Z"
SERIES = ("E of a step", "train mean", "test mean")


def span_of_steps(step: int) -> int:
    """The x axis' end for a run at ``step``: 1, 2 or 5 times a power of ten, so that it moves seldom."""
    if step <= 100:
        return 100
    power: int = 10 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def span_of_losses(history: History, *, log: bool) -> tuple[float, float]:
    """The y axis' ends: round numbers with every finite mean of the history between them, and a little room."""
    means: Iterable[np.ndarray | None] = (history.train, history.test)
    values = np.concatenate([s for s in means if s is not None])
    values = values[np.isfinite(values)]
    highest = max(ROOM * float(values.max(initial=0.0)), FLOOR * 10)
    if log:
        low = max(float(values.min(initial=highest)) / ROOM, FLOOR)
        bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(highest))
        return 10.0**bottom, 10.0 ** max(top, bottom + 1)
    power = 10.0 ** math.floor(math.log10(highest))
    return 0.0, next(end * power for end in ENDS if end * power >= highest)


def loss_tables(history: History) -> Tables:
    """The whole history as the chart's table."""
    columns: Columns = {
        "step": history.step.tolist(),
        "E": rounded(history.E),
        "train": rounded(history.train),
    }
    columns["test"] = [None] * len(history.step) if history.test is None else rounded(history.test)
    return {"history": columns, "now": {"step": [], "train": []}}


BELOW = "datum.E <= ymax"
WITHIN = "inrange(datum.E, [ymin, ymax])"
"""Vega's words for a sample's E that is on the axis, which ends above alone, or on both sides."""
NARROW = 245
"""Pixels of width that the legend's one row takes."""


def loss_chart(
    theme: Theme = LIGHT, *, log: bool = False, test: bool = True, height: int | str = HEIGHT
) -> alt.LayerChart:
    """The picture without its data; its axes' ends are the parameters xmax, ymin and ymax.

    ``height`` is in pixels, or "container": that of the element that the browser draws into.
    """
    ends = [alt.param(name="xmax", value=100), alt.param(name="ymin", value=FLOOR), alt.param(name="ymax", value=0.5)]
    # Each domain as a whole: of two ends given alone, Vega would look for the others in all rows, at every frame.
    x = alt.X(
        "step:Q",
        title="samples presented",
        axis=alt.Axis(grid=False, labelExpr=_STEPS, tickCount=6),
        scale=alt.Scale(domain=[0, alt.ExprRef("xmax")], nice=False, zero=False, clamp=True),
    )
    scale = (
        alt.Scale(type="log", domain=[alt.ExprRef("ymin"), alt.ExprRef("ymax")], nice=False, clamp=True)
        if log
        else alt.Scale(domain=[0, alt.ExprRef("ymax")], nice=False, zero=False, clamp=True)
    )
    shown = SERIES if test else SERIES[:2]
    look: dict[str, Any] = {"symbolStrokeWidth": LINE, "symbolSize": 160, "labelLimit": 0, "offset": 2, "padding": 0}
    # In a narrow picture the series take two rows: what does not fit would be cut.
    legend = alt.Legend(orient="top", title=None, columns=alt.ExprRef(f"width < {NARROW} ? 2 : 3"), **look)

    def y(field: str) -> alt.Y:
        ticks = alt.Axis(labelExpr="format(datum.value, '~g')", tickCount=4, title="loss E")
        return alt.Y(f"{field}:Q", scale=scale, axis=ticks, title="loss E")

    def rows(where: str) -> alt.Chart:
        return alt.Chart(alt.NamedData("history")).transform_filter(where)

    def chart(field: str, where: str = "true") -> alt.Chart:
        # No colour from the data and no tooltips here: each would make Vega several times slower over these rows.
        return rows(f"isValid(datum.{field}) && {where}").encode(x, y(field))

    def rim(where: str, shape: str, place: Any, inwards: float) -> alt.Chart:
        look: dict[str, Any] = {"size": _RIM_SIZE, "filled": True, "fill": theme.muted, "opacity": FAINT}
        told = [alt.Tooltip("step:Q", format=","), alt.Tooltip("E:Q", title="E, beyond the axis", format=".4~g")]
        marks: alt.Chart = rows(f"isValid(datum.E) && {where}").mark_point(shape=shape, yOffset=inwards, **look)
        placed: alt.Chart = marks.encode(x, y=alt.value(place), tooltip=told)
        return placed

    # Neither is a class's colour.
    inks = (theme.muted, theme.text, theme.muted)
    layers = [
        chart("E", WITHIN if log else BELOW).mark_circle(size=_DOT_SIZE, opacity=FAINT, fill=inks[0]),
        rim(f"!({BELOW})", "triangle-up", 0, 3),
        *([rim("datum.E < ymin", "triangle-down", "height", -3)] if log else []),
        chart("train").mark_line(strokeWidth=LINE, stroke=inks[1]),
    ]
    if test:
        layers.append(chart("test").mark_line(strokeWidth=LINE, stroke=inks[2], strokeDash=DASH))
    now = alt.Chart(alt.NamedData("now"))
    values = [alt.Tooltip("step:Q", format=","), alt.Tooltip("train:Q", title="train mean", format=".4~g")]
    # A mark that is not seen, for the legend alone: its swatches are drawn as the series are.
    key = now.transform_calculate(series=f"'{shown[0]}'").mark_point(size=0, fillOpacity=1)

    def swatch(*looks: Any) -> dict[str, Any]:
        scale = alt.Scale(type="ordinal", domain=list(shown), range=list(looks[: len(shown)]))
        return {"scale": scale, "legend": legend}

    layers.append(
        key.encode(
            x,
            y("train"),
            stroke=alt.Stroke("series:N", **swatch("transparent", *inks[1:])),
            fill=alt.Fill("series:N", **swatch(inks[0], "transparent", "transparent")),
            shape=alt.Shape("series:N", **swatch(_DOT, _STROKE, _STROKE)),
            strokeDash=alt.StrokeDash("series:N", **swatch([], [], DASH)),
            opacity=alt.Opacity("series:O", **swatch(FAINT, 1, 1)),
        )
    )
    layers.append(now.mark_rule(stroke=theme.ring, strokeWidth=1, opacity=0.7).encode(x))
    mark = now.mark_point(filled=True, size=70, fill=theme.ring, opacity=1)
    layers.append(mark.encode(x, y("train"), tooltip=values))
    return layered(*layers, params=ends, width="container", height=height)


def loss_figure(history: History, theme: Theme = LIGHT, *, log: bool = False) -> alt.LayerChart:
    """The picture with its data, for a notebook; the mark stands at the history's last step."""
    tables = loss_tables(history)
    tables["now"] = {"step": [int(history.step[-1])], "train": [float(history.train[-1])]}
    low, high = span_of_losses(history, log=log)
    chart = dress(loss_chart(theme, log=log, test=history.test is not None), theme, width=620)
    for param in cast("list[alt.VariableParameter]", chart.params):
        given = {"xmax": span_of_steps(int(history.step[-1])), "ymin": low, "ymax": high}
        if param.name in given:
            param.value = given[param.name]
    return with_data(chart, tables)
