import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import PHASES, backward, forward, loss, phases, update
from nnviz.derivation.notation import NeuronKey, parse_key
from nnviz.engine import Network, init_network, perceptron_step, step
from tests.derivation.reader import mazur, traces


def neurons(trace, first=1):
    """Keys of all neurons from a layer on, inputs being layer 0."""
    sizes = trace.before.sizes
    return {f"n:{layer}:{i}" for layer in range(first, len(sizes)) for i in range(sizes[layer])}


def perceptron():
    return perceptron_step(Network(([[0.1], [0.2], [0.3]],), "step"), [0.0, 1.0], [0.0], eta=0.1)


@settings(deadline=None, max_examples=60)
@given(traces())
def test_the_phases_lines_are_those_of_the_step_each_once_and_in_order(trace):
    found = [line for phase in phases(trace, 3, 5) for line in phase.lines]
    assert found == [*forward(trace, 3, 5), *loss(trace, 3, 5), *backward(trace, 3, 5), *update(trace, None, 3, 5)]
    for phase in phases(trace):
        assert {line.phase for line in phase.lines} == {phase.kind}
    kinds = [PHASES.index(phase.kind) for phase in phases(trace)]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2, 3}


@settings(deadline=None, max_examples=60)
@given(traces())
def test_what_is_known_only_grows_and_is_what_the_lines_so_far_computed(trace):
    outs = {key for key in phases(trace)[0].known.outs if key.startswith("n:0:") or key.endswith(":bias")}
    inputs = {f"n:0:{k}" for k in range(trace.before.sizes[0])}
    biases = {f"n:{layer}:bias" for layer in range(len(trace.layers))} if trace.before.bias else set()
    assert outs == inputs | biases
    deltas, loss_known, updated = set(), False, False
    for phase in phases(trace):
        for line in phase.lines:
            kind, *place = line.key.split(":")
            if kind in ("out", "delta"):
                key = f"n:{int(place[0]) + 1}:{place[1]}"
                (outs if kind == "out" else deltas).add(key)
            loss_known |= kind == "E"
            updated |= kind == "w"
        known = phase.known
        assert (known.outs, known.loss, known.deltas, known.updated) == (outs, loss_known, deltas, updated)
    assert outs == neurons(trace, first=0) | biases
    assert deltas == neurons(trace)
    assert loss_known
    assert updated


@settings(deadline=None, max_examples=40)
@given(traces())
def test_a_phase_lights_nothing_that_is_still_unknown(trace):
    known = set()
    for phase in phases(trace):
        assert len(set(phase.lights)) == len(phase.lights)
        assert set(phase.lights) == {key for line in phase.lines for key in line.lights}
        for key in phase.lights:
            if isinstance(parse_key(key, trace.before.sizes), NeuronKey):
                assert key in phase.known.outs
        known |= phase.known.outs
        assert known == phase.known.outs


def test_the_phases_of_mazurs_example():
    found = phases(mazur())
    assert [phase.title for phase in found] == [
        "Forward: the hidden layer",
        "Forward: the outputs",
        "Loss: how far the output is from the target",
        "Backward: δ of y₁",
        "Backward: δ of y₂",
        "Backward: δ of h₁",
        "Backward: δ of h₂",
        "Update: every weight against its gradient",
    ]
    assert found[0].known.outs == {"n:0:0", "n:0:1", "n:0:bias", "n:1:bias", "n:1:0", "n:1:1"}
    assert not found[1].known.loss
    assert found[5].known.deltas == {"n:2:0", "n:2:1", "n:1:0"}
    assert found[5].lights == ("n:2:0", "n:2:1", "w:1:1:0", "w:1:1:1", "n:1:0")
    assert [line.key for line in found[5].lines] == ["dE_dout:0:0", "delta:0:0"]
    assert [phase.known.updated for phase in found] == [False] * 7 + [True]


def test_a_wide_layer_goes_back_at_once_and_deep_layers_have_numbers():
    trace = step(init_network((2, 5, 4, 1), seed=3), [0.1, 0.2], [1.0])
    titles = [phase.title for phase in phases(trace)]
    assert titles[:3] == ["Forward: hidden layer 1", "Forward: hidden layer 2", "Forward: the output"]
    assert titles[4:] == [
        "Backward: δ of y₁",
        *(f"Backward: δ of h⁽²⁾{i}" for i in "₁₂₃₄"),
        "Backward: δ of every neuron of hidden layer 1",
        "Update: every weight against its gradient",
    ]
    wide = phases(trace)[-2]
    assert [line.key for line in wide.lines] == [f"{name}:0:{i}" for i in range(5) for name in ("dE_dout", "delta")]
    outputs = step(init_network((2, 6), seed=3), [0.1, 0.2], np.zeros(6))
    assert [phase.title for phase in phases(outputs)][2] == "Backward: δ of every neuron of the outputs"


def test_a_perceptron_goes_back_without_a_slope():
    found = phases(perceptron())
    assert [phase.title for phase in found] == [
        "Forward: the output",
        "Loss: how far the output is from the target",
        "Backward: the error of y",
        "Update: every weight by η (t − y) x",
    ]
    assert [line.symbols for line in found[2].lines] == ["y - t"]
    assert found[2].known.deltas == {"n:1:0"}


def test_digits_and_terms_out_of_range_are_refused():
    with pytest.raises(ValueError, match="digits must be"):
        phases(mazur(), digits=0)
    with pytest.raises(ValueError, match="terms must be"):
        phases(mazur(), terms=1)
