"""The samples as a hidden layer sees them, on a line or on a plane: Altair."""

from __future__ import annotations

from dataclasses import replace
from itertools import compress
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.decision_pieces import output_cuts
from nnviz.analysis.hidden_space import HiddenSpace
from nnviz.derivation.notation import neuron_label
from nnviz.engine import Array, get_activation
from nnviz.figures.boundary import Map, contour, field_bytes, field_corners, palette, png
from nnviz.figures.picture import Columns, Tables, dress, layered, own_strokes, rounded, with_data
from nnviz.figures.samples import class_names, sample_inks, sample_layers, sample_levels, sample_uses
from nnviz.figures.theme import LIGHT, Theme
from nnviz.figures.ticks import axis_of, ticks

SIZE = 60
"""Points each way of the grid that the regions are computed on."""
HEIGHT, STRIP = 430, 190
GRID = 0.6
"""Opacity of the lines of the bent grid."""
SPREAD = 0.03
"""How far samples are moved apart that unit steps send to one spot, as a share of the picture."""
_GOLDEN = (5**0.5 - 1) / 2


def axis_names(space: HiddenSpace) -> list[str]:
    """Return what the coordinates are called: the neurons' symbols, or the axes with their shares of the variance."""
    if space.axes is not None:
        return [f"principal axis {i + 1}: {share:.1%} of the variance" for i, share in enumerate(space.axes.shares)]
    return [neuron_label(space.sizes, space.layer, i) for i in range(space.neurons)]


def drawn_places(space: HiddenSpace, dataset_labels: NDArray[np.int64] | None) -> Array:
    """Return where the marks stand, ``(n, 2)``.

    On a line the second coordinate only keeps samples apart, class by class. Unit steps have corners for outputs, and
    the samples of one corner are spread a little around it.
    """
    n = len(space.places)
    turn = (np.arange(n) * _GOLDEN) % 1.0
    width = space.limits[:, 1] - space.limits[:, 0]
    places = np.zeros((n, 2))
    places[:, : space.places.shape[1]] = space.places
    if get_activation(space.activation).corner == "jump":
        radius = SPREAD * np.sqrt((np.arange(n) * _GOLDEN**2 * 7.0) % 1.0)
        places[:, 0] += radius * width[0] * np.cos(2.0 * np.pi * turn)
        if len(width) > 1:
            places[:, 1] += radius * width[1] * np.sin(2.0 * np.pi * turn)
    if len(width) == 1:
        labels = np.zeros(n) if dataset_labels is None else dataset_labels
        lanes = int(labels.max()) + 1
        places[:, 1] = 1.0 - (2.0 * labels + 1.0 + 0.7 * (2.0 * turn - 1.0)) / lanes
    return places


def decision_lines(space: HiddenSpace, shown: Map) -> Array:
    """Return where the decision changes, as segments ``(n, 4)``, for up to two coordinates.

    They follow from the weights where the layer feeds the output and its outputs are the coordinates; otherwise from
    what the rest of the network gives on a grid.
    """
    exact = None
    if space.axes is None:
        output = shown.output if isinstance(shown.output, int) else None
        exact = output_cuts(space.rest, space.limits, output, shown.middle) if space.feeds_output else None
    if exact is None:
        return contour(space.field(SIZE), replace(shown, plane=space.plane(SIZE)))
    if space.places.shape[1] == 1:
        return np.array([[h, -1.0, h, 1.0] for piece in exact for h in piece[:1, 0]]).reshape(-1, 4)
    return np.array([[*piece[0], *piece[-1]] for piece in exact]).reshape(-1, 4)


def hidden_space_tables(
    space: HiddenSpace, shown: Map, *, sample: int, wrong: NDArray[np.bool_] | None, theme: Theme = LIGHT
) -> Tables:
    """Return the samples, the input plane's grid, the regions as a picture and the lines between them.

    Columns "h1", "h2" (or "a1", "a2" for principal axes) of the samples are their coordinates, "x" and "y" where the
    marks stand. Test rows are left out where the map leaves them out.
    """
    data = shown.dataset
    places = drawn_places(space, data.labels)
    labels = np.zeros(len(places), dtype=int) if data.labels is None else data.labels
    names = class_names(data)
    letter = "h" if space.axes is None else "a"
    y = space.rest.predict(space.outs)
    whole: Columns = {
        "row": list(range(len(places))),
        "x": rounded(places[:, 0]),
        "y": rounded(places[:, 1]),
        **{f"{letter}{i + 1}": rounded(column) for i, column in enumerate(space.places.T)},
        "class": [names[label] for label in labels.tolist()],
        "target": rounded(data.T[:, shown.told]),
        "out": rounded(y[:, shown.output] if isinstance(shown.output, int) else y.max(axis=1)),
        "ink": sample_inks(data, shown.low, shown.high, shown.told, theme),
        "level": sample_levels(data, shown.told),
        "use": sample_uses(data),
    }
    here = replace(shown, plane=space.plane(SIZE))
    image = png(field_bytes(space.field(SIZE), here), palette(here, theme))
    lines = np.round(decision_lines(space, shown), 9).T.tolist()
    samples: Columns = {name: list(compress(column, shown.rows)) for name, column in whole.items()}
    crossed = shown.rows & (False if wrong is None else wrong)
    return {
        "field": {**field_corners(here.plane), "image": [image]},
        "grid": _grid(space),
        "lines": dict(zip(("x", "y", "x2", "y2"), lines or ([], [], [], []), strict=True)),
        "samples": samples,
        "wrong": {"x": rounded(places[crossed, 0]), "y": rounded(places[crossed, 1])},
        "ring": {"x": rounded(places[[sample], 0]), "y": rounded(places[[sample], 1])},
    }


def _grid(space: HiddenSpace) -> Columns:
    if not space.grid:
        return {}
    whole = np.concatenate([line.places for line in space.grid])
    count = len(space.grid[0].places)
    return {
        "x": rounded(whole[:, 0], 4),
        "y": rounded(whole[:, 1], 4),
        "line": np.repeat(np.arange(len(space.grid)), count).tolist(),
        "axis": np.repeat([line.axis for line in space.grid], count).tolist(),
        "at": np.tile(np.arange(count), len(space.grid)).tolist(),
    }


def hidden_space_chart(
    space: HiddenSpace, shown: Map, theme: Theme = LIGHT, *, description: str = ""
) -> alt.LayerChart:
    """Return the picture without its data; the parameters are those of `hidden_space_figure`.

    Raises
    ------
    ValueError
        If the space has three coordinates.
    """
    d = space.places.shape[1]
    if d > 2:
        raise ValueError("space must have one or two coordinates; three are drawn by hidden_solid_figure")
    data = shown.dataset
    plane, names = space.plane(SIZE), axis_names(space)
    scales = [alt.Scale(domain=list(span), nice=False, zero=False) for span in (plane.x_range, plane.y_range)]
    across, up = (axis_of(ticks(*span), grid=False) for span in (plane.x_range, plane.y_range))
    x = alt.X("x:Q", scale=scales[0], axis=across, title=names[0])
    y = alt.Y("y:Q", scale=scales[1], axis=up if d == 2 else None, title=names[1] if d == 2 else "")

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    field = (
        chart("field")
        .mark_image(aspect=False, clip=True)
        .encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"), url=alt.Url("image:N"))
    )
    look: dict[str, Any] = {"strokeWidth": 1.1, "stroke": theme.text, "clip": True, "interpolate": "linear"}
    grid = [
        chart("grid")
        .transform_filter(f"datum.axis == {which}")
        .mark_line(**look, opacity=GRID, strokeDash=dash)
        .encode(x, y, detail=alt.Detail("line:N"), order=alt.Order("at:Q"))
        for which, dash in ((0, []), (1, [3, 2]))
    ]
    lines = (
        chart("lines")
        .mark_rule(strokeWidth=2.6, stroke=theme.text, clip=True)
        .encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )
    letter = "h" if space.axes is None else "a"
    titles = names if space.axes is None else [f"principal axis {i + 1}" for i in range(d)]
    tooltip = [
        alt.Tooltip("row:Q", title="sample"),
        alt.Tooltip("class:N", title="class") if data.labels is not None else alt.Tooltip("target:Q", title="t"),
        *[alt.Tooltip(f"{letter}{i + 1}:Q", title=titles[i], format=".4~g") for i in range(d)],
        alt.Tooltip("out:Q", title="largest output" if shown.winner else "output", format=".4~g"),
        alt.Tooltip("use:N", title="used to"),
    ]
    layers = [field, *grid, lines, *sample_layers(data, x, y, tooltip, theme)]
    size = HEIGHT if d == 2 else STRIP
    words = description or "The hidden space"
    return layered(*layers, resolve=own_strokes(), width="container", height=size, description=words)


def hidden_space_figure(
    space: HiddenSpace,
    shown: Map,
    theme: Theme = LIGHT,
    *,
    sample: int,
    wrong: NDArray[np.bool_] | None = None,
    description: str = "",
) -> alt.LayerChart:
    """The samples where a hidden layer puts them, over the regions that the rest of the network makes of the space.

    Parameters
    ----------
    space : HiddenSpace
        Of one or two neurons, or along principal axes; for three neurons see `hidden_solid_figure`.
    shown : Map
        The data set, and which output is looked at.
    theme : Theme
    sample : int
        The row that is ringed.
    wrong : array of bool (n,), optional
        The rows that are crossed.
    description : str
        The picture in words, for who cannot see it.

    Raises
    ------
    ValueError
        If the space has three coordinates, or there is no such row.
    """
    if not 0 <= sample < len(shown.dataset.X):
        raise ValueError(f"sample must be a row from 0 to {len(shown.dataset.X) - 1}, got {sample}")
    chart = dress(hidden_space_chart(space, shown, theme, description=description), theme)
    return with_data(chart, hidden_space_tables(space, shown, sample=sample, wrong=wrong, theme=theme))
