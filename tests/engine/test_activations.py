import math

import numpy as np
import pytest

from nnviz.engine import ACTIVATIONS, get_activation

from .oracle import SLOPES, VALUES

U = np.array([-900.0, -40.0, -2.5, -1e-9, 0.0, 1e-9, 0.3, 2.5, 40.0, 900.0])


def test_the_five_are_there_and_logistic_comes_first():
    assert list(ACTIVATIONS) == ["logistic", "tanh", "relu", "identity", "step"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes_are_those_of_the_formulas(name):
    f = get_activation(name)
    out = f.value(U)
    np.testing.assert_allclose(out, [VALUES[name](u) for u in U], rtol=1e-14, atol=1e-300)
    near = np.abs(U) < 100  # cosh² overflows beyond
    np.testing.assert_allclose(f.slope(U, out)[near], [SLOPES[name](u) for u in U[near]], rtol=0, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_argument_is_left_alone_and_the_result_is_new(name):
    u = np.array([-1.0, 0.5])
    f = get_activation(name)
    out = f.value(u)
    slope = f.slope(u, out)
    out[:] = 9.0
    slope[:] = 9.0
    assert u.tolist() == [-1.0, 0.5]


@pytest.mark.parametrize("u", [700.1, 745.2, 1e4, 1e308, math.inf])
def test_logistic_is_finite_far_out_without_a_warning(u):
    f = get_activation("logistic").value  # pytest turns a warning into an error
    assert f(np.array([u]))[0] == 1.0
    assert 0.0 <= f(np.array([-u]))[0] < 1e-300


def test_a_small_logistic_keeps_its_digits():
    assert get_activation("logistic").value(np.array([-40.0]))[0] == pytest.approx(math.exp(-40.0), rel=1e-14)


def test_step_is_silent_at_its_threshold_and_relu_flat_at_its_kink():
    assert get_activation("step").value(np.array([0.0, 5e-324]))[:].tolist() == [0.0, 1.0]
    relu = get_activation("relu")
    assert relu.slope(np.zeros(1), relu.value(np.zeros(1))).tolist() == [0.0]


@pytest.mark.parametrize("name", ["sigmoid", "", None, 3])
def test_an_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(ValueError, match=r"activation must be one of logistic, tanh, relu, identity, step"):
        get_activation(name)
