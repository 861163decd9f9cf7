"""The losses of several runs beside one another, against what each of them has done: samples presented, or updates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, get_args

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.figures.loss import FLOOR, span_of_steps
from nnviz.figures.picture import Columns, layered, rounded
from nnviz.figures.sweeps import Across
from nnviz.figures.theme import LIGHT, Theme
from nnviz.run.experiment import History

ACROSS: tuple[Across, ...] = get_args(Across)
HEIGHT = 240
INKS = {
    "light": ("#1f2430", "#00735C", "#A6437F", "#8A5A00"),
    "dark": ("#f2f3f5", "#4FC3A1", "#E39AC4", "#E0B040"),
}
"""Of the runs, by theme, the one on show first; none is a class's colour, and each is 4:1 and more on the ground."""
_WIDTHS = (5.0, 3.6, 2.4, 1.4)
"""Lines that fall onto one are seen, all of them: the later ones are thinner and lie on top."""
_DASHES: tuple[list[int], ...] = ([], [], [6, 2], [2, 2])
TITLES: dict[str, str] = {"samples": "samples presented", "updates": "updates made"}
_NUMBER = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' M'"
    " : datum.value >= 1e4 ? format(datum.value / 1e3, '~g') + ' k' : format(datum.value, ',')"
)
_POWER = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 0.01"


def race_chart(
    names: Sequence[str],
    theme: Theme = LIGHT,
    *,
    across: Across = "samples",
    log: bool = False,
    height: int | str = HEIGHT,
) -> alt.LayerChart:
    """Return the picture without its data; its axes' ends are the parameters xmax_samples, xmax_updates, ymin and ymax.

    Parameters
    ----------
    names : sequence of str
        Of the runs, the one on show first.
    theme : Theme
    across : {"samples", "updates"}
        What the losses are drawn against; both are in the same tables, so that a switch needs no others.
    log : bool
        Whether both axes are logarithmic. What was before the first sample or update then stands at 1.
    height : int or str
        In pixels, or "container": that of the element that the browser draws into.
    """
    ends = [alt.param(name=name, value=value) for name, value in _ENDS.items()]
    least, kind = (1, "log") if log else (0, "linear")
    scale: dict[str, Any] = {"type": kind, "nice": False, "clamp": True}
    if not log:
        scale["zero"] = False
    x = alt.X(
        "x:Q",
        title=TITLES[across],
        scale=alt.Scale(domain=[least, alt.ExprRef(f"xmax_{across}")], **scale),
        axis=alt.Axis(grid=False, tickCount=6, labelExpr=f"{_POWER} ? {_NUMBER} : ''" if log else _NUMBER),
    )
    y = alt.Y(
        "train:Q",
        title="train loss",
        scale=alt.Scale(domain=[alt.ExprRef("ymin") if log else 0, alt.ExprRef("ymax")], **scale),
        axis=alt.Axis(
            tickCount=4, labelExpr=f"{_POWER} ? {_PLAIN} : ''" if log else _PLAIN, **(_DECADES if log else {})
        ),
    )
    inks = INKS[theme.name]

    def placed(chart: alt.Chart) -> alt.Chart:
        return chart.transform_filter("isValid(datum.train)").transform_calculate(x=f"max(datum.{across}, {least})")

    layers: list[alt.Chart] = []
    for number in range(len(names)):
        base = placed(alt.Chart(alt.NamedData(table_of(number))))
        line = base.mark_line(
            strokeWidth=_WIDTHS[number], stroke=inks[number], strokeDash=_DASHES[number], strokeJoin="round"
        )
        layers.append(line.encode(x, y))
    now = placed(alt.Chart(alt.NamedData("now")))
    colour = alt.Color(
        "run:N",
        scale=alt.Scale(domain=list(names), range=list(inks[: len(names)])),
        legend=alt.Legend(orient="top", title=None, labelLimit=0, symbolType="circle", offset=2, columns=_COLUMNS),
    )
    told = [
        alt.Tooltip("run:N"),
        alt.Tooltip("samples:Q", format=","),
        alt.Tooltip("updates:Q", format=","),
        alt.Tooltip("multiplications:Q", format=","),
        alt.Tooltip("train:Q", title="train loss", format=".4~g"),
    ]
    layers.append(
        now.mark_point(filled=True, size=90, opacity=1, stroke=theme.background, strokeWidth=1).encode(
            x, y, color=colour, tooltip=told
        )
    )
    return layered(*layers, params=ends, width="container", height=height)


_COLUMNS = alt.ExprRef("width < 500 ? 2 : 4")
"""Of the legend: a phone has room for two names beside one another."""
_DECADES: dict[str, Any] = {"gridOpacity": {"condition": {"test": _POWER, "value": 1}, "value": 0}}
"""Lines across at the powers of ten alone."""
_PLAIN = "format(datum.value, '~g')"
_ENDS: dict[str, float] = {"xmax_samples": 100, "xmax_updates": 100, "ymin": FLOOR, "ymax": 0.5}


def table_of(number: int) -> str:
    """Return the name of a run's table; they are counted from 0."""
    return f"run{number}"


def race_columns(history: History, updates: NDArray[np.int64]) -> Columns:
    """Return a run's losses as its table.

    Parameters
    ----------
    history : History
    updates : ndarray of int, shape (m,)
        Made at each of its rows.
    """
    return {"samples": history.step.tolist(), "updates": updates.tolist(), "train": rounded(history.train)}


def race_ends(histories: Sequence[History], samples: int, updates: int, *, log: bool) -> dict[str, float]:
    """Return the ends of the axes: round numbers that hold every loss, and the most that a run has done."""
    losses = np.concatenate([history.train for history in histories])
    losses = losses[np.isfinite(losses)]
    highest = max(float(losses.max(initial=0.0)), FLOOR * 10)
    low = max(float(losses.min(initial=highest)), FLOOR)
    power = 10.0 ** math.floor(math.log10(highest))
    top = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= highest)
    bottom = 10.0 ** math.floor(math.log10(low))
    return {
        "xmax_samples": span_of_steps(samples),
        "xmax_updates": span_of_steps(updates),
        "ymin": bottom if log else FLOOR,
        "ymax": max(10.0 ** math.ceil(math.log10(highest)), 10.0 * bottom) if log else top,
    }
