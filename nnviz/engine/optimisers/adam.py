"""Adam: running means of the gradients and of their squares, both corrected for having begun at 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt as root

import numpy as np

from nnviz.engine.checks import Array, as_amount, as_positive
from nnviz.engine.optimisers.base import Arithmetic, Code, Memory, Optimiser, Part, Place, Told, register
from nnviz.engine.optimisers.shared import exact, gradient_part, share


@register
@dataclass(frozen=True)
class Adam(Optimiser):
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², d = m̂ / (√v̂ + ε), as PyTorch's Adam.

    m̂ = m / (1 - β₁ⁿ) and v̂ = v / (1 - β₂ⁿ) after n updates. Kingma & Ba 2015, "Adam: a method for stochastic
    optimization", algorithm 1.

    Parameters
    ----------
    beta1, beta2 : float
        Shares of the running means that are kept; at least 0 and below 1.
    epsilon : float
        Keeps the quotient finite; positive.
    """

    name = "adam"
    label = "Adam"
    about = (
        "Running means of the gradients, m ← β₁ m + (1 − β₁) g, and of their squares, v ← β₂ v + (1 − β₂) g²; "
        "m̂ and v̂ are these, made up for their start at 0: w ← w − η m̂ / (√v̂ + ε)."
    )
    memories = (Memory("m", "m"), Memory("v", "v", signed=False))
    counts = True
    carries = "what is left of its mean gradient m"

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        object.__setattr__(self, "beta1", as_amount("beta1", self.beta1, below=1.0))
        object.__setattr__(self, "beta2", as_amount("beta2", self.beta2, below=1.0))
        object.__setattr__(self, "epsilon", as_positive("epsilon", self.epsilon))

    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return m̂ / (√v̂ + ε), and m and v."""
        m = self.beta1 * memory[0] + (1.0 - self.beta1) * g
        v = self.beta2 * memory[1] + (1.0 - self.beta2) * (g * g)
        m_hat = m / (1.0 - self.beta1**n)
        v_hat = v / (1.0 - self.beta2**n)
        return m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v)

    def fast(self, place: Place) -> Callable[[], object]:
        """Return the update as a call that works in place: w - η · m / (√v / √(1 - β₂ⁿ) + ε) / (1 - β₁ⁿ)."""
        flat, gradient, eta, (m, v), count = place.flat, place.gradient, place.eta, place.memory, place.count
        beta1, beta2 = self.beta1, self.beta2
        kept1, new1, kept2, new2 = (np.array(share) for share in (beta1, 1.0 - beta1, beta2, 1.0 - beta2))
        epsilon, first, second = np.array(self.epsilon), np.array(0.0), np.array(0.0)
        way = np.empty_like(flat)
        multiply, add, subtract, divide, sqrt = np.multiply, np.add, np.subtract, np.divide, np.sqrt

        def apply() -> None:
            n = count()
            first[()] = 1.0 - beta1**n
            second[()] = root(1.0 - beta2**n)
            multiply(m, kept1, m)
            multiply(gradient, new1, way)
            add(m, way, m)
            multiply(gradient, gradient, way)
            multiply(way, new2, way)
            multiply(v, kept2, v)
            add(v, way, v)
            sqrt(v, way)
            divide(way, second, way)
            add(way, epsilon, way)
            divide(m, way, way)
            divide(way, first, way)
            multiply(way, eta, way)
            subtract(flat, way, flat)

        return apply

    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the lines of g, of the new m and v, and of both corrected."""
        g, n = told.show(told.g), told.n
        m = self.beta1 * told.memory[0] + (1.0 - self.beta1) * told.g
        v = self.beta2 * told.memory[1] + (1.0 - self.beta2) * (told.g * told.g)
        m_hat, v_hat = m / (1.0 - self.beta1**n), v / (1.0 - self.beta2**n)
        first, second = share(self.beta1), share(self.beta2)
        new_m, new_v = r"\text{new } m", r"\text{new } v"
        parts = (
            gradient_part(told),
            Part(
                "m",
                new_m,
                r"\beta_1 \cdot m + \left(1 - \beta_1\right) \cdot g",
                rf"{first} \cdot {told.show(told.memory[0])} + \left(1 - {first}\right) \cdot {g}",
                m,
            ),
            Part(
                "v",
                new_v,
                r"\beta_2 \cdot v + \left(1 - \beta_2\right) \cdot g^2",
                rf"{second} \cdot {told.show(told.memory[1])} + \left(1 - {second}\right) \cdot {g}^2",
                v,
            ),
            Part(
                "m_hat",
                r"\hat{m}",
                rf"\frac{{{new_m}}}{{1 - \beta_1^{{n}}}}",
                rf"\frac{{{told.show(m)}}}{{1 - {first}^{{{n}}}}}",
                m_hat,
            ),
            Part(
                "v_hat",
                r"\hat{v}",
                rf"\frac{{{new_v}}}{{1 - \beta_2^{{n}}}}",
                rf"\frac{{{told.show(v)}}}{{1 - {second}^{{{n}}}}}",
                v_hat,
            ),
        )
        return Arithmetic(
            parts,
            r"\frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}",
            rf"\frac{{{told.show(m_hat)}}}{{\sqrt{{{told.show(v_hat)}}} + {exact(self.epsilon)}}}",
        )

    def code(self) -> Code:
        """Return the lines of m and v; the correction is in d."""
        first, second = repr(self.beta1), repr(self.beta2)
        return Code(
            ("M", "S"),
            (f"M[i], S[i] = {first} * M[i] + (1 - {first}) * g, {second} * S[i] + g * g * (1 - {second})",),
            f"M[i] / (np.sqrt(S[i]) / np.sqrt(1 - {second}**n) + {self.epsilon!r}) / (1 - {first}**n)",
        )

    def torch(self) -> str:
        """Return PyTorch's."""
        return f"torch.optim.Adam(W, lr=1.0, betas=({self.beta1!r}, {self.beta2!r}), eps={self.epsilon!r})"
