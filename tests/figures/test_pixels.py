"""The network's picture where the inputs are a picture themselves."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from nnviz.derivation import notation
from nnviz.engine import init_network
from nnviz.figures.network import network_chart, network_figure, network_marks, network_moves, network_tables
from nnviz.figures.picture import spec_of
from nnviz.figures.pixels import (
    FULL_WEIGHT,
    INK_LEVELS,
    WEIGHT_LEVELS,
    pixel_moves,
    pixel_palette,
    pixel_pictures,
    weights_figure,
)
from nnviz.figures.theme import DARK, LIGHT, NEGATIVE, POSITIVE
from nnviz.figures.wiring import Wiring
from nnviz.run.settings import Settings
from tests.figures.runs import RUNS, Shown, compiled, shown, table, values_in


@pytest.fixture(scope="module")
def digits():
    return Shown(Settings(dataset="digits", hidden=(16,), eta=0.5), steps=40, axes=(42, 43))


def indices(picture):
    return np.frombuffer(base64.b64decode(picture["bytes"]), np.uint8).reshape(-1, picture["width"])


def test_the_64_inputs_are_no_nodes_and_have_no_edges(digits):
    wiring = digits.wiring
    assert wiring.sizes == (64, 16, 10)
    assert not any(key.startswith("n:0:") for key in wiring.neurons["neuron"])
    first = [key for key in wiring.edges["edge"] if key.startswith("w:0:")]
    assert first == [f"w:0:0:{index}" for index in (*range(5), *range(11, 16))]  # the biases of the shown neurons
    assert len(wiring.edges["edge"]) == 10 + 10 * 10 + 10
    assert len(network_tables(wiring)["bundles"]["x"]) == 10


def test_the_samples_picture_is_the_sample(digits):
    (picture,) = pixel_pictures(digits.frame, digits.wiring)["sample"]
    ink = (indices(picture).astype(float) - WEIGHT_LEVELS) / (INK_LEVELS - 1)
    assert ink == pytest.approx(digits.frame.x.reshape(8, 8), abs=1e-9)  # counts of 16 parts fit the levels exactly


def test_a_neurons_picture_is_its_first_weights(digits):
    pictures = pixel_pictures(digits.frame, digits.wiring)["patches"]
    neurons = [index for index, *_ in digits.wiring.first_places]
    assert neurons == [0, 1, 2, 3, 4, 11, 12, 13, 14, 15]
    for neuron, picture in zip(neurons, pictures, strict=True):
        weights = digits.network.weights[0][1:, neuron].reshape(8, 8)
        found = (2 * indices(picture).astype(float) / (WEIGHT_LEVELS - 1) - 1) * FULL_WEIGHT
        assert np.abs(found - np.clip(weights, -FULL_WEIGHT, FULL_WEIGHT)).max() <= FULL_WEIGHT / (WEIGHT_LEVELS - 1)


def test_weights_that_are_no_longer_small_keep_to_their_colours(digits):
    weights = [w.copy() for w in digits.network.weights]
    weights[0][1, 0], weights[0][2, 0] = 1e300, -1e300
    wild = digits.maker.frame(digits.experiment.snapshot(), field=False)
    object.__setattr__(wild, "network", digits.network.with_flat(np.concatenate([w.ravel() for w in weights])))
    flat = indices(pixel_pictures(wild, digits.wiring)["patches"][0]).ravel()
    assert (flat[0], flat[1]) == (WEIGHT_LEVELS - 1, 0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_palette_of_weights_and_of_ink(theme):
    colours = ["#{:02x}{:02x}{:02x}".format(*row).lower() for row in pixel_palette(theme)]
    assert len(colours) == WEIGHT_LEVELS + INK_LEVELS <= 256
    middle = WEIGHT_LEVELS // 2
    assert [colours[0], colours[middle], colours[WEIGHT_LEVELS - 1]] == [
        NEGATIVE.lower(),
        theme.neutral.lower(),
        POSITIVE.lower(),
    ]
    assert [colours[WEIGHT_LEVELS], colours[-1]] == [theme.neutral.lower(), theme.text.lower()]


def test_a_frame_that_plays_carries_no_first_weights_as_numbers(digits):
    playing = digits.maker.frame(digits.experiment.snapshot(), field=False)
    assert pixel_moves(playing, digits.wiring) == {}
    moves = network_moves(playing, digits.wiring)
    assert sum(len(column) for columns in moves.values() for column in columns.values()) < 200
    sent = sum(len(picture["bytes"]) for part in pixel_pictures(playing, digits.wiring).values() for picture in part)
    assert sent < 1_200  # bytes, where 16 times 64 numbers would be 8,000


def test_at_rest_every_pixel_has_its_value_and_every_patch_its_ends(digits):
    moves = pixel_moves(digits.frame, digits.wiring)
    assert moves["pixels"]["value"] == pytest.approx(digits.frame.x)
    last = digits.network.weights[0][1:, 15]
    assert (moves["patches"]["least"][-1], moves["patches"]["largest"][-1]) == pytest.approx(
        (last.min(), last.max()), rel=1e-4
    )


def test_a_chosen_weight_lights_its_pixel_and_its_bundle(digits):
    marks = network_marks(digits.wiring, ["w:0:12:13", "n:0:11", "n:1:13"], ())
    tables = network_tables(digits.wiring)
    assert marks["pixel_halo"]["shape"] == [tables["pixels"]["shape"][11]]
    place = [index for index, *_ in digits.wiring.first_places].index(13)
    assert marks["bundle_halo"]["y2"] == [tables["bundles"]["y2"][place]]
    assert len(marks["halo"]["x"]) == 1
    whole = network_marks(digits.wiring, [f"n:0:{k}" for k in range(64)], ())
    assert len(whole["pixel_halo"]["x"]) == 1  # one outline
    assert network_marks(digits.wiring, ["w:0:0:13"], ())["bundle_halo"]["x"] == []  # a bias is no pixel's weight


def test_pixels_tile_the_samples_picture(digits):
    shapes = network_tables(digits.wiring)["pixels"]["shape"]
    corners = np.array([[float(v) for v in shape[1:].split("h")[0].split(",")] for shape in shapes]).reshape(8, 8, 2)
    assert np.diff(corners[:, :, 0], axis=1) == pytest.approx(1.5)  # units of ten pixels
    assert np.diff(corners[:, :, 1], axis=0) == pytest.approx(1.5)
    assert corners[0, 0] == pytest.approx([-6, -6])


@pytest.mark.parametrize("hidden", [(), (1,), (4,), (16,), (8, 8, 8), (16,) * 6])
def test_nothing_of_the_pictures_overlaps(hidden):
    sizes = (64, *hidden, 10)
    names = tuple(f"x{k}" for k in range(64)), tuple(map(str, range(10)))
    wiring = Wiring(sizes, ("logistic",) * (len(sizes) - 1), True, *names, (8, 8))
    patches = network_tables(wiring)["patches"]
    assert wiring.weights_side in (8, 16, 24, 32)  # whole pixels of the screen for each weight
    unit = 330 / 1.37
    for column in set(patches["x"]):
        ys = sorted(y for x, y in zip(patches["x"], patches["y"], strict=True) if x == column)
        assert all((b - a) * unit >= wiring.weights_side for a, b in pairwise(ys))
    assert max(patches["y"]) <= 0.8
    across = [wiring.across(layer) for layer in range(len(sizes))]
    assert across == sorted(set(across))
    assert (across[0], across[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_picture_compiles_and_holds_its_images(digits, theme):
    vega = compiled(network_figure(digits.frame, digits.wiring, theme))
    rows = values_in(vega)
    assert rows["sample"][0]["image"].startswith("data:image/png;base64,")
    assert len({row["image"] for row in rows["patches"]}) == 10
    assert [row["name"] for row in rows["neurons"] if row["end"] == 1] == list("0123456789")


def test_other_inputs_are_drawn_as_ever():
    run = shown("2-4-1")
    assert not {"pixels", "patches", "sample"}.intersection(network_tables(run.wiring))
    assert pixel_pictures(run.frame, run.wiring) == {}
    assert "pixel" not in str(spec_of(network_chart(run.wiring), LIGHT))
    assert set(RUNS) >= {"2-4-1"}


def test_the_large_picture_of_a_neurons_weights(digits):
    chart = weights_figure(digits.network, digits.data, 3, DARK)
    compiled(chart)
    rows = table(
        {name: [row[name] for row in chart.to_dict()["datasets"]["weights"]] for name in ("row", "column", "w")}
    )
    assert [row["w"] for row in rows] == pytest.approx(digits.network.weights[0][1:, 3], rel=1e-5)
    assert (rows[9]["row"], rows[9]["column"]) == (2, 2)
    with pytest.raises(ValueError, match="neuron"):
        weights_figure(digits.network, digits.data, 16, DARK)
    with pytest.raises(ValueError, match="picture"):
        weights_figure(init_network((2, 3, 1), seed=1), shown("2-4-1").data, 0, LIGHT)


def test_symbols_of_pixels_follow_the_notation(digits):
    labels = network_tables(digits.wiring)["pixels"]["label"]
    assert labels[0] == notation.neuron_label(digits.wiring.sizes, 0, 0) == "x₁"
    assert labels[-1] == "x₆₄"
