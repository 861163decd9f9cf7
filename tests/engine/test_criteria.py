"""Cross-entropy, penalties and momentum: against central differences, by hand, and one step against many."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import Diverged, Network, Penalty, Trainer, gradient, init_network, numerical_gradient, step, train
from nnviz.engine.optimisers import SGD, Momentum

OUTPUTS = [("squared", "logistic", 2), ("cross_entropy", "logistic", 1), ("cross_entropy", "logistic", 2),
           ("cross_entropy", "softmax", 3), ("squared", "tanh", 1)]  # fmt: skip


def problem(criterion, output, outputs, seed, *, hidden=(3,), activation="tanh", n=6):
    rng = np.random.default_rng(seed)
    net = init_network((2, *hidden, outputs), seed=seed, activation=activation, output=output, criterion=criterion)
    X = rng.normal(size=(n, 2))
    T = np.eye(outputs)[rng.integers(outputs, size=n)] if outputs > 1 else rng.integers(2, size=(n, 1)).astype(float)
    return net, X, T


@pytest.mark.parametrize("penalty", [Penalty(), Penalty("l1", 0.3), Penalty("l2", 0.3)])
@pytest.mark.parametrize(("criterion", "output", "outputs"), OUTPUTS)
@given(seed=st.integers(0, 10**6), hidden=st.lists(st.integers(1, 4), max_size=3))
@settings(max_examples=15, deadline=None)
def test_gradients_agree_with_central_differences(criterion, output, outputs, penalty, seed, hidden):
    net, X, T = problem(criterion, output, outputs, seed, hidden=tuple(hidden))
    for ours, quotient in zip(gradient(net, X, T, penalty), numerical_gradient(net, X, T, 1e-6, penalty), strict=True):
        np.testing.assert_allclose(ours, quotient, rtol=1e-5, atol=1e-7)


def test_cross_entropy_by_hand():
    net = Network(([[0.2], [0.5], [-1.0]],), "logistic", criterion="cross_entropy")
    trace = step(net, [1.0, 2.0], [1.0], eta=0.1)
    y = 1.0 / (1.0 + math.exp(1.3))
    assert trace.y[0] == pytest.approx(y, rel=1e-14)
    assert trace.E == pytest.approx(-math.log(y), rel=1e-14)
    assert trace.layers[0].dE_dout[0] == pytest.approx(-1.0 / y, rel=1e-14)
    assert trace.layers[0].delta[0] == pytest.approx(y - 1.0, rel=1e-14)
    assert trace.network.weights[0][2, 0] == pytest.approx(-1.0 - 0.1 * (y - 1.0) * 2.0, rel=1e-14)


def test_softmax_by_hand():
    net = Network(([[0.0, 0.0, math.log(2.0)], [1.0, 0.0, 0.0]],), "softmax", criterion="cross_entropy")
    trace = step(net, [math.log(5.0)], [0.0, 1.0, 0.0])
    np.testing.assert_allclose(trace.y, [5 / 8, 1 / 8, 2 / 8], rtol=1e-14)
    np.testing.assert_allclose(trace.layers[0].delta, [5 / 8, -7 / 8, 2 / 8], rtol=1e-14)
    np.testing.assert_allclose(trace.layers[0].dE_dout, [0.0, -8.0, 0.0], rtol=1e-14)
    assert trace.E == pytest.approx(math.log(8.0), rel=1e-14)


@pytest.mark.parametrize("u", [-800.0, -40.0, 40.0, 800.0])
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_a_saturated_output_has_a_finite_loss_and_delta(u, t):
    net = Network(([[0.0], [1.0]],), "logistic", criterion="cross_entropy")
    trace = step(net, [u], [t], eta=1e-3)
    wrong = (u > 0) != bool(t)
    assert trace.E == pytest.approx(abs(u) if wrong else 0.0, abs=1e-12)
    assert trace.layers[0].delta[0] == pytest.approx((1.0 if u > 0 else -1.0) if wrong else 0.0, abs=1e-12)


@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("penalty", [Penalty(), Penalty("l1", 0.02), Penalty("l2", 0.02)])
@pytest.mark.parametrize("hidden", [(), (3,), (4, 3)])
@pytest.mark.parametrize(("criterion", "output", "outputs"), OUTPUTS)
def test_training_is_repeated_steps(criterion, output, outputs, hidden, penalty, momentum, batch_size):
    net, X, T = problem(criterion, output, outputs, 3, hidden=hidden, activation="logistic", n=12)
    net = net.with_frozen([(0, 1, 0)])
    order = np.random.default_rng(0).integers(12, size=24)
    trainer = Trainer(net, X, T, optimiser=Momentum(momentum) if momentum else SGD())
    losses = np.empty(24)
    trainer.present(order, eta=0.3, batch_size=batch_size, losses=losses, penalty=penalty)
    now, velocity = net, None
    for start in range(0, 24, batch_size):
        traces = [
            step(now, X[r], T[r], 0.3, penalty=penalty, momentum=momentum, velocity=velocity)
            for r in order[start : start + batch_size]
        ]
        np.testing.assert_allclose(losses[start : start + batch_size], [t.E for t in traces], rtol=1e-12, atol=1e-14)
        # All start from the same weights and the same velocity, so the mean of what they end with is the batch's.
        velocity = tuple(np.mean([t.velocity[layer] for t in traces], axis=0) for layer in range(len(net.weights)))
        means = [np.mean([t.network.weights[layer] for t in traces], axis=0) for layer in range(len(net.weights))]
        now = Network(tuple(means), net.activations, frozen=net.frozen, criterion=criterion)
    np.testing.assert_allclose(trainer.flat, now.flat(), rtol=1e-12, atol=1e-13)
    if momentum:
        np.testing.assert_allclose(trainer.state, np.concatenate([v.ravel() for v in velocity]), rtol=1e-12, atol=1e-13)
    assert trainer.network().weights[0][1, 0] == net.weights[0][1, 0]


def test_a_run_with_momentum_can_be_cut_anywhere():
    net, X, T = problem("cross_entropy", "softmax", 3, 5)
    order = np.arange(600) % 6
    whole, parts, resumed = (Trainer(net, X, T, optimiser=Momentum(0.8)) for _ in range(3))
    how = {"eta": 0.1, "penalty": Penalty("l2", 0.01)}
    whole.present(order, **how)
    for start in range(0, 600, 7):
        parts.present(order[start : start + 7], **how)
        if start == 294:
            resumed.load(parts.network(), parts.state)
            resumed.present(order[301:], **how)
    assert whole.flat.tobytes() == parts.flat.tobytes() == resumed.flat.tobytes()


@pytest.mark.parametrize("batch_size", [1, 2, 4])
@pytest.mark.parametrize(("criterion", "output", "outputs"), OUTPUTS)
def test_the_last_loss_alone_is_the_mean_over_the_last_batch(criterion, output, outputs, batch_size):
    net, X, T = problem(criterion, output, outputs, 4)
    order = np.random.default_rng(4).integers(6, size=40)
    losses, last, seen = np.empty(40), np.empty(1), []
    Trainer(net, X, T).present(order, eta=0.3, batch_size=batch_size, losses=losses)

    def look(presented):
        seen.append(float(last[0]))
        return presented + 2 * batch_size

    Trainer(net, X, T).present(order, eta=0.3, batch_size=batch_size, losses=last, pause=look)
    means = losses.reshape(-1, batch_size).mean(axis=1)
    assert seen[1:] == pytest.approx(means[1::2].tolist(), rel=1e-15)


def test_biases_have_no_penalty():
    net = Network(([[2.0], [1.0]],), "identity")
    slopes = Penalty("l2", 0.5).slopes(net.weights)
    np.testing.assert_array_equal(slopes[0], [[0.0], [0.5]])
    assert Penalty("l2", 0.5).value(net.weights) == 0.25
    assert Penalty("l1", 0.5).value(net.weights) == 0.5


def test_the_evaluated_loss_is_the_criterion():
    net, X, T = problem("cross_entropy", "softmax", 3, 8)
    y = net.predict(X)
    assert net.loss(X, T) == pytest.approx(-np.mean(np.sum(T * np.log(y), axis=1)), rel=1e-12)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Network(([[0.0], [1.0]],), "tanh", criterion="cross_entropy"), "criterion"),
        (lambda: Network(([[0.0, 0.0], [1.0, 1.0]],), "softmax"), "softmax"),
        (lambda: Network(([[0.0], [1.0]],), "softmax", criterion="cross_entropy"), "softmax"),
        (lambda: Network(([[0.0], [1.0]], [[0.0], [1.0]]), ("softmax", "logistic")), "activations"),
        (lambda: Network(([[0.0], [1.0]],), criterion="hinge"), "criterion"),
        (lambda: Penalty("l3", 0.1), "kind"),
        (lambda: Penalty("l1", -0.1), "rate"),
        (lambda: step(Network(([[0.0], [1.0]],)), [1.0], [1.0], momentum=1.0), "momentum"),
        (lambda: step(Network(([[0.0], [1.0]],)), [1.0], [1.0], velocity=[[0.0]]), "velocity"),
        (lambda: step(Network(([[0.0], [1.0]],), criterion="cross_entropy"), [1.0], [2.0]), "T must"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, word):
    with pytest.raises(ValueError, match=word):
        make()


def test_divergence_with_momentum_leaves_the_last_finite_weights():
    net, X, T = problem("squared", "tanh", 1, 2, activation="relu")
    net = Network(net.weights, ("relu", "identity"))
    with pytest.raises(Diverged) as error:
        train(net, 1e3 * X, T, 10.0, np.arange(600) % 6, momentum=0.5)
    assert np.isfinite(error.value.network.flat()).all()
