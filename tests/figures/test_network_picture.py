"""The network's picture: every weight is one edge that says its value, every neuron shows its activation."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import vl_convert

from nnviz.derivation import notation
from nnviz.figures.network import network_chart, network_figure, network_moves, network_tables
from nnviz.figures.network_layers import edge_width
from nnviz.figures.picture import merged, spec_of
from nnviz.figures.theme import DARK, LIGHT, NEGATIVE, POSITIVE, THEMES, scale_of, weight_colour
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.figures.runs import RUNS, Shown, compiled, same_rows, shown, table, values_in


def tables_of(run):
    return merged(network_tables(run.wiring), network_moves(run.frame, run.wiring))


def wiring(*sizes, bias=True):
    inputs, outputs = (
        tuple(f"{letter}{i}" for i in range(size)) for letter, size in (("x", sizes[0]), ("y", sizes[-1]))
    )
    return Wiring(sizes, ("logistic",) * (len(sizes) - 1), bias, inputs, outputs)


def neurons_shown(run):
    """(layer, index) of every neuron that the picture shows."""
    return [
        notation.parse_key(row["neuron"], run.network.sizes) for row in table(network_tables(run.wiring)["neurons"])
    ]


# Edges


@pytest.mark.parametrize("name", RUNS)
def test_every_shown_weight_is_one_edge_with_its_value(name):
    run = shown(name)
    tables = tables_of(run)
    expected = set()
    visible = set(neurons_shown(run))
    for layer, weight in enumerate(run.network.weights):
        for row, column in np.ndindex(weight.shape):
            from_ = (layer, row - 1) in visible if row else run.network.bias
            if from_ and (layer + 1, column) in visible:
                expected.add((layer, row, column))
    for part in ("edges", "hits"):
        rows = table(tables[part])
        keys = [notation.parse_key(row["edge"], run.network.sizes) for row in rows]
        assert len(keys) == len(set(keys))
        assert {tuple(key) for key in keys} == expected
        for key, row in zip(keys, rows, strict=True):
            assert row["w"] == pytest.approx(run.network.weights[key.layer][key.row, key.column], rel=1e-4, abs=1e-5)
            assert row["label"] == notation.weight_label(run.network.sizes, *key)
    for row in table(tables["hits"]):
        key = notation.parse_key(row["edge"])
        gradient = run.experiment.gradient[key.layer][key.row, key.column]
        assert row["gradient"] == pytest.approx(gradient, rel=1e-7, abs=1e-15)


@pytest.mark.parametrize("name", ["neuron 2-1", "2-4-1", "4-0-3 iris", "regression"])
def test_a_small_network_hides_nothing(name):
    run = shown(name)
    assert len(table(network_tables(run.wiring)["edges"])) == run.network.n_weights
    assert len(neurons_shown(run)) == sum(run.network.sizes)
    assert table(network_tables(run.wiring)["gaps"]) == []


@pytest.mark.parametrize("name", RUNS)
def test_every_edge_runs_from_its_source_to_its_neuron(name):
    run = shown(name)
    tables = network_tables(run.wiring)
    place = {tuple(notation.parse_key(row["neuron"])): (row["x"], row["y"]) for row in table(tables["neurons"])}
    for layer, row in enumerate(table(tables["biases"])):
        place[layer, None] = (row["x"], row["y"])
    for edge in table(tables["edges"]):
        key = notation.parse_key(edge["edge"])
        source = (key.layer, key.row - 1 if key.row else None)
        assert (edge["x"], edge["y"]) == pytest.approx(place[source])
        assert (edge["x2"], edge["y2"]) == pytest.approx(place[key.layer + 1, key.column])


def test_without_gradients_there_is_nothing_to_hover():
    run = shown("2-4-1")
    moves = network_moves(run.maker.frame(run.experiment.snapshot(), field=False), run.wiring)
    assert set(moves) == {"edges", "neurons"}


# Neurons


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("steps", [0, 5])
def test_neurons_show_the_activations_of_the_current_sample(name, steps):
    run = Shown(RUNS[name], steps)
    experiment = run.experiment
    sample = experiment.sample if steps else experiment.sample_at(experiment.step + 1)
    x = run.data.X[sample]
    layers = [x, *(out[0] for out in experiment.network.forward(x[None]))]
    for row in table(tables_of(run)["neurons"]):
        key = notation.parse_key(row["neuron"], run.network.sizes)
        assert row["value"] == pytest.approx(layers[key.layer][key.neuron], rel=1e-4, abs=1e-5)
        assert row["label"] == notation.neuron_label(run.network.sizes, *key)
        if key.layer == 0:
            assert row["name"] == run.data.inputs[key.neuron]
        elif key.layer == len(layers) - 1:
            assert row["name"] == run.data.outputs[key.neuron]


@pytest.mark.parametrize("name", RUNS)
def test_layers_stand_left_to_right_and_no_two_things_on_one_spot(name):
    tables = network_tables(shown(name).wiring)
    spots = [(row["x"], row["y"]) for part in ("neurons", "biases", "gaps") for row in table(tables[part])]
    assert all(abs(a - c) + abs(b - d) > 0.02 for i, (a, b) in enumerate(spots) for c, d in spots[:i])
    by_layer = {}
    for row in table(tables["neurons"]):
        by_layer.setdefault(notation.parse_key(row["neuron"]).layer, []).append(row)
    xs = [{row["x"] for row in rows} for rows in by_layer.values()]
    assert all(len(x) == 1 for x in xs)
    assert [x for (x,) in xs] == sorted(x for (x,) in xs)
    for rows in by_layer.values():
        assert [row["y"] for row in rows] == sorted((row["y"] for row in rows), reverse=True)


@pytest.mark.parametrize("name", RUNS)
def test_bias_nodes_are_there_only_with_a_bias(name):
    run = shown(name)
    tables = network_tables(run.wiring)
    labels = [row["label"] for row in table(tables["biases"])]
    count = len(run.network.sizes) - 1
    sizes = run.network.sizes
    assert labels == [notation.neuron_label(sizes, layer, None) for layer in range(count if run.network.bias else 0)]
    rows = {notation.parse_key(key).row for key in tables["edges"]["edge"]}
    assert (0 in rows) == run.network.bias


@pytest.mark.parametrize("size", [1, 2, 8, 11, 12, 13, 14, 16, 40])
@pytest.mark.parametrize("place", ["input", "hidden", "output"])
def test_above_twelve_a_layer_is_elided_with_a_count(size, place):
    sizes = {"input": (size, 2), "hidden": (2, size, 1), "output": (2, size)}[place]
    layer = {"input": 0, "hidden": 1, "output": 1}[place]
    made = wiring(*sizes)
    tables = network_tables(made)
    keys = [notation.parse_key(key, sizes) for key in tables["neurons"]["neuron"]]
    seen = [key.neuron for key in keys if key.layer == layer]
    gaps = table(tables["gaps"])
    if size <= 12:
        assert seen == list(range(size))
        assert gaps == []
        return
    assert len(gaps) == 1
    missing = sorted(set(range(size)) - set(seen))
    assert re.findall(r"\d+", gaps[0]["label"]) == [str(len(missing))]
    assert len(seen) <= 12
    # The first and the last ones are seen; what is left out is one piece, and the sign stands in its place.
    assert missing == list(range(missing[0], missing[-1] + 1))
    assert 0 < missing[0] <= missing[-1] < size - 1
    y = {key.neuron: y for key, y in zip(keys, tables["neurons"]["y"], strict=True) if key.layer == layer}
    assert y[missing[0] - 1] > gaps[0]["y"] > y[missing[-1] + 1]


# What is drawn


def test_edge_width_is_one_law_for_all():
    assert edge_width(-3.0) == edge_width(3.0)
    assert 0 < edge_width(0.0) < 1
    unit = edge_width(1.0) - edge_width(0.0)
    assert unit > 0.5
    for weight in (0.25, 2.0, 5.0, 7.5):
        assert edge_width(weight) - edge_width(0.0) == pytest.approx(weight * unit)
    assert edge_width(1e300) == edge_width(50.0) < 20


def drawn_lines(svg):
    """(colour, width, dash) of every line of an SVG, counted."""
    found = Counter()
    for line in re.findall(r"<line [^>]*>", svg):
        at = {name: value for name, value in re.findall(r'([\w-]+)="([^"]*)"', line)}
        if "stroke" in at:
            found[at["stroke"].upper(), round(float(at["stroke-width"]), 3), at.get("stroke-dasharray")] += 1
    return found


def dashes(svg):
    """How the edges of each colour are dashed."""
    return {(colour, dash) for colour, _, dash in drawn_lines(svg) if colour in (NEGATIVE, POSITIVE)}


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_drawn_edges_follow_the_law_of_width_and_colour_and_dash(theme):
    run = Shown(Settings(n=10, hidden=(4,)))
    weights = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 7.0, -7.0, 8.0, -8.0, 9.0, -90.0, 1e9, 0.01, -0.01, 3.0])
    frame = replace(run.frame, network=run.network.with_flat(weights))
    svg = vl_convert.vegalite_to_svg(network_figure(frame, run.wiring, theme).to_dict())
    drawn = drawn_lines(svg)
    wanted = Counter((weight_colour(w, theme).upper(), round(edge_width(w), 3)) for w in weights)
    found = Counter()
    for (colour, width, _), count in drawn.items():
        found[colour, width] += count
    assert not wanted - found
    solid = {dash for colour, dash in dashes(svg) if colour == POSITIVE}
    broken = {dash for colour, dash in dashes(svg) if colour == NEGATIVE}
    assert solid <= {None, ""}  # dashes without gaps look the same, but browsers take ten times as long to draw them
    assert len(broken) == 1
    assert solid != broken


def test_the_same_weight_is_as_wide_beside_a_large_one_as_beside_small_ones():
    run = Shown(Settings(dataset="linear", n=10, hidden=()))
    for largest in (0.1, 100.0):
        frame = replace(run.frame, network=run.network.with_flat([1.5, 0.1, largest]))
        drawn = drawn_lines(vl_convert.vegalite_to_svg(network_figure(frame, run.wiring).to_dict()))
        assert any(width == round(edge_width(1.5), 3) and colour == POSITIVE for colour, width, _ in drawn)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("activation", "low", "middle"), [("logistic", 0.0, 0.5), ("tanh", -1.0, 0.0)])
def test_neurons_are_filled_by_their_activations(activation, low, middle, theme):
    run = Shown(Settings(n=10, hidden=(5,), activation=activation, output=activation))
    outs = (np.array([low, low, middle, 1.0, 1.0]), np.array([1.0]))
    frame = replace(run.frame, x=np.zeros(2), outs=outs)
    svg = vl_convert.vegalite_to_svg(network_figure(frame, run.wiring, theme).to_dict())
    fills = Counter(tuple(map(int, colour)) for colour in re.findall(r'fill="rgb\((\d+), ?(\d+), ?(\d+)\)"', svg))

    def rgb(colour):
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))

    least, middle, largest = scale_of(theme)
    assert fills[rgb(least)] == 2
    assert fills[rgb(largest)] == 3
    assert fills[rgb(middle)] == 3


# As a chart


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_players_chart_compiles_and_names_its_tables(name, theme):
    run = shown(name)
    spec = spec_of(network_chart(run.wiring, theme), theme)
    assert "datasets" not in spec
    vega = compiled(spec)
    assert set(values_in(vega)) >= set(tables_of(run))
    assert not any(values_in(vega).values())


@pytest.mark.parametrize("name", RUNS)
def test_the_notebooks_figure_holds_the_data(name):
    run = shown(name)
    found = values_in(compiled(network_figure(run.frame, run.wiring, DARK)))
    for part, columns in tables_of(run).items():
        assert same_rows(found[part], table(columns)), part


def test_drawing_leaves_the_network_and_the_frame_as_they_were():
    run = Shown(RUNS["2-16-16-3"])
    before = run.network.flat().tobytes(), [out.tobytes() for out in run.frame.outs], run.frame.field.tobytes()
    step = run.experiment.step
    for theme in (LIGHT, DARK):
        network_figure(run.frame, run.wiring, theme).to_dict()
        network_moves(run.frame, run.wiring)
    assert before == (
        run.frame.network.flat().tobytes(),
        [out.tobytes() for out in run.frame.outs],
        run.frame.field.tobytes(),
    )
    assert run.experiment.network is run.network
    assert run.experiment.step == step


def test_a_picture_does_not_change_the_tables_that_stay():
    run = Shown(RUNS["2-4-1"])
    before = repr(network_tables(run.wiring))
    first = repr(network_figure(run.frame, run.wiring).to_dict())
    assert repr(network_tables(run.wiring)) == before
    assert repr(network_figure(run.frame, run.wiring).to_dict()) == first


def test_outputs_beyond_all_numbers_still_give_a_picture():
    run = Shown(Settings(dataset="plane", n=10, hidden=(3,), activation="relu", output="identity"))
    frame = replace(run.frame, outs=(np.array([np.inf, 0.0, np.nan]), np.array([-np.inf])))
    vl_convert.vegalite_to_svg(network_figure(frame, run.wiring).to_dict())


def test_inputs_that_are_made_of_others_are_called_by_what_they_are():
    experiment = Experiment(Settings(features=("x1", "x2x2", "x1x2", "sinx1")))
    wiring = Wiring.of(experiment.network, experiment.dataset)
    assert wiring.neurons["label"][:4] == ["x₁", "x₂²", "x₁x₂", "sin 5x₁"]


@pytest.mark.parametrize("dataset", ["iris", "iris_petals", "penguins"])
def test_inputs_carry_their_names(dataset):
    run = Shown(Settings(dataset=dataset, hidden=(3,)), steps=1)
    assert run.wiring.named
    svg = vl_convert.vegalite_to_svg(network_figure(run.frame, run.wiring).properties(width=700).to_dict())
    texts = re.findall(r">([^<>]+)</text>", svg)
    for k, name in enumerate(run.data.inputs):
        assert name in texts
        assert notation.neuron_label(run.wiring.sizes, 0, k) in texts


def test_a_long_name_is_shortened_and_the_tooltip_has_all_of_it():
    run = Shown(Settings(dataset="iris", hidden=(3,)), steps=1)
    long = "an input whose name nobody would want to read twice"
    wiring = replace(run.wiring, inputs=(long, *run.wiring.inputs[1:]))
    svg = vl_convert.vegalite_to_svg(network_figure(run.frame, wiring).properties(width=360).to_dict())
    assert any(text.startswith("an ") and text.endswith("…") for text in re.findall(r">([^<>]+)</text>", svg))
    assert f"is: {long}" in svg


def test_inputs_without_names_are_called_by_their_symbols():
    run = shown("2-4-1")
    assert not run.wiring.named
    assert run.wiring.left_end == -0.14
