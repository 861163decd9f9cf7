"""Long formulas in rows: nothing is lost, nothing is wider than its box where it can be broken."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from nnviz.derivation import aligned, backward, forward, loss, update
from nnviz.derivation.wrapping import MOST, rows, width
from nnviz.engine import Network, step
from tests.derivation.reader import check_well_formed


def test_a_short_formula_is_one_row():
    assert rows("w_{1} x_{1} + w_{2} x_{2}", 40) == ["w_{1} x_{1} + w_{2} x_{2}"]


def test_rows_break_before_signs_and_hold_everything():
    text = " + ".join(rf"0.{k}234 \cdot \left(-0.{k}5\right)" for k in range(1, 9))
    found = rows(text, 40)
    assert len(found) > 2
    assert " ".join(found) == text
    assert all(row.startswith("+ ") for row in found[1:])
    assert all(width(row) <= 40 for row in found)


def test_a_sum_in_brackets_is_broken_inside():
    text = r"\frac{1}{2}\left[" + " + ".join([r"\left(0.1234 - 0.5678\right)^2"] * 6) + r"\right]"
    found = rows(text, 40)
    assert all(width(row) <= 40 for row in found)
    assert " ".join(found).count(r"\bigl[") == " ".join(found).count(r"\bigr]") == 1
    assert r"\left[" not in " ".join(found)


def test_wider_is_wider():
    assert width("0.12345") > width("0.12")
    assert width(r"\frac{1}{1 + e^{-0.5}}") < width(r"1 + e^{-0.5}") + 2
    assert width("") == 0


@pytest.mark.parametrize("digits", [3, 4, 10])
@pytest.mark.parametrize(
    ("sizes", "names"),
    [
        ((8, 16, 3), ("tanh", "softmax")),
        ((2, 16, 16, 1), ("relu", "tanh", "logistic")),
        ((64, 4, 10), ("logistic", "logistic")),
    ],
)
def test_no_row_of_a_step_is_wider_than_its_box(sizes, names, digits):
    rng = np.random.default_rng(4)
    weights = [rng.normal(0, 3, (k + 1, n)) for k, n in pairwise(sizes)]
    net = Network(weights, names, criterion="cross_entropy" if "softmax" in names else "squared")
    trace = step(net, rng.normal(size=sizes[0]), np.eye(sizes[-1])[0], eta=0.3)
    for lines in (forward, loss, backward, update):
        text = aligned(lines(trace, digits=digits))
        check_well_formed(text)
        body = text.removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}")
        cells = [re.split(r"(?<!\\)&", row) for row in body.split(r" \\ ")]
        left = max(width(cell[0]) for cell in cells)
        right = max(width(cell[1]) for cell in cells)
        assert left + right <= MOST + 2, (lines.__name__, max(cells, key=lambda cell: width(cell[1])))
