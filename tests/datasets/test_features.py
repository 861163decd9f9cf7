"""Input features: what the tokens say is what the network gets."""

import numpy as np
import pytest

from nnviz.analysis.frames import plane_of
from nnviz.datasets import make_dataset
from nnviz.datasets.features import every_feature, feature_label, make_features, read_feature


def test_each_token_is_its_formula():
    data = make_dataset("circle", n=30, features=("x1", "x2x2", "x1x2", "sinx2"))
    x1, x2 = data.raw.T
    np.testing.assert_allclose(data.X, np.column_stack([x1, x2**2, x1 * x2, np.sin(5 * x2)]), rtol=1e-15)
    assert data.inputs == ("x1", "x2²", "x1 · x2", "sin 5 x2")
    assert data.raw_inputs == ("x1", "x2")


def test_a_sine_is_taken_in_the_units_that_the_data_came_from():
    regression = make_dataset("plane", n=10, output="tanh", features=("sinx1",))
    np.testing.assert_allclose(regression.X[:, 0], np.sin(6 * regression.raw[:, 0]))
    measured = make_dataset("iris_petals", features=("sinx1",))
    np.testing.assert_allclose(measured.X[:, 0], np.sin(measured.raw[:, 0]))


def test_the_samples_stay_the_same():
    plain, made = make_dataset("moons", n=40, noise=0.1), make_dataset("moons", n=40, noise=0.1, features=("x1x2",))
    assert np.array_equal(plain.X, made.raw)
    assert np.array_equal(plain.train, made.train)
    assert np.array_equal(plain.T, made.T)


def test_the_plane_spans_the_inputs_and_gives_the_features():
    data = make_dataset("circle", n=30, features=("x1x1", "x2x2", "x1x2"))
    plane = plane_of(data)
    points = plane.points()
    assert points.shape == (plane.size**2, 3)
    right, top = plane.x_range[1], plane.y_range[1]
    np.testing.assert_allclose(points[-1], [right**2, top**2, right * top])
    assert np.array_equal(plane.place(data.raw), data.raw)


def test_all_inputs_in_order_are_the_inputs_as_they_are():
    assert make_features(2, ("x1", "x2")).plain
    assert not make_features(2, ("x2", "x1")).plain
    assert len(every_feature(8)) == 44
    assert len(every_feature(2)) == 7


def test_labels_read_as_formulas():
    assert [feature_label(read_feature(t), 5.0) for t in every_feature(2)] == [
        "x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin 5x₁", "sin 5x₂",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "tokens", "word"),
    [
        (2, ("x3",), "x1 to x2"),
        (2, ("x2x1",), "a feature must"),
        (2, ("y1",), "a feature must"),
        (2, ("x0",), "a feature must"),
        (2, ("x1", "x1"), "once"),
        (64, ("x1x1",), "up to 8"),
    ],
)
def test_what_is_no_feature_is_refused(inputs, tokens, word):
    with pytest.raises(ValueError, match=word):
        make_features(inputs, tokens)
