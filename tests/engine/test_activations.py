import math

import numpy as np
import pytest

from nnviz.engine import ACTIVATIONS, OUTPUT_ACTIVATIONS, get_activation, net_threshold

from .oracle import SLOPES, VALUES

U = np.array([-900.0, -40.0, -2.5, -1e-9, 0.0, 1e-9, 0.3, 2.5, 40.0, 900.0])


def test_the_classic_five_come_first_and_the_oracle_knows_them_all():
    assert list(ACTIVATIONS)[:5] == ["logistic", "tanh", "relu", "identity", "step"]
    assert set(ACTIVATIONS) == set(VALUES) == set(SLOPES)
    assert set(OUTPUT_ACTIVATIONS) == {*ACTIVATIONS, "softmax"}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes_are_those_of_the_formulas(name):
    f = get_activation(name)
    out = f.value(U)
    np.testing.assert_allclose(out, [VALUES[name](u) for u in U], rtol=1e-14, atol=1e-17 if name == "gelu" else 1e-300)
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


def calls_of(name, u, keep):
    """What the bound calls of an activation give, for products as they are stored."""
    plan = get_activation(name).plan
    v = -u if plan.negated else u.copy()
    out = v if plan.passes and not keep else np.empty_like(v)
    slope = np.ones_like(v)
    for call in plan.value(v, out, keep):
        call()
    for call in plan.slope(v, out, slope):
        call()
    return v, out, -slope if plan.negated else slope


@pytest.mark.parametrize("width", [1, 5])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_fast_calls_are_the_formulas(name, width):
    f = get_activation(name)
    for u in (np.linspace(-6.0, 6.0, 3 * width).reshape(3, width), np.full((1, width), -0.4)):
        v, out, slope = calls_of(name, u, True)
        np.testing.assert_array_equal(np.abs(v), np.abs(u))  # kept
        np.testing.assert_allclose(out, f.value(u), rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(slope, f.slope(u, f.value(u)), rtol=1e-12, atol=1e-14)
        if not f.plan.reads_products:
            np.testing.assert_allclose(calls_of(name, u, False)[1], out, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_neuron_by_itself_is_the_formula(name):
    f = get_activation(name)
    for u in (-30.0, -2.5, -1e-9, 0.0, 0.3, 8.0, 40.0):
        out, slope = f.neuron(-u if f.plan.negated else u)
        assert out == pytest.approx(float(f.value(np.array([u]))[0]), rel=1e-12, abs=1e-15)
        wanted = float(f.slope(np.array([u]), np.array([out]))[0])
        assert (-slope if f.plan.negated else slope) == pytest.approx(wanted, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_neuron_by_itself_bears_any_number(name):
    for v in (-1e308, 1e308, -800.0, 800.0, math.nan, math.inf, -math.inf):
        assert len(get_activation(name).neuron(v)) == 2


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_values_own(name):
    f = get_activation(name)
    u = np.concatenate((np.linspace(-5.0, -0.01, 200), np.linspace(0.01, 5.0, 200)))
    quotient = (f.value(u + 1e-6) - f.value(u - 1e-6)) / 2e-6
    np.testing.assert_allclose(f.slope(u, f.value(u)), quotient, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_a_record_says_of_its_curve_is_so(name):
    f = get_activation(name)
    u = np.linspace(-60.0, 60.0, 24_001)
    out = f.value(u)
    low, high = f.range
    assert out.min() >= low and out.max() <= high
    for end, found in ((low, out.min()), (high, out.max())):
        if math.isfinite(end):
            assert found == pytest.approx(end, abs=1e-6)
        else:
            assert abs(found) > 0.5  # it goes on that way
    inner = np.abs(u) < 3.0
    assert f.increasing == bool((np.diff(out[inner]) > 0.0).all())
    assert f.monotone == bool((np.diff(out[inner]) >= 0.0).all())
    slopes = np.abs(f.slope(u, out))
    if f.steepest is not None:
        assert slopes.max() == pytest.approx(f.steepest, rel=1e-4)
    if f.flat:
        assert slopes.min() < 0.01
    for level in (-0.9, -0.02, 0.3, 0.99, 4.0):
        found = None if f.inverse is None else f.inverse(level)
        if found is not None and not f.corner == "jump":
            assert float(f.value(np.array(found))) == pytest.approx(level, rel=1e-9)
    near = np.array([-1e-9, 1e-9])
    assert (f.corner == "jump") == bool(abs(np.diff(f.value(near))[0]) > 0.5)
    assert (f.corner == "kink") == bool(f.corner != "jump" and abs(np.diff(f.slope(near, f.value(near)))[0]) > 0.1)


@pytest.mark.parametrize("name", OUTPUT_ACTIVATIONS)
def test_records_are_whole(name):
    f = get_activation(name)
    assert f.label and f.source and f.slope_source
    assert f.reach(3, 4) > 0.0
    assert f.latex("u") and f.slope_latex("u", "h")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_scripts_code_is_the_formula(name):
    f = get_activation(name)
    u = np.linspace(-4.0, 4.0, 33)
    known = {"np": np, "u": u}
    exec("\n".join(f.prelude), known)
    known["h"] = eval(f.source, known)
    np.testing.assert_allclose(known["h"], f.value(u), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(eval(f.slope_source, known), f.slope(u, f.value(u)), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", ["logistic", "tanh", "identity", "relu"])
def test_at_the_threshold_the_activation_has_the_level(activation):
    for level in (0.25, 0.5, 0.9):
        assert ACTIVATIONS[activation].value(np.array(net_threshold(activation, level))) == pytest.approx(level)
    assert net_threshold("logistic", 1.0) is net_threshold("tanh", -1.5) is net_threshold("relu", -0.1) is None
    assert net_threshold("step", 0.5) == 0.0
