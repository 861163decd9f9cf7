"""The output as a surface over the plane, to turn and zoom: Plotly."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from nnviz.analysis.frames import Frame
from nnviz.datasets import Dataset
from nnviz.engine import Array
from nnviz.figures.boundary import Map
from nnviz.figures.plotly_space import space_axis, space_layout
from nnviz.figures.plotly_text import hover_text, title_text
from nnviz.figures.samples import class_names, sample_inks
from nnviz.figures.theme import CLASS_COLOURS, LIGHT, Theme, scale_of
from nnviz.figures.ticks import ticks

# Plotly's 3-D markers have fewer shapes than Vega: solid ones for training rows, open ones for test rows.
SHAPES = ("circle", "square", "diamond", "cross", "x")
HEIGHT = 440


def _scale(low: str, middle: str, high: str) -> list[list[float | str]]:
    return [[0.0, low], [0.5, middle], [1.0, high]]


def _axis(data: Dataset, axis: int | None, span: tuple[float, float]) -> dict[str, object]:
    """The marks of an axis of the plane, in the input's own units."""
    if axis is None:
        return {"showticklabels": False}
    return ticks(*span, scale=float(data.scale[axis]), centre=float(data.centre[axis])).plotly


def surface_figure(frame: Frame, shown: Map, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Outputs as heights over the plane, with the samples at their targets and the current one marked.

    Where the map shows the winning class every output has a surface of its own, in its class's colour.

    Raises
    ------
    ValueError
        If the frame was made without its field.
    """
    if frame.field is None:
        raise ValueError("frame has no field: make it with field=True")
    data = shown.dataset
    figure = go.Figure()
    outputs = list(range(data.T.shape[1])) if shown.winner else [int(shown.output)]
    heights = data.T.max(axis=1) if shown.winner else data.T[:, outputs[0]]
    _surfaces(figure, frame.field, shown, outputs, theme)
    _samples(figure, shown, heights, theme)
    # Of several outputs it is that of the sample's own class that has to reach its target.
    y = float(frame.y[int(frame.t.argmax()) if shown.winner else outputs[0]])
    _current(figure, shown.plane.place(data.raw)[frame.sample], (y, float(heights[frame.sample])), theme)
    pad = 0.1 * (shown.high - shown.low)
    ends = min(shown.low - pad, float(frame.field.min())), max(shown.high + pad, float(frame.field.max()))
    title = "y" if shown.winner else title_text(data.outputs[outputs[0]])
    _layout(figure, shown, title, ends, theme, height)
    return figure


def _surfaces(figure: go.Figure, field: Array, shown: Map, outputs: list[int], theme: Theme) -> None:
    data, plane = shown.dataset, shown.plane
    for j in outputs:
        colour = CLASS_COLOURS[j % len(CLASS_COLOURS)]
        figure.add_surface(
            x=plane.x_ticks,
            y=plane.y_ticks,
            z=np.round(field[:, :, j], 4),
            cmin=shown.low,
            cmax=shown.high,
            colorscale=_scale(theme.neutral, colour, colour) if shown.winner else _scale(*scale_of(theme)),
            opacity=0.55 if shown.winner else 0.85,
            showscale=False,
            name=data.outputs[j],
            hovertemplate="%{x:.3f}, %{y:.3f}<br>" + hover_text(data.outputs[j]) + " = %{z:.4f}<extra></extra>",
        )


def _samples(figure: go.Figure, shown: Map, heights: Array, theme: Theme) -> None:
    data = shown.dataset
    places = shown.plane.place(data.raw)
    testing = np.zeros(len(data.X), dtype=bool)
    testing[data.test] = True
    labels = np.zeros(len(data.X), dtype=int) if data.labels is None else data.labels
    inks = sample_inks(data, shown.low, shown.high, shown.told, theme)
    for label, name in enumerate(class_names(data)):
        for held, use in ((False, "train"), (True, "test")):
            rows = np.nonzero((labels == label) & (testing == held) & shown.rows)[0]
            if rows.size == 0:
                continue
            figure.add_scatter3d(
                x=places[rows, 0],
                y=places[rows, 1],
                z=heights[rows],
                mode="markers",
                name=f"{name}, {use}",
                marker={
                    "size": 3.5,
                    "symbol": SHAPES[label % len(SHAPES)] + ("-open" if held and label % 5 < 3 else ""),
                    "color": [inks[row] for row in rows.tolist()],
                    "line": {"width": 0.5, "color": theme.text},
                },
                hovertemplate=f"{hover_text(name)}, {use}<br>%{{x:.3f}}, %{{y:.3f}}<br>t = %{{z:.3f}}<extra></extra>",
            )


def _current(figure: go.Figure, place: Array, ends: tuple[float, float], theme: Theme) -> None:
    """The current sample's line from its output to its target."""
    figure.add_scatter3d(
        x=[place[0]] * 2,
        y=[place[1]] * 2,
        z=list(ends),
        mode="lines+markers",
        name="current sample: y to t",
        line={"color": theme.ring, "width": 6},
        marker={"size": [4, 7], "color": theme.ring, "symbol": "circle"},
    )


def _layout(figure: go.Figure, shown: Map, title: str, ends: tuple[float, float], theme: Theme, height: int) -> None:
    """Axes, titles and where one looks from; ``ends`` are those of the heights."""
    data, plane = shown.dataset, shown.plane
    axis = space_axis(theme)
    names = ["" if at is None else title_text(data.raw_inputs[at]) for at in plane.axes]
    across, up = (_axis(data, at, span) for at, span in zip(plane.axes, (plane.x_range, plane.y_range), strict=True))
    figure.update_layout(
        **space_layout(theme, height),
        uirevision="surface",
        scene={
            "xaxis": {**axis, "title": {"text": names[0]}, **across},
            "yaxis": {**axis, "title": {"text": names[1]}, **up},
            "zaxis": {
                **axis,
                "title": {"text": title},
                "range": list(ends),
                **(ticks(*ends).plotly if np.isfinite(ends).all() else {}),
            },
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            # So far away that the marks of the heights are within a picture as narrow as a phone's.
            "camera": {"eye": {"x": -1.45, "y": -1.85, "z": 0.98}, "center": {"x": 0, "y": 0, "z": -0.1}},
        },
    )
