"""What several optimisers have in common: how lines are written, and the update by a velocity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array, as_amount
from nnviz.engine.optimisers.base import Code, Memory, Optimiser, Part, Place, Told


@dataclass(frozen=True)
class Moving(Optimiser):
    """An optimiser by which every weight has a velocity v ← β v + g.

    Parameters
    ----------
    momentum : float
        β, the share of its velocity that every weight keeps; at least 0 and below 1.
    """

    memories = (Memory("v", "v"),)
    carries = "what is left of its velocity"

    momentum: float = 0.9

    def __post_init__(self) -> None:
        object.__setattr__(self, "momentum", as_amount("momentum", self.momentum, below=1.0))

    def velocity_code(self, d: str) -> Code:
        """Return the velocity's line for the exported script, and d."""
        return Code(("V",), (f"V[i] = {self.momentum!r} * V[i] + g",), d)


def joined(terms: Sequence[str]) -> str:
    """Return terms added up, in brackets if there are several."""
    return terms[0] if len(terms) == 1 else rf"\left[{' + '.join(terms)}\right]"


def gradient_part(told: Told) -> Part:
    """Return the line of g, the gradient with the penalty's slope in it."""
    return Part("g", "g", " + ".join(told.symbols), " + ".join(told.numbers), told.g)


def exact(value: float) -> str:
    """Return a setting as LaTeX with as many digits as it has: 0.999, 10^{-8}, 2.5 · 10^{-7}."""
    text = repr(float(value))
    if "e" not in text:
        return text.removesuffix(".0")
    mantissa, power = text.split("e")
    ten = rf"10^{{{int(power)}}}"
    return ten if mantissa in ("1", "1.0") else rf"{mantissa} \cdot {ten}"


def share(value: float) -> str:
    """Return a setting that is multiplied or raised to a power: as `exact`, in brackets if it has a power of ten."""
    text = exact(value)
    return rf"\left({text}\right)" if "^" in text else text


def momentum_call(place: Place, velocity: Array, momentum: float) -> Callable[[], object]:
    """Return the call v = momentum · v + g, w = w - η v."""
    flat, gradient, eta = place.flat, place.gradient, place.eta
    kept, way = np.array(momentum), np.empty_like(flat)
    multiply, add, subtract = np.multiply, np.add, np.subtract

    def apply() -> None:
        multiply(velocity, kept, velocity)
        add(velocity, gradient, velocity)
        multiply(velocity, eta, way)
        subtract(flat, way, flat)

    return apply
