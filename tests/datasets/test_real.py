"""Fisher's irises against the figures that are published of them."""

import numpy as np
import pytest

from nnviz.datasets import make_dataset


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
def test_standardised_by_the_whole_table(name, share):
    data = make_dataset(name, test_share=share, seed=4)
    assert data.X.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert data.X.var(axis=0) == pytest.approx(1)
    assert np.array_equal(data.X, make_dataset(name).X)
    held = np.bincount(data.labels[data.test], minlength=3)
    assert held.tolist() == [round(50 * share)] * 3


def test_petals_are_the_last_two_measures(iris):
    petals = make_dataset("iris_petals")
    assert petals.inputs == iris.inputs[2:]
    assert all("petal" in name.lower() for name in petals.inputs)
    assert not any("petal" in name.lower() for name in iris.inputs[:2])
    assert np.array_equal(petals.X, iris.X[:, 2:])
    assert np.array_equal(petals.labels, iris.labels)


def test_the_seed_draws_which_flowers_are_held_out(iris):
    other = make_dataset("iris", seed=2)
    assert not np.array_equal(iris.test, other.test)
    assert np.array_equal(iris.X, other.X)
