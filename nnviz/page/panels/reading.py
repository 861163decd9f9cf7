"""How a table was read: each guess with a sentence and a control, what was set aside, and the first rows."""

from __future__ import annotations

import streamlit as st

from nnviz.datasets.reader import DataError, Reading, read
from nnviz.page.words import plain


def reading(given: bytes | str) -> Reading | None:
    """Draw how a table is read, with what may be changed about it, and return it, or None after a word why not."""
    try:
        found = read(given)
    except DataError as error:
        st.error(plain(str(error)))
        return None
    for note in found.notes:
        st.caption(plain(note))
    return found
