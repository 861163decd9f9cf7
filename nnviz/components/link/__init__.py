"""The Streamlit component that copies the page's address; `js/link.js` is its browser side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from nnviz.components.modules import script

_HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "nnviz_link",
        html="<div data-link></div>",
        css=(_HERE / "link.css").read_text(encoding="utf-8"),
        js=script("link"),
        isolate_styles=False,
    )


def copy_link(*, key: str) -> None:
    """Mount the button; the address is the browser's own, so it holds behind a proxy too."""
    _component()(key=key, data={})
