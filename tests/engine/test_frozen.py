"""Freezing single weights: they keep every bit, the others learn as if nothing were frozen."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import Diverged, Network, Trainer, init_network, perceptron_step, perceptron_train, step, train


@st.composite
def cases(draw):
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=2, max_size=4)))
    net = init_network(sizes, seed=draw(st.integers(0, 1000)), activation=draw(st.sampled_from(["logistic", "tanh"])))
    keys = [
        (layer, row, column)
        for layer, weight in enumerate(net.weights)
        for row in range(weight.shape[0])
        for column in range(weight.shape[1])
    ]
    chosen = draw(st.lists(st.sampled_from(keys), unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    return net, chosen, rng.uniform(-1, 1, (6, sizes[0])), rng.uniform(0, 1, (6, sizes[-1]))


def mask(net, keys):
    found = [np.zeros(weight.shape, dtype=bool) for weight in net.weights]
    for layer, row, column in keys:
        found[layer][row, column] = True
    return found


@settings(deadline=None)
@given(cases())
def test_a_step_leaves_frozen_weights_and_moves_the_others_as_ever(case):
    net, keys, X, T = case
    free, held = step(net, X[0], T[0], 0.7), step(net.with_frozen(keys), X[0], T[0], 0.7)
    for layer, still in enumerate(mask(net, keys)):
        np.testing.assert_array_equal(held.dE_dW[layer], free.dE_dW[layer])  # the derivative is what it is
        np.testing.assert_array_equal(held.network.weights[layer][still], net.weights[layer][still])
        np.testing.assert_array_equal(held.network.weights[layer][~still], free.network.weights[layer][~still])


@settings(deadline=None)
@given(cases(), st.sampled_from([1, 2, 6]))
def test_train_leaves_frozen_weights_to_the_bit(case, size):
    net, keys, X, T = case
    trained = train(net.with_frozen(keys), X, T, 0.5, np.arange(6), size)
    for layer, still in enumerate(mask(net, keys)):
        np.testing.assert_array_equal(trained.weights[layer][still], net.weights[layer][still])


@settings(deadline=None)
@given(cases(), st.integers(1, 6))
def test_an_update_moves_the_free_weights_by_the_same_bits(case, size):
    net, keys, X, T = case
    free, held = (train(one, X, T, 0.5, np.arange(size), size) for one in (net, net.with_frozen(keys)))
    for layer, still in enumerate(mask(net, keys)):
        np.testing.assert_array_equal(held.weights[layer][still], net.weights[layer][still])
        np.testing.assert_array_equal(held.weights[layer][~still], free.weights[layer][~still])


@settings(deadline=None)
@given(st.lists(st.integers(0, 7), unique=True), st.sampled_from([1, 2, 3, 6]), st.integers(0, 1000))
def test_the_perceptron_rule_too_whatever_the_batch(chosen, size, seed):
    rng = np.random.default_rng(seed)
    net = Network((rng.uniform(-1, 1, (4, 2)),), "step")
    keys = [(0, *divmod(number, 2)) for number in chosen]
    X, T = rng.uniform(-1, 1, (6, 3)), rng.integers(0, 2, (6, 2)).astype(float)
    still = mask(net, keys)[0]
    long = perceptron_train(net.with_frozen(keys), X, T, 0.3, np.arange(6), size)
    np.testing.assert_array_equal(long.weights[0][still], net.weights[0][still])
    free, held = (perceptron_train(one, X, T, 0.3, np.arange(size), size) for one in (net, net.with_frozen(keys)))
    np.testing.assert_array_equal(held.weights[0][~still], free.weights[0][~still])
    one = perceptron_step(net.with_frozen(keys), X[0], T[0], 0.3)
    np.testing.assert_array_equal(one.network.weights[0][still], net.weights[0][still])
    assert one.network.frozen is None if not keys else (one.network.frozen[0] == still).all()


def test_a_frozen_weight_cannot_make_a_run_diverge():
    """Its gradient may overflow; as it is not applied, step and train go on, and agree."""
    net = Network((np.array([[0.0], [1e100]]),), "identity")
    held = net.with_frozen([(0, 1, 0)])
    x, t = np.array([1e160]), np.array([0.0])  # dE/dw = (y - t) x = 1e420
    with pytest.raises(Diverged):
        step(net, x, t, 1.0)
    assert step(held, x, t, 1.0).network == train(held, x[None], t[None], 1.0)


@settings(deadline=None)
@given(cases())
def test_train_equals_repeated_step(case):
    net, keys, X, T = case
    one = net.with_frozen(keys)
    for x, t in zip(X, T, strict=True):
        one = step(one, x, t, 0.5).network
    many = train(net.with_frozen(keys), X, T, 0.5, np.arange(6))
    for a, b in zip(one.weights, many.weights, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


def test_a_trainer_takes_another_network_with_other_frozen_weights():
    net = init_network((2, 3, 1), seed=1)
    X, T = np.array([[0.3, -0.2]]), np.array([[1.0]])
    trainer = Trainer(net, X, T)
    trainer.present(np.array([0]), eta=0.5)
    trainer.load(net.with_frozen([(0, 1, 2)]))
    trainer.present(np.array([0]), eta=0.5)
    assert trainer.network().weights[0][1, 2] == net.weights[0][1, 2]
    assert trainer.network().weights[0][1, 1] != net.weights[0][1, 1]
    trainer.load(net.with_frozen([(0, 1, 1)]))
    trainer.present(np.array([0]), eta=0.5)
    assert trainer.network().weights[0][1, 2] != net.weights[0][1, 2]
    assert trainer.network().weights[0][1, 1] == net.weights[0][1, 1]
    trainer.load(net)
    trainer.present(np.array([0]), eta=0.5)
    assert trainer.network().weights[0][1, 2] != net.weights[0][1, 2]


def test_the_perceptron_rule_leaves_frozen_weights_too():
    net = Network((np.array([[-0.5], [0.1], [0.1]]),), "step").with_frozen([(0, 1, 0)])
    x, t = np.array([1.0, 1.0]), np.array([1.0])
    assert perceptron_step(net, x, t, 0.1).network.weights[0].ravel().tolist() == [-0.4, 0.1, 0.2]
    after = perceptron_train(net, x[None], t[None], 0.1, np.array([0]))
    np.testing.assert_allclose(after.weights[0].ravel(), [-0.4, 0.1, 0.2], atol=1e-15)


def test_equality_pickling_and_other_weights_keep_what_is_frozen():
    net = init_network((2, 2, 1), seed=1)
    held = net.with_frozen([(1, 0, 0)])
    assert held != net
    assert held == net.with_frozen([(1, 0, 0)])
    assert pickle.loads(pickle.dumps(held)) == held
    assert held.with_flat(net.flat() + 1).frozen[1][0, 0]
    assert held.with_weight(0, 1, 1, 9.0).frozen[1][0, 0]
    assert held.with_frozen([]) == net
    assert net.with_weight(0, 1, 1, 9.0).weights[0][1, 1] == 9.0
    with pytest.raises(ValueError, match="read-only"):
        held.frozen[0][0, 0] = True


@pytest.mark.parametrize("key", [(2, 0, 0), (0, 3, 0), (0, 0, 2), (-1, 0, 0)])
def test_unknown_weights_are_refused(key):
    net = init_network((2, 2, 1), seed=1)
    with pytest.raises(ValueError, match="key must be"):
        net.with_frozen([key])
    with pytest.raises(ValueError, match="key must be"):
        net.with_weight(*key, 1.0)


def test_a_bias_that_is_not_there_cannot_be_frozen_or_set():
    net = init_network((2, 1), seed=1, bias=False)
    with pytest.raises(ValueError, match="without biases"):
        net.with_frozen([(0, 0, 0)])


@pytest.mark.parametrize("frozen", [1, [np.zeros((3, 1))], [np.zeros((2, 1), dtype=bool)], []])
def test_bad_masks_are_refused(frozen):
    with pytest.raises(ValueError, match="frozen"):
        Network((np.zeros((3, 1)),), frozen=frozen)
