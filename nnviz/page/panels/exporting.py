"""The files that a run can be exported to."""

from __future__ import annotations

import time
from collections.abc import Iterator

import streamlit as st

from nnviz.export.film import film
from nnviz.export.notebook import notebook
from nnviz.export.numbers import history_csv, weights_csv, weights_json
from nnviz.export.pictures import FORMATS, NAMES, PictureError, picture
from nnviz.export.script import script
from nnviz.export.torch_script import NotInTorchError, torch_script
from nnviz.page.slices import again
from nnviz.run.experiment import Experiment
from nnviz.session.traces import as_json
from nnviz.session.visit import Visit

PANEL = {"title": "Export", "place": 80, "draw": "exporting"}

SLICE_SECONDS = 0.4


def exporting(visit: Visit) -> None:
    """Draw the panel."""
    if not visit.at_rest:
        st.caption("Pause to export the run where it stands.")
        return
    experiment = visit.experiment
    name = f"nnviz-{experiment.settings.dataset}-step-{experiment.step}"
    _script(experiment, name)
    st.markdown("**Numbers**")
    update = visit.update
    with st.container(horizontal=True, gap="small"):
        _file("Weights, CSV", weights_csv(experiment), f"{name}-weights.csv", "text/csv", "weights_csv")
        _file("Weights, JSON", weights_json(experiment), f"{name}-weights.json", "application/json", "weights_json")
        _file("Loss history, CSV", history_csv(experiment), f"{name}-loss.csv", "text/csv", "history_csv")
        if update is not None:
            whole = as_json(update, experiment, made=not visit.to_come)
            _file("This step, JSON", whole, f"{name}-trace.json", "application/json", "trace_json")
    _pictures(visit, name)
    _film(visit, name)


def _file(label: str, data: str | bytes, name: str, kind: str, key: str) -> None:
    st.download_button(label, data, name, kind, key=f"export_{key}", on_click="ignore")


def _script(experiment: Experiment, name: str) -> None:
    text = script(experiment)
    st.markdown("**Python**: this run as a script that needs NumPy alone and ends with the same weights and loss")
    st.caption(
        "It computes in the order of this page, so with the same NumPy on the same kind of machine both agree to the "
        "last bit. Elsewhere a last digit may be rounded in another way, and at a high learning rate that may grow."
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _file("Python script", text, f"{name}.py", "text/x-python", "script")
        _file("Notebook", notebook(experiment), f"{name}.ipynb", "application/x-ipynb+json", "notebook")
        _torch(experiment, name)
        shown = st.toggle("Read it here", key="export_read")
    if shown:
        st.code(text, language="python", height=420)


def _torch(experiment: Experiment, name: str) -> None:
    """Offer the script for PyTorch, made on request: the run is run twice to see how far it can be trusted."""
    made = st.session_state.get("export_torch_made")
    if made is not None and made[0] == (name, id(experiment.network)):
        _file("Download the PyTorch script", made[1], f"{name}-torch.py", "text/x-python", "torch")
        return
    if st.button("PyTorch script", key="export_torch_make"):
        try:
            with st.spinner("Writing…"):
                st.session_state["export_torch_made"] = (name, id(experiment.network)), torch_script(experiment)
        except NotInTorchError as error:
            st.error(f"There is no script for PyTorch: {error}.")
            return
        again()


def _pictures(visit: Visit, name: str) -> None:
    """Offer SVG and PNG files, which are drawn on request: each takes a second or two."""
    st.markdown("**Pictures**")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        which = st.selectbox("Picture", NAMES, key="export_picture", width=140)
        kind = st.segmented_control("Format", FORMATS, key="export_format", default="svg", required=True)
        asked = st.button("Draw it", key="export_draw")
    if asked:
        try:
            with st.spinner("Drawing…"):
                made = picture(visit.experiment, which, kind or "svg", theme=visit.theme.name)
            st.session_state["export_drawn"] = (visit.experiment.step, f"{name}-{which}.{kind}", made)
        except PictureError as error:
            st.error(str(error))
    drawn = st.session_state.get("export_drawn")
    if drawn is not None and drawn[0] == visit.experiment.step:
        _, file, raw = drawn
        st.image(raw if file.endswith("png") else raw.decode(), width=420)
        _file(f"Download {file}", raw, file, "image/png" if file.endswith("png") else "image/svg+xml", "picture_file")


def _film(visit: Visit, name: str) -> None:
    """Make a GIF in slices of time, so that the page still answers."""
    st.markdown("**Film**: the training so far as a GIF")
    making: tuple[int, Iterator[float | bytes], float] | None = st.session_state.get("export_film")
    if making is not None and making[0] != visit.experiment.step:
        making = st.session_state["export_film"] = None
    if making is None:
        if st.button("Make the film", key="export_make", disabled=visit.experiment.step == 0):
            st.session_state["export_gif"] = None
            st.session_state["export_film"] = (visit.experiment.step, _frames(visit), 0.0)
            st.rerun()
        gif = st.session_state.get("export_gif")
        if gif is not None and gif[0] == visit.experiment.step:
            st.image(gif[1])
            _file("Download the GIF", gif[1], f"{name}.gif", "image/gif", "gif_file")
        return
    st.progress(making[2], text="Drawing the film…")
    if st.button("Cancel", key="export_cancel"):
        st.session_state["export_film"] = None
        st.rerun()
    step, frames, done = making
    end = time.monotonic() + SLICE_SECONDS
    while time.monotonic() < end:
        part = next(frames)
        if isinstance(part, bytes):
            st.session_state["export_gif"] = (step, part)
            st.session_state["export_film"] = None
            break
        done = part
        st.session_state["export_film"] = (step, frames, done)
    st.rerun()


def _frames(visit: Visit) -> Iterator[float | bytes]:
    """Return the film of a copy of the run, so that the visitor's own run keeps its position."""
    own = visit.experiment
    edits = tuple(edit for edit in own.edits if edit.step <= own.step)
    hands = tuple(edit for edit in own.hands if edit.step <= own.step)
    copy = Experiment(own.start, edits, hands)
    copy.seek(own.step)
    return film(copy, theme=visit.theme.name)
