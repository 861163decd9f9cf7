"""What a sweep came to, as charts: losses on the way and at the end, when a target is reached, two settings at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, cast

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.figures.theme import LIGHT, POSITIVE, Theme, chart_config
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
_PICKED = "run"

Across = Literal["samples", "updates"]


def names_of(result: SweepResult, fields: Sequence[str]) -> tuple[str, ...]:
    """Return what tells each of a result's settings from the others: the values of the fields that vary."""
    return tuple(", ".join(_value(getattr(each, field)) for field in fields) for each in result.settings)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def curves(
    result: SweepResult,
    names: Sequence[str],
    theme: Theme = LIGHT,
    *,
    across: Across = "samples",
    log: bool = True,
    level: float | None = None,
) -> alt.LayerChart:
    """Return the training losses on the way: thin, each run; strong, the median; between them, the middle half.

    Parameters
    ----------
    result : SweepResult
    names : sequence of str
        Of its settings.
    across : {"samples", "updates"}
        What the losses are drawn against.
    log : bool
        Whether both axes are logarithmic; the first point, before any sample, is then left out.
    level : float, optional
        A loss that is marked by a line.
    """
    ceiling = _ceiling(result)
    middles: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for r, name in enumerate(names):
        at = result.samples if across == "samples" else result.updates[r]
        shown = _thinned(at, log=log)
        losses = np.clip(result.train[r][:, shown], FLOOR if log else 0.0, ceiling)  # NaN stays NaN
        for x, column in zip(at[shown].tolist(), losses.T, strict=True):
            # A run that has diverged counts as one with a loss beyond all.
            column = np.where(np.isnan(column) & (result.diverged_at[r] >= 0), ceiling, column)
            known = np.sort(column[~np.isnan(column)])
            if len(known):
                low, middle, high = (float(known[int(share * (len(known) - 1) + 0.5)]) for share in (0.25, 0.5, 0.75))
                middles.append({"settings": name, "x": x, "low": low, "median": middle, "high": high})
        for s, seed in enumerate(result.seeds):
            for x, loss in zip(at[shown].tolist(), losses[s].tolist(), strict=True):
                if math.isfinite(loss):
                    lines.append({"settings": name, "seed": seed, "x": x, "loss": loss})
    levels = [] if level is None else [level]
    title = "samples presented" if across == "samples" else "updates made"
    steps, along = _axis([row["x"] for row in middles], log=log)
    heights, up = _axis([row["loss"] for row in lines] + levels, log=log, grid=True)
    x = alt.X("x:Q", title=title, scale=steps, axis=along)
    colour = _colour(names, theme)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title="train loss", scale=heights, axis=up)

    of_runs = alt.Chart(alt.InlineData(lines)).mark_line(strokeWidth=0.8, opacity=0.25)
    of_all = alt.Chart(alt.InlineData(middles))
    tooltip = [
        alt.Tooltip("settings:N"),
        alt.Tooltip("x:Q", title=across, format=","),
        *(alt.Tooltip(f"{field}:Q", format=".3~g") for field in ("low", "median", "high")),
    ]
    layers = [
        of_runs.encode(x, y("loss"), color=colour, detail="seed:N"),
        of_all.mark_area(opacity=0.2).encode(x, y("low"), y2="high:Q", color=colour),
        of_all.mark_line(strokeWidth=2.5).encode(x, y("median"), color=colour),
        of_all.mark_point(size=60, opacity=0, filled=True).encode(x, y("median"), color=colour, tooltip=tooltip),
    ]
    if level is not None:
        mark = alt.Chart(alt.InlineData([{"loss": level}])).mark_rule(strokeDash=[4, 4], stroke=theme.muted)
        layers.append(mark.encode(y("loss")))
    return _dressed(alt.layer(*layers), theme)


def ends(
    result: SweepResult, names: Sequence[str], theme: Theme = LIGHT, *, level: float | None = None
) -> alt.LayerChart:
    """Return the last training loss of every run as a strip of dots; a click on a dot chooses that run as "run".

    A run that has diverged stands at the top, as a cross.
    """
    rows: list[dict[str, Any]] = []
    top = _ceiling(result)
    for r, name in enumerate(names):
        for s, seed in enumerate(result.seeds):
            loss, diverged = float(result.train[r, s, -1]), int(result.diverged_at[r, s])
            if not result.ended[r, s]:
                continue
            rows.append(
                {
                    "settings": name,
                    "seed": seed,
                    "r": r,
                    "s": s,
                    "loss": top if diverged >= 0 else min(max(loss, FLOOR), top),
                    "kind": "diverged" if diverged >= 0 else "stuck" if result.stuck[r, s] else "learning",
                    "aside": ((s * 0.618034) % 1.0) - 0.5,  # dots beside one another, always in the same places
                }
            )
    chart = alt.Chart(alt.InlineData(rows))
    picked = alt.selection_point(name=_PICKED, fields=["r", "s"], empty=True)
    x = alt.X("settings:N", sort=list(names), title=None, axis=alt.Axis(labelAngle=0, labelLimit=160))
    scale, axis = _axis([float(row["loss"]) for row in rows] + ([] if level is None else [level]), log=True, grid=True)
    y = alt.Y("loss:Q", title="train loss at the end", scale=scale, axis=axis)
    kinds = ["learning", "stuck", "diverged"]
    dots = (
        chart.mark_point(filled=True, size=80, opacity=0.8)
        .encode(
            x,
            y,
            xOffset=alt.XOffset("aside:Q", scale=alt.Scale(domain=[-1.2, 1.2])),
            color=_colour(names, theme, legend=False),
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=["circle", "square", "cross"]),
                legend=_legend(theme, filled=True),
            ),
            opacity=alt.condition(picked, alt.value(0.85), alt.value(0.3)),
            tooltip=["settings:N", "seed:Q", alt.Tooltip("loss:Q", format=".3~g"), "kind:N"],
        )
        .add_params(picked)
    )
    layers = [dots]
    if level is not None:
        mark = alt.Chart(alt.InlineData([{"loss": level}])).mark_rule(strokeDash=[4, 4], stroke=theme.muted)
        layers.append(mark.encode(alt.Y("loss:Q")))
    return _dressed(alt.layer(*layers), theme)


def reached(
    result: SweepResult, field: str, level: float, theme: Theme = LIGHT, *, title: str | None = None
) -> alt.LayerChart:
    """Return how many samples it takes to come to a loss, against a setting that is a number.

    Runs that never come there stand on top, as crosses. The line joins the medians where at least half of the seeds
    come there.
    """
    first, ceiling = result.reached(level), float(result.samples[-1]) * 1.6
    dots: list[dict[str, Any]] = []
    middles = []
    for r, settings in enumerate(result.settings):
        value = float(getattr(settings, field))
        of = np.where(first[r] < 0, np.inf, np.maximum(first[r], 1)).astype(float)
        middle = float(np.sort(of)[(len(of) - 1) // 2])
        if math.isfinite(middle):
            middles.append({"value": value, "samples": middle})
        for s, seed in enumerate(result.seeds):
            come = math.isfinite(of[s])
            dots.append(
                {
                    "value": value,
                    "seed": seed,
                    "samples": float(of[s]) if come else ceiling,
                    "kind": "reached" if come else "never",
                }
            )
    values = [float(getattr(settings, field)) for settings in result.settings]
    across, along = _axis(values, log=min(values) > 0.0 and max(values) / min(values) >= 8.0)
    along.values = sorted(set(values))
    scale, axis = _axis([dot["samples"] for dot in dots], log=True, grid=True)
    x = alt.X("value:Q", title=title or field, scale=across, axis=along)
    y = alt.Y("samples:Q", title=f"samples to a train loss of {level:g}", scale=scale, axis=axis)
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=["reached", "never"], range=["circle", "cross"]),
        legend=_legend(theme, filled=True),
    )
    ink = INKS[theme.name][0]
    points = alt.Chart(alt.InlineData(dots)).mark_point(filled=True, size=60, opacity=0.5, color=ink)
    line = alt.Chart(alt.InlineData(middles)).mark_line(strokeWidth=2.5, color=ink, point={"filled": True, "size": 70})
    tooltip = ["value:Q", "seed:Q", alt.Tooltip("samples:Q", format=","), "kind:N"]
    return _dressed(alt.layer(points.encode(x, y, shape=shape, tooltip=tooltip), line.encode(x, y)), theme)


def tiles(
    result: SweepResult,
    fields: tuple[str, str],
    level: float,
    theme: Theme = LIGHT,
    *,
    titles: tuple[str, str] | None = None,
) -> alt.LayerChart:
    """Return the share of the runs that end at or below a loss as a tile for each pair of values of two settings."""
    counts = zip(result.solved(level).tolist(), result.ended.sum(axis=1).tolist(), strict=True)
    rows = [
        {
            "a": _value(getattr(settings, fields[0])),
            "b": _value(getattr(settings, fields[1])),
            "share": solved / max(ended, 1),
            "words": f"{solved} of {ended}",
            "median": _number(float(np.median(np.nan_to_num(result.train[r, :, -1], nan=np.inf)))),
        }
        for r, (settings, (solved, ended)) in enumerate(zip(result.settings, counts, strict=True))
    ]
    first, second = ([str(row[axis]) for row in rows] for axis in ("a", "b"))
    named = titles or fields
    base = alt.Chart(alt.InlineData(rows)).encode(
        alt.X("a:N", sort=first, title=named[0], axis=alt.Axis(labelAngle=0)),
        alt.Y("b:N", sort=second, title=named[1]),
    )
    scale = alt.Scale(domain=[0, 1], range=[theme.neutral, POSITIVE])
    tooltip = [
        alt.Tooltip("a:N", title=named[0]),
        alt.Tooltip("b:N", title=named[1]),
        alt.Tooltip("words:N", title=f"at most {level:g}"),
        alt.Tooltip("median:Q", title="median of the train losses", format=".3~g"),
    ]
    cells = base.mark_rect(stroke=theme.background).encode(
        color=alt.Color("share:Q", scale=scale, legend=None), tooltip=tooltip
    )
    ink = alt.when("datum.share > 0.55").then(alt.value("#ffffff")).otherwise(alt.value(theme.text))
    return _dressed(alt.layer(cells, base.mark_text().encode(text="words:N", color=ink)), theme)


def _colour(names: Sequence[str], theme: Theme, *, legend: bool = True) -> alt.Color:
    inks = INKS[theme.name]
    scale = alt.Scale(domain=list(names), range=[inks[r % len(inks)] for r in range(len(names))])
    shown = _legend(theme) if legend else None
    return alt.Color("settings:N", scale=scale, legend=shown)


def _legend(theme: Theme, *, filled: bool = False) -> alt.Legend:
    """Return a legend on top; `filled` for one of shapes alone, which have no colour of their own."""
    legend = alt.Legend(title=None, orient="top", labelLimit=200, columns=4, symbolOpacity=1.0)
    if filled:
        legend.symbolFillColor = legend.symbolStrokeColor = theme.muted
    return legend


_LABEL = "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' M' : format(datum.value, ',~g')"


def _axis(values: Sequence[float], *, log: bool, grid: bool = False) -> tuple[alt.Scale, alt.Axis]:
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


def _thinned(at: NDArray[np.int64], *, log: bool, most: int = 120) -> NDArray[np.int64]:
    """Return which points are drawn: at most so many, evenly spaced on the axis."""
    places = np.arange(len(at))[at > 0] if log else np.arange(len(at))
    if len(places) <= most:
        return places
    wanted = np.geomspace(at[places[0]], at[-1], most) if log else np.linspace(at[0], at[-1], most)
    found: NDArray[np.int64] = np.unique(np.clip(np.searchsorted(at, wanted), places[0], len(at) - 1))
    return found


def _ceiling(result: SweepResult) -> float:
    """Return the largest loss that is drawn, at which those stand that are larger, or of runs that have diverged."""
    first, last = result.train[:, :, 0], result.train[:, :, 1:]
    most = _BEYOND * float(max(first[np.isfinite(first)].max(initial=FLOOR), FLOOR))
    finite = last[np.isfinite(last) & (last <= most)]
    beyond = bool((result.diverged_at >= 0).any() or (last > most).any())
    return most if not beyond else min(most, 3.0 * float(max(finite.max(initial=FLOOR), FLOOR)))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _dressed(chart: alt.LayerChart | alt.FacetChart, theme: Theme) -> alt.LayerChart:
    return cast("alt.LayerChart", chart.properties(width="container", height=HEIGHT).configure(**chart_config(theme)))
