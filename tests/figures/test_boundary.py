"""The decision boundary: the map's bytes and colours, the contour, and what is said of every sample."""

import base64
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest

from nnviz.analysis.frames import plane_of
from nnviz.figures.boundary import (
    boundary_chart,
    boundary_figure,
    boundary_moves,
    boundary_tables,
    contour,
    field_bytes,
    field_picture,
    map_of,
    palette,
    png,
)
from nnviz.figures.picture import merged
from nnviz.figures.samples import sample_inks
from nnviz.figures.theme import CLASS_COLOURS, DARK, LIGHT, NEGATIVE, POSITIVE, STRENGTH, THEMES, scale_of
from nnviz.run.settings import Settings
from tests.figures.runs import RUNS, Shown, compiled, same_rows, shown, table, values_in


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def decoded(address):
    """Read an 8-bit palette PNG from a data address: its indices and its palette; every chunk's checksum is checked."""
    raw = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = [], 8
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        kind, body = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size]
        assert struct.unpack(">I", raw[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        chunks.append((kind, body))
        at += 12 + size
    assert [kind for kind, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    assert rest == [8, 3, 0, 0, 0]  # 8 bits, palette, no interlacing
    lines = np.frombuffer(zlib.decompress(chunks[2][1]), dtype=np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()  # every line is unfiltered
    return lines[:, 1:], np.frombuffer(chunks[1][1], dtype=np.uint8).reshape(-1, 3)


def one_output(low=0.0, high=1.0):
    data = shown("2-4-1").data if low == 0.0 else shown("2-4-1 without bias").data
    made = map_of(data, plane_of(data, size=4))
    assert (made.low, made.high) == (low, high)
    return made


# The map


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0)])
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_map_goes_from_one_colour_over_neutral_to_the_other(low, high, theme):
    made = one_output(low, high)
    middle = (low + high) / 2
    values = np.array([[low, middle], [high, high + 5], [low - 5, middle - 1e-9]])[:, :, None]
    found = field_bytes(values, made)
    assert found.dtype == np.uint8
    colours = palette(made, theme).astype(float)
    drawn = colours[found][::-1]  # pictures have their top row first
    least, undecided, most = drawn[0, 0], drawn[0, 1], drawn[1, 0]
    assert undecided == pytest.approx(rgb(theme.neutral), abs=1)
    assert drawn[1, 1].tolist() == most.tolist()
    assert drawn[2, 0].tolist() == least.tolist()
    assert drawn[2, 1].tolist() == undecided.tolist()
    for end, ink in ((least, NEGATIVE), (most, POSITIVE)):
        toward = rgb(ink) - rgb(theme.neutral)
        share = (end - rgb(theme.neutral)) @ toward / (toward @ toward)
        assert 0.3 < share <= 1
        assert end == pytest.approx(rgb(theme.neutral) + share * toward, abs=1)
    assert made.middle == middle


def test_the_map_rises_with_the_output():
    made = one_output()
    values = np.linspace(-0.1, 1.1, 200)
    found = field_bytes(np.tile(values, (2, 1))[:, :, None], made).astype(int)[0]
    assert (np.diff(found) >= 0).all()
    assert found[0] == 0
    assert found[-1] == len(palette(made, LIGHT)) - 1
    assert len(np.unique(found)) > 100


@pytest.mark.parametrize("name", ["2-16-16-3", "blobs4"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_winners_map_has_the_winners_colour_the_stronger_the_larger_its_lead(name, theme):
    run = shown(name) if name in RUNS else Shown(Settings(dataset=name, n=30), steps=0)
    count = run.data.T.shape[1]
    colours = palette(run.map, theme).astype(float)
    values = np.random.default_rng(2).uniform(0, 1, (9, 9, count))
    drawn = colours[field_bytes(values, run.map)][::-1]
    ranked = np.sort(values, axis=2)
    lead = ranked[..., -1] - ranked[..., -2]
    neutral = rgb(theme.neutral)
    strengths = np.empty((9, 9))
    for row, column in np.ndindex(9, 9):
        winner = rgb(CLASS_COLOURS[values[row, column].argmax()]) - neutral
        strengths[row, column] = (drawn[row, column] - neutral) @ winner / (winner @ winner)
        assert drawn[row, column] == pytest.approx(neutral + strengths[row, column] * winner, abs=1)
    order = np.argsort(lead.ravel())
    assert (np.diff(strengths.ravel()[order]) > -0.03).all()
    assert strengths.min() > 0.05
    far, close = np.zeros((1, 1, count)), np.full((1, 1, count), 0.5)
    far[..., -1], close[..., 0] = 1.0, 0.5 + 1e-9
    assert field_bytes(far, run.map).item() == count * (255 // count) - 1
    assert field_bytes(close, run.map).item() == 0
    assert len(palette(run.map, theme)) == count * (255 // count) <= 256


def test_a_map_of_one_output_of_several():
    run = shown("4-0-3 iris")
    values = run.frame.field
    for j in range(3):
        chosen = map_of(run.data, run.plane, j)
        alone = np.clip(values[::-1, :, j], 0, 1)
        assert field_bytes(values, chosen) / 254 == pytest.approx(alone, abs=0.5 / 254 + 1e-9)
        assert not chosen.winner
    assert map_of(run.data, run.plane).winner
    assert not shown("2-4-1").map.winner  # one output: there is nothing to win


@pytest.mark.parametrize("output", [3, -1, "0", "best", 1.5, None])
def test_an_output_that_is_none_is_refused(output):
    run = shown("4-0-3 iris")
    with pytest.raises(ValueError, match=r"^output must be 'winner' or a number from 0 to 2"):
        map_of(run.data, run.plane, output)


def test_targets_that_are_all_the_same_still_give_a_map():
    data = shown("2-4-1").data
    same = replace(data, T=np.ones_like(data.T), labels=np.ones(len(data.X), dtype=int))
    made = map_of(same, plane_of(same))
    assert made.low < made.high
    field_bytes(np.full((4, 4, 1), 0.3), made)


@pytest.mark.parametrize("values", [[5.0, np.inf, 0.2], [-np.inf, 7.0, 1e308], [0.9, np.inf, -np.inf]])
def test_the_winner_wins_however_large_it_is(values):
    run = shown("2-16-16-3")  # a relu in the hidden layers; an identity output could give any of these
    found = field_bytes(np.array(values).reshape(1, 1, 3), run.map).item()
    assert found // (255 // 3) == np.argmax(values)


def test_outputs_beyond_all_numbers_still_give_a_map_and_a_contour():
    for name in ("2-4-1", "2-16-16-3"):
        run = shown(name)
        field = run.frame.field.copy()
        field[:5], field[5:9], field[9:12] = np.inf, -np.inf, np.nan
        field[12:, ::2] = 1e308
        field[12:, 1::2] = -1e308
        frame = replace(run.frame, field=field)
        low, high = run.plane.y_range
        lines = table(boundary_moves(frame, run.map)["contour"])
        assert all(np.isfinite(list(line.values())).all() for line in lines)
        assert all(low <= line["y"] <= high and low <= line["y2"] <= high for line in lines)
        found, _ = decoded(values_in(compiled(boundary_figure(frame, run.map)))["field"][0]["image"])
        if name == "2-4-1":
            assert (found[-5:] == 254).all()
            assert (found[-9:-5] == 0).all()


# The class alone, and without the test samples


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_the_class_alone_has_the_two_ends_of_the_scale_and_nothing_between(low):
    made = replace(one_output(low, 1.0), discrete=True)
    values = np.array([[low - 3, low], [made.middle, np.nan], [np.nextafter(made.middle, 2), np.inf]])[:, :, None]
    # Top row first; the middle itself is the lower class's, as it is when samples are counted.
    assert field_bytes(values, made).tolist() == [[254, 254], [0, 0], [0, 0]]
    assert contour(values[:2], replace(made, plane=plane_of(made.dataset, size=2))).shape[1] == 4


def test_the_winner_alone_is_as_strong_everywhere():
    run = shown("2-16-16-3")
    made = map_of(run.data, run.plane, discrete=True)
    found = field_bytes(run.frame.field, made)
    assert np.array_equal(found // 85, run.frame.field[::-1].argmax(axis=2))
    assert (found % 85 == 84).all()


def test_the_class_alone_of_a_regression_is_the_side_of_the_middle():
    run = shown("regression")
    made = map_of(run.data, run.plane, discrete=True)
    low, high = run.data.span
    above = run.frame.field[::-1, :, 0] > (low + high) / 2
    assert np.array_equal(field_bytes(run.frame.field, made) == 254, above)


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


# The picture as a file


@pytest.mark.parametrize("size", [(50, 50), (3, 7), (1, 1)])
def test_png_holds_the_indices_and_the_palette(size):
    indices = np.random.default_rng(5).integers(0, 255, size).astype(np.uint8)
    colours = palette(shown("2-4-1").map, LIGHT)
    found, inks = decoded(png(indices, colours))
    assert np.array_equal(found, indices)
    assert np.array_equal(inks, colours)


@pytest.mark.parametrize("name", ["2-4-1", "2-16-16-3", "regression"])
def test_the_players_bytes_and_the_notebooks_picture_are_the_map(name):
    run = shown(name)
    expected = field_bytes(run.frame.field, run.map)
    picture = field_picture(run.frame, run.map)
    raw = np.frombuffer(base64.b64decode(picture["bytes"]), dtype=np.uint8)
    assert np.array_equal(raw.reshape(-1, picture["width"]), expected)
    for theme in (LIGHT, DARK):
        vega = compiled(boundary_figure(run.frame, run.map, theme))
        found, inks = decoded(values_in(vega)["field"][0]["image"])
        assert np.array_equal(found, expected)
        assert np.array_equal(inks, palette(run.map, theme))


def test_without_a_field_there_is_no_picture():
    run = shown("2-4-1")
    bare = run.maker.frame(run.experiment.snapshot(), field=False)
    for draw in (field_picture, boundary_figure):
        with pytest.raises(ValueError, match="field=True"):
            draw(bare, run.map)
    moves = boundary_moves(bare, run.map)
    assert "contour" not in moves  # the player keeps the last one
    assert "wrong" not in moves
    assert "ring" in moves


# Contour and samples


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
