"""The visit of the browser tab that this run of the script serves; it is kept in Streamlit's session of that tab."""

from __future__ import annotations

import streamlit as st

from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.settings import Settings
from nnviz.session.view import View
from nnviz.session.visit import Visit


def visit() -> Visit | None:
    """Return the session's visit, or None before its first run."""
    found = st.session_state.get("visit")
    return found if isinstance(found, Visit) else None


def begin(
    settings: Settings,
    edits: tuple[Edit, ...],
    hands: tuple[HandEdit, ...],
    view: View,
    step: int,
    warnings: list[str],
) -> Visit:
    """Start this session's visit from its address."""
    made = Visit(Experiment(settings, edits, hands), view=view, warnings=warnings)
    made.choose(made.first_choice())
    if step:
        made.transport.seek(step)
    st.session_state["visit"] = made
    return made
