"""Every check has a state that passes and a near miss that does not, and says what is missing."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from nnviz.datasets.own import own_of
from nnviz.lessons import LESSONS, lesson
from nnviz.lessons import test as testing
from nnviz.lessons.address import query
from nnviz.session.address import read_address, read_hands
from tests.lessons.near_misses import MISSED
from tests.lessons.states import SET, at, begin, changed_eta


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
