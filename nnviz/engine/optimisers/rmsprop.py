"""RMSProp: AdaGrad that forgets, so that steps do not get shorter for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array, as_amount, as_positive
from nnviz.engine.optimisers.base import Arithmetic, Code, Memory, Optimiser, Part, Place, Told, register
from nnviz.engine.optimisers.shared import exact, gradient_part, share


@register
@dataclass(frozen=True)
class RMSProp(Optimiser):
    """s ← ρ s + (1 - ρ) g², d = g / (√s + ε), as PyTorch's RMSprop, where ρ is called alpha.

    Tieleman & Hinton 2012, "Lecture 6.5, rmsprop: divide the gradient by a running average of its recent magnitude".

    Parameters
    ----------
    rho : float
        ρ, the share of the running mean that is kept; at least 0 and below 1.
    epsilon : float
        Keeps the quotient finite; positive.
    """

    name = "rmsprop"
    label = "RMSProp"
    about = "Steps are divided by a running mean size of the gradients: s ← ρ s + (1 − ρ) g², w ← w − η g / (√s + ε)."
    memories = (Memory("s", "s", signed=False),)

    rho: float = 0.99
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        object.__setattr__(self, "rho", as_amount("rho", self.rho, below=1.0))
        object.__setattr__(self, "epsilon", as_positive("epsilon", self.epsilon))

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return g / (√s + ε), and s."""
        s = self.rho * memory[0] + (1.0 - self.rho) * (g * g)
        return g / (np.sqrt(s) + self.epsilon), (s,)

    def fast(self, place: Place) -> Callable[[], object]:
        """Return the update by the mean of squares as a call that works in place."""
        flat, gradient, eta, (s,) = place.flat, place.gradient, place.eta, place.memory
        kept, new, epsilon = np.array(self.rho), np.array(1.0 - self.rho), np.array(self.epsilon)
        way = np.empty_like(flat)
        multiply, add, subtract, divide, sqrt = np.multiply, np.add, np.subtract, np.divide, np.sqrt

        def apply() -> None:
            multiply(gradient, gradient, way)
            multiply(way, new, way)
            multiply(s, kept, s)
            add(s, way, s)
            sqrt(s, way)
            add(way, epsilon, way)
            divide(gradient, way, way)
            multiply(way, eta, way)
            subtract(flat, way, flat)

        return apply

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the lines of g and of the new mean square."""
        s = self.rho * told.memory[0] + (1.0 - self.rho) * (told.g * told.g)
        g, new, rho = told.show(told.g), r"\text{new } s", share(self.rho)
        mean = Part(
            "s",
            new,
            r"\rho \cdot s + \left(1 - \rho\right) \cdot g^2",
            rf"{rho} \cdot {told.show(told.memory[0])} + \left(1 - {rho}\right) \cdot {g}^2",
            s,
        )
        return Arithmetic(
            (gradient_part(told), mean),
            rf"\frac{{g}}{{\sqrt{{{new}}} + \varepsilon}}",
            rf"\frac{{{g}}}{{\sqrt{{{told.show(s)}}} + {exact(self.epsilon)}}}",
        )

    def code(self) -> Code:
        """Return the mean square's line."""
        line = f"S[i] = {self.rho!r} * S[i] + g * g * (1 - {self.rho!r})"
        return Code(("S",), (line,), f"g / (np.sqrt(S[i]) + {self.epsilon!r})")

    def torch(self) -> str:
        """Return PyTorch's."""
        return f"torch.optim.RMSprop(W, lr=1.0, alpha={self.rho!r}, eps={self.epsilon!r})"
