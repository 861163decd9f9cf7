"""The switch between the network from before the last update and the one after it."""

from __future__ import annotations

import streamlit as st

from nnviz.analysis.frames import MOMENTS
from nnviz.page.mirror import mirrored
from nnviz.session.visit import Visit

WORDS = {"before": "before the update", "after": "after the update"}


def moment_switch(visit: Visit) -> None:
    """Draw the switch, which says which moment the pictures show; it is shut where there is only one.

    At the start no update has been made yet; while the run goes on, all pictures are of after the update; and slow
    motion has its own order. The shut switch is another widget: what it shows is nobody's choice.
    """
    if visit.page.hides("moment"):
        return
    free = visit.at_rest and visit.slow.walk is None and visit.experiment.step > 0
    shown = visit.rest_frame().moment if visit.at_rest else "after"
    with st.container(key="moment", width="content"):
        st.segmented_control(
            "The pictures show the network",
            MOMENTS,
            format_func=WORDS.__getitem__,
            required=True,
            disabled=not free,
            label_visibility="collapsed",
            width="content",
            **mirrored("moment_chosen" if free else "moment_shut", shown, lambda told: visit.look(moment=told)),
        )
