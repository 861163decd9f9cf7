import copy
import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.engine import Network, init_network

from . import oracle
from .cases import ALL, networks_with_data

W1 = np.array([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]])
W2 = np.array([[0.7], [-0.8], [0.9]])


@settings(max_examples=80, deadline=None)
@given(networks_with_data())
def test_forward_loss_and_prediction_agree_with_the_oracle(case):
    net, X, T = case.net, case.X, case.T
    layers = net.forward(X)
    for row, (x, t) in enumerate(zip(X, T, strict=True)):
        outs = oracle.forward(case.lists, net.activations, x)[1]
        for layer, out in zip(layers, outs, strict=True):
            np.testing.assert_allclose(layer[row], out, rtol=0, atol=1e-12)
        want = oracle.loss(case.lists, net.activations, x, t)
        assert net.loss_per_sample(X, T)[row] == pytest.approx(want, abs=1e-12)
    np.testing.assert_array_equal(net.predict(X), layers[-1])
    assert net.loss(X, T) == pytest.approx(net.loss_per_sample(X, T).mean(), abs=1e-15)


@pytest.mark.parametrize("activation", ALL)
@pytest.mark.parametrize("n", [1, 1023, 1024, 1025, 3000])
def test_many_rows_give_what_each_row_gives_alone(activation, n):
    net = init_network((3, 5, 4, 2), seed=5, activation=activation, output=activation)
    X = np.random.default_rng(n).normal(size=(n, 3))
    together = net.predict(X)
    assert together.shape == (n, 2)
    for row in {0, n // 2, n - 1}:
        np.testing.assert_allclose(together[row], net.predict(X[row : row + 1])[0], rtol=0, atol=1e-12)


def test_prediction_far_out_is_finite_and_gives_no_warning():
    net = Network((np.array([[0.0], [1.0]]),))
    y = net.predict([[-1e6], [-800.0], [800.0], [1e6]])
    assert np.isfinite(y).all()
    np.testing.assert_allclose(y[:, 0], [0, 0, 1, 1], atol=1e-300)


def test_logistic_is_the_default_and_one_name_stands_for_all_layers():
    assert Network((W1, W2)).activations == ("logistic", "logistic")
    assert Network((W1, W2), "tanh").activations == ("tanh", "tanh")
    assert Network([W1, W2], ["relu", "identity"]).activations == ("relu", "identity")


def test_sizes_and_the_flat_vector():
    net = Network((W1, W2))
    assert net.sizes == (2, 2, 1)
    assert net.n_weights == 9
    assert net.flat().tolist() == [0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.7, -0.8, 0.9]
    other = net.with_flat(np.arange(9.0))
    assert other.weights[1][:, 0].tolist() == [6.0, 7.0, 8.0]
    assert other.with_flat(net.flat()) == net


def test_weights_are_copied_and_cannot_be_changed():
    mine = W1.copy()
    net = Network((mine, W2))
    mine[0, 0] = 99.0
    assert net.weights[0][0, 0] == 0.1
    with pytest.raises(ValueError, match="read-only"):
        net.weights[0][0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        net.bias = False
    net.flat()[0] = 5.0
    assert net.flat()[0] == 0.1


def test_equality_is_by_value_and_structure():
    net = Network((W1, W2))
    assert net == Network((W1, W2)) and hash(net) == hash(Network((W1, W2)))
    assert net != Network((W1, W2 + 1e-16 * W2 + 1e-12))
    assert net != Network((W1, W2), "tanh")
    assert net != Network((W1, W2), train_bias=False)
    assert net != "net"


@pytest.mark.parametrize("copied", [lambda net: pickle.loads(pickle.dumps(net)), copy.deepcopy, copy.copy])
def test_a_copy_is_equal_and_still_read_only(copied):
    net = copied(Network((W1, W2), train_bias=False))
    assert net == Network((W1, W2), train_bias=False)
    assert not any(weight.flags.writeable for weight in net.weights)


def test_without_bias_row_0_must_be_0():
    with pytest.raises(ValueError, match=r"weights\[0\] must have zeros in row 0 when bias is False"):
        Network((W1, W2), bias=False)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((), "weights must be a sequence of at least one matrix"),
        ("no", "weights must be a sequence"),
        (np.ones((2, 1)), "weights must be a sequence"),
        ((np.ones(3),), r"weights\[0\] must have shape \(1 \+ fan_in, fan_out\)"),
        ((np.ones((1, 3)),), r"weights\[0\] must have shape"),
        ((np.ones((3, 0)),), r"weights\[0\] must have shape"),
        ((W1, np.ones((4, 1))), r"weights\[1\] must have 3 rows"),
        ((W1 * np.nan,), r"weights\[0\] must hold finite numbers"),
        ((W1 + 0j,), r"weights\[0\] must hold real numbers"),
        ((W1 > 0,), r"weights\[0\] must hold real numbers"),
        (([[1.0, 2.0], [3.0]],), r"weights\[0\] must be an array of numbers"),
    ],
)
def test_bad_weights_are_refused_by_name(weights, message):
    with pytest.raises(ValueError, match=message):
        Network(weights)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"activations": ("logistic",)}, "activations must hold one name for each of 2 layers, got 1"),
        ({"activations": ("logistic", "sigmoid")}, r"activations\[1\] must be one of logistic"),
        ({"bias": 1}, "bias must be True or False"),
        ({"train_bias": "no"}, "train_bias must be True or False"),
    ],
)
def test_bad_structure_is_refused_by_name(kwargs, message):
    with pytest.raises(ValueError, match=message):
        Network((W1, W2), **kwargs)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.ones((3, 3)), r"X must have shape \(n, 2\)"),
        (np.ones(2), r"X must have shape \(n, 2\)"),
        (np.ones((0, 2)), r"X must have shape \(n, 2\) with n >= 1"),
        ([[1.0, np.inf]], "X must hold finite numbers"),
        ([["a", "b"]], "X must hold real numbers"),
    ],
)
def test_bad_inputs_are_refused_by_name(X, message):
    net = Network((W1, W2))
    for call in (net.predict, net.forward):
        with pytest.raises(ValueError, match=message):
            call(X)


def test_bad_targets_and_vectors_are_refused_by_name():
    net = Network((W1, W2))
    with pytest.raises(ValueError, match=r"T must have shape \(n, 1\)"):
        net.loss(np.ones((3, 2)), np.ones(3))
    with pytest.raises(ValueError, match=r"T must have as many rows as X \(3\), got 2"):
        net.loss(np.ones((3, 2)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"vector must have shape \(9,\)"):
        net.with_flat(np.ones(8))
