"""Formulas without LaTeX: the same signs and numbers, and no command of LaTeX left over, whatever is trained how."""

from __future__ import annotations

import re

import pytest

from nnviz.derivation import inline, neuron_in_brief, painted, weight_in_brief
from nnviz.derivation.highlighted import ROLES
from nnviz.derivation.written import HOLE, written
from nnviz.engine import ACTIVATIONS, OPTIMISERS
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

RUNS = [
    *({"hidden": (3,), "activation": name} for name in ACTIVATIONS),
    *({"hidden": (2,), "optimiser": name} for name in OPTIMISERS),
    {"hidden": (12,)},
    {"hidden": (3, 2)},
    {"hidden": (), "output": "step", "rule": "perceptron", "eta": 0.1},
    {"batch_size": 5},
    {"dataset": "blobs3", "output": "softmax", "loss": "cross_entropy"},
    {"features": ("x1", "x2x2", "x1x2", "sinx1")},
    {"regularization": "l1", "regularization_rate": 0.01},
    {"regularization": "l2", "regularization_rate": 0.01},
]
TAGS = {"i", "sub", "sup", "frac", "part", "root", "over"}
WORDS = {"max", "min", "sin", "cos", "tanh", "ln", "sign", "new", "more", "on", "off"}


def text(node):
    return node if isinstance(node, str) else "".join(map(text, node[1:]))


def filled(latex):
    nodes, numbers = written(latex)
    whole = "".join(map(text, nodes))
    assert whole.count(HOLE) == len(numbers)
    for number in numbers:
        whole = whole.replace(HOLE, number, 1)
    return whole


def leaves(node):
    return [node] if isinstance(node, str) else [leaf for each in node[1:] for leaf in leaves(each)]


def tags(node):
    return set() if isinstance(node, str) else {node[0]}.union(*map(tags, node[1:]))


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (
            r"\partial E/\partial w'_{12} = \delta_{1} \cdot x_{2} = \left(-0.5\right) \cdot 3",
            "∂E/∂w′12 = δ1 · x2 = (−0.5) · 3",
        ),
        (r"a - b", "a − b"),
        (r"-1.5 - \left[-2 + x\right]", "−1.5 − [−2 + x]"),
        (r"1.2 \times 10^{-5}", "1.2 × 10−5"),
        (r"\text{new }w_{1} > \max\left(0, u\right)", "new w1 > max(0, u)"),
        (r"\lambda \operatorname{sign} w", "λsign w"),
        (r"\hat{m} = \sqrt{2}", "m̂ = 2"),
    ],
)
def test_signs_and_spaces(latex, plain):
    assert filled(latex) == plain


def test_what_stands_where_is_kept():
    nodes, numbers = written(r"\frac{1}{1 + e^{-2}} \textcolor{delta}{h^{(2)}_{31}}")
    one, two = ["part", HOLE], ["part", HOLE + " + ", ["i", "e"], ["sup", "−" + HOLE]]
    assert nodes[0] == ["frac", one, two]
    assert numbers[:3] == ["1", "1", "2"]
    assert nodes[1] == ["delta", ["i", "h"], ["sup", "(" + HOLE + ")"], ["sub", "31"]]
    assert written("")[0] == []


def test_braces_must_close():
    for latex in (r"\frac{1}{2", r"\text{new", "e^{"):
        with pytest.raises(ValueError, match="braces that close"):
            written(latex)


@pytest.mark.parametrize("how", RUNS, ids=str)
def test_of_every_formula_of_a_step_only_its_own_signs_and_numbers_stand_there(how):
    experiment = Experiment(Settings(**how))
    experiment.seek(15)
    update, sizes = experiment.made, experiment.sizes
    paint = painted({role: role for role in ROLES})
    lines = []
    for layer in range(len(sizes) - 1):
        lines += weight_in_brief(update, layer, 1, 0, 4, paint) + neuron_in_brief(update, layer + 1, 0, 4, paint)
    assert lines
    for line in lines:
        latex = inline(line)
        nodes, numbers = written(latex)
        assert {word for leaf in leaves(["", *nodes]) for word in re.findall(r"[A-Za-z]{2,}", leaf)} <= WORDS
        assert not re.search(r"[\\{}_^]", filled(latex))
        assert tags(["", *nodes]) <= {"", *TAGS, *ROLES}
        # Without subscripts and colours, every digit of the formula is one of a number's, in the same order.
        plain = re.sub(r"\\text\{[^}]*\}|_\{[^}]*\}|_\d", "", latex)
        assert numbers == re.findall(r"\d+(?:\.\d+)?", plain)
        # What a formula says at last is what the line is worth.
        if numbers and re.fullmatch(r"-?[\d.]+", line.shown):
            assert float(numbers[-1]) == pytest.approx(abs(line.value), rel=1e-3)
