"""A small map of one neuron: its activation over the plane of the inputs."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.frames import Plane
from nnviz.datasets import Dataset
from nnviz.derivation import notation
from nnviz.engine import Network, get_activation
from nnviz.figures.boundary import LEVELS, field_corners, placed_in, plane_axis, png
from nnviz.figures.contour import zero_segments
from nnviz.figures.picture import Tables, dress, layered, with_data
from nnviz.figures.theme import LIGHT, Theme, diverging_palette, scale_of
from nnviz.figures.ticks import ticks

SIDE = 230
_HUGE = 1e100


def neuron_values(network: Network, plane: Plane, layer: int, index: int) -> NDArray[np.float64]:
    """Return a neuron's activation over the plane, ``(size, size)``, bottom row first.

    Parameters
    ----------
    network : Network
    plane : Plane
    layer, index : int
        As in the neuron's key "n:layer:index": layer 0 is the inputs, which have no map.

    Raises
    ------
    ValueError
        If the network has no such neuron, or it is an input.
    """
    notation.net_input(network.sizes, layer, index)  # raises for what has no activation
    return network.forward(plane.points())[layer - 1][:, index].reshape(plane.size, plane.size)


def zero_line(network: Network, plane: Plane, layer: int, index: int) -> NDArray[np.float64]:
    """Return the line u = 0 of a neuron as segments ``(n, 4)`` in input units.

    There the logistic and tanh are halfway and steepest, relu has its kink and the unit step its jump.

    Raises
    ------
    ValueError
        As `neuron_values`.
    """
    notation.net_input(network.sizes, layer, index)
    # With the identity as the last activation the outputs are the net inputs.
    names = (*network.activations[: layer - 1], "identity")
    u = Network(network.weights[:layer], names, network.bias).predict(plane.points())[:, index]
    u = np.clip(np.nan_to_num(u, nan=0.0), -_HUGE, _HUGE).reshape(plane.size, plane.size)
    return zero_segments(u, plane.x_ticks, plane.y_ticks)


def neuron_bytes(values: NDArray[np.float64], activation: str) -> NDArray[np.uint8]:
    """Return the map as indices into the diverging palette, top row first, on the scale of the neuron's fill."""
    middle, reach = get_activation(activation).middle, get_activation(activation).spread
    part = np.clip(np.nan_to_num((values[::-1] - middle) / reach, nan=0.0), -1.0, 1.0)
    indices: NDArray[np.uint8] = np.rint((part + 1.0) / 2.0 * (LEVELS - 1)).astype(np.uint8)
    return indices


def neuron_map_tables(
    network: Network,
    dataset: Dataset,
    plane: Plane,
    layer: int,
    index: int,
    theme: Theme = LIGHT,
    *,
    sample: int | None = None,
) -> Tables:
    """Return the map as a picture, the line u = 0, and the sample's place.

    Raises
    ------
    ValueError
        As `neuron_values`, and if sample is no row of the data set.
    """
    if sample is not None and not 0 <= sample < len(dataset.X):
        raise ValueError(f"sample must be a row from 0 to {len(dataset.X) - 1}, got {sample}")
    values = neuron_values(network, plane, layer, index)
    activation = network.activations[layer - 1]
    image = png(neuron_bytes(values, activation), diverging_palette(theme, LEVELS))
    found = zero_line(network, plane, layer, index)
    lines = np.hstack([placed_in(plane, found[:, part], 4) for part in ([0, 1], [2, 3])]).T.tolist()
    tables: Tables = {
        "field": {**field_corners(plane), "image": [image]},
        "contour": dict(zip(("x", "y", "x2", "y2"), lines or ([], [], [], []), strict=True)),
        "ring": {},
    }
    if sample is not None:
        ((x, y),) = placed_in(plane, plane.place(dataset.raw[sample : sample + 1])).tolist()
        tables["ring"] = {"x": [x], "y": [y]}
    return tables


def neuron_map_chart(
    network: Network, dataset: Dataset, plane: Plane, layer: int, index: int, theme: Theme = LIGHT
) -> alt.LayerChart:
    """The picture without its data: the same for all that `chart_name` calls the same."""
    names = ["" if axis is None else dataset.raw_inputs[axis] for axis in plane.axes]
    scales = [alt.Scale(domain=list(span), nice=False, zero=False) for span in (plane.x_range, plane.y_range)]
    spans = (plane.x_range, plane.y_range)
    across, up = (plane_axis(dataset, axis, span) for axis, span in zip(plane.axes, spans, strict=True))
    x = alt.X("x:Q", scale=scales[0], axis=across, title=names[0])
    y = alt.Y("y:Q", scale=scales[1], axis=up, title=names[1])

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    activation = get_activation(network.activations[layer - 1])
    middle, reach = activation.middle, activation.spread
    symbol = notation.neuron_label(network.sizes, layer, index)
    ends = list(zip((middle - reach, middle, middle + reach), scale_of(theme), strict=True))
    shown = ends[1:] if activation.range[0] >= middle else ends  # it is never negative
    colours = alt.Scale(domain=[end for end, _ in shown], range=[ink for _, ink in shown], interpolate="rgb")
    marks = ticks(shown[0][0], shown[-1][0])
    bar = alt.Legend(
        orient="right",
        title=symbol,
        gradientLength=140,
        gradientThickness=12,
        values=list(marks.values),
        labelExpr=marks.expression,
    )
    field = (
        chart("field")
        .mark_image(aspect=False, clip=True)
        .encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"), url=alt.Url("image:N"))
    )
    scale = (
        chart("field")
        .mark_point(opacity=0, aria=False)
        .encode(x, y, color=alt.Color("shade:Q", scale=colours, legend=bar))
    )
    lines = chart("contour").mark_rule(strokeWidth=2, stroke=theme.text).encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"))
    halo = chart("ring").mark_point(shape="circle", size=220, strokeWidth=6, stroke=theme.background, opacity=1)
    ring = chart("ring").mark_point(shape="circle", size=220, strokeWidth=3, stroke=theme.ring, opacity=1)
    title = alt.TitleParams(text=f"{symbol} over the plane", anchor="start", color=theme.text, fontSize=14, offset=8)
    layers = (field, scale, lines, halo.encode(x, y), ring.encode(x, y))
    return layered(*layers, width=SIDE, height=SIDE, title=title)


def chart_name(network: Network, dataset: Dataset, plane: Plane, layer: int, index: int, theme: Theme = LIGHT) -> str:
    """All that `neuron_map_chart` depends on, as a text."""
    axes = [
        None if axis is None else (dataset.raw_inputs[axis], float(dataset.scale[axis]), float(dataset.centre[axis]))
        for axis in plane.axes
    ]
    symbol = notation.neuron_label(network.sizes, layer, index)
    activation = network.activations[layer - 1]
    return repr(("neuron map", symbol, activation, axes, plane.x_range, plane.y_range, theme.name))


def neuron_map_figure(
    network: Network,
    dataset: Dataset,
    plane: Plane,
    layer: int,
    index: int,
    theme: Theme = LIGHT,
    *,
    sample: int | None = None,
) -> alt.LayerChart:
    """A neuron's activation over the plane, with the line u = 0 and, if given, one sample ringed.

    Parameters
    ----------
    network : Network
    dataset : Dataset
        For the names of the axes and the sample's place.
    plane : Plane
    layer, index : int
        As in the neuron's key "n:layer:index".
    theme : Theme
    sample : int, optional
        A row of the data set.

    Raises
    ------
    ValueError
        If the network has no such neuron, it is an input, or sample is no row of the data set.
    """
    tables = neuron_map_tables(network, dataset, plane, layer, index, theme, sample=sample)
    return with_data(dress(neuron_map_chart(network, dataset, plane, layer, index, theme), theme), tables)
