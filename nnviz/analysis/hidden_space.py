"""The samples as a hidden layer sees them: its outputs as coordinates, with the input plane's grid carried along.

For up to three neurons the outputs are the coordinates; for more, the first two principal axes of the samples are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnviz.analysis.frames import Plane
from nnviz.datasets import Dataset
from nnviz.engine import Array, Network, get_activation

MOST_COORDINATES = 3
"""Up to this many neurons a layer's outputs are drawn as they are."""
LINES, POINTS = 13, 61
"""Lines of the grid each way, and points of each."""
HUGE = 1e100
_MARGIN = 0.06


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of a cloud of points.

    Attributes
    ----------
    mean : array (N,)
        The cloud's middle, where the axes cross.
    directions : array (d, N)
        One unit vector for each axis, at right angles to one another; the axis with the largest variance comes first.
    shares : array (d,)
        The share of the cloud's variance along each axis; 0 where all points are the same.
    """

    mean: Array
    directions: Array
    shares: Array

    def place(self, points: Array) -> Array:
        """Return the coordinates (n, d) of points (n, N)."""
        placed: Array = (points - self.mean) @ self.directions.T
        return placed

    def back(self, places: Array) -> Array:
        """Return the points (n, N) that lie at coordinates (n, d), in the space that the axes span."""
        points: Array = self.mean + places @ self.directions
        return points


def principal_axes(points: ArrayLike, count: int = 2, like: Axes | None = None) -> Axes:
    """Return the first principal axes of points, by the singular value decomposition of the centred table.

    An axis has no sign of its own. It points as the same axis of `like` does, so that a picture does not flip from
    one step to the next; without `like`, or at a right angle to it, its largest component is positive.

    Parameters
    ----------
    points : array_like, shape (n, N)
    count : int
        How many axes, from 1 to N.
    like : Axes, optional
        The axes of the previous picture.

    Raises
    ------
    ValueError
        If points are not a table of finite numbers within ±10¹⁰⁰, or there are fewer directions than axes.
    """
    cloud = np.asarray(points, dtype=np.float64)
    if cloud.ndim != 2 or 0 in cloud.shape or not (np.abs(cloud) <= HUGE).all():
        raise ValueError("points must be a table (n, N) of finite numbers within ±1e100")
    if not 1 <= count <= cloud.shape[1]:
        raise ValueError(f"count must be from 1 to {cloud.shape[1]}, got {count}")
    mean = cloud.mean(axis=0)
    centred = cloud - mean
    # Scaled, so that no square overflows; rows of zeros, which turn no axis, where there are fewer points than axes.
    scale = float(np.abs(centred).max()) or 1.0
    table = np.vstack((centred / scale, np.zeros((max(count - len(centred), 0), cloud.shape[1]))))
    lengths, directions = np.linalg.svd(table, full_matrices=False)[1:]
    variance = lengths**2
    total = float(variance.sum())
    directions = directions[:count].copy()
    known = like is not None and like.directions.shape == directions.shape
    for axis, direction in enumerate(directions):
        along = float(direction @ like.directions[axis]) if known and like is not None else 0.0
        if (along or direction[np.abs(direction).argmax()]) < 0.0:
            direction *= -1.0
    return Axes(mean, directions, variance[:count] / total if total else np.zeros(count))


@dataclass(frozen=True, eq=False)
class GridLine:
    """A straight line of the input plane, as the layer sees it.

    Attributes
    ----------
    axis : int
        0 where the plane's first input is constant along the line, 1 where its second is.
    value : float
        The constant value of that input.
    places : array (points, d)
        The line's points, in the same coordinates as the samples.
    """

    axis: int
    value: float
    places: Array


@dataclass(frozen=True, eq=False)
class HiddenSpace:
    """The samples in the space of one hidden layer.

    Attributes
    ----------
    sizes : tuple of int
        The layer sizes of the whole network.
    layer : int
        Counted with the inputs as layer 0.
    activation : str
    outs : array (n, N)
        The layer's outputs for every row of the data set.
    axes : Axes or None
        The principal axes that the picture is drawn along; None where the outputs are the coordinates.
    places : array (n, d)
        Where the samples stand: `outs` for up to three neurons, else along two axes.
    grid : tuple of GridLine
        The plane's lines; of one input a single curve. None for a single neuron, which sees a line, and for unit steps,
        which see corners.
    limits : array (d, 2)
        The least and the largest coordinate that the picture needs.
    rest : Network
        The layers that follow; their inputs are this layer's outputs.
    """

    sizes: tuple[int, ...]
    layer: int
    activation: str
    outs: Array
    axes: Axes | None
    places: Array
    grid: tuple[GridLine, ...]
    limits: Array
    rest: Network

    @property
    def neurons(self) -> int:
        """N, the layer's neurons."""
        return self.sizes[self.layer]

    @property
    def feeds_output(self) -> bool:
        """Whether the output layer is next, so that its decisions are straight in this space."""
        return len(self.rest.weights) == 1

    def plane(self, size: int) -> Plane:
        """Return the picture's area as a plane, for drawings of up to two coordinates."""
        d = self.places.shape[1]
        low_high = [(float(low), float(high)) for low, high in self.limits]
        if d == 1:
            return Plane((0, None), low_high[0], (-1.0, 1.0), np.zeros(1), size)
        return Plane((0, 1), low_high[0], low_high[1], np.zeros(2), size)

    def field(self, size: int) -> Array:
        """Return the outputs of the rest of the network over `plane`, (size, size, M), bottom row first.

        Along principal axes it is evaluated on the plane that they span; the samples lie beside that plane.
        """
        points = self.plane(size).points()
        if self.axes is not None:
            points = self.axes.back(points)
        return self.rest.predict(points).reshape(size, size, -1)

    def cube(self, size: int) -> tuple[Array, Array]:
        """Return a grid's points (size³, 3) over three coordinates, and what the rest gives there, (size³, M)."""
        ticks = [np.linspace(low, high, size) for low, high in self.limits]
        points = np.stack(np.meshgrid(*ticks, indexing="ij"), axis=-1).reshape(-1, len(ticks))
        return points, self.rest.predict(points)


def hidden_space(network: Network, dataset: Dataset, plane: Plane, layer: int, like: Axes | None = None) -> HiddenSpace:
    """Return the samples, and the input plane's grid, as a hidden layer sees them.

    Parameters
    ----------
    network : Network
        It is not changed.
    dataset : Dataset
    plane : Plane
        Whose two inputs the grid spans; all other inputs are at their mean on it.
    layer : int
        From 1, the first hidden layer, to the last hidden one.
    like : Axes, optional
        The axes of the previous picture, which give the principal axes their signs.

    Raises
    ------
    ValueError
        If there is no such hidden layer, or an output of it is beyond ±10¹⁰⁰.
    """
    sizes = network.sizes
    if not 1 <= layer <= len(sizes) - 2:
        raise ValueError(f"layer must be a hidden layer from 1 to {len(sizes) - 2}, got {layer}")
    places = outs = _checked(network.forward(dataset.X)[layer - 1])
    axes = None
    if outs.shape[1] > MOST_COORDINATES:
        axes = principal_axes(outs, 2, like)
        places = axes.place(outs)
    activation = get_activation(network.activations[layer - 1])
    grid = _grid(network, plane, layer, axes) if places.shape[1] > 1 and activation.corner != "jump" else ()
    limits = _limits(np.concatenate([places, *(line.places for line in grid)]))
    if axes is None and activation.bounded:
        low, high = activation.range
        pad = _MARGIN * (high - low)
        limits = np.tile((low - pad, high + pad), (places.shape[1], 1))
    rest = Network(network.weights[layer:], network.activations[layer:], bias=network.bias, criterion=network.criterion)
    return HiddenSpace(sizes, layer, activation.name, outs, axes, places, grid, limits, rest)


def _checked(outs: Array) -> Array:
    if not (np.abs(outs) <= HUGE).all():
        raise ValueError("the layer's outputs must be within ±1e100 to be drawn")
    return outs


def _grid(network: Network, plane: Plane, layer: int, axes: Axes | None) -> tuple[GridLine, ...]:
    """Carry evenly spaced lines of the input plane through the layers."""
    ends = (plane.x_range, plane.y_range)
    kinds = (1,) if plane.axes[1] is None else (0, 1)
    keys, raw = [], []
    for axis in kinds:
        along = plane.axes[1 - axis]
        for value in np.linspace(*ends[axis], LINES) if len(kinds) == 2 else [0.0]:
            points = np.tile(plane.held, (POINTS, 1))
            if (across := plane.axes[axis]) is not None:
                points[:, across] = value
            points[:, along] = np.linspace(*ends[1 - axis], POINTS)
            keys.append((axis, float(value)))
            raw.append(points)
    whole = np.concatenate(raw)
    outs = _checked(network.forward(whole if plane.features is None else plane.features(whole))[layer - 1])
    places = outs if axes is None else axes.place(outs)
    return tuple(GridLine(*key, part) for key, part in zip(keys, np.split(places, len(keys)), strict=True))


def _limits(places: Array) -> Array:
    """Return round numbers around all places, so that a small move leaves the picture's frame where it is."""
    limits = []
    for low, high in zip(places.min(axis=0), places.max(axis=0), strict=True):
        pad = _MARGIN * (high - low)
        if pad <= 1e-9 * max(abs(low), abs(high)):
            pad = max(0.1 * abs(low), 0.1)
        unit = 10.0 ** np.floor(np.log10(high - low + 2.0 * pad))
        unit *= 0.1 if (high - low + 2.0 * pad) / unit < 4.0 else 0.25
        limits.append((unit * np.floor((low - pad) / unit), unit * np.ceil((high + pad) / unit)))
    return np.array(limits)
