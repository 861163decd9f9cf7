"""The parts of a derivation: lines of arithmetic, and products and sums whose factors are numbers on show."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nnviz.derivation import wrapping
from nnviz.derivation.notation import number_latex

Phase = Literal["forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")
Kind = Literal["error", "slope", "weight", "delta", "input"]

MOST_TERMS = 8


@dataclass(frozen=True)
class Line:
    r"""One line of arithmetic, three ways: name = symbols = numbers = shown.

    Attributes
    ----------
    name, symbols, numbers : str
        LaTeX of the left side, of the right side, and of the right side with this step's numbers in it.
    value : float
        The result, unrounded and with every term in it, even where the text leaves some out.
    shown : str
        LaTeX of the value, rounded.
    key : str
        What it computes: "u:0:2" is trace.layers[0].u[2]; likewise "out", "slope", "dE_dout" and "delta". "E" is the
        loss, "input:0:2" what row 2 of weights[0] multiplies, "gradient:1:0:2" trace.dE_dW[1][0, 2] ("step:..." for a
        perceptron, whose step it is), "adam.m_hat:1:0:2" a number that the optimiser works out for that weight,
        "w:1:0:2" that weight after the update.
    phase : {"forward", "loss", "backward", "update"}
    layer : int
        Index in trace.layers and trace.dE_dW; the loss belongs to the last.
    lights : tuple of str
        Keys of the picture's parts that it uses or computes, as in notation.
    note : str
        A plain word where one is needed, else "".
    """

    name: str
    symbols: str
    numbers: str
    value: float
    shown: str
    key: str
    phase: Phase
    layer: int
    lights: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Factor:
    """One number in a chain rule.

    Attributes
    ----------
    name : str
        LaTeX of the derivative that it is, such as that of y_1 by u'_1; for a weight, its own symbol.
    expression, numbers : str
        LaTeX of what it is made from, y_1(1 - y_1), and of the same in numbers, 0.75(1 - 0.75).
    value : float
    text : str
        Plain words, such as "the slope of y₁".
    kind : {"error", "slope", "weight", "delta", "input"}
    keys : tuple of str
        The picture's parts it lives in.
    compound : bool
        Whether the expression needs brackets in a product.
    detail : Product or None
        For a delta, how it is made from the layer behind it; its value is the detail's.
    """

    name: str
    expression: str
    numbers: str
    value: float
    text: str
    kind: Kind
    keys: tuple[str, ...]
    compound: bool = False
    detail: Product | None = None


@dataclass(frozen=True)
class Product:
    """Factors to be multiplied; a factor may be a sum."""

    factors: tuple[Factor | Sum, ...]

    @property
    def value(self) -> float:
        """The factors' values multiplied, from left to right."""
        return math.prod(factor.value for factor in self.factors)

    def leaves(self) -> Iterator[Factor]:
        """Yield every factor that is written out in it, those of its sums included, in reading order."""
        for factor in self.factors:
            if isinstance(factor, Sum):
                for term in factor.terms:
                    yield from term.leaves()
            else:
                yield factor


@dataclass(frozen=True)
class Sum:
    """Products to be added up; `text` says in plain words what the sum is, `name` is its LaTeX name."""

    terms: tuple[Product, ...]
    name: str
    text: str

    @property
    def value(self) -> float:
        """The terms' values added up, from left to right."""
        return float(sum(term.value for term in self.terms))


def chain_latex(product: Product, terms: int = MOST_TERMS) -> str:
    """Return the product as derivatives: the chain rule itself."""
    return _render(product, lambda factor: factor.name, terms)


def symbols_latex(product: Product, terms: int = MOST_TERMS) -> str:
    """Return the product as expressions in the network's symbols."""
    return _render(product, lambda factor: bracket(factor.expression) if factor.compound else factor.expression, terms)


def values_latex(product: Product, digits: int, terms: int = MOST_TERMS) -> str:
    """Return the product with each factor's value, rounded."""
    return _render(product, lambda factor: number_in_product(factor.value, digits), terms)


def _render(product: Product, show: Callable[[Factor], str], terms: int) -> str:
    """Return a product with its sums in brackets, unless they have one term."""
    parts = []
    for factor in product.factors:
        if isinstance(factor, Factor):
            parts.append(show(factor))
            continue
        added = add_up([_render(term, show, terms) for term in factor.terms], terms)
        parts.append(rf"\left[{added}\right]" if len(factor.terms) > 1 else added)
    return r" \cdot ".join(parts)


def add_up(parts: Sequence[str], terms: int = MOST_TERMS) -> str:
    """Join the terms of a sum; past `terms` of them the middle is left out and counted.

    Raises
    ------
    ValueError
        If terms is not a whole number of at least 2.
    """
    if isinstance(terms, bool) or not isinstance(terms, int) or terms < 2:
        raise ValueError(f"terms must be a whole number of at least 2, got {terms!r}")
    if len(parts) > terms:
        last = terms // 2
        gap = rf"\cdots\text{{ ({len(parts) - terms} more) }}\cdots"
        parts = [*parts[: terms - last], gap, *parts[-last:]]
    return " + ".join(parts)


def bracket(latex: str) -> str:
    """Return the LaTeX in round brackets that grow with it."""
    return rf"\left({latex}\right)"


def number_in_product(value: float, digits: int) -> str:
    """Return a number as it stands in a product or after a minus: in brackets if it has a sign or a power of ten."""
    latex = number_latex(value, digits)
    return bracket(latex) if latex.startswith("-") or r"\times" in latex else latex


def aligned(lines: Sequence[Line], most: float = wrapping.MOST) -> str:
    """Return lines as one LaTeX block aligned on "=", each followed by its numbers and its value.

    A step that would repeat the one before it is left out, and one that would be wider than `most` digits is broken.
    """
    return block([(line.name, list(dict.fromkeys((line.symbols, line.numbers, line.shown)))) for line in lines], most)


def block(equations: Sequence[tuple[str, Sequence[str]]], most: float = wrapping.MOST) -> str:
    """Return equations, each a name and what it equals step by step, as one LaTeX block that is aligned on "="."""
    left = max((wrapping.width(name) for name, _ in equations), default=0.0)
    room = max(most - left - wrapping.width("= "), wrapping.LEAST)
    rows = []
    for name, sides in equations:
        for i, side in enumerate(sides):
            first, *rest = wrapping.rows(side, room)
            rows.append(f"{'' if i else name + ' '}&= {first}")
            rows += [rf"&\quad {{}} {row}" for row in rest]
    return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"
