import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import batch_rule, neuron_view, table_csv, trace_json, weight_table
from nnviz.engine import Network, gradient, init_network, perceptron_step, step, train
from tests.derivation.reader import check_well_formed, evaluate, mazur, traces, weights_of


@settings(deadline=None, max_examples=60)
@given(traces())
def test_a_neurons_terms_add_up_to_its_net_input(trace):
    for layer, values in enumerate(trace.layers, start=1):
        for index in range(len(values.u)):
            view = neuron_view(trace, layer, index, digits=17)
            assert sum(term.product for term in view.terms) == pytest.approx(values.u[index], rel=1e-12, abs=1e-12)
            assert (view.u, view.out, view.slope) == (values.u[index], values.out[index], values.slope[index])
            for term in view.terms:
                assert term.product == term.weight_value * term.source_value
            column = trace.dE_dW[layer - 1][0 if trace.before.bias else 1 :, index]
            assert [term.gradient for term in view.terms] == column.tolist()
            assert evaluate(view.lines[-1].numbers) == pytest.approx(view.slope, rel=1e-9, abs=1e-9)
            assert (view.word != "") == view.saturated


def test_a_neuron_of_mazurs_example():
    view = neuron_view(mazur(), 1, 0)
    assert (view.key, view.symbol.label, view.activation) == ("n:1:0", "h₁", "logistic")
    assert [term.weight.label for term in view.terms] == ["w₀₁", "w₁₁", "w₂₁"]
    assert [term.source.label for term in view.terms] == ["x₀", "x₁", "x₂"]
    assert [term.product for term in view.terms] == pytest.approx([0.35, 0.0075, 0.02])
    assert view.terms[2].weight_key == "w:0:2:0"
    assert view.terms[0].source_key == "n:0:bias"
    assert not view.saturated
    assert [line.key for line in view.lines] == ["u:0:0", "out:0:0", "slope:0:0"]


def test_nielsens_saturated_neuron_is_called_saturated():
    stuck = neuron_view(step(Network(([[2.0], [2.0]],)), [1.0], [0.0], eta=0.15), 1, 0)
    assert stuck.out == pytest.approx(0.98, abs=0.005)
    assert stuck.saturated
    assert stuck.word.startswith("Saturated: the slope is 0.01766, 7.1 % of its largest value.")
    ready = neuron_view(step(Network(([[0.9], [0.6]],)), [1.0], [0.0], eta=0.15), 1, 0)
    assert ready.out == pytest.approx(0.82, abs=0.005)
    assert not ready.saturated
    assert ready.word == ""


@pytest.mark.parametrize(
    ("activation", "u", "saturated", "word"),
    [
        ("tanh", 1.8, False, ""),
        ("tanh", -1.85, True, "Saturated"),
        ("logistic", 3.6, False, ""),
        ("logistic", -3.7, True, "Saturated"),
        ("logistic", 800.0, True, "0 as a number"),
        ("relu", 0.1, False, ""),
        ("relu", -0.1, True, "Dead for this sample"),
        ("identity", 50.0, False, ""),
        ("step", 0.5, True, "flat"),
    ],
)
def test_small_slopes_get_a_plain_word(activation, u, saturated, word):
    view = neuron_view(step(Network(([[0.0], [u]],), activation), [1.0], [0.25]), 1, 0)
    assert view.saturated is saturated
    assert word in view.word


def test_the_perceptron_rule_needs_no_slope():
    view = neuron_view(perceptron_step(Network(([[0.0], [1.0]],), "step"), [1.0], [0.0]), 1, 0)
    assert not view.saturated
    assert [line.key for line in view.lines] == ["u:0:0", "out:0:0"]


def test_only_neurons_can_be_viewed():
    for place, told in (
        ((0, 0), "layer must be from 1"),
        ((3, 0), "layer must be"),
        ((1, 2), "index must be"),
        ((1, None), "bias node"),
    ):
        with pytest.raises(ValueError, match=told):
            neuron_view(mazur(), *place)


@settings(deadline=None, max_examples=60)
@given(traces())
def test_the_table_is_the_step(trace):
    rows = weight_table(trace)
    assert [row.key for row in rows] == [f"w:{a}:{b}:{c}" for a, b, c in weights_of(trace)]
    for row, (layer, k, i) in zip(rows, weights_of(trace), strict=True):
        assert row.layer == layer + 1
        assert row.old == trace.before.weights[layer][k, i]
        assert row.gradient == trace.dE_dW[layer][k, i]
        assert row.new == trace.network.weights[layer][k, i] == row.old + row.step
        if k == 0 and not trace.before.train_bias:
            assert row.step == 0.0


def test_the_table_as_csv_reads_back_exactly():
    trace = mazur()
    text = table_csv(weight_table(trace))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["key", "symbol", "layer", "old", "gradient", "step", "new"]
    assert len(rows) == 12
    row = next(row for row in rows if row["key"] == "w:1:1:0")
    assert (row["symbol"], row["layer"]) == ("w′₁₁", "2")
    assert float(row["gradient"]) == trace.dE_dW[1][1, 0]
    assert float(row["new"]) == trace.network.weights[1][1, 0]


def test_a_step_of_nothing_is_0_and_has_no_sign():
    rows = weight_table(step(Network(([[0.5], [1.0], [1.0]],)), [0.0, 1.0], [1.0]))
    assert rows[1].gradient == 0.0
    assert str(rows[1].step) == "0.0"


@settings(deadline=None, max_examples=30)
@given(traces())
def test_the_trace_survives_json(trace):
    read = json.loads(json.dumps(trace_json(trace), allow_nan=False))
    assert (read["E"], read["E_after"], read["eta"]) == (trace.E, trace.E_after, trace.eta)
    assert read["rule"] == "gradient"
    assert tuple(read["sizes"]) == trace.before.sizes
    for name in ("x", "t", "y"):
        assert read[name] == getattr(trace, name).tolist()
    for layer, values in zip(read["layers"], trace.layers, strict=True):
        for name in ("u", "out", "slope", "dE_dout", "delta"):
            assert layer[name] == getattr(values, name).tolist()
    before = Network(read["weights_before"], read["activations"], read["bias"], read["train_bias"])
    assert before == trace.before
    again = step(before, read["x"], read["t"], read["eta"])
    for arrays, name in ((again.dE_dW, "dE_dW"), (again.network.weights, "weights_after")):
        assert [array.tolist() for array in arrays] == read[name]


def test_infinity_is_null_in_json():
    read = trace_json(step(Network(([[1e308], [1e308]],)), [1.0], [1.0]))
    assert read["layers"][0]["u"] == [None]
    json.dumps(read, allow_nan=False)


def batch(n=12):
    rng = np.random.default_rng(5)
    net = init_network((2, 3, 2), seed=5)
    X, T = rng.normal(size=(n, 2)), rng.uniform(size=(n, 2))
    return net, X, T, [step(net, x, t, eta=0.4) for x, t in zip(X, T, strict=True)]


def test_a_batch_is_the_mean_over_its_samples():
    net, X, T, steps = batch()
    expected, after = gradient(net, X, T), train(net, X, T, eta=0.4, batch_size=12)
    for layer, row, column in weights_of(steps[0]):
        rule = batch_rule(steps, layer, row, column, terms=4)
        assert rule.value == pytest.approx(expected[layer][row, column], abs=1e-14)
        assert rule.line.value == rule.value
        assert rule.new == pytest.approx(after.weights[layer][row, column], abs=1e-14)
        assert batch_rule(steps, layer, row, column, after=after).new == after.weights[layer][row, column]
        sizes = [abs(steps[term.position].dE_dW[layer][row, column]) for term in rule.largest]
        everyone = sorted((abs(trace.dE_dW[layer][row, column]) for trace in steps), reverse=True)
        assert sizes == everyone[:4]
        assert [term.part for term in rule.largest] == [term.value / 12 for term in rule.largest]
        check_well_formed(rule.line.name + rule.line.symbols + rule.line.numbers + rule.update.numbers)
        assert r"_{\text{8 more}}" in rule.line.numbers
        assert evaluate(rule.update.numbers) == pytest.approx(rule.new, abs=1e-3)


def test_a_small_batch_shows_everyone():
    _, _, _, steps = batch(3)
    rule = batch_rule(steps, 1, 1, 0)
    assert rule.rest == 0.0
    assert "more" not in rule.line.numbers
    assert len(rule.largest) == rule.n == 3


def test_a_batch_leaves_frozen_weights_alone():
    net = Network(mazur().before.weights, train_bias=False)
    steps = [step(net, [0.1, 0.2], [0.0, 1.0]), step(net, [0.3, 0.2], [1.0, 0.0])]
    rule = batch_rule(steps, 1, 0, 0)
    assert rule.frozen
    assert rule.new == rule.old == 0.6
    assert rule.update.note == "w′₀₁ is frozen and keeps its value."


def test_a_perceptrons_batch():
    net = Network(([[0.1], [0.2], [0.3]],), "step")
    steps = [perceptron_step(net, x, [0.0], 0.1) for x in ([0.0, 1.0], [1.0, 1.0])]
    rule = batch_rule(steps, 0, 2, 0)
    assert rule.value == 1.0
    assert rule.new == pytest.approx(0.2)
    assert "partial" not in rule.line.name + rule.line.symbols + rule.update.symbols


def test_a_batch_must_be_one():
    net, X, T, steps = batch(3)
    with pytest.raises(ValueError, match="traces must hold at least one step"):
        batch_rule([], 0, 0, 0)
    for other in (step(net, X[0], T[0], eta=0.1), step(init_network((2, 3, 2), seed=6), X[0], T[0], eta=0.4)):
        with pytest.raises(ValueError, match="traces must all start from the same network"):
            batch_rule([*steps, other], 0, 0, 0)
    with pytest.raises(ValueError, match="after must have sizes"):
        batch_rule(steps, 0, 0, 0, after=init_network((2, 2), seed=1))
    with pytest.raises(ValueError, match="row must be"):
        batch_rule(steps, 0, 3, 0)
