"""The activation functions, each with its derivative, by name.

The source calls them link functions. `value` takes the net input u; `slope` takes u and the output f(u), because most
derivatives are shortest when written with the output: f' = f (1 - f) for the logistic, 1 - f² for tanh.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnviz.engine.checks import Array, as_name


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative.

    Attributes
    ----------
    name : str
        The name it is asked for by.
    value : callable
        u -> f(u), elementwise (softmax: over the last axis), a new array of the same shape.
    slope : callable
        (u, f(u)) -> f'(u), elementwise, a new array of the same shape.
    """

    name: str
    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


def _logistic(u: Array) -> Array:
    """Return 1 / (1 + e^-u); where e^-u overflows to infinity, the quotient is the right limit, 0."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-u))


def _relu(u: Array) -> Array:
    """Return the larger of u and 0; fmax, as in the fast loop, where maximum takes five times as long."""
    return np.fmax(u, 0.0)


def _step(u: Array) -> Array:
    """Return 1 where u > 0, else 0; the published NAND example needs 0 at the threshold itself."""
    return np.heaviside(u, 0.0)


def _softmax(u: Array) -> Array:
    """Return e^u_j / sum_i e^u_i over the last axis; the largest u is taken off first, which changes nothing."""
    power = np.exp(u - np.max(u, axis=-1, keepdims=True))
    shares: Array = power / np.sum(power, axis=-1, keepdims=True)
    return shares


ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Activation("logistic", _logistic, lambda u, out: out * (1.0 - out)),
            Activation("tanh", np.tanh, lambda u, out: 1.0 - out * out),
            # At the kink, u = 0, the slope is taken to be 0.
            Activation("relu", _relu, lambda u, out: np.sign(out)),
            Activation("identity", np.copy, lambda u, out: np.ones_like(u)),
            # The unit step's derivative is 0 wherever it exists, and is taken to be 0 at the jump too.
            Activation("step", _step, lambda u, out: np.zeros_like(u)),
        )
    }
)
"""Those that work number by number, and so can stand in any layer."""

# Its slope is dy_j/du_j alone: softmax's outputs depend on one another, which the cross-entropy's delta takes in.
SOFTMAX = Activation("softmax", _softmax, lambda u, out: out * (1.0 - out))
OUTPUT_ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType({**ACTIVATIONS, "softmax": SOFTMAX})
"""Those that the last layer can have."""


def get_activation(name: str) -> Activation:
    """Return the activation of that name.

    Raises
    ------
    ValueError
        If the name is not in OUTPUT_ACTIVATIONS.
    """
    return OUTPUT_ACTIVATIONS[as_name("activation", name, OUTPUT_ACTIVATIONS)]
