import numpy as np
import pytest

from nnviz.engine import Network, Trainer, init_network, perceptron_step, perceptron_train, step, train

from .cases import flat

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
NAND = np.array([[1], [1], [1], [0]])


def perceptron(*weights):
    return Network((np.array(weights, dtype=float)[:, None],), "step")


def epochs_until_no_error(net, eta):
    """Run in file order until an epoch has no error; return that epoch's number, counted from 1, and the network."""
    for epoch in range(1, 50):
        errors = 0
        for x, t in zip(X, NAND, strict=True):
            trace = perceptron_step(net, x, t, eta)
            errors += trace.E > 0
            net = trace.network
        if errors == 0:
            return epoch, net
    raise AssertionError("it did not come to rest")


def test_nand_as_published():
    # The published neuron fires above .5; ours above 0, so the bias starts at -.5, and .5 is added to compare.
    epoch, net = epochs_until_no_error(perceptron(-0.5, 0, 0), 0.1)
    assert epoch == 9
    np.testing.assert_allclose(net.weights[0][:, 0] + [0.5, 0, 0], [0.8, -0.2, -0.1], rtol=0, atol=1e-12)


def test_nand_exactly_in_tenths():
    epoch, net = epochs_until_no_error(perceptron(-5, 0, 0), 1.0)
    assert epoch == 9
    assert (net.weights[0][:, 0] + [5, 0, 0]).tolist() == [8.0, -2.0, -1.0]


def test_training_runs_through_the_same_weights_as_steps():
    net = stepped = perceptron(-5, 0, 0)
    for x, t in zip(X, NAND, strict=True):
        stepped = perceptron_step(stepped, x, t, 1.0).network
    assert perceptron_train(net, X, NAND, 1.0) == stepped
    assert train(net, X, NAND, 1.0, rule="perceptron") == stepped
    after = perceptron_train(net, X, NAND, 1.0, np.tile(np.arange(4), 9))
    assert after.weights[0][:, 0].tolist() == [3.0, -2.0, -1.0]


def test_a_step_shows_the_rule_s_own_numbers():
    trace = perceptron_step(perceptron(0.5, 1.0, -2.0), [2.0, 0.25], [0.0], 0.5)
    assert trace.rule == "perceptron"
    assert trace.y.tolist() == [1.0] and trace.E == 0.5 and trace.E_after == 0.0
    of = trace.layers[0]
    assert (of.u[0], of.slope[0], of.dE_dout[0], of.delta[0]) == (2.0, 1.0, 1.0, 1.0)
    assert trace.dE_dW[0][:, 0].tolist() == [1.0, 2.0, 0.25]
    assert trace.network.weights[0][:, 0].tolist() == [0.0, 0.0, -2.125]
    assert step(perceptron(0.5, 1.0, -2.0), [2.0, 0.25], [0.0]).rule == "gradient"


def test_a_right_answer_changes_nothing():
    net = perceptron(0.5, 1.0, -2.0)
    assert perceptron_step(net, [2.0, 0.25], [1.0]).network == net


def test_several_neurons_biases_frozen_or_absent_and_batches():
    rng = np.random.default_rng(4)
    inputs, targets = rng.normal(size=(6, 3)), rng.integers(0, 2, (6, 2)).astype(float)
    weights = rng.normal(size=(4, 2))
    for kwargs in ({}, {"train_bias": False}, {"bias": False}):
        start = weights.copy()
        if "bias" in kwargs:
            start[0] = 0.0
        net = Network((start,), "step", **kwargs)
        errors = targets - (inputs @ start[1:] + start[0] > 0)
        want = start + 0.3 / 6 * np.vstack((errors.sum(axis=0), inputs.T @ errors))
        if kwargs:
            want[0] = start[0]
        np.testing.assert_allclose(perceptron_train(net, inputs, targets, 0.3, None, 6).weights[0], want, atol=1e-14)
        stepped = net
        for x, t in zip(inputs, targets, strict=True):
            stepped = perceptron_step(stepped, x, t, 0.3).network
        np.testing.assert_allclose(
            flat(perceptron_train(net, inputs, targets, 0.3).weights), flat(stepped.weights), atol=1e-13
        )


def test_gradient_descent_never_moves_a_perceptron():
    net = perceptron(-5, 0, 0)
    assert train(net, X, NAND, 1.0, np.tile(np.arange(4), 5)) == net


@pytest.mark.parametrize(
    "net",
    [init_network((2, 1), seed=1), init_network((2, 3, 1), seed=1, activation="step", output="step")],
)
def test_other_networks_are_refused(net):
    message = "network must be one layer with the step activation for the perceptron rule"
    for call in (
        lambda: perceptron_step(net, X[0], NAND[0]),
        lambda: perceptron_train(net, X, NAND),
        lambda: Trainer(net, X, NAND, rule="perceptron"),
        lambda: Trainer(perceptron(0, 0, 0), X, NAND, rule="perceptron").load(init_network((2, 1), seed=1)),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="rule must be one of gradient, perceptron"):
        train(perceptron(0, 0, 0), X, NAND, rule="hebb")
