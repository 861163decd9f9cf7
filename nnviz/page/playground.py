"""The playground: sidebar, transport, stage and arithmetic of one visit."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nnviz.components.player import player_script
from nnviz.components.reconnect import comeback
from nnviz.exchange.playground_link import SHARED, read_params, their_names
from nnviz.figures.theme import THEMES
from nnviz.page.arithmetic import arithmetic
from nnviz.page.charts import feed, listen, reported, stage, told
from nnviz.page.current_visit import begin, visit
from nnviz.page.more import more
from nnviz.page.sidebar import controls
from nnviz.page.style import style
from nnviz.page.tables import tables
from nnviz.page.transport import transport
from nnviz.server.streamlit_internals import SENT_SECONDS, interrupted, pause
from nnviz.session import address as share
from nnviz.session.open_save import arrive, compare
from nnviz.session.pacing import TURNS
from nnviz.session.page_parts import Page, page_from_params
from nnviz.session.playback import HASTE_SECONDS, IDLE_SECONDS
from nnviz.session.reconnect import KEY, returned
from nnviz.session.view import view_from_params
from nnviz.session.visit import Visit

PICTURE_FIRST = 0.12
"""Seconds."""
PICTURE_FIRST_OPENING = 0.6
"""The browser has to fetch Vega, too, and the sidebar, drawn before that, would keep the pictures waiting as long."""
PICTURE_FIRST_IN_HASTE = HASTE_SECONDS
"""Who goes on by then reads no formulas, and drawing them would keep the next picture waiting."""


def playground() -> None:
    """Draw the page; everything of the visitor's is in their session."""
    with TURNS.turn(hurry=True):
        _page()


def _page() -> None:
    style()
    opening = visit() is None
    now = _visit()
    now.theme = THEMES["dark" if st.context.theme.type == "dark" else "light"]
    now.whole, now.opening = True, opening
    now.drawn = now.settings
    # There from the start, so that nothing moves when it is filled.
    sidebar = st.sidebar.container(key="settings") if now.page.has("controls") else None
    if sidebar and not opening:
        controls(now, sidebar)
    if not now.page.parts:
        st.title("The backprop playground", anchor=False)
    if now.warnings:
        st.warning(" ".join(now.warnings))
    if now.remarks:
        # Closed, so that the pictures stay in view.
        with st.expander(f"From a link of TensorFlow Playground: {len(now.remarks)} things are not the same here"):
            st.markdown("\n".join(f"- {remark}" for remark in now.remarks))
    _workbench(now)
    if sidebar and opening:
        controls(now, sidebar)


def _visit() -> Visit:
    """The session's visit; begun from the address, which a page that was open before sends itself."""
    now = visit()
    with st.container(key="out_of_sight"):
        player_script(key="player_script")
        back = returned(comeback(key=KEY))
    if back is None or (now is not None and (back.at <= now.back_at or back.run == now.name)):
        return now or _begin(st.query_params.to_dict())
    made = _begin(back.params)
    made.back_at = back.at
    if back.whole:
        made.notices.append(back.words)
    else:
        made.warnings.append(back.words)
    return made


def _begin(params: dict[str, str]) -> Visit:
    page, unknown = page_from_params(params)
    foreign = their_names(params)
    if foreign:
        return _begin_elsewhere(params, foreign, page, unknown)
    settings, edits, view, step, problems = share.read_address(params)
    hands, unread = share.read_hands(params, settings, step)
    made = begin(settings, edits, hands, view, step, _warned([*problems, *unread, *unknown]))
    made.page = page
    return made


def _begin_elsewhere(params: dict[str, str], foreign: tuple[str, ...], page: Page, problems: list[str]) -> Visit:
    """What the parameters of TensorFlow Playground ask for; how it is looked at is by ours."""
    found = read_params({name: text for name, text in params.items() if name in (*foreign, *SHARED)})
    view, unseen = view_from_params(params, 2, 1)
    view = replace(view, **dict(found.view))
    made = begin(found.settings, (), (), view, 0, _warned([*unseen, *problems]))
    made.page, made.foreign = page, foreign
    arrive(made, found)
    return made


def _warned(problems: list[str]) -> list[str]:
    first = "The address asked for something that cannot be; the defaults stand in."
    return [first, *problems] if problems else []


@st.fragment
def _workbench(now: Visit) -> None:
    """All that changes as the run goes on, in a fragment: playing leaves the rest of the page alone."""
    with TURNS.turn(hurry=now.notice_touch(reported() or {})):
        try:
            _work(now)
        finally:
            now.drawing = False


def _work(now: Visit) -> None:
    whole_page = now.whole
    now.follows, now.drawing = False, True
    listen(now)
    if now.drawn != now.settings and not whole_page:
        st.rerun()  # data changed in a panel: the sidebar is drawn anew anyway, and everything else but once
    unfinished = now.work(interrupted)
    if unfinished and not whole_page and interrupted():
        st.rerun(scope="fragment")  # what waits comes before the picture of how far it is
    if compare(now):
        st.rerun()
    while now.notices:
        st.toast(now.notices.pop())
    # The pictures are sent first, whatever stands above them: what comes later the browser draws after them. How far a
    # long run is stands above, and comes first while there is one; when the page opens, so that they need not move.
    chunk = told(now)  # worked out before anything is sent, which would be drawn by itself
    opening = whole_page and now.opening
    above, above_first = st.container(key="above"), opening or now.job is not None
    if above_first:
        with above:
            _above(now)
    stage(now, chunk)
    if opening:
        with TURNS.aside():
            pause(PICTURE_FIRST_OPENING)
    if now.at_rest and not whole_page and _asked_while_drawn(now):
        st.rerun(scope="fragment")
    if not above_first:
        with above:
            _above(now)
    with st.container(key="feed"):
        feed(now)
    if now.at_rest and whole_page and not opening:
        _asked_while_drawn(now)
    if now.page.has("arithmetic"):
        arithmetic(now)
    if now.page.has("tables") and not now.page.hides("tables"):
        tables(now)
    if now.page.has("more") and not now.page.hides("more"):
        with TURNS.aside():
            more(now)
    if unfinished and not whole_page:
        with TURNS.aside():
            pause(SENT_SECONDS)
        # After a run of the whole page Streamlit allows no such thing; there the browser's word starts it.
        st.rerun(scope="fragment")
    if now.drawn != now.settings:
        # Going back over a change of η brings the old value back, and the sidebar has to say so.
        st.rerun()


def _asked_while_drawn(now: Visit) -> bool:
    """Leave the browser time to draw the pictures; whether something new was asked for meanwhile.

    It draws what comes within some milliseconds at once, and all the rest takes it several times as long.
    """
    with TURNS.aside():
        return pause(PICTURE_FIRST_IN_HASTE if now.hasty else PICTURE_FIRST)


def _above(now: Visit) -> None:
    st.caption(_headline(now))
    if now.page.has("transport"):
        transport(now)
    _divergence(now)
    if now.left_alone and now.at_rest:
        minutes = round(IDLE_SECONDS / 60)
        st.info(f"Paused: nobody has touched this page for {minutes} minutes. Press Play to go on from here.")


def _headline(now: Visit) -> str:
    experiment = now.experiment
    walk = now.slow.walk
    if walk is not None:
        waits = " A question waits below the pictures." if walk.waits else ""
        return f"**Phase {walk.at + 1} of {len(walk.phases)}. {walk.here.title}.**{waits}"
    free = now.page.has("transport") and not now.page.hides("play") and not now.page.hides("step")
    if free and experiment.furthest == 0 and now.at_rest:
        return "Press **Play** to watch it learn, or **Step** to present one sample at a time."
    sizes = "-".join(map(str, experiment.sizes))
    count = experiment.samples_per_epoch
    plural = "" if count == 1 else "s"
    scheduled = now.settings.eta_schedule != "constant" and now.at_rest
    by_now = f" (by its schedule {experiment.eta_now:.3g} now)" if scheduled else ""
    return f"{sizes} network, η = {now.settings.eta:g}{by_now}, learning from {count} sample{plural}."


def _divergence(now: Visit) -> None:
    step = now.experiment.diverged_at
    if step is not None and now.at_rest:
        st.error(
            f"It diverged at step {step:,}: that update would have made a weight infinite or not a number. "
            f"Here is the last finite network, at step {now.experiment.step:,}. "
            "Go Back, choose a smaller η, or press Reset."
        )
