"""Generated regressions: seeded formulas in the plane, each giving inputs and a value a row.

Both follow TensorFlow Playground's generators (its dataset.ts, Apache 2.0, read as formulas), with its coordinates
scaled so that -6..6 becomes -1..1. Noise is drawn apart from the rest, so that more of it moves the same samples
further.
"""

from __future__ import annotations

import numpy as np

from nnviz.datasets.kinds import Generator, Kind, Made, register

VALUE_RADIUS = 6.0


def plane(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """The value rises along the diagonal: (x1 + x2) / 10 in the generator's units, cut off at ±1."""
    X = base.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    valued = X + noise * extra.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    return X / VALUE_RADIUS, np.clip(valued.sum(axis=1) / 10, -1, 1)


register(Kind("plane", "Slope (regression)", "regression", 1, "The target rises along the diagonal.", make=plane))


HILLS = np.array(
    [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)], dtype=np.float64
)


def multigauss(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Six cones, three up and three down: sign · max(0, 1 - distance / 2) of the nearest centre."""
    X = base.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    valued = X + noise * extra.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    distance = np.hypot(*(valued[:, None, :] - HILLS[None, :, :2]).transpose(2, 0, 1))
    nearest = distance.argmin(axis=1)
    return X / VALUE_RADIUS, HILLS[nearest, 2] * np.maximum(0, 1 - distance[np.arange(n), nearest] / 2)


register(
    Kind("multigauss", "Six hills (regression)", "regression", 1, "Three cones up and three down.", make=multigauss)
)
