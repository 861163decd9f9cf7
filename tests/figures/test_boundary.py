"""The decision boundary around its map: the contour, the legend, and what is said of every sample."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.figures.boundary import (
    boundary_chart,
    boundary_figure,
    boundary_moves,
    boundary_tables,
    contour,
    map_of,
)
from nnviz.figures.picture import merged
from nnviz.figures.samples import sample_inks
from nnviz.figures.theme import CLASS_COLOURS, LIGHT, NEGATIVE, POSITIVE, STRENGTH, scale_of
from nnviz.run.settings import Settings
from tests.figures.images import rgb
from tests.figures.runs import RUNS, Shown, compiled, same_rows, shown, table, values_in


@pytest.mark.parametrize("name", ["2-4-1", "2-16-16-3", "regression"])
def test_test_samples_can_be_left_out(name):
    run = shown(name)
    assert run.data.test.size
    made = map_of(run.data, run.plane, test=False)
    train = set(run.data.train.tolist())
    samples = table(boundary_tables(made)["samples"])
    assert {sample["row"] for sample in samples} == train
    assert samples == [sample for sample in table(boundary_tables(run.map)["samples"]) if sample["row"] in train]
    wrong = np.ones(len(run.data.X), dtype=bool)
    crosses = boundary_moves(replace(run.frame, wrong=wrong), made)["wrong"]
    assert len(crosses["x"]) == (len(train))
    everything = boundary_moves(replace(run.frame, wrong=wrong), run.map)["wrong"]
    assert len(everything["x"]) == len(run.data.X)


@pytest.mark.parametrize("discrete", [False, True])
def test_the_legend_says_what_the_colours_are(discrete):
    run = shown("2-4-1")
    vega = compiled(boundary_chart(map_of(run.data, run.plane, discrete=discrete)).to_dict())
    (scale,) = [
        scale
        for scale in vega["scales"]
        if scale.get("range", [""])[0] == scale_of(LIGHT)[0] and "stroke" in scale["name"]
    ]
    assert scale["domain"] == ([0.5] if discrete else [0.0, 0.5, 1.0])


@pytest.mark.parametrize("name", ["2-4-1", "2-4-1 without bias", "neuron 2-1"])
def test_the_contour_is_where_the_output_is_in_the_middle(name):
    run = Shown(RUNS[name], steps=200, size=50)
    segments = contour(run.frame.field, run.map)
    assert len(segments) > 10
    ends = segments.reshape(-1, 2)
    middle = 0.0 if "tanh" in run.network.activations else 0.5
    assert run.network.predict(ends)[:, 0] == pytest.approx(middle, abs=0.01)
    drawn = table(boundary_moves(run.frame, run.map)["contour"])
    assert np.array([list(row.values()) for row in drawn]) == pytest.approx(segments, abs=6e-4)


def test_a_perceptrons_line_is_drawn_from_its_weights_and_not_from_the_grid():
    settings = Settings(dataset="gauss", n=60, hidden=(), activation="step", output="step", rule="perceptron")
    run = Shown(settings, steps=1, size=50)
    rows = table(boundary_moves(run.frame, run.map)["contour"])
    ends = np.array([[(row["x"], row["y"]), (row["x2"], row["y2"])] for row in rows]).reshape(-1, 2)
    (bias, *slopes) = run.network.weights[0][:, 0]
    assert len(ends) > 20
    away = (ends @ np.array(slopes) + bias) / np.hypot(*slopes)
    assert away == pytest.approx(0, abs=1e-3)  # places are rounded to three digits


@pytest.mark.parametrize("dataset", ["blobs3", "blobs4"])
def test_between_classes_the_contour_is_where_the_two_best_are_level(dataset):
    run = Shown(Settings(dataset=dataset, n=60, eta=2.0), steps=3000, size=50)
    ends = contour(run.frame.field, run.map).reshape(-1, 2)
    best = np.sort(run.network.predict(ends), axis=1)
    assert best[:, -1] - best[:, -2] == pytest.approx(0, abs=0.02)
    # Every pair of neighbours on the map with different winners has a line between them.
    winners = run.frame.field.argmax(axis=2)
    assert set(np.unique(winners)) == set(range(run.data.T.shape[1]))
    cell = run.plane.x_ticks[1] - run.plane.x_ticks[0]
    rows, columns = np.nonzero(winners[:, 1:] != winners[:, :-1])
    between = np.column_stack([run.plane.x_ticks[columns] + cell / 2, run.plane.y_ticks[rows]])
    for point in between:
        assert np.abs(ends - point).sum(axis=1).min() < cell


@pytest.mark.parametrize("name", RUNS)
def test_every_sample_is_told_once_with_its_class_and_use(name):
    run = shown(name)
    samples = table(boundary_tables(run.map)["samples"])
    assert [sample["row"] for sample in samples] == list(range(len(run.data.X)))
    for sample in samples:
        row = sample["row"]
        assert (sample["x"], sample["y"]) == pytest.approx(tuple(run.data.X[row, :2]), abs=1e-5)
        assert sample["use"] == ("test" if row in run.data.test else "train")
        if run.data.labels is None:
            assert sample["target"] == pytest.approx(run.data.T[row, 0], abs=1e-5)
        else:
            assert sample["class"] == run.data.classes[run.data.labels[row]]
            assert sample["ink"] == CLASS_COLOURS[run.data.labels[row]]


def test_inks_of_a_regression_follow_the_target():
    run = shown("regression")
    samples = table(boundary_tables(run.map)["samples"])
    lowest, highest = (pick(samples, key=lambda sample: sample["target"]) for pick in (min, max))
    middle = np.array(rgb(LIGHT.neutral), dtype=float)
    low, high = run.data.span
    for sample, end in ((lowest, NEGATIVE), (highest, POSITIVE)):
        part = STRENGTH * abs(2 * (sample["target"] - low) / (high - low) - 1)
        expected = middle + part * (np.array(rgb(end), dtype=float) - middle)
        assert sample["level"] == pytest.approx(sample["target"], abs=1e-5)
        assert rgb(sample_inks(run.data, low, high, 0)[sample["row"]]) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("steps", [0, 7])
def test_the_ring_is_on_the_current_sample_and_crosses_on_the_wrong_ones(name, steps):
    run = Shown(RUNS[name], steps)
    moves = boundary_moves(run.frame, run.map)
    ring = table(moves["ring"])
    assert len(ring) == 1
    row = run.experiment.sample if steps else run.experiment.sample_at(run.experiment.step + 1)
    assert (ring[0]["x"], ring[0]["y"]) == pytest.approx(tuple(run.data.X[row, :2]), abs=1e-5)
    crossed = {(cross["x"], cross["y"]) for cross in table(moves["wrong"])}
    if run.data.labels is None:
        assert crossed == set()
        return
    Y = run.network.predict(run.data.X)
    found = Y.argmax(axis=1) if Y.shape[1] > 1 else (Y[:, 0] > run.map.middle).astype(int)
    rows = np.nonzero(found != run.data.labels)[0]
    assert crossed == {(round(a, 5), round(b, 5)) for a, b in run.data.X[rows, :2].tolist()}
    assert len(table(moves["wrong"])) == len(rows)


def test_other_axes_are_followed_everywhere():
    run = Shown(Settings(dataset="iris", hidden=(3,)), axes=(3, 1))
    samples = table(boundary_tables(run.map)["samples"])
    assert [sample["x"] for sample in samples] == pytest.approx(run.data.X[:, 3], abs=1e-5)
    assert [sample["y"] for sample in samples] == pytest.approx(run.data.X[:, 1], abs=1e-5)
    ring = boundary_moves(run.frame, run.map)["ring"]
    assert (ring["x"][0], ring["y"][0]) == pytest.approx(tuple(run.frame.x[[3, 1]]), abs=1e-5)
    text = str(boundary_chart(run.map).to_dict())
    assert run.data.inputs[3] in text
    assert run.data.inputs[1] in text


def test_the_field_covers_the_plane():
    run = shown("2-4-1")
    (field,) = table(boundary_tables(run.map)["field"])
    # The middles of its outer pixels are the grid's outer points.
    cell = (field["x2"] - field["x"]) / run.plane.size, (field["y"] - field["y2"]) / run.plane.size
    assert (field["x"] + cell[0] / 2, field["x2"] - cell[0] / 2) == pytest.approx(run.plane.x_range)
    assert (field["y2"] + cell[1] / 2, field["y"] - cell[1] / 2) == pytest.approx(run.plane.y_range)


@pytest.mark.parametrize("name", RUNS)
def test_the_notebooks_figure_holds_the_data(name):
    run = shown(name)
    found = values_in(compiled(boundary_figure(run.frame, run.map)))
    expected = merged(boundary_tables(run.map), boundary_moves(run.frame, run.map))
    for part in ("samples", "contour", "wrong", "ring"):
        assert same_rows(found[part], table(expected[part])), part
