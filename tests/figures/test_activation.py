"""The activation curve: the curve is f, the point is the neuron's, the tangent has its slope."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import neuron_view
from nnviz.engine import ACTIVATIONS, Network, perceptron_step, step
from nnviz.figures.activation import HEIGHT, TANGENT, WIDTH, activation_figure, activation_tables, reach_of
from nnviz.figures.theme import THEMES
from tests.derivation.reader import traces
from tests.figures.runs import compiled, same_rows, table, values_in

SPOTS = (-800.0, -5.9, -1.0, 0.0, 0.4, 6.0, 40.0)


def view_of(activation, u, eta=0.5):
    return neuron_view(step(Network(([[0.0], [u]],), activation), [1.0], [0.25], eta), 1, 0)


def axes(chart):
    """The domains of both axes."""
    encoding = chart.to_dict(validate=False)["layer"][0]["encoding"]
    return encoding["x"]["scale"]["domain"], encoding["y"]["scale"]["domain"]


@pytest.mark.parametrize("u", SPOTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_is_the_activation_and_its_tangent_the_slope_at_u(activation, u):
    view = view_of(activation, u)
    tables = activation_tables(view)
    curve = np.array(
        [(row["u"], row["out"]) for row in table(tables["curve"]) if row["u"] != 0 or activation != "step"]
    )
    # A sine far out moves by as much as its rounded u is off.
    near = 5e-3 if activation == "sine" else 1e-3
    assert curve[:, 1] == pytest.approx(ACTIVATIONS[activation].value(curve[:, 0]), rel=1e-3, abs=near)
    reach = reach_of(u)
    assert reach >= 6
    assert reach > abs(u) or abs(u) <= 6
    assert (curve[:, 0].min(), curve[:, 0].max()) == pytest.approx((-reach, reach))
    assert np.diff(np.unique(curve[np.abs(curve[:, 0]) <= 6][:, 0])).max() < 0.11  # the bend is never skipped
    (point,) = table(tables["point"])
    assert (point["u"], point["out"]) == pytest.approx((view.u, view.out), rel=1e-4)
    across, (low, high) = axes(activation_figure(view))
    assert low < curve[:, 1].min()
    assert curve[:, 1].max() < high
    assert across == [-reach, reach]
    the_tangent_touches_the_curve_with_the_neurons_slope(view, tables, high - low)


def the_tangent_touches_the_curve_with_the_neurons_slope(view, tables, height):
    left, right = table(tables["tangent"])
    rise, run = right["out"] - left["out"], right["u"] - left["u"]
    assert rise / run == pytest.approx(view.slope, rel=1e-5, abs=1e-8)
    assert ((left["u"] + right["u"]) / 2, (left["out"] + right["out"]) / 2) == pytest.approx(
        (view.u, view.out), rel=1e-6
    )
    pixels = math.hypot(run * WIDTH / (2 * reach_of(view.u)), rise * HEIGHT / height)
    assert pixels == pytest.approx(2 * TANGENT, rel=1e-5)  # as long in every picture


def test_the_unit_step_is_in_two_pieces():
    curve = table(activation_tables(view_of("step", 2.0))["curve"])
    pieces = {piece: [row for row in curve if row["piece"] == piece] for piece in (0, 1)}
    assert {row["out"] for row in pieces[0]} == {0.0}
    assert {row["out"] for row in pieces[1]} == {1.0}
    assert max(row["u"] for row in pieces[0]) == min(row["u"] for row in pieces[1]) == 0.0
    assert {row["piece"] for row in table(activation_tables(view_of("relu", 2.0))["curve"])} == {0}


@pytest.mark.parametrize("biases", [(0.4, -1.0, 2.0), (-30.0, 0.0, 3.0), (40.0, 0.0, -2.0), (1e4, 0.0, 0.0)])
def test_an_output_of_softmax_is_drawn_as_the_others_are_held(biases):
    net = Network(([biases, [0.5, 0.25, -0.5]],), ("softmax",), criterion="cross_entropy")
    view = neuron_view(step(net, [1.0], [0.0, 1.0, 0.0], 0.1), 1, 0)
    curve = table(activation_tables(view)["curve"])
    u = np.array([row["u"] for row in curve])
    others = [b + w for b, w in zip(biases[1:], (0.25, -0.5), strict=True)]
    if abs(view.u) < 700:
        wanted = np.exp(u) / (np.exp(u) + np.exp(others).sum())
        # Beyond what 1 - f(u) can be told by, the bend stays where it can still be seen.
        near = np.abs(u - view.u) < 30
        assert [row["out"] for row in curve if abs(row["u"] - view.u) < 30] == pytest.approx(wanted[near], abs=1e-3)
    (point,) = table(activation_tables(view)["point"])
    assert (point["u"], point["out"]) == pytest.approx((view.u, view.out), rel=1e-4)
    assert texts(activation_figure(view))[2].startswith("the other outputs' net inputs are held")
    _, (low, high) = axes(activation_figure(view))
    assert low < 0 < 1 < high


def texts(chart):
    """The title's lines and the words in the picture."""
    title = chart.to_dict()["title"]
    return [title["text"], *title["subtitle"], *(row["words"] for row in chart.to_dict()["datasets"]["point"])]


def test_the_numbers_are_in_the_picture():
    assert texts(activation_figure(view_of("logistic", 0.3775))) == [
        "y = f(u), f = logistic",
        "u = 0.3775,  f(u) = 0.5933,  slope f′(u) = 0.2413",
        "f′(u) = 0.2413",
    ]
    assert texts(activation_figure(view_of("tanh", -1.0), digits=2))[1] == "u = −1,  f(u) = −0.76,  slope f′(u) = 0.42"


def test_the_perceptron_rule_has_no_tangent():
    view = neuron_view(perceptron_step(Network(([[0.0], [1.0]],), "step"), [1.0], [0.0]), 1, 0)
    assert view.slope == 1.0
    assert not activation_tables(view)["tangent"]
    assert texts(activation_figure(view))[2:] == ["its slope is 0 everywhere; the perceptron rule needs none", ""]
    by_gradient = view_of("step", 1.0)
    assert table(activation_tables(by_gradient)["tangent"])
    assert texts(activation_figure(by_gradient))[-1] == "f′(u) = 0"


def test_beyond_all_numbers_there_is_a_curve_and_no_point():
    view = neuron_view(step(Network(([[1e308], [1e308]],)), [1.0], [1.0]), 1, 0)
    assert view.u == math.inf
    tables = activation_tables(view)
    assert (tables["point"], tables["tangent"]) == ({}, {})
    assert texts(activation_figure(view))[1].startswith("u = ∞")
    compiled(activation_figure(view))
    compiled(activation_figure(view_of("identity", 1e300)))


@settings(deadline=None, max_examples=5)
@given(traces())
def test_every_neuron_of_every_network_can_be_drawn_in_both_themes(trace):
    layer = len(trace.layers)
    view = neuron_view(trace, layer, 0)
    for theme in THEMES.values():
        vega = compiled(activation_figure(view, theme))
        found = values_in(vega)
        for name, columns in activation_tables(view).items():
            assert same_rows(found[name], table(columns)), name


def test_the_themes_colours_are_used_and_letters_are_large_enough():
    for theme in THEMES.values():
        spec = activation_figure(view_of("logistic", 1.0), theme).to_dict()
        strokes = {layer["mark"].get("stroke") for layer in spec["layer"]}
        assert {theme.muted, theme.chosen} <= strokes
        sizes = [layer["mark"]["fontSize"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
        sizes += [spec["title"]["fontSize"], spec["title"]["subtitleFontSize"], spec["config"]["axis"]["labelFontSize"]]
        assert min(sizes) >= 12


def test_digits_out_of_range_are_refused():
    with pytest.raises(ValueError, match="digits must be a whole number"):
        activation_figure(view_of("tanh", 1.0), digits=0)
