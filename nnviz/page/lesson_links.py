"""Links that open a lesson at one of its parts, or a route, for a class; and links as QR codes."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from nnviz.figures.qr import qr_svg
from nnviz.lessons import LESSONS, ROUTES
from nnviz.session.page_parts import page_to_params
from nnviz.session.reach import narrow_reach
from nnviz.session.visit import Visit

QR_WIDTH = 560
"""Pixels of a QR code that can be read from the last row of a room."""


def qr_code(link: str) -> None:
    """Draw a link as a QR code and as text."""
    try:
        picture = qr_svg(link)
    except ValueError as error:
        st.warning(f"There is no QR code: {error}. Copy the link, or save a run file.")
    else:
        st.image(picture, width=QR_WIDTH)
    say_reach(link)
    st.code(link, language=None, wrap_lines=True)


def say_reach(link: str) -> None:
    """Say it where not everybody can open a link."""
    if words := narrow_reach(link):
        st.warning(words)


def lesson_links(visit: Visit) -> None:
    """Draw the choice of a lesson or a route, of its part, and the link to it; what this page hides is hidden there."""
    st.markdown("**A lesson for a class**")
    titles = {f"route={key}": made.title for key, made in ROUTES.items()}
    titles |= {f"lesson={key}": f"{at + 1} · {made.title}" for at, (key, made) in enumerate(LESSONS.items())}
    chosen = st.selectbox(
        "Lesson or route", list(titles), index=None, key="lesson_to_share", format_func=titles.__getitem__
    )
    if chosen is None:
        return
    name, _, key = chosen.partition("=")
    params = {name: key}
    if name == "lesson":
        steps = LESSONS[key].steps
        words = {at + 1: f"{at + 1} · {section.kind} {section.key}".strip() for at, section in enumerate(steps)}
        part = st.selectbox("Part", list(words), key=f"part_to_share_{key}", format_func=words.__getitem__)
        if part != 1:
            params["step_of_lesson"] = str(part)
    params |= {name: text for name, text in page_to_params(visit.page).items() if text}
    link = f"{(st.context.url or '').rstrip('/')}/?{urlencode(params, safe=',')}"
    if st.toggle("QR code of the lesson", key="lesson_qr"):
        qr_code(link)
    else:
        say_reach(link)
        st.code(link, language=None, wrap_lines=True)
