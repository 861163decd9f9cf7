"""Pictures of hidden spaces: what stands where, which lines are drawn, and that Vega and Plotly take them."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.analysis.hidden_space import hidden_space
from nnviz.figures.hidden_solid import hidden_solid_figure
from nnviz.figures.hidden_space import (
    decision_lines,
    drawn_places,
    hidden_space_chart,
    hidden_space_figure,
    hidden_space_tables,
)
from nnviz.figures.picture import whole_spec
from nnviz.figures.theme import DARK, LIGHT, THEMES
from nnviz.run.settings import Settings
from tests.figures.runs import Shown, compiled, nameless, values_in

RUNS = {
    "one neuron": (Settings(n=40, hidden=(1,)), 1),
    "two": (Settings(n=40, hidden=(2,), noise=0.2), 1),
    "two, deeper": (Settings(n=40, hidden=(2, 3), activation="tanh"), 1),
    "two of three classes": (Settings(dataset="blobs3", n=40, hidden=(2,)), 1),
    "softmax": (Settings(dataset="iris", hidden=(4, 2), output="softmax", loss="cross_entropy"), 2),
    "unit steps": (Settings(n=40, hidden=(2,), activation="step"), 1),
    "one unit step": (Settings(n=40, hidden=(1,), activation="step"), 1),
    "relu regression": (Settings(dataset="multigauss", n=40, hidden=(2,), output="identity", activation="relu"), 1),
    "principal axes": (Settings(dataset="iris", hidden=(8, 3), activation="relu"), 1),
    "features": (Settings(n=40, hidden=(5,), features=("x1", "x1x2", "sinx2")), 1),
}
SOLIDS = {
    "plane": (Settings(n=40, hidden=(3,)), 1),
    "three classes": (Settings(dataset="blobs3", n=40, hidden=(3,)), 1),
    "deeper": (Settings(n=60, hidden=(3, 2), eta=2.0), 1),
    "deeper classes": (Settings(dataset="blobs3", n=40, hidden=(3, 4)), 1),
    "regression": (Settings(dataset="multigauss", n=40, hidden=(3,), output="identity", eta=0.05), 1),
}


def made(settings, layer, steps=600):
    run = Shown(settings, steps)
    return run, hidden_space(run.network, run.data, run.plane, layer)


@pytest.mark.parametrize("name", RUNS)
def test_vega_takes_it_and_every_sample_is_where_the_layer_puts_it(name):
    run, space = made(*RUNS[name])
    chart = hidden_space_figure(space, run.map, DARK, sample=run.frame.sample, wrong=run.frame.wrong)
    tables = values_in(compiled(chart))
    letter = "h" if space.axes is None else "a"
    found = np.array([[row[f"{letter}{i + 1}"] for i in range(space.places.shape[1])] for row in tables["samples"]])
    np.testing.assert_allclose(found, space.places, rtol=1e-4, atol=1e-9)
    marks = np.array([[row["x"], row["y"]] for row in tables["samples"]])
    if space.activation != "step":
        np.testing.assert_allclose(marks[:, : space.places.shape[1]], space.places, rtol=1e-4, atol=1e-9)
    assert [row["use"] for row in tables["samples"]].count("test") == len(run.data.test)
    wrong = 0 if run.frame.wrong is None else np.count_nonzero(run.frame.wrong)
    assert len(tables["wrong"]) == wrong
    ring = tables["ring"][0]
    assert [ring["x"], ring["y"]] == [tables["samples"][run.frame.sample][axis] for axis in "xy"]
    assert len(tables["grid"]) == sum(len(line.places) for line in space.grid)


def test_lines_follow_from_the_weights_of_the_last_layer():
    run, space = made(*RUNS["two"], steps=4000)
    (line,) = decision_lines(space, run.map)
    np.testing.assert_allclose(space.rest.net_outputs(line.reshape(2, 2)), 0.0, atol=1e-9)
    run, space = made(*RUNS["two of three classes"], steps=2000)
    lines = decision_lines(space, run.map)
    assert 2 <= len(lines) <= 3
    ranked = np.sort(space.rest.predict(lines.reshape(-1, 2)), axis=1)
    np.testing.assert_allclose(ranked[:, -1], ranked[:, -2], atol=1e-9)
    run, space = made(*RUNS["one neuron"], steps=2000)
    for x, y, x2, y2 in decision_lines(space, run.map):
        assert (x, y, y2) == (x2, -1.0, 1.0)
        assert space.rest.predict([[x]])[0, 0] == pytest.approx(0.5)


def test_deeper_layers_lines_follow_from_the_rest_of_the_network():
    run, space = made(Settings(n=100, hidden=(2, 4), activation="tanh", eta=1.0), 1, steps=20_000)
    lines = decision_lines(space, run.map)
    assert len(lines) > 20
    np.testing.assert_allclose(space.rest.predict(lines[:, :2]), 0.5, atol=0.1)
    # Rightly decided samples lie on their colour, and no other does.
    decided = space.rest.predict(space.places)[:, 0] > 0.5
    assert np.count_nonzero((decided != (run.data.labels == 1)) != run.frame.wrong) == 0


def test_samples_at_one_corner_are_spread_but_near_it():
    run, space = made(*RUNS["unit steps"])
    places = drawn_places(space, run.data.labels)
    assert len(np.unique(places, axis=0)) == len(places) > len(np.unique(space.places, axis=0))
    assert np.abs(places - space.places).max() < 0.05


def test_on_a_line_each_class_has_its_own_height():
    run, space = made(*RUNS["one neuron"])
    heights = drawn_places(space, run.data.labels)[:, 1]
    assert (np.abs(heights) < 1).all()
    assert heights[run.data.labels == 0].min() > heights[run.data.labels == 1].max()


def kinds(figure):
    return [trace.type for trace in figure.data]


@pytest.mark.parametrize("name", SOLIDS)
def test_the_solid_picture_has_every_sample_and_its_faces(name):
    run, space = made(*SOLIDS[name], steps=8000)
    figure = hidden_solid_figure(space, run.map, THEMES["dark"], sample=3, wrong=run.frame.wrong)
    points = [trace for trace in figure.data if trace.type == "scatter3d" and trace.customdata is not None]
    rows = np.concatenate([trace.customdata for trace in points])
    drawn = np.concatenate([np.column_stack((trace.x, trace.y, trace.z)) for trace in points])
    assert sorted(rows) == list(range(len(run.data.X)))
    np.testing.assert_allclose(drawn, space.places[rows], atol=1e-6)
    assert ("isosurface" in kinds(figure)) == (len(space.rest.weights) > 1)
    for trace in figure.data:
        if trace.type == "mesh3d":
            corners = np.column_stack((trace.x, trace.y, trace.z))
            ranked = np.sort(space.rest.predict(corners), axis=1)
            level = run.map.middle if ranked.shape[1] == 1 else ranked[:, -2]
            np.testing.assert_allclose(ranked[:, -1], level, atol=1e-4)
    (ring,) = [trace for trace in figure.data if trace.name == "current sample"]
    np.testing.assert_allclose([ring.x[0], ring.y[0], ring.z[0]], space.places[3], atol=1e-6)


def test_each_figure_refuses_what_the_other_draws_and_rows_that_are_not_there():
    run, flat = made(*RUNS["two"])
    solid = made(*SOLIDS["plane"])[1]
    with pytest.raises(ValueError, match="one or two"):
        hidden_space_figure(solid, run.map, sample=0)
    with pytest.raises(ValueError, match="three"):
        hidden_solid_figure(flat, run.map, sample=0)
    for figure, space in ((hidden_space_figure, flat), (hidden_solid_figure, solid)):
        with pytest.raises(ValueError, match="sample must"):
            figure(space, run.map, sample=40)


def test_without_test_samples_there_are_none():
    run, flat = made(*RUNS["two"])
    shown = replace(run.map, test=False)
    tables = hidden_space_tables(flat, shown, sample=0, wrong=np.ones(len(run.data.X), dtype=bool))
    assert tables["samples"]["row"] == run.data.train.tolist()
    assert len(tables["wrong"]["x"]) == len(run.data.train)
    run, solid = made(*SOLIDS["plane"])
    figure = hidden_solid_figure(solid, replace(run.map, test=False), sample=0)
    rows = [row for trace in figure.data if trace.customdata is not None for row in trace.customdata]
    assert sorted(rows) == run.data.train.tolist()


def test_drawing_leaves_the_network_as_it_was():
    run, space = made(*RUNS["two, deeper"])
    before = run.network.flat().tobytes()
    hidden_space_tables(space, run.map, sample=0, wrong=None)
    assert run.network.flat().tobytes() == before


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("steps", [0, 600])
def test_what_has_to_have_a_name_for_a_screen_reader_has_one(name, steps):
    settings, layer = RUNS[name]
    run, space = made(replace(settings, test_share=0.0) if steps else settings, layer, steps)
    place = {"sample": run.frame.sample, "wrong": run.frame.wrong}
    tables = hidden_space_tables(space, run.map, **place)
    assert nameless(whole_spec(lambda: hidden_space_chart(space, run.map), tables, LIGHT)) == []
