"""Many networks of one structure, trained together. stack_plan.py explains how their numbers lie side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.checks import Array
from nnviz.engine.network import Network
from nnviz.engine.optimisers import Optimiser
from nnviz.engine.penalty import Penalty
from nnviz.engine.plan import stored_signs
from nnviz.engine.stack_plan import Batch, Layout, Moving, OneSample

_AT_ONCE = 1024
"""Samples of each network whose rows are gathered in one go."""


class Stack:
    """Networks in training, each on data of its own, all with the same structure, optimiser and kind of penalty.

    Parameters
    ----------
    networks : sequence of Network
        Of the same sizes, activations, biases and criterion; where they start. They are not changed.
    X, T : sequence of array_like, each (n, K) and (n, M)
        Each network's data; all have as many rows.
    optimiser : Optimiser
    penalties : sequence of Penalty
        Each network's, all of one kind.
    slope_is_one : bool
        True for the perceptron rule.

    Notes
    -----
    Arguments are taken as they are: who calls has checked them, as `Settings` does.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        X: Sequence[Array],
        T: Sequence[Array],
        optimiser: Optimiser,
        penalties: Sequence[Penalty],
        *,
        slope_is_one: bool = False,
    ) -> None:
        first = networks[0]
        self._like = first
        self._networks = len(networks)
        data = np.stack(X)
        self._X = np.concatenate((np.ones((*data.shape[:2], 1)), data), axis=2)  # x_0 = 1
        self._T = np.stack(T)
        self._signs = stored_signs(first.sizes, first.activations)
        self._stored = np.stack([network.flat() for network in networks]) * self._signs
        self._optimiser = optimiser
        self._penalties = tuple(penalties)
        self._slope_is_one = slope_is_one
        self._memory = [np.zeros_like(self._stored) for _ in optimiser.memories]
        self._updates = 0
        self._laid_out: Layout | None = None

    @property
    def flats(self) -> Array:
        """All weights, (networks, n_weights), each row as `Network.flat` gives them; infinite or NaN if diverged."""
        self._put_back()
        return self._stored * self._signs

    def present(self, rows: NDArray[np.integer], eta: Array, batch_size: int) -> None:
        """Present samples to every network and update its weights after each batch of them.

        Parameters
        ----------
        rows : ndarray of int, shape (networks, m)
            Each network's rows, in order; the last batch may be shorter.
        eta : ndarray, shape (networks,)
        batch_size : int
        """
        whole = rows.shape[1] - rows.shape[1] % batch_size
        at_once = max(_AT_ONCE // batch_size, 1) * batch_size
        with np.errstate(all="ignore"):
            for start in range(0, whole, at_once):
                self._run(rows[:, start : min(start + at_once, whole)], eta, batch_size)
            if whole < rows.shape[1]:
                self._run(rows[:, whole:], eta, rows.shape[1] - whole)

    def _run(self, rows: NDArray[np.integer], eta: Array, width: int) -> None:
        """Make whole batches' updates."""
        layout = self._layout(width)
        layout.set_eta(eta)
        x, t = self._gathered(self._X, rows, width), self._gathered(self._T, rows, width)
        for x_now, t_now in zip(x, t, strict=True):
            layout.update(x_now, t_now)

    def _gathered(self, data: Array, rows: NDArray[np.integer], width: int) -> Array:
        """Return each batch's samples, (batches, numbers of a sample, networks, width)."""
        taken = data[np.arange(self._networks)[:, None], rows]
        batches = taken.reshape(self._networks, -1, width, data.shape[2])
        return np.ascontiguousarray(batches.transpose(1, 3, 0, 2))

    def _layout(self, width: int) -> Layout:
        """Return the calls for batches of this width; the weights move over to them."""
        if self._laid_out is None or self._laid_out.width != width:
            self._put_back()
            kind = OneSample if width == 1 else Batch
            self._laid_out = kind(
                self._stored,
                self._memory,
                self._like,
                width,
                Moving(self._optimiser, self._penalties, self._signs, self._count),
                slope_is_one=self._slope_is_one,
            )
        return self._laid_out

    def _put_back(self) -> None:
        """Take weights and memories out of the layout in use."""
        if (layout := self._laid_out) is not None:
            self._stored = layout.by_network(layout.flat).copy()
            self._memory = [layout.by_network(memory).copy() for memory in layout.memory]

    def _count(self) -> int:
        self._updates += 1
        return self._updates
