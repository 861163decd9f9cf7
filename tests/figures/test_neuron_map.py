"""A neuron's map: its activation over the plane, in the colours that the network's picture fills it with."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.analysis.frames import plane_of
from nnviz.derivation.notation import neuron_label
from nnviz.engine import OUTPUT_ACTIVATIONS, get_activation, init_network
from nnviz.figures.boundary import field_corners
from nnviz.figures.neuron_map import (
    neuron_bytes,
    neuron_map_chart,
    neuron_map_figure,
    neuron_map_tables,
    neuron_values,
    zero_line,
)
from nnviz.figures.picture import with_tables
from nnviz.figures.theme import LIGHT, THEMES, scale_of
from tests.figures.images import decoded, rgb
from tests.figures.runs import RUNS, Shown, compiled, nameless, same_rows, shown, table, values_in


def places(network):
    """A few neurons of every layer: (layer, index)."""
    return [(layer, index) for layer, size in enumerate(network.sizes) if layer for index in {0, size // 2, size - 1}]


@pytest.mark.parametrize("name", RUNS)
def test_the_map_is_the_neurons_activation(name):
    run = shown(name)
    rng = np.random.default_rng(3)
    for layer, index in places(run.network):
        values = neuron_values(run.network, run.plane, layer, index)
        for row, column in rng.integers(0, run.plane.size, (5, 2)):
            x = run.data.X.mean(axis=0)
            x[list(run.plane.axes)] = run.plane.x_ticks[column], run.plane.y_ticks[row]
            assert values[row, column] == pytest.approx(run.network.forward([x])[layer - 1][0, index], rel=1e-9)


@pytest.mark.parametrize("name", RUNS)
def test_the_line_is_where_the_net_input_is_0(name):
    run = Shown(RUNS[name], steps=300, size=60)
    found = 0
    for layer, index in places(run.network):
        ends = zero_line(run.network, run.plane, layer, index).reshape(-1, 2)
        found += len(ends)
        if len(ends) == 0:
            continue
        X = np.tile(run.data.X.mean(axis=0), (len(ends), 1))
        X[:, list(run.plane.axes)] = ends
        before = run.network.forward(X)[layer - 2] if layer > 1 else X
        weight = run.network.weights[layer - 1]
        u = weight[0, index] + before @ weight[1:, index]
        assert np.abs(u).max() < 0.02 * np.abs(weight[:, index]).sum()
    assert found > 0


@pytest.mark.parametrize("activation", OUTPUT_ACTIVATIONS)
def test_colours_are_those_of_the_neurons_fill(activation):
    middle, reach = get_activation(activation).middle, get_activation(activation).spread
    values = np.array([[middle - 9 * reach, middle - reach], [middle, middle + reach / 2], [np.inf, np.nan]])
    assert neuron_bytes(values, activation).tolist() == [[254, 127], [127, 190], [0, 0]]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_picture_holds_the_map_in_the_themes_colours(theme):
    run = shown("2-4-1")
    values = neuron_values(run.network, run.plane, 1, 2)
    vega = compiled(neuron_map_figure(run.network, run.data, run.plane, 1, 2, theme, sample=3))
    rows = values_in(vega)
    found, colours = decoded(rows["field"][0]["image"])
    assert np.array_equal(found, neuron_bytes(values, "logistic"))
    for byte, ink in zip((0, 127, 254), scale_of(theme), strict=True):
        assert colours[byte] == pytest.approx(rgb(ink), abs=1)
    tables = neuron_map_tables(run.network, run.data, run.plane, 1, 2, theme, sample=3)
    for name in ("contour", "ring"):
        assert same_rows(rows[name], table(tables[name])), name
    (ring,) = rows["ring"]
    assert (ring["x"], ring["y"]) == pytest.approx(tuple(run.data.X[3, :2]), abs=1e-5)
    (field,) = rows["field"]
    expected = field_corners(run.plane)
    assert field == {"image": field["image"], **{name: values[0] for name, values in expected.items()}}


@pytest.mark.parametrize("name", RUNS)
def test_every_neuron_has_a_figure(name):
    run = shown(name)
    for layer, index in places(run.network):
        chart = neuron_map_figure(run.network, run.data, run.plane, layer, index)
        spec = chart.to_dict()
        assert spec["title"]["text"] == f"{neuron_label(run.network.sizes, layer, index)} over the plane"
    compiled(chart)


def test_the_legend_goes_as_far_as_the_activation():
    ends = {}
    for name, activation in (("2-4-1", "logistic"), ("2-4-1 without bias", "tanh"), ("2-16-16-3", "relu")):
        run = shown(name)
        spec = neuron_map_figure(run.network, run.data, run.plane, 1, 0).to_dict()
        ends[activation] = next(
            layer["encoding"]["color"]["scale"]["domain"] for layer in spec["layer"] if "color" in layer["encoding"]
        )
    assert ends == {"logistic": [0.0, 0.5, 1.0], "tanh": [-1.0, 0.0, 1.0], "relu": [0.0, 2.0]}


def test_other_axes_are_followed():
    run = Shown(RUNS["4-0-3 iris"], axes=(3, 1))
    tables = neuron_map_tables(run.network, run.data, run.plane, 1, 0, sample=7)
    (ring,) = table(tables["ring"])
    assert (ring["x"], ring["y"]) == pytest.approx(tuple(run.data.X[7, [3, 1]]), abs=1e-5)
    text = str(neuron_map_figure(run.network, run.data, run.plane, 1, 0).to_dict())
    assert run.data.inputs[3] in text
    assert run.data.inputs[1] in text
    assert run.data.inputs[0] not in text


def test_one_input_makes_stripes():
    data = shown("2-4-1").data
    plain = {"raw": None, "raw_inputs": (), "features": None, "centre": data.centre[:1], "scale": data.scale[:1]}
    one = replace(data, X=data.X[:, :1], inputs=data.inputs[:1], **plain)
    net, plane = init_network((1, 3, 1), seed=2), plane_of(one)
    values = neuron_values(net, plane, 1, 1)
    assert (values == values[0]).all()
    (ring,) = table(neuron_map_tables(net, one, plane, 1, 1, sample=4)["ring"])
    assert (ring["x"], ring["y"]) == pytest.approx((data.X[4, 0], 0.0), abs=1e-5)
    compiled(neuron_map_figure(net, one, plane, 1, 1, sample=4))


def test_what_has_no_map_is_refused():
    run = shown("2-4-1")
    for place, told in (((0, 0), "layer must be from 1"), ((3, 0), "layer must be"), ((1, 4), "index must be")):
        for draw in (neuron_values, zero_line):
            with pytest.raises(ValueError, match=told):
                draw(run.network, run.plane, *place)
    for sample in (-1, len(run.data.X)):
        with pytest.raises(ValueError, match="sample must be a row from 0 to 39"):
            neuron_map_figure(run.network, run.data, run.plane, 1, 0, LIGHT, sample=sample)


def test_drawing_leaves_the_network_as_it_was():
    run = shown("2-4-1")
    before = run.network.flat().tobytes()
    neuron_map_figure(run.network, run.data, run.plane, 1, 0)
    assert run.network.flat().tobytes() == before


def test_what_has_to_have_a_name_for_a_screen_reader_has_one_with_a_line_and_without():
    run = shown("2-4-1")
    chart = neuron_map_chart(run.network, run.data, run.plane, 1, 0).to_dict()
    lines = []
    for bias in (0.0, 1000.0):  # the line u = 0 is in the picture, and far outside
        net = init_network((2, 1), seed=2).with_weight(0, 0, 0, bias)
        tables = neuron_map_tables(net, run.data, run.plane, 1, 0)
        lines.append(len(tables["contour"]["x"]) > 0)
        assert nameless(with_tables(chart, tables)) == []
    assert lines == [True, False]
