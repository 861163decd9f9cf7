"""The two themes: every colour of every picture, and the colours of classes, weights and outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEGATIVE = "#D55E00"
POSITIVE = "#0072B2"
# Okabe and Ito's colour-blind-safe set (jfly.uni-koeln.de/color); orange and blue first, as for two classes.
CLASS_COLOURS = (
    NEGATIVE,
    POSITIVE,
    "#009E73",
    "#CC79A7",
    "#B8860B",
    "#56B4E9",
    "#8C6BB1",
    "#7F7F7F",
    "#A6761D",
    "#66A61E",
)
CLASS_SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
    "circle",
    "square",
)
STRENGTH = 0.62
"""How far the scale of values goes from the neutral colour to that of a sign: samples stand out on a map of it."""
FONT = "'Source Sans', 'Source Sans Pro', 'Segoe UI', sans-serif"


ROLE_COLOURS = {
    "light": {"weight": "#7B3294", "delta": "#00735C", "input": "#8A5A00", "behind": "#B3005E"},
    "dark": {"weight": "#C2A5CF", "delta": "#4FC3A1", "input": "#E0B040", "behind": "#F48FB1"},
}
"""The colours of a calculation's parts, in the picture and in its formulas: as text their contrast is 4.5 or more.

They are "weight", "delta" (the neuron whose δ it is), "input" and "behind" (what that δ is made of)."""


@dataclass(frozen=True)
class Theme:
    """Colours of one theme, as CSS hex strings."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    neutral: str
    """The middle of a diverging scale: where an output is undecided."""
    ring: str
    chosen: str


LIGHT = Theme("light", "#ffffff", "#1f2430", "#5c6370", "#e3e5ea", "#f4f4f2", "#000000", "#7B3294")
DARK = Theme("dark", "#0e1117", "#f2f3f5", "#a9afba", "#2a2f3a", "#22262f", "#ffffff", "#C2A5CF")
THEMES = {"light": LIGHT, "dark": DARK}


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def _mix(a: str, b: str, share: NDArray[np.float64]) -> NDArray[np.float64]:
    return _rgb(a) + share[:, None] * (_rgb(b) - _rgb(a))


def scale_of(theme: Theme) -> tuple[str, str, str]:
    """The colours of the least, the middle and the largest value: the one scale of maps, legends, fills and samples."""
    least, middle, largest = ("#{:02x}{:02x}{:02x}".format(*row) for row in diverging_palette(theme, 3))
    return least, middle, largest


def weight_colour(weight: float, theme: Theme) -> str:
    """The colour of a weight's line: of its sign, and of neither where it is exactly 0."""
    return POSITIVE if weight > 0 else NEGATIVE if weight < 0 else theme.muted


def diverging_palette(theme: Theme, size: int = 255, strength: float = STRENGTH) -> NDArray[np.uint8]:
    """``size`` RGB rows from the least value over the middle to the largest."""
    position = np.linspace(-1.0, 1.0, size)
    low = _mix(theme.neutral, NEGATIVE, strength * np.abs(position))
    high = _mix(theme.neutral, POSITIVE, strength * np.abs(position))
    return np.rint(np.where(position[:, None] < 0, low, high)).astype(np.uint8)


def winner_palette(theme: Theme, classes: int, levels: int, strength: float = STRENGTH) -> NDArray[np.uint8]:
    """``classes * levels`` RGB rows: each class from barely ahead of the others to far ahead."""
    share = np.linspace(0.15, 1.0, levels)
    rows = [_mix(theme.neutral, CLASS_COLOURS[j % len(CLASS_COLOURS)], strength * share) for j in range(classes)]
    return np.rint(np.concatenate(rows)).astype(np.uint8)


def chart_config(theme: Theme) -> dict[str, Any]:
    """Vega-Lite's ``config`` for every picture of this theme."""
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": theme.muted,
            "titleColor": theme.text,
            "gridColor": theme.grid,
            "domainColor": theme.grid,
            "tickColor": theme.grid,
            "labelFontSize": 12,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
        },
        "legend": {
            "labelColor": theme.text,
            "titleColor": theme.text,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "symbolStrokeWidth": 1.5,
        },
        "text": {"color": theme.text},
        "rule": {"color": theme.text},
    }
