"""Handing in what was done in the lessons, as a file and as a page to print."""

from __future__ import annotations

import streamlit as st

from nnviz.session.visit import Visit


def hand_in(visit: Visit) -> None:
    """Draw the name's field and the two files."""
    st.markdown("**Hand in**")
