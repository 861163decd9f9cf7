"""What lies over the run: the lists of the bar and the sheet of a panel. What loads something closes them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnviz.page.mirror import show

SHEET = "more_as_sheet"
"""The session's key for whether the panels lie over the page, and not at its foot."""
LISTS = ("lessons", "examples")
_DONE = "uncover"


def uncover() -> None:
    """Close at the next drawing what lies over the run, so that what was loaded is seen.

    Not at once: a widget that was drawn already cannot be given another value in the same run of the script.
    """
    st.session_state[_DONE] = True


def loading(load: Callable[..., object]) -> Callable[..., None]:
    """Return a button's callback that loads something, and closes what lies over it."""

    def loaded(*given: object) -> None:
        load(*given)
        uncover()

    return loaded


def settle_over() -> None:
    """Close what is to be closed; it is called before any of it is drawn."""
    if not st.session_state.pop(_DONE, False):
        return
    for key in LISTS:
        show(key, False)
    if st.session_state.get(SHEET):
        close_panel()


def close_panel() -> None:
    """Close the panels, wherever they lie."""
    show("more_open", False)
    st.session_state[SHEET] = False
