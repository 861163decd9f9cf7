"""What a first visitor does not need, closed at first: one panel at a time, so that no other costs anything."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnviz.ui.panels.draw_points import draw_points
from nnviz.ui.panels.exporting import exporting
from nnviz.ui.panels.hidden_space import hidden_space_panel
from nnviz.ui.panels.histograms import histograms
from nnviz.ui.panels.landscape_panel import landscape
from nnviz.ui.panels.own_data import own_data
from nnviz.ui.panels.scores_panel import scores
from nnviz.ui.panels.sharing import sharing
from nnviz.ui.state import Visit

Panel = Callable[[Visit], None]
PANELS: dict[str, Panel] = {
    "Scores": scores,
    "Hidden space": hidden_space_panel,
    "Histograms": histograms,
    "Loss landscape": landscape,
    "Your own data": own_data,
    "Draw points": draw_points,
    "Share and keep": sharing,
    "Export": exporting,
}
"""By title, in the order of the choice; a panel says itself what it shows while the run plays."""


def more(visit: Visit) -> None:
    """Draw the chosen panel, if the visitor has opened this part of the page."""
    if not PANELS:
        return
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
            PANELS[title or titles[0]](visit)
