"""The samples as three hidden neurons see them, to turn and zoom: Plotly."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.analysis.decision_pieces import output_cuts
from nnviz.analysis.hidden_space import HiddenSpace
from nnviz.engine import Array
from nnviz.figures.boundary import Map
from nnviz.figures.hidden_space import axis_names
from nnviz.figures.plotly_space import space_axis, space_layout
from nnviz.figures.samples import class_names, sample_inks
from nnviz.figures.surface import SHAPES
from nnviz.figures.theme import CLASS_COLOURS, LIGHT, Theme
from nnviz.figures.ticks import ticks

HEIGHT = 440
SIZE = 18
"""Points each way of the cube on which a deeper layer's regions are computed."""
_HUGE = 1e100


def hidden_solid_figure(
    space: HiddenSpace, shown: Map, theme: Theme = LIGHT, *, sample: int, wrong: NDArray[np.bool_] | None = None
) -> go.Figure:
    """The samples at (h_1, h_2, h_3), with the input plane's grid and the faces between the output's regions.

    The faces are plane, and follow from the weights, where the layer feeds the output; otherwise they are surfaces that
    the browser draws through a grid of the rest of the network's outputs.

    Parameters
    ----------
    space : HiddenSpace
        Of three neurons.
    shown : Map
        The data set, and which output is looked at.
    theme : Theme
    sample : int
        The row that is ringed.
    wrong : array of bool (n,), optional
        The rows that are crossed.

    Raises
    ------
    ValueError
        If the space has not three coordinates, or there is no such row.
    """
    if space.places.shape[1] != 3:
        raise ValueError(f"space must have three coordinates, got {space.places.shape[1]}")
    data = shown.dataset
    if not 0 <= sample < len(data.X):
        raise ValueError(f"sample must be a row from 0 to {len(data.X) - 1}, got {sample}")
    figure = go.Figure()
    _grid(figure, space, theme)
    output = shown.output if isinstance(shown.output, int) else None
    pieces = output_cuts(space.rest, space.limits, output, shown.middle) if space.feeds_output else None
    if pieces is None:
        _surfaces(figure, space, shown, theme)
    else:
        for piece in pieces:
            _face(figure, piece, theme)
    _samples(figure, space, shown, theme)
    if wrong is not None and (wrong & shown.rows).any():
        figure.add_scatter3d(
            **_xyz(space.places[wrong & shown.rows]),
            mode="markers",
            name="wrong",
            marker={"symbol": "x", "size": 3, "color": theme.ring},
            hoverinfo="skip",
        )
    figure.add_scatter3d(
        **_xyz(space.places[[sample]]),
        mode="markers",
        name="current sample",
        marker={"symbol": "circle-open", "size": 14, "color": theme.ring, "line": {"width": 4, "color": theme.ring}},
        hoverinfo="skip",
    )
    titled = [
        {**space_axis(theme), "title": {"text": name}, "range": ends.tolist(), **ticks(*ends.tolist()).plotly}
        for name, ends in zip(axis_names(space), space.limits, strict=True)
    ]
    figure.update_layout(
        **space_layout(theme, HEIGHT),
        uirevision="hidden",
        scene={
            **dict(zip(("xaxis", "yaxis", "zaxis"), titled, strict=True)),
            "aspectmode": "cube",
            "camera": {"eye": {"x": -1.85, "y": -1.85, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.08}},
        },
    )
    return figure


def _xyz(points: Array) -> dict[str, Array]:
    rounded = np.round(points, 6)
    return {"x": rounded[:, 0], "y": rounded[:, 1], "z": rounded[:, 2]}


def _grid(figure: go.Figure, space: HiddenSpace, theme: Theme) -> None:
    """The input plane's lines, as one trace each way with gaps in between; dashes would tear them apart in space."""
    for axis, ink in ((0, theme.muted), (1, theme.text)):
        parts = [np.vstack((line.places, np.full((1, 3), np.nan))) for line in space.grid if line.axis == axis]
        if parts:
            figure.add_scatter3d(
                **_xyz(np.concatenate(parts)),
                mode="lines",
                name=f"grid {axis + 1}",
                line={"color": ink, "width": 2},
                opacity=0.6 if axis else 0.4,
                hoverinfo="skip",
            )


def _face(figure: go.Figure, piece: Array, theme: Theme) -> None:
    """A convex polygon and its outline."""
    fan = range(1, len(piece) - 1)
    figure.add_mesh3d(
        **_xyz(piece),
        i=[0] * len(fan),
        j=list(fan),
        k=[at + 1 for at in fan],
        color=theme.chosen,
        opacity=0.32,
        name="decision",
        hoverinfo="skip",
    )
    figure.add_scatter3d(
        **_xyz(np.vstack((piece, piece[:1]))),
        mode="lines",
        name="decision's edge",
        line={"color": theme.chosen, "width": 4},
        hoverinfo="skip",
    )


def _surfaces(figure: go.Figure, space: HiddenSpace, shown: Map, theme: Theme) -> None:
    """Where one output is at its middle, or where each class ties with the best of the others."""
    points, y = space.cube(SIZE)
    y = np.clip(np.nan_to_num(y, nan=shown.middle), -_HUGE, _HUGE)
    if isinstance(shown.output, int):
        leads = [(y[:, shown.output] - shown.middle, theme.chosen)]
    else:
        leads = [
            (y[:, j] - np.delete(y, j, axis=1).max(axis=1), CLASS_COLOURS[j % len(CLASS_COLOURS)])
            for j in range(y.shape[1])
        ]
    for lead, colour in leads:
        if (lead > 0.0).any() and (lead < 0.0).any():
            figure.add_isosurface(
                **_xyz(points),
                value=lead,
                isomin=0.0,
                isomax=0.0,
                surface={"count": 1},
                caps={f"{axis}_show": False for axis in "xyz"},
                colorscale=[[0.0, colour], [1.0, colour]],
                showscale=False,
                opacity=0.32,
                name="decision",
                hoverinfo="skip",
            )


def _samples(figure: go.Figure, space: HiddenSpace, shown: Map, theme: Theme) -> None:
    data = shown.dataset
    testing = np.zeros(len(data.X), dtype=bool)
    testing[data.test] = True
    labels = np.zeros(len(data.X), dtype=int) if data.labels is None else data.labels
    inks = np.array(sample_inks(data, shown.low, shown.high, shown.told, theme))
    for label, name in enumerate(class_names(data)):
        for held, use in ((False, "train"), (True, "test"))[: 1 + shown.test]:
            rows = np.nonzero((labels == label) & (testing == held))[0]
            if rows.size == 0:
                continue
            figure.add_scatter3d(
                **_xyz(space.places[rows]),
                mode="markers",
                name=f"{name}, {use}",
                customdata=rows,
                marker={
                    "size": 4,
                    "symbol": SHAPES[label % len(SHAPES)] + ("-open" if held and label % 5 < 3 else ""),
                    "color": inks[rows].tolist(),
                    "line": {"width": 0.5, "color": theme.text},
                },
                hovertemplate=f"sample %{{customdata}}, {use}<br>%{{x:.3f}}, %{{y:.3f}}, %{{z:.3f}}<extra></extra>",
            )
