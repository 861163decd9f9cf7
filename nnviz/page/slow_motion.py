"""Slow motion on the page: its switches, its digits, the phase on show, the question before the update."""

from __future__ import annotations

import streamlit as st

from nnviz.derivation import aligned, phases
from nnviz.page.mirror import mirrored
from nnviz.page.update_table import draw_update
from nnviz.session.phase_walk import PACES, Walk
from nnviz.session.view import DIGITS
from nnviz.session.visit import Visit

MOST_LINES = 24
"""Lines of one phase that stand on the page at once; a wide network shows a layer at a time."""


def switches(visit: Visit) -> None:
    """Draw the switches for slow motion and predict first, and the pace."""
    slow = visit.slow
    if not visit.page.hides("slow"):
        st.toggle("Slow motion", **mirrored("slow", slow.on, lambda on: visit.transport.slow_down(on=on)))
    if not visit.page.hides("predict"):
        predict = mirrored("predict", slow.predict, lambda on: visit.transport.slow_down(predict=on))
        st.toggle("Predict first", **predict)
    if slow.on:
        st.select_slider(
            "Seconds a phase",
            PACES,
            format_func=lambda pace: f"{pace:g} s a phase",
            label_visibility="collapsed",
            width=130,
            **mirrored("pace", slow.pace, lambda pace: visit.transport.slow_down(pace=pace)),
        )


def digits_and_score(visit: Visit) -> None:
    """Draw the choice of how many digits numbers have, and how many predictions were right."""
    if not visit.page.hides("digits"):
        st.selectbox(
            "Digits",
            DIGITS,
            format_func=lambda digits: f"{digits} digits",
            label_visibility="collapsed",
            width=120,
            **mirrored("digits", visit.view.digits, lambda digits: visit.look(digits=digits)),
        )
    score = visit.slow.score
    if score.asked:
        st.markdown(f"**{score.right} of {score.asked} right** in this visit")


def question(visit: Visit) -> bool:
    """Draw the question before the update, or the verdict on its answer; return whether there is one."""
    walk = visit.slow.walk
    told = None if walk is None else walk.told(visit.view.digits)
    if walk is None or told is None:
        return False
    asked, verdict = told
    with st.container(key="question", gap="small"):
        st.markdown(f"**{asked.text}**")
        if verdict is None:
            with st.container(horizontal=True):
                for option in asked.options:
                    st.button(
                        option.label, key=f"answer_{option.key}", on_click=visit.transport.reply, args=(option.key,)
                    )
            return True
        words = f"{verdict.why} Press Step to see the update." if walk.at < walk.last else verdict.why
        if verdict.right:
            st.success(f"Right: {verdict.correct.label}. {words}")
        else:
            st.warning(f"Not so: {verdict.correct.label}. {words}")
    return True


def walked(walk: Walk, digits: int) -> None:
    """Draw the phase on show, and below it the earlier phases that it builds on; later phases stay hidden."""
    told = phases(walk.update, digits)
    phase = told[walk.at]
    st.markdown(f"**Phase {walk.at + 1} of {len(walk.phases)}. {phase.title}**")
    if phase.kind == "update":
        draw_update(walk.update, digits)
    else:
        st.latex(aligned(phase.lines[:MOST_LINES]))
    if phase.kind != "update" and len(phase.lines) > MOST_LINES:
        st.caption(f"The first {MOST_LINES} of {len(phase.lines)} lines.")
    for earlier in reversed(told[: walk.at]):
        with st.expander(earlier.title):
            st.latex(aligned(earlier.lines[:MOST_LINES]))
