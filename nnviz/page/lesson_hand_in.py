"""Handing in what was done in the lessons, as a file and as a page to print."""

from __future__ import annotations

import streamlit as st

from nnviz.exchange.hand_in import LONGEST_NAME, HandIn, save_hand_in
from nnviz.export.hand_in_page import hand_in_page
from nnviz.page.words import plain
from nnviz.session.classroom import right_choice
from nnviz.session.kept_runs import lost_links
from nnviz.session.visit import Visit


def hand_in(visit: Visit) -> None:
    """Draw the field for the name and, with a name, the two files."""
    with st.container(key="hand_in"):
        st.markdown("**Hand in** what you did: predictions, answers, tries, time, and links to the states that passed.")
        if lost := lost_links(visit.learner.progress):
            words = f"The address has no room for {lost} of these links: hand in before a reload, or save a run file."
            st.caption(words)
        name = st.text_input("Your name", key="hand_in_name", max_chars=LONGEST_NAME, autocomplete="name")
        if not name.strip():
            return
        try:
            given = HandIn(name, visit.learner.progress)
            raw = save_hand_in(given)
        except ValueError as error:
            st.error(plain(f"{error}."))
            return
        base = f"{(st.context.url or '').rstrip('/')}/"
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                "File to hand in",
                raw,
                f"{given.file_name}.json",
                "application/json",
                key="hand_in_file",
                type="primary",
                on_click="ignore",
            )
            page = hand_in_page(given, base, right_choice)
            st.download_button(
                "The same to print", page, f"{given.file_name}.html", "text/html", key="hand_in_page", on_click="ignore"
            )
