import math
from urllib.parse import parse_qsl

import numpy as np
import pytest

from nnviz.lessons import LESSONS, ROUTES, LearnersRun, lesson
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.address import read_address, read_hands

KEYS = "neuron perceptron sgd batch network xor chain_rule deltas saturation test eta start".split()


def test_lessons_are_in_order():
    assert list(LESSONS) == [key for key in KEYS if key in LESSONS]
    assert all(lesson(key).key == key for key in LESSONS)
    with pytest.raises(KeyError, match="neuron"):
        lesson("nothing")


def test_routes_name_lessons():
    assert set(ROUTES) == {"30", "45", "all"}
    for key, route in ROUTES.items():
        assert route.key == key and set(route.lessons) <= set(LESSONS) and len(route.parts) == len(route.lessons)


@pytest.mark.parametrize("key", LESSONS)
def test_address_opens_the_set_up(key):
    made = lesson(key)
    params = dict(parse_qsl(made.address.removeprefix("?")))
    settings, edits, _, step, problems = read_address(params)
    hands, refused = read_hands(params, settings, step)
    assert not problems and not refused and not edits
    opened = Experiment(settings, hands=hands)
    opened.seek(step)
    begun = made.begin()
    assert opened.start == begun.start and opened.step == begun.step
    assert (opened.network.flat() == begun.network.flat()).all()


ANSWERS = (
    None,
    "",
    "0.5",
    "nonsense",
    "1e308",
    "-1e-300",
    "1e999",
    "nan",
    "\0",
    0.5,
    math.nan,
    10**400,
    [0.5, "−0,5"],
    [],
)
NO_ANSWERS = (True, b"0.5", {"b": 0.5}, [None], [[0.5]], np.array([0.5, 0.5]), object())


@pytest.mark.parametrize("key", LESSONS)
def test_what_is_no_answer_is_told_so(key):
    made = lesson(key)
    experiment = made.begin()
    for task in made.tasks:
        for answer in NO_ANSWERS:
            verdict = task.check(experiment, answer)
            assert not verdict.passed and verdict.words.startswith("An answer is a text, a number")


def test_numbers_of_a_program_are_answers():
    begun = lesson("sgd").begin()
    assert lesson("sgd").task("b").check(begun, -0.0625).passed
    assert lesson("sgd").task("e").check(begun, 4.0).passed and lesson("sgd").task("e").check(begun, np.int64(4)).passed
    found = lesson("sgd").task("d").check(begun, [-0.5745, 0.2444, 1, "−0,1404"])
    assert found.passed
    assert not lesson("sgd").task("d").check(begun, [-0.5745, 0.2444, 1]).passed


@pytest.mark.parametrize("key", LESSONS)
def test_checks_change_nothing_and_answer_in_words(key):
    made = lesson(key)
    experiment = made.begin()
    before = experiment.step, experiment.network, experiment.start, experiment.hands, experiment.furthest
    for task in made.tasks:
        for answer in (*ANSWERS, "x" * 500):
            verdict = task.check(experiment, answer, (LearnersRun.of(experiment),))
            assert isinstance(verdict.passed, bool) and verdict.words
    assert before == (experiment.step, experiment.network, experiment.start, experiment.hands, experiment.furthest)


STRANGERS = [
    Settings(dataset="iris", output="softmax", loss="cross_entropy", hidden=(3, 2)),
    Settings(dataset="plane", hidden=(), output="identity", eta=100.0),
    Settings(dataset="one_to_zero", hidden=(), output="identity"),
    Settings(dataset="mazur", hidden=(1,)),
    Settings(dataset="xor4", hidden=(2,), bias=False, output="tanh"),
    Settings(dataset="nand", hidden=(), output="step", rule="perceptron", batch_size=4),
    Settings(dataset="circle", test_share=0.0, hidden=(4,), features=("x1x1",)),
]


@pytest.mark.parametrize("number", range(len(STRANGERS) + len(LESSONS)))
def test_any_run_gets_a_sentence(number):
    """A learner may be anywhere when a check is asked for."""
    if number < len(STRANGERS):
        experiment = Experiment(STRANGERS[number])
    else:
        experiment = list(LESSONS.values())[number - len(STRANGERS)].begin()
    for steps in (0, 1, 2_000):
        if steps:
            experiment.advance(steps)
        runs = (LearnersRun.of(experiment),) * 3
        for made in LESSONS.values():
            assert made.prediction.right(experiment) in {choice.key for choice in made.prediction.choices}
            for task in made.tasks:
                assert task.check(experiment, "1", runs).words


@pytest.mark.parametrize(
    ("size", "step", "updates"), [(1, 50, 50), (10, 50, 5), (140, 280, 2), (3, 140, 47), (3, 143, 48), (200, 280, 2)]
)
def test_updates_are_counted(size, step, updates):
    experiment = Experiment(Settings(batch_size=size))
    experiment.advance(step)
    run = LearnersRun.of(experiment, "?dataset=circle")
    assert (run.step, run.samples, run.updates) == (step, step, updates)
    assert run.train == experiment.losses()[0] and run.address == "?dataset=circle"


def test_updates_are_counted_across_a_change():
    experiment = Experiment(Settings(batch_size=30))
    experiment.forward()
    experiment.change(batch_size=7)
    count = 1
    while experiment.step < 400:
        experiment.forward()
        count += 1
        if count == 9:
            experiment.change(batch_size=100)
    assert LearnersRun.of(experiment).updates == count
