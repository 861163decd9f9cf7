"""What the browser's tab keeps of a run that its address does not hold: it is given to keep, and asked for."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from nnviz.components.keeper import ask_keeper, keep
from nnviz.page.current_visit import serve
from nnviz.session.address import not_in_address
from nnviz.session.beginning import completed
from nnviz.session.left_out import stored_from
from nnviz.session.visit import Visit

KEY = "keeper"


def complete(now: Visit) -> Visit:
    """Return the visit with the parts that its address leaves out, if the browser's tab has kept them."""
    missing = now.opened.missing
    if missing is None:
        return now
    found: object = None
    if missing.key:
        told = ask_keeper(key="ask_keeper", wanted=missing.key).get("found")
        if not isinstance(told, Mapping) or told.get("key") != missing.key:
            return now  # it has not answered yet
        found = told.get("text")
    return serve(completed(now, found))


def hear_keeper(now: Visit) -> None:
    """Note what the tab says that it keeps."""
    now.stored = stored_from(st.session_state.get(KEY)) or now.stored


def keep_what_is_left_out(now: Visit) -> None:
    """Let the tab keep the parts that do not fit into the address, so that a reload restores them."""
    lacks = not_in_address(now) if now.opened.lacking is None else None
    if lacks is None or not lacks.text:
        return
    keep(key=KEY, digest=lacks.key, text=None if now.stored.key == lacks.key else lacks.text)
