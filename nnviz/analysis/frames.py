"""What one picture needs, as plain arrays: a position in time becomes a Frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets import Dataset
from nnviz.datasets.features import Features
from nnviz.engine import Array, Network, Rows
from nnviz.run.experiment import Evaluator, Experiment, Snapshot

Moment = Literal["before", "after"]
"""Of which network a picture is: the one from before the update that led to a step, or the one after it."""
MOMENTS: tuple[Moment, ...] = ("before", "after")

GRID = 50
MAP_GRID = 12
"""Cells across and up of a neuron's small map."""
MARGIN = 0.1


@dataclass(frozen=True)
class Plane:
    """The part of the input space that the boundary shows: two of a sample's own inputs, the others held at their mean.

    With a single input the second axis is None: it has no meaning, and every sample lies in its middle.
    """

    axes: tuple[int, int | None]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    held: Array
    size: int = GRID
    features: Features | None = None
    """What the network gets for inputs; None: the inputs as they are."""

    @cached_property
    def x_ticks(self) -> Array:
        """Columns of the grid, left to right, ``(size,)``."""
        return np.linspace(*self.x_range, self.size)

    @cached_property
    def y_ticks(self) -> Array:
        """Rows of the grid, bottom to top, ``(size,)``."""
        return np.linspace(*self.y_range, self.size)

    def points(self) -> Array:
        """What the network gets at the grid's points, ``(size * size, F)``; row by row, bottom row first."""
        points = np.tile(self.held, (self.size * self.size, 1))
        points[:, self.axes[0]] = np.tile(self.x_ticks, self.size)
        if self.axes[1] is not None:
            points[:, self.axes[1]] = np.repeat(self.y_ticks, self.size)
        return points if self.features is None else self.features(points)

    def place(self, X: Array) -> Array:
        """Where samples' own inputs (n, K), as Dataset.raw has them, lie on the plane, ``(n, 2)``."""
        first, second = self.axes
        return np.column_stack([X[:, first], np.zeros(len(X)) if second is None else X[:, second]])


def net_inputs_of_steps(network: Network, plane: Plane) -> Array | None:
    """Return the net inputs ``(size, size, M)`` at the plane's points where a single layer of unit steps decides.

    Its outputs are 0 and 1 alone and do not say where between two points of the grid they jump; the weights do. None
    for any other network.
    """
    if len(network.weights) > 1 or network.activations[0] != "step":
        return None
    weights = network.weights[0]
    u: Array = plane.points() @ weights[1:] + weights[0]
    return u.reshape(plane.size, plane.size, -1)


def plane_of(dataset: Dataset, axes: tuple[int, int] | None = None, size: int = GRID) -> Plane:
    """The plane that holds every sample of a data set with a margin around them, by default over its first axes.

    Raises
    ------
    ValueError
        If ``axes`` are not two different inputs of the data set.
    """
    raw = dataset.raw
    inputs = raw.shape[1]

    def around(axis: int) -> tuple[float, float]:
        low, high = float(raw[:, axis].min()), float(raw[:, axis].max())
        pad = MARGIN * (high - low) or 1.0
        return low - pad, high + pad

    held, features = raw.mean(axis=0), dataset.features
    if inputs == 1:
        return Plane((0, None), around(0), (-1.0, 1.0), held, size, features)
    axes = dataset.axes if axes is None else axes
    if len(axes) != 2 or axes[0] == axes[1] or not all(0 <= axis < inputs for axis in axes):
        raise ValueError(f"axes must be two different inputs from 0 to {inputs - 1}, not {axes!r}")
    return Plane(axes, around(axes[0]), around(axes[1]), held, size, features)


def cells_of(plane: Plane, size: int = MAP_GRID) -> Plane:
    """The middles of ``size * size`` cells that tile a plane, as the points of a plane of their own.

    A picture of so few cells is drawn smoothly. If its outer values were those of the plane's rims, as in the large
    map, everything would appear a twelfth too far inside.
    """

    def inside(ends: tuple[float, float]) -> tuple[float, float]:
        half = (ends[1] - ends[0]) / size / 2
        return ends[0] + half, ends[1] - half

    return replace(plane, x_range=inside(plane.x_range), y_range=inside(plane.y_range), size=size)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a run at one step; everything in it belongs to the same moment.

    ``network`` is the network of that moment, and ``outs``, ``y``, ``train``, ``test``, ``accuracy``, ``field``,
    ``maps`` and ``wrong`` are computed from it. ``E`` and ``gradient`` belong to the update: to the weights before it.
    """

    step: int
    epoch: int
    sample: int
    presented: bool
    """False at step 0 and before an update, where ``sample`` is the one about to be presented."""
    x: Array
    t: Array
    y: Array
    outs: tuple[Array, ...]
    E: float
    """Mean loss of the update's batch, before it; of a batch of one the sample's."""
    train: float
    test: float | None
    accuracy: tuple[float, float | None] | None
    network: Network
    gradient: tuple[Array, ...] | None = None
    """dE/dW of the update (of the next one at step 0), the mean over its batch; None while it plays."""
    field: Array | None = None
    """The outputs over the plane, ``(size, size, M)``, bottom row first; None where this picture keeps the last."""
    maps: Array | None = None
    """Every neuron's output over the plane's cells (`cells_of`), ``(neurons, MAP_GRID, MAP_GRID)``: the inputs first,
    then layer by layer, each bottom row first; None where this picture keeps the last."""
    wrong: NDArray[np.bool_] | None = None
    """Which rows are classified wrongly, ``(n,)``; None for regression or where this picture keeps the last."""
    moment: Moment = "after"
    """At step 0 it is "before": the first update is still to come."""
    batch: int = 1
    """How many samples are in the update."""


class FrameMaker:
    """Turns the positions of one experiment into frames."""

    def __init__(self, experiment: Experiment, plane: Plane) -> None:
        self.experiment = experiment
        self.dataset = experiment.dataset
        self.plane = plane
        network = experiment.network
        self._plane_rows = Rows(network, plane.points())
        self._cell_rows: Rows | None = None
        self._one = Rows(network, self.dataset.X[:1])
        self._evaluator = Evaluator(experiment.dataset, network)

    def frame(
        self,
        snapshot: Snapshot,
        *,
        field: bool = True,
        maps: bool = False,
        gradient: tuple[Array, ...] | None = None,
        moment: Moment = "after",
    ) -> Frame:
        """One frame from one snapshot.

        Parameters
        ----------
        snapshot : Snapshot
        field, maps : bool
            Whether to evaluate the plane as well.
        gradient : tuple of arrays, optional
            It is put into the frame unchanged.
        moment : {"before", "after"}
            Whether the frame shows the network before the snapshot's update or the one after it.
        """
        data = self.dataset
        row, size = snapshot.sample, self.plane.size
        flat = snapshot.flat if moment == "after" or snapshot.before is None else snapshot.before
        self._one.put(data.X[row : row + 1])
        outs = tuple(out[:, 0].copy() for out in self._one.outs(flat))
        scores = self._evaluator.scores(flat)
        values = None
        if field:
            values = self._plane_rows.outs(flat)[-1].T.copy().reshape(size, size, -1)
        return Frame(
            step=snapshot.step,
            epoch=snapshot.epoch,
            sample=row,
            presented=snapshot.step > 0,
            x=data.X[row],
            t=data.T[row],
            y=outs[-1],
            outs=outs,
            E=snapshot.E,
            train=scores.train,
            test=scores.test,
            accuracy=scores.accuracy,
            network=self.experiment.network.with_flat(flat),
            gradient=gradient,
            field=values,
            maps=self._maps(flat) if maps else None,
            wrong=scores.wrong if field else None,
            moment=moment if snapshot.step else "before",
            batch=snapshot.batch,
        )

    def now(self, *, maps: bool = False, moment: Moment = "after") -> Frame:
        """The frame of the experiment's position, with the gradients of its update."""
        return self.frame(self.experiment.snapshot(), maps=maps, gradient=self.experiment.gradient, moment=moment)

    def _maps(self, flat: Array) -> Array:
        if self._cell_rows is None:
            self._cells = cells_of(self.plane).points()
            self._cell_rows = Rows(self.experiment.network, self._cells)
        return np.concatenate([self._cells.T, *self._cell_rows.outs(flat)]).reshape(-1, MAP_GRID, MAP_GRID)
