"""Draw points: a plane into which a visitor clicks samples; the run learns from them as own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from nnviz.components.points import points_plane
from nnviz.datasets import OWN
from nnviz.page.over import uncover
from nnviz.session.drawing import MOST_POINTS, Drawing, drawing_of, plane_data, read_drawn, start_from
from nnviz.session.fitting import fitted
from nnviz.session.visit import Visit

PANEL = {"title": "Draw points", "place": 60, "draw": "draw_points"}

PLANE = "points_plane"
DRAWING = "drawing"


def draw_points(visit: Visit) -> None:
    """Draw the panel; every stroke builds a new run, so the panel is drawn while the run plays too."""
    drawing = _drawing(visit)
    plane, words = st.columns([1.6, 1], gap="large")
    with plane:
        points_plane(key=PLANE, data=plane_data(drawing, visit.theme), on_drawn=lambda: _drawn(visit))
    with words:
        st.markdown(
            "Choose a class and click points into the plane; a click on a point takes it away. A brush draws many at "
            "once. When a stroke ends, the network begins anew with these points as its data."
        )
        st.button("Start from the data set on show", key="draw_from", on_click=_from_data, args=(visit,))
        st.button("Start from an empty plane", key="draw_empty", on_click=_empty)
        if drawing.points and visit.settings.own != drawing.basis:
            st.button("Learn from these points", key="draw_use", on_click=_learn, args=(visit, drawing))
        if not drawing.points:
            st.caption("There is nothing in the plane yet: the run keeps its data until something is.")
        if refused := st.session_state.pop("draw_refused", None):
            st.error(refused)


def _drawing(visit: Visit) -> Drawing:
    """Return the session's drawing, which is made from the visitor's own data unless these were drawn here."""
    drawing = st.session_state.get(DRAWING)
    if not isinstance(drawing, Drawing):
        drawing = Drawing()
    own = visit.settings.own
    if own is not None and own != drawing.basis:
        try:
            drawing = drawing_of(own)
        except ValueError as error:
            # Own data that cannot be drawn stay as they are, and the drawing is kept beside them.
            st.caption(f"{error}.")
    st.session_state[DRAWING] = drawing
    return drawing


def _drawn(visit: Visit) -> None:
    """Take the points that the browser reports after a stroke."""
    state = st.session_state.get(PLANE)
    report = state.get("drawn") if isinstance(state, Mapping) else None
    drawing = st.session_state.get(DRAWING)
    if not isinstance(report, Mapping) or not isinstance(drawing, Drawing):
        return
    try:
        points = read_drawn(report, drawing)
    except ValueError as error:
        _refuse(error)
        return
    if points is None:
        return
    drawn = replace(drawing, points=points)
    st.session_state[DRAWING] = drawn
    if points:
        _use(visit, drawn)


def _use(visit: Visit, drawing: Drawing) -> None:
    """Let the run learn from a drawing."""
    try:
        own = drawing.own()
        wanted, along = fitted(visit.settings, {"dataset": OWN, "own": own})
    except ValueError as error:
        _refuse(error)
        return
    st.session_state[DRAWING] = replace(drawing, basis=own)
    visit.said.refused = None
    said = len(visit.said.notices)
    visit.change(wanted)
    del visit.said.notices[said:]  # it would say that a new run was built, which the visitor sees at every stroke
    visit.said.changed_along(along)


def _learn(visit: Visit, drawing: Drawing) -> None:
    _use(visit, drawing)
    if "draw_refused" not in st.session_state:
        uncover()


def _from_data(visit: Visit) -> None:
    data = visit.experiment.dataset
    try:
        drawing, left_out = start_from(data)
    except ValueError as error:
        _refuse(error)
        return
    st.session_state[DRAWING] = drawing
    _use(visit, drawing)
    if left_out:
        visit.said.notices.append(f"{MOST_POINTS} of its {MOST_POINTS + left_out:,} samples: the plane holds no more.")


def _empty() -> None:
    now = st.session_state.get(DRAWING)
    basis = now.basis if isinstance(now, Drawing) else None
    st.session_state[DRAWING] = Drawing(basis=basis)


def _refuse(error: ValueError) -> None:
    st.session_state["draw_refused"] = f"{error}. Nothing was changed."
