"""AdaGrad: a step of its own length for every weight, by all the gradients that it has had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array, as_positive
from nnviz.engine.optimisers.base import Arithmetic, Code, Memory, Optimiser, Part, Place, Told, register
from nnviz.engine.optimisers.shared import exact, gradient_part


@register
@dataclass(frozen=True)
class AdaGrad(Optimiser):
    """s ← s + g², d = g / (√s + ε), as PyTorch's Adagrad without decay.

    Duchi, Hazan & Singer 2011, "Adaptive subgradient methods for online learning and stochastic optimization".

    Parameters
    ----------
    epsilon : float
        Keeps the quotient finite; positive.
    """

    name = "adagrad"
    label = "AdaGrad"
    about = "Steps get shorter with the sum of the squares of all gradients: s ← s + g², w ← w − η g / (√s + ε)."
    memories = (Memory("s", "s", signed=False),)

    epsilon: float = 1e-10

    def __post_init__(self) -> None:
        object.__setattr__(self, "epsilon", as_positive("epsilon", self.epsilon))

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return g / (√s + ε), and s."""
        s = memory[0] + g * g
        return g / (np.sqrt(s) + self.epsilon), (s,)

    def fast(self, place: Place) -> Callable[[], object]:
        """Return the update by the sum of squares as a call that works in place."""
        flat, gradient, eta, (s,) = place.flat, place.gradient, place.eta, place.memory
        epsilon, way = np.array(self.epsilon), np.empty_like(flat)
        multiply, add, subtract, divide, sqrt = np.multiply, np.add, np.subtract, np.divide, np.sqrt

        def apply() -> None:
            multiply(gradient, gradient, way)
            add(s, way, s)
            sqrt(s, way)
            add(way, epsilon, way)
            divide(gradient, way, way)
            multiply(way, eta, way)
            subtract(flat, way, flat)

        return apply

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the lines of g and of the new sum."""
        s = told.memory[0] + told.g * told.g
        g, new = told.show(told.g), r"\text{new } s"
        total = Part("s", new, "s + g^2", rf"{told.show(told.memory[0])} + {g}^2", s)
        return Arithmetic(
            (gradient_part(told), total),
            rf"\frac{{g}}{{\sqrt{{{new}}} + \varepsilon}}",
            rf"\frac{{{g}}}{{\sqrt{{{told.show(s)}}} + {exact(self.epsilon)}}}",
        )

    def code(self) -> Code:
        """Return the sum's line."""
        return Code(("S",), ("S[i] = S[i] + g * g",), f"g / (np.sqrt(S[i]) + {self.epsilon!r})")

    def torch(self) -> str:
        """Return PyTorch's."""
        return f"torch.optim.Adagrad(W, lr=1.0, eps={self.epsilon!r})"
