"""Reads the LaTeX that the derivations write, as a second opinion on it, and makes the steps they are tested on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from nnviz.derivation import notation
from nnviz.engine import ACTIVATIONS, Network, StepTrace, step

COMMANDS = {
    "\\" + name
    for name in "frac partial delta Delta eta cdot cdots left right text times tanh max sum begin end overline "
    "underbrace ln lambda beta operatorname sin quad bigl bigr cos min le Phi pi sqrt hat rho varepsilon \\".split()
}


def mazur() -> StepTrace:
    """Matt Mazur's worked example; his w1..w4 are w_11 w_21 w_12 w_22, his w5..w8 the same with a prime."""
    hidden = np.array([[0.35, 0.35], [0.15, 0.25], [0.20, 0.30]])
    output = np.array([[0.60, 0.60], [0.40, 0.50], [0.45, 0.55]])
    return step(Network((hidden, output), train_bias=False), [0.05, 0.10], [0.01, 0.99], eta=0.5)


@st.composite
def traces(draw: st.DrawFn, names: tuple[str, ...] = tuple(ACTIVATIONS)) -> StepTrace:
    """A step of a random network: 1 to 4 layers of weights, any activations, with and without bias."""
    depth = draw(st.integers(1, 4))
    sizes = [draw(st.integers(1, 4)) for _ in range(depth + 1)]
    activations = tuple(draw(st.sampled_from(names)) for _ in range(depth))
    bias, train_bias = draw(st.booleans()), draw(st.booleans())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    reach = draw(st.sampled_from([0.3, 1.0, 4.0]))
    weights = tuple(rng.uniform(-reach, reach, (k + 1, n)) for k, n in pairwise(sizes))
    for weight in weights:
        weight[0] *= bias
    net = Network(weights, activations, bias=bias, train_bias=train_bias)
    x, t = rng.uniform(-2.0, 2.0, sizes[0]), rng.uniform(-1.0, 1.0, sizes[-1])
    return step(net, x, t, eta=draw(st.sampled_from([1e-3, 0.1, 0.5, 3.0])))


def weights_of(trace: StepTrace) -> list[tuple[int, int, int]]:
    """(layer, row, column) of every weight there is."""
    return [
        (layer, row, column)
        for layer, weight in enumerate(trace.before.weights)
        for row, column in np.ndindex(*weight.shape)
        if row or trace.before.bias
    ]


def check_well_formed(latex: str) -> None:
    """Braces and growing brackets nest, and only commands that KaTeX and we agreed on are used."""
    depth = 0
    for character in latex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, latex
    assert depth == 0, latex
    assert set(re.findall(r"\\(?:[a-zA-Z]+|.)", latex)) <= COMMANDS, latex
    brackets = re.findall(r"\\(?:left|right)[()\[\]|]", latex)
    assert len(brackets) == latex.count(r"\left") + latex.count(r"\right")
    opened: list[str] = []
    for bracket in brackets:
        if bracket.startswith(r"\left"):
            opened.append(bracket[-1])
        else:
            assert opened.pop() + bracket[-1] in ("()", "[]", "||"), latex
    assert not opened, latex
    assert not re.search(r"nan|None|--|- -|\+ -", latex), latex


def numbers_in(latex: str) -> list[float]:
    """The numbers of a text, in reading order."""
    plain = re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", latex)
    return [float(found) for found in re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?(?:e-?\d+)?", plain)]


def evaluate(latex: str, symbols: Mapping[str, float] | None = None) -> float:
    """Work out an expression, its symbols replaced by their values."""
    return _Reader(latex, symbols or {}).whole()


class _Reader:
    """Reads an expression from left to right: sums of products of powers."""

    def __init__(self, latex: str, symbols: Mapping[str, float]) -> None:
        self.latex, self.symbols, self.at = latex, symbols, 0
        # The longest first: u_{1} is a part of \frac{\partial E}{\partial u_{1}}.
        self.names = sorted(symbols, key=len, reverse=True)

    def whole(self) -> float:
        value = self.sum()
        assert self.rest() == "", f"not understood: {self.rest()!r} in {self.latex}"
        return float(value)

    def rest(self) -> str:
        while self.latex[self.at : self.at + 1] == " ":
            self.at += 1
        return self.latex[self.at :]

    def take(self, text: str) -> bool:
        """Go past a text if it comes next."""
        if not self.rest().startswith(text):
            return False
        if text[-1].isalpha() and self.latex[self.at + len(text) : self.at + len(text) + 1].isalpha():
            return False
        self.at += len(text)
        return True

    def need(self, text: str) -> None:
        assert self.take(text), f"{text!r} expected at {self.rest()!r} in {self.latex}"

    def group(self) -> float:
        self.need("{")
        value = self.sum()
        self.need("}")
        return value

    def sum(self) -> float:
        value = -self.product() if self.take("-") else self.product()
        while True:
            if self.take("+"):
                value += self.product()
            elif self.take("-"):
                value -= self.product()
            else:
                return value

    def product(self) -> float:
        value = self.power()
        while True:
            rest = self.rest()
            if self.take(r"\cdot") or (rest and rest[0] not in "+-=><}," and not rest.startswith((r"\right", r"\le "))):
                value *= self.power()
            else:
                return value

    def power(self) -> float:
        value = self.atom()
        while self.take("^"):
            value **= self.group() if self.rest().startswith("{") else float(self.latex[(self.at, self.step(1))[0]])
        return value

    def step(self, count: int) -> int:
        self.at += count
        return self.at

    def atom(self) -> float:
        rest = self.rest()
        for name in self.names:
            if self.take(name):
                return self.symbols[name]
        if found := re.match(r"\d+(\.\d+)?( \\times 10\^\{(-?\d+)\})?", rest):
            self.at += found.end()
            return float(found[0].split(" ")[0] + (f"e{found[3]}" if found[3] else ""))
        if self.take(r"\frac"):
            return self.group() / self.group()
        if self.take(r"\sqrt"):
            return math.sqrt(self.group())
        if self.take("e^"):
            return math.exp(self.group())
        if self.take(r"\pi"):
            return math.pi
        for name, function in FUNCTIONS.items():
            if self.take(name):
                # Without brackets a function takes all of the product that follows: sin 5 x.
                if self.rest().startswith(r"\left"):
                    return function(*self.bracket())
                return function(self.power() if "sign" in name else self.product())
        assert rest.startswith(r"\left"), f"not understood: {rest!r} in {self.latex}"
        return self.bracket()[0]

    def bracket(self) -> list[float]:
        """Read what stands in brackets, as a list: of the parts between commas."""
        self.need(r"\left")
        kind = self.latex[(self.at, self.step(1))[0]]
        values = [self.sum()]
        while self.take(","):
            values.append(self.sum())
        if self.take(">"):
            values = [float(values[0] > self.sum())]
        elif self.take(r"\le"):
            values = [float(values[0] <= self.sum())]
        self.need(r"\right")
        self.at += 1
        return [abs(values[0])] if kind == "|" else values


FUNCTIONS: dict[str, Callable[..., float]] = {
    r"\tanh": math.tanh,
    r"\ln": math.log,
    r"\sin": math.sin,
    r"\cos": math.cos,
    r"\max": max,
    r"\min": min,
    r"\Phi": lambda u: 0.5 * math.erfc(-u / math.sqrt(2.0)),
    r"\operatorname{sign}": lambda value: float((value > 0) - (value < 0)),
}


def symbols_of(trace: StepTrace) -> dict[str, float]:
    """Every symbol of a step with its value, read from the trace."""
    sizes = trace.before.sizes
    found = {r"\eta": trace.eta}
    inputs = trace.x if trace.raw is None else trace.raw
    for k, value in enumerate(inputs.tolist()):
        found[notation.neuron([len(inputs), 1], 0, k).latex] = value
    if trace.features is not None:
        for k, feature in enumerate(trace.features.all):
            found[notation.made(feature, trace.features.unit).latex] = float(trace.x[k])
    for j in range(sizes[-1]):
        found[notation.target(sizes, j).latex] = float(trace.t[j])
    for layer, values in enumerate(trace.layers):
        found[notation.neuron(sizes, layer, None).latex] = 1.0
        for i in range(sizes[layer + 1]):
            out = notation.neuron(sizes, layer + 1, i)
            found[out.latex] = float(values.out[i])
            found[notation.net_input(sizes, layer + 1, i).latex] = float(values.u[i])
            found[notation.delta(sizes, layer + 1, i).latex] = float(values.delta[i])
            found[notation.derivative_latex(out)] = float(values.dE_dout[i])
    for layer, row, column in weights_of(trace):
        weight = notation.weight(sizes, layer, row, column)
        found[weight.latex] = float(trace.before.weights[layer][row, column])
        found[notation.derivative_latex(weight)] = float(trace.dE_dW[layer][row, column])
    return found
