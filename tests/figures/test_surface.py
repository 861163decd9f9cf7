"""The output as a surface: its heights are the network's outputs, its points the samples."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.figures.boundary import map_of
from nnviz.figures.surface import surface_figure
from nnviz.figures.theme import DARK
from nnviz.run.settings import Settings
from tests.figures.runs import RUNS, Shown, shown


def parts(figure):
    """Surfaces, the samples' markers and the one line of the current sample."""
    surfaces = [trace for trace in figure.data if trace.type == "surface"]
    points = [trace for trace in figure.data if trace.type == "scatter3d" and trace.mode == "markers"]
    (current,) = [trace for trace in figure.data if trace.type == "scatter3d" and "lines" in trace.mode]
    return surfaces, points, current


@pytest.mark.parametrize("name", RUNS)
def test_heights_are_the_networks_outputs(name):
    run = shown(name)
    surfaces, _, _ = parts(surface_figure(run.frame, run.map))
    assert len(surfaces) == run.data.T.shape[1]
    rng = np.random.default_rng(1)
    for j, surface in enumerate(surfaces):
        z = np.array(surface.z, dtype=float)
        assert z.shape == (len(surface.y), len(surface.x))
        for row, column in rng.integers(0, len(surface.x), (40, 2)):
            x = run.data.X.mean(axis=0)
            x[:2] = surface.x[column], surface.y[row]
            assert z[row, column] == pytest.approx(run.network.predict([x])[0, j], abs=2e-3)


def test_one_output_of_several_has_one_surface():
    run = shown("4-0-3 iris")
    surfaces, points, _ = parts(surface_figure(run.frame, map_of(run.data, run.plane, 2)))
    assert len(surfaces) == 1
    assert np.array(surfaces[0].z) == pytest.approx(run.frame.field[:, :, 2], abs=1e-4)
    heights = sorted(float(z) for trace in points for z in trace.z)
    assert heights == sorted(run.data.T[:, 2])


@pytest.mark.parametrize("name", RUNS)
def test_every_sample_stands_once_at_its_target(name):
    run = shown(name)
    _, points, _ = parts(surface_figure(run.frame, run.map, DARK))
    drawn = sorted(tuple(map(float, spot)) for trace in points for spot in zip(trace.x, trace.y, trace.z, strict=True))
    heights = run.data.T.max(axis=1) if run.data.T.shape[1] > 1 else run.data.T[:, 0]
    expected = sorted(zip(run.data.X[:, 0].tolist(), run.data.X[:, 1].tolist(), heights.tolist(), strict=True))
    assert np.array(drawn) == pytest.approx(np.array(expected))


def test_training_and_test_samples_are_told_apart():
    run = shown("2-4-1")
    _, points, _ = parts(surface_figure(run.frame, run.map))
    for use, rows in (("train", run.data.train), ("test", run.data.test)):
        traces = [trace for trace in points if use in trace.name]
        assert sum(len(trace.x) for trace in traces) == len(rows)
    symbols = {use: {t.marker.symbol for t in points if use in t.name} for use in ("train", "test")}
    assert not symbols["train"] & symbols["test"]


@pytest.mark.parametrize("steps", [0, 9])
def test_the_current_sample_reaches_from_output_to_target(steps):
    run = Shown(RUNS["2-4-1"], steps)
    _, _, current = parts(surface_figure(run.frame, run.map))
    row = run.experiment.sample if steps else run.experiment.sample_at(run.experiment.step + 1)
    assert list(current.x) == pytest.approx([run.data.X[row, 0]] * 2)
    assert list(current.y) == pytest.approx([run.data.X[row, 1]] * 2)
    assert list(current.z) == pytest.approx([run.network.predict(run.data.X[[row]])[0, 0], run.data.T[row, 0]])


@pytest.mark.parametrize("shift", [-3.0, 0.0, 3.0])
def test_the_height_axis_holds_outputs_and_targets(shift):
    for name in ("regression", "2-16-16-3", "2-4-1"):
        run = shown(name)
        frame = replace(run.frame, field=run.frame.field + shift)
        low, high = surface_figure(frame, run.map).layout.scene.zaxis.range
        assert low <= min(frame.field.min(), run.data.T.min())
        assert high >= max(frame.field.max(), run.data.T.max())


def test_without_a_field_there_is_no_surface():
    run = Shown(Settings(n=10))
    bare = run.maker.frame(run.experiment.snapshot(), field=False)
    with pytest.raises(ValueError, match="frame has no field"):
        surface_figure(bare, run.map)


def test_drawing_leaves_the_frame_as_it_was():
    run = Shown(RUNS["2-4-1"])
    before = run.frame.field.tobytes(), run.network.flat().tobytes()
    surface_figure(run.frame, run.map)
    assert (run.frame.field.tobytes(), run.frame.network.flat().tobytes()) == before
