"""What becomes of the page where its own code fails on the way to an answer: it is drawn again, and says so."""

from __future__ import annotations

import streamlit as st

from nnviz.server.streamlit_internals import before_drawing, run_again

MISHAP = "mishap"
"""The session's key for what is to be said of it, once."""
WORDS = "Something in the page went wrong, so your last choice may not have been taken. Your run is as it was."


def mishap(error: Exception) -> bool:
    """Return whether the page is drawn again, because an answer to a choice failed before anything was drawn.

    Without that Streamlit takes off the page what the answer was to draw, and shows its error in the place of it.

    Parameters
    ----------
    error : Exception
        Streamlit has written it to the log.
    """
    del error
    if not before_drawing():
        return False
    st.session_state[MISHAP] = WORDS
    return run_again()
