"""Panels that a first visitor does not need, behind "More". Only one is open at a time, so the others cost nothing."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from nnviz.page.mirror import settle, show
from nnviz.page.over import SHEET, close_panel
from nnviz.session.visit import Visit

_LOGGER = logging.getLogger(__name__)
Panel = Callable[[Visit], None]
OWN_DATA = "Your own data"
"""The panel whose upload field has to know when it leaves the page."""
SWEEP = "Sweep"
"""The panel that an address with a sweep opens."""


def _found() -> dict[str, str | Panel]:
    """Module and function of every file in the folder that declares a PANEL, by title; none of them is imported."""
    found = []
    for path in (Path(__file__).parent / "panels").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PANEL":
                told = ast.literal_eval(node.value)
                found.append((told["place"], told["title"], f"{path.stem}.{told['draw']}"))
    return {title: where for _, title, where in sorted(found)}


_PANELS: dict[str, str | Panel] = _found()
PANELS: MappingProxyType[str, str | Panel] = MappingProxyType(_PANELS)
"""What draws each panel, by title, in the order of the choice; it says itself what it shows while the run plays."""


def register(title: str, draw: Panel) -> None:
    """Add a panel after the others.

    Raises
    ------
    ValueError
        If the title is empty or taken.
    """
    if not title or title in _PANELS:
        raise ValueError(f"title must be a new one and not empty, got {title!r}")
    _PANELS[title] = draw


def unregister(title: str) -> None:
    """Take a panel out.

    Raises
    ------
    ValueError
        If there is no such panel.
    """
    if title not in _PANELS:
        raise ValueError(f"title must be one of {', '.join(_PANELS)}, got {title!r}")
    del _PANELS[title]


def panel(title: str) -> Panel:
    """The panel of a title, imported when it is first wanted: what panels need takes longer than the first picture."""
    draw = PANELS[title]
    if isinstance(draw, str):
        module, function = draw.split(".")
        found: Panel = getattr(import_module(f"nnviz.page.panels.{module}"), function)
        return found
    return draw


def open_panel(title: str) -> None:
    """Open a panel as a sheet over the page, from wherever the visitor is on it; a callback of buttons."""
    show("more_open", True)
    show("more_panel", title)
    st.session_state[SHEET] = True


def settle_panel(visit: Visit) -> None:
    """Open the panel that an opened address asks for; an address asks for it as long as it is open.

    It is called before the address of the page is told, and before the panel is drawn.
    """
    if not visit.page.has("more") or visit.page.hides("more"):
        return
    if visit.sweep.arrived and not (st.session_state.get("more_open") and st.session_state.get("more_panel") == SWEEP):
        open_panel(SWEEP)
    elif not (st.session_state.get("more_open") and st.session_state.get("more_panel") == SWEEP):
        visit.sweep.leave()


def _draw(visit: Visit, title: str) -> None:
    """Draw a panel; where that fails, say so in its place, and let the rest of the page be drawn."""
    try:
        panel(title)(visit)
    except Exception:
        _LOGGER.exception("The panel %r could not be drawn.", title)
        st.error(
            "This panel could not be drawn: something in it went wrong. It is drawn again with whatever you do next; "
            "the rest of the page is as it was."
        )


def more(visit: Visit) -> None:
    """Draw the chosen panel, if the visitor has opened this part of the page."""
    settle("more_open")
    settle("more_panel")
    with st.container(key="more"):
        opened = st.expander("More pictures, your own data, share and keep", key="more_open", on_change="rerun")
        if not opened.open:
            st.session_state[SHEET] = False
            visit.drafts.show_field(shown=False)
            return
        visit.drawn.follows = True
        with opened:
            titles = list(PANELS)
            st.session_state.setdefault("more_panel", titles[0])
            title = st.segmented_control("Show", titles, key="more_panel", required=True, label_visibility="collapsed")
            if title != OWN_DATA:
                visit.drafts.show_field(shown=False)
            _draw(visit, title or titles[0])
        if st.session_state.get(SHEET):
            # The page's style lays this part over the page while it has the button.
            with st.container(key="sheet"):
                st.button("Close", key="close_sheet", shortcut="Escape", on_click=close_panel)
