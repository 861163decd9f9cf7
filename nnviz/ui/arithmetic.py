"""The arithmetic of a step: every number of forward, loss, backward and update, in the source text's notation."""

from __future__ import annotations

import streamlit as st

from nnviz.ui.state import Visit


def arithmetic(visit: Visit) -> None:
    """Draw the arithmetic of the step that led here, or of the next one at the start."""
    with st.container(key="arithmetic"):
        st.subheader("The arithmetic of a step", anchor=False)
        if not visit.at_rest:
            st.caption("Pause, or press Step, to read every number of a step.")
            return
