"""Generated classes: seeded formulas in the plane, each giving inputs and a class a row.

Circle, xor, gauss and spiral follow TensorFlow Playground's generators (its dataset.ts, Apache 2.0,
read as formulas), with its coordinates scaled so that -5..5 becomes -1..1. Every generator draws
its noise apart from the rest, so that more noise moves the same samples further.
"""

from __future__ import annotations

import numpy as np

from nnviz.datasets.kinds import Generator, Kind, Made, Make, register

CLASS_RADIUS = 5.0


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


register(
    Kind("circle", "Circle", "classification", 1, "A disc inside a ring: no straight line parts them.", make=circle)
)


def xor(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Class 1 where both coordinates have the same sign; a gap of 0.3 along the axes."""
    X = base.uniform(-CLASS_RADIUS, CLASS_RADIUS, (n, 2))
    X += np.where(X > 0, 0.3, -0.3)
    labelled = X + noise * extra.uniform(-CLASS_RADIUS, CLASS_RADIUS, (n, 2))
    return X / CLASS_RADIUS, (labelled[:, 0] * labelled[:, 1] >= 0).astype(float)


register(
    Kind("xor", "XOR, continuous", "classification", 1, "Opposite quarters of the plane belong together.", make=xor)
)


def gauss(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two normal clouds around (2, 2) and (-2, -2) of variance 0.5 + 7 noise."""
    del extra  # here noise is the clouds' width
    first, second = _halves(n)
    centre = np.concatenate([np.full(first, 2.0), np.full(second, -2.0)])[:, None]
    X = centre + np.sqrt(0.5 + 7 * noise) * base.standard_normal((n, 2))
    return X / CLASS_RADIUS, (centre[:, 0] > 0).astype(float)


register(Kind("gauss", "Two clouds", "classification", 1, "Two normal clouds; noise widens them.", make=gauss))


def spiral(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two arms that wind around each other; class 0 begins at angle 0, class 1 at half a turn."""
    del base  # the arms are fixed curves
    sizes = _halves(n)
    part = np.concatenate([np.arange(size) / size for size in sizes])
    label = np.repeat([0.0, 1.0], sizes)
    radius, angle = CLASS_RADIUS * part, 1.75 * part * 2 * np.pi + np.pi * label
    X = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]) + noise * extra.uniform(-1, 1, (n, 2))
    return X / CLASS_RADIUS, label


register(
    Kind("spiral", "Spiral", "classification", 1, "Two arms around each other: the hardest of these sets.", make=spiral)
)


def moons(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two half circles of radius 0.6 that reach into each other; noise is a normal shift of every sample."""
    upper, lower = _halves(n)
    angle = np.concatenate([base.uniform(0, np.pi, upper), base.uniform(np.pi, 2 * np.pi, lower)])
    label = np.repeat([0.0, 1.0], (upper, lower))
    shift = np.column_stack([0.6 * label - 0.3, 0.2 * label - 0.1])
    X = 0.6 * np.column_stack([np.cos(angle), np.sin(angle)]) + shift
    return X + 0.5 * noise * extra.standard_normal((n, 2)), label


register(Kind("moons", "Moons", "classification", 1, "Two half circles that reach into each other.", make=moons))


def linear(n: int, noise: float, base: Generator, extra: Generator) -> Made:
    """Two classes on the two sides of a slanting line with a gap of 0.2; noise moves samples, some of them across."""
    first, second = _halves(n)
    label = np.repeat([0.0, 1.0], (first, second))
    tilt = base.uniform(0, 2 * np.pi)
    across = np.where(label > 0, 1, -1) * base.uniform(0.1, 0.8, n)
    along = base.uniform(-0.8, 0.8, n)
    X = np.outer(across, [np.cos(tilt), np.sin(tilt)]) + np.outer(along, [-np.sin(tilt), np.cos(tilt)])
    return X + noise * extra.standard_normal((n, 2)), label


register(
    Kind(
        "linear",
        "Linearly separable",
        "classification",
        1,
        "One neuron is enough while there is no noise.",
        make=linear,
    )
)


def _blobs(count: int) -> Make:
    def blobs(n: int, noise: float, base: Generator, extra: Generator) -> Made:
        del extra  # here noise is the blobs' width
        label = np.arange(n) % count
        angle = 2 * np.pi * label / count + np.pi / 2
        centre = 0.6 * np.column_stack([np.cos(angle), np.sin(angle)])
        return centre + (0.12 + 0.5 * noise) * base.standard_normal((n, 2)), label.astype(float)

    blobs.__doc__ = f"{count} normal clouds on a circle, of standard deviation 0.12 + noise / 2."
    return blobs


blobs3 = _blobs(3)
register(Kind("blobs3", "Three clouds", "classification", 3, "Three classes, one output each.", make=blobs3))
blobs4 = _blobs(4)
register(Kind("blobs4", "Four clouds", "classification", 4, "Four classes, one output each.", make=blobs4))
