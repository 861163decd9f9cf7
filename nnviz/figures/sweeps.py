"""The losses of a sweep as charts: on the way, and at the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np

from nnviz.figures.picture import UNSEEN
from nnviz.figures.sweep_parts import (
    FLOOR,
    axis_over,
    ceiling_of,
    colour_of,
    dash_of,
    dressed,
    legend_of,
    picking,
    thinned,
)
from nnviz.figures.theme import LIGHT, Theme
from nnviz.sweeps import SweepResult

Across = Literal["samples", "updates"]
MOST_POINTS = 24_000
"""Of all thin lines together; many runs get coarser lines."""


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

    A thin line that ends in a cross has diverged there, one that ends in a square is stuck. A click on a thin line
    chooses that run as "run"; one on a median the run that is in the middle there.

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
    ceiling = ceiling_of(result)
    most = min(max(MOST_POINTS // result.diverged_at.size, 20), 120)
    middles: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    stuck: list[dict[str, Any]] = []
    still = result.stuck
    for r, name in enumerate(names):
        at = result.samples if across == "samples" else result.updates[r]
        shown = thinned(at, log=log, most=most)
        losses = np.clip(result.train[r][:, shown], FLOOR if log else 0.0, ceiling)  # NaN stays NaN
        for x, column in zip(at[shown].tolist(), losses.T, strict=True):
            # A run that has diverged counts as one with a loss beyond all.
            column = np.where(np.isnan(column) & (result.diverged_at[r] >= 0), ceiling, column)
            order = np.argsort(column, kind="stable")[: np.count_nonzero(~np.isnan(column))]
            if len(order):
                places = [int(order[int(share * (len(order) - 1) + 0.5)]) for share in (0.25, 0.5, 0.75)]
                low, middle, high = (float(column[place]) for place in places)
                whose = {"settings": name, "r": r, "s": places[1]}
                middles.append({**whose, "x": x, "low": low, "median": middle, "high": high})
        for s, seed in enumerate(result.seeds):
            known = [
                {"settings": name, "seed": seed, "r": r, "s": s, "x": x, "loss": loss}
                for x, loss in zip(at[shown].tolist(), losses[s].tolist(), strict=True)
                if math.isfinite(loss)
            ]
            lines += known
            if result.diverged_at[r, s] >= 0:
                lost += known[-1:]
            elif still[r, s]:
                stuck += known[-1:]
    levels = [] if level is None else [level]
    title = "samples presented" if across == "samples" else "updates made"
    steps, along = axis_over([row["x"] for row in middles], log=log)
    heights, up = axis_over([row["loss"] for row in lines] + levels, log=log, grid=True)
    x = alt.X("x:Q", title=title, scale=steps, axis=along)
    colour = colour_of(names, theme)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title="train loss", scale=heights, axis=up)

    picked = picking(empty=False)
    of_runs = alt.Chart(alt.InlineData(lines))  # a chart holds rows that are drawn twice once
    thin = of_runs.mark_line()
    thin = thin.encode(
        x,
        y("loss"),
        color=colour,
        detail=["r:N", "s:N"],
        opacity=alt.condition(picked, alt.value(1.0), alt.value(0.25)),
        strokeWidth=alt.condition(picked, alt.value(2.5), alt.value(0.8)),
    )
    # A thin line is hard to hit, so a wide one that is not seen lies over it, and over all but medians and crosses.
    wide = of_runs.mark_line(strokeWidth=9, opacity=UNSEEN, cursor="pointer")
    wide = wide.encode(
        x,
        y("loss"),
        color=colour,
        detail=["r:N", "s:N"],
        tooltip=["settings:N", "seed:Q"],
    ).add_params(picked)
    crosses = alt.Chart(alt.InlineData(lost)).mark_point(shape="cross", size=70, angle=45, filled=True, opacity=0.9)
    squares = alt.Chart(alt.InlineData(stuck)).mark_point(shape="square", size=40, filled=True, opacity=0.9)
    of_all = alt.Chart(alt.InlineData(middles))
    tooltip = [
        alt.Tooltip("settings:N"),
        alt.Tooltip("x:Q", title=across, format=","),
        *(alt.Tooltip(f"{field}:Q", format=".3~g") for field in ("low", "median", "high")),
    ]
    # As wide as the strong line is seen: whoever points beside it means a thin one.
    points = of_all.mark_point(size=16, opacity=UNSEEN, filled=True, cursor="pointer")
    layers = [
        thin,
        of_all.mark_area(opacity=0.2).encode(x, y("low"), y2="high:Q", color=colour),
        of_all.mark_line(strokeWidth=2.5).encode(x, y("median"), color=colour, strokeDash=dash_of(names, theme)),
        wide,
        points.encode(x, y("median"), color=colour, tooltip=tooltip),
        *(ends.encode(x, y("loss"), color=colour, tooltip=["settings:N", "seed:Q"]) for ends in (crosses, squares)),
    ]
    if level is not None:
        mark = alt.Chart(alt.InlineData([{"loss": level}])).mark_rule(strokeDash=[4, 4], stroke=theme.muted)
        layers.append(mark.encode(y("loss")))
    return dressed(alt.layer(*layers), theme)


def ends(
    result: SweepResult, names: Sequence[str], theme: Theme = LIGHT, *, level: float | None = None
) -> alt.LayerChart:
    """Return the last training loss of every run as a strip of dots; a click on a dot chooses that run as "run".

    A run that has diverged stands at the top, as a cross, and so does one that failed, as a triangle; one that was
    stopped where it was.
    """
    rows: list[dict[str, Any]] = []
    top, begun, ended, losses = ceiling_of(result), result.begun, result.ended, result.last_loss
    for r, name in enumerate(names):
        for s, seed in enumerate(result.seeds):
            loss, diverged = float(losses[r, s]), bool(result.diverged_at[r, s] >= 0)
            failed = (r, s) in result.failed
            if not begun[r, s] and not failed:
                continue
            kind = "stuck" if result.stuck[r, s] else "learning"
            rows.append(
                {
                    "settings": name,
                    "seed": seed,
                    "r": r,
                    "s": s,
                    "loss": top if diverged or failed else min(max(loss, FLOOR), top),
                    "kind": "failed" if failed else "diverged" if diverged else kind if ended[r, s] else "stopped",
                    "aside": ((s * 0.618034) % 1.0) - 0.5,  # dots beside one another, always in the same places
                }
            )
    chart = alt.Chart(alt.InlineData(rows))
    picked = picking()
    x = alt.X("settings:N", sort=list(names), title=None, axis=alt.Axis(labelAngle=0, labelLimit=160))
    scale, axis = axis_over(
        [float(row["loss"]) for row in rows] + ([] if level is None else [level]), log=True, grid=True
    )
    y = alt.Y("loss:Q", title="train loss at the end", scale=scale, axis=axis)
    kinds = {"learning": "circle", "stuck": "square", "diverged": "cross"}
    if not ended[begun].all():
        kinds["stopped"] = "triangle-right"
    if result.failed:
        kinds["failed"] = "triangle-down"
    dots = (
        chart.mark_point(filled=True, size=80, cursor="pointer")
        .encode(
            x,
            y,
            xOffset=alt.XOffset("aside:Q", scale=alt.Scale(domain=[-1.2, 1.2])),
            color=colour_of(names, theme, legend=False),
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
                legend=legend_of(theme, list(kinds), filled=True),
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
    return dressed(alt.layer(*layers), theme)
