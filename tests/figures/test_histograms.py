"""Histograms: bars that hold every value, and a heat map with a column for each step."""

from functools import partial

import numpy as np
import pytest

from nnviz.analysis.distributions import QUANTITIES, Survey
from nnviz.figures.histograms import (
    COLUMNS,
    INKS,
    LEVELS,
    ROWS,
    heat_bytes,
    heat_palette,
    histogram_chart,
    histogram_figure,
    histogram_tables,
)
from nnviz.figures.picture import whole_spec
from nnviz.figures.theme import DARK, LIGHT
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.figures.runs import compiled, nameless, table, values_in


def spread_of(quantity, steps=500, **chosen):
    run = Experiment(Settings(n=30, **chosen))
    if steps:
        run.advance(steps)
    survey = Survey(run, quantity)
    while survey.work(1.0):
        pass
    return survey.result


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("steps", [0, 1, 500])
def test_bars_hold_every_value_of_now(quantity, steps):
    spread = spread_of(quantity, steps, hidden=(4, 2))
    for layer in spread.layers:
        bars = table(histogram_tables(spread, layer)["bars"])
        assert sum(bar["count"] for bar in bars) == layer.size
        span = max(steps, 1)
        lengths = np.array([bar["x2"] - bar["x"] for bar in bars])
        counts = np.array([bar["count"] for bar in bars])
        np.testing.assert_allclose(lengths / lengths.max(), counts / counts.max(), rtol=1e-5)
        assert all(bar["x"] > span for bar in bars)
        found = values_in(compiled(histogram_figure(spread, layer, DARK, title="Hidden 1")))
        assert len(found["bars"]) == len(bars)


def test_the_heat_map_has_each_step_where_it_lies():
    spread = spread_of("weights", hidden=(6,))
    layer = spread.layers[0]
    ink = heat_bytes(layer, spread.steps)
    assert ink.shape == (len(layer.counts[0]) * ROWS, COLUMNS)
    for column, at in ((0, 0), (COLUMNS - 1, len(spread.steps) - 1), (COLUMNS // 2, len(spread.steps) // 2)):
        shares = (ink[ROWS // 2 :: ROWS, column][::-1] / (LEVELS - 1)) ** 2
        np.testing.assert_allclose(shares, layer.counts[at] / layer.counts.max(), atol=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_ink_goes_from_the_ground_to_full(theme):
    palette = heat_palette(theme)
    assert palette.shape == (LEVELS, 3)
    assert "#{:02x}{:02x}{:02x}".format(*palette[0]) == theme.neutral
    assert "#{:02x}{:02x}{:02x}".format(*palette[-1]) == INKS[theme.name].lower()


def test_zero_is_marked_where_it_is_inside():
    spread = spread_of("activations", hidden=(4,), activation="tanh")
    assert histogram_tables(spread, spread.layers[0])["zero"]["y"] == [0.0]
    assert histogram_tables(spread, spread.layers[1])["zero"]["y"] == []
    for layer in spread.layers:
        spec = whole_spec(partial(histogram_chart, spread, layer), histogram_tables(spread, layer), LIGHT)
        assert nameless(spec) == []


def test_gradients_are_told_apart_near_zero_and_the_axis_says_how():
    spread = spread_of("gradients", hidden=(4,))
    layer = spread.layers[0]
    np.testing.assert_allclose(np.diff(np.cbrt(layer.edges)), np.diff(np.cbrt(layer.edges))[0])
    chart = histogram_figure(spread, layer).to_dict()
    scale = chart["layer"][0]["encoding"]["y"]["scale"]
    assert (scale["type"], scale["domain"]) == ("pow", [layer.edges[0], layer.edges[-1]])
    assert scale["exponent"] == pytest.approx(1 / 3)
    ticks = chart["layer"][0]["encoding"]["y"]["axis"]["values"]
    assert all(layer.edges[0] <= tick <= layer.edges[-1] for tick in ticks) and len(ticks) >= 3
