"""The decision boundary's map: its bytes and its colours."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from nnviz.analysis.frames import plane_of
from nnviz.figures.boundary import (
    boundary_figure,
    boundary_moves,
    contour,
    field_bytes,
    field_picture,
    map_of,
    palette,
    png,
)
from nnviz.figures.theme import CLASS_COLOURS, DARK, LIGHT, NEGATIVE, POSITIVE, THEMES
from nnviz.run.settings import Settings
from tests.figures.images import decoded, rgb
from tests.figures.runs import RUNS, Shown, compiled, shown, table, values_in


def one_output(low=0.0, high=1.0):
    data = shown("2-4-1").data if low == 0.0 else shown("2-4-1 without bias").data
    made = map_of(data, plane_of(data, size=4))
    assert (made.low, made.high) == (low, high)
    return made


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
