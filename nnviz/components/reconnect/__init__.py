"""The Streamlit component that notices when the server comes back, and when the page itself broke in the browser.

Its browser side is `js/reconnect.js`, with `js/revive.js`, which watches from outside of Streamlit's page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from nnviz.components.modules import script


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "nnviz_comeback",
        html="<div data-comeback></div>",
        js=script("reconnect"),
        isolate_styles=False,
    )


def comeback(*, key: str) -> Mapping[str, Any]:
    """Mount it, outside every fragment: a server that does not know the session knows none of its fragments.

    Parameters
    ----------
    key
        The component's key.

    Returns
    -------
    Mapping
        What the browser said last, under "back": ``at`` (when the connection was lost, in milliseconds), ``run`` (the
        name of the run that the page shows), ``search`` (the address from its question mark on) and ``whole`` (whether
        the address holds the run).
    """
    result: Mapping[str, Any] = _component()(key=key, data={}, on_back_change=_hear)
    return result


def _hear() -> None:
    """It only has to make the page run again."""
