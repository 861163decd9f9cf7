"""From gradients to steps, fast: the penalty's slope, what is not trained, and the optimiser, on stored weights.

plan.py explains what stored weights are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.activations.record import Call
from nnviz.engine.checks import Array
from nnviz.engine.optimisers import Optimiser, Place
from nnviz.engine.penalty import Penalty


class Remembered:
    """An optimiser's memory in training: its memories as stored vectors, and the number of updates so far.

    Parameters
    ----------
    optimiser : Optimiser
    signs : ndarray, shape (P,)
        What turns weights into stored weights, and signed memories into stored ones.
    """

    def __init__(self, optimiser: Optimiser, signs: Array) -> None:
        self.optimiser = optimiser
        self.memory = tuple(np.zeros(len(signs)) for _ in optimiser.memories)
        self.n = 0
        self._signs = [signs if memory.signed else np.ones_like(signs) for memory in optimiser.memories]

    def next(self) -> int:
        """Count one more update, and return which it is."""
        self.n += 1
        return self.n

    @property
    def vector(self) -> Array:
        """All of it as one new vector, as `Optimiser.vector_size` says."""
        parts = [memory * signs for memory, signs in zip(self.memory, self._signs, strict=True)]
        return np.concatenate([*parts, [float(self.n)]] if self.optimiser.counts else parts or [np.empty(0)])

    def load(self, vector: Array | None) -> None:
        """Take over what `vector` gave; None forgets everything."""
        size = len(self._signs[0]) if self._signs else 0
        for which, (memory, signs) in enumerate(zip(self.memory, self._signs, strict=True)):
            memory[:] = 0.0 if vector is None else vector[which * size : (which + 1) * size] * signs
        self.n = 0 if vector is None or not self.optimiser.counts else int(vector[-1])

    def forget(self, where: NDArray[np.bool_]) -> None:
        """Forget what is remembered of some weights."""
        for memory in self.memory:
            memory[where] = 0.0

    def save(self) -> tuple[int, tuple[Array, ...]]:
        """Return a copy of it as it is stored."""
        return self.n, tuple(memory.copy() for memory in self.memory)

    def restore(self, saved: tuple[int, tuple[Array, ...]]) -> None:
        """Go back to what `save` gave."""
        self.n = saved[0]
        for memory, before in zip(self.memory, saved[1], strict=True):
            memory[:] = before

    @property
    def finite(self) -> bool:
        """Whether all of it is finite."""
        return all(bool(np.isfinite(memory).all()) for memory in self.memory)


class Moved:
    """Steps by penalty and optimiser.

    Parameters
    ----------
    remembered : Remembered
        Changed in place; plans for several batch sizes share it.
    penalty : Penalty
    weights : ndarray
        1 for each number that is a weight, 0 for biases, which have no penalty.
    signs : ndarray
        What turns weights into stored weights.
    trained : ndarray of bool, optional
        Which weights are updated; of the others nothing is remembered.
    """

    def __init__(
        self,
        remembered: Remembered,
        penalty: Penalty,
        weights: Array,
        signs: Array,
        trained: NDArray[np.bool_] | None,
    ) -> None:
        self.eta = np.array(0.0)
        self._remembered = remembered
        self._rates = penalty.rate * weights if penalty else None
        self._sign = penalty.kind == "l1"
        self._signs = signs
        self._held = None if trained is None else ~trained

    def call(self, flat: Array, gradient: Array) -> Call:
        """Return the call that updates `flat` from `gradient`, which is written over."""
        remembered = self._remembered
        place = Place(flat, gradient, remembered.memory, self.eta, remembered.next)
        step = remembered.optimiser.fast(place) or self._readable(place)
        before: list[Call] = []
        if self._rates is not None:
            before.append(self._penalized(flat, gradient, self._rates))
        if (held := self._held) is not None:
            before.append(lambda: gradient.__setitem__(held, 0.0))
        if not before:
            return step
        calls = (*before, step)

        def apply() -> None:
            for call in calls:
                call()

        return apply

    def _penalized(self, flat: Array, gradient: Array, rates: Array) -> Call:
        """Add the penalty's slopes: both kinds are odd in w, so they are right for negated weights too."""
        way, sign = np.empty_like(flat), self._sign

        def add() -> None:
            np.multiply(np.sign(flat, way) if sign else flat, rates, way)
            np.add(gradient, way, gradient)

        return add

    def _readable(self, place: Place) -> Callable[[], object]:
        """An optimiser's readable update in place of a fast one, with the weights' own signs."""
        optimiser, held, size = self._remembered.optimiser, self._held, len(place.flat)
        signs = [self._signs if memory.signed else np.ones(size) for memory in optimiser.memories]

        def apply() -> None:
            memory = tuple(stored * sign for stored, sign in zip(place.memory, signs, strict=True))
            d, after = optimiser.step(place.gradient * self._signs, memory, place.count() if optimiser.counts else 1)
            d = d * self._signs
            for stored, new, sign in zip(place.memory, after, signs, strict=True):
                stored[:] = new * sign
                if held is not None:
                    stored[held] = 0.0
            if held is not None:
                d[held] = 0.0
            np.subtract(place.flat, place.eta * d, place.flat)

        return apply
