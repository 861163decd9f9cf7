"""The arithmetic of cross-entropy, softmax, penalties, optimisers and input features: every line against the trace."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.datasets.features import every_feature, make_features
from nnviz.derivation import (
    answer,
    backward,
    batch_rule,
    explain_sign,
    forward,
    gradients,
    loss,
    phases,
    question,
    trace_json,
    update,
    weight_rule,
    weight_table,
)
from nnviz.engine import ACTIVATIONS, OPTIMISERS, Network, State, step
from nnviz.engine.optimisers import Adam
from nnviz.engine.penalty import Penalty
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.derivation.reader import check_well_formed, evaluate, symbols_of, weights_of


@st.composite
def learning(draw):
    """A step under any loss, penalty and momentum, of a network that gets features of two inputs."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tokens = draw(st.lists(st.sampled_from(every_feature(2)), unique=True, min_size=1, max_size=4))
    features = make_features(2, tokens, unit=5.0)
    raw = rng.uniform(-1.5, 1.5, 2)
    x = features(raw[None])[0]
    output = draw(st.sampled_from(["softmax", *ACTIVATIONS]))
    entropic = output == "softmax" or (output == "logistic" and draw(st.booleans()))
    outputs = draw(st.integers(2 if output == "softmax" else 1, 3))
    hidden = [draw(st.integers(1, 3)) for _ in range(draw(st.integers(0, 2)))]
    sizes = [len(x), *hidden, outputs]
    names = [*(draw(st.sampled_from(list(ACTIVATIONS))) for _ in hidden), output]
    weights = [rng.uniform(-1.0, 1.0, (k + 1, n)) for k, n in pairwise(sizes)]
    net = Network(weights, names, criterion="cross_entropy" if entropic else "squared")
    if output == "softmax":
        t = np.eye(outputs)[draw(st.integers(0, outputs - 1))]
    else:
        t = rng.integers(0, 2, outputs).astype(float)
    kind = draw(st.sampled_from(["none", "l1", "l2"]))
    optimiser = OPTIMISERS[draw(st.sampled_from(list(OPTIMISERS)))]()
    memory = tuple(
        tuple(rng.uniform(-1.0 if which.signed else 0.1, 1.0, weight.shape) for weight in weights)
        for which in optimiser.memories
    )
    state = State(draw(st.integers(0, 2_000)) if optimiser.counts else 0, memory)
    how = {"penalty": Penalty(kind, 0.03), "optimiser": optimiser, "state": state}
    trace = step(net, x, t, eta=draw(st.sampled_from([0.01, 0.5])), **how)
    return trace if features.plain else replace(trace, raw=raw, features=features)


def lines_of(trace, digits=4, terms=99):
    given = (None, digits, terms)
    return (
        *forward(trace, digits, terms),
        *loss(trace, digits, terms),
        *backward(trace, digits, terms),
        *gradients(trace, *given),
        *update(trace, *given),
    )


def value_of(trace, key):
    kind, *place = key.split(":")
    place = [int(part) for part in place]
    penalty = trace.penalty.value(trace.before.weights)
    if kind.startswith(trace.optimiser.name):
        return None
    match kind:
        case "E":
            return trace.E
        case "R":
            return penalty
        case "E+R":
            return trace.E + penalty
        case "feature":
            return trace.x[place[0]]
        case "w":
            return trace.network.weights[place[0]][place[1], place[2]]
        case "gradient":
            return trace.dE_dW[place[0]][place[1], place[2]]
    return getattr(trace.layers[place[0]], kind)[place[1]]


@settings(deadline=None, max_examples=150)
@given(learning())
def test_every_line_comes_to_its_value_in_numbers_and_in_symbols(trace):
    symbols = symbols_of(trace) | {r"\lambda": trace.penalty.rate, "E": trace.E}
    symbols["R"] = trace.penalty.value(trace.before.weights)
    rates = {"momentum": r"\beta", "beta1": r"\beta_1", "beta2": r"\beta_2", "rho": r"\rho", "epsilon": r"\varepsilon"}
    symbols |= {rates[name]: value for name, value in trace.optimiser.settings.items() if name in rates}
    symbols["n"] = trace.state.n
    worked_out = {}
    for line in lines_of(trace, digits=17):
        value = value_of(trace, line.key)
        value = line.value if value is None else float(value)  # what an optimiser works out is in no trace
        near = pytest.approx(value, rel=1e-9, abs=1e-9)
        assert line.value == near
        assert evaluate(line.numbers) == near, line
        if line.key.startswith("feature"):
            continue  # on the left and on the right stands the same
        known = dict(symbols)
        if line.phase == "update":
            layer, row, column = map(int, line.key.split(":")[1:])
            for which, arrays in zip(trace.optimiser.memories, trace.state_before.memory, strict=True):
                known[which.latex] = float(arrays[layer][row, column])
            known |= worked_out  # by the lines above, of this weight
            worked_out = {} if line.key.startswith("w:") else worked_out | {line.name: line.value}
        for side in line.symbols.split(" = "):
            if r"\sum" not in side:
                assert evaluate(side, known) == near, line


@settings(deadline=None, max_examples=60)
@given(learning())
def test_lines_are_well_formed(trace):
    for line in lines_of(trace, terms=4):
        for latex in (line.name, line.symbols, line.numbers, line.shown):
            check_well_formed(latex)


@settings(deadline=None, max_examples=60)
@given(learning())
def test_a_weights_rule_table_sign_and_question_agree_with_the_step(trace):
    rows = {row.key: row for row in weight_table(trace)}
    for key in weights_of(trace):
        rule = weight_rule(trace, *key)
        layer, row, column = key
        assert rule.value == pytest.approx(trace.dE_dW[layer][row, column], rel=1e-9, abs=1e-12)
        change = trace.network.weights[layer][row, column] - trace.before.weights[layer][row, column]
        assert rule.step == pytest.approx(change, rel=1e-6, abs=1e-12)
        assert rows[rule.key].step == rule.step
        moves = "up" if change > 0 else "down" if change < 0 else "stay"
        story = explain_sign(rule)
        assert story.moves == moves
        verdict = answer(question(trace, 1, "direction", rule.key), trace, moves)
        assert verdict.right
        assert verdict.why
    if len(rows) > 1:
        asked = question(trace, 3, "largest")
        most = max((abs(rows[key].step), key) for key in asked.weights)[1]
        assert answer(asked, trace, most).right


@settings(deadline=None, max_examples=40)
@given(learning())
def test_the_phases_are_the_lines_and_the_trace_can_be_written_as_json(trace):
    told = [line for phase in phases(trace) for line in phase.lines]
    assert told == [*forward(trace), *loss(trace), *backward(trace), *update(trace)]
    document = json.loads(json.dumps(trace_json(trace), allow_nan=False))
    assert document["loss"] == trace.before.criterion
    assert document["momentum"] == trace.momentum
    assert document["optimiser"] == {"name": trace.optimiser.name, **trace.optimiser.settings}
    assert document["state"]["n"] == trace.state.n
    for which, arrays in zip(trace.optimiser.memories, trace.state.memory, strict=True):
        np.testing.assert_array_equal(document["state"][which.name][-1], arrays[-1])
    np.testing.assert_array_equal(document["velocity"][0], trace.velocity[0])
    np.testing.assert_array_equal(document["dR_dW"][-1], trace.dR_dW[-1])


@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_batchs_update_is_the_experiments_own(kind, optimiser):
    experiment = Experiment(
        Settings(n=20, batch_size=5, regularization=kind, regularization_rate=0.1, optimiser=optimiser, eta=0.3)
    )
    experiment.advance(10)
    update_ = experiment.batch
    traces = [update_.trace(experiment.dataset, int(row)) for row in update_.rows]
    for key in weights_of(traces[0]):
        rule = batch_rule(traces, *key)
        layer, row, column = key
        expected = experiment.network.weights[layer][row, column]
        assert rule.new == pytest.approx(expected, rel=1e-9)
        assert [line.key for line in rule.between] == [line.key for line in weight_rule(traces[0], *key).between]
        for line in batch_rule(traces, *key, digits=17, terms=9).between:
            assert line.value == pytest.approx(evaluate(line.numbers), rel=1e-9, abs=1e-15)
        assert evaluate(batch_rule(traces, *key, digits=17, terms=9).update.numbers) == pytest.approx(
            expected, rel=1e-9
        )


def test_the_slope_cancels_in_so_many_words():
    net = Network([[[0.1], [0.4], [-0.3]]], "logistic", criterion="cross_entropy")
    line = backward(step(net, [1.0, 2.0], [1.0]))[0]
    slope = r"y\left(1 - y\right)"
    assert line.symbols == rf"\frac{{y - t}}{{{slope}}} \cdot {slope} = y - t"
    several = Network([np.zeros((3, 3))], "softmax", criterion="cross_entropy")
    line = backward(step(several, [1.0, 2.0], [0.0, 1.0, 0.0]))[1]
    assert line.symbols.endswith(" = y_{2} - t_{2}")
    assert line.numbers == "0.3333 - 1"


def test_an_experiments_trace_knows_what_its_inputs_are_made_of():
    trace = Experiment(Settings(features=("x1", "x1x2", "sinx2"))).coming.part
    lines = {line.key: line for line in forward(trace)}
    assert "feature:0" not in lines
    assert lines["feature:1"].name == "x_{1} x_{2}"
    assert lines["feature:2"].name == r"\sin 5x_{2}"
    assert "x_{1} x_{2}" in lines["u:0:0"].symbols
    assert weight_rule(trace, 0, 2, 0).product.factors[-1].text == "x₁x₂"


def test_adams_lines_lead_from_the_gradient_to_the_step():
    net = Network([[[0.1], [0.4], [-0.3]]], "identity")
    first = step(net, [1.0, 2.0], [1.0], 0.1, optimiser=Adam())
    trace = step(first.network, [1.0, 2.0], [1.0], 0.1, optimiser=Adam(), state=first.state)
    *lines, last = update(trace, ["w:0:1:0"])
    assert [line.name for line in lines] == ["g", r"\text{new } m", r"\text{new } v", r"\hat{m}", r"\hat{v}"]
    assert lines[0].symbols == r"\frac{\partial E}{\partial w_{1}}"
    assert lines[1].symbols == r"\beta_1 \cdot m + \left(1 - \beta_1\right) \cdot g"
    assert lines[1].numbers == r"0.9 \cdot \left(-0.11\right) + \left(1 - 0.9\right) \cdot \left(-0.7\right)"
    assert lines[3].symbols == r"\frac{\text{new } m}{1 - \beta_1^{n}}"
    assert lines[3].numbers == r"\frac{\left(-0.169\right)}{1 - 0.9^{2}}"
    assert last.symbols == r"w_{1} - \eta \cdot \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
    assert last.numbers.endswith(r"} + 10^{-8}}")
    assert weight_rule(trace, 0, 1, 0).between == tuple(lines)
    frozen = step(net.with_frozen([(0, 1, 0)]), [1.0, 2.0], [1.0], 0.1, optimiser=Adam())
    assert [line.key for line in update(frozen, ["w:0:1:0"])] == ["w:0:1:0"]


@pytest.mark.parametrize(
    ("optimiser", "told"),
    [
        ("momentum", "what is left of its velocity comes to it"),
        ("adam", "what is left of its mean gradient m comes to it"),
        ("rmsprop", "so their product, the gradient, is positive and w₁ goes down, against it."),
    ],
)
def test_the_story_of_a_sign_says_what_the_optimiser_adds(optimiser, told):
    optimiser = OPTIMISERS[optimiser]()
    first = step(Network([[[0.1], [0.4], [-0.3]]], "identity"), [1.0, 2.0], [1.0], 0.1, optimiser=optimiser)
    assert "comes to it" not in explain_sign(weight_rule(first, 0, 1, 0)).sentence
    again = step(first.network, [1.0, 2.0], [1.0], 0.1, optimiser=optimiser, state=first.state)
    assert told in explain_sign(weight_rule(again, 0, 1, 0)).sentence
