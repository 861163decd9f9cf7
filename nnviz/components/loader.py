"""Registers a component with Streamlit: its script, its style and the element that it draws into."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from nnviz.components.modules import script


@lru_cache(maxsize=32)
def component(name: str, module: str, css: Path | None = None, *, mark: str | None = None) -> Callable[..., Any]:
    """Register a component with Streamlit, once a process.

    It has no shadow root: the page's contract promises pictures and counters in the page's own tree.

    Parameters
    ----------
    name
        The component is ``nnviz_NAME``.
    module
        Its script's first module, in `js`.
    css
        The file with its style, if it has one.
    mark
        It draws into an element with the attribute ``data-MARK``; by default this is its name.

    Returns
    -------
    callable
        What mounts it.
    """
    return st.components.v2.component(
        f"nnviz_{name}",
        html=f"<div data-{mark or name}></div>",
        css=css.read_text(encoding="utf-8") if css else None,
        js=script(module),
        isolate_styles=False,
    )
