"""Momentum: every weight keeps a part of its velocity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.engine.checks import Array, as_amount
from nnviz.engine.optimisers.base import Arithmetic, Code, Memory, Optimiser, Place, Told, register
from nnviz.engine.optimisers.shared import joined, momentum_call


@register
@dataclass(frozen=True)
class Momentum(Optimiser):
    """v ← β v + g, d = v (Polyak 1964; η outside, as in PyTorch's SGD with momentum).

    Polyak: "Some methods of speeding up the convergence of iteration methods".

    Parameters
    ----------
    momentum : float
        β, the share of its velocity that every weight keeps; at least 0 and below 1.
    """

    name = "momentum"
    label = "momentum"
    about = "Every weight keeps the share β of its velocity: v ← β v + g, w ← w − η v."
    memories = (Memory("v", "v"),)
    carries = "what is left of its velocity"

    momentum: float = 0.9

    def __post_init__(self) -> None:
        object.__setattr__(self, "momentum", as_amount("momentum", self.momentum, below=1.0))

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
        return Code(("V",), (f"V[i] = {self.momentum!r} * V[i] + g",), "V[i]")

    def torch(self) -> str:
        """Return PyTorch's SGD with this momentum."""
        return f"torch.optim.SGD(W, lr=1.0, momentum={self.momentum!r})"
