"""Plain gradient descent, one sample or batch at a time: w - η g."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array
from nnviz.engine.optimisers.base import Arithmetic, Code, Optimiser, Place, Told, register
from nnviz.engine.optimisers.shared import joined, momentum_call


@register
@dataclass(frozen=True)
class SGD(Optimiser):
    """Gradient descent: d = g (Robbins & Monro 1951, "A stochastic approximation method"; PyTorch's SGD)."""

    name = "sgd"
    label = "gradient descent (SGD)"
    about = "Every weight goes against its gradient g: w ← w − η g."

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return g."""
        return g, ()

    def fast(self, place: Place) -> Callable[[], object]:
        """As momentum of 0: with a penalty eta comes last, and a run keeps the bits that it always had."""
        return momentum_call(place, np.zeros_like(place.flat), 0.0)

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return no line but the update itself."""
        return Arithmetic((), joined(told.symbols), joined(told.numbers))

    def code(self) -> Code:
        """Return nothing beyond g."""
        return Code((), (), "g")

    def torch(self) -> str:
        """Return PyTorch's."""
        return "torch.optim.SGD(W, lr=1.0)"


DESCENT = SGD()
