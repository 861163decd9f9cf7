"""The network's small maps and marks: every cell is the neuron's output there, the right way up and in its place."""

from __future__ import annotations

import re

import numpy as np
import pytest
import vl_convert

from nnviz.analysis.frames import MAP_GRID, FrameMaker, cells_of, plane_of
from nnviz.analysis.health import KINDS, Ailment
from nnviz.figures.network import network_chart, network_figure, network_tables
from nnviz.figures.network_maps import GLYPHS, map_bytes, map_columns, mark_columns, room
from nnviz.figures.picture import spec_of
from nnviz.figures.theme import LIGHT, diverging_palette
from nnviz.figures.wiring import Wiring
from nnviz.run.settings import Settings
from tests.figures.images import decoded
from tests.figures.runs import RUNS, Shown, compiled, shown, values_in


@pytest.mark.parametrize("name", RUNS)
def test_every_cell_of_every_map_is_the_neurons_output_in_its_middle(name):
    run = shown(name)
    frame = run.maker.now(maps=True)
    assert frame.maps.shape == (sum(run.network.sizes), MAP_GRID, MAP_GRID)
    (left, right), (bottom, top) = run.plane.x_range, run.plane.y_range
    across = left + (right - left) * (np.arange(MAP_GRID) + 0.5) / MAP_GRID
    up = bottom + (top - bottom) * (np.arange(MAP_GRID) + 0.5) / MAP_GRID
    rng = np.random.default_rng(4)
    for row, column in rng.integers(0, MAP_GRID, (6, 2)):
        raw = run.data.raw.mean(axis=0)
        raw[list(run.plane.axes)] = across[column], up[row]
        x = run.data.features(raw[None])
        expected = np.concatenate([x[0], *(out[0] for out in run.network.forward(x))])
        assert frame.maps[:, row, column] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_maps_are_made_only_when_asked_for():
    run = shown("2-4-1")
    assert run.maker.now().maps is None
    with pytest.raises(ValueError, match="maps=True"):
        map_bytes(run.maker.now(), run.wiring)


def test_up_is_up_and_right_is_right():
    run = Shown(Settings(hidden=(2,)), steps=0)
    # h1 grows to the right alone, h2 upwards alone, each from almost 0 to almost 1.
    first = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]])
    for (row, column), value in np.ndenumerate(first):
        run.experiment.set_weight((0, row, column), float(value))
    tiles = map_bytes(FrameMaker(run.experiment, run.plane).now(maps=True), run.wiring).astype(int)
    place = {key: tile for key, tile in zip(run.wiring.neurons["neuron"], run.wiring.neurons["tile"], strict=True)}
    for key, rightwards in (("n:0:0", True), ("n:1:0", True), ("n:0:1", False), ("n:1:1", False)):
        tile = tiles[place[key]]
        top, bottom, left, right = tile[0].mean(), tile[-1].mean(), tile[:, 0].mean(), tile[:, -1].mean()
        if rightwards:
            assert right > left + 150 and top == bottom, key
        else:
            assert top > bottom + 150 and left == right, key


def test_a_square_has_its_parabola():
    run = Shown(Settings(features=("x1", "x2x2"), hidden=(2,)), steps=0)
    tiles = map_bytes(run.maker.now(maps=True), run.wiring).astype(int)
    square = tiles[1]
    assert (square == square[:, :1]).all()  # nothing changes to the right
    line = square[:, 0]
    assert line == pytest.approx(line[::-1], abs=12)
    assert (np.diff(line[: MAP_GRID // 2]) < 0).all() or line[0] == 254  # down from the top to the middle
    assert line[0] > line[MAP_GRID // 2] + 80


def test_cells_tile_the_plane():
    plane = plane_of(shown("2-4-1").data)
    cells = cells_of(plane, 10)
    (left, right), width = plane.x_range, plane.x_range[1] - plane.x_range[0]
    assert cells.x_ticks == pytest.approx(left + width * (np.arange(10) + 0.5) / 10)
    assert cells.x_ticks[0] - left == pytest.approx(right - cells.x_ticks[-1])
    assert cells.points().shape == (100, 2)


def test_an_elided_layer_has_maps_of_the_neurons_shown():
    run = Shown(RUNS["2-13-12-1 without bias"])
    frame = run.maker.now(maps=True)
    tiles = map_bytes(frame, run.wiring)
    keys = run.wiring.neurons["neuron"]
    assert len(tiles) == len(keys) == 2 + 10 + 12 + 1
    last = keys.index("n:1:12")
    expected = np.rint(254 * np.clip(frame.maps[2 + 12, ::-1], 0, 1))
    assert np.array_equal(tiles[last], expected)
    assert map_columns(run.wiring)["map"] == keys


def test_outputs_beyond_all_numbers_are_the_scales_ends():
    run = Shown(Settings(hidden=(2,), activation="identity"), steps=0)
    frame = run.maker.now(maps=True)
    frame.maps[2], frame.maps[3] = np.inf, -np.inf
    frame.maps[4] = np.nan
    tiles = map_bytes(frame, run.wiring)
    assert (tiles[2] == 254).all() and (tiles[3] == 0).all() and (tiles[4] == 127).all()


# Where they lie


def least_width(wiring):
    return float(re.search(r">= ([0-9.]+)", room(wiring))[1])


def wired(*sizes):
    inputs = tuple(f"x{k + 1}" for k in range(sizes[0]))
    return Wiring(sizes, ("logistic",) * (len(sizes) - 1), True, inputs, ("y",) * sizes[-1])


def test_a_laptop_has_room_for_them_and_a_phone_where_they_are_readable():
    laptop, phone = 600, 355
    assert least_width(wired(2, 4, 1)) < phone
    assert phone < least_width(wired(2, 8, 8, 8, 1)) < laptop
    assert least_width(wired(2, 8, 8, 8, 8, 8, 8, 1)) > laptop
    assert wired(2, 8, 8, 8, 1).mappable
    assert not wired(2, 9, 1).mappable
    assert not wired(2, *[8] * 6, 1).mappable


@pytest.mark.parametrize("maps", ["none", "room", "always"])
@pytest.mark.parametrize("sizes", [(2, 1), (2, 4, 1), (2, 12, 12, 3), (2, 13, 1)])
def test_the_players_chart_has_the_tables_that_it_is_given(sizes, maps):
    wiring = wired(*sizes)
    vega = compiled(spec_of(network_chart(wiring, maps=maps), LIGHT))
    tables = network_tables(wiring, maps)
    assert set(values_in(vega)) >= set(tables)
    assert ("maps" in tables) == (maps != "none")
    assert "marks" in values_in(vega)


def test_maps_of_neighbours_do_not_touch():
    for most in range(1, 13):
        wiring = wired(2, most, 1)
        ys = sorted(y for key, y in zip(wiring.neurons["neuron"], wiring.neurons["y"], strict=True) if key[2] == "1")
        if most > 1:
            assert wiring.map_side + 2 <= 240 * min(np.diff(ys)) + 1e-9
        assert wiring.map_side >= 13


def test_a_notebook_shows_them_too():
    run = shown("2-4-1")
    frame = run.maker.now(maps=True)
    found = values_in(compiled(network_figure(frame, run.wiring)))["maps"]
    tiles = map_bytes(frame, run.wiring)
    assert len(found) == len(tiles) == 7
    for row, tile in zip(found, tiles, strict=True):
        indices, colours = decoded(row["image"])
        assert np.array_equal(indices, tile)
        assert np.array_equal(colours, diverging_palette(LIGHT, 255))
    assert "maps" not in values_in(compiled(network_figure(run.maker.now(), run.wiring)))


# Marks


def test_marks_are_at_their_neurons_and_say_why():
    assert set(GLYPHS) == set(KINDS)
    wiring = wired(2, 13, 1)
    found = [
        Ailment(1, 12, "dead", "Dead: so."),
        Ailment(1, 6, "exploding", "elided"),
        Ailment(2, 0, "saturated", "S."),
    ]
    marks = mark_columns(found, wiring)
    assert marks["why"] == ["Dead: so.", "S."]  # the one in the gap has no place
    at = [wiring.neurons["neuron"].index(key) for key in ("n:1:12", "n:2:0")]
    assert marks["x"] == [wiring.neurons["x"][i] for i in at]
    assert marks["y"] == [wiring.neurons["y"][i] for i in at]
    assert marks["glyph"] == [GLYPHS["dead"], GLYPHS["saturated"]]
    assert all(column == [] for column in mark_columns((), wiring).values())


@pytest.mark.parametrize(("width", "maps"), [(300, 0), (620, 7)])
def test_edges_start_where_their_neurons_map_ends_and_lie_under_none(width, maps):
    run = shown("2-4-1")
    chart = network_figure(run.maker.now(maps=True), run.wiring).properties(width=width)
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    images = re.findall(r'<image [^>]*translate\(([-\d.]+),[^>]* width="([\d.]+)"', svg)
    ends = {float(left) + float(side) for left, side in images}
    tag = r'<line aria-label="x: [\d.]+; y: [\d.]+; x2[^>]*translate\(([-\d.]+),[^>]* x2="([-\d.]+)"'
    lines = [(float(x), float(x) + float(dx)) for x, dx in re.findall(tag, svg)]
    assert len(images) == maps and len(lines) >= 12
    for start, end in lines:
        before = max((right for right in ends if right < end), default=start)
        assert (0 <= start - before <= 5) if maps else start < end, (start, end, ends)
