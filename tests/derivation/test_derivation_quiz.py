import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import Score, Verdict, answer, explain_sign, question, weight_rule, weight_table
from nnviz.derivation.notation import parse_key
from nnviz.engine import Network, init_network, perceptron_step, step
from tests.derivation.reader import mazur, traces, weights_of


def steps_of(trace):
    return {row.key: abs(row.step) if row.new != row.old else 0.0 for row in weight_table(trace)}


def frozen(trace, key):
    return weight_rule(trace, *parse_key(key)).frozen


@settings(deadline=None, max_examples=30)
@given(traces())
def test_the_right_direction_is_the_one_the_weight_takes(trace):
    for layer, row, column in weights_of(trace):
        asked = question(trace, 5, "direction", f"w:{layer}:{row}:{column}")
        assert [option.key for option in asked.options] == ["up", "down", "stay"]
        assert asked.weights == (f"w:{layer}:{row}:{column}",)
        old, new = (net.weights[layer][row, column] for net in (trace.before, trace.network))
        truth = "up" if new > old else "down" if new < old else "stay"
        reason = explain_sign(weight_rule(trace, layer, row, column)).sentence
        for option in asked.options:
            verdict = answer(asked, trace, option.key)
            assert verdict.right == (option.key == truth)
            assert verdict.correct.key == truth
            assert verdict.why.startswith(reason)


@settings(deadline=None, max_examples=40)
@given(traces())
def test_the_right_weight_is_the_one_that_moves_most(trace):
    sizes = steps_of(trace)
    free = {size for key, size in sizes.items() if not frozen(trace, key)}
    for seed in range(6) if len(sizes) > 1 else ():
        asked = question(trace, seed, "largest")
        keys = [option.key for option in asked.options]
        assert len(set(keys)) == len(keys) == min(3, len(sizes))
        assert asked.weights == tuple(keys)
        most = max(sizes[key] for key in keys)
        for key in keys:
            assert answer(asked, trace, key).right == math.isclose(sizes[key], most, rel_tol=1e-9)
        assert math.isclose(sizes[answer(asked, trace, keys[0]).correct.key], most, rel_tol=1e-9)
        groups = sorted(free)
        apart = [b for a, b in pairwise(groups) if not math.isclose(a, b, rel_tol=1e-9)]
        if len(apart) >= 2:  # three sizes to choose from: the question has three
            asked_sizes = sorted(sizes[key] for key in keys)
            assert not any(math.isclose(*pair, rel_tol=1e-9) for pair in pairwise(asked_sizes))


@settings(deadline=None, max_examples=20)
@given(traces())
def test_the_same_seed_asks_the_same_and_never_a_riddle_without_an_answer(trace):
    asked = [question(trace, seed) for seed in range(12)]
    assert asked == [question(trace, seed) for seed in range(12)]
    for one in asked:
        assert sum(answer(one, trace, option.key).right for option in one.options) == 1
        if not all(frozen(trace, key) for key in steps_of(trace)) and one.kind == "direction":
            assert not frozen(trace, one.weights[0])


def test_seeds_ask_different_questions():
    trace = step(init_network((2, 4, 1), seed=1), [0.3, -0.8], [1.0])
    asked = [question(trace, seed) for seed in range(40)]
    assert {one.kind for one in asked} == {"direction", "largest"}
    assert len(set(asked)) > 20
    assert {option.key for one in asked if one.kind == "largest" for option in one.options} == set(steps_of(trace))
    for seed in range(10):
        assert "w:0:2:3" in question(trace, seed, "largest", "w:0:2:3").weights
        steps = sorted(steps_of(trace)[key] for key in question(trace, seed, "largest").weights)
        assert all(b >= a / 0.9 for a, b in pairwise(steps))  # clearly different


def test_a_direction_in_words():
    trace = mazur()
    asked = question(trace, 0, "direction", "w:1:1:0")
    assert asked.text == "Will w′₁₁, now 0.4, rise, fall or stay in this update?"
    assert [option.label for option in asked.options] == ["rise", "fall", "stay"]
    assert answer(asked, trace, "up") == Verdict(
        False,
        asked.options[1],
        "The error y₁ − t₁ is positive, the slope of y₁ is positive and h₁ is positive, so their product, the "
        "gradient, is positive and w′₁₁ goes down, against it. It moves by −0.04108.",
    )
    stays = question(trace, 0, "direction", "w:1:0:0")
    assert answer(stays, trace, "stay").why == "w′₀₁ is frozen: it keeps its value, whatever its gradient."


def asked_of(trace, keys):
    """The question about just these weights."""
    for seed in range(3000):
        asked = question(trace, seed, "largest")
        if set(asked.weights) == set(keys):
            return asked
    raise AssertionError(keys)


def test_the_largest_in_words():
    trace = mazur()
    asked = asked_of(trace, ["w:0:1:0", "w:1:1:0", "w:1:1:1"])
    assert asked.text == "Which of w₁₁, w′₁₁ and w′₁₂ will move most in this update?"
    verdict = answer(asked, trace, "w:1:1:1")
    assert (verdict.right, verdict.correct.label) == (False, "w′₁₁")
    assert verdict.why == (
        "w′₁₁ moves most, by 0.5 · 0.7414 · 0.1868 · 0.5933 = 0.04108. "
        "w₁₁ moves by 0.5 · 0.03635 · 0.2413 · 0.05 = 0.0002193, mostly because what arrives at h₁, ∂E/∂h₁, is 0.03635 "
        "in size, where w′₁₁ has the error y₁ − t₁: 0.7414. "
        "w′₁₂ moves by 0.5 · 0.2171 · 0.1755 · 0.5933 = 0.0113, mostly because the error y₂ − t₂ is 0.2171 in size, "
        "where w′₁₁ has the error y₁ − t₁: 0.7414."
    )
    two = step(Network(([[0.0], [1.0], [1.0]],)), [3.0, 0.0], [1.0])
    assert answer(question(two, 1, "largest"), two, "w:0:1:0").why.endswith(
        "w₀ moves by 0.5 · 0.04743 · 0.04518 · 1 = 0.001071, because x₀ is 1 in size, where w₁ has x₁: 3. "
        "x₂ is 0, so their product, the gradient, is 0 and w₂ stays."
    )


def test_equal_steps_are_all_right():
    trace = perceptron_step(Network(([[0.1], [0.2], [0.3]],), "step"), [0.0, 1.0], [0.0], eta=0.1)
    asked = question(trace, 3, "largest")
    assert [answer(asked, trace, key).right for key in ("w:0:0:0", "w:0:1:0", "w:0:2:0")] == [True, False, True]
    assert answer(asked, trace, "w:0:1:0").why == (
        "w₀ and w₂ move equally far, by 0.1. x₁ is 0, so their product is 0 and w₁ stays."
    )
    assert {question(trace, seed).kind for seed in range(20)} == {"direction"}
    right = perceptron_step(trace.before, [0.0, 1.0], [1.0], eta=0.1)
    asked = question(right, 3, "largest")
    assert answer(asked, right, "w:0:1:0").why.startswith("None of them moves. w₀ stays: (t − y) x is 0.")


def test_a_step_too_small_to_change_its_weight_moves_it_not():
    trace = step(Network(([[0.0], [1e20], [1e20]],), "identity"), [10.0, 1e-18], [0.0], eta=1e-22)
    asked = question(trace, 1, "largest")
    sizes = {row.key: abs(row.step) for row in weight_table(trace)}
    assert max(sizes, key=sizes.__getitem__) == "w:0:1:0"
    for key in ("w:0:0:0", "w:0:1:0", "w:0:2:0"):
        verdict = answer(asked, trace, key)
        assert (verdict.right, verdict.correct.key) == (key == "w:0:0:0", "w:0:0:0")
    assert "but the step is too small to change w₁." in verdict.why
    still = step(Network(([[1e20], [1e20]],), "identity"), [1.0], [0.0], eta=1e-20)
    asked = question(still, 1, "largest")
    assert [answer(asked, still, key).right for key in asked.weights] == [True, True]
    assert answer(asked, still, "w:0:0:0").why.startswith("None of them moves.")


def asked_inputs(inputs):
    """The inputs (1 for the bias) of the three weights that are compared, for many seeds; steps go with the inputs."""
    trace = step(Network(([[0.1]] * (len(inputs) + 1),), "identity"), inputs, [9.0])
    by_key = dict(zip(steps_of(trace), [1.0, *inputs], strict=True))
    asked = [question(trace, seed, "largest") for seed in range(30)]
    return [sorted(by_key[key] for key in one.weights) for one in asked]


def test_steps_differ_clearly_where_they_can():
    assert all(large == [2.0, 4.0] for _, *large in asked_inputs([1.01, 2.0, 1.02, 4.0]))
    assert all(found == [1.0, 1.01, 1.02] for found in asked_inputs([1.01, 1.0, 1.02]))


def test_where_steps_must_repeat_one_still_moves_most():
    assert all(found == [1.0, 1.0, 5.0] for found in asked_inputs([5.0, 1.0, 5.0]))


def test_small_networks():
    one = step(init_network((1, 1), seed=1, bias=False), [2.0], [1.0])
    assert {question(one, seed).kind for seed in range(10)} == {"direction"}
    with pytest.raises(ValueError, match="kind must be direction"):
        question(one, 1, "largest")
    two = step(init_network((1, 1), seed=1), [2.0], [1.0])
    assert question(two, 1, "largest").text == "Which of w₀ and w₁ will move most in this update?"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((-1,), "seed must be"),
        ((1.5,), "seed must be"),
        ((True,), "seed must be"),
        ((1, "biggest"), "kind must be one of direction, largest"),
        ((1, None, "n:1:0"), "weight must be the key of a weight"),
        ((1, None, "w:0:9:0"), "row must be"),
    ],
)
def test_bad_questions_are_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        question(mazur(), *arguments)


def test_an_answer_that_was_not_offered_is_refused():
    with pytest.raises(ValueError, match="choice must be one of up, down, stay"):
        answer(question(mazur(), 1, "direction"), mazur(), "sideways")


def test_a_seed_may_be_numpys():
    assert question(mazur(), np.int64(4)) == question(mazur(), 4)


def test_the_score_counts():
    trace, score = mazur(), Score()
    asked = question(trace, 0, "direction", "w:1:1:0")
    for choice in ("up", "down", "down"):
        score = score.after(answer(asked, trace, choice))
    assert score == Score(3, 2)
