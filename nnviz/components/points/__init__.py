"""The Streamlit component to draw samples in a plane; `js/points.js` is its browser side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nnviz.components.loader import component

_HERE = Path(__file__).parent


def points_plane(*, key: str, data: Mapping[str, Any], on_drawn: Callable[[], None]) -> None:
    """Mount the plane.

    Parameters
    ----------
    key
        The component's key; what was drawn is in the session under it, as "drawn": ``token``, ``nonce`` and all
        ``points`` as (x, y, class).
    data
        ``points`` with their ``token``: the browser keeps its own until the token is another. ``classes`` with name,
        colour and shape; ``x`` and ``y`` with name, range, ticks and decimals; ``most`` points; ``colours``.
    on_drawn
        Called when a stroke ends.
    """
    component("points", "points", _HERE / "points.css")(key=key, data=dict(data), on_drawn_change=on_drawn)
