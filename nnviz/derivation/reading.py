"""A trace with the names of its parts: what every derivation reads from."""

from __future__ import annotations

import math

import numpy as np

from nnviz.derivation import notation
from nnviz.derivation.notation import LAMBDA_LATEX, Symbol
from nnviz.derivation.terms import MOST_TERMS, add_up, number_in_product
from nnviz.engine import SGD, StepTrace, get_activation
from nnviz.engine.optimisers import Arithmetic, Told


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
        self.optimiser = trace.optimiser
        self.plain = isinstance(trace.optimiser, SGD)

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

    def pull(self, layer: int, row: int, column: int, gradient: float | None = None) -> float:
        """What eta is multiplied by if nothing holds the weight: what the optimiser makes of the gradient.

        The gradient is the step's own, unless another is given, such as a batch's.
        """
        found = self.gradient(layer, row, column) if gradient is None else gradient
        g = found + self.penalty(layer, row, column)
        memory = tuple(np.array(value) for value in self.memory(layer, row, column))
        with np.errstate(all="ignore"):
            return float(self.optimiser.step(np.array(g), memory, self.update_number)[0])

    def memory(self, layer: int, row: int, column: int) -> tuple[float, ...]:
        """What the optimiser remembers of a weight before the update."""
        return tuple(float(arrays[layer][row, column]) for arrays in self.trace.state_before.memory)

    @property
    def update_number(self) -> int:
        """Which update this is, for an optimiser that counts them."""
        return self.trace.state_before.n + 1

    def arithmetic(self, layer: int, row: int, column: int, name: str, gradient: float) -> Arithmetic:
        """The optimiser's lines for one weight, from its gradient: its LaTeX name, and its value."""
        symbols, numbers = [name], [self.factor(gradient)]
        if self.penalized and row:
            weight, old = self.weight(layer, row, column), self.old(layer, row, column)
            sign = self.trace.penalty.kind == "l1"
            rate = self.factor(self.trace.penalty.rate)
            function = r"\operatorname{sign} " if sign else ""
            symbols.append(f"{LAMBDA_LATEX} {function}{weight.latex}")
            numbers.append(rf"{rate} \cdot {self.factor(float((old > 0) - (old < 0)) if sign else old)}")
        g = gradient + self.penalty(layer, row, column)
        memory = self.memory(layer, row, column)
        return self.optimiser.arithmetic(Told(symbols, numbers, g, memory, self.update_number, self.factor))

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
        latex = get_activation(name).latex
        return latex(self.u(layer, column).latex), latex(self.factor(float(values.u[column])))

    def slope(self, layer: int, column: int) -> tuple[str, str, bool]:
        """The neuron's f'(u), in symbols and in numbers, and whether it needs brackets in a product."""
        if self.perceptron:
            return "1", "1", False
        name, values = self.trace.before.activations[layer], self.trace.layers[layer]
        u, out = float(values.u[column]), float(values.out[column])
        shown = number_in_product(out, self._digits_to_subtract(1.0, abs(out)))
        activation = get_activation(name)
        latex = activation.slope_latex
        symbols = latex(self.u(layer, column).latex, self.out(layer, column).latex)
        return symbols, latex(self.number(u), shown), activation.slope_is_sum

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
