"""Generated data sets: seeded formulas in the plane, each giving inputs and a class or a value a row.

Circle, xor, gauss, spiral, plane and multi-gauss follow TensorFlow Playground's generators (its dataset.ts, Apache 2.0,
read as formulas), with its coordinates scaled so that -5..5 (regression: -6..6) becomes -1..1. Every generator draws
its noise apart from the rest, so that more noise moves the same samples further.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.engine import Array

Generator = np.random.Generator
Made = tuple[Array, Array]
"""Inputs (n, 2), and for each row the number of its class or its value."""

CLASS_RADIUS = 5.0
VALUE_RADIUS = 6.0


def _halves(n: int) -> tuple[int, int]:
    return (n + 1) // 2, n // 2


def circle(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Class 1 inside a disc, class 0 in a ring around it; noise moves the point that is labelled, not the sample."""
    inner, outer = _halves(n)
    radius = CLASS_RADIUS * np.concatenate([base.uniform(0, 0.5, inner), base.uniform(0.7, 1, outer)])
    angle = base.uniform(0, 2 * np.pi, n)
    X = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    labelled = X + noise * extra.uniform(-CLASS_RADIUS, CLASS_RADIUS, (n, 2))
    return X / CLASS_RADIUS, (np.hypot(*labelled.T) < 0.5 * CLASS_RADIUS).astype(float)


def xor(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Class 1 where both coordinates have the same sign; a gap of 0.3 along the axes."""
    X = base.uniform(-CLASS_RADIUS, CLASS_RADIUS, (n, 2))
    X += np.where(X > 0, 0.3, -0.3)
    labelled = X + noise * extra.uniform(-CLASS_RADIUS, CLASS_RADIUS, (n, 2))
    return X / CLASS_RADIUS, (labelled[:, 0] * labelled[:, 1] >= 0).astype(float)


def gauss(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two normal clouds around (2, 2) and (-2, -2) of variance 0.5 + 7 noise."""
    del extra  # here noise is the clouds' width
    first, second = _halves(n)
    centre = np.concatenate([np.full(first, 2.0), np.full(second, -2.0)])[:, None]
    X = centre + np.sqrt(0.5 + 7 * noise) * base.standard_normal((n, 2))
    return X / CLASS_RADIUS, (centre[:, 0] > 0).astype(float)


def spiral(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two arms that wind around each other; class 0 begins at angle 0, class 1 at half a turn."""
    del base  # the arms are fixed curves
    sizes = _halves(n)
    part = np.concatenate([np.arange(size) / size for size in sizes])
    label = np.repeat([0.0, 1.0], sizes)
    radius, angle = CLASS_RADIUS * part, 1.75 * part * 2 * np.pi + np.pi * label
    X = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]) + noise * extra.uniform(-1, 1, (n, 2))
    return X / CLASS_RADIUS, label


def moons(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two half circles of radius 0.6 that reach into each other; noise is a normal shift of every sample."""
    upper, lower = _halves(n)
    angle = np.concatenate([base.uniform(0, np.pi, upper), base.uniform(np.pi, 2 * np.pi, lower)])
    label = np.repeat([0.0, 1.0], (upper, lower))
    shift = np.column_stack([0.6 * label - 0.3, 0.2 * label - 0.1])
    X = 0.6 * np.column_stack([np.cos(angle), np.sin(angle)]) + shift
    return X + 0.5 * noise * extra.standard_normal((n, 2)), label


def linear(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two classes on the two sides of a slanting line with a gap of 0.2; noise moves samples, some of them across."""
    first, second = _halves(n)
    label = np.repeat([0.0, 1.0], (first, second))
    tilt = base.uniform(0, 2 * np.pi)
    across = np.where(label > 0, 1, -1) * base.uniform(0.1, 0.8, n)
    along = base.uniform(-0.8, 0.8, n)
    X = np.outer(across, [np.cos(tilt), np.sin(tilt)]) + np.outer(along, [-np.sin(tilt), np.cos(tilt)])
    return X + noise * extra.standard_normal((n, 2)), label


def _blobs(count: int) -> Callable[[int, float, Generator, Generator], Made]:
    def blobs(n: int, noise: float, base: Generator, extra: Generator) -> Made:
        del extra  # here noise is the blobs' width
        label = np.arange(n) % count
        angle = 2 * np.pi * label / count + np.pi / 2
        centre = 0.6 * np.column_stack([np.cos(angle), np.sin(angle)])
        return centre + (0.12 + 0.5 * noise) * base.standard_normal((n, 2)), label.astype(float)

    blobs.__doc__ = f"{count} normal clouds on a circle, of standard deviation 0.12 + noise / 2."
    return blobs


blobs3 = _blobs(3)
blobs4 = _blobs(4)


def plane(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """The value rises along the diagonal: (x1 + x2) / 10 in the generator's units, cut off at ±1."""
    X = base.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    valued = X + noise * extra.uniform(-VALUE_RADIUS, VALUE_RADIUS, (n, 2))
    return X / VALUE_RADIUS, np.clip(valued.sum(axis=1) / 10, -1, 1)


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
