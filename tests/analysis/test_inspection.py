"""What a step did to every row, and the gradient check: against the plain definitions, and at its limits."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.analysis.inspection import LEAST_SIZE, Tally, effects, gradient_check, network_check, relative_error
from nnviz.datasets import make_dataset
from nnviz.engine import Network, gradient, init_network, numerical_gradient, step
from tests.engine.cases import SMOOTH, mazur, networks_with_data


def data_and_net(name="circle", output="logistic", seed=4):
    data = make_dataset(name, n=60, noise=0.1, test_share=0.3, seed=3, output=output)
    return data, init_network((data.X.shape[1], 4, data.T.shape[1]), seed=seed, activation="tanh", output=output)


# Effects


@pytest.mark.parametrize("name", ["circle", "blobs4", "plane", "iris"])
def test_effects_are_loss_after_minus_loss_before(name):
    data, net = data_and_net(name, "identity" if name == "plane" else "logistic")
    row = data.train[5]
    after = step(net, data.X[row], data.T[row], eta=0.3).network
    found = effects(net, after, data)
    losses = [0.5 * ((data.T - n.predict(data.X)) ** 2).sum(axis=1) for n in (net, after)]
    assert found.change == pytest.approx(losses[1] - losses[0], abs=1e-14)
    assert found.change[row] < 0
    assert (found.helped, found.hurt) == ((found.change < 0).sum(), (found.change > 0).sum())
    assert found.helped + found.hurt + found.same == found.rows.n == len(data.X)
    train = losses[1][data.train] - losses[0][data.train]
    assert found.train == Tally(int((train < 0).sum()), int((train > 0).sum()), 0)
    assert found.hurt > 0
    assert found.same == 0
    with pytest.raises(ValueError, match="read-only"):
        found.change[0] = 1.0
    back = effects(after, net, data)
    assert (back.helped, back.hurt) == (found.hurt, found.helped)


def test_the_same_network_changes_nothing():
    data, net = data_and_net()
    assert effects(net, net, data).rows == Tally(0, 0, len(data.X))


def test_rounding_is_no_effect_but_a_tiny_step_is():
    data, _ = data_and_net()
    # The same function with the hidden neurons in another order, so that sums are rounded otherwise.
    big = init_network((2, 40, 1), seed=2, activation="tanh")
    order = np.random.default_rng(1).permutation(40)
    other = Network((big.weights[0][:, order], big.weights[1][[0, *(order + 1)]]), big.activations)
    assert (big.loss_per_sample(data.X, data.T) != other.loss_per_sample(data.X, data.T)).any()
    assert effects(big, other, data).rows == Tally(0, 0, len(data.X))
    nearly = effects(big, big.with_flat(big.flat() + 1e-11), data)
    assert nearly.same < len(data.X) / 2


def test_losses_beyond_all_numbers_count_as_what_they_are():
    data, _ = data_and_net("circle", "identity")
    calm = Network(([[0.0], [1.0], [1.0]],), "identity")
    wild = Network(([[0.0], [1e300], [1e300]],), "identity")
    found = effects(calm, wild, data)
    assert found.hurt == len(data.X)
    assert np.isinf(found.change).all()
    assert effects(wild, calm, data).helped == len(data.X)
    assert not effects(wild, wild.with_flat(2 * wild.flat()), data).change.any()
    hidden = (np.array([[0.0, 0.0], [1e308, -1e308], [1e308, -1e308]]), np.array([[0.0], [1e308], [1e308]]))
    nowhere = Network(hidden, "identity")  # infinity minus infinity
    assert np.isnan(nowhere.predict(data.X)).any()
    assert not np.isnan(effects(Network(([[0.0] * 2] * 3, [[0.0]] * 3), "identity"), nowhere, data).change).any()


def test_networks_must_fit_the_data():
    data, net = data_and_net()
    other = init_network((3, 1), seed=1)
    with pytest.raises(ValueError, match="before must have 2 inputs and 1 outputs, got 3 and 1"):
        effects(other, net, data)
    with pytest.raises(ValueError, match="after must have"):
        effects(net, init_network((2, 3), seed=1), data)


# The gradient check


def keys_of(net):
    for layer, weight in enumerate(net.weights):
        for row, column in np.ndindex(*weight.shape):
            if row or net.bias:
                yield layer, row, column


@settings(deadline=None, max_examples=40)
@given(networks_with_data(activations=SMOOTH))
def test_the_check_of_a_weight_is_the_definition(case):
    net, h = case.net, 1e-5
    expected, slopes = gradient(net, case.X, case.T), numerical_gradient(net, case.X, case.T, h)
    for layer, row, column in keys_of(net):
        check = gradient_check(net, case.X, case.T, (layer, row, column), h)
        losses = []
        for by in (h, -h):
            weights = [weight.copy() for weight in net.weights]
            weights[layer][row, column] += by
            losses.append(Network(weights, net.activations, net.bias).loss(case.X, case.T))
        assert [check.loss_plus, check.loss_minus] == losses
        assert check.quotient == slopes[layer][row, column] == (losses[0] - losses[1]) / (2 * h)
        assert check.analytic == expected[layer][row, column]
        assert check.quotient == pytest.approx(check.analytic, rel=1e-6, abs=1e-8)
        assert (check.key, check.h) == ((layer, row, column), h)
        size = max(abs(check.quotient), abs(check.analytic), LEAST_SIZE)
        assert check.relative_error == abs(check.quotient - check.analytic) / size
        assert check.note == "" or "rounding" in check.note


@settings(deadline=None, max_examples=40)
@given(networks_with_data(activations=SMOOTH))
def test_the_check_of_a_network_is_its_worst_weight(case):
    checks = [gradient_check(case.net, case.X, case.T, key) for key in keys_of(case.net)]
    found = network_check(case.net, case.X, case.T)
    assert found.n_weights == len(checks)
    assert found.largest == max(check.relative_error for check in checks)
    assert gradient_check(case.net, case.X, case.T, found.key) == found.worst


def test_mazurs_network_passes():
    net, x, t, _ = mazur(train_bias=False)
    check = network_check(net, [x], [t])
    assert check.n_weights == 12
    assert check.largest < 1e-7
    assert check.worst.note == ""
    w5 = gradient_check(net, [x], [t], (1, 1, 0))
    assert w5.analytic == pytest.approx(0.082167041, abs=5e-10)
    assert w5.quotient == pytest.approx(0.082167041, abs=1e-9)


def test_a_wrong_gradient_would_be_found(monkeypatch):
    net, x, t, _ = mazur()
    right = gradient(net, [x], [t])
    wrong = (right[0], right[1].copy())
    wrong[1][2, 1] *= 1.001
    monkeypatch.setattr("nnviz.analysis.inspection.gradient", lambda *_: wrong)
    found = network_check(net, [x], [t])
    assert found.key == (1, 2, 1)
    assert found.largest == pytest.approx(1e-3, rel=1e-2)


def test_without_biases_they_are_not_checked():
    net = init_network((2, 3, 1), seed=1, bias=False)
    assert network_check(net, [[1.0, 2.0]], [[1.0]]).n_weights == 9
    with pytest.raises(ValueError, match="key must have a row from 1 to 2 in layer 0, got 0"):
        gradient_check(net, [[1.0, 2.0]], [[1.0]], (0, 0, 0))


def test_a_kink_between_the_two_points_is_said():
    net = Network(([[0.0], [1.0]], [[0.0], [1.0]]), ("relu", "identity"))
    X, T = [[0.0], [1.0]], [[-1.0], [-1.0]]
    check = gradient_check(net, X, T, (0, 0, 0))  # row 0 lies on the kink
    assert check.note.startswith("The ReLU's kink lies between w − h and w + h for 1 of 2 rows")
    assert check.relative_error > 0.1
    assert network_check(net, X, T).worst.note == check.note
    assert gradient_check(net, X, T, (0, 1, 0)).note == ""  # that row's input is 0: this weight does not move it
    assert gradient_check(net, X, T, (1, 1, 0)).note == ""  # behind the kink
    assert gradient_check(net, X[1:], T[1:], (0, 0, 0), 2.0).note.endswith("need not agree.")
    assert "1 of 1 row:" in gradient_check(net, X[:1], T[:1], (0, 0, 0)).note


def test_the_step_has_no_slope():
    net = Network(([[0.5], [1.0]], [[0.0], [1.0]]), ("step", "identity"))
    flat = gradient_check(net, [[1.0]], [[0.0]], (0, 1, 0))
    assert (flat.quotient, flat.analytic, flat.relative_error) == (0.0, 0.0, 0.0)
    assert flat.note == "The unit step is flat on both sides of its jump: the quotient is 0, and so is the gradient."
    behind = gradient_check(net, [[1.0]], [[0.0]], (1, 1, 0))
    assert behind.note == ""
    assert behind.quotient == pytest.approx(1.0)
    jumps = gradient_check(net, [[-0.5]], [[-1.0]], (0, 1, 0))
    assert jumps.analytic == 0.0
    assert abs(jumps.quotient) > 1e4
    assert jumps.note.startswith("The unit step jumps between w − h and w + h for 1 of 1 row:")


def test_the_limits_of_numbers_are_said():
    net = Network(([[0.0], [1e14]],), "identity")
    assert gradient_check(net, [[1e-14]], [[0.0]], (0, 1, 0)).note.startswith("h is too small beside this weight")
    wild = Network(([[0.0], [1e200]],), "identity")
    check = gradient_check(wild, [[1.0]], [[0.0]], (0, 0, 0))
    assert check.note.startswith("A loss is beyond the range of numbers")
    assert math.isinf(check.relative_error)
    assert math.isinf(network_check(wild, [[1.0]], [[0.0]]).largest)
    stuck = Network(([[18.0], [0.0]],))  # the loss is near 0.5, its slope 1e-8
    check = gradient_check(stuck, [[1.0]], [[0.0]], (0, 0, 0))
    assert check.relative_error > 1e-4
    assert "rounding" in check.note


def test_relative_errors():
    assert relative_error([1.0, 0.0, 1e-12, -2.0], [1.1, 0.0, -1e-12, 2.0]) == pytest.approx([1 / 11, 0, 2e-4, 2])
    assert relative_error([np.inf, np.nan, 1.0], [np.inf, 1.0, -np.inf]).tolist() == [np.inf] * 3


@pytest.mark.parametrize(
    ("key", "told"),
    [((2, 0, 0), "a layer from 0 to 1"), ((0, 3, 0), "a row from 0 to 2"), ((0, 0, 2), "a column from 0 to 1")],
)
def test_weights_that_are_not_there_are_refused(key, told):
    net, x, t, _ = mazur()
    for bad in (key, tuple(-1 if part else 0 for part in key)):
        with pytest.raises(ValueError, match=told):
            gradient_check(net, [x], [t], bad)


@pytest.mark.parametrize("h", [0.0, -1e-5, np.inf, np.nan, "1", True])
def test_h_must_be_positive(h):
    net, x, t, _ = mazur()
    for check in (lambda: gradient_check(net, [x], [t], (0, 0, 0), h), lambda: network_check(net, [x], [t], h)):
        with pytest.raises(ValueError, match="h must be a positive finite number"):
            check()


def test_checks_leave_the_network_alone():
    net, x, t, _ = mazur()
    before = net.flat().tobytes()
    network_check(net, [x], [t])
    assert net.flat().tobytes() == before
    assert replace(gradient_check(net, [x], [t], (0, 0, 0)), note="") == gradient_check(net, [x], [t], (0, 0, 0))
