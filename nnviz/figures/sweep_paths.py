"""The paths of several runs on one map of the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from nnviz.analysis.paths import Paths
from nnviz.figures.theme import LIGHT, Theme
from nnviz.figures.ticks import ticks

HEIGHT = 480
_CUT = 90.0
"""Per cent of the grid whose losses the colours tell apart."""
PATH_INKS = ("#E69F00", "#FFFFFF", "#CC79A7", "#F0E442", "#D55E00", "#56B4E9", "#000000", "#009E73")
"""Of the paths; the map below them is dark, so that each is seen on it."""
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
_SCALE = "Viridis"


def paths_figure(paths: Paths, names: Sequence[str], theme: Theme = LIGHT) -> go.Figure:
    """Return the picture: a line for each run, from a ring where it begins to a dot where it ends.

    Parameters
    ----------
    paths : Paths
        Done.
    names : sequence of str
        Of the runs.
    theme : Theme
    """
    values = np.where(np.isfinite(paths.values), paths.values, np.nan)
    known = np.isfinite(values).any()
    low, top = (float(np.nanmin(values)), float(np.nanpercentile(values, _CUT))) if known else (0.0, 1.0)
    top = top if top > low else low + 1e-9
    bar: dict[str, Any] = {"title": {"text": "loss"}, "thickness": 12, "tickfont": {"color": theme.muted}}
    bar |= ticks(low, top).plotly
    figure = go.Figure()
    figure.add_trace(
        go.Contour(
            x=paths.x,
            y=paths.y,
            z=values,
            colorscale=_SCALE,
            colorbar=bar,
            contours={"start": low, "end": top, "size": (top - low) / 14},
            zmin=low,
            zmax=top,
            line={"width": 0.5, "color": theme.muted},
            hoverinfo="skip",
        )
    )
    for i, (name, places, steps, losses) in enumerate(zip(names, paths.places, paths.steps, paths.losses, strict=True)):
        if not len(places):
            continue
        ink = PATH_INKS[i % len(PATH_INKS)]
        told = [f"{name}<br>step {step:,}<br>loss {loss:.3g}" for step, loss in zip(steps, losses, strict=True)]
        x, y = places.T
        common: dict[str, Any] = {"x": x, "y": y, "legendgroup": str(i), "hoverinfo": "skip", "mode": "lines"}
        # A dark line below a bright one is seen on every ground.
        under = "#ffffff" if ink == "#000000" else "#000000"
        figure.add_trace(go.Scatter(**common, line={"color": under, "width": 5}, showlegend=False))
        line = {"color": ink, "width": 2.5, "dash": _DASHES[i % len(_DASHES)]}
        figure.add_trace(go.Scatter(**common, line=line, name=name))
        sizes = [12, *[5] * (len(x) - 2), 14][-len(x) :]
        symbols = ["circle-open", *["circle"] * (len(x) - 2), "circle"][-len(x) :]
        marker = {"color": ink, "size": sizes, "symbol": symbols, "line": {"color": under, "width": 1.5}}
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="markers",
                marker=marker,
                text=told,
                hoverinfo="text",
                legendgroup=str(i),
                showlegend=False,
                customdata=[i] * len(x),
            )
        )
    axis: dict[str, Any] = {"color": theme.muted, "zeroline": False, "showgrid": False}
    for place, span, title in (("xaxis", paths.x, "first"), ("yaxis", paths.y, "second")):
        marks = ticks(float(span[0]), float(span[-1])).plotly
        figure.update_layout(
            {place: {**axis, **marks, "range": [span[0], span[-1]], "title": {"text": f"{title} direction"}}}
        )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 62, "r": 10, "t": 40, "b": 52},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "bgcolor": "rgba(128,128,128,0.35)"},
        clickmode="event+select",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": theme.text},
        uirevision="paths",
    )
    return figure
