"""The files that a run can be exported to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from nnviz.export.film import film, steps_of
from nnviz.export.html_page import LIVE, page_in_slices
from nnviz.export.notebook import notebook
from nnviz.export.numbers import history_csv, weights_csv, weights_json
from nnviz.export.pictures import FORMATS, NAMES, PictureError, picture
from nnviz.export.script import script
from nnviz.export.torch_script import NotInTorchError, torch_script
from nnviz.page.slices import again
from nnviz.session.ahead import what_led
from nnviz.session.recording import USUAL_STEPS, most_steps
from nnviz.session.traces import as_json
from nnviz.session.view import View
from nnviz.session.visit import Visit

PANEL = {"title": "Export", "place": 80, "draw": "exporting"}

SLICE_SECONDS = 0.4
T = TypeVar("T")


@dataclass(frozen=True)
class _About:
    """What a file was made of: a run with its changes, at a step, in a view and a theme."""

    run: tuple[object, ...]
    step: int
    view: View
    theme: str

    @classmethod
    def of(cls, visit: Visit) -> _About:
        return cls(what_led(visit.experiment), visit.experiment.step, visit.view, visit.theme.name)


def exporting(visit: Visit) -> None:
    """Draw the panel."""
    if not visit.at_rest:
        st.caption("Pause to export the run where it stands.")
        return
    experiment = visit.experiment
    name = f"nnviz-{experiment.settings.dataset}-step-{experiment.step}"
    _script(visit, name)
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
    _page(visit, name)
    _film(visit, name)


def _file(label: str, data: str | bytes, name: str, kind: str, key: str) -> None:
    st.download_button(label, data, name, kind, key=f"export_{key}", on_click="ignore")


def _script(visit: Visit, name: str) -> None:
    experiment = visit.experiment
    text = script(experiment)
    st.markdown("**Python**: this run as a script that needs NumPy alone and ends with the same weights and loss")
    st.caption(
        "It computes in the order of this page, so with the same NumPy on the same kind of machine both agree to the "
        "last bit. Elsewhere a last digit may be rounded in another way, and at a high learning rate that may grow."
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _file("Python script", text, f"{name}.py", "text/x-python", "script")
        _file("Notebook", notebook(experiment), f"{name}.ipynb", "application/x-ipynb+json", "notebook")
        _torch(visit, name)
        shown = st.toggle("Read it here", key="export_read")
    if shown:
        st.code(text, language="python", height=420)


def _torch(visit: Visit, name: str) -> None:
    """Offer the script for PyTorch, made on request: the run is run twice to see how far it can be trusted."""
    experiment, about = visit.experiment, _About.of(visit)
    made = st.session_state.get("export_torch_made")
    if made is not None and made[0] == about:
        _file("Download the PyTorch script", made[1], f"{name}-torch.py", "text/x-python", "torch")
        return
    if st.button("PyTorch script", key="export_torch_make"):
        try:
            with st.spinner("Writing…"):
                st.session_state["export_torch_made"] = about, torch_script(experiment)
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
            st.session_state["export_drawn"] = (_About.of(visit), f"{name}-{which}.{kind}", made)
        except PictureError as error:
            st.error(str(error))
    drawn = st.session_state.get("export_drawn")
    if drawn is not None and drawn[0] == _About.of(visit):
        _, file, raw = drawn
        st.image(raw if file.endswith("png") else raw.decode(), width=420)
        _file(f"Download {file}", raw, file, "image/png" if file.endswith("png") else "image/svg+xml", "picture_file")


def _page(visit: Visit, name: str) -> None:
    """Offer a page that plays the run without a server."""
    st.markdown("**One HTML file**: this run with its pictures, steps, sentences and the chain rule of every weight")
    st.caption(
        "It opens from disk, from a memory stick or inside another page, and asks no host for anything. Its link leads "
        "here, to the step on show."
    )
    count = min(USUAL_STEPS, most_steps(visit.experiment))
    ways = {
        "last": f"The last {count} steps, one by one",
        "whole": f"The whole run in {count} pictures",
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        way = st.selectbox("What is in it", list(ways), key="export_way", format_func=ways.__getitem__, width=280)

        def begin() -> Iterator[float | str]:
            own = visit.experiment.branch()
            steps = count if way == "last" else steps_of(own, count)
            return page_in_slices(own, steps, base=st.context.url or LIVE, view=visit.view)

        text = _in_slices(visit, "page", "Make the page", "Recording the run…", begin, wish=way)
    if text is not None:
        _file(f"Download the page, {len(text) / 1e6:.1f} MB", text, f"{name}.html", "text/html", "page_file")


def _film(visit: Visit, name: str) -> None:
    st.markdown("**Film**: the training so far as a GIF")
    begin = lambda: film(visit.experiment.branch(), theme=visit.theme.name)  # noqa: E731
    start = visit.experiment.step == 0
    gif = _in_slices(visit, "film", "Make the film", "Drawing the film…", begin, disabled=start)
    if gif is not None:
        st.image(gif)
        _file("Download the GIF", gif, f"{name}.gif", "image/gif", "gif_file")


def _in_slices(
    visit: Visit,
    key: str,
    label: str,
    words: str,
    begin: Callable[[], Iterator[float | T]],
    *,
    wish: object = None,
    disabled: bool = False,
) -> T | None:
    """Offer to make a file in slices of time, so that the page still answers; return it once it is there.

    It is kept until what is on show changes, or the ``wish``, which is what it depends on besides.
    """
    state, about = f"export_{key}", (_About.of(visit), wish)
    making: _Making[T] | None = st.session_state.get(state)
    if making is not None and making.about != about:
        making = st.session_state[state] = None
    if making is None or making.file is not None:
        if st.button(label, key=f"{state}_make", disabled=disabled):
            st.session_state[state] = _Making(about, begin())
            again()
        return None if making is None else making.file
    st.progress(making.share, text=words)
    if st.button("Cancel", key=f"{state}_cancel"):
        st.session_state[state] = None
        again()
    try:
        making.work()
    except (ValueError, RuntimeError) as error:
        st.session_state[state] = None
        st.error(f"{str(error).rstrip('.')}.")
        return None
    again()
    return None


@dataclass
class _Making(Generic[T]):
    """A file that is being made: what it depends on, what makes it, how much is done, and the file at last."""

    about: object
    parts: Iterator[float | T]
    share: float = 0.0
    file: T | None = None

    def work(self) -> None:
        """Go on for a slice of time."""
        end = time.monotonic() + SLICE_SECONDS
        while self.file is None and time.monotonic() < end:
            part = next(self.parts)
            if isinstance(part, float):
                self.share = part
            else:
                self.file = part
