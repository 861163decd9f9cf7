"""How well a network does on a data set: confusion matrices and rates by class, or errors in the target's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets import Dataset
from nnviz.engine import Network

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Classified:
    """The classes that a network predicted, against the true ones.

    Attributes
    ----------
    confusion : int array (C, C)
        How many samples of the row's class were predicted to be of the column's class.
    """

    confusion: Counts

    @property
    def n(self) -> int:
        """The number of rows."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """The share of rows that were predicted correctly."""
        return float(np.trace(self.confusion) / self.n)

    @property
    def true(self) -> Counts:
        """The number of rows of each class."""
        return np.asarray(self.confusion.sum(axis=1), dtype=np.int64)

    @property
    def told(self) -> Counts:
        """The number of rows that were predicted to be of each class."""
        return np.asarray(self.confusion.sum(axis=0), dtype=np.int64)

    @property
    def recall(self) -> NDArray[np.float64]:
        """For each class the share of its rows that were predicted correctly; NaN without rows."""
        return _share(np.diag(self.confusion), self.true)

    @property
    def precision(self) -> NDArray[np.float64]:
        """The share of the rows predicted to be of a class that are of it; NaN where there are none."""
        return _share(np.diag(self.confusion), self.told)


@dataclass(frozen=True)
class Fitted:
    """The values that a network predicted, against the true ones.

    Attributes
    ----------
    n : rows.
    rmse, mae : root of the mean squared error, and mean absolute error, in the target's own units.
    r2 : 1 - sum of squared errors / sum of squared deviations from the mean; NaN where the target never changes.
    """

    n: int
    rmse: float
    mae: float
    r2: float


def classified(network: Network, dataset: Dataset, rows: NDArray[np.int64]) -> Classified:
    """Return the confusion matrix over some rows.

    With one output, a row's class is given by whether the output is above the middle of the targets; with several
    outputs, by the largest of them.

    Raises
    ------
    ValueError
        If the data set has values to predict, not classes, or there are no rows.
    """
    if dataset.labels is None or len(rows) == 0:
        raise ValueError("dataset must have classes, and rows must not be empty")
    y = network.predict(dataset.X[rows])
    told = y.argmax(axis=1) if y.shape[1] > 1 else (y[:, 0] > sum(dataset.span) / 2).astype(np.int64)
    classes = len(dataset.classes)
    pairs = dataset.labels[rows] * classes + told
    return Classified(np.bincount(pairs, minlength=classes * classes).reshape(classes, classes).astype(np.int64))


def fitted(network: Network, dataset: Dataset, rows: NDArray[np.int64]) -> Fitted:
    """Return the errors over some rows, all outputs together, in the target's own units.

    Raises
    ------
    ValueError
        If there are no rows.
    """
    return _errors(*_in_own_units(network, dataset, rows))


def fitted_each(network: Network, dataset: Dataset, rows: NDArray[np.int64]) -> tuple[Fitted, ...]:
    """Return the errors over some rows for each output by itself, in its target's own units.

    Raises
    ------
    ValueError
        If there are no rows.
    """
    errors, targets = _in_own_units(network, dataset, rows)
    return tuple(_errors(errors[:, [j]], targets[:, [j]]) for j in range(errors.shape[1]))


def _in_own_units(
    network: Network, dataset: Dataset, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The errors and the targets (n, M) of some rows."""
    if len(rows) == 0:
        raise ValueError("rows must not be empty")
    with np.errstate(over="ignore", invalid="ignore"):
        errors = dataset.target_scale * (network.predict(dataset.X[rows]) - dataset.T[rows])
        return errors, dataset.target_scale * dataset.T[rows]


def _errors(error: NDArray[np.float64], target: NDArray[np.float64]) -> Fitted:
    """The errors (n, M) against the targets (n, M), both in own units, all columns together."""
    with np.errstate(over="ignore", invalid="ignore"):
        squares, spread = float((error**2).sum()), float(((target - target.mean(axis=0)) ** 2).sum())
        r2 = 1.0 - squares / spread if spread > 0.0 else float("nan")
        return Fitted(len(error), float(np.sqrt((error**2).mean())), float(np.abs(error).mean()), r2)


def _share(part: Counts, whole: Counts) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
