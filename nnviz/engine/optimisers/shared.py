"""What several optimisers have in common: how lines are written, and the update by a velocity."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnviz.engine.checks import Array
from nnviz.engine.optimisers.base import Part, Place, Told


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
