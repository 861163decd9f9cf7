import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.engine import Diverged, Network, gradient, init_network, numerical_gradient, step

from . import oracle
from .cases import SMOOTH, flat, mazur, networks_with_data


def test_mazur_s_published_step():
    net, x, t, eta = mazur(train_bias=False)
    trace = step(net, x, t, eta)
    near = {"rtol": 0, "atol": 1e-9}
    np.testing.assert_allclose(trace.E, 0.298371109, **near)
    np.testing.assert_allclose(trace.layers[1].delta, [0.138498562, -0.038098237], **near)
    np.testing.assert_allclose(
        trace.network.weights[1][1:], [[0.358916480, 0.511301270], [0.408666186, 0.561370121]], **near
    )
    np.testing.assert_allclose(
        trace.network.weights[0][1:], [[0.149780716, 0.249751144], [0.199561432, 0.299502287]], **near
    )
    np.testing.assert_array_equal(trace.network.weights[0][0], [0.35, 0.35])
    np.testing.assert_array_equal(trace.network.weights[1][0], [0.60, 0.60])
    # His own E after the step, .291027924, takes the hidden gradients with output weights that are updated already.
    np.testing.assert_allclose(trace.E_after, 0.2910277737, rtol=0, atol=1e-10)


@settings(max_examples=120, deadline=None)
@given(networks_with_data(), st.floats(0.01, 2.0))
def test_every_number_of_a_step_agrees_with_the_oracle(case, eta):
    net, x, t = case.net, case.X[0], case.T[0]
    trace = step(net, x, t, eta)
    us, outs = oracle.forward(case.lists, net.activations, x)
    near = {"rtol": 1e-12, "atol": 1e-12}
    for layer, (u, out, name) in enumerate(zip(us, outs, net.activations, strict=True)):
        of_layer = trace.layers[layer]
        np.testing.assert_allclose(of_layer.u, u, **near)
        np.testing.assert_allclose(of_layer.out, out, **near)
        np.testing.assert_allclose(of_layer.slope, [oracle.SLOPES[name](value) for value in u], **near)
        np.testing.assert_array_equal(of_layer.delta, of_layer.dE_dout * of_layer.slope)
    np.testing.assert_array_equal(trace.layers[-1].dE_dout, trace.y - t)
    np.testing.assert_array_equal(trace.y, trace.layers[-1].out)
    assert trace.E == pytest.approx(oracle.loss(case.lists, net.activations, x, t), abs=1e-12)

    dE_dW = oracle.gradient(case.lists, net.activations, x, t)
    after = oracle.update(case.lists, net.activations, [(x, t)], eta)
    for layer in range(len(net.weights)):
        if not net.bias:
            dE_dW[layer][0] = [0.0] * len(dE_dW[layer][0])
        if not (net.bias and net.train_bias):
            after[layer][0] = case.lists[layer][0]
        np.testing.assert_allclose(trace.dE_dW[layer], dE_dW[layer], **near)
        np.testing.assert_allclose(trace.network.weights[layer], after[layer], **near)
    if "step" not in net.activations:  # a last bit may carry a sum over the jump
        want = oracle.loss([weight.tolist() for weight in trace.network.weights], net.activations, x, t)
        assert trace.E_after == pytest.approx(want, rel=1e-11, abs=1e-11)


@settings(max_examples=80, deadline=None)
@given(networks_with_data(activations=SMOOTH))
def test_gradient_agrees_with_central_differences(case):
    got, want = gradient(case.net, case.X, case.T), numerical_gradient(case.net, case.X, case.T)
    assert [g.shape for g in got] == [weight.shape for weight in case.net.weights] == [g.shape for g in want]
    np.testing.assert_allclose(flat(got), flat(want), rtol=1e-8, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(networks_with_data(activations=("relu", "tanh")))
def test_gradient_agrees_with_central_differences_away_from_relu_s_kink(case):
    for x in case.X:
        us, _ = oracle.forward(case.lists, case.net.activations, x)
        assume(all(abs(u) > 1e-3 for layer in us for u in layer))
    got, want = gradient(case.net, case.X, case.T), numerical_gradient(case.net, case.X, case.T)
    np.testing.assert_allclose(flat(got), flat(want), rtol=1e-8, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(networks_with_data())
def test_gradient_is_the_mean_of_the_steps(case):
    steps = [flat(step(case.net, x, t).dE_dW) for x, t in zip(case.X, case.T, strict=True)]
    np.testing.assert_allclose(flat(gradient(case.net, case.X, case.T)), np.mean(steps, axis=0), rtol=1e-12, atol=1e-13)


def test_frozen_biases_have_a_derivative_and_absent_ones_none():
    net, x, t, _ = mazur(train_bias=False)
    free, _, _, _ = mazur()
    np.testing.assert_array_equal(flat(step(net, x, t).dE_dW), flat(step(free, x, t).dE_dW))
    absent = init_network((2, 3, 1), seed=1, bias=False)
    for rows in (
        step(absent, x, [1.0]).dE_dW,
        gradient(absent, [x], [[1.0]]),
        numerical_gradient(absent, [x], [[1.0]]),
    ):
        assert not any(row[0].any() for row in rows)
        assert rows[0][1:].any()


def test_the_unit_step_has_no_gradient_and_moves_nothing():
    net = Network((np.array([[0.2], [1.0], [-1.0]]),), "step")
    trace = step(net, [1.0, 0.5], [0.0])
    assert trace.y.tolist() == [1.0] and trace.E == 0.5
    assert not trace.dE_dW[0].any() and trace.network == net
    assert not gradient(net, [[1.0, 0.5]], [[0.0]])[0].any()


def test_nothing_handed_in_is_changed_and_nothing_handed_out_can_be():
    net = init_network((2, 3, 1), seed=1)
    x, t = np.array([0.3, -0.4]), np.array([1.0])
    before = (net.flat().tolist(), x.tolist(), t.tolist())
    trace = step(net, x, t)
    gradient(net, [x], [t])
    numerical_gradient(net, [x], [t])
    assert (net.flat().tolist(), x.tolist(), t.tolist()) == before
    assert trace.before is net and trace.network != net
    x[0] = 9.0
    assert trace.x[0] == 0.3
    arrays = [trace.x, trace.t, trace.y, *trace.dE_dW]
    arrays += [getattr(of, name) for of in trace.layers for name in ("u", "out", "slope", "dE_dout", "delta")]
    assert not any(array.flags.writeable for array in arrays)


def test_a_step_that_overflows_raises_diverged_with_the_network_as_it_was():
    net = Network((np.array([[1e200], [1e200]]),), "identity")
    with pytest.raises(Diverged) as caught:
        step(net, [1e150], [0.0], 1.0)
    assert caught.value.network == net and caught.value.presented == 0
    assert isinstance(caught.value, ArithmeticError)


def test_saturation_is_no_overflow():
    trace = step(Network((np.array([[900.0], [0.0]]),)), [1.0], [0.0])
    assert trace.y.tolist() == [1.0] and trace.E == 0.5


@pytest.mark.parametrize("eta", [0, -1.0, math.nan, math.inf, "0.5", None, True, 1j, np.array(0.5)])
def test_eta_must_be_a_positive_finite_number(eta):
    with pytest.raises(ValueError, match="eta must be a positive finite number"):
        step(init_network((1, 1), seed=1), [1.0], [1.0], eta)


def test_eta_may_be_any_kind_of_real_number():
    net = init_network((1, 1), seed=1)
    want = step(net, [1.0], [1.0], 1.0).network
    assert all(step(net, [1.0], [1.0], eta).network == want for eta in (1, np.float32(1.0), np.int64(1)))
    assert step(net, [1.0], [1.0], 5e-324).eta == 5e-324  # tiny, but allowed


@pytest.mark.parametrize(
    ("x", "t", "message"),
    [
        ([1.0], [1.0], r"x must have shape \(2,\), got \(1,\)"),
        ([[1.0, 2.0]], [1.0], r"x must have shape \(2,\)"),
        ([1.0, np.nan], [1.0], "x must hold finite numbers"),
        ([1.0, 2.0], 1.0, r"t must have shape \(1,\), got \(\)"),
        ([1.0, 2.0], [np.inf], "t must hold finite numbers"),
    ],
)
def test_bad_samples_are_refused_by_name(x, t, message):
    with pytest.raises(ValueError, match=message):
        step(init_network((2, 1), seed=1), x, t)


def test_bad_data_for_the_gradients_is_refused_by_name():
    net = init_network((2, 1), seed=1)
    for call in (gradient, numerical_gradient):
        with pytest.raises(ValueError, match="X must have shape"):
            call(net, np.ones((2, 3)), np.ones((2, 1)))
        with pytest.raises(ValueError, match="T must have as many rows"):
            call(net, np.ones((2, 2)), np.ones((3, 1)))
    with pytest.raises(ValueError, match="h must be a positive finite number"):
        numerical_gradient(net, np.ones((2, 2)), np.ones((2, 1)), h=0.0)
