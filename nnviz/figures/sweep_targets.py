"""When runs of a sweep come to a target: against one setting, and as tiles of two."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np

from nnviz.figures.sweep_parts import INKS, axis_over, dressed, legend_of, number_or_none, picking, value_text
from nnviz.figures.theme import LIGHT, POSITIVE, Theme
from nnviz.sweeps import SweepResult


def reached(
    result: SweepResult, field: str, level: float, theme: Theme = LIGHT, *, title: str | None = None
) -> alt.LayerChart:
    """Return how many samples it takes to come to a loss, against a setting that is a number.

    Runs that never come there stand on top: as crosses if they diverged, as squares if they are stuck, as lying
    triangles if they were stopped before, and as upright ones otherwise. The line joins the medians where at least half
    of the seeds come there. A click on a mark chooses that run as "run", one on a median the run in the middle.
    """
    first, ceiling = result.reached(level), float(result.samples[-1]) * 1.6
    begun, ended, still = result.begun, result.ended, result.stuck
    dots: list[dict[str, Any]] = []
    middles = []
    for r, settings in enumerate(result.settings):
        value = float(getattr(settings, field))
        of = np.where(first[r] < 0, np.inf, np.maximum(first[r], 1)).astype(float)
        known = np.flatnonzero(begun[r])
        if len(known):
            middle = int(known[np.argsort(of[known], kind="stable")[(len(known) - 1) // 2]])
            if math.isfinite(of[middle]):
                middles.append({"value": value, "samples": float(of[middle]), "r": r, "s": middle})
        for s, seed in enumerate(result.seeds):
            if not begun[r, s]:
                continue
            come = math.isfinite(of[s])
            short = "stuck" if still[r, s] else "never" if ended[r, s] else "stopped"
            short = "diverged" if result.diverged_at[r, s] >= 0 else short
            dots.append(
                {
                    "value": value,
                    "seed": seed,
                    "r": r,
                    "s": s,
                    "samples": float(of[s]) if come else ceiling,
                    "kind": "reached" if come else short,
                }
            )
    values = [float(getattr(settings, field)) for settings in result.settings]
    across, along = axis_over(values, log=min(values) > 0.0 and max(values) / min(values) >= 8.0)
    along.values = sorted(set(values))
    scale, axis = axis_over([dot["samples"] for dot in dots], log=True, grid=True)
    x = alt.X("value:Q", title=title or field, scale=across, axis=along)
    y = alt.Y("samples:Q", title=f"samples to a train loss of {level:g}", scale=scale, axis=axis)
    kinds = {"reached": "circle", "never": "triangle-up", "stuck": "square", "diverged": "cross"}
    if not ended[begun].all():
        kinds["stopped"] = "triangle-right"
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
        legend=legend_of(theme, list(kinds), filled=True),
    )
    ink = INKS[theme.name][0]
    points = alt.Chart(alt.InlineData(dots)).mark_point(filled=True, size=60, color=ink, cursor="pointer")
    line = alt.Chart(alt.InlineData(middles)).mark_line(strokeWidth=2.5, color=ink, point={"filled": True, "size": 70})
    tooltip = ["value:Q", "seed:Q", alt.Tooltip("samples:Q", format=","), "kind:N"]
    picked = picking()
    points = points.encode(
        x, y, shape=shape, tooltip=tooltip, opacity=alt.condition(picked, alt.value(0.5), alt.value(0.15))
    ).add_params(picked)
    return dressed(alt.layer(points, line.encode(x, y)), theme)


def tiles(
    result: SweepResult,
    fields: tuple[str, str],
    level: float,
    theme: Theme = LIGHT,
    *,
    titles: tuple[str, str] | None = None,
) -> alt.LayerChart:
    """Return how many runs came to a loss as a tile for each pair of values of two settings.

    A click on a tile chooses the run in the middle of its seeds, by the last loss, as "run".
    """
    counts = zip(result.came_to(level).tolist(), result.begun.sum(axis=1).tolist(), strict=True)
    losses = np.nan_to_num(result.last_loss, nan=np.inf)
    rows = [
        {
            "a": value_text(getattr(settings, fields[0])),
            "b": value_text(getattr(settings, fields[1])),
            "share": solved / max(begun, 1),
            "r": r,
            "s": result.middle(r),
            "words": f"{solved} of {begun}" if begun else "not begun",
            "stuck": int(result.stuck[r].sum()),
            "diverged": int((result.diverged_at[r] >= 0).sum()),
            "median": number_or_none(float(np.median(losses[r, result.begun[r]]))) if begun else None,
        }
        for r, (settings, (solved, begun)) in enumerate(zip(result.settings, counts, strict=True))
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
        alt.Tooltip("words:N", title=f"reached {level:g}"),
        *(alt.Tooltip(f"{kind}:Q") for kind in ("stuck", "diverged")),
        alt.Tooltip("median:Q", title="median of the train losses", format=".3~g"),
    ]
    cells = base.mark_rect(stroke=theme.background, cursor="pointer").encode(
        color=alt.Color("share:Q", scale=scale, legend=None), tooltip=tooltip
    )
    picked = picking()
    cells = cells.encode(opacity=alt.condition(picked, alt.value(1.0), alt.value(0.45))).add_params(picked)
    ink = alt.when("datum.share > 0.55").then(alt.value("#ffffff")).otherwise(alt.value(theme.text))
    return dressed(alt.layer(cells, base.mark_text(fontSize=13).encode(text="words:N", color=ink)), theme)
