"""What all charts of a sweep have in common: names and colours of settings, axes, what stands for all that is worse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.figures.picture import dress
from nnviz.figures.theme import Theme
from nnviz.sweeps import SweepResult

HEIGHT = 300
FLOOR = 1e-6
"""The least loss that a logarithmic axis shows."""
_BEYOND = 100.0
"""How many times as large as at the start a loss is drawn at most: the others would be a flat line below it."""
INKS = {
    "light": ("#0072B2", "#B8520A", "#00735C", "#A6437F", "#7A5C00", "#5B3FA0", "#B3005E", "#4A4F5A"),
    "dark": ("#56B4E9", "#F0A060", "#4FC3A1", "#E39AC4", "#E0B040", "#B9A5E8", "#F48FB1", "#C4C9D4"),
}
"""Of the settings, by theme; each 3:1 and more on the ground."""
DASHES = ([1, 0], [7, 3], [2, 2], [8, 2, 2, 2])
"""Of lines in the same colour, in pixels drawn and left out."""
_SYMBOL, _LETTER, _MOST_LETTERS = 28, 5.5, 30
"""Pixels of a legend's symbol with the gap after a label, and of a letter; letters of which more are cut."""
PICKED = "run"
"""The selection that a click on a run makes, in every chart: its "r" and its "s"."""


def names_of(result: SweepResult, fields: Sequence[str], labels: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return what tells each of a result's settings from the others: the values of the fields that vary.

    Of several fields each value stands behind the field's name, or behind its label if there is one.
    """
    heads = {field: f"{(labels or {}).get(field, field)} ".lstrip() if len(fields) > 1 else "" for field in fields}
    return tuple(
        ", ".join(f"{heads[field]}{value_text(getattr(each, field))}" for field in fields) for each in result.settings
    )


def value_text(value: object) -> str:
    """Return a setting's value as charts name it."""
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def picking(*, empty: bool = True) -> alt.Parameter:
    """Return the selection of a run by a click; `empty` says whether all count as chosen before the first."""
    return alt.selection_point(name=PICKED, fields=["r", "s"], on="click", empty=empty)


def colour_of(names: Sequence[str], theme: Theme, *, legend: bool = True) -> alt.Color:
    """Return the colours of settings by their names."""
    inks = INKS[theme.name]
    scale = alt.Scale(domain=list(names), range=[inks[r % len(inks)] for r in range(len(names))])
    shown = legend_of(theme, names) if legend else None
    return alt.Color("settings:N", scale=scale, legend=shown)


def dash_of(names: Sequence[str], theme: Theme) -> alt.StrokeDash | alt.UndefinedType:
    """Return the dashes of settings by their names, where there are more of them than colours; else nothing."""
    inks = len(INKS[theme.name])
    if len(names) <= inks:
        return alt.Undefined
    dashes = [DASHES[r // inks % len(DASHES)] for r in range(len(names))]
    legend = legend_of(theme, names)
    legend.symbolType, legend.symbolStrokeWidth, legend.symbolSize = "stroke", 2.5, 300
    return alt.StrokeDash("settings:N", scale=alt.Scale(domain=list(names), range=dashes), legend=legend)


def legend_of(theme: Theme, names: Sequence[str], *, filled: bool = False) -> alt.Legend:
    """Return a legend on top, in as many columns as there is room for.

    Parameters
    ----------
    theme : Theme
    names : sequence of str
        Its labels.
    filled : bool
        Whether it is one of shapes alone, which have no colour of their own.
    """
    widest = _SYMBOL + _LETTER * min(max(map(len, names), default=0), _MOST_LETTERS)
    columns = alt.ExprRef(f"clamp(floor(width / {widest}), 1, 4)")
    legend = alt.Legend(title=None, orient="top", labelLimit=200, columns=columns, symbolOpacity=1.0)
    if filled:
        legend.symbolFillColor = legend.symbolStrokeColor = theme.muted
    return legend


_LABEL = "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' M' : format(datum.value, ',~g')"


def axis_over(values: Sequence[float], *, log: bool, grid: bool = False) -> tuple[alt.Scale, alt.Axis]:
    """Return a scale that holds the values, and its axis; on a logarithmic one the powers of ten are marked."""
    finite = [value for value in values if math.isfinite(value) and (value > 0.0 or not log)]
    low, high = (min(finite), max(finite)) if finite else (FLOOR, 1.0)
    if not log:
        top = high if high > 0.0 else 1.0
        return alt.Scale(domain=[0.0, top]), alt.Axis(grid=grid, tickCount=5, labelExpr=_LABEL)
    low, high = low / 1.1, high * 1.1
    powers = [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
    between = [factor * power for power in (powers or [10.0 ** math.floor(math.log10(low))]) for factor in (1, 2, 5)]
    marks = powers if len(powers) >= 3 else [mark for mark in between if low <= mark <= high]
    return alt.Scale(type="log", domain=[low, high], nice=False), alt.Axis(grid=grid, values=marks, labelExpr=_LABEL)


def thinned(at: NDArray[np.int64], *, log: bool, most: int = 120) -> NDArray[np.int64]:
    """Return which points are drawn: at most so many, evenly spaced on the axis."""
    places = np.arange(len(at))[at > 0] if log else np.arange(len(at))
    if len(places) <= most:
        return places
    wanted = np.geomspace(at[places[0]], at[-1], most) if log else np.linspace(at[0], at[-1], most)
    found: NDArray[np.int64] = np.unique(np.clip(np.searchsorted(at, wanted), places[0], len(at) - 1))
    return found


def ceiling_of(result: SweepResult) -> float:
    """Return the largest loss that is drawn: that of runs with a larger one, and of those that diverged or failed."""
    first, last = result.train[:, :, 0], result.train[:, :, 1:]
    most = _BEYOND * float(max(first[np.isfinite(first)].max(initial=FLOOR), FLOOR))
    finite = last[np.isfinite(last) & (last <= most)]
    beyond = bool(result.failed or (result.diverged_at >= 0).any() or (last > most).any())
    return most if not beyond else min(most, 3.0 * float(max(finite.max(initial=FLOOR), FLOOR)))


def number_or_none(value: float) -> float | None:
    """Return a number as JSON has it: what is not finite is none."""
    return value if math.isfinite(value) else None


def dressed(chart: alt.LayerChart | alt.FacetChart, theme: Theme) -> alt.LayerChart:
    """Return a chart in the theme's colours, as wide as its place."""
    return cast("alt.LayerChart", dress(chart, theme, width="container", height=HEIGHT))
