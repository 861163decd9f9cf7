"""The arrows of what one update did: one for every sample that moved, as large as its change."""

import re

import altair as alt
import numpy as np
import pytest

from nnviz.analysis.inspection import Effects, Tally, effects
from nnviz.engine import Network
from nnviz.figures.boundary import boundary_chart, boundary_figure
from nnviz.figures.effects import LARGEST, SMALLEST, effect_colours, effect_columns, effect_layer
from nnviz.figures.picture import with_data
from nnviz.figures.theme import CLASS_COLOURS, CLASS_SHAPES, THEMES
from tests.figures.runs import RUNS, Shown, compiled, same_rows, table, values_in


def moved(name, steps=12, axes=(0, 1)):
    run = Shown(RUNS[name], steps, axes)
    return run, effects(run.experiment.batch.network, run.network, run.data)


def made(change):
    change = np.array(change)
    nothing = Tally(0, 0, 0)
    return Effects(change, nothing, nothing)


@pytest.mark.parametrize("name", RUNS)
def test_every_sample_that_moved_has_an_arrow(name):
    run, found = moved(name)
    rows = table(effect_columns(run.data, run.plane.axes, found))
    assert len(rows) == found.helped + found.hurt > 0
    for row in rows:
        change = found.change[row["row"]]
        assert row["helped"] == (change < 0)
        assert type(row["helped"]) is bool
        assert row["change"] == pytest.approx(change, rel=1e-4)
        assert (row["x"], row["y"]) == pytest.approx(tuple(run.data.X[row["row"], :2]), abs=1e-5)
        share = abs(change) / np.abs(found.change).max()
        assert row["size"] == pytest.approx(max(SMALLEST, LARGEST * share), abs=0.06)
    assert max(row["size"] for row in rows) == LARGEST


def test_samples_that_stayed_have_none():
    run, _ = moved("four rows")
    found = effect_columns(run.data, (0, 1), made([0.0, -2.0, 0.0, 0.5]))
    assert found["row"] == [1, 3]
    assert found["helped"] == [True, False]
    assert found["size"] == [LARGEST, LARGEST / 4]
    assert all(column == [] for column in effect_columns(run.data, (0, 1), made([0.0] * 4)).values())


def test_infinite_changes_are_as_large_as_can_be():
    run, _ = moved("four rows")
    found = effect_columns(run.data, (0, 1), made([np.inf, 1.0, -np.inf, 0.5]))
    assert found["size"] == [LARGEST, LARGEST, LARGEST, LARGEST / 2]
    assert found["change"] == [None, 1.0, None, 0.5]
    assert effect_columns(run.data, (0, 1), made([np.inf] * 4))["size"] == [LARGEST] * 4


def test_other_axes_are_followed():
    run, found = moved("4-0-3 iris", axes=(3, 1))
    columns = effect_columns(run.data, run.plane.axes, found)
    assert columns["x"] == pytest.approx(run.data.X[columns["row"], 3], abs=1e-5)
    assert columns["y"] == pytest.approx(run.data.X[columns["row"], 1], abs=1e-5)


def test_with_one_input_arrows_stand_in_a_row():
    run, found = moved("four rows")
    columns = effect_columns(run.data, (1, None), found)
    assert columns["x"] == pytest.approx(run.data.X[columns["row"], 1])
    assert set(columns["y"]) == {0.0}


def test_what_does_not_fit_is_refused():
    run, found = moved("four rows")
    with pytest.raises(ValueError, match="effects must have 4 rows as the data set, got 3"):
        effect_columns(run.data, (0, 1), made([1.0] * 3))
    for axes in ((0, 2), (-1, 0), (2, None), (0,)):
        with pytest.raises(ValueError, match="axes must be two inputs from 0 to 1"):
            effect_columns(run.data, axes, found)


def on_the_boundary(run, found, theme):
    """The boundary with the arrows on it."""
    whole = boundary_chart(run.map, theme)
    place = whole.layer[0].encoding
    whole.layer.append(effect_layer(place.x, place.y, theme))
    return with_data(whole, {"effects": effect_columns(run.data, run.plane.axes, found)})


@pytest.mark.parametrize("name", ["2-4-1", "2-16-16-3", "regression"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_layer_lies_on_the_boundary_and_leaves_its_legends_alone(name, theme):
    run, found = moved(name)
    vega = compiled(on_the_boundary(run, found, theme))
    assert same_rows(values_in(vega)["effects"], table(effect_columns(run.data, run.plane.axes, found)))
    alone = compiled(boundary_figure(run.frame, run.map, theme))
    legends = [
        [{key: value for key, value in legend.items() if key in ("shape", "fill", "stroke", "title")} for legend in v]
        for v in (vega.get("legends", []), alone.get("legends", []))
    ]
    assert legends[0] == legends[1]
    scales = [
        {scale["name"]: scale.get("range") for scale in v["scales"] if scale["name"] in ("shape", "fill")}
        for v in (vega, alone)
    ]
    assert scales[0] == scales[1]


def test_arrows_differ_in_shape_and_colour_and_are_no_class():
    for theme in THEMES.values():
        spec = effect_layer(alt.X("x:Q"), alt.Y("y:Q"), theme).to_dict()
        found = {}
        for calculated in spec["transform"]:
            found[calculated["as"]] = re.fullmatch(
                r"datum\.helped \? '(.*)' : '(.*)'", calculated["calculate"]
            ).groups()
        assert found["ink"] == effect_colours(theme)
        assert all(helped != hurt for helped, hurt in found.values())
        assert not set(found["ink"]) & set(CLASS_COLOURS)
        assert not set(found["arrow"]) & set(CLASS_SHAPES)
        for way, arrow in zip((1, -1), found["arrow"], strict=True):  # down is positive; the sample's own place is free
            heights = [float(y) for y in re.findall(r",(-?[\d.]+)", arrow)]
            assert min(way * height for height in heights) > 0.5
        for channel in ("shape", "size", "fill"):
            assert spec["encoding"][channel]["scale"] is None
            # Without a scale there is no legend; to say so would contradict the legends of the chart that it lies on.
            assert "legend" not in spec["encoding"][channel]
        assert spec["data"] == {"name": "effects"}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_arrows_stand_out_from_the_background():
    for theme in THEMES.values():
        ground = luminance(theme.background)
        for colour in effect_colours(theme):
            low, high = sorted((luminance(colour), ground))
            assert (high + 0.05) / (low + 0.05) > 4.5


def test_a_step_that_changes_nothing_draws_nothing():
    run, _ = moved("2-4-1")
    same = Network(run.network.weights, run.network.activations)
    vega = compiled(on_the_boundary(run, effects(run.network, same, run.data), THEMES["light"]))
    assert values_in(vega)["effects"] == []
