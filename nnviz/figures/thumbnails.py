"""Small pictures of data sets, for a menu: the samples as dots in their classes' colours."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import numpy as np

from nnviz.datasets import Dataset, make_dataset
from nnviz.figures.samples import sample_inks
from nnviz.figures.theme import LIGHT, diverging_palette

SAMPLES = 60
SIDE = 40
"""Of the picture, in its own units."""
MARGIN = 4
RADIUS = 1.7
LEVELS = 4


@lru_cache(maxsize=64)
def thumbnail(name: str) -> str:
    """Return the picture of a data set as an SVG, the same in both themes.

    Parameters
    ----------
    name : str
        A name of `nnviz.datasets.KINDS`.
    """
    data = make_dataset(name, n=SAMPLES, noise=0.0, test_share=0.0, seed=1)
    points = np.zeros((len(data.X), 2))
    points[:, : data.raw.shape[1]] = data.raw[:, list(data.axes)[: data.raw.shape[1]]]
    low, high = points.min(axis=0), points.max(axis=0)
    places = MARGIN + (points - low) / np.where(high > low, high - low, 1.0) * (SIDE - 2 * MARGIN)
    places[:, 1] = SIDE - places[:, 1]
    inks = np.array(_inks(data))
    radius = RADIUS if len(points) > 8 else 2.5 * RADIUS
    # One path a colour, each dot a line of no length with round ends: the shortest that SVG can say.
    paths = "".join(
        f'<path stroke="{ink}" d="{"".join(f"M{x:.1f} {y:.1f}h0" for x, y in places[inks == ink])}"/>'
        for ink in dict.fromkeys(inks.tolist())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" fill="none" '
        f'stroke-width="{2 * radius:g}" stroke-linecap="round">{paths}</svg>'
    )


def _inks(data: Dataset) -> list[str]:
    """One colour a row: of its class, or of one of four ranges of values, none of which is as pale as the middle."""
    if data.labels is not None:
        return sample_inks(data, *data.span, 0)
    low, high = data.span
    shades = diverging_palette(LIGHT, LEVELS, strength=1.0)
    levels = np.clip((data.T[:, 0] - low) / (high - low) * LEVELS, 0, LEVELS - 1).astype(int)
    return ["#{:02x}{:02x}{:02x}".format(*shades[level]) for level in levels.tolist()]


def thumbnail_address(name: str) -> str:
    """Return the picture of a data set as an address for a style."""
    return "data:image/svg+xml," + quote(thumbnail(name), safe=" ='/:,")
