"""The losses of one sample: half the squared distance, and cross-entropy with the outputs that go with it.

Cross-entropy is worked out from the net inputs u of the output layer: ln f(u) is finite where f(u) itself has already
become 0. With logistic outputs E = -sum_j t_j ln y_j + (1 - t_j) ln(1 - y_j), with softmax E = -sum_j t_j ln y_j
(Bishop 2006, "Pattern Recognition and Machine Learning", eqs. 4.90 and 4.108). Either way dE/du_j = y_j - t_j.
"""

from __future__ import annotations

import numpy as np

from nnviz.engine.checks import Array

CRITERIA: tuple[str, ...] = ("squared", "cross_entropy")
ENTROPIC: tuple[str, ...] = ("logistic", "softmax")
"""Activations of the last layer that cross-entropy can judge: their outputs are probabilities."""


def check_criterion(criterion: str, output: str, outputs: int) -> None:
    """Raise ValueError unless a last layer with this activation and width can be judged by this criterion."""
    if criterion == "cross_entropy" and output not in ENTROPIC:
        raise ValueError(f"criterion must be squared unless the last activation is logistic or softmax, got {output!r}")
    if output == "softmax" and (criterion != "cross_entropy" or outputs < 2):
        raise ValueError("softmax needs two outputs or more and the criterion cross_entropy")


def check_targets(criterion: str, output: str, T: Array) -> None:
    """Raise ValueError unless targets (n, M) are what the criterion can judge by."""
    if criterion == "squared":
        return
    if (T < 0.0).any() or (T > 1.0).any():
        raise ValueError("T must lie between 0 and 1 for cross-entropy")
    if output == "softmax" and not np.allclose(T.sum(axis=1), 1.0, rtol=0.0, atol=1e-9):
        raise ValueError("T must have rows that add up to 1 for softmax")


def squared(y: Array, t: Array) -> Array:
    """Return E = 1/2 sum_j (t_j - y_j)² of each column: (n,) for y and t (M, n)."""
    difference = t - y
    losses: Array = 0.5 * _total(difference * difference)
    return losses


def cross_entropy(u: Array, t: Array, output: str) -> Array:
    """Return the cross-entropy of each column: (n,) for net inputs u and targets t, both (M, n).

    Parameters
    ----------
    output : {"logistic", "softmax"}
    """
    if output == "softmax":
        largest = np.max(u, axis=0)
        losses: Array = largest + np.log(_total(np.exp(u - largest))) - _total(t * u)
        return losses
    # ln(1 + e^u) without e^u where that would overflow.
    return _total(np.maximum(u, 0.0) - t * u + np.log1p(np.exp(-np.abs(u))))


def _total(parts: Array) -> Array:
    """Return the sums of the columns; row by row, so that they do not depend on how many columns there are."""
    total: Array = parts[0]
    for row in parts[1:]:
        total = total + row
    return total


def output_slopes(y: Array, t: Array, output: str) -> Array:
    """Return dE/dy of cross-entropy for one sample, (M,): infinite where y says the target is impossible."""
    wanted = np.divide(t, y, out=np.zeros_like(y), where=t != 0.0)
    if output == "softmax":
        return -wanted
    return np.divide(1.0 - t, 1.0 - y, out=np.zeros_like(y), where=t != 1.0) - wanted
