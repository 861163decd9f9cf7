"""How good a network is on a data set: mean losses, accuracy, and which rows it gets wrong. It reuses its buffers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets import Dataset
from nnviz.engine import Array, Forward, Network, cross_entropy, layer_views, stored_signs


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The results of one network on one data set.

    Attributes
    ----------
    train, test : mean over the rows of E by the network's criterion; test is None without test rows.
    accuracy : shares of training and test rows that are classified rightly, or None for regression.
    wrong : (n,) which rows of the data set are classified wrongly, or None for regression.
    """

    train: float
    test: float | None
    accuracy: tuple[float, float | None] | None
    wrong: NDArray[np.bool_] | None


class Evaluator:
    """Evaluates networks of one structure on one data set, given as flat weight vectors.

    Parameters
    ----------
    dataset : Dataset
    network : Network
        Its structure counts, its weights do not.

    Notes
    -----
    A loss beyond float64 is infinite. With one output, a row's class is told by the side of the middle between the two
    targets that y lies on (on the middle itself: the lower target's); with several, the largest output is the class.
    """

    def __init__(self, dataset: Dataset, network: Network) -> None:
        # Training rows come first, so that both losses are sums over neighbouring columns.
        self._columns = np.concatenate((dataset.train, dataset.test))
        self._n_train = len(dataset.train)
        n = len(self._columns)
        self._x = np.ones((1 + dataset.X.shape[1], n))
        self._x[1:] = dataset.X[self._columns].T
        self._t = np.ascontiguousarray(dataset.T[self._columns].T)
        self._error = np.empty_like(self._t)
        self._squares = np.empty(n)
        # Cross-entropy and the class alike can be told from the net inputs of the output layer.
        self._entropic = network.criterion == "cross_entropy"
        self._output = network.activations[-1]
        names = (*network.activations[:-1], "identity") if self._entropic else network.activations
        self._signs = stored_signs(network.sizes, names)
        self._flat = np.empty(network.n_weights)
        self._forward = Forward(layer_views(self._flat, network.sizes), names, n)
        self._classes = dataset.task == "classification"
        self._middle = sum(dataset.span) / 2.0
        self._truth = self._decide(self._t)
        if self._entropic:
            self._middle = 0.0
        self._n_rows = len(dataset.X)

    def losses(self, flat: Array) -> tuple[float, float | None]:
        """Return the mean losses over the training and the test rows, (n_weights,) -> (train, test or None)."""
        self._run(flat)
        return self._losses()

    def accuracy(self, flat: Array) -> tuple[float, float | None] | None:
        """Return the shares of training and test rows classified rightly, or None for regression."""
        if not self._classes:
            return None
        self._run(flat)
        return self._accuracy(self._right())

    def scores(self, flat: Array) -> Scores:
        """Return losses, accuracy and wrong rows, by one forward pass."""
        self._run(flat)
        train, test = self._losses()
        if not self._classes:
            return Scores(train, test, None, None)
        right = self._right()
        wrong = np.zeros(self._n_rows, dtype=bool)
        wrong[self._columns] = ~right
        return Scores(train, test, self._accuracy(right), wrong)

    def _run(self, flat: Array) -> None:
        """Run every row through the network."""
        np.multiply(flat, self._signs, self._flat)
        with np.errstate(all="ignore"):
            self._forward.run(self._x)

    def _losses(self) -> tuple[float, float | None]:
        with np.errstate(all="ignore"):
            if self._entropic:
                return self._means(cross_entropy(self._forward.outs[-1], self._t, self._output))
            np.subtract(self._forward.outs[-1], self._t, self._error)
            np.multiply(self._error, self._error, self._error)
            squares = self._error[0]
            if len(self._error) > 1:
                squares = np.add.reduce(self._error, axis=0, out=self._squares)
            return self._means(squares, 0.5)

    def _means(self, parts: Array, factor: float = 1.0) -> tuple[float, float | None]:
        """Return the factor times the means over the training and the test rows."""
        n = self._n_train
        train = factor * float(np.add.reduce(parts[:n])) / n
        test = factor * float(np.add.reduce(parts[n:])) / (len(parts) - n) if len(parts) > n else None
        # Products of huge weights can be infinity minus infinity: no number, but surely no small loss.
        return np.inf if np.isnan(train) else train, np.inf if test is not None and np.isnan(test) else test

    def _right(self) -> NDArray[np.bool_]:
        """Return which rows are classified rightly, in the order of the columns."""
        right: NDArray[np.bool_] = self._decide(self._forward.outs[-1]) == self._truth
        return right

    def _decide(self, y: Array) -> NDArray[np.generic]:
        """Return each column's class."""
        classes: NDArray[np.generic] = y.argmax(axis=0) if len(y) > 1 else y[0] > self._middle
        return classes

    def _accuracy(self, right: NDArray[np.bool_]) -> tuple[float, float | None]:
        n = self._n_train
        rest = len(right) - n
        train = float(np.count_nonzero(right[:n]) / n)
        return train, float(np.count_nonzero(right[n:]) / rest) if rest else None
