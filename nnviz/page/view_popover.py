"""The popover "View": details of the pictures that a first visitor need not choose."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nnviz.page.mirror import mirrored
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
            toggled = partial(_toggled, visit, name)
            st.toggle(label, help=_HELP[name], **mirrored(name, getattr(view, name), toggled))
        if with_maps:
            st.segmented_control(
                "Each neuron's map",
                MAPS,
                format_func=MAP_WORDS.__getitem__,
                required=True,
                help="The neuron's output over the plane of the inputs, in the network. Point at it to see it large",
                **mirrored("maps", view.maps, lambda told: visit.look(maps=told)),
            )


def _toggled(visit: Visit, name: str, on: bool) -> None:
    visit.look(**{name: on})
