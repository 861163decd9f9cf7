"""Where a function on a grid crosses zero, as line segments (marching squares)."""

from __future__ import annotations

import numpy as np

from nnviz.engine import Array


def zero_segments(values: Array, x: Array, y: Array) -> Array:
    """Segments of the line ``values = 0``.

    Parameters
    ----------
    values : array (rows, columns)
        The function at ``(x[column], y[row])``.
    x, y : array (columns,), array (rows,)
        The grid's coordinates, evenly spaced.

    Returns
    -------
    array (segments, 4)
        ``x, y, x2, y2`` of each segment; straight lines between the linear crossings of the cells' sides.
    """
    above = values > 0.0
    a, b, c, d = above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]  # around the cell from bottom left
    crossed = (a != b) | (b != c) | (c != d)
    r, k = np.nonzero(crossed)
    if r.size == 0:
        return np.empty((0, 4))
    va, vb, vc, vd = values[r, k], values[r, k + 1], values[r + 1, k + 1], values[r + 1, k]
    dx, dy = x[1] - x[0], y[1] - y[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom, right, top, left = va / (va - vb), vb / (vb - vc), vd / (vd - vc), va / (va - vd)
    # The four sides' crossing points, cell by cell: (side, x or y, cell).
    sides = np.array(
        [
            [x[k] + dx * bottom, y[r]],
            [x[k] + dx, y[r] + dy * right],
            [x[k] + dx * top, y[r] + dy],
            [x[k], y[r] + dy * left],
        ]
    )
    on = np.array([a[r, k] != b[r, k], b[r, k] != c[r, k], c[r, k] != d[r, k], d[r, k] != a[r, k]])
    count = on.sum(axis=0)
    two = np.nonzero(count == 2)[0]
    first = on[:, two].argmax(axis=0)
    last = 3 - on[::-1, two].argmax(axis=0)
    found = [np.concatenate([sides[first, :, two], sides[last, :, two]], axis=1)]
    four = np.nonzero(count == 4)[0]
    if four.size:
        # A saddle: the cell's middle decides which corners belong together.
        middle = (va + vb + vc + vd)[four] > 0.0
        split = middle == (va[four] > 0.0)
        for cells, pairs in ((four[split], ((0, 1), (2, 3))), (four[~split], ((0, 3), (1, 2)))):
            found += [np.concatenate([sides[p][:, cells].T, sides[q][:, cells].T], axis=1) for p, q in pairs]
    return np.concatenate(found)
