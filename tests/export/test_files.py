"""Numbers, pictures and the film of a run as files."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from nnviz.derivation.notation import parse_key
from nnviz.export import pictures
from nnviz.export.film import film, steps_of
from nnviz.export.numbers import history_csv, weights_csv, weights_json
from nnviz.export.pictures import PictureError, picture
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


@pytest.fixture
def run():
    experiment = Experiment(Settings(dataset="moons", hidden=(3,), n=40, seed=4))
    experiment.advance(120)
    experiment.freeze((0, 1, 2))
    return experiment


def test_weights_come_back_to_the_last_bit(run):
    rows = list(csv.DictReader(io.StringIO(weights_csv(run))))
    assert len(rows) == run.network.n_weights
    for row in rows:
        layer, i, j = parse_key(row["key"])
        assert float(row["value"]) == run.network.weights[layer][i, j]
        assert (row["frozen"] == "1") == ((layer, i, j) == (0, 1, 2))
    document = json.loads(weights_json(run))
    for matrix, weight in zip(document["weights"], run.network.weights, strict=True):
        np.testing.assert_array_equal(matrix, weight)
    assert (document["sizes"], document["frozen"]) == ([2, 3, 1], [[0, 1, 2]])


def test_without_biases_there_are_none_in_the_table():
    experiment = Experiment(Settings(bias=False))
    keys = [row["key"] for row in csv.DictReader(io.StringIO(weights_csv(experiment)))]
    assert len(keys) == 2 * 4 + 4
    assert not any(parse_key(key).row == 0 for key in keys)


def test_the_loss_history_is_that_of_the_curve_up_to_here(run):
    rows = list(csv.DictReader(io.StringIO(history_csv(run))))
    history = run.history()
    assert [int(row["step"]) for row in rows] == list(history.step)
    np.testing.assert_array_equal([float(row["train"]) for row in rows], history.train)
    assert rows[0]["E"] == ""
    run.seek(50)
    assert max(int(row["step"]) for row in csv.DictReader(io.StringIO(history_csv(run)))) <= 50
    bare = Experiment(Settings(dataset="and"))
    assert history_csv(bare).splitlines()[0] == "step,E,train"


@pytest.mark.parametrize("name", ["network", "boundary", "loss"])
def test_pictures_are_drawn(run, name):
    assert picture(run, name, "svg", theme="dark").startswith(b"<svg")


def test_a_png_is_sharp(run):
    image = Image.open(io.BytesIO(picture(run, "loss", "png")))
    assert image.width > 1200
    assert len(set(image.convert("RGB").resize((60, 40)).get_flattened_data())) > 10


def test_what_cannot_be_drawn_says_so(run, monkeypatch):
    with pytest.raises(ValueError, match="name must be one of network, boundary, loss"):
        picture(run, "else", "svg")
    with pytest.raises(ValueError, match="kind must be one of svg, png"):
        picture(run, "loss", "gif")
    monkeypatch.setattr(pictures, "_DRAW", "raise SystemExit(3)")
    with pytest.raises(PictureError, match="could not be drawn"):
        picture(run, "loss", "svg")
    monkeypatch.setattr(pictures, "_DRAW", "import time; time.sleep(9)")
    monkeypatch.setattr(pictures, "SECONDS", 0.2)
    with pytest.raises(PictureError, match="took longer"):
        picture(run, "loss", "svg")


@pytest.mark.parametrize("dataset", ["moons", "iris", "plane", "digits"])
def test_a_film_shows_the_training_from_its_start(dataset):
    experiment = Experiment(Settings(dataset=dataset, n=60, output="identity", eta=0.05))
    experiment.advance(300)
    *shares, gif = film(experiment, count=8)
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    image = Image.open(io.BytesIO(gif))
    assert image.n_frames == 8
    first = np.asarray(image.convert("RGB"), dtype=int)
    image.seek(7)
    assert np.abs(np.asarray(image.convert("RGB"), dtype=int) - first).mean() > 1
    again = Experiment(Settings(dataset=dataset, n=60, output="identity", eta=0.05))
    again.advance(300)
    assert list(film(again, count=8))[-1] == gif


def test_a_films_steps_go_from_the_start_to_here():
    experiment = Experiment(Settings())
    experiment.advance(5)
    assert steps_of(experiment, 48) == [0, 1, 2, 3, 4, 5]
    experiment.advance(5000)
    steps = steps_of(experiment, 20)
    assert (steps[0], steps[-1], len(steps)) == (0, 5005, 20)
    assert steps[1] - steps[0] < steps[-1] - steps[-2]
