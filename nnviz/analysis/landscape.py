"""The loss over a plane through weight space, around a run's position, with the path that training took.

The plane is spanned by two weights, or by two random directions whose parts are as long as the weights of the neuron
that they belong to ("filter-wise normalisation", Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets").
"""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import NONE, OUTPUT_ACTIVATIONS, Array, Network, Penalty, cross_entropy, layer_views, squared
from nnviz.run.experiment import Experiment

SIZE = 41
"""Points along each side of the grid; odd, so that the middle is the network itself."""
MOST_AT_ONCE = 400_000
"""Numbers of a layer's outputs in one evaluation."""
PATH_STEPS = 120
PATH_SAMPLES = 200_000
"""Presented again, at most, in one go to see a step of the past."""


def weight_direction(network: Network, layer: int, row: int, column: int) -> Array:
    """Return the direction of one weight, (P,) in the order of Network.flat.

    Raises
    ------
    ValueError
        If the network has no such weight.
    """
    network.with_frozen([(layer, row, column)])  # refuses a weight that is not there
    direction = np.zeros(network.n_weights)
    layer_views(direction, network.sizes)[layer][row, column] = 1.0
    return direction


def random_directions(network: Network, seed: int) -> tuple[Array, Array]:
    """Return two random directions, (P,) each; their entries are 0 for weights that are not trained.

    Each neuron's part is as long as its own weights, or of length 1 if these are all 0.

    Raises
    ------
    ValueError
        If seed is negative.
    """
    rng = np.random.default_rng(seed)
    found = []
    masks = network.trained
    for _ in range(2):
        direction = rng.standard_normal(network.n_weights)
        for layer, (part, weight) in enumerate(
            zip(layer_views(direction, network.sizes), network.weights, strict=True)
        ):
            if masks is not None:
                part *= masks[layer]
            with np.errstate(over="ignore", invalid="ignore"):  # Landscape refuses too long ones
                length = np.linalg.norm(part, axis=0)
                wanted = np.linalg.norm(weight, axis=0)
                part *= np.where(wanted > 0, wanted, 1.0) / np.where(length > 0, length, 1.0)
        found.append(direction)
    return found[0], found[1]


def batch_losses(network: Network, flats: Array, X: Array, T: Array, penalty: Penalty = NONE) -> Array:
    """Return the mean loss, penalty included, of many networks of one structure at once.

    Parameters
    ----------
    network : Network
        Only its structure is used, not its weights.
    flats : array (G, P)
        Weights in the order of Network.flat.
    X, T : arrays (n, K) and (n, M)
    penalty : Penalty

    Returns
    -------
    array (G,)
        Infinite where a loss is beyond float64.
    """
    outs: Array = np.broadcast_to(X, (len(flats), *X.shape))
    start, last = 0, len(network.sizes) - 2
    extra = np.zeros(len(flats))
    with np.errstate(all="ignore"):
        for layer, (fan_in, fan_out) in enumerate(pairwise(network.sizes)):
            stop = start + (1 + fan_in) * fan_out
            weights = flats[:, start:stop].reshape(len(flats), 1 + fan_in, fan_out)
            start = stop
            if penalty:
                bare = weights[:, 1:].reshape(len(flats), -1)
                one = np.abs(bare).sum(axis=1) if penalty.kind == "l1" else 0.5 * np.square(bare).sum(axis=1)
                extra += penalty.rate * one
            u = outs @ weights[:, 1:] + weights[:, :1]
            if layer == last and network.criterion == "cross_entropy":
                losses = cross_entropy(np.moveaxis(u, 2, 0), T.T[:, None], network.activations[-1])
                break
            outs = OUTPUT_ACTIVATIONS[network.activations[layer]].value(u)
        else:
            losses = squared(np.moveaxis(outs, 2, 0), T.T[:, None])
        found: Array = losses.mean(axis=-1) + extra
    return np.where(np.isnan(found), np.inf, found)


class Landscape:
    """The training loss over a square around a position, and the path that training took, projected onto it.

    Parameters
    ----------
    experiment : Experiment
        Its position is the middle.
    first, second : arrays (P,)
        The directions that span the plane; neither is 0, nor a multiple of the other.
    reach : float
        The square goes from -reach to reach along both.

    Attributes
    ----------
    ticks : array (size,)
        Coordinates of the grid.
    values : array (size, size)
        Mean training loss, penalty included, at (ticks[column], ticks[row]); NaN where it is not known yet.
    steps, path : int array (k,), array (k, 3)
        Earlier steps, their coordinates and their own loss, which is not the loss of the plane below them.

    Raises
    ------
    ValueError
        If the directions span no plane, or one beyond float64, or reach is not positive.
    """

    def __init__(
        self, experiment: Experiment, first: Array, second: Array, reach: float = 1.0, size: int = SIZE
    ) -> None:
        if not reach > 0:
            raise ValueError(f"reach must be positive, not {reach!r}")
        with np.errstate(over="ignore", invalid="ignore"):
            self._gram = np.array([[first @ first, first @ second], [first @ second, second @ second]])
        if not np.isfinite(self._gram).all():
            raise ValueError("the weights are too large for a picture of the losses around them")
        lengths = np.sqrt(np.diag(self._gram))
        if not lengths.all() or 1.0 - (self._gram[0, 1] / lengths[0] / lengths[1]) ** 2 <= 1e-12:
            raise ValueError("the two directions must differ: choose two weights")
        data: Dataset = experiment.dataset
        settings = experiment.settings
        self._penalty = Penalty(settings.regularization, settings.regularization_rate)
        self._network, self._past = experiment.network, experiment.past()
        self._flat, self._axes = self._network.flat(), (first, second)
        self._X, self._T = data.X[data.train], data.T[data.train]
        self.ticks = np.linspace(-reach, reach, size)
        self.values = np.full((size, size), np.nan)
        self._next = 0
        self._ahead = list(self._past.steps(PATH_STEPS))
        self.steps: list[int] = []
        self._found: list[Array] = []

    @property
    def here(self) -> float:
        """The loss at the middle of the square."""
        return float(batch_losses(self._network, self._flat[None], self._X, self._T, self._penalty)[0])

    @property
    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        known = self._next + self.values.shape[1] * len(self.steps)
        return known / (self.values.size + self.values.shape[1] * (len(self.steps) + len(self._ahead)))

    @property
    def done(self) -> bool:
        """Whether all values are known."""
        return self._next >= self.values.size and not self._ahead

    @property
    def path(self) -> Array:
        """The coordinates and losses of the earlier steps."""
        return np.array(self._found).reshape(-1, 3)

    def work(self, seconds: float) -> bool:
        """Work for about that long; return True when all is done."""
        end = time.monotonic() + seconds
        while not self.done:
            if self._next < self.values.size:
                self._evaluate()
            else:
                self._look_back()
            if time.monotonic() > end:
                break
        return self.done

    def _evaluate(self) -> None:
        """Evaluate the next points of the grid, as many as fit into one evaluation."""
        width = max(self._network.sizes[1:])
        count = max(1, MOST_AT_ONCE // (len(self._X) * width))
        points = np.arange(self._next, min(self._next + count, self.values.size))
        b, a = np.divmod(points, len(self.ticks))
        first, second = self._axes
        flats = self._flat + self.ticks[a, None] * first + self.ticks[b, None] * second
        self.values.ravel()[points] = batch_losses(self._network, flats, self._X, self._T, self._penalty)
        self._next += len(points)

    def _look_back(self) -> None:
        """Find where training was at the next step of the past."""
        network = self._past.network(self._ahead[0], PATH_SAMPLES)
        if network is None:
            return
        step = self._ahead.pop(0)
        with np.errstate(over="ignore", invalid="ignore"):
            away = network.flat() - self._flat
            place = np.linalg.solve(self._gram, np.array([away @ axis for axis in self._axes]))
        if not np.isfinite(place).all():
            return  # beyond float64
        loss = batch_losses(network, network.flat()[None], self._X, self._T, self._penalty)[0]
        self._found.append(np.array([*place, loss]))
        self.steps.append(step)
