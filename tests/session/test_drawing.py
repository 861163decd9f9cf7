"""Drawn points: what the browser says is checked, and becomes own data and back."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.datasets import OwnData, make_dataset
from nnviz.datasets.own_text import own_from, own_text
from nnviz.figures.theme import CLASS_COLOURS, CLASS_SHAPES, DARK
from nnviz.session.drawing import (
    MOST_POINTS,
    PLAIN,
    Drawing,
    decimals,
    drawing_of,
    plane_data,
    read_drawn,
    start_from,
    ticks,
)

POINTS = ((-0.5, 0.25, 0), (0.75, -1.0, 1))


def said(drawing, points, **more):
    return {"token": drawing.token, "nonce": 1, "points": points, **more}


def test_points_become_own_data_and_back():
    drawing = Drawing(POINTS)
    own = drawing.own()
    assert own == OwnData(
        X=[[-0.5, 0.25], [0.75, -1]], labels=[0, 1], classes=("0", "1"), target="class", scaling="none"
    )
    again = drawing_of(own)
    assert (again.points, again.classes, again.ranges, again.basis) == (POINTS, ("0", "1"), (PLAIN, PLAIN), own)
    assert again.token != drawing.token
    with pytest.raises(ValueError, match="1 to 10,000 rows"):
        Drawing().own()


def test_what_the_browser_says_is_taken():
    drawing = Drawing()
    assert read_drawn(said(drawing, [[0.1, -0.25, 1], [1, 0, 0]]), drawing) == ((0.1, -0.25, 1), (1.0, 0.0, 0))
    assert read_drawn(said(drawing, []), drawing) == ()
    assert read_drawn({**said(drawing, [[0.1, 0.2, 0]]), "token": "another"}, drawing) is None


@pytest.mark.parametrize(
    "points",
    [
        None,
        3,
        "points",
        {"0": [0, 0, 0]},
        [[0, 0]],
        [[0, 0, 0, 0]],
        ["000"],
        [[0, 0, 2]],
        [[0, 0, -1]],
        [[0, 0, 0.5]],
        [[0, 0, "0"]],
        [[0, 0, None]],
        [[0, 0, True]],
        [[0, 0, []]],
        [["0", 0, 0]],
        [[float("nan"), 0, 0]],
        [[0, float("inf"), 0]],
        [[0, 1e9, 0]],
        [[True, 0, 0]],
        [[0, 0, 0]] * (MOST_POINTS + 1),
    ],
)
def test_what_cannot_be_is_refused(points):
    drawing = Drawing()
    with pytest.raises(ValueError, match="point"):
        read_drawn(said(drawing, points), drawing)


def test_a_data_set_is_the_start_in_its_own_units():
    data = make_dataset("penguins")
    drawing, left_out = start_from(data)
    assert (len(drawing.points), left_out) == (342, 0)
    assert drawing.points[0] == (39.1, 181.0, 0)
    assert drawing.inputs == ("bill length (mm)", "flipper length (mm)")
    assert drawing.scaling == "standardise"
    (left, right), (low, high) = drawing.ranges
    assert left < 32.1 < 59.6 < right and low < 172 < 231 < high


def test_of_more_samples_than_the_plane_holds_each_class_keeps_its_share():
    data = make_dataset("blobs3", n=1140)
    drawing, left_out = start_from(data)
    assert (len(drawing.points), left_out) == (MOST_POINTS, 1140 - MOST_POINTS)
    shares = np.bincount([label for *_, label in drawing.points]) / MOST_POINTS
    assert shares == pytest.approx(np.bincount(data.labels) / 1140, abs=0.01)


@pytest.mark.parametrize("digits", ["drawn", "full"])
def test_a_link_holds_as_many_points_as_the_plane(digits):
    random = np.random.default_rng(3)

    def name():
        return "".join(map(chr, random.integers(0x4E00, 0x9FFF, 40)))

    drawing = Drawing(classes=tuple(name() for _ in range(10)), inputs=(name(), name()))
    places = random.uniform(*PLAIN, (MOST_POINTS, 2)).tolist()
    points = [(x, y, int(label)) for (x, y), label in zip(places, random.integers(0, 10, MOST_POINTS), strict=True)]
    if digits == "drawn":
        points = read_drawn(said(drawing, points), drawing)
    own = replace(drawing, points=tuple(points)).own()
    text = own_text(own)
    assert text is not None
    assert own_from(text) == own
    assert len(drawing_of(own).points) == MOST_POINTS


@pytest.mark.parametrize(
    ("name", "words"),
    [("iris", "two inputs"), ("plane", "values to learn"), ("digits", "64 inputs"), ("mazur", "values to learn")],
)
def test_what_is_no_plane_of_classes_cannot_be_drawn(name, words):
    with pytest.raises(ValueError, match=words):
        start_from(make_dataset(name))


def test_all_points_in_one_place_have_a_plane_around_them():
    for scaling in ("none", "standardise"):
        own = OwnData(X=[[1e6, 0], [1e6, 0]], labels=[0, 1], classes=("a", "b"), scaling=scaling)
        (left, right), (low, high) = drawing_of(own).ranges
        assert left < 1e6 < right
        assert low < 0 < high


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((-1.2, 1.2), [-1, -0.5, 0, 0.5, 1]),
        ((29.0, 63.0), [30, 40, 50, 60]),
        ((0.0, 1e-3), [0, 2e-4, 4e-4, 6e-4, 8e-4, 1e-3]),
    ],
)
def test_ticks_are_round_numbers(span, expected):
    assert ticks(span) == pytest.approx(expected)


def test_decimals_tell_a_thousandth_of_the_range():
    assert [decimals(span) for span in ((-1.2, 1.2), (0.0, 34.0), (0.0, 5000.0), (0.0, 0.001))] == [2, 1, 0, 5]


def test_the_plane_has_the_colours_and_shapes_of_the_charts():
    data = plane_data(drawing_of(start_from(make_dataset("blobs4", n=40))[0].own()), DARK)
    assert [c["colour"] for c in data["classes"]] == list(CLASS_COLOURS[:4])
    assert [c["shape"] for c in data["classes"]] == list(CLASS_SHAPES[:4])
    assert data["colours"]["text"] == DARK.text
    assert len(data["points"]) == 40
