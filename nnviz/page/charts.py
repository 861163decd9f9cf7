"""The charts: the three pictures and the counters, which the browser plays."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.components.player import packed, player
from nnviz.datasets import Dataset
from nnviz.figures.surface import surface_figure
from nnviz.page.mirror import mirrored, owed
from nnviz.page.moment import moment_switch
from nnviz.page.race_stage import PLAYER, race_stage
from nnviz.page.view_popover import view_popover
from nnviz.page.words import plain
from nnviz.server.streamlit_internals import pressed, quiet
from nnviz.session.address import address
from nnviz.session.foresight import ahead_to_send
from nnviz.session.frame_encoder import FIELDS, LABELS
from nnviz.session.hearing import hear
from nnviz.session.pacing import ROOM
from nnviz.session.protocol import Chunk, Report, read_report
from nnviz.session.sentences import boundary_words, network_words, spoken, what_is_wrong, what_it_did
from nnviz.session.telling import chunk_to_send
from nnviz.session.turns import TURNS
from nnviz.session.visit import Visit

BOUNDARY_PLAYER = "player_boundary"
LOSS_PLAYER = "player_loss"
ALONE = 640
"""Width of the boundary, in pixels, where it stands alone: its height follows from it."""
WIDTHS = (1.22, 1.0)
"""How wide the network's column is beside the other one."""
EXPLAIN_HEIGHT = 160
"""What makes the place of the explanation one that scrolls; the page's style says how high it is where."""
FEED = "player_feed"
FIRST = "player_first"
NBSP = "\u00a0"


def listen(visit: Visit) -> None:
    """Read the browser's reports from all of the player's mounts, in the order in which it made them."""
    reports = [report for key in (PLAYER, BOUNDARY_PLAYER, FEED) if (report := reported(key))]
    for report in sorted(reports, key=lambda report: report.nonce):
        hear(visit, report)


def reported(key: str = PLAYER) -> Report | None:
    """Return the latest report of the browser's player."""
    state = st.session_state.get(key)
    return read_report(state.get("report")) if isinstance(state, Mapping) else None


def stage(visit: Visit, chunk: Chunk) -> DeltaGenerator | None:
    """Draw the network on one side, boundary and loss on the other; on a phone as cards beside one another.

    Pictures that the page leaves out are neither drawn nor sent.

    Parameters
    ----------
    visit : Visit
    chunk : Chunk
        The chunk for the page, as `told` returns it.

    Returns
    -------
    DeltaGenerator or None
        The place under the first picture for what explains the step, which is drawn after the pictures were sent; None
        if the page leaves out the arithmetic or every picture.
    """
    names = [name for name in ("network", "loss", "boundary") if visit.page.has(name)]
    if visit.view.surface and visit.racing is None:
        visit.drawn.follows = True
    whole, visit.drawn.whole = visit.drawn.whole, False
    pictures, beside = visit.pictures, visit.beside()
    labels: Mapping[str, str] = LABELS if beside is None else beside.labels
    alts = labels
    if visit.at_rest:
        alts = pictures.alts(visit.rest_frame())
        alts = alts if beside is None else beside.alts(alts)

    def about(name: str) -> dict[str, Any]:
        if beside is not None:
            return beside.about(name, whole=whole, alts=alts)
        return pictures.about(name, whole=whole, alt=alts[name])

    def mount(key: str, names: list[str], **more: Any) -> None:
        views = {name: about(name) for name in names}
        layout = [{"name": name, "label": labels[name]} for name in names]
        player(key=key, theme=visit.theme.name, layout=layout, views=views, **more)

    explained: DeltaGenerator | None = None
    with st.container(key="stage"):
        player(key="player_counters", fields=FIELDS)
        with st.container(key="said", horizontal=True, vertical_alignment="center"):
            st.caption(_said(visit))
            moment_switch(visit)
        first_mount = {"chunk": chunk, "spoken": spoken(visit), "on_report": _listen}
        if beside is not None:
            race_stage(visit, beside, mount, first_mount)
            return _explained() if visit.page.has("arithmetic") else None
        left: Any
        right: Any
        if len(names) > 1:
            with st.container(key="cards"):
                left, right = st.columns(WIDTHS, gap="medium")
        else:
            left, right = st.container(), st.container(width=ALONE)
        first = [] if names == ["boundary"] else names[:1]
        with left:
            with _card(first[0]) if first else nullcontext():
                mount(PLAYER, first, **first_mount)
                if "network" in first:
                    st.caption(network_words(visit))
            if names and visit.page.has("arithmetic"):
                explained = _explained()
        with right:
            if "boundary" in names:
                with _card("boundary"):
                    _boundary(visit, mount)
            if "loss" in names[1:]:
                with _card("loss"):
                    mount(LOSS_PLAYER, ["loss"])
    return explained


def _card(name: str) -> DeltaGenerator:
    """Make the place of a picture and its words: on a phone a card among others, to swipe through."""
    return st.container(key=f"card_{name}")


def _explained() -> DeltaGenerator:
    """Make the place of what explains the step; its height is kept, so that nothing moves when it is filled."""
    return st.container(key="explain", height=EXPLAIN_HEIGHT, border=False)


def _boundary(visit: Visit, mount: Callable[..., None]) -> None:
    """Draw the boundary between its switches and its legend."""
    _switches(visit)
    if visit.view.surface:
        frame = visit.frame_on_show()
        figure = surface_figure(frame, visit.pictures.shown, visit.theme)
        st.plotly_chart(figure, key="surface", theme=None, config={"displaylogo": False})
        return
    mount(BOUNDARY_PLAYER, ["boundary"], on_report=_listen)
    st.caption(boundary_words(visit, plain))
    _effects(visit)


def _said(visit: Visit) -> str:
    """Say what the last update did and what is going wrong; the place of the sentences is kept if there are none."""
    finding = what_is_wrong(visit)
    wrong = "" if finding is None else f"**{plain(finding.words)}** {plain(finding.advice)}"
    parts = (_greeting(visit), _moment(visit), plain(what_it_did(visit)), wrong)
    return " ".join(part for part in parts if part) or NBSP


def _moment(visit: Visit) -> str:
    """Say of which moment the pictures are within a step, and by which switch; the phase stands below them."""
    walk = visit.slow.walk
    if walk is None or walk.at == walk.last:
        return ""
    waits = " A question waits under the network." if walk.waits else ""
    by = "Slow motion: the" if visit.slow.on else "Predict first: the" if visit.slow.predict else "The"
    return f"{by} pictures show the network before the update.{waits}"


def _greeting(visit: Visit) -> str:
    """Greet a first visitor, until the first step; where there is nothing to press, there is nothing to say."""
    page = visit.page
    free = page.has("transport") and not page.hides("play") and not page.hides("step")
    if (
        not free
        or visit.learner.lesson is not None
        or visit.experiment.furthest
        or not visit.at_rest
        or visit.slow.walk is not None
    ):
        return ""
    return (
        "Watch a network learn one sample at a time, see every number of each step, and go back to any of them. "
        "Press **Play** to watch it learn, or **Step** to present one sample."
    )


def told(visit: Visit) -> Chunk:
    """Return the chunk for the page, with data for its pictures only: the browser would keep data without a picture."""
    kept = chunk_to_send(visit)
    if isinstance(kept["frames"], list) and kept["frames"]:
        names, begin = visit.views, time.monotonic()
        for frame in kept["frames"]:
            frame["views"] = {name: part for name, part in frame["views"].items() if name in names}
        # The chunk is kept until the next one, in case this message is lost; for a visitor who left, some minutes.
        kept["frames"] = packed(kept["frames"])
        ROOM.packed(id(visit.frames_to_play), time.monotonic() - begin)
    # A run of the fragment starts the next slice itself; after a run of the whole page a report of the browser does.
    return {**kept, "address": address(visit), "working": kept["working"] and visit.drawn.whole}


def ahead(visit: Visit) -> None:
    """Send the frames of the steps around the one at rest that the browser lacks."""
    player(key="player_ahead", ahead=ahead_to_send(visit))


@st.fragment
def first_pictures(visit: Visit) -> None:
    """Hear when the first pictures are drawn: a fragment of its own, since nothing has to be drawn for it."""
    quiet()
    player(key=FIRST, awaits=visit.views, on_drawn=_listen)


def first_pictures_drawn() -> bool:
    """Whether the browser has said that they are."""
    state = st.session_state.get(FIRST)
    return isinstance(state, Mapping) and bool(state.get("drawn"))


@st.fragment
def feed(visit: Visit) -> None:
    """Send more frames while the run plays: a separate fragment, since nothing else on the page is drawn for them."""
    chunk = None
    with TURNS.turn(hurry=False, asked=pressed) as held:
        heard = visit.talk.heard
        if held:  # else a click waits, which Streamlit takes as soon as something is drawn, and which hears this, too
            listen(visit)
        if visit.talk.heard != heard:  # else the rest of the page, drawn just before, has answered it
            chunk = told(visit)
    player(key=FEED, asks=True, feed=chunk, on_report=_listen)
    if visit.drawn.undressed or (chunk and chunk["mode"] != "append") or owed():
        # Streamlit's browser side sends all that happens at one moment as one message for one fragment: for this one,
        # although something happened that the rest of the page has to show.
        st.rerun()


def _listen() -> None:
    """Do nothing: a report only has to make the fragment run again, where `stage` reads it."""


def _effects(visit: Visit) -> None:
    if not visit.view.effects or not visit.at_rest:
        return
    walk = visit.slow.walk
    found = visit.pictures.effects() if walk is None or walk.at == walk.last else None
    if found is None:
        st.caption("Press Step: then arrows mark what it did to every sample.")
        return
    train = found.train
    st.markdown(
        f"Step {visit.experiment.step:,} helped {train.helped} and hurt {train.hurt} of {train.n} training samples"
        f" ({found.helped} and {found.hurt} of all {found.rows.n}). ▼ its loss fell, ▲ its loss rose; size: how much."
    )


def _switches(visit: Visit) -> None:
    data, view = visit.experiment.dataset, visit.view
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="switches"):
        if not visit.page.hides("surface"):
            shown = "3-D" if view.surface else "2-D"
            st.segmented_control(
                "Boundary",
                ["2-D", "3-D"],
                required=True,
                label_visibility="collapsed",
                **mirrored("surface_shown", shown, lambda told: visit.look(surface=told == "3-D")),
            )
        if data.T.shape[1] > 1 and not visit.page.hides("output_shown"):
            names = {str(j + 1): name for j, name in enumerate(data.outputs)}
            if data.labels is not None:
                names = {"winner": "winning class"} | names
            # With several values there is no largest class, so the first output is shown.
            output = view.output_shown if view.output_shown in names else "1"
            st.selectbox(
                "Output shown",
                list(names),
                format_func=lambda key: names.get(key, key),
                label_visibility="collapsed",
                width=170,
                **mirrored("output_shown", output, lambda told: visit.look(output_shown=told), names),
            )
        if not visit.page.hides("effects"):
            effects = mirrored("effects", view.effects, lambda on: visit.look(effects=on))
            st.toggle("effect of the update", **effects)
        view_popover(visit)
    if data.raw.shape[1] > 2 and not visit.page.hides("axes"):
        plane = view.axes or tuple(axis + 1 for axis in data.axes)
        with st.container(horizontal=True, key="axes_choice"):
            inputs = range(1, data.raw.shape[1] + 1)
            for place, name in enumerate(("across", "up")):
                st.selectbox(
                    f"Axis {name}",
                    inputs,
                    format_func=_axis_words(data, name),
                    label_visibility="collapsed",
                    **mirrored(f"axis_{name}", plane[place], partial(_turn, visit, place), inputs),
                )


def _axis_words(data: Dataset, name: str) -> Callable[[int], str]:
    return lambda k: f"{name}: {data.raw_inputs[k - 1]}"


def _turn(visit: Visit, place: int, told: int) -> None:
    across, up = visit.view.axes or tuple(axis + 1 for axis in visit.experiment.dataset.axes)
    # If the other axis's input is chosen for this axis, the two are swapped.
    swapped = told == (up, across)[place]
    visit.look(axes=(up, across) if swapped else (told, up) if place == 0 else (across, told))
