"""Symbols, as LaTeX, as plain text and as keys, and numbers as text: the only place that knows how things are written.

The notation is the source's for a network K-N-M: x_k, w_ki, u_i, h_i, w'_ij, u'_j, y_j, t_j, E, η. Beyond it:

- delta = ∂E/∂u carries the marks of its u: δ_i, δ'_j.
- One layer of weights: w_kj, u_j, y_j, t_j, without a prime. A single neuron has one output, so it needs no index
  for it: w_k, u, y, t.
- Three layers or more: primes would pile up, so the layer stands above, counted from 1: w^(l)_ki, u^(l)_i, h^(l)_i.
  Inputs, outputs and targets are always x_k, y_j and t_j.
- The bias is row 0 of a weight matrix; its input is the bias node x_0 or h_0, which is always 1.

In code a layer of *weights* counts from 0, as in Network.weights; a layer of *neurons* counts from 0 too, and 0 is the
inputs, so weights[l] lead from neurons l to neurons l + 1. A column or neuron index i counts from 0 and is written
i + 1; a row of a weight matrix is written as it is, since row 0 is the bias.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

ETA_LATEX = r"\eta"
LAMBDA_LATEX = r"\lambda"
PENALTY = "R"
LOSS = "E"
MINUS = "−"
PRIME = "′"

_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_UPPER = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LATEX_LETTERS = {"δ": r"\delta"}


@dataclass(frozen=True)
class Symbol:
    """One symbol: a letter, its marks and its indices as they are written.

    Attributes
    ----------
    letter : str
    indices : tuple of int
        Subscripts; none for the single neuron's u, y, t and δ.
    prime : bool
    layer : int or None
        The layer above the letter, counted from 1; None where none is written.
    """

    letter: str
    indices: tuple[int, ...] = ()
    prime: bool = False
    layer: int | None = None

    @property
    def latex(self) -> str:
        """As LaTeX: w'_{21}, h^{(2)}_{3}."""
        above = "'" if self.prime else f"^{{({self.layer})}}" if self.layer is not None else ""
        below = f"_{{{self._joined}}}" if self.indices else ""
        return _LATEX_LETTERS.get(self.letter, self.letter) + above + below

    @property
    def label(self) -> str:
        """As plain text: w′₂₁, h⁽²⁾₃."""
        above = PRIME if self.prime else f"⁽{self.layer}⁾".translate(_UPPER) if self.layer is not None else ""
        return self.letter + above + self._joined.translate(_LOWER)

    @property
    def _joined(self) -> str:
        """The indices in a row, with a comma where they could not be told apart without it."""
        return ("," if max(self.indices, default=0) > 9 else "").join(map(str, self.indices))


@dataclass(frozen=True)
class Made(Symbol):
    """An input that is made of a sample's own inputs: x₁², x₁x₂, sin 5x₁.

    Attributes
    ----------
    first : int
        The sample's input that it is made of, counted from 1.
    second : int or None
        The one that it is multiplied by.
    sine : bool
    unit : float
        What the sine multiplies its input by.
    """

    first: int = 1
    second: int | None = None
    sine: bool = False
    unit: float = 1.0

    @property
    def latex(self) -> str:
        r"""As LaTeX: x_{1}^{2}, x_{1} x_{2}, \sin 5x_{1}."""
        return self.written(f"x_{{{self.first}}}", f"x_{{{self.second}}}", " ")

    @property
    def label(self) -> str:
        """As plain text: x₁², x₁x₂, sin 5x₁."""
        first, second = (f"x{number}".translate(_LOWER) for number in (self.first, self.second))
        text = self.written(first, second, "")
        return text.replace("^{2}", "²").replace(r"\sin", "sin")

    def written(self, first: str, second: str, times: str) -> str:
        """Return how it is made, of what stands for its inputs."""
        if self.sine:
            return rf"\sin {'' if self.unit == 1.0 else f'{self.unit:g}'}{first}"
        if self.second is None:
            return first
        return f"{first}^{{2}}" if self.second == self.first else f"{first}{times}{second}"


def made(feature: Any, unit: float) -> Made:
    """Return the symbol of an input feature, of the kind that nnviz.datasets.features has."""
    second = None if feature.second is None else feature.second + 1
    return Made("x", first=feature.first + 1, second=second, sine=feature.sine, unit=unit)


def weight(sizes: Sequence[int], layer: int, row: int, column: int) -> Symbol:
    """Return the symbol of weights[layer][row, column] in a network of these sizes.

    Raises
    ------
    ValueError
        If the network has no such weight.
    """
    _check_weight(sizes, layer, row, column)
    indices = (row,) if _single(sizes) else (row, column + 1)
    return _marked("w", sizes, layer + 1, indices)


def neuron(sizes: Sequence[int], layer: int, index: int | None) -> Symbol:
    """Return the symbol of a neuron's output: x_k in layer 0, h_i in a hidden layer, y_j in the last.

    Parameters
    ----------
    sizes : sequence of int
    layer : int
        Counted with the inputs as layer 0.
    index : int or None
        None is the bias node, x_0 or h_0.

    Raises
    ------
    ValueError
        If the network has no such neuron.
    """
    _check_neuron(sizes, layer, index)
    indices = (0 if index is None else index + 1,)
    if layer == 0:
        return Symbol("x", indices)
    if layer == len(sizes) - 1:
        return Symbol("y", () if _single(sizes) else indices)
    return _marked("h", sizes, layer, indices)


def net_input(sizes: Sequence[int], layer: int, index: int) -> Symbol:
    """Return the symbol of u, a neuron's net input; `layer` counts the inputs as 0, which have none."""
    return _of_neuron("u", sizes, layer, index)


def delta(sizes: Sequence[int], layer: int, index: int) -> Symbol:
    """Return the symbol of δ = ∂E/∂u of a neuron; `layer` counts the inputs as 0, which have none."""
    return _of_neuron("δ", sizes, layer, index)


def target(sizes: Sequence[int], index: int) -> Symbol:
    """Return the symbol of output `index`'s target."""
    _check_neuron(sizes, len(sizes) - 1, index)
    return Symbol("t", () if _single(sizes) else (index + 1,))


def weight_label(sizes: Sequence[int], layer: int, row: int, column: int) -> str:
    """Return a weight's symbol as plain text, such as w′₁₂."""
    return weight(sizes, layer, row, column).label


def neuron_label(sizes: Sequence[int], layer: int, index: int | None) -> str:
    """Return a neuron's (or, for None, a bias node's) symbol as plain text, such as h₃."""
    return neuron(sizes, layer, index).label


def neuron_latex(sizes: Sequence[int], layer: int, index: int | None) -> str:
    """Return a neuron's (or, for None, a bias node's) symbol as LaTeX, such as h_{3}."""
    return neuron(sizes, layer, index).latex


def weight_labels(sizes: Sequence[int], bias: bool) -> dict[str, str]:
    """Return the key and the label of every weight, layer by layer; without biases where the network has none."""
    return {
        weight_key(layer, row, column): weight_label(sizes, layer, row, column)
        for layer in range(len(sizes) - 1)
        for row in range(0 if bias else 1, sizes[layer] + 1)
        for column in range(sizes[layer + 1])
    }


def derivative_label(symbol: Symbol) -> str:
    """Return the loss's derivative as plain text, such as ∂E/∂w₂₁."""
    return f"∂{LOSS}/∂{symbol.label}"


def derivative_latex(symbol: Symbol, of: str = LOSS) -> str:
    r"""Return a derivative as LaTeX, such as \frac{\partial E}{\partial w_{21}}."""
    return rf"\frac{{\partial {of}}}{{\partial {symbol.latex}}}"


class WeightKey(NamedTuple):
    """A weight: weights[layer][row, column]."""

    layer: int
    row: int
    column: int


class NeuronKey(NamedTuple):
    """A neuron of a layer, or its bias node (None); layer 0 is the inputs."""

    layer: int
    neuron: int | None


def weight_key(layer: int, row: int, column: int) -> str:
    """Return a weight's key: "w:1:0:2" is weights[1][0, 2]."""
    return format_key(WeightKey(layer, row, column))


def neuron_key(layer: int, index: int | None) -> str:
    """Return a neuron's key: "n:0:2" is the third input, "n:1:bias" the node h_0 of the first hidden layer."""
    return format_key(NeuronKey(layer, index))


def format_key(parts: WeightKey | NeuronKey) -> str:
    """Return the key that `parse_key` reads as these parts.

    Raises
    ------
    ValueError
        If a number is negative.
    """
    if min(part for part in parts if part is not None) < 0:
        raise ValueError(f"parts must be numbers from 0 on, got {parts}")
    if isinstance(parts, WeightKey):
        return f"w:{parts.layer}:{parts.row}:{parts.column}"
    return f"n:{parts.layer}:{'bias' if parts.neuron is None else parts.neuron}"


def parse_key(key: str, sizes: Sequence[int] | None = None) -> WeightKey | NeuronKey:
    """Return what a key stands for; with `sizes`, only if that network has it.

    Raises
    ------
    ValueError
        If it is no key, or the network has no such part.
    """
    found = re.fullmatch(r"(?a:w:(\d{1,9}):(\d{1,9}):(\d{1,9})|n:(\d{1,9}):(\d{1,9}|bias))", str(key))
    if found is None:
        raise ValueError(f"key must be w:layer:row:column, n:layer:index or n:layer:bias, got {key!r}")
    if found[1] is not None:
        weight_ = WeightKey(int(found[1]), int(found[2]), int(found[3]))
        if sizes is not None:
            _check_weight(sizes, *weight_)
        return weight_
    neuron_ = NeuronKey(int(found[4]), None if found[5] == "bias" else int(found[5]))
    if sizes is not None:
        _check_neuron(sizes, *neuron_)
    return neuron_


def number(value: float, digits: int = 4) -> str:
    """Return a number as plain text with that many significant digits, trailing zeros left out.

    Below 0.0001 and from 10^digits on it is written with a power of ten: 1.235×10⁻⁵. Zero has no sign.

    Raises
    ------
    ValueError
        If digits is not a whole number from 1 to 17.
    """
    sign, mantissa, exponent = _parts(value, digits)
    return (MINUS if sign else "") + mantissa + (f"×10{str(exponent).translate(_UPPER)}" if exponent else "")


def number_latex(value: float, digits: int = 4) -> str:
    r"""Return a number as `number` does, in LaTeX: -1.235 \times 10^{-5}."""
    sign, mantissa, exponent = _parts(value, digits)
    mantissa = {"∞": r"\infty", "undefined": r"\text{undefined}"}.get(mantissa, mantissa)
    return ("-" if sign else "") + mantissa + (rf" \times 10^{{{exponent}}}" if exponent else "")


def _parts(value: float, digits: int) -> tuple[bool, str, int]:
    """Return sign, digits and the power of ten (0 if none is written), all after rounding."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise ValueError(f"digits must be a whole number from 1 to 17, got {digits!r}")
    value = float(value)
    if not math.isfinite(value):
        return value < 0, "undefined" if math.isnan(value) else "∞", 0
    mantissa, _, power = f"{abs(value):.{digits - 1}e}".partition("e")
    exponent = int(power)
    if -4 <= exponent < digits:
        mantissa, exponent = f"{abs(value):.{digits - 1 - exponent}f}", 0
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return value < 0, mantissa, exponent


def _single(sizes: Sequence[int]) -> bool:
    """Whether the network is a single neuron."""
    return len(sizes) == 2 and sizes[1] == 1


def _marked(letter: str, sizes: Sequence[int], layer: int, indices: tuple[int, ...]) -> Symbol:
    """Return a symbol that belongs to a layer of neurons and says so as networks of that depth do."""
    n_layers = len(sizes) - 1
    if n_layers > 2:
        return Symbol(letter, indices, layer=layer)
    return Symbol(letter, indices, prime=n_layers == 2 and layer == 2)


def _of_neuron(letter: str, sizes: Sequence[int], layer: int, index: int) -> Symbol:
    """Return the symbol of something that every neuron but the inputs has."""
    if layer == 0:
        raise ValueError(f"layer must be from 1 to {len(sizes) - 1}: inputs (layer 0) have no net input")
    _check_neuron(sizes, layer, index)
    return _marked(letter, sizes, layer, () if _single(sizes) else (index + 1,))


def _check_neuron(sizes: Sequence[int], layer: int, index: int | None) -> None:
    """Raise ValueError unless the network has that neuron or bias node."""
    if not 0 <= layer < len(sizes):
        raise ValueError(f"layer must be from 0 to {len(sizes) - 1}, got {layer}")
    if index is None and layer == len(sizes) - 1:
        raise ValueError(f"layer {layer} holds the outputs and has no bias node")
    if index is not None and not 0 <= index < sizes[layer]:
        raise ValueError(f"index must be from 0 to {sizes[layer] - 1} in layer {layer}, got {index}")


def _check_weight(sizes: Sequence[int], layer: int, row: int, column: int) -> None:
    """Raise ValueError unless the network has that weight."""
    if not 0 <= layer < len(sizes) - 1:
        raise ValueError(f"layer must be from 0 to {len(sizes) - 2}, got {layer}")
    if not 0 <= row <= sizes[layer]:
        raise ValueError(f"row must be from 0 (the bias) to {sizes[layer]} in layer {layer}, got {row}")
    if not 0 <= column < sizes[layer + 1]:
        raise ValueError(f"column must be from 0 to {sizes[layer + 1] - 1} in layer {layer}, got {column}")
