"""Two sets of points and a flat border: parted with a margin, touching, or overlapping, in many shapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.analysis.separable import separable


@pytest.mark.parametrize(
    ("first", "second", "parted"),
    [
        ([[0, 0], [1, 1]], [[0, 1], [1, 0]], False),  # XOR
        ([[0, 0], [0, 1], [1, 0]], [[1, 1]], True),  # AND
        ([[0.0]], [[1.0]], True),
        ([[0.0]], [[0.0]], False),
        ([[0.0], [2.0]], [[1.0]], False),
        ([[0.0], [1.0]], [[1.0 + 1e-6]], True),
        ([[0, 0], [2, 2]], [[1, 1]], False),  # on the segment between the two
        ([[0, 0], [2, 2]], [[1, 1.001]], True),
    ],
)
def test_by_hand(first, second, parted):
    first, second = np.array(first, dtype=float), np.array(second, dtype=float)
    assert separable(first, second) is parted
    assert separable(second, first) is parted


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 40), st.integers(1, 40), st.floats(-6, 6))
def test_a_border_with_a_margin_is_found_and_a_point_within_the_other_hull_rules_it_out(seed, width, n, m, power):
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=width)
    normal /= np.linalg.norm(normal)

    def side(count: int, sign: float) -> np.ndarray:
        flat = rng.normal(size=(count, width))
        flat -= np.outer(flat @ normal, normal)
        return flat + np.outer(sign * rng.uniform(0.02, 1.0, count), normal)

    scale, shift = 10.0**power, rng.normal(size=width)
    first, second = scale * (side(n, 1.0) + shift), scale * (side(m, -1.0) + shift)
    assert separable(first, second) is True
    within = rng.dirichlet(np.ones(n)) @ first
    assert separable(first, np.vstack((second, within))) is False
