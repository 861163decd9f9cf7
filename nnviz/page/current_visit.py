"""The visit of the browser tab that this run of the script serves; it is kept in Streamlit's session of that tab."""

from __future__ import annotations

import streamlit as st

from nnviz.session.tries import Tries
from nnviz.session.visit import Visit


def visit() -> Visit | None:
    """Return the session's visit, or None before its first run."""
    found = st.session_state.get("visit")
    return found if isinstance(found, Visit) else None


def serve(made: Visit) -> Visit:
    """Make a visit the session's own from here on, and return it."""
    st.session_state["visit"] = made
    return made


def tries() -> Tries:
    """Return the runs of this session that were left for another one."""
    found: Tries = st.session_state.setdefault("tries", Tries())
    return found
