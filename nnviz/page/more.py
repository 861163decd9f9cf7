"""Panels that a first visitor does not need, behind "More". Only one is open at a time, so the others cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from nnviz.session.visit import Visit

Panel = Callable[[Visit], None]
PANELS = {
    "Scores": "scores_panel.scores",
    "Hidden space": "hidden_space.hidden_space_panel",
    "Histograms": "histograms.histograms",
    "Loss landscape": "landscape_panel.landscape",
    "Your own data": "own_data.own_data",
    "Draw points": "draw_points.draw_points",
    "Share and keep": "sharing.sharing",
    "Export": "exporting.exporting",
}
"""Module and function by title, in the order of the choice; a panel says itself what it shows while the run plays."""


def panel(title: str) -> Panel:
    """Return the panel of a title; it is imported when it is first opened, since imports take long."""
    module, function = PANELS[title].split(".")
    found: Panel = getattr(import_module(f"nnviz.page.panels.{module}"), function)
    return found


def more(visit: Visit) -> None:
    """Draw the chosen panel, if the visitor has opened this part of the page."""
    with st.container(key="more"):
        opened = st.expander("More pictures, your own data, share and keep", key="more_open", on_change="rerun")
        if not opened.open:
            return
        visit.follows = True
        with opened:
            titles = list(PANELS)
            title = st.segmented_control(
                "Show", titles, key="more_panel", default=titles[0], required=True, label_visibility="collapsed"
            )
            panel(title or titles[0])(visit)
