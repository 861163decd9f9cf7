"""A trace with the names of its parts: what every derivation reads from."""

from __future__ import annotations

import math

from nnviz.derivation import notation
from nnviz.derivation.notation import Symbol
from nnviz.derivation.terms import MOST_TERMS, add_up, bracket, number_in_product
from nnviz.engine import StepTrace


class Reading:
    """One trace, read with a chosen number of digits and of terms.

    `layer` is the index in trace.layers throughout; `row` and `column` are those of its weights.
    """

    def __init__(self, trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> None:
        notation.number(0.0, digits)  # raises what is wrong with digits before any work is done
        if isinstance(terms, bool) or not isinstance(terms, int) or terms < 2:
            raise ValueError(f"terms must be a whole number of at least 2, got {terms!r}")
        self.trace = trace
        self.digits = digits
        self.terms = terms
        self.sizes = trace.before.sizes
        self.last = len(trace.layers) - 1
        self.perceptron = trace.rule == "perceptron"
        self.entropic = trace.before.criterion == "cross_entropy"
        self.penalized = trace.penalty.kind != "none"
        self.moving = trace.momentum > 0.0

    def check(self, layer: int, row: int, column: int) -> None:
        """Raise ValueError unless the network has that weight; without biases it has no row 0."""
        notation.weight(self.sizes, layer, row, column)
        if row == 0 and not self.trace.before.bias:
            raise ValueError(f"row must be from 1 to {self.sizes[layer]} in a network without biases, got 0")

    def rows(self, layer: int) -> range:
        """Rows of the layer's weights that exist: the bias's only if there is one."""
        return range(0 if self.trace.before.bias else 1, self.sizes[layer] + 1)

    def columns(self, layer: int) -> range:
        """Columns of the layer's weights."""
        return range(self.sizes[layer + 1])

    def weight(self, layer: int, row: int, column: int) -> Symbol:
        """Symbol of a weight."""
        return notation.weight(self.sizes, layer, row, column)

    def old(self, layer: int, row: int, column: int) -> float:
        """Value of a weight before the update."""
        return float(self.trace.before.weights[layer][row, column])

    def new(self, layer: int, row: int, column: int) -> float:
        """Value of a weight after the update."""
        return float(self.trace.network.weights[layer][row, column])

    def gradient(self, layer: int, row: int, column: int) -> float:
        """Value of dE/dw."""
        return float(self.trace.dE_dW[layer][row, column])

    def penalty(self, layer: int, row: int, column: int) -> float:
        """Value of dR/dw."""
        return float(self.trace.dR_dW[layer][row, column]) if self.penalized else 0.0

    def pull(self, layer: int, row: int, column: int) -> float:
        """What eta is multiplied by: the gradient, the penalty's slope and what is left of the velocity."""
        found = self.gradient(layer, row, column) + self.penalty(layer, row, column)
        if self.moving:
            found = self.trace.momentum * float(self.trace.velocity_before[layer][row, column]) + found
        return found

    def step(self, layer: int, row: int, column: int) -> float:
        """By how much the weight is moved; 0 if it is frozen."""
        # 0 - 0 is 0, where a bare minus would make it -0.
        return 0.0 if self.frozen(layer, row, column) else 0.0 - self.trace.eta * self.pull(layer, row, column)

    def frozen(self, layer: int, row: int, column: int) -> bool:
        """Whether the update left the weight out: a frozen bias, or a step that should have moved it and did not."""
        if row == 0 and not self.trace.before.train_bias:
            return True
        old = self.old(layer, row, column)
        due = old - self.trace.eta * self.pull(layer, row, column)
        return self.new(layer, row, column) == old != due

    def source(self, layer: int, row: int) -> Symbol:
        """Symbol of what a weight of that row multiplies: x_k or h_i."""
        features = self.trace.features
        if features is not None and layer == 0 and row:
            return notation.made(features.all[row - 1], features.unit)
        return notation.neuron(self.sizes, layer, row - 1 if row else None)

    def source_value(self, layer: int, row: int) -> float:
        """Value of what a weight of that row multiplies; 1 for a bias."""
        if row == 0:
            return 1.0
        return float((self.trace.layers[layer - 1].out if layer else self.trace.x)[row - 1])

    def source_key(self, layer: int, row: int) -> str:
        """Key of the neuron or bias node that a weight of that row comes from."""
        return notation.neuron_key(layer, row - 1 if row else None)

    def u(self, layer: int, column: int) -> Symbol:
        """Symbol of a net input."""
        return notation.net_input(self.sizes, layer + 1, column)

    def out(self, layer: int, column: int) -> Symbol:
        """Symbol of a neuron's output."""
        return notation.neuron(self.sizes, layer + 1, column)

    def delta(self, layer: int, column: int) -> Symbol:
        """Symbol of dE/du."""
        return notation.delta(self.sizes, layer + 1, column)

    def target(self, column: int) -> Symbol:
        """Symbol of a target."""
        return notation.target(self.sizes, column)

    def key(self, layer: int, column: int) -> str:
        """Key of a neuron of trace.layers[layer]; neurons count the inputs as layer 0."""
        return notation.neuron_key(layer + 1, column)

    def number(self, value: float) -> str:
        """A number as LaTeX, on its own."""
        return notation.number_latex(value, self.digits)

    def factor(self, value: float) -> str:
        """A number as LaTeX, in a product or after a minus."""
        return number_in_product(value, self.digits)

    def activation(self, layer: int, column: int) -> tuple[str, str]:
        """The neuron's f(u), in symbols and in numbers."""
        name, values = self.trace.before.activations[layer], self.trace.layers[layer]
        if name == "softmax":
            columns = self.columns(layer)
            powers = [f"e^{{{self.u(layer, j).latex}}}" for j in columns]
            numbers = [f"e^{{{self.number(float(values.u[j]))}}}" for j in columns]
            return (
                rf"\frac{{{powers[column]}}}{{{add_up(powers, self.terms)}}}",
                rf"\frac{{{numbers[column]}}}{{{add_up(numbers, self.terms)}}}",
            )
        return (
            _value_expression(name, self.u(layer, column).latex),
            _value_expression(name, self.factor(float(values.u[column]))),
        )

    def slope(self, layer: int, column: int) -> tuple[str, str, bool]:
        """The neuron's f'(u), in symbols and in numbers, and whether it needs brackets in a product."""
        if self.perceptron:
            return "1", "1", False
        name, values = self.trace.before.activations[layer], self.trace.layers[layer]
        u, out = float(values.u[column]), float(values.out[column])
        shown = number_in_product(out, self._digits_to_subtract(1.0, abs(out)))
        symbol = self.out(layer, column)
        base = symbol.latex if symbol.layer is None else bracket(symbol.latex)  # a power needs the place above free
        return (
            _slope_expression(name, self.u(layer, column).latex, base if name == "tanh" else symbol.latex),
            _slope_expression(name, self.number(u), shown),
            name == "tanh",
        )

    def error(self, column: int) -> tuple[str, str]:
        """An output's y - t, in symbols and in numbers."""
        y, t = float(self.trace.y[column]), float(self.trace.t[column])
        return f"{self.out(self.last, column).latex} - {self.target(column).latex}", self._difference(y, t)

    def surprise(self, column: int) -> tuple[str, str]:
        """What an output adds to the cross-entropy, but for the sign: t ln y, and if logistic (1 - t) ln(1 - y)."""
        y, t = float(self.trace.y[column]), float(self.trace.t[column])
        out, target = self.out(self.last, column).latex, self.target(column).latex
        symbols = rf"{target} \ln {out}"
        numbers = rf"{self.factor(t)} \cdot \ln {self.factor(y)}"
        if self.trace.before.activations[-1] != "softmax":
            rest = notation.number_latex(y, self._digits_to_subtract(1.0, y))
            symbols += rf" + \left(1 - {target}\right) \ln\left(1 - {out}\right)"
            numbers += rf" + \left(1 - {self.factor(t)}\right) \cdot \ln\left(1 - {rest}\right)"
        return symbols, numbers

    def miss(self, column: int) -> tuple[str, str]:
        """An output's t - y, in symbols and in numbers."""
        y, t = float(self.trace.y[column]), float(self.trace.t[column])
        return f"{self.target(column).latex} - {self.out(self.last, column).latex}", self._difference(t, y)

    def _difference(self, left: float, right: float) -> str:
        """LaTeX of a difference of two numbers."""
        digits = self._digits_to_subtract(left, right)
        return f"{notation.number_latex(left, digits)} - {number_in_product(right, digits)}"

    def _digits_to_subtract(self, left: float, right: float) -> int:
        """Digits that two numbers need for their difference to show: 0.99998 - 1, not 1 - 1 = -0.00002."""
        gap, size = abs(left - right), max(abs(left), abs(right))
        if not (0.0 < gap < size < math.inf):
            return self.digits
        needed = math.floor(math.log10(size)) - math.floor(math.log10(gap)) + 2
        return min(max(self.digits, needed), 17)


def _value_expression(activation: str, u: str) -> str:
    """LaTeX of f(u)."""
    return {
        "logistic": rf"\frac{{1}}{{1 + e^{{-{u}}}}}",
        "tanh": rf"\tanh\left({u}\right)",
        "relu": rf"\max\left(0, {u}\right)",
        "identity": u,
        "step": rf"\left[{u} > 0\right]",
    }[activation]


def _slope_expression(activation: str, u: str, out: str) -> str:
    """LaTeX of f'(u), written with the output where that is shorter."""
    return {
        "logistic": rf"{out}\left(1 - {out}\right)",
        "tanh": rf"1 - {out}^2",
        "relu": rf"\left[{u} > 0\right]",
        "identity": "1",
        "step": "0",
        "softmax": rf"{out}\left(1 - {out}\right)",
    }[activation]
