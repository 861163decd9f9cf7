"""What Plotly's pictures in space have in common: their axes, and a page around them that shows through."""

from __future__ import annotations

from typing import Any

from nnviz.figures.theme import FONT, Theme


def space_axis(theme: Theme) -> dict[str, Any]:
    """Return how an axis looks."""
    return {"backgroundcolor": theme.background, "gridcolor": theme.grid, "color": theme.text, "zeroline": False}


def space_layout(theme: Theme, height: int) -> dict[str, Any]:
    """Return the layout outside of the scene."""
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": theme.text, "size": 13},
        "showlegend": False,
    }
