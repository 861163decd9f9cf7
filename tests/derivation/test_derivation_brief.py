"""What is said of a weight, a neuron or a phase in a line or two: the numbers are those of the step."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.derivation import (
    inline,
    largest_move,
    lights_of,
    neuron_in_brief,
    notation,
    painted,
    phase_in_brief,
    phases,
    weight_in_brief,
    weight_table,
)
from nnviz.engine import OPTIMISERS
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.derivation.reader import check_well_formed, evaluate, symbols_of, weights_of

COLOURS = {"weight": "#111111", "delta": "#222222", "input": "#333333", "behind": "#444444"}
PAINT = painted(COLOURS)


def bare(latex):
    """The formula without its colours."""
    return re.sub(r"\\textcolor\{#\d{6}\}(\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})", r"\1", latex)


def update_of(step=40, **how):
    experiment = Experiment(Settings(**how))
    experiment.seek(step)
    return experiment.made


RUNS = {
    "plain": {},
    "single": {"hidden": (), "dataset": "linear"},
    "deep": {"hidden": (3, 3), "activation": "tanh"},
    "batch": {"batch_size": 10},
    "softmax": {"dataset": "iris", "hidden": (3,), "output": "softmax", "loss": "cross_entropy"},
    "penalty": {"regularization": "l2", "regularization_rate": 0.01, "hidden": (3,)},
    "perceptron": {"hidden": (), "dataset": "nand", "output": "step", "rule": "perceptron"},
    "perceptron batch": {"hidden": (), "dataset": "nand", "output": "step", "rule": "perceptron", "batch_size": 4},
    "no bias": {"bias": False, "hidden": (3,)},
}
RUNS |= {name: {"optimiser": name, "hidden": (3,)} for name in OPTIMISERS if name != "sgd"}


@pytest.mark.parametrize("name", RUNS)
def test_the_lines_of_a_weight_come_to_the_numbers_of_the_update(name):
    update = update_of(**RUNS[name])
    part, whole = update.part, update.whole
    for layer, row, column in weights_of(part):
        lines = {line.key.split(":")[0]: line for line in weight_in_brief(update, layer, row, column, 12)}
        new = lines["w"]
        assert new.value == whole.network.weights[layer][row, column]
        assert evaluate(new.numbers) == pytest.approx(new.value, rel=1e-8, abs=1e-9)
        if part.rule == "perceptron":
            assert lines["miss"].value == -part.layers[0].delta[column]
            assert evaluate(lines["miss"].numbers) == pytest.approx(lines["miss"].value, abs=1e-9)
            continue
        values = part.layers[layer]
        assert lines["delta"].value == values.delta[column]
        assert evaluate(lines["delta"].numbers) == pytest.approx(values.delta[column], rel=1e-7, abs=1e-9)
        if not (layer == len(part.layers) - 1 and part.before.criterion == "cross_entropy"):
            known = symbols_of(part)
            assert evaluate(lines["delta"].symbols, known) == pytest.approx(values.delta[column], rel=1e-7, abs=1e-9)
        first = lines["gradient"]
        assert first.value == part.dE_dW[layer][row, column]
        assert evaluate(first.numbers) == pytest.approx(first.value, rel=1e-8, abs=1e-9)
        assert evaluate(first.symbols, symbols_of(part)) == pytest.approx(first.value, rel=1e-12, abs=1e-12)
        if update.n > 1:
            assert lines["mean"].value == whole.dE_dW[layer][row, column]


@pytest.mark.parametrize("name", RUNS)
def test_colours_change_nothing_but_the_colour(name):
    update = update_of(**RUNS[name])
    for layer, row, column in weights_of(update.part)[:6]:
        plain, coloured = (weight_in_brief(update, layer, row, column, 4, *paint) for paint in ((), (PAINT,)))
        for left, right in zip(plain, coloured, strict=True):
            check_well_formed(bare(inline(right)))
            assert re.sub(r"[{}]", "", bare(inline(right))) == re.sub(r"[{}]", "", inline(left))
        assert "#333333" in inline(coloured[0]) or update.part.rule == "perceptron"


@pytest.mark.parametrize("name", RUNS)
def test_the_lines_of_a_neuron_come_to_the_numbers_of_the_sample(name):
    part = (update := update_of(**RUNS[name])).part
    for layer, values in enumerate(part.layers, start=1):
        for index in range(len(values.u)):
            u, out, *rest = neuron_in_brief(update, layer, index, 12)
            assert (u.value, out.value) == (values.u[index], values.out[index])
            if len(part.before.weights[layer - 1]) <= 6:
                assert evaluate(u.numbers) == pytest.approx(u.value, rel=1e-8, abs=1e-8)
            sign = -1 if part.rule == "perceptron" else 1
            assert rest[-1].value == sign * values.delta[index]
            for line in neuron_in_brief(update, layer, index, 4, PAINT):
                check_well_formed(bare(inline(line)))


def test_a_weight_of_mazurs_example_in_brief():
    experiment = Experiment(Settings(dataset="mazur", hidden=(2,), eta=0.5))
    experiment.seek(1)
    told = [inline(line) for line in weight_in_brief(experiment.made, 1, 1, 0)]
    assert told[0].startswith(r"\partial E/\partial w'_{11} = \delta'_{1} \cdot h_{1} = ")
    assert told[1].startswith(r"\text{new }w'_{11} = w'_{11} - \eta \cdot \partial E/\partial w'_{11} = ")
    assert told[2].startswith(r"\delta'_{1} = \left(y_{1} - t_{1}\right) \cdot ")


def test_a_frozen_weight_keeps_its_value_and_says_so():
    experiment = Experiment(Settings())
    experiment.freeze((0, 1, 0))
    experiment.forward()
    lines = weight_in_brief(experiment.made, 0, 1, 0)
    new = next(line for line in lines if line.key == "w:0:1:0")
    assert inline(new).count("=") == 2 and r"\eta" not in inline(new)
    assert new.note == "w₁₁ is frozen and keeps its value."


def test_every_colour_is_that_of_its_part_in_the_picture():
    update = update_of(hidden=(3,))
    roles = lights_of(update.part, "w:0:2:1")
    assert next(iter(roles)) == "w:0:2:1"
    assert roles == {
        "w:0:2:1": "weight",
        "n:1:1": "delta",
        "n:0:1": "input",
        "n:2:0": "behind",
        "w:1:2:0": "behind",
    }
    assert lights_of(update.part, "n:1:1") == {
        "n:1:1": "delta",
        **dict.fromkeys(["w:0:0:1", "w:0:1:1", "w:0:2:1"], "weight"),
        **dict.fromkeys(["n:0:0", "n:0:1"], "input"),
    }


@pytest.mark.parametrize("name", RUNS)
def test_a_phase_in_brief_is_made_of_its_own_lines(name):
    update = update_of(**RUNS[name])
    for phase in phases(update):
        lines, more = phase_in_brief(phase, update)
        known = {line.key: line for line in phase.lines}
        assert lines and all(known[line.key].value == line.value for line in lines)
        if len(phase.lines) > 2 and phase.kind in ("forward", "backward"):
            kind = "out" if phase.kind == "forward" else "delta"
            assert len(lines) + more == sum(key.startswith(f"{kind}:") for key in known)
        if phase.kind == "update" and len(phase.lines) > 2:
            steps = {row.key: abs(row.step) for row in weight_table(update)}
            assert steps[lines[0].key] == max(steps.values())


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 200))
def test_the_largest_move_is_the_largest(step):
    update = update_of(step + 1)
    row = largest_move(update)
    change = np.abs(update.whole.network.flat() - update.part.before.flat())
    assert abs(row.new - row.old) == change.max()
    assert notation.parse_key(row.key)


def test_an_update_that_moves_nothing_has_no_largest_move():
    experiment = Experiment(Settings(hidden=(), dataset="nand", output="step", rule="perceptron"))
    while experiment.made is None or any(row.step for row in weight_table(experiment.made)):
        experiment.forward()
    assert largest_move(experiment.made) is None
