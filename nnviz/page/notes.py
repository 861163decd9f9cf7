"""The notes above the pictures: what was opened and how it was read, and what is so of the run at rest."""

from __future__ import annotations

import streamlit as st

from nnviz.page.words import sentence
from nnviz.session.address import not_in_address
from nnviz.session.left_out import not_whole
from nnviz.session.presence import IDLE_SECONDS
from nnviz.session.race_text import race_text
from nnviz.session.sentences import divergence
from nnviz.session.visit import Visit

MOST_SAID = 12
"""Sentences that are shown on what was changed in a link."""


def opening_notes(now: Visit) -> None:
    """Say what is to be known of what was opened; a run of the whole page draws this, above all else."""
    said, opened = now.said, now.opened
    if said.warnings:
        st.warning(sentence(" ".join(said.warnings)))
    if opened.lacking:
        (st.warning if opened.asked_tab else st.info)(
            opened.lacking.missing if opened.asked_tab else opened.lacking.looking
        )
    if said.read_as:
        # At most a few lines are shown: nobody writes a link that needs more.
        more = len(said.read_as) - MOST_SAID
        st.info(sentence(" ".join(said.read_as[:MOST_SAID])) + (f" And {more} more." if more > 0 else ""))
    if said.remarks:
        # Closed, so that the pictures stay in view.
        with st.expander(f"From a link of TensorFlow Playground: {len(said.remarks)} things are not the same here"):
            st.markdown("\n".join(f"- {remark}" for remark in said.remarks))


def notes(now: Visit) -> None:
    """Say what is so of the run on show: what its address does not hold, that it has diverged, that it was paused."""
    if now.opened.lacking is None and (lacks := not_in_address(now)) is not None:
        st.caption(not_whole(lacks, kept=now.stored.holds(lacks)))
    if now.racing is not None and race_text(now.racing.race.rivals) is None:
        st.caption("The race does not fit into the page's address: a reload shows run 1 alone.")
    diverged = divergence(now)
    if diverged is not None:
        st.error(" ".join(diverged))
    if now.presence.left_alone and now.at_rest:
        minutes = round(IDLE_SECONDS / 60)
        st.info(f"Paused: nobody has touched this page for {minutes} minutes. Press Play to go on from here.")
