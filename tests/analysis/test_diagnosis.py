"""What is going wrong: for each rule a run that has it, and one that just has not."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from nnviz.analysis import diagnosis
from nnviz.analysis.diagnosis import advice, diagnose
from nnviz.analysis.diagnosis.advice import one_line
from nnviz.analysis.diagnosis.evidence import Evidence, evidence
from nnviz.engine import Network
from nnviz.run.experiment import Experiment
from nnviz.run.history import History
from nnviz.run.settings import Settings


def at(step: int, **settings: object) -> Evidence:
    experiment = Experiment(Settings(**settings))
    experiment.seek(step)
    return evidence(experiment)


def name(found: Evidence) -> str | None:
    finding = diagnose(found)
    return finding and finding.rule


def curve(train: list[float], test: list[float] | None = None) -> History:
    steps = np.arange(len(train), dtype=np.int64) * 140
    return History(steps, np.zeros(len(train)), np.array(train), None if test is None else np.array(test))


OVERFIT = {"dataset": "xor", "n": 40, "noise": 0.3, "test_share": 0.5, "hidden": (16,), "activation": "tanh"}


@pytest.mark.parametrize(
    ("rule", "step", "settings"),
    [
        ("diverged", 10_000, {"dataset": "plane", "hidden": (), "output": "identity", "eta": 1.5}),
        ("running away", 4_700, {"dataset": "plane", "hidden": (), "output": "identity", "eta": 1.5}),
        ("identical neurons", 5_600, {"init": "constant", "init_scale": 0.5}),
        ("saturated", 5_600, {"eta": 100.0}),
        ("not separable", 400, {"dataset": "xor4", "hidden": (), "eta": 0.5}),
        ("not separable", 14_000, {"hidden": (1,)}),
        ("not separable", 3_000, {"activation": "identity", "eta": 0.1}),
        ("not separable", 400, {"dataset": "xor4", "hidden": (), "output": "step", "rule": "perceptron", "eta": 0.1}),
        ("η too large", 700, {"dataset": "xor", "hidden": (), "output": "identity", "eta": 1.0}),
        ("η too small", 2_800, {"eta": 0.0001}),
        ("one class predicted", 14_000, {"dataset": "xor", "hidden": (4,) * 6, "eta": 0.5}),
        ("overfitting", 6_000, {**OVERFIT, "eta": 0.5, "seed": 2}),
        ("flat region", 20_000, {"dataset": "xor4", "hidden": (2,), "eta": 0.5, "seed": 3}),
        # Runs in which nothing is wrong.
        (None, 0, {}),
        (None, 1_400, {}),
        (None, 14_000, {}),
        (None, 14_000, {"dataset": "moons", "noise": 0.1, "eta": 0.5}),
        (None, 3_000, {"dataset": "iris", "hidden": (), "eta": 0.1}),
        (None, 680, {**OVERFIT, "eta": 0.5, "seed": 2}),
        (None, 400, {"dataset": "and", "hidden": (), "output": "step", "rule": "perceptron", "eta": 0.1}),
        (None, 5_600, {"eta": 10.0}),
    ],
)
def test_a_run_is_told_what_is_wrong_with_it_and_nothing_else(rule, step, settings):
    assert name(at(step, **settings)) == rule


STEP_OUTPUT = {"dataset": "and", "hidden": (), "output": "step", "eta": 0.1}
PERCEPTRON = {"dataset": "xor4", "hidden": (), "output": "step", "rule": "perceptron", "eta": 0.1}
DEEP = {"dataset": "xor", "hidden": (4,) * 6, "eta": 0.5}


@pytest.mark.parametrize(
    ("rule", "step", "settings", "advice", "followed"),
    [
        ("diverged", 2_000, {"dataset": "plane", "hidden": (), "output": "identity", "eta": 100.0}, "smaller", "eta"),
        ("running away", 4_700, {"dataset": "plane", "hidden": (), "output": "identity", "eta": 1.5}, "smaller", "eta"),
        ("saturated", 5_600, {"eta": 100.0}, "a third of it", "eta"),
        ("saturated", 3_000, {"activation": "gaussian", "init": "zeros", "hidden": (1,)}, "other first weights",
          {"init": "auto"}),
        ("η too large", 700, {"dataset": "xor", "hidden": (), "output": "identity", "eta": 1.0}, "a third of it",
          "eta"),
        ("η too small", 2_800, {"eta": 0.0001}, "ten times as large", {"eta": 0.01}),
        ("η too small", 2_800, {"eta": 0.01, "eta_schedule": "step", "eta_decay": 0.01, "eta_every": 1},
          "choose a constant one", {"eta_schedule": "constant"}),
        ("identical neurons", 5_600, {"init": "constant"}, "at random", {"init": "auto"}),
        ("identical neurons", 5_600, {"init": "uniform", "init_scale": 0.0}, "a larger scale", {"init_scale": 0.5}),
        ("dead", 3_000, {"activation": "relu", "init": "constant", "init_scale": 0.0, "hidden": (1,)},
          "other first weights", {"init": "auto", "seed": 3}),
        ("no slope", 400, STEP_OUTPUT, "another activation", {"output": "logistic", "eta": 1.0}),
        ("no slope", 400, STEP_OUTPUT, "the perceptron's rule", {"rule": "perceptron"}),
        ("no slope", 3_000, {"activation": "step"}, "another activation", {"activation": "logistic"}),
        ("no slope", 9_000, {"activation": ("step", "step"), "hidden": (4, 4)}, "another", {"activation": "tanh"}),
        ("penalty too large", 3_000, {"regularization": "l2", "regularization_rate": 1.0}, "or none",
          {"regularization": "none"}),
        ("not separable", 14_000, {"hidden": (3, 3), "activation": "identity", "eta": 0.1},
          "activation that is not the identity", {"activation": "tanh"}),
        ("not separable", 14_000, {"hidden": (1,), "activation": "identity", "eta": 0.1},
          "two neurons or more", {"activation": "tanh", "hidden": (3,)}),
        ("not separable", 14_000, {"hidden": (1,)}, "Add a neuron to the hidden layer", {"hidden": (2,)}),
        ("not separable", 14_000, {"hidden": (1, 1)}, "to the first hidden layer", {"hidden": (2, 1)}),
        ("not separable", 14_000, {"hidden": ()}, "Add a hidden layer with two neurons", {"hidden": (2,)}),
        ("not separable", 14_000, {"hidden": (), "activation": "identity", "eta": 0.1}, "tanh in it",
          {"hidden": (2,), "activation": "tanh"}),
        ("not separable", 2_000, PERCEPTRON, "a logistic output",
          {"output": "logistic", "rule": "gradient", "hidden": (3,), "eta": 3.0}),
        ("not separable", 2_000, PERCEPTRON, "input features", {"features": ("x1", "x2", "x1x2")}),
        ("one class predicted", 14_000, DEEP, "fewer hidden layers", {"hidden": (4,)}),
        ("one class predicted", 5_000, DEEP, "tanh in them with a smaller", {"activation": "tanh", "eta": 0.1}),
        ("flat region", 30_000, {"dataset": "and", "hidden": (), "output": "tanh", "bias": False, "eta": 0.003},
          "Try biases", {"bias": True}),
        ("flat region", 20_000, {"dataset": "xor4", "hidden": (2,), "eta": 0.5, "seed": 3}, "another seed",
          {"seed": 1}),
        ("overfitting", 6_000, {**OVERFIT, "eta": 0.5, "seed": 2}, "more samples", {"n": 400}),
    ],
)  # fmt: skip
def test_advice_that_is_followed_helps(rule, step, settings, advice, followed):
    found = at(step, **settings)
    finding = diagnose(found)
    assert finding is not None and finding.rule == rule
    assert advice in finding.advice
    change = {"eta": found.eta / 3} if followed == "eta" else followed
    for _ in range(4):  # a third, and a third of that
        better = at(step, **{**settings, **change})
        if followed != "eta" or name(better) != rule:
            break
        change = {"eta": change["eta"] / 3}
    assert name(better) != rule
    assert rule in ("overfitting", "identical neurons") or better.train < found.train


def test_advice_names_nothing_that_cannot_be_had_or_cannot_help():
    least = advice.slower(replace(at(0), eta=1e-5))
    assert "smaller than" not in least and "smaller first weights" in least
    assert "ten times" not in advice.faster(replace(at(0), eta=30.0, eta_now=30.0))
    frozen = replace(at(140), frozen=17)
    assert diagnosis.frozen(frozen) is not None and diagnosis.frozen(replace(frozen, frozen=16)) is None
    assert "frozen weights" in advice.off_the_flat(replace(frozen, frozen=3))
    one = Settings(hidden=(1,), regularization="l2", n=2000)
    assert advice.simpler(replace(at(0), settings=one)) == "a larger penalty"


def test_every_rule_is_named_by_a_case_and_has_advice_in_whole_sentences():
    findings = [
        diagnose(at(4_700, dataset="plane", hidden=(), output="identity", eta=1.5)),
        diagnose(at(5_600, eta=100.0)),
        diagnose(at(400, dataset="xor4", hidden=(), eta=0.5)),
    ]
    for finding in findings:
        assert finding is not None
        for words in (finding.words, finding.advice):
            assert words[0].isupper() and words.endswith(".") and "\n" not in words


def test_diverged_needs_a_step_at_which_it_did():
    assert diagnosis.diverged(replace(at(0), diverged_at=7)).words.startswith("The run diverged: the update of step 7")
    assert diagnosis.diverged(at(0)) is None


def test_running_away_begins_at_ten_times_the_loss_of_the_start():
    found = replace(at(1_400), history=curve([0.1, 0.5]))
    assert diagnosis.running_away(replace(found, train=1.0)) is not None
    assert diagnosis.running_away(replace(found, train=0.999)) is None
    assert diagnosis.running_away(replace(found, train=np.inf)) is not None


def test_one_class_of_data_looks_at_the_training_rows_alone():
    found = at(0)
    one = found.dataset.labels[found.dataset.train] == 0
    rows = np.arange(len(found.dataset.X))
    train = found.dataset.train[one]
    data = replace(found.dataset, train=train, test=np.setdiff1d(rows, train))
    finding = diagnosis.one_class_of_data(replace(found, dataset=data))
    assert "of class “0”" in finding.words and finding.advice == "Hold out fewer rows for testing."
    alone = replace(data, labels=np.zeros_like(data.labels))
    assert "another class" in diagnosis.one_class_of_data(replace(found, dataset=alone)).advice
    other = found.dataset.train[~one][:1]
    data = replace(found.dataset, train=np.append(train, other), test=np.setdiff1d(rows, np.append(train, other)))
    assert diagnosis.one_class_of_data(replace(found, dataset=data)) is None


def test_neurons_are_identical_if_what_comes_in_and_goes_out_is():
    W1, W2 = np.array([[0.1, 0.1], [0.5, 0.5], [-0.3, -0.3]]), np.array([[0.2], [0.7], [0.7]])
    alike = Network((W1, W2), "logistic")
    assert diagnosis.identical(replace(at(140), network=alike)) is None  # they did not start equal
    found = replace(at(140), start=alike)
    assert diagnosis.identical(replace(found, network=alike)) is not None
    for layer, place in ((0, (2, 1)), (1, (2, 0))):
        weights = [W1.copy(), W2.copy()]
        weights[layer][place] += 1e-6
        assert diagnosis.identical(replace(found, network=Network(weights, "logistic"))) is None
    # Before the first step everybody may start equal: it has done no harm yet.
    assert diagnosis.identical(replace(found, step=0, network=Network((W1, W2), "logistic"))) is None


def test_a_layer_is_dead_if_all_of_it_is():
    found = at(0, activation="relu")
    W1, W2 = np.zeros((3, 4)), np.ones((5, 1))
    W1[0] = -1.0
    assert diagnosis.dead(replace(found, network=Network((W1, W2), ("relu", "logistic")))) is not None
    W1[0, 2] = 1.0
    assert diagnosis.dead(replace(found, network=Network((W1, W2), ("relu", "logistic")))) is None


def test_saturated_outputs_matter_as_long_as_rows_are_wrong():
    found = at(5_600, eta=100.0)
    assert diagnosis.saturated(found) is not None
    assert diagnosis.saturated(replace(found, accuracy=(0.95, None))) is None
    assert diagnosis.saturated(replace(found, accuracy=(0.949, None))) is not None


def test_a_border_that_is_bent_or_rows_that_are_all_right_are_not_blamed_on_the_line():
    line = at(400, dataset="xor4", hidden=(), eta=0.5)
    assert diagnosis.not_separable(line) is not None
    assert diagnosis.not_separable(replace(line, epochs=9.9)) is None
    assert diagnosis.not_separable(at(400, dataset="xor4", hidden=(2,), eta=0.5)) is None
    assert diagnosis.not_separable(at(400, dataset="and", hidden=(), eta=0.01)) is None  # one line can, and will
    assert diagnosis.not_separable(at(400, dataset="xor4", hidden=(), features=("x1", "x2", "x1x2"))) is None
    wavy = SimpleNamespace(sizes=(2, 1, 1), activations=("gaussian", "logistic"))
    assert not one_line(wavy)


def test_a_loss_that_jumps_is_blamed_if_it_gains_nothing():
    found = at(1_400)
    jumping = [1.0] * 8 + [0.8, 1.3] * 8
    assert diagnosis.eta_too_large(replace(found, history=curve(jumping))) is not None
    assert diagnosis.eta_too_large(replace(found, history=curve([2.0, *jumping[1:]]))) is None  # it has gained
    assert diagnosis.eta_too_large(replace(found, history=curve([1.0] * 8 + [0.99, 1.01] * 8))) is None  # it is calm
    assert diagnosis.eta_too_large(replace(found, history=curve(jumping[-6:]))) is None  # too short to tell


def test_a_small_eta_is_blamed_if_the_weights_have_hardly_moved():
    found = at(2_800, eta=0.0001)
    assert diagnosis.eta_too_small(found) is not None
    moved = Network([1.051 * weights for weights in found.start.weights], "logistic")
    assert diagnosis.eta_too_small(replace(found, network=moved)) is None
    moved = Network([1.049 * weights for weights in found.start.weights], "logistic")
    assert diagnosis.eta_too_small(replace(found, network=moved)) is not None
    assert diagnosis.eta_too_small(replace(found, epochs=9.9)) is None
    assert diagnosis.eta_too_small(replace(found, accuracy=(1.0, None))) is None


def test_one_row_of_another_class_is_enough():
    found = at(1_400)
    predicted = np.zeros(140, dtype=np.int64)
    found.__dict__["predicted"] = predicted
    assert diagnosis.one_class_predicted(found) is not None
    assert diagnosis.one_class_predicted(replace(found, epochs=2.9)) is None
    predicted = predicted.copy()
    predicted[3] = 1
    found.__dict__["predicted"] = predicted
    assert diagnosis.one_class_predicted(found) is None


def test_overfitting_needs_a_test_loss_that_rose_while_the_train_loss_fell():
    found = replace(at(2_800), train=0.05)
    falling = np.linspace(0.2, 0.05, 20).tolist()
    rising = [0.2, 0.1, *np.linspace(0.11, 0.14, 18)]
    assert diagnosis.overfitting(replace(found, test=0.14, history=curve(falling, rising))) is not None
    assert diagnosis.overfitting(replace(found, test=0.129, history=curve(falling, rising))) is None  # 1.29 times
    assert diagnosis.overfitting(replace(found, train=0.08, test=0.14, history=curve(falling, rising))) is None
    assert diagnosis.overfitting(replace(found, test=0.14, history=curve(falling, falling))) is None
    low = [2.0, 0.1, *rising[2:]]
    assert diagnosis.overfitting(replace(found, test=0.14, history=curve(falling, low))) is None  # small anyway


def test_the_ground_is_flat_if_the_later_half_gains_less_than_a_hundredth():
    found = replace(at(14_000, hidden=(2,)), train=0.1, accuracy=(0.7, None))
    flat = [0.2] * 8 + [0.1] * 24
    assert diagnosis.flat_region(replace(found, history=curve(flat))) is not None
    falling = [0.2] * 8 + np.linspace(0.1, 0.097, 24).tolist()
    assert diagnosis.flat_region(replace(found, history=curve(falling))) is None
    assert diagnosis.flat_region(replace(found, epochs=49.0, history=curve(flat))) is None
    assert diagnosis.flat_region(replace(found, accuracy=(0.95, None), history=curve(flat))) is None


def test_looking_changes_nothing_and_is_quick_to_repeat():
    experiment = Experiment(Settings())
    experiment.seek(1_400)
    before = experiment.network
    assert diagnose(evidence(experiment)) is None
    assert experiment.network is before and experiment.step == 1_400
