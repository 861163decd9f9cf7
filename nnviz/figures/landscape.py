"""The loss landscape as a map and as a surface that can be turned, with the path that training took."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from nnviz.analysis.landscape import Landscape
from nnviz.figures.theme import LIGHT, NEGATIVE, POSITIVE, Theme
from nnviz.figures.ticks import ticks

HEIGHT = 480
_SCALE = "Viridis"
_CUT = 90.0
"""Per cent of the grid whose losses the colours tell apart: a wall at the rim would leave none for the valley."""


def landscape_figure(
    landscape: Landscape, names: tuple[str, str], theme: Theme = LIGHT, *, solid: bool = False
) -> go.Figure:
    """Return the picture.

    Parameters
    ----------
    landscape : Landscape
        Done.
    names : (str, str)
        Of the two axes.
    theme : Theme
    solid : bool
        A surface in three dimensions instead of a map.
    """
    values = np.where(np.isfinite(landscape.values), landscape.values, np.nan)
    top = float(np.nanpercentile(values, _CUT)) if np.isfinite(values).any() else 1.0
    low = float(np.nanmin(values)) if np.isfinite(values).any() else 0.0
    top = top if top > low else low + 1e-9
    path, reach = landscape.path, float(landscape.ticks[-1])
    inside = (np.abs(path[:, :2]) <= reach).all(axis=1)
    a, b, loss = np.where(inside, path.T, np.nan)
    told = [f"step {step:,}" for step in landscape.steps]
    figure = go.Figure()
    bar: dict[str, Any] = {"title": {"text": "loss"}, "thickness": 12, "tickfont": {"color": theme.muted}}
    bar |= ticks(low, top).plotly
    marks = ticks(-reach, reach).plotly
    common: dict[str, Any] = {"x": landscape.ticks, "y": landscape.ticks, "colorscale": _SCALE, "colorbar": bar}
    if solid:
        figure.add_trace(
            go.Surface(**common, z=np.minimum(values, 1.5 * top - 0.5 * low), cmin=low, cmax=top, opacity=0.92)
        )
        lifted = loss + 0.01 * (top - low)
        line = {"color": NEGATIVE, "width": 6}
        figure.add_trace(go.Scatter3d(x=a, y=b, z=lifted, mode="lines", line=line, text=told, hoverinfo="text+z"))
        mark = {"color": theme.text, "size": 6}
        here = [landscape.here + 0.01 * (top - low)]
        figure.add_trace(
            go.Scatter3d(x=[0], y=[0], z=here, mode="markers", marker=mark, text=["here"], hoverinfo="text")
        )
        side = {"color": theme.muted, "gridcolor": theme.grid, "backgroundcolor": theme.background}
        titles = dict(zip("xyz", (*names, "loss"), strict=True))
        height = ticks(low, 1.5 * top - 0.5 * low).plotly
        figure.update_layout(
            scene={
                f"{name}axis": {**side, "title": {"text": titles[name]}, **(height if name == "z" else marks)}
                for name in "xyz"
            }
        )
    else:
        levels = {"start": low, "end": top, "size": (top - low) / 14}
        figure.add_trace(
            go.Contour(
                **common, z=values, contours=levels, zmin=low, zmax=top, line={"width": 0.6, "color": theme.muted}
            )
        )
        line = {"color": "#ffffff", "width": 3}
        figure.add_trace(go.Scatter(x=a, y=b, mode="lines", line=line, text=told, hoverinfo="text"))
        mark = {"color": POSITIVE, "size": 13, "line": {"color": "#ffffff", "width": 2}}
        figure.add_trace(go.Scatter(x=[0], y=[0], mode="markers", marker=mark, text=["here"], hoverinfo="text"))
        axis: dict[str, Any] = {
            "color": theme.muted,
            "range": [-reach, reach],
            "gridcolor": theme.grid,
            "zeroline": False,
            **marks,
        }
        figure.update_xaxes(title={"text": names[0]}, **axis)
        figure.update_yaxes(title={"text": names[1]}, **axis)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 10, "b": 10} if solid else {"l": 62, "r": 10, "t": 10, "b": 52},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": theme.text},
        uirevision="landscape",
    )
    return figure
