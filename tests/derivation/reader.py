"""Reads the LaTeX that the derivations write, as a second opinion on it, and makes the steps they are tested on."""

import math
import re
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from nnviz.derivation import notation
from nnviz.engine import ACTIVATIONS, Network, step

COMMANDS = {
    "\\" + name
    for name in "frac partial delta Delta eta cdot cdots left right text times tanh max sum begin end overline "
    "underbrace ln lambda beta operatorname sin \\".split()
}


def mazur():
    """Matt Mazur's worked example; his w1..w4 are w_11 w_21 w_12 w_22, his w5..w8 the same with a prime."""
    hidden = [[0.35, 0.35], [0.15, 0.25], [0.20, 0.30]]
    output = [[0.60, 0.60], [0.40, 0.50], [0.45, 0.55]]
    return step(Network((hidden, output), train_bias=False), [0.05, 0.10], [0.01, 0.99], eta=0.5)


@st.composite
def traces(draw, names=tuple(ACTIVATIONS)):
    """A step of a random network: 1 to 4 layers of weights, any activations, with and without bias."""
    depth = draw(st.integers(1, 4))
    sizes = [draw(st.integers(1, 4)) for _ in range(depth + 1)]
    activations = [draw(st.sampled_from(names)) for _ in range(depth)]
    bias, train_bias = draw(st.booleans()), draw(st.booleans())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    reach = draw(st.sampled_from([0.3, 1.0, 4.0]))
    weights = [rng.uniform(-reach, reach, (k + 1, n)) for k, n in pairwise(sizes)]
    for weight in weights:
        weight[0] *= bias
    net = Network(weights, activations, bias=bias, train_bias=train_bias)
    x, t = rng.uniform(-2.0, 2.0, sizes[0]), rng.uniform(-1.0, 1.0, sizes[-1])
    return step(net, x, t, eta=draw(st.sampled_from([1e-3, 0.1, 0.5, 3.0])))


def weights_of(trace):
    """(layer, row, column) of every weight there is."""
    return [
        (layer, row, column)
        for layer, weight in enumerate(trace.before.weights)
        for row, column in np.ndindex(*weight.shape)
        if row or trace.before.bias
    ]


def check_well_formed(latex):
    """Braces and growing brackets nest, and only commands that KaTeX and we agreed on are used."""
    depth = 0
    for character in latex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, latex
    assert depth == 0, latex
    assert set(re.findall(r"\\(?:[a-zA-Z]+|.)", latex)) <= COMMANDS, latex
    brackets = re.findall(r"\\(?:left|right)[()\[\]|]", latex)
    assert len(brackets) == latex.count(r"\left") + latex.count(r"\right")
    opened = []
    for bracket in brackets:
        if bracket.startswith(r"\left"):
            opened.append(bracket[-1])
        else:
            assert opened.pop() + bracket[-1] in ("()", "[]", "||"), latex
    assert not opened, latex
    assert not re.search(r"nan|None|--|- -|\+ -", latex), latex


def numbers_in(latex):
    """The numbers of a text, in reading order."""
    plain = re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", latex)
    return [float(found) for found in re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?(?:e-?\d+)?", plain)]


def evaluate(latex, symbols=None):
    """Work out an expression, its symbols replaced by their values."""
    # The longest first: u_{1} is a part of \frac{\partial E}{\partial u_{1}}. A command that is no symbol stays.
    known = symbols or {}
    names = sorted(known, key=len, reverse=True)
    either = "|".join([*(re.escape(name) + "(?![a-zA-Z])" for name in names), r"\\[a-zA-Z]+"])
    text = re.sub(either, lambda found: f"⟨{known[found[0]]!r}⟩" if found[0] in known else found[0], latex)
    text = re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", text)
    text = re.sub(r"\\frac\{1\}\{1 \+ e\^\{-(.*?)\}\}", r"⟨logistic⟨\1⟩⟩", text)
    text = re.sub(r"\\frac\{1\}\{2\}", "⟨0.5⟩", text)
    text = re.sub(r"e\^\{(.*?)\}", r"exp⟨\1⟩", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"⟨⟨\1⟩/⟨\2⟩⟩", text)
    text = re.sub(r"\\left\|(.*?)\\right\|", r"abs⟨\1⟩", text)
    text = re.sub(r"\\operatorname\{sign\} ?(⟨.*?⟩)", r"sign\1", text)
    text = re.sub(r"(⟩|\\right\)|\d)( ?)\\ln", r"\1*\\ln", text)
    text = re.sub(r"\\ln ?(\\left\(.*?\\right\)|⟨.*?⟩|[\d.]+(?:e-?\d+)?)", r"log⟨\1⟩", text)
    text = re.sub(r"\\sin 5 ?\\cdot (\\left\(.*?\\right\)|[\d.]+(?:e-?\d+)?)", r"sin⟨5*\1⟩", text)
    text = re.sub(r"\\left\[([^\[\]]*?) > 0\\right\]", r"⟨float(⟨\1⟩ > 0)⟩", text)
    text = re.sub(r"\\tanh\\left\((.*)\\right\)", r"tanh⟨\1⟩", text)
    text = re.sub(r"\\max\\left\(0, (.*)\\right\)", r"max(0, ⟨\1⟩)", text)
    for latex_bracket, bracket in ((r"\left(", "⟨"), (r"\left[", "⟨"), (r"\right)", "⟩"), (r"\right]", "⟩")):
        text = text.replace(latex_bracket, bracket)
    text = text.replace(r" \cdot ", "*").replace("^{2}", "**2").replace("^2", "**2")
    text = re.sub(r"(⟩|\d) ?⟨", r"\1*⟨", text)  # what stands side by side is multiplied
    text = text.replace("⟨", "(").replace("⟩", ")")
    assert not re.search(r"[\\{}_^]", text), f"not understood: {latex} -> {text}"
    text = re.sub(r"(\)|\d) ?(?=(?:abs|sign|log)\()", r"\1*", text)
    known = {name: getattr(math, name) for name in ("tanh", "exp", "log", "sin")}
    sign = {"sign": lambda value: float((value > 0) - (value < 0))}
    return float(eval(text, {"max": max, "float": float, "abs": abs, "logistic": _logistic, **known, **sign}))  # ours


def _logistic(u):
    return 1.0 / (1.0 + math.exp(-u))


def symbols_of(trace):
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
