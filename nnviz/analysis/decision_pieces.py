"""Where the output layer's decision changes in the space of the layer before it: points, segments, pieces of planes.

An output's net input is u_j = w_0j + sum_i w_ij h_i, so every decision of the output layer is straight in h.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from nnviz.engine import Array, Network, get_activation, net_threshold


def output_cuts(rest: Network, limits: Array, output: int | None, level: float) -> list[Array] | None:
    """Return where one output is at a level, or where two outputs share the lead, inside a box.

    Parameters
    ----------
    rest : Network
        The output layer alone: N inputs, which are the hidden layer's outputs, N from 1 to 3.
    limits : array (N, 2)
        The box: least and largest value of each coordinate.
    output : int or None
        None: the borders between the outputs that are largest.
    level : float
        The value of that one output.

    Returns
    -------
    list of arrays (p, N), or None
        The corners of each piece: a point, a segment's two ends, or a convex polygon in order. None where the decision
        does not follow from net inputs alone: several layers, outputs that can tie over an area, or an activation that
        rises and falls.

    Raises
    ------
    ValueError
        If limits are not those of 1 to 3 coordinates, or there is no such output.
    """
    K, M = rest.sizes[0], rest.sizes[-1]
    if np.shape(limits) != (K, 2) or not 1 <= K <= 3:
        raise ValueError(f"limits must be (N, 2) with N = {K} from 1 to 3, got {np.shape(limits)}")
    if output is not None and not 0 <= output < M:
        raise ValueError(f"output must be None or from 0 to {M - 1}, got {output}")
    activation = get_activation(rest.activations[0])
    if len(rest.weights) > 1 or (not activation.increasing if output is None else activation.inverse is None):
        return None
    bias, slopes = rest.weights[0][0], rest.weights[0][1:].T
    if output is not None:
        threshold = net_threshold(rest.activations[0], level)
        if threshold is None:
            return []
        piece = _cut(limits, slopes[output], bias[output] - threshold)
        return [piece] if len(piece) else []
    pieces = []
    for i in range(M):
        for j in range(i + 1, M):
            piece = _cut(limits, slopes[i] - slopes[j], bias[i] - bias[j])
            for k in range(M):
                if k not in (i, j):
                    piece = _clipped(piece, slopes[i] - slopes[k], bias[i] - bias[k])
            if len(piece) >= min(K, 2):
                pieces.append(piece)
    return pieces


def _cut(limits: Array, normal: Array, offset: float) -> Array:
    """Return the corners of {h in the box: normal . h + offset = 0}; none if it misses the box or is all of it."""
    corners = np.array(list(product(*limits)))
    heights = corners @ normal + offset
    found = []
    for a, b in product(range(len(corners)), repeat=2):
        # An edge joins two corners that differ in one coordinate; each is looked at once.
        if a < b and np.count_nonzero(corners[a] != corners[b]) == 1 and (heights[a] > 0.0) != (heights[b] > 0.0):
            share = heights[a] / (heights[a] - heights[b])
            found.append(corners[a] + share * (corners[b] - corners[a]))
    piece = np.array(found).reshape(-1, len(limits))
    return _in_order(piece, normal) if len(limits) == 3 and len(piece) else piece


def _in_order(points: Array, normal: Array) -> Array:
    """Return a convex polygon's corners in order around their middle."""
    arms = points - points.mean(axis=0)
    first = arms[np.abs(arms).sum(axis=1).argmax()]
    turned = np.cross(normal / np.linalg.norm(normal), first)
    order = np.argsort(
        np.arctan2(arms @ turned, arms @ first)
    )  # both of one length: normal and arm are at right angles
    return points[order]


def _clipped(piece: Array, normal: Array, offset: float) -> Array:
    """Return the part of a point, segment or polygon where normal . h + offset >= 0 (Sutherland and Hodgman)."""
    heights = piece @ normal + offset
    kept: list[Array] = []
    n = len(piece)
    for at in range(n):
        if heights[at] >= 0.0:
            kept.append(piece[at])
        after = (at + 1) % n if n > 2 else at + 1  # only a polygon is closed
        if after < n and (heights[at] >= 0.0) != (heights[after] >= 0.0):
            share = heights[at] / (heights[at] - heights[after])
            kept.append(piece[at] + share * (piece[after] - piece[at]))
    return np.array(kept).reshape(-1, piece.shape[1])
