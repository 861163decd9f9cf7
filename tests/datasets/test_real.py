"""Measured data against the figures that are published of them."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from nnviz import datasets
from nnviz.datasets import make_dataset

DATA = Path(datasets.__file__).parent / "data"


@pytest.fixture
def iris():
    return make_dataset("iris")


def centimetres(data):
    return data.X * data.scale + data.centre


def test_fifty_flowers_of_three_species(iris):
    assert iris.labels.tolist() == [0] * 50 + [1] * 50 + [2] * 50
    assert [name.lower() for name in iris.classes] == ["setosa", "versicolor", "virginica"]
    assert iris.classes == iris.outputs
    assert np.array_equal(iris.T, np.eye(3)[iris.labels])


def test_means_of_fishers_table(iris):
    # Means and standard deviations (n - 1) as R's datasets::iris gives them; UCI's copy has 3.054 and 1.1987.
    real = centimetres(iris)
    assert real.mean(axis=0) == pytest.approx([5.843333, 3.057333, 3.758, 1.199333], abs=5e-7)
    assert real.std(axis=0, ddof=1) == pytest.approx([0.8280661, 0.4358663, 1.7652982, 0.7622377], abs=5e-8)
    species = [real[iris.labels == label].mean(axis=0) for label in range(3)]
    assert species[0] == pytest.approx([5.006, 3.428, 1.462, 0.246])
    assert species[1] == pytest.approx([5.936, 2.770, 4.260, 1.326])
    assert species[2] == pytest.approx([6.588, 2.974, 5.552, 2.026])
    assert real.sum() == pytest.approx(2078.7)
    assert np.corrcoef(real[:, 2], real[:, 3])[0, 1] == pytest.approx(0.9628654, abs=5e-8)


def test_rows_that_copies_get_wrong(iris):
    real = centimetres(iris)
    assert real[0] == pytest.approx([5.1, 3.5, 1.4, 0.2])
    assert real[34] == pytest.approx([4.9, 3.1, 1.5, 0.2])  # the 35th
    assert real[37] == pytest.approx([4.9, 3.6, 1.4, 0.1])  # the 38th
    assert real[149] == pytest.approx([5.9, 3.0, 5.1, 1.8])
    assert real * 10 == pytest.approx(np.rint(real * 10))


@pytest.mark.parametrize("name", ["iris", "iris_petals"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_standardised_by_the_rows_that_are_learned_from(name, share):
    data = make_dataset(name, test_share=share, seed=4)
    learned = data.X[data.train]
    assert learned.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert learned.var(axis=0) == pytest.approx(1)
    if share:
        assert abs(data.X[data.test].mean(axis=0)).max() > 1e-6
    assert centimetres(data) == pytest.approx(centimetres(make_dataset(name)))
    whole = make_dataset(name, test_share=share, seed=4, scaled_by="all")
    assert whole.X.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert whole.X.var(axis=0) == pytest.approx(1)
    assert np.array_equal(whole.X, make_dataset(name, scaled_by="all").X)
    assert np.array_equal(whole.test, data.test)
    held = np.bincount(data.labels[data.test], minlength=3)
    assert held.tolist() == [round(50 * share)] * 3


def test_petals_are_the_last_two_measures(iris):
    petals = make_dataset("iris_petals")
    assert petals.inputs == iris.inputs[2:]
    assert all("petal" in name.lower() for name in petals.inputs)
    assert not any("petal" in name.lower() for name in iris.inputs[:2])
    assert petals.X == pytest.approx(iris.X[:, 2:])
    assert np.array_equal(petals.labels, iris.labels)


def test_the_seed_draws_which_flowers_are_held_out(iris):
    other = make_dataset("iris", seed=2)
    assert not np.array_equal(iris.test, other.test)
    assert centimetres(iris) == pytest.approx(centimetres(other))


def test_penguins_of_palmer_station():
    # Counts and means of the 342 that were measured, by species, as palmerpenguins' own pages and R's aggregate give
    # them; rows 1 and 2 of its table, and row 5, since the fourth penguin was not measured.
    penguins = make_dataset("penguins")
    assert penguins.classes == penguins.outputs == ("Adelie", "Gentoo", "Chinstrap")
    assert np.bincount(penguins.labels).tolist() == [151, 123, 68]
    assert penguins.inputs == ("bill length (mm)", "flipper length (mm)")
    real = centimetres(penguins)
    assert real[:4] == pytest.approx(np.array([[39.1, 181], [39.5, 186], [40.3, 195], [36.7, 193]]))
    assert real[-1] == pytest.approx([50.2, 198])
    assert real.mean(axis=0) == pytest.approx([43.92193, 200.91520], abs=5e-6)
    assert real.std(axis=0, ddof=1) == pytest.approx([5.459584, 14.061714], abs=5e-7)
    species = [real[penguins.labels == label].mean(axis=0) for label in range(3)]
    assert species[0] == pytest.approx([38.79139, 189.95364], abs=5e-6)
    assert species[1] == pytest.approx([47.50488, 217.18699], abs=5e-6)
    assert species[2] == pytest.approx([48.83382, 195.82353], abs=5e-6)
    learned = penguins.X[penguins.train]
    assert learned.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert learned.var(axis=0) == pytest.approx(1)


ZERO = """
..5D91..
..DFAF5.
.3F2.B8.
.4C..88.
.58..98.
.4B.1C7.
.2E5AC..
..6DA...
"""
"""The first picture of the test set, as scikit-learn's documentation prints it, in hexadecimal."""


def test_digits_of_the_uci_repository():
    digits = make_dataset("digits")
    # Counts by class as UCI's description of the test set has them, sum and mean as of scikit-learn's load_digits.
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert digits.labels[:10].tolist() == list(range(10))
    assert digits.picture == (8, 8)
    assert digits.classes == tuple("0123456789")
    ink = centimetres(digits)
    first = [[int(pixel, 16) for pixel in row.replace(".", "0")] for row in ZERO.split()]
    assert ink[0].reshape(8, 8).tolist() == first
    assert ink.mean() == pytest.approx(4.884164579, abs=1e-9)
    assert (digits.X.min(), digits.X.max()) == (0.0, 1.0)
    assert np.array_equal(ink, np.rint(ink))


def test_digits_are_looked_at_by_the_two_pixels_that_vary_most():
    digits = make_dataset("digits")
    assert set(digits.axes) == set(np.argsort(digits.X.var(axis=0))[-2:].tolist())
    assert digits.inputs[digits.axes[0]] == "row 6, column 3"
    assert make_dataset("penguins").axes == (0, 1)
    assert make_dataset("iris").picture is None


def test_every_table_says_where_it_is_from_and_may_be_passed_on():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    tables = [path for path in DATA.iterdir() if path.suffix in (".csv", ".gz")]
    assert len(tables) == 3
    for path in tables:
        assert any(licence in lines[path.name] for licence in ("CC BY 4.0", "CC0 1.0"))
        assert "doi" in lines[path.name]
    assert hashlib.sha256((DATA / "digits.csv.gz").read_bytes()).hexdigest() in text.replace("\n", "")
    assert sum(path.stat().st_size for path in tables) < 80_000
