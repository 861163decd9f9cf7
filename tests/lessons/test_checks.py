"""Every check has a state that passes and a near miss that does not, and says what is missing."""

from dataclasses import replace
from functools import cache
from urllib.parse import parse_qsl

import pytest

from nnviz.datasets.own import own_of
from nnviz.lessons import (
    LESSONS,
    LearnersRun,
    batch,
    chain_rule,
    eta,
    lesson,
    network,
    neuron,
    perceptron,
    saturation,
    start,
)
from nnviz.lessons import test as testing
from nnviz.lessons import xor as xor_lesson
from nnviz.lessons.address import query
from nnviz.lessons.checks import replaced, weights
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.session.address import read_address, read_hands


def at(settings, step=0, hands=()):
    experiment = Experiment(settings, hands=hands)
    experiment.seek(step)
    return experiment


def begin(key):
    return lesson(key).begin()


def run(settings, step, hands=()):
    return LearnersRun.of(at(settings, step, hands))


def set_weights(*pairs):
    return [HandEdit(0, "weight", key, value) for key, value in pairs]


def smaller_batch():
    experiment = at(batch.START.changed(batch_size=140), 1_400)
    experiment.change(batch_size=70)
    experiment.advance(14_000)
    return experiment


def changed_eta():
    experiment = at(batch.START.changed(batch_size=140), 1400)
    experiment.change(eta=30.0)
    experiment.advance(2_800)
    return experiment


@cache
def three_runs():
    return tuple(run(batch.START.changed(batch_size=size), size * 140) for size in (1, 10, 140))


def plane(eta_, epochs=20):
    return run(eta.START.changed(eta=eta_), 140 * epochs)


MAZUR = chain_rule.MAZUR
SET = {
    "neuron": {
        "a": (lambda: at(neuron.START, hands=neuron.BY_HAND), None, ()),
        "b": (lambda: begin("neuron"), "0,99", ()),
        "c": (lambda: at(neuron.START, hands=weights([[-5], [10], [10]])), None, ()),
        "d": (lambda: at(neuron.CLOUDS, 560), None, ()),
    },
    "perceptron": {
        "a": (lambda: at(perceptron.START, 18, perceptron.ZEROS), None, ()),
        "b": (lambda: begin("perceptron"), "same", ()),
        "c": (lambda: begin("perceptron"), "3", ()),
        "d": (lambda: at(perceptron.BY_GRADIENT, 400), None, ()),
    },
    "sgd": {
        "a": (lambda: begin("sgd"), "input", ()),
        "b": (lambda: begin("sgd"), "−0,0625", ()),
        "c": (lambda: begin("sgd"), "0.12", ()),
        "d": (lambda: begin("sgd"), "-0.57; 0.24; 1; -0.14", ()),
        "e": (lambda: begin("sgd"), "4", ()),
        "f": (lambda: begin("sgd"), "-0,058", ()),
    },
    "batch": {
        "a": (lambda: at(batch.START, 1_100), None, ()),
        "b": (lambda: begin("batch"), "140", ()),
        "c": (lambda: begin("batch"), None, three_runs),
        "d": (lambda: at(batch.START.changed(batch_size=70), 9_800), None, ()),
        "e": (lambda: at(batch.START.changed(batch_size=140, eta=30.0), 2_800), None, ()),
    },
    "network": {
        "a": (lambda: at(network.START.changed(hidden=(3,)), 14_000), None, ()),
        "b": (lambda: begin("network"), "h1", ()),
        "c": (
            lambda: begin("network"),
            None,
            lambda: (run(network.FOUR, 5_600), run(network.FOUR.changed(seed=2), 5_600)),
        ),
    },
    "xor": {
        "a": (lambda: at(xor_lesson.START, hands=xor_lesson.BY_HAND), None, ()),
        "b": (lambda: begin("xor"), "two", ()),
        "c": (lambda: at(xor_lesson.START.changed(init_seed=2), 20_000), None, ()),
        "d": (lambda: begin("xor"), "1; 4", ()),
    },
    "chain_rule": {
        "a": (lambda: begin("chain_rule"), "input", ()),
        "b": (lambda: begin("chain_rule"), "0.083", ()),
        "c": (lambda: begin("chain_rule"), "0,59 -0,023", ()),
        "d": (lambda: begin("chain_rule"), "0.00877;0.05;0.000439", ()),
        "e": (lambda: begin("chain_rule"), "w'21", ()),
        "f": (lambda: begin("chain_rule"), "8.2e-4", ()),
    },
    "deltas": {
        "a": (lambda: begin("deltas"), "slope", ()),
        "b": (lambda: begin("deltas"), "0.00995", ()),
        "c": (lambda: begin("deltas"), "0.0312\n0.0075", ()),
        "d": (lambda: at(MAZUR.settings, 0, replaced(MAZUR.hands, (1, 1, 0), 0.133)), None, ()),
        "e": (lambda: begin("deltas"), "new", ()),
    },
    "saturation": {
        "a": (lambda: begin("saturation"), ".017", ()),
        "b": (lambda: at(saturation.START, hands=weights([[4], [4]])), None, ()),
        "c": (lambda: begin("saturation"), "500", ()),
        "d": (lambda: at(saturation.DEEP.changed(activation="tanh"), 560), None, ()),
    },
    "test": {
        "a": (lambda: at(testing.START, 600), None, ()),
        "b": (lambda: at(testing.START.changed(hidden=(3,)), 6_000), None, ()),
        "c": (lambda: begin("test"), "20", ()),
    },
    "eta": {
        "a": (lambda: begin("eta"), None, lambda: (plane(1.98), plane(2.02))),
        "b": (lambda: begin("eta"), "1.99", ()),
        "c": (lambda: begin("eta"), "smaller", ()),
        "d": (lambda: at(eta.RING.changed(eta=100.0), 140), None, ()),
        "e": (lambda: begin("eta"), "output", ()),
    },
    "start": {
        "a": (lambda: at(start.START, 5_600, set_weights(((0, 1, 0), 1.0), ((0, 2, 1), 2.0))), None, ()),
        "b": (lambda: at(start.RANDOM.changed(init_scale=2.0), 5_600), None, ()),
        "c": (lambda: begin("start"), "0", ()),
    },
}

# Near misses: what is given, a part of what is answered, and the belief that is named, if one is.
MISSED = [
    ("neuron", "a", lambda: at(neuron.START, hands=weights([[-5], [10], [10]])), None, (), "2 of 4 rows", None),
    ("neuron", "a", lambda: at(neuron.START, 4, neuron.BY_HAND), None, (), "go back to step 0", None),
    ("neuron", "a", lambda: at(neuron.CLOUDS), None, (), "four rows", None),
    ("neuron", "b", lambda: begin("neuron"), "5", (), "weighted sum", None),
    ("neuron", "b", lambda: begin("neuron"), "1", (), "bias is left out", "M1"),
    ("neuron", "b", lambda: begin("neuron"), "1/0", (), "could not be read", None),
    ("neuron", "c", lambda: at(neuron.START, hands=weights([[-11], [10], [12]])), None, (), "row 3 is not", None),
    ("neuron", "c", lambda: at(neuron.START, 4, weights([[-5], [10], [10]])), None, (), "step 0", None),
    ("neuron", "d", lambda: at(neuron.CLOUDS, 280), None, (), "0.0161", None),
    ("neuron", "d", lambda: at(neuron.CLOUDS, 700), None, (), "too many", None),
    ("neuron", "d", lambda: at(neuron.CLOUDS.changed(noise=0.0), 560), None, (), "noise", None),
    ("perceptron", "a", lambda: at(perceptron.START, 17, perceptron.ZEROS), None, (), "of 4 rows", None),
    ("perceptron", "a", lambda: at(perceptron.START, 28, perceptron.ZEROS), None, (), "Go back", None),
    ("perceptron", "a", lambda: at(perceptron.START), None, (), "No sample", None),
    ("perceptron", "b", lambda: begin("perceptron"), "fewer", (), "either η", "M14"),
    ("perceptron", "b", lambda: begin("perceptron"), "what", (), "Choose", None),
    ("perceptron", "c", lambda: begin("perceptron"), "12", (), "number of samples", "M5"),
    ("perceptron", "c", lambda: begin("perceptron"), "2.5", (), "whole number", None),
    ("perceptron", "d", lambda: at(perceptron.BY_GRADIENT, 36), None, (), "40", None),
    ("perceptron", "d", lambda: at(perceptron.START, 400, perceptron.ZEROS), None, (), "rule", None),
    (
        "perceptron",
        "d",
        lambda: at(perceptron.BY_GRADIENT, 40, [HandEdit(8, "weight", (0, 1, 0), 1.0)]),
        None,
        (),
        "by hand",
        None,
    ),
    ("sgd", "a", lambda: begin("sgd"), "error", (), "is 0", "M2"),
    ("sgd", "b", lambda: begin("sgd"), "0.0625", (), "sign", "M18"),
    ("sgd", "b", lambda: begin("sgd"), "-0.25", (), "slope", "M2"),
    ("sgd", "b", lambda: begin("sgd"), "-0.5", (), "Slope and η", "M2"),
    ("sgd", "b", lambda: begin("sgd"), "0.125", (), "the gradient", "M18"),
    ("sgd", "b", lambda: begin("sgd"), "-0.625", (), "decimal point", None),
    ("sgd", "b", lambda: begin("sgd"), "-0.0615", (), "near", None),
    ("sgd", "c", lambda: begin("sgd"), "0.48", (), "error", "M2"),
    ("sgd", "c", lambda: begin("sgd"), "-0.12", (), "sign", "M2"),
    ("sgd", "c", lambda: begin("sgd"), "0.11", (), "after the step", "M9"),
    ("sgd", "c", lambda: begin("sgd"), "0.06", (), "the step", "M18"),
    ("sgd", "d", lambda: begin("sgd"), "0.57; 0.24; 1; -0.14", (), "3 of 4 are right", "M2"),
    ("sgd", "d", lambda: begin("sgd"), "-0.57; 0.24; 1; -0.57", (), "slope is left out", "M2"),
    ("sgd", "d", lambda: begin("sgd"), "-0.57; 0.24; 1", (), "4 numbers", None),
    ("sgd", "d", lambda: begin("sgd"), "-0.57; 0.24; ; -0.14", (), "empty", None),
    ("sgd", "e", lambda: begin("sgd"), "3", (), "falls", None),
    ("sgd", "e", lambda: begin("sgd"), "1", (), "stays", "M3"),
    ("sgd", "f", lambda: begin("sgd"), "0.0118", (), "at step 4", None),
    ("sgd", "f", lambda: begin("sgd"), "", (), "Type a number", None),
    ("batch", "a", lambda: at(batch.START, 700), None, (), "batch size 1", None),
    ("batch", "a", lambda: at(batch.START.changed(batch_size=10), 1_200), None, (), "batch size 10", None),
    ("batch", "a", lambda: at(batch.START, 1_210), None, (), "too many", None),
    ("batch", "a", lambda: at(batch.START.changed(eta=2.0), 700), None, (), "eta", None),
    ("batch", "b", lambda: begin("batch"), "1,400", (), "number of samples", "M5"),
    ("batch", "b", lambda: begin("batch"), "10", (), "epochs", "M5"),
    ("batch", "c", lambda: begin("batch"), None, lambda: three_runs()[:2], "2 of 3 runs", None),
    (
        "batch",
        "c",
        lambda: begin("batch"),
        None,
        lambda: (*three_runs()[:2], run(batch.START.changed(batch_size=140), 19_460)),
        "140 at 19,600",
        None,
    ),
    ("batch", "d", lambda: at(batch.START.changed(batch_size=20), 2_800), None, (), "rises in 1 of 140", "M4"),
    ("batch", "d", lambda: at(batch.START.changed(batch_size=140), 19_460), None, (), "139 updates", None),
    ("batch", "d", smaller_batch, None, (), "on the way", None),
    ("batch", "e", smaller_batch, None, (), "to stay 140", None),
    ("batch", "e", lambda: at(batch.START.changed(batch_size=140, eta=30.0), 1_960), None, (), "0.03", None),
    ("batch", "e", lambda: at(batch.START.changed(batch_size=140, eta=3.0), 9_940), None, (), "η = 3", None),
    ("batch", "e", lambda: at(batch.START.changed(batch_size=140, eta=30.0), 10_080), None, (), "too many", None),
    ("network", "a", lambda: at(network.START.changed(hidden=(4,)), 14_000), None, (), "Fewer", "M11"),
    ("network", "a", lambda: at(network.START, 14_000), None, (), "too few", None),
    ("network", "a", lambda: at(network.START.changed(hidden=(3,)), 1_400), None, (), "below 0.02", None),
    ("network", "a", lambda: at(network.START.changed(hidden=(2, 2))), None, (), "One hidden layer", None),
    ("network", "b", lambda: begin("network"), "h4", (), "Set one", "M1"),
    ("network", "c", lambda: begin("network"), None, lambda: (run(network.FOUR, 5_600),), "1 so long is", None),
    (
        "network",
        "c",
        lambda: begin("network"),
        None,
        lambda: (run(network.FOUR, 5_600), run(network.FOUR.changed(seed=2, eta=2.0), 5_600)),
        "nothing but the seed",
        None,
    ),
    (
        "xor",
        "a",
        lambda: at(xor_lesson.START, hands=weights([[-5, -15], [10, 10], [10, 10]], [[-5], [10], [10]])),
        None,
        (),
        "3 of 4 rows are right; row 4 is not",
        None,
    ),
    ("xor", "a", lambda: at(xor_lesson.START, 4, xor_lesson.BY_HAND), None, (), "step 0", None),
    ("xor", "a", lambda: at(xor_lesson.START.changed(hidden=(3,))), None, (), "two hidden neurons", None),
    ("xor", "b", lambda: begin("xor"), "half", (), "mean", "M7"),
    ("xor", "c", lambda: at(xor_lesson.START, 20_000), None, (), "nothing is", None),
    ("xor", "c", lambda: at(xor_lesson.START.changed(eta=2.0), 20_000), None, (), "another eta", None),
    ("xor", "c", lambda: at(xor_lesson.START.changed(eta=2.0, hidden=(4,)), 100), None, (), "Exactly one", None),
    ("xor", "c", lambda: at(xor_lesson.START, 0, xor_lesson.BY_HAND), None, (), "no weight set by hand", None),
    ("xor", "d", lambda: begin("xor"), "4; 4", (), "2 neurons", "M17"),
    ("xor", "d", lambda: begin("xor"), "1; 1", (), "3 neurons", "M17"),
    ("xor", "d", lambda: begin("xor"), "1", (), "Two whole numbers", None),
    ("chain_rule", "a", lambda: begin("chain_rule"), "delta", (), "y₁", "M8"),
    ("chain_rule", "b", lambda: begin("chain_rule"), "0.44", (), "slope", "M2"),
    ("chain_rule", "b", lambda: begin("chain_rule"), "0.74", (), "error", "M2"),
    ("chain_rule", "b", lambda: begin("chain_rule"), "0.062", (), "weight", "M8"),
    ("chain_rule", "b", lambda: begin("chain_rule"), "0.041", (), "step", "M18"),
    ("chain_rule", "b", lambda: begin("chain_rule"), "0.079", (), "yet", None),
    ("chain_rule", "c", lambda: begin("chain_rule"), "0.59; 0.0226", (), "1 of 2 are right; ∂E/∂w′₁₂", "M2"),
    ("chain_rule", "c", lambda: begin("chain_rule"), "0.60; -0.0226", (), "h₂", None),
    ("chain_rule", "c", lambda: begin("chain_rule"), "0.59; -0.13", (), "slope", "M2"),
    ("chain_rule", "d", lambda: begin("chain_rule"), "0.0073;0.05;0.000439", (), "after the step", "M9"),
    ("chain_rule", "d", lambda: begin("chain_rule"), "0.036;0.05;0.000439", (), "slope", "M8"),
    ("chain_rule", "d", lambda: begin("chain_rule"), "0.0088;0.1;0.000439", (), "x₂", None),
    ("chain_rule", "e", lambda: begin("chain_rule"), "w'11", (), "Compare", None),
    ("chain_rule", "f", lambda: begin("chain_rule"), "0.082", (), "whole unit", "M18"),
    ("chain_rule", "f", lambda: begin("chain_rule"), "-0.041", (), "update", "M18"),
    ("deltas", "a", lambda: begin("deltas"), "weight", (), "between", "M8"),
    ("deltas", "b", lambda: begin("deltas"), "0.0414", (), "slope", "M8"),
    ("deltas", "b", lambda: begin("deltas"), "0.0085", (), "after the step", "M9"),
    ("deltas", "b", lambda: begin("deltas"), "0.024", (), "weights are left out", "M8"),
    ("deltas", "b", lambda: begin("deltas"), "-0.00995", (), "sign", "M8"),
    ("deltas", "c", lambda: begin("deltas"), "0.069; 0.0075", (), "signs", None),
    ("deltas", "c", lambda: begin("deltas"), "0.0312; 0.0088", (), "step 1", "M9"),
    ("deltas", "d", lambda: begin("deltas"), None, (), "0.00877", None),
    ("deltas", "d", lambda: at(MAZUR.settings, 0, replaced(MAZUR.hands, (1, 1, 0), 0.12)), None, (), "w′₁₂", None),
    (
        "deltas",
        "d",
        lambda: at(MAZUR.settings, 0, replaced(replaced(MAZUR.hands, (1, 1, 0), 0.0), (1, 1, 1), 0.0)),
        None,
        (),
        "may be 0",
        None,
    ),
    ("deltas", "d", lambda: begin("sgd"), None, (), "Mazur's network", None),
    ("deltas", "e", lambda: begin("deltas"), "hidden", (), "before or after", "M9"),
    ("saturation", "a", lambda: begin("saturation"), "0.98", (), "slope", "M2"),
    ("saturation", "a", lambda: begin("saturation"), "0.12", (), "0.6", None),
    ("saturation", "b", lambda: at(saturation.START, hands=weights([[3], [3]])), None, (), "0.00246", "M10"),
    ("saturation", "b", lambda: begin("saturation"), None, (), "0.9820", None),
    ("saturation", "b", lambda: begin("neuron"), None, (), "single logistic neuron", None),
    ("saturation", "d", lambda: begin("neuron"), None, (), "three hidden layers", None),
    ("saturation", "c", lambda: begin("saturation"), "50", (), "histograms", None),
    ("saturation", "d", lambda: at(saturation.DEEP, 980), None, (), "below 0.02", None),
    ("saturation", "d", lambda: at(saturation.DEEP.changed(activation="tanh"), 1_400), None, (), "too many", None),
    (
        "saturation",
        "d",
        lambda: at(saturation.DEEP.changed(activation="tanh", eta=1.0), 560),
        None,
        (),
        "One setting only",
        None,
    ),
    ("test", "a", lambda: at(testing.START, 6_000), None, (), "Go back", None),
    ("test", "a", lambda: at(testing.START, 100), None, (), "Go on", None),
    ("test", "b", lambda: at(testing.START.changed(hidden=(3,)), 5_980), None, (), "Go on", None),
    ("test", "b", lambda: at(testing.START.changed(hidden=(6,)), 6_000), None, (), "below 0.055", "M11"),
    ("test", "b", lambda: at(testing.START.changed(hidden=(3,), eta=0.1), 100), None, (), "Exactly one", None),
    ("test", "b", lambda: at(testing.START.changed(noise=0.0), 6_000), None, (), "data as they are", None),
    ("test", "c", lambda: begin("test"), "40", (), "only measure", "M13"),
    ("test", "c", lambda: begin("test"), "14", (), "another thing", "M13"),
    ("eta", "a", lambda: begin("eta"), None, lambda: (plane(1.98),), "one that grows", None),
    ("eta", "a", lambda: begin("eta"), None, lambda: (plane(1.9), plane(2.02)), "within 3 %", None),
    ("eta", "a", lambda: begin("eta"), None, lambda: (plane(1.98), plane(2.02, 19)), "one that grows", None),
    ("eta", "b", lambda: begin("eta"), "1", (), "Twice that", None),
    ("eta", "c", lambda: begin("eta"), "larger", (), "1.5", "M6"),
    ("eta", "d", lambda: at(eta.RING.changed(eta=10.0), 140), None, (), "still learns", None),
    ("eta", "d", lambda: at(eta.RING.changed(eta=100.0), 139), None, (), "139", None),
    ("eta", "d", lambda: at(eta.START.changed(eta=100.0), 14_000), None, (), "differs", None),
    ("eta", "e", lambda: begin("eta"), "hidden", (), "arithmetic", "M15"),
    ("start", "a", lambda: at(start.START, 5_600, set_weights(((0, 1, 0), 2.0))), None, (), "With 1 set", None),
    (
        "start",
        "a",
        lambda: at(start.START, 5_600, set_weights(((0, 1, 0), 1.0), ((0, 2, 1), 2.0), ((0, 1, 2), 3.0))),
        None,
        (),
        "Fewer will do",
        None,
    ),
    ("start", "a", lambda: at(start.RANDOM, 5_600), None, (), "all equal", None),
    ("start", "a", lambda: at(start.START, 5_600), None, (), "by hand", None),
    (
        "start",
        "a",
        lambda: at(start.START, 5_600, [HandEdit(4, "weight", (0, 1, 0), 2.0)]),
        None,
        (),
        "at no other step",
        None,
    ),
    (
        "start",
        "b",
        lambda: at(start.RANDOM.changed(init_scale=2.0), 5_600, set_weights(((0, 1, 0), 1.0))),
        None,
        (),
        "Set no weight",
        None,
    ),
    ("start", "b", lambda: at(start.RANDOM, 5_600), None, (), "0.0493", None),
    ("start", "b", lambda: at(start.RANDOM.changed(init_scale=2.0), 5_740), None, (), "too many", None),
    ("start", "b", lambda: begin("start"), None, (), "uniform", None),
    ("start", "c", lambda: begin("start"), "0.01", (), "w′₁₁ is 0", None),
]


def judged(key, task, experiment, answer, runs):
    return lesson(key).task(task).check(experiment(), answer, runs() if callable(runs) else runs)


def test_every_task_is_here():
    assert {key: list(tasks) for key, tasks in SET.items()} == {
        key: [task.key for task in made.tasks] for key, made in LESSONS.items()
    }
    missed = {(key, task) for key, task, *_ in MISSED}
    assert missed == {(key, task) for key, tasks in SET.items() for task in tasks}


@pytest.mark.parametrize(("key", "task"), [(key, task) for key, tasks in SET.items() for task in tasks])
def test_a_state_passes(key, task):
    verdict = judged(key, task, *SET[key][task])
    assert verdict.passed and verdict.misconception is None, verdict.words
    assert len(verdict.words.split()) <= 60


@pytest.mark.parametrize("missed", MISSED, ids=[f"{key}-{task}-{n}" for n, (key, task, *_) in enumerate(MISSED)])
def test_a_near_miss_does_not(missed):
    key, task, experiment, answer, runs, words, misconception = missed
    verdict = judged(key, task, experiment, answer, runs)
    assert not verdict.passed
    assert words in verdict.words, verdict.words
    assert verdict.misconception == misconception
    assert len(verdict.words.split()) <= 60


def test_eta_changed_on_the_way_counts_as_eta_alone():
    assert lesson("batch").task("e").check(changed_eta()).passed


def test_a_prediction_is_judged():
    made = lesson("sgd")
    assert made.prediction.judge(begin("sgd"), "bias").passed
    verdict = made.prediction.judge(begin("sgd"), "all")
    assert not verdict.passed and verdict.misconception == "M3" and verdict.words == made.prediction.outcome
    assert made.why.judge(made.why.right).passed and not made.why.judge("order").passed


def test_right_choices_of_predictions():
    right = {key: made.prediction.right(made.begin()) for key, made in LESSONS.items()}
    assert right == {
        "neuron": "steeper",
        "perceptron": "no",
        "sgd": "bias",
        "batch": "1",
        "network": "3",
        "xor": "3",
        "chain_rule": "last",
        "deltas": "positive",
        "saturation": "slower",
        "test": "some",
        "eta": "grows",
        "start": "equal",
    }


def test_test_rows_have_no_part_in_the_weights():
    own = own_of(begin("test").dataset)
    settings = testing.START.changed(dataset="own", own=own)
    test = at(settings).dataset.test
    X = own.X.copy()
    X[test] += 3.0
    other = settings.changed(own=replace(own, X=X))
    assert (at(other).dataset.test == test).all()
    one, two = at(settings, 1_000), at(other, 1_000)
    assert (one.network.flat() == two.network.flat()).all() and one.losses()[1] != two.losses()[1]


@pytest.mark.parametrize(("key", "task"), [(key, task) for key, tasks in SET.items() for task in tasks])
def test_a_state_passes_again_from_its_link(key, task):
    """A teacher opens the links of what was handed in, and the same check looks at them."""
    made, answer, runs = SET[key][task]
    experiment = made()
    params = dict(parse_qsl(query(experiment.start, experiment.hands, experiment.step).removeprefix("?")))
    settings, _, _, step, problems = read_address(params)
    hands, refused = read_hands(params, settings, step)
    assert not problems and not refused
    assert judged(key, task, lambda: at(settings, step, hands), answer, runs).passed
