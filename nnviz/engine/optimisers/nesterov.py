"""Nesterov's momentum: the gradient counts once more than in the velocity, as if taken a step ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array
from nnviz.engine.optimisers.base import Arithmetic, Code, Part, Place, Told, register
from nnviz.engine.optimisers.shared import Moving, gradient_part


@register
@dataclass(frozen=True)
class Nesterov(Moving):
    """v ← β v + g, d = g + β v, as in PyTorch's SGD with nesterov=True.

    Nesterov 1983, in the form of Sutskever, Martens, Dahl & Hinton 2013, "On the importance of initialization and
    momentum in deep learning".
    """

    name = "nesterov"
    label = "Nesterov momentum"
    about = "Momentum that looks a step ahead: v ← β v + g, w ← w − η (g + β v)."

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return g + β v, and v."""
        v = self.momentum * memory[0] + g
        return g + self.momentum * v, (v,)

    def fast(self, place: Place) -> Callable[[], object]:
        """Return the update by g + β v as a call that works in place."""
        flat, gradient, eta, (velocity,) = place.flat, place.gradient, place.eta, place.memory
        kept, way = np.array(self.momentum), np.empty_like(flat)
        multiply, add, subtract = np.multiply, np.add, np.subtract

        def apply() -> None:
            multiply(velocity, kept, velocity)
            add(velocity, gradient, velocity)
            multiply(velocity, kept, way)
            add(way, gradient, way)
            multiply(way, eta, way)
            subtract(flat, way, flat)

        return apply

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the lines of g and of the new velocity."""
        v = self.momentum * told.memory[0] + told.g
        share, g = told.show(self.momentum), told.show(told.g)
        new = r"\text{new } v"
        velocity = Part("v", new, r"\beta v + g", rf"{share} \cdot {told.show(told.memory[0])} + {g}", v)
        numbers = rf"\left[{g} + {share} \cdot {told.show(v)}\right]"
        return Arithmetic((gradient_part(told), velocity), rf"\left[g + \beta \cdot {new}\right]", numbers)

    def code(self) -> Code:
        """Return the velocity's line."""
        return self.velocity_code(f"g + {self.momentum!r} * V[i]")

    def torch(self) -> str:
        """Return PyTorch's."""
        return f"torch.optim.SGD(W, lr=1.0, momentum={self.momentum!r}, nesterov=True)"
