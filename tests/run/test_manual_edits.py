"""Weights set and frozen by hand: at once, exactly undone, and the same by every path and through the address."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.manual_edits import hands_from, hands_text
from nnviz.run.settings import FieldError, Settings

SMALL = Settings(n=12, hidden=(2,), test_share=0.25)
KEYS = [(0, row, column) for row in range(3) for column in range(2)] + [(1, row, 0) for row in range(3)]


def same(one: Experiment, other: Experiment) -> None:
    assert one.step == other.step
    np.testing.assert_array_equal(one.network.flat(), other.network.flat())
    assert one.frozen == other.frozen
    assert one.network == other.network
    for name in ("step", "E", "train", "test"):
        np.testing.assert_array_equal(getattr(one.history(), name), getattr(other.history(), name))


def test_a_weight_set_by_hand_answers_at_once_and_back_takes_it_back():
    experiment = Experiment(SMALL)
    experiment.advance(5)
    before, loss = experiment.network.flat(), experiment.losses()
    experiment.set_weight((1, 1, 0), 3.5)
    assert experiment.step == 5
    assert experiment.network.weights[1][1, 0] == 3.5
    assert experiment.losses() != loss
    assert experiment.history().train[-1] == experiment.losses()[0]
    experiment.back()
    assert experiment.step == 5
    np.testing.assert_array_equal(experiment.network.flat(), before)
    experiment.back()
    assert experiment.step == 4


def test_at_the_very_start_too():
    experiment = Experiment(SMALL)
    first = experiment.network.flat()
    experiment.set_weight((0, 0, 0), 0.25)
    assert experiment.network.weights[0][0, 0] == 0.25
    assert experiment.history().train[0] == experiment.losses()[0]
    experiment.forward()
    experiment.back()
    assert experiment.network.weights[0][0, 0] == 0.25
    experiment.back()
    np.testing.assert_array_equal(experiment.network.flat(), first)


def test_a_drag_is_one_change():
    experiment = Experiment(SMALL)
    experiment.advance(3)
    for value in (0.1, 0.2, 0.3):
        experiment.set_weight((0, 1, 1), value)
    assert experiment.hands == (HandEdit(3, "weight", (0, 1, 1), 0.3),)


def test_a_frozen_weight_keeps_its_value_and_learns_again_when_let_go():
    experiment = Experiment(SMALL)
    experiment.advance(4)
    experiment.freeze((0, 1, 0))
    held = experiment.network.weights[0][1, 0]
    experiment.advance(20)
    assert experiment.network.weights[0][1, 0] == held
    assert experiment.trace.network.weights[0][1, 0] == held
    assert experiment.trace.dE_dW[0][1, 0] != 0
    experiment.freeze((0, 1, 0), False)
    experiment.advance(1)
    assert experiment.network.weights[0][1, 0] != held


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ((5, 0, 0), 1.0, "key"),
        ((0, 9, 0), 1.0, "key"),
        ((0, 0), 1.0, "key"),
        ((True, 0, 0), 1.0, "key"),
        ((0.0, 0, 0), 1.0, "key"),
        ("w:1:0:2", 1.0, "key"),
        (None, 1.0, "key"),
        ((0, 0, 0), float("nan"), "value"),
        ((0, 0, 0), 2e6, "value"),
        ((0, 0, 0), 10**400, "value"),
        ((0, 0, 0), None, "value"),
        ((0, 0, 0), "1", "value"),
        ((0, 0, 0), True, "value"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(key, value, words):
    experiment = Experiment(SMALL)
    experiment.advance(7)
    before = experiment.network
    experiment.seek(3)
    with pytest.raises(ValueError, match=f"^{words} must be"):
        experiment.set_weight(key, value)
    assert experiment.hands == ()
    assert experiment.furthest == 7
    experiment.seek(7)
    assert experiment.network == before


@pytest.mark.parametrize("frozen", ["no", None, 2, 0.5])
def test_frozen_or_not_there_is_no_third(frozen):
    experiment = Experiment(SMALL)
    with pytest.raises(ValueError, match=r"^frozen must be"):
        experiment.freeze((0, 0, 0), frozen)
    assert experiment.hands == ()


def test_a_bias_that_is_not_there_is_refused():
    experiment = Experiment(SMALL.changed(bias=False))
    for change in (lambda: experiment.set_weight((0, 0, 0), 1.0), lambda: experiment.freeze((0, 0, 0))):
        with pytest.raises(ValueError, match="key must not be that of a bias"):
            change()
    assert experiment.hands == ()


def test_what_is_so_already_changes_nothing_and_drops_nothing():
    experiment = Experiment(SMALL)
    experiment.advance(50)
    experiment.seek(20)
    experiment.set_weight((0, 1, 0), float(experiment.network.weights[0][1, 0]))
    experiment.freeze((0, 1, 0), False)
    assert experiment.hands == ()
    assert experiment.furthest == 50
    experiment.freeze((0, 1, 0))
    assert experiment.furthest == 20
    experiment.advance(5)
    experiment.seek(20)
    experiment.freeze((0, 1, 0))
    assert experiment.furthest == 25


@pytest.mark.parametrize("step", [0, 4])
def test_a_lock_put_on_and_taken_off_at_one_place_leaves_nothing_to_take_back(step):
    experiment = Experiment(SMALL)
    experiment.seek(step)
    experiment.freeze((0, 1, 0))
    experiment.freeze((0, 1, 0), False)
    assert experiment.hands == ()
    experiment.freeze((0, 1, 0))
    experiment.forward()
    experiment.freeze((0, 1, 0), False)
    experiment.freeze((0, 1, 0))
    assert experiment.hands == (HandEdit(step, "freeze", (0, 1, 0), 1.0),)
    assert experiment.frozen == {(0, 1, 0)}


def test_back_takes_back_one_change_at_a_time_and_then_a_step():
    experiment = Experiment(SMALL)
    experiment.advance(6)
    free = experiment.network
    experiment.set_weight((0, 1, 0), 1.0)
    experiment.freeze((1, 2, 0))
    experiment.set_weight((0, 2, 1), -1.0)
    experiment.set_weight((0, 1, 0), 2.0)  # of one weight the last value counts, and it is the latest change
    left = []
    for _ in range(3):
        experiment.back()
        assert experiment.step == 6
        left.append([edit.key for edit in experiment.hands])
    assert left == [[(1, 2, 0), (0, 2, 1)], [(1, 2, 0)], []]
    assert experiment.network == free
    experiment.back()
    assert experiment.step == 5


def test_a_change_inside_a_batch_counts_from_its_start():
    experiment = Experiment(SMALL.changed(batch_size=4), hands=[HandEdit(6, "weight", (0, 1, 0), 2.0)])
    assert [edit.step for edit in experiment.hands] == [4]
    experiment.seek(4)
    assert experiment.network.weights[0][1, 0] == 2.0


def test_checkpoints_and_a_thinned_history_make_no_difference():
    experiment = Experiment(SMALL)
    experiment.advance(20_000)
    experiment.seek(12_345)
    experiment.set_weight((0, 1, 0), 0.5)
    experiment.freeze((0, 1, 0))
    experiment.advance(9_000)
    experiment.seek(15_000)
    experiment.freeze((0, 1, 0), False)
    experiment.advance(1_000)
    fresh = Experiment(experiment.start, experiment.edits, experiment.hands)
    fresh.seek(experiment.step)
    same(fresh, experiment)
    experiment.seek(12_345)
    experiment.back()
    experiment.back()
    assert experiment.hands == ()
    plain = Experiment(SMALL)
    plain.seek(12_345)
    same(plain, experiment)


MOVES = st.one_of(
    st.tuples(st.just("forward")),
    st.tuples(st.just("back")),
    st.tuples(st.just("seek"), st.integers(0, 40)),
    st.tuples(st.just("advance"), st.integers(1, 30)),
    st.tuples(st.just("set"), st.sampled_from(KEYS), st.floats(-3, 3)),
    st.tuples(st.just("freeze"), st.sampled_from(KEYS), st.booleans()),
    st.tuples(st.just("eta"), st.sampled_from([0.1, 0.5, 2.0])),
    st.tuples(st.just("batch"), st.sampled_from([1, 3])),
)


@settings(deadline=None)
@given(st.lists(MOVES, max_size=14))
def test_every_path_leads_to_the_same_bits(moves):
    experiment = Experiment(SMALL)
    for name, *args in moves:
        match name:
            case "set":
                experiment.set_weight(*args)
            case "freeze":
                experiment.freeze(*args)
            case "eta":
                experiment.change(eta=args[0])
            case "batch":
                experiment.change(batch_size=args[0])
            case _:
                getattr(experiment, name)(*args)
    fresh = Experiment(experiment.start, experiment.edits, experiment.hands)
    fresh.seek(experiment.step)
    same(fresh, experiment)
    far = experiment.furthest
    fresh.seek(far)
    fresh.seek(experiment.step)
    same(fresh, experiment)
    told = hands_from(hands_text(experiment.hands), experiment.network)
    assert told == experiment.hands


def test_the_perceptron_learns_nand_as_published():
    experiment = Experiment(
        Settings(dataset="nand", hidden=(), output="step", rule="perceptron", eta=0.1, order="file"),
        hands=[HandEdit(0, "weight", (0, row, 0), value) for row, value in enumerate((-0.5, 0.0, 0.0))],
    )
    errors = []
    for _ in range(9):
        wrong = 0
        for _ in range(4):
            experiment.forward()
            wrong += experiment.trace.E > 0
        errors.append(wrong)
    assert errors.index(0) == 8
    np.testing.assert_allclose(experiment.network.weights[0].ravel(), [0.3, -0.2, -0.1], atol=1e-12)
    assert experiment.accuracy() == (1.0, None)
    assert experiment.trace.rule == "perceptron"


def test_the_perceptron_rule_needs_a_perceptron():
    for wrong in ({"hidden": (2,), "output": "step"}, {"hidden": (), "output": "logistic"}):
        with pytest.raises(FieldError) as caught:
            Settings(rule="perceptron", **wrong)
        assert caught.value.field == "rule"
