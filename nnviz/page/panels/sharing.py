"""Share and keep: the run as a link, a QR code or a file, and a field that opens links, TensorFlow Playground's too."""

from __future__ import annotations

import streamlit as st

from nnviz.components.link import copy_link
from nnviz.exchange.runfile import MOST_BYTES
from nnviz.page.lesson_links import lesson_links, qr_code, say_reach
from nnviz.page.over import uncover
from nnviz.page.words import sentence
from nnviz.session.address import implied, not_in_address, short_link
from nnviz.session.left_out import not_whole
from nnviz.session.open_save import open_link, open_run, run_bytes
from nnviz.session.visit import Visit

PANEL = {"title": "Share and keep", "place": 70, "draw": "sharing"}
_OPENED = "opened_here"
"""The session's key for the run that a button of this panel opened last, and for which button it was."""

MEGABYTES = MOST_BYTES >> 20


def sharing(visit: Visit) -> None:
    """Draw the panel; the step on show is saved or shared, so the run must be paused."""
    if not visit.at_rest:
        st.caption("Pause to share or keep this run.")
        return
    share, keep = st.columns(2, gap="large")
    with share:
        _link(visit)
        lesson_links(visit)
        _elsewhere(visit)
    with keep:
        _file(visit)


def _link(visit: Visit) -> None:
    st.markdown("**Link**")
    # The browser's own address of the page is used: it includes proxies that the server does not see.
    base = st.context.url
    if (lacks := not_in_address(visit)) is not None:
        st.warning(not_whole(lacks, kept=visit.stored.holds(lacks)))
        return
    link = short_link(f"{(base or '').rstrip('/')}/", visit)
    if link is None:
        st.warning("The address that was opened still waits for what it leaves out, so there is no link to this run.")
        return
    st.caption("Whoever opens it stands at this step, with these settings and these changes, to the last bit.")
    copy_link(key="copy_link", implied=implied(visit))
    if base and st.toggle("QR code for a projector", key="qr"):
        qr_code(link)
    else:
        say_reach(link)


def _elsewhere(visit: Visit) -> None:
    st.markdown("**Open a link**")
    text = st.text_input(
        "Paste a link of this page or of playground.tensorflow.org",
        key="their_link",
        placeholder="https://playground.tensorflow.org/#activation=tanh&…",
    )
    st.button("Open the link", key="open_link", on_click=_open_link, args=(visit,), disabled=not text)
    if refused := st.session_state.pop("link_refused", None):
        st.error(sentence(f"{refused}. Nothing was changed."))
    _what_is_said(visit, "link")


def _open_link(visit: Visit) -> None:
    try:
        open_link(visit, st.session_state["their_link"])
    except ValueError as error:
        st.session_state["link_refused"] = str(error)
    else:
        _opened(visit, "link")


def _opened(visit: Visit, way: str) -> None:
    st.session_state[_OPENED] = way, visit.experiment
    uncover()


def _what_is_said(visit: Visit, way: str) -> None:
    """Say beside the button, too, what stands above the pictures of the run that it opened."""
    if st.session_state.get(_OPENED) == (way, visit.experiment) and visit.said.warnings:
        st.warning(sentence(" ".join(visit.said.warnings)))


def _file(visit: Visit) -> None:
    st.markdown("**Run file**")
    st.caption(
        "Settings, data of your own, every change and the step. Opened again, the run goes on with the same bits; on a "
        "machine whose arithmetic rounds otherwise, the page says so."
    )
    try:
        raw = run_bytes(visit)
    except ValueError as error:
        st.warning(sentence(f"{error}."))
    else:
        name = f"nnviz-run-step-{visit.experiment.step}.json"
        st.download_button("Save this run", raw, name, "application/json", key="save_run", on_click="ignore")
    st.file_uploader(
        f"Run file to open (JSON, at most {MEGABYTES} MB)", type=["json"], key="run_file", max_upload_size=MEGABYTES
    )
    st.button("Open", key="open_run", on_click=_open, args=(visit,), disabled=st.session_state["run_file"] is None)
    if refused := st.session_state.pop("run_refused", None):
        st.error(sentence(f"{refused}. Nothing was changed."))
    _what_is_said(visit, "file")


def _open(visit: Visit) -> None:
    found = st.session_state["run_file"]
    if found is None:
        return
    try:
        open_run(visit, found.getvalue())
    except ValueError as error:
        st.session_state["run_refused"] = str(error)
    else:
        _opened(visit, "file")
