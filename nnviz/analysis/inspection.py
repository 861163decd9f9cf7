"""The effect of a step on every sample, and a gradient check: change a weight slightly and look at the loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnviz.datasets import Dataset
from nnviz.engine import Array, Network, as_positive, get_activation, gradient, numerical_gradient

Weight = tuple[int, int, int]

LEAST_SIZE = 1e-8
"""Gradients below this size are compared as if they were of this size."""
_ROUNDING = 8.0 * float(np.finfo(np.float64).eps)
"""Relative error that a forward pass may have gathered in an output."""
_BLURRED = 1e-4
"""Relative error from which on a check says where it comes from, if that is known."""


@dataclass(frozen=True)
class Tally:
    """The numbers of rows whose loss fell, rose and stayed the same."""

    helped: int
    hurt: int
    same: int

    @property
    def n(self) -> int:
        """The number of all rows."""
        return self.helped + self.hurt + self.same


@dataclass(frozen=True, eq=False)
class Effects:
    """The effect of a change of weights on every row.

    Attributes
    ----------
    change : (n,) array, read-only
        Loss after minus loss before of each row of the data set; exactly 0 where they differ by rounding alone.
    rows, train : Tally
        Counts over all rows, and over the training rows.
    """

    change: Array
    rows: Tally
    train: Tally

    @property
    def helped(self) -> int:
        """Rows whose loss fell."""
        return self.rows.helped

    @property
    def hurt(self) -> int:
        """Rows whose loss rose."""
        return self.rows.hurt

    @property
    def same(self) -> int:
        """Rows whose loss stayed."""
        return self.rows.same


def effects(before: Network, after: Network, dataset: Dataset) -> Effects:
    """Return what going from one network to another did to the loss of every row.

    Parameters
    ----------
    before, after : Network
    dataset : Dataset

    Raises
    ------
    ValueError
        If a network does not fit the data set.
    """
    for name, network in (("before", before), ("after", after)):
        ends = network.sizes[0], network.sizes[-1]
        needed = dataset.X.shape[1], dataset.T.shape[1]
        if ends != needed:
            raise ValueError(
                f"{name} must have {needed[0]} inputs and {needed[1]} outputs, got {ends[0]} and {ends[1]}"
            )
    with np.errstate(all="ignore"):
        old, new = (_losses(network, dataset) for network in (before, after))
        change = new - old
        # E = d²/2 moves by d times what y moves by, and rounding moves y by a few units in its last place.
        distance = np.sqrt(2.0 * np.maximum(old, new))
        room = _ROUNDING * distance * (np.abs(dataset.T).max(axis=1) + distance)
        # Two infinite losses are equal; their difference is no number.
        change[(old == new) | (np.isfinite(change) & (np.abs(change) <= room))] = 0.0
    change.flags.writeable = False
    return Effects(change, _tally(change), _tally(change[dataset.train]))


def _losses(network: Network, dataset: Dataset) -> Array:
    """Return every row's loss; a loss that is not a number counts as infinite."""
    losses = network.loss_per_sample(dataset.X, dataset.T)
    losses[np.isnan(losses)] = np.inf
    return losses


def _tally(change: Array) -> Tally:
    helped, hurt = int(np.count_nonzero(change < 0)), int(np.count_nonzero(change > 0))
    return Tally(helped, hurt, len(change) - helped - hurt)


@dataclass(frozen=True)
class WeightCheck:
    """One weight's gradient, found twice.

    Attributes
    ----------
    key : (layer, row, column)
    loss_plus, loss_minus : float
        Mean loss with the weight at w + h and at w - h.
    quotient : float
        (loss_plus - loss_minus) / 2h.
    analytic : float
        The derivative by backpropagation.
    relative_error : float
        |quotient - analytic| / max(|quotient|, |analytic|, LEAST_SIZE); infinite if either is no finite number.
    h : float
    note : str
        A sentence on why quotient and gradient need not agree, or why they are 0; else "".
    """

    key: Weight
    loss_plus: float
    loss_minus: float
    quotient: float
    analytic: float
    relative_error: float
    h: float
    note: str


@dataclass(frozen=True)
class NetworkCheck:
    """A check of all weights' gradients: how many weights there are, and the one whose two values differ most."""

    n_weights: int
    worst: WeightCheck

    @property
    def largest(self) -> float:
        """The largest relative error."""
        return self.worst.relative_error

    @property
    def key(self) -> Weight:
        """The weight that has it, (layer, row, column)."""
        return self.worst.key


def gradient_check(network: Network, X: ArrayLike, T: ArrayLike, key: Sequence[int], h: float = 1e-5) -> WeightCheck:
    """Return one weight's gradient by backpropagation and by central differences.

    Parameters
    ----------
    network : Network
        It is not changed.
    X : array_like, shape (n, K)
    T : array_like, shape (n, M)
        The loss is the mean over these rows.
    key : (layer, row, column)
        Row 0 is the bias.
    h : float
        How far the weight is nudged each way, positive and finite. The quotient is off by about h² and by 1e-16 / h.

    Raises
    ------
    ValueError
        If the network has no such weight, a shape does not fit, or a number is not finite or h not positive.
    """
    layer, row, column = _checked(network, key)
    analytic = float(gradient(network, X, T)[layer][row, column])
    h = as_positive("h", h)
    plus, minus = (_nudged(network, (layer, row, column), by) for by in (h, -h))
    loss_plus, loss_minus = plus.loss(X, T), minus.loss(X, T)
    quotient = (loss_plus - loss_minus) / (2.0 * h)
    error = float(relative_error(quotient, analytic))
    check = WeightCheck((layer, row, column), loss_plus, loss_minus, quotient, analytic, error, h, "")
    note = _note(check, network, plus, minus, np.asarray(X, dtype=np.float64))
    return replace(check, note=note)


def network_check(network: Network, X: ArrayLike, T: ArrayLike, h: float = 1e-5) -> NetworkCheck:
    """Return the check of the weight whose two gradients differ most, of all weights that the network has.

    Parameters are those of `gradient_check`.

    Raises
    ------
    ValueError
        If a shape does not fit, or a number is not finite or h not positive.
    """
    first = 0 if network.bias else 1
    with np.errstate(all="ignore"):
        pairs = zip(numerical_gradient(network, X, T, h), gradient(network, X, T), strict=True)
        errors = [relative_error(quotients[first:], analytic[first:]) for quotients, analytic in pairs]
    layer = max(range(len(errors)), key=lambda layer: float(errors[layer].max()))
    row, column = np.unravel_index(int(errors[layer].argmax()), errors[layer].shape)
    worst = gradient_check(network, X, T, (layer, int(row) + first, int(column)), h)
    return NetworkCheck(sum(error.size for error in errors), worst)


def relative_error(a: ArrayLike, b: ArrayLike) -> Array:
    """Return |a - b| / max(|a|, |b|, LEAST_SIZE), elementwise; infinite where either is not finite.

    Without LEAST_SIZE two gradients that are 0 but for rounding would differ by up to 100 %.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    with np.errstate(all="ignore"):
        error = np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), LEAST_SIZE)
    return np.where(np.isfinite(a) & np.isfinite(b), error, np.inf)


def _checked(network: Network, key: Sequence[int]) -> Weight:
    """Return the weight's position."""
    layer, row, column = key
    sizes, first = network.sizes, 0 if network.bias else 1
    if not 0 <= layer < len(sizes) - 1:
        raise ValueError(f"key must have a layer from 0 to {len(sizes) - 2}, got {layer}")
    if not first <= row <= sizes[layer]:
        raise ValueError(f"key must have a row from {first} to {sizes[layer]} in layer {layer}, got {row}")
    if not 0 <= column < sizes[layer + 1]:
        raise ValueError(f"key must have a column from 0 to {sizes[layer + 1] - 1} in layer {layer}, got {column}")
    return layer, row, column


def _nudged(network: Network, key: Weight, by: float) -> Network:
    """Return the network with one weight changed."""
    layer, row, column = key
    flat = network.flat()
    start = sum((fan_in + 1) * fan_out for fan_in, fan_out in list(pairwise(network.sizes))[:layer])
    flat[start + row * network.sizes[layer + 1] + column] += by
    return network.with_flat(flat)


def _note(check: WeightCheck, network: Network, plus: Network, minus: Network, X: Array) -> str:
    """Return a sentence on why quotient and gradient need not agree, or "" where they must."""
    layer, row, column = check.key
    if not math.isfinite(check.quotient):
        return "A loss is beyond the range of numbers, so there is no quotient."
    moved = float(plus.weights[layer][row, column] - minus.weights[layer][row, column])
    if abs(moved - 2.0 * check.h) > 1e-3 * 2.0 * check.h:
        return f"h is too small beside this weight: w + h and w − h are {moved:.3g} apart, not {2.0 * check.h:.3g}."
    here = [get_activation(name) for name in dict.fromkeys(network.activations)]
    for activation in (one for one in here if one.corner == "jump"):
        if crossed := _crossed(activation.name, plus, minus, X):
            return (
                f"The {activation.label} jumps between w − h and w + h for {_rows(crossed, len(X))}: "
                "the quotient divides a jump by 2h and is no slope."
            )
    if "step" in network.activations[layer:]:
        return "The unit step is flat on both sides of its jump: the quotient is 0, and so is the gradient."
    for activation in (one for one in here if one.corner == "kink"):
        if crossed := _crossed(activation.name, plus, minus, X):
            return (
                f"The {activation.label}'s kink lies between w − h and w + h for {_rows(crossed, len(X))}: "
                "there the loss has two slopes, and quotient and gradient need not agree."
            )
    # A difference of two nearly equal losses keeps only their rounding.
    size = max(abs(check.loss_plus), abs(check.loss_minus))
    if check.relative_error > _BLURRED and abs(check.quotient - check.analytic) <= 8.0 * _ROUNDING * size / check.h:
        return "The two losses are equal to nearly all their digits: the difference between the two is rounding."
    return ""


def _rows(count: int, n: int) -> str:
    return f"{count} of {n} {'row' if n == 1 else 'rows'}"


def _crossed(activation: str, plus: Network, minus: Network, X: Array) -> int:
    """Count the rows for which a neuron with this activation is on at one end of the nudge and off at the other."""
    rows = np.zeros(len(X), dtype=bool)
    for at, (one, other) in enumerate(zip(plus.forward(X), minus.forward(X), strict=True)):
        if plus.activations[at] == activation:
            rows |= ((one > 0.0) != (other > 0.0)).any(axis=1)
    return int(np.count_nonzero(rows))
