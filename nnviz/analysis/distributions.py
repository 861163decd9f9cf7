"""The distributions of weights, activations and gradients in each layer, now and at about forty earlier steps."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets import Dataset
from nnviz.engine import OUTPUT_ACTIVATIONS, Array, Network, gradient
from nnviz.run.experiment import Experiment

Counts = NDArray[np.int64]

QUANTITIES = ("weights", "activations", "gradients")
BINS = 32
MOMENTS = 41
"""How many steps of the past are looked at, at most."""
FLAT = 1e-3
"""A slope below this size counts as 0: such a neuron passes next to nothing back."""
HUGE = 1e100
"""What is larger in size, or no number, is in no bin."""
POWERS = {"weights": 1.0, "activations": 1.0, "gradients": 1.0 / 3.0}
"""Bins are evenly wide in sign(v) |v|^power: gradients shrink by orders of magnitude while a network learns."""
_AT_ONCE = 4_096


def check_quantity(quantity: str) -> None:
    """Raise ValueError if it is not one of QUANTITIES."""
    if quantity not in QUANTITIES:
        raise ValueError(f"quantity must be one of {', '.join(QUANTITIES)}, got {quantity!r}")


def layer_values(network: Network, dataset: Dataset, quantity: str) -> list[Array]:
    """Return one vector for each layer, hidden layers first.

    Parameters
    ----------
    network : Network
    dataset : Dataset
    quantity : {"weights", "activations", "gradients"}
        All weights and biases of the layer; its outputs for every training row; dE/dw of each of its weights, the mean
        over the training rows, without a penalty. Networks without biases have none here either.

    Raises
    ------
    ValueError
        If the quantity is not one of the three.
    """
    check_quantity(quantity)
    X, T = dataset.X[dataset.train], dataset.T[dataset.train]
    if quantity == "activations":
        return [out.ravel() for out in network.forward(X)]
    arrays = network.weights if quantity == "weights" else gradient(network, X, T)
    first = 0 if network.bias else 1
    return [array[first:].ravel() for array in arrays]


def flat_shares(network: Network, dataset: Dataset) -> list[float]:
    """Return for each layer the share of (training row, neuron) pairs whose slope f'(u) is smaller than `FLAT`."""
    shares = []
    before = dataset.X[dataset.train]
    with np.errstate(all="ignore"):
        for weight, name in zip(network.weights, network.activations, strict=True):
            f = OUTPUT_ACTIVATIONS[name]
            u = weight[0] + before @ weight[1:]
            before = f.value(u)
            shares.append(float(np.mean(~(np.abs(f.slope(u, before)) >= FLAT))))
    return shares


@dataclass(frozen=True, eq=False)
class LayerSpread:
    """How one layer's values are spread at each of some steps.

    Attributes
    ----------
    layer : int
        Counted with the inputs as layer 0.
    edges : array (BINS + 1,)
        Edges of the bins, the same at all steps. They are evenly spaced, or their cube roots are, see `POWERS`; the
        last bin includes its upper edge.
    counts : int array (steps, BINS)
    size : int
        How many values there are at each step. Those beyond ±10¹⁰⁰ are in no bin.
    least, median, largest : float
        The least, median and largest value of the last step; NaN if no value is a number.
    flat : float
        Share of the last step's slopes that are 0 or nearly 0, see `flat_shares`.
    """

    layer: int
    edges: Array
    counts: Counts
    size: int
    least: float
    median: float
    largest: float
    flat: float


@dataclass(frozen=True, eq=False)
class Spread:
    """The distributions of one quantity: the steps that were examined, and each layer's counts at them."""

    quantity: str
    steps: tuple[int, ...]
    layers: tuple[LayerSpread, ...]


class Survey:
    """Gathers a `Spread` in slices of time: first the networks, then the ranges, then the counts.

    Parameters
    ----------
    experiment : Experiment
        It is not changed; the result holds for its present position.
    quantity : str
        One of QUANTITIES.

    Raises
    ------
    ValueError
        If the quantity is not one of the three.
    """

    def __init__(self, experiment: Experiment, quantity: str) -> None:
        check_quantity(quantity)
        self.result: Spread | None = None
        self._quantity, self._data = quantity, experiment.dataset
        self._past = experiment.past()
        self.steps = self._past.steps(MOMENTS)
        self._networks: list[Network] = []
        self._names = experiment.network.activations
        self._ends = [(np.inf, -np.inf)] * len(self._names)
        self._ranged = 0
        self._edges: list[Array] = []
        self._counts: list[list[Counts]] = []

    @property
    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        if self.result is not None:
            return 1.0
        return (len(self._networks) + self._ranged + len(self._counts)) / (3 * len(self.steps))

    @property
    def done(self) -> bool:
        """Whether the result is there."""
        return self.result is not None

    def work(self, seconds: float) -> bool:
        """Work for about that long, and do at least one piece; return True while there is more to do."""
        begin = time.monotonic()
        while self.result is None:
            self._piece()
            if time.monotonic() - begin >= seconds:
                break
        return self.result is None

    def _piece(self) -> None:
        at = len(self._networks)
        if at < len(self.steps):
            network = self._past.network(self.steps[at], _AT_ONCE)
            if network is not None:
                self._networks.append(network)
        elif self._ranged < len(self.steps):
            for layer, values in enumerate(self._values(self._ranged)):
                low, high = _ends(values)
                self._ends[layer] = min(self._ends[layer][0], low), max(self._ends[layer][1], high)
            self._ranged += 1
        else:
            if not self._edges:
                self._edges = [self._bins(layer) for layer in range(len(self._ends))]
            found = zip(self._values(len(self._counts)), self._edges, strict=True)
            self._counts.append([np.histogram(values, edges)[0] for values, edges in found])
            if len(self._counts) == len(self.steps):
                self._finish()

    def _values(self, at: int) -> list[Array]:
        found = layer_values(self._networks[at], self._data, self._quantity)
        return [_numbers(values) for values in found]

    def _bins(self, layer: int) -> Array:
        """Return the edges: always the same for a bounded activation, else from the least value to the largest."""
        low, high = self._ends[layer]
        activation = OUTPUT_ACTIVATIONS[self._names[layer]]
        if self._quantity == "activations" and activation.bounded:
            low, high = activation.range
        if not low <= high:  # no number at all
            low, high = -1.0, 1.0
        if high - low <= 1e-9 * max(abs(low), abs(high)):
            pad = 0.5 * (abs(low) or 1.0)
            low, high = low - pad, high + pad
        if POWERS[self._quantity] == 1.0:
            return np.linspace(low, high, BINS + 1)
        edges: Array = np.linspace(np.cbrt(low), np.cbrt(high), BINS + 1) ** 3
        edges[0], edges[-1] = low, high  # rounding may have moved an edge past a value
        return edges

    def _finish(self) -> None:
        flat = flat_shares(self._networks[-1], self._data)
        layers = []
        for layer, whole in enumerate(layer_values(self._networks[-1], self._data, self._quantity)):
            values = _numbers(whole)
            least, median, largest = np.quantile(values, (0.0, 0.5, 1.0)).tolist() if len(values) else (np.nan,) * 3
            counts = np.array([counts[layer] for counts in self._counts])
            spread = counts, len(whole), least, median, largest, flat[layer]
            layers.append(LayerSpread(layer + 1, self._edges[layer], *spread))
        self.result = Spread(self._quantity, self.steps, tuple(layers))
        self._networks = []


def _numbers(values: Array) -> Array:
    return values[np.abs(values) <= HUGE]


def _ends(values: Array) -> tuple[float, float]:
    """Return the least and the largest value; without values, ends that do not widen any other range."""
    return (float(values.min()), float(values.max())) if len(values) else (np.inf, -np.inf)
