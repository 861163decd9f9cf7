"""The Streamlit component to draw samples in a plane; `js/points.js` is its browser side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from nnviz.components.modules import script

_HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "nnviz_points",
        html="<div data-points></div>",
        css=(_HERE / "points.css").read_text(encoding="utf-8"),
        js=script("points"),
        isolate_styles=False,
    )


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
    _component()(key=key, data=dict(data), on_drawn_change=on_drawn)
