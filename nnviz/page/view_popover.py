"""The popover "View": details of the pictures that a first visitor need not choose."""

from __future__ import annotations

import streamlit as st

from nnviz.session.view import MAPS
from nnviz.session.visit import Visit

MAP_WORDS = {"auto": "where there is room", "1": "always", "0": "never"}
_HELP = {
    "log": "Losses on a logarithmic axis",
    "discrete": "The boundary shows the class alone: the output's side of 0.5, or the winner. Of a regression, the "
    "side of the middle of its targets",
    "test_shown": "The samples held out for testing, drawn hollow",
}


def view_popover(visit: Visit) -> None:
    """Draw the popover with the controls that the address does not hide; draw nothing if it hides all of them."""
    view, page = visit.view, visit.page
    toggles = [("discrete", "class only")]
    if page.has("loss"):
        toggles.insert(0, ("log", "logarithmic loss axis"))
    if visit.experiment.dataset.test.size:
        toggles.append(("test_shown", "test samples"))
    toggles = [(name, label) for name, label in toggles if not visit.page.hides(name)]
    with_maps = page.has("network") and visit.pictures.wiring.picture is None and not visit.page.hides("maps")
    if not toggles and not with_maps:
        return
    with st.popover("View"):
        for name, label in toggles:
            st.session_state[name] = getattr(view, name)
            st.toggle(label, key=name, help=_HELP[name], on_change=_toggled, args=(visit, name))
        if with_maps:
            st.session_state["maps"] = view.maps
            st.segmented_control(
                "Each neuron's map",
                MAPS,
                key="maps",
                format_func=MAP_WORDS.__getitem__,
                required=True,
                help="The neuron's output over the plane of the inputs, in the network. Point at it to see it large",
                on_change=lambda: visit.look(maps=st.session_state["maps"]),
            )


def _toggled(visit: Visit, name: str) -> None:
    visit.look(**{name: bool(st.session_state[name])})
