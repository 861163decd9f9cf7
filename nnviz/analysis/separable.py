"""A test whether one straight line, plane or hyperplane can separate two sets of points."""

from __future__ import annotations

import numpy as np

from nnviz.engine import Array

MOST_STEPS = 2_000
TOUCHING = 1e-7
"""Hulls nearer than this part of the points' spread count as touching: rounding could not tell them apart."""


def separable(first: Array, second: Array) -> bool | None:
    """Return whether a hyperplane separates two sets of points, or None if that could not be settled.

    They can be separated if and only if their convex hulls do not meet, so the point nearest to 0 in the set of all
    differences is found (P. Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11, 1976).

    Parameters
    ----------
    first, second : array (n, K), (m, K)
        At least one point each.
    """
    centre = np.concatenate((first, second)).mean(axis=0)
    spread = float(np.abs(np.concatenate((first, second)) - centre).max())
    if spread == 0.0:
        return False  # all points are the same
    a, b = (first - centre) / spread, (second - centre) / spread
    corners = (a[0] - b[0])[None, :]
    shares = np.ones(1)
    for _ in range(MOST_STEPS):
        nearest = shares @ corners
        distance = float(nearest @ nearest)
        if distance <= TOUCHING**2:
            return False
        candidate = a[np.argmin(a @ nearest)] - b[np.argmax(b @ nearest)]
        if candidate @ nearest > 0.5 * distance:
            return True  # every difference lies beyond a plane that 0 is not beyond
        if any(np.array_equal(candidate, corner) for corner in corners):
            return None
        corners, shares = np.vstack((corners, candidate)), np.append(shares, 0.0)
        corners, shares = _nearest_of(corners, shares)
    return None


def _nearest_of(corners: Array, shares: Array) -> tuple[Array, Array]:
    """The nearest point to 0 within the hull of a few corners: those that it needs, and their shares."""
    while True:
        # Of the flat through all corners first; where that lies outside the hull, as far towards it as the hull goes.
        n = len(corners)
        system = np.block([[corners @ corners.T, np.ones((n, 1))], [np.ones((1, n)), np.zeros((1, 1))]])
        wanted = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0][:n]
        if (wanted > 1e-12).all():
            return corners, wanted
        falling = wanted <= 1e-12
        steps = shares[falling] / np.maximum(shares[falling] - wanted[falling], 1e-300)
        shares = shares + min(1.0, float(steps.min())) * (wanted - shares)
        kept = shares > 1e-12
        if kept.all():
            kept[np.argmin(shares)] = False
        corners, shares = corners[kept], shares[kept] / shares[kept].sum()
        if len(corners) == 1:
            return corners, np.ones(1)
