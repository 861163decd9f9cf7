"""Momentum: every weight keeps a part of its velocity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.engine.checks import Array
from nnviz.engine.optimisers.base import Arithmetic, Code, Place, Told, register
from nnviz.engine.optimisers.shared import Moving, joined, momentum_call


@register
@dataclass(frozen=True)
class Momentum(Moving):
    """v ← β v + g, d = v (Polyak 1964; η outside, as in PyTorch's SGD with momentum).

    Polyak: "Some methods of speeding up the convergence of iteration methods".
    """

    name = "momentum"
    label = "momentum"
    about = "Every weight keeps the share β of its velocity: v ← β v + g, w ← w − η v."

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return the new velocity twice: as the step and as what is remembered."""
        v = self.momentum * memory[0] + g
        return v, (v,)

    def fast(self, place: Place) -> Callable[[], object]:
        """Return the update by the velocity as a call that works in place."""
        return momentum_call(place, place.memory[0], self.momentum)

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the update with the velocity written out in it."""
        kept = rf"{told.show(self.momentum)} \cdot {told.show(told.memory[0])}"
        return Arithmetic((), joined([r"\beta v", *told.symbols]), joined([kept, *told.numbers]))

    def code(self) -> Code:
        """Return the velocity's line for the exported script."""
        return self.velocity_code("V[i]")

    def torch(self) -> str:
        """Return PyTorch's SGD with this momentum."""
        return f"torch.optim.SGD(W, lr=1.0, momentum={self.momentum!r})"
