"""A trace together with the names of its parts, from which every derivation reads."""

from __future__ import annotations

import math

import numpy as np

from nnviz.derivation import notation
from nnviz.derivation.notation import LAMBDA_LATEX, Symbol
from nnviz.derivation.terms import MOST_TERMS, add_up, number_in_product
from nnviz.engine import SGD, Arithmetic, StepTrace, Told, cross_entropy, get_activation

TOP = r"u_{\max}"
"""The largest of the outputs' net inputs."""
LARGEST_POWER = 700.0
"""Beyond it e^u is no number."""


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
        self._trained = trace.before.trained

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

    def carried(self, layer: int, row: int, column: int) -> str:
        """What beside the gradient pulls at a weight by the optimiser, as plain words; "" if nothing does."""
        known = zip(self.optimiser.memories, self.memory(layer, row, column), strict=True)
        return self.optimiser.carries if any(memory.signed and value for memory, value in known) else ""

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
        """Whether the update left the weight out."""
        return self._trained is not None and not self._trained[layer][row, column]

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
            names, us = [self.u(layer, j).latex for j in columns], [float(u) for u in values.u]
            # Where a power would be beyond all numbers, the largest u is taken off, as it is in the computation.
            less = (f" - {TOP}", f" - {self.factor(max(us))}") if max(us) > LARGEST_POWER else ("", "")
            powers = [f"e^{{{name}{less[0]}}}" for name in names]
            numbers = [f"e^{{{self.number(u)}{less[1]}}}" for u in us]
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
        digits = self._digits_to_subtract(1.0, y)  # the logarithm of 0.99998, not of 1
        symbols = rf"{target} \ln {out}"
        numbers = rf"{self.factor(t)} \cdot \ln {number_in_product(y, digits)}"
        if self.trace.before.activations[-1] != "softmax":
            symbols += rf" + \left(1 - {target}\right) \ln\left(1 - {out}\right)"
            rest = notation.number_latex(y, digits)
            numbers += rf" + \left(1 - {self.factor(t)}\right) \cdot \ln\left(1 - {rest}\right)"
        return symbols, numbers

    @property
    def outputs_tell(self) -> bool:
        """Whether the cross-entropy follows from the outputs, as numbers: not where one has become 0 or 1."""
        y, t = self.trace.y, self.trace.t
        softmax = self.trace.before.activations[-1] == "softmax"
        if (y == 0.0).any() or (not softmax and (y == 1.0).any()):
            return False
        parts = t * np.log(y)
        if not softmax:
            parts += (1.0 - t) * np.log(1.0 - y)
        room = max(0.5 * 10.0**-self.digits, 1e-12)
        return math.isclose(-float(parts.sum()), self.sample_loss, rel_tol=room)

    @property
    def sample_loss(self) -> float:
        """The cross-entropy of the trace's own sample, from the net inputs."""
        u, t = self.trace.layers[-1].u, self.trace.t
        with np.errstate(all="ignore"):
            return float(cross_entropy(u, t, self.trace.before.activations[-1]))

    def from_net_inputs(self) -> tuple[str, str]:
        """The cross-entropy as it is computed, in symbols and in numbers: by the net inputs of the outputs."""
        columns = self.columns(self.last)
        u = [float(value) for value in self.trace.layers[-1].u]
        names, values = [self.u(self.last, j).latex for j in columns], [self.factor(value) for value in u]
        targets = [self.target(j).latex for j in columns], [self.factor(float(t)) for t in self.trace.t]
        if self.trace.before.activations[-1] != "softmax":
            return (
                add_up([_surprise_of(u, t, " ") for u, t in zip(names, targets[0], strict=True)], self.terms),
                add_up([_surprise_of(u, t, r" \cdot ") for u, t in zip(values, targets[1], strict=True)], self.terms),
            )
        top = self.factor(max(u))
        powers = add_up([f"e^{{{name} - {TOP}}}" for name in names], self.terms)
        wanted = add_up([f"{t} {name}" for t, name in zip(targets[0], names, strict=True)], self.terms)
        symbols = rf"{TOP} + \ln\left({powers}\right) - \left[{wanted}\right]"
        powers = add_up([f"e^{{{self.number(value)} - {top}}}" for value in u], self.terms)
        wanted = add_up([rf"{t} \cdot {value}" for t, value in zip(targets[1], values, strict=True)], self.terms)
        return symbols, rf"{self.number(max(u))} + \ln\left({powers}\right) - \left[{wanted}\right]"

    def output(self, value: float, layer: int) -> str:
        """A neuron's output as LaTeX: with as many digits as it takes not to be 1, or −1, unless it is."""
        shown = self.number(value)
        ends = [abs(end) for end in get_activation(self.trace.before.activations[layer]).range]
        if 1.0 not in ends or shown.lstrip("-") != "1" or abs(value) == 1.0:
            return shown
        return notation.number_latex(value, self._digits_to_subtract(1.0, abs(value)))

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


def _surprise_of(u: str, t: str, times: str) -> str:
    """LaTeX of what a logistic output adds to the cross-entropy: ln(1 + e^u) - t u, with no large power in it."""
    return rf"\max\left(0, {u}\right) - {t}{times}{u} + \ln\left(1 + e^{{-\left|{u}\right|}}\right)"
