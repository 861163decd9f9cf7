"""Marching squares: segments lie where the function is zero, all of them and nowhere else."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.figures.contour import zero_segments


def length(segments):
    return float(np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]).sum())


def ends(segments):
    """How often each point is an end, to nine digits."""
    return Counter((round(float(x), 9), round(float(y), 9)) for x, y in segments.reshape(-1, 2))


def test_a_circle_is_one_closed_line_on_the_circle():
    x, y = np.linspace(-2, 2.2, 61), np.linspace(-1.9, 2, 53)
    segments = zero_segments(np.hypot(*np.meshgrid(x - 0.1234, y + 0.2345)) - 1.3, x, y)
    radii = np.hypot(segments[:, [0, 2]] - 0.1234, segments[:, [1, 3]] + 0.2345)
    step = x[1] - x[0]
    assert radii == pytest.approx(1.3, abs=step**2)
    assert length(segments) == pytest.approx(2 * math.pi * 1.3, rel=2e-3)
    assert set(ends(segments).values()) == {2}
    assert (
        np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]).max() <= math.sqrt(2) * 1.01 * 0.075
    )


@pytest.mark.parametrize(("a", "b", "c"), [(1.0, 0.0, 0.23), (0.0, 1.0, -0.31), (1.0, 2.0, 0.1), (-3.0, 1.0, 0.4)])
def test_a_plane_function_gives_its_line_exactly(a, b, c):
    x, y = np.linspace(-1, 1, 7), np.linspace(-2, 3, 12)
    segments = zero_segments(a * x[None, :] + b * y[:, None] + c, x, y)
    assert a * segments[:, [0, 2]] + b * segments[:, [1, 3]] + c == pytest.approx(0, abs=1e-12)
    counts = Counter(ends(segments).values())
    assert counts[1] == 2  # its two ends, on the rim
    assert set(counts) == {1, 2}
    (x1, y1), (x2, y2) = (point for point, count in ends(segments).items() if count == 1)
    assert all(math.isclose(abs(px), 1) or py in (-2, 3) for px, py in ((x1, y1), (x2, y2)))
    assert length(segments) == pytest.approx(math.hypot(x2 - x1, y2 - y1), abs=1e-6)


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0, 1e300])
def test_where_all_is_the_same_there_is_no_line(value):
    assert zero_segments(np.full((6, 5), value), np.arange(5.0), np.arange(6.0)).shape == (0, 4)


def test_no_crossing_gives_no_line():
    values = np.random.default_rng(1).uniform(0.1, 1, (8, 8))
    ticks = np.arange(8.0)
    assert zero_segments(values, ticks, ticks).shape == (0, 4)
    assert zero_segments(-values, ticks, ticks).shape == (0, 4)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("strong", "cut_off"), [(3.0, {(1, 0), (0, 1)}), (1.0, {(0, 0), (1, 1)})])
def test_a_saddle_joins_the_corners_that_its_middle_sides_with(sign, strong, cut_off):
    # Corners (0, 0) and (1, 1) have one sign, the two others, of strength 2, the other.
    values = sign * np.array([[strong, -2.0], [-2.0, strong]])
    segments = zero_segments(values, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert len(segments) == 2
    near_to = set()
    for x, y, x2, y2 in segments:
        # A segment runs between the two sides that meet in the corner it cuts off.
        sides = {side for px, py in ((x, y), (x2, y2)) for side in (("x", px), ("y", py)) if side[1] in (0.0, 1.0)}
        assert {axis for axis, _ in sides} == {"x", "y"}
        near_to.add((dict(sides)["x"], dict(sides)["y"]))
    assert near_to == cut_off


def crossings(values, x, y):
    """The zero on every side of the grid, found one by one, with the number of cells that share the side."""
    found = Counter()
    rows, columns = values.shape
    for r in range(rows):
        for k in range(columns):
            for dr, dk, rim in ((0, 1, r in (0, rows - 1)), (1, 0, k in (0, columns - 1))):
                if r + dr >= rows or k + dk >= columns:
                    continue
                here, there = values[r, k], values[r + dr, k + dk]
                if (here > 0) != (there > 0):
                    share = here / (here - there)
                    point = (x[k] + share * dk * (x[1] - x[0]), y[r] + share * dr * (y[1] - y[0]))
                    found[round(float(point[0]), 9), round(float(point[1]), 9)] += 1 if rim else 2
    return found


@settings(max_examples=150, deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(2, 6), st.integers(2, 6)),
        # Never zero and of few sizes, so that saddles of every kind come often and no two zeros meet in a corner.
        elements=st.sampled_from([-2.0, -1.0, -0.3, 0.7, 1.0, 3.0]),
    )
)
def test_segments_end_at_every_crossing_once_for_each_cell(values):
    x, y = 1.5 + 0.5 * np.arange(values.shape[1]), -2 + 0.25 * np.arange(values.shape[0])
    assert ends(zero_segments(values, x, y)) == crossings(values, x, y)


def test_segments_of_a_cell_do_not_leave_it():
    values = np.random.default_rng(3).choice([-2.0, -0.5, 1.0, 3.0], (30, 30))
    ticks = np.arange(30.0)
    segments = zero_segments(values, ticks, ticks)
    low = np.minimum(segments[:, :2], segments[:, 2:])
    high = np.maximum(segments[:, :2], segments[:, 2:])
    assert (np.floor(low + 1e-12) + 1 >= high - 1e-12).all()


def test_zeros_in_the_grids_own_points_are_on_the_line():
    ticks = np.arange(-3.0, 4.0)
    segments = zero_segments(np.tile(ticks, (7, 1)), ticks, ticks)
    assert np.isfinite(segments).all()
    assert segments[:, [0, 2]] == pytest.approx(0)
    assert length(segments) == pytest.approx(6)
