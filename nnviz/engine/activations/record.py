"""The record that holds everything about an activation, and the registry of all activations by name.

The engine reads from the record how to compute the activation, the worksheet and the script read how it is written, the
menus read its label, and the pictures read which values it can give. So a new activation is one record.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import Literal

import numpy as np

from nnviz.engine.checks import Array, as_name

Call = Callable[[], object]
Corner = Literal["", "kink", "jump"]
Flat = Literal["", "saturated", "dead", "flat"]

# 0-d arrays, since NumPy takes about twice as long with a Python float.
ZERO = np.array(0.0)
ONE = np.array(1.0)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")


def glorot(fan_in: int, fan_out: int) -> float:
    """Return sqrt(6 / (fan_in + fan_out)), Glorot & Bengio (2010), eq. 16."""
    return math.sqrt(6.0 / (fan_in + fan_out))


def he(fan_in: int, fan_out: int) -> float:
    """Return sqrt(6 / fan_in), the uniform form of He et al. (2015), eq. 10."""
    return math.sqrt(6.0 / fan_in)


def spare(like: Array) -> Array:
    """Return where to put what leads to a result: in place, to stay in the cache, unless there is but one number.

    NumPy (2.4) takes 500 ns instead of 200 where the input and the output are the same single number.
    """
    return np.empty_like(like) if like.size == 1 else like


def grouped(latex: str) -> str:
    """Return a number or a symbol as it stands in a product: in brackets if it has a sign or a power of ten."""
    bare = not latex.startswith(r"\left(")
    return rf"\left({latex}\right)" if bare and (latex.startswith("-") or r"\times" in latex) else latex


def squared(latex: str) -> str:
    """Return the square of a number or a symbol; one with a mark above it is put in brackets first."""
    base = grouped(latex)
    marked = not base.startswith(r"\left(") and ("^" in base or "'" in base)
    return rf"\left({base}\right)^2" if marked else f"{base}^2"


@dataclass(frozen=True, kw_only=True)
class Fast:
    """An activation as calls bound beforehand to the arrays that they read and write, see engine/plan.py.

    Attributes
    ----------
    value : callable
        (v, out, keep) -> calls that turn a layer's products v into its outputs. v and out may be one array, and v may
        be written over, unless `keep` is True.
    slope : callable
        (v, out, slope) -> calls that fill in the slopes; slopes that never change may be filled in at once.
    neuron : callable or None
        v -> (f, f'), for a single output neuron, with Python's numbers, which are faster; else `value` and `slope` do.
    negated : bool
        The weights are stored negated, so that v = -u; `value` and `neuron` take that into account.
    reads_products : bool
        `slope` needs v as well as out, so v is kept.
    passes : bool
        f(u) = u: the products are the outputs, and slopes of 1 need no multiplication.
    """

    value: Callable[[Array, Array, bool], list[Call]]
    slope: Callable[[Array, Array, Array], list[Call]]
    neuron: Callable[[float], tuple[float, float]] | None = None
    negated: bool = False
    reads_products: bool = False
    passes: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation:
    """An activation function: the source calls it a link function.

    Attributes
    ----------
    name : str
        The name it is asked for by, in code and in an address: small letters, digits and underscores.
    label : str
        What it is called on the page.
    value : callable
        u -> f(u), elementwise (softmax: over the last axis), a new array of the same shape.
    slope : callable
        (u, f(u)) -> f'(u), elementwise, a new array of the same shape.
    latex : callable
        u -> f(u) as LaTeX; u is a symbol, or a number in brackets if it has a sign.
    slope_latex : callable
        (u, f(u)) -> f'(u) as LaTeX; u is a symbol or a bare number, f(u) as in `latex`.
    slope_is_sum : bool
        Whether that needs brackets in a product.
    source : str
        f(u) as NumPy code in u, a column a sample, for the exported script; it rounds as `fast` or `value` does.
    slope_source : str
        f'(u) as NumPy code in h = f(u), and in u if it must be; it can stand in a product.
    alone : str
        f(u) of a single output as Python code in u, where `neuron` rounds otherwise than `source`.
    torch : str
        f(u) as PyTorch code in u, for the script with PyTorch; "" where PyTorch has no such function.
    prelude : tuple of str
        Lines of code that `source` and `slope_source` need beforehand; they may import from the standard library.
    range : (float, float)
        What f(u) lies between; an end may be infinite.
    reach : callable
        (fan_in, fan_out) -> half the width of the range that first weights are drawn from.
    first_bias : float
        Value of the first biases.
    corner : {"", "kink", "jump"}
        What there is at u = 0 where f is not smooth.
    flat : {"", "saturated", "dead", "flat"}
        What a neuron is called whose slope is next to 0; "" where that never happens, or always.
    steepest : float or None
        Largest |f'(u)|, against which a slope is judged to be small; None if only 0 itself is.
    inverse : callable or None
        f(u) -> u, None for what f never gives; None in its place where several u give the same, or softmax's do.
    increasing : bool
        Whether a larger u always gives a larger f(u).
    level : bool
        Whether f(u) stays as it is on a stretch and rises elsewhere, as ReLU and the step do.
    output_only : bool
        Whether it can stand in the last layer alone.
    fast : Fast or None
        The same as bound calls; without it `value` and `slope` are called, which costs a few microseconds a layer.
    """

    name: str
    label: str
    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    latex: Callable[[str], str]
    slope_latex: Callable[[str, str], str]
    slope_is_sum: bool = False
    source: str
    slope_source: str
    alone: str = ""
    torch: str = ""
    prelude: tuple[str, ...] = ()
    range: tuple[float, float] = (-math.inf, math.inf)
    reach: Callable[[int, int], float] = glorot
    first_bias: float = 0.0
    corner: Corner = ""
    flat: Flat = ""
    steepest: float | None = None
    inverse: Callable[[float], float | None] | None = None
    increasing: bool = False
    level: bool = False
    output_only: bool = False
    fast: Fast | None = None

    @property
    def bounded(self) -> bool:
        """Whether both ends of its range are finite."""
        return math.isfinite(self.range[0]) and math.isfinite(self.range[1])

    @property
    def monotone(self) -> bool:
        """Whether a larger u never gives a smaller f(u)."""
        return self.increasing or self.level

    @property
    def middle(self) -> float:
        """Halfway between what it can give; 0 where one end is infinite."""
        return (self.range[0] + self.range[1]) / 2.0 if self.bounded else 0.0

    @property
    def spread(self) -> float:
        """From the middle to an end, and 2 where one is infinite: how a picture's colours are laid out."""
        return (self.range[1] - self.range[0]) / 2.0 if self.bounded else 2.0

    @property
    def class_span(self) -> tuple[float, float]:
        """The targets of classes: -1 and 1 where these are the ends of its range, else 0 and 1."""
        return (-1.0, 1.0) if self.range == (-1.0, 1.0) else (0.0, 1.0)

    @property
    def value_span(self) -> tuple[float, float]:
        """What the targets of a regression lie between: -1 and 1 where its range holds them, else 0 and 1."""
        return (-1.0, 1.0) if self.range[0] <= -1.0 else (0.0, 1.0)

    @cached_property
    def plan(self) -> Fast:
        """`fast`, or calls of `value` and `slope` in its place."""
        return self.fast or Fast(
            value=lambda v, out, keep: [partial(_fill_value, self.value, v, out)],
            slope=lambda v, out, slope: [partial(_fill_slope, self.slope, v, out, slope)],
            reads_products=True,
        )

    @property
    def neuron(self) -> Callable[[float], tuple[float, float]]:
        """V -> (f, f') of a single output neuron, for its product as it is stored."""
        return self.plan.neuron or self._neuron

    def _neuron(self, v: float) -> tuple[float, float]:
        u = np.array([v])
        with np.errstate(all="ignore"):
            out = self.value(u)
            return float(out[0]), float(self.slope(u, out)[0])


def _fill_value(value: Callable[[Array], Array], v: Array, out: Array) -> None:
    out[...] = value(v)


def _fill_slope(slope: Callable[[Array, Array], Array], v: Array, out: Array, slopes: Array) -> None:
    slopes[...] = slope(v, out)


_HIDDEN: dict[str, Activation] = {}
_OUTPUT: dict[str, Activation] = {}

ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType(_HIDDEN)
"""The activations that work number by number, and so can stand in any layer, by name."""
OUTPUT_ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType(_OUTPUT)
"""The activations that the last layer can have, by name."""


def register(activation: Activation) -> Activation:
    """Add an activation: from then on networks can have it, and it is in every menu, formula and script.

    Raises
    ------
    ValueError
        If its name is not made of small letters, digits and underscores or is taken, or its range is none.
    """
    if not _NAME.fullmatch(activation.name):
        raise ValueError(f"name must be 1 to 24 small letters, digits and underscores, got {activation.name!r}")
    if activation.name in _OUTPUT:
        raise ValueError(f"name must be a new one: there is an activation {activation.name} already")
    if not activation.range[0] < activation.range[1]:
        raise ValueError(f"range must be a lower and an upper end, got {activation.range}")
    if not activation.output_only:
        _HIDDEN[activation.name] = activation
    _OUTPUT[activation.name] = activation
    return activation


def unregister(name: str) -> None:
    """Take out an activation that `register` added; networks that have it cannot be run any more.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    as_name("name", name, _OUTPUT)
    del _OUTPUT[name]
    _HIDDEN.pop(name, None)


def get_activation(name: str) -> Activation:
    """Return the activation of that name.

    Raises
    ------
    ValueError
        If the name is not in OUTPUT_ACTIVATIONS.
    """
    return _OUTPUT[as_name("activation", name, _OUTPUT)]


def net_threshold(activation: str, level: float) -> float | None:
    """Return the net input at which an activation reaches a level; None if it never does, or at several.

    The unit step passes every level from 0 on, up to 1, at u = 0; relu is at level 0 from u = 0 on.
    """
    inverse = get_activation(activation).inverse
    return None if inverse is None else inverse(level)
