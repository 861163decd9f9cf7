"""Marks of axes: round, within the axis, as short as can be, and never two with the same text."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.analysis.frames import plane_of
from nnviz.datasets.from_table import own_from_table
from nnviz.datasets.reader import read
from nnviz.figures.boundary import boundary_chart, map_of
from nnviz.figures.ticks import ticks, value_ticks
from nnviz.run.settings import Settings
from tests.figures.runs import Shown

WINES = Path(__file__).parents[1] / "datasets" / "inputs" / "08_axis_ticks.csv"


def number(text):
    return float(text.replace("−", "-"))


@settings(max_examples=400, deadline=None)
@given(
    st.floats(-9, 9),
    st.floats(-9, 9),
    st.sampled_from([-1.0, 0.0, 1.0]),
    st.integers(2, 8),
    st.floats(0, 1),
)
def test_texts_are_different_and_say_where_the_marks_are(power, shift, sign, most, part):
    width = 10.0**power
    low = sign * 10.0**shift - part * width
    high = low + width
    if not width > 1e4 * math.ulp(max(abs(low), abs(high))):
        return  # narrower than numbers of that size can tell
    marks = ticks(low, high, most)
    assert 2 <= len(marks.values) <= 2 * most + 1
    assert len(set(marks.texts)) == len(marks.texts)
    assert all(low <= value <= high for value in marks.values)
    assert list(marks.values) == sorted(marks.values)
    for value, text in zip(marks.values, marks.texts, strict=True):
        assert number(text) == pytest.approx(value, abs=1e-3 * width)
    steps = np.diff(marks.values)
    assert steps == pytest.approx(steps[0], rel=1e-2)


@given(st.floats(-3, 3), st.floats(0.01, 5), st.floats(-6, 6), st.sampled_from([-1.0, 0.0, 1.0]), st.floats(-6, 6))
def test_marks_of_scaled_inputs_are_round_in_real_units(low, width, power, sign, shift):
    scale, centre = 10.0**power, sign * 10.0**shift
    if scale * width < 1e-9 * abs(centre):
        return
    marks = ticks(low, low + width, scale=scale, centre=centre)
    assert len(set(marks.texts)) == len(marks.texts) >= 2
    for value, text in zip(marks.values, marks.texts, strict=True):
        assert number(text) == pytest.approx(value * scale + centre, abs=1e-3 * width * scale)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0.9966, 0.9981, ["0.9968", "0.997", "0.9972", "0.9974", "0.9976", "0.9978", "0.998"]),
        (0.0, 1e-9, ["0", "2e-10", "4e-10", "6e-10", "8e-10", "1e-9"]),
        (-1e9, 1e9, ["−1e9", "−5e8", "0", "5e8", "1e9"]),
        (1234567.0, 1234571.0, ["1234567", "1234568", "1234569", "1234570", "1234571"]),
    ],
)
def test_marks(low, high, texts):
    assert list(ticks(low, high).texts) == texts


@given(st.floats(-9, 9), st.floats(-9, 9), st.sampled_from([-1.0, 0.0, 1.0]))
def test_ends_and_middle_of_a_scale_of_colours_are_told_apart(power, shift, sign):
    scale, centre = 10.0**power, sign * 10.0**shift
    if scale < 1e-14 * abs(centre):
        return
    texts = value_ticks(-1.0, 0.0, 1.0, scale=scale, centre=centre).texts
    assert len(set(texts)) == 3


def test_ends_have_to_be_numbers():
    with pytest.raises(ValueError, match="must be finite"):
        ticks(0.0, math.inf)
    with pytest.raises(ValueError, match="most must be"):
        ticks(0.0, 1.0, 0)


@pytest.mark.parametrize(("scale", "centre"), [(1.0, 0.0), (5e-4, 0.9975), (1e-9, 0.0), (1e9, -3e9), (2.0, 1e6)])
def test_vega_writes_them_on_the_axes_of_the_boundary(scale, centre):
    run = Shown(Settings(n=20), steps=0)
    data = run.data
    object.__setattr__(data, "scale", np.full(2, scale))
    object.__setattr__(data, "centre", np.full(2, centre))
    plane = plane_of(data)
    for span, shown in zip((plane.x_range, plane.y_range), axis_texts(data), strict=True):
        assert len(shown) >= 2 and len(set(shown)) == len(shown)
        assert set(shown) <= set(ticks(*span, scale=scale, centre=centre).texts)


def axis_texts(data):
    """The marks that Vega writes on the boundary's two axes."""
    chart = boundary_chart(map_of(data, plane_of(data))).properties(width=400, height=400)
    labels = re.findall(r'role-axis-label"[^>]*>(.*?)</g>', vl_convert.vegalite_to_svg(chart.to_dict()), re.DOTALL)
    marks = [re.findall(r'opacity="(\d)"[^>]*>([^<>]+)</text>', found) for found in labels]
    return [[text for opacity, text in found if opacity == "1"] for found in marks]


def test_measured_values_close_together_are_told_apart_on_the_axes():
    own = own_from_table(read(WINES.read_bytes()).table, ("density", "pH"), "grade")
    across, up = axis_texts(Settings(dataset="own", own=own, test_share=0).make_dataset())
    assert len(set(across)) == len(across) >= 4 and all(0.996 < number(text) < 0.999 for text in across)
    assert len(set(up)) == len(up) >= 4 and all(3.1 < number(text) < 3.6 for text in up)
