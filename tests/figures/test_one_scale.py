"""One scale of values: a value has the same colour wherever it is drawn, and lies where its contour says."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
import vl_convert
from PIL import Image

from nnviz.analysis.frames import Plane
from nnviz.engine import Network
from nnviz.export import film
from nnviz.figures import boundary, neuron_map, samples, surface
from nnviz.figures.network import network_figure
from nnviz.figures.picture import with_data
from nnviz.figures.theme import THEMES, chart_config, scale_of, weight_colour
from nnviz.figures.wiring import Wiring
from nnviz.run.settings import Settings
from tests.figures.runs import Shown

SCALE = 2
THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def of_part(part, theme):
    """The colour of a value: 0 the least, 1 the largest."""
    least, middle, largest = (np.array(rgb(colour), dtype=float) for colour in scale_of(theme))
    end = largest if part > 0.5 else least
    return middle + abs(2 * part - 1) * (end - middle)


def drawn(chart, theme, scale=SCALE):
    spec = chart.to_dict()
    spec["background"] = theme.background
    png = vl_convert.vegalite_to_png(spec, scale=scale)
    return np.array(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def has(pixels, colour, tolerance=3):
    """How many pixels have a colour."""
    return int((np.abs(pixels - np.array(colour)).max(axis=-1) <= tolerance).sum())


def constant(value, theme, sample_target=None):
    """A run of a regression whose network gives one value everywhere, and its picture's pieces."""
    run = Shown(Settings(dataset="plane", n=20, hidden=(), output="identity"), steps=0)
    low, high = run.data.span
    y = low + value * (high - low)
    flat = np.array([y, 0.0, 0.0])
    network = run.network.with_flat(flat)
    field = np.full((run.plane.size, run.plane.size, 1), y)
    data = run.data
    if sample_target is not None:
        T = np.full_like(data.T, low + sample_target * (high - low))
        data = replace(data, T=T)
    shown = replace(run.map, dataset=data)
    return run, replace(run.frame, network=network, field=field, outs=(np.array([y]),)), shown


@THEME
@pytest.mark.parametrize("value", [0.0, 0.19, 0.5, 0.81, 1.0])
def test_map_legend_and_samples_have_one_colour_for_one_value(theme, value):
    _, frame, shown = constant(value, theme, sample_target=value)
    wanted = of_part(value, theme)
    colours = boundary.palette(shown, theme)[boundary.field_bytes(frame.field, shown)]
    assert np.abs(colours.reshape(-1, 3) - wanted).max() <= 2
    # Rendered: the ground and every sample on it, and the colour is in the legend, too.
    figure = boundary.boundary_figure(frame, shown, theme)
    assert has(drawn(figure, theme, scale=1), wanted, 4) > 0.5 * 400**2
    svg = vl_convert.vegalite_to_svg(figure.to_dict())
    fills = [list(map(int, found)) for found in re.findall(r'fill="rgb\((\d+), ?(\d+), ?(\d+)\)"', svg)]
    assert fills and np.abs(np.array(fills) - wanted).max() <= 2
    stops = [rgb(f"#{found}") for found in re.findall(r'stop-color="#([0-9a-fA-F]{6})"', svg)]
    stops += [list(map(int, found)) for found in re.findall(r'stop-color="rgb\((\d+), ?(\d+), ?(\d+)\)"', svg)]
    assert stops
    for end in scale_of(theme):
        assert min(np.abs(np.array(stops) - rgb(end)).max(axis=1)) <= 2
    inks = samples.sample_inks(shown.dataset, shown.low, shown.high, 0, theme)
    assert np.abs(np.array([rgb(ink) for ink in inks]) - wanted).max() <= 2


@THEME
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_neuron_maps_fills_film_and_surface_have_it_too(theme, value):
    run = Shown(Settings(n=10, hidden=(3,)), steps=0)
    wanted = of_part(value, theme)
    values = np.full((4, 4), value)
    colours = boundary.diverging_palette(theme)[neuron_map.neuron_bytes(values, "logistic")]
    assert np.abs(colours.reshape(-1, 3) - wanted).max() <= 2
    frame = replace(run.frame, outs=(np.full(3, value), np.full(1, value)))
    svg = vl_convert.vegalite_to_svg(network_figure(frame, run.wiring, theme).to_dict())
    fills = [list(map(int, found)) for found in re.findall(r'fill="rgb\((\d+), ?(\d+), ?(\d+)\)"', svg)]
    assert sum(np.abs(np.array(fill) - wanted).max() <= 2 for fill in fills) >= 4
    chart = neuron_map.neuron_map_chart(run.network, run.data, run.plane, 1, 0, theme)
    (scale,) = [part["encoding"]["color"]["scale"] for part in chart.to_dict()["layer"] if "color" in part["encoding"]]
    assert tuple(scale["range"]) == scale_of(theme)
    _, flat, shown = constant(value, theme, sample_target=value)
    (ground,) = [trace for trace in surface.surface_figure(flat, shown, theme).data if trace.type == "surface"]
    assert [colour for _, colour in ground.colorscale] == list(scale_of(theme))
    image = film._drawn(flat, shown, Wiring.of(flat.network, shown.dataset), [(0, 0.1)], theme)
    left, top, right, bottom = film._PLANE
    cut = np.array(image).astype(int)[top:bottom, left:right]
    assert has(cut, wanted) > 0.8 * cut.shape[0] * cut.shape[1]


# Where it lies


def edge_of(pixels, theme, axis):
    """Where along an axis the ground turns from one sign to the other, in pixels."""
    least, _, largest = (np.array(rgb(colour), dtype=float) for colour in scale_of(theme))
    along = pixels.mean(axis=axis)
    share = (along - least) @ (largest - least) / ((largest - least) @ (largest - least))
    crossing = np.nonzero((share[:-1] < 0.5) != (share[1:] < 0.5))[0]
    assert len(crossing) == 1
    at = crossing[0]
    return at + (0.5 - share[at]) / (share[at + 1] - share[at])


@pytest.mark.parametrize(("width", "height"), [(400, 400), (337, 211), (150, 460)])
@pytest.mark.parametrize("part", [0.03, 0.5, 0.97])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_map_turns_where_the_contour_is(axis, part, width, height):
    theme = THEMES["light"]
    data = Shown(Settings(n=30), steps=0).data
    plane = Plane((0, 1), (-1.3, 2.1), (-0.4, 0.9), np.zeros(2), 50)
    low, high = (plane.x_range, plane.y_range)[axis]
    at = low + part * (high - low)
    steep = 60.0 / (high - low)
    weights = np.zeros((3, 1))
    weights[0, 0], weights[1 + axis, 0] = -steep * at, steep
    network = Network((weights,), ("logistic",))
    shown = boundary.map_of(data, plane)
    field = network.predict(plane.points()).reshape(50, 50, 1)
    tables = {
        "field": {
            **boundary.field_corners(plane),
            "image": [boundary.png(boundary.field_bytes(field, shown), boundary.palette(shown, theme))],
        }
    }
    whole = boundary.boundary_chart(shown, theme)
    only = whole.copy(deep=True)
    only.layer = whole.layer[:1]
    for channel in ("x", "y"):
        only.layer[0].encoding[channel].axis = None
    only = only.properties(width=width, height=height, padding=0).configure(**chart_config(theme))
    pixels = drawn(with_data(only, tables), theme).astype(float)
    assert pixels.shape[:2] == (height * SCALE, width * SCALE)
    found = edge_of(pixels, theme, axis)
    length = (width if axis == 0 else height) * SCALE
    expected = part * length if axis == 0 else (1 - part) * length
    assert abs(found + 0.5 - expected) <= 1.5  # pixels of a picture twice as fine
    segments = boundary.contour(field, shown)
    assert segments[:, [axis, axis + 2]] == pytest.approx(at, abs=2e-3 * (high - low))


# A weight of exactly 0


@THEME
def test_a_weight_of_exactly_0_is_of_neither_sign_everywhere(theme):
    run = Shown(Settings(n=10, hidden=(2,)), steps=0)
    frame = replace(run.frame, network=run.network.with_flat(np.zeros_like(run.network.flat())))
    assert weight_colour(0.0, theme) == weight_colour(-0.0, theme) == theme.muted
    svg = vl_convert.vegalite_to_svg(network_figure(frame, run.wiring, theme).to_dict())
    lines = re.findall(r'<line [^>]*stroke="(#[0-9a-fA-F]{6})"[^>]*>', svg)
    signs = [line.upper() for line in lines if line.upper() in ("#D55E00", "#0072B2")]
    assert len(signs) == 2  # those of the legend
    image = film._drawn(frame, run.map, run.wiring, [(0, 0.1)], theme)
    left, top, right, bottom = film._NETWORK
    cut = np.array(image)[top:bottom, left:right]
    assert has(cut, rgb("#D55E00")) == has(cut, rgb("#0072B2")) == 0
    assert has(cut, rgb(theme.muted)) > 100
