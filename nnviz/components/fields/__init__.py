"""The component that lets number fields take numbers as people write them; `js/fields.js` is its browser side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from nnviz.components.modules import script


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "nnviz_fields",
        html="<div data-fields></div>",
        js=script("fields"),
        isolate_styles=False,
    )


def fields_script(*, key: str) -> None:
    """Mount it, once on the page: it looks after every number field that the page has or gets.

    Parameters
    ----------
    key
        The component's key.
    """
    _component()(key=key, data={})
