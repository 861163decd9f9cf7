"""Share and keep: the run as a file, as a link and as a QR code, and links of TensorFlow Playground."""

from __future__ import annotations

import streamlit as st

from nnviz.runfile import MOST_BYTES
from nnviz.ui.keep import open_run, run_bytes
from nnviz.ui.state import Visit

MEGABYTES = MOST_BYTES >> 20


def sharing(visit: Visit) -> None:
    """Draw the panel; what is saved or shared is the step on show, so the run has to stand still."""
    if not visit.at_rest:
        st.caption("Pause to share or keep this run.")
        return
    keep, _ = st.columns(2, gap="large")
    with keep:
        _file(visit)


def _file(visit: Visit) -> None:
    st.markdown("**Run file**")
    st.caption(
        "Settings, data of your own, every change and the step: opened again, on this machine or another, the run goes "
        "on with the same bits."
    )
    try:
        raw = run_bytes(visit)
    except ValueError as error:
        st.warning(f"{error}.")
    else:
        name = f"nnviz-run-step-{visit.experiment.step}.json"
        st.download_button("Save this run", raw, name, "application/json", key="save_run", on_click="ignore")
    st.file_uploader(
        f"Run file to open (JSON, at most {MEGABYTES} MB)", type=["json"], key="run_file", max_upload_size=MEGABYTES
    )
    st.button("Open", key="open_run", on_click=_open, args=(visit,), disabled=st.session_state["run_file"] is None)
    if refused := st.session_state.pop("run_refused", None):
        st.error(f"{refused}. Nothing was changed.")


def _open(visit: Visit) -> None:
    found = st.session_state["run_file"]
    if found is None:
        return
    try:
        open_run(visit, found.getvalue())
    except ValueError as error:
        st.session_state["run_refused"] = str(error)
