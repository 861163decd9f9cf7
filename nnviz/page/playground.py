"""The playground: in which order the parts of one visit's page are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.components.fields import fields_script
from nnviz.components.player import player_script
from nnviz.components.reconnect import comeback
from nnviz.figures.theme import THEMES
from nnviz.page.arithmetic import arithmetic
from nnviz.page.bar import bar
from nnviz.page.charts import feed, first_pictures, listen, reported, stage, told
from nnviz.page.current_visit import serve, tries, visit
from nnviz.page.explain import explain
from nnviz.page.kept_by_tab import complete, hear_keeper, keep_what_is_left_out
from nnviz.page.lesson import lesson
from nnviz.page.meanwhile import let_draw, look_and_send, wait_for_first_pictures
from nnviz.page.mirror import drawing, owed
from nnviz.page.more import more, settle_panel
from nnviz.page.notes import notes, opening_notes
from nnviz.page.over import settle_over
from nnviz.page.sidebar import controls
from nnviz.page.style import style
from nnviz.page.tables import tables
from nnviz.page.transport import transport
from nnviz.server.mishap import MISHAP
from nnviz.server.streamlit_internals import SENT_SECONDS, answering, interrupted, pause, pressed
from nnviz.session.beginning import begun, begun_again
from nnviz.session.classroom import attend
from nnviz.session.hearing import notice_touch
from nnviz.session.open_save import compare
from nnviz.session.reconnect import KEY, returned
from nnviz.session.turns import TURNS, GivenUpError, nobody
from nnviz.session.visit import Visit


def playground() -> None:
    """Draw the page; all of the visitor's data are in their session."""
    with TURNS.turn(hurry=True):
        _page()


def _page() -> None:
    opening = visit() is None
    with st.container(key="out_of_sight"):
        player_script(key="player_script")
        fields_script(key="fields_script")
        now = _served()
        style(presented=now.view.present)
        with st.container(key="first_pictures"):
            first_pictures(now)
    with drawing("page") as sent:
        _parts(now, opening=opening)
        sent()


def _served() -> Visit:
    """Return the session's visit. It is begun from the address, which a page that was open before sends itself."""
    now = visit()
    back = returned(comeback(key=KEY))
    if back is not None and (now is None or (back.at > now.opened.back_at and back.run != now.talk.name)):
        now = serve(begun_again(back))
    if now is None:
        asked = st.query_params
        again = [name for name in asked if len(asked.get_all(name)) > 1]
        now = serve(begun(asked.to_dict(), again))
    return complete(now)


def _parts(now: Visit, *, opening: bool) -> None:
    # Only runs of the whole page make these containers, always in this order and before anything is in them. When a
    # fragment is to run again, Streamlit drops its unsent messages but still sends those of others. Each part has its
    # own container outside any fragment, so that its place never moves and is never missing.
    head, bench, feeding = (st.container(key=key) for key in ("head", "workbench", "feed"))
    now.theme = THEMES["dark" if st.context.theme.type == "dark" else "light"]
    presented = now.view.present
    now.drawn.begin(now.settings, presented=presented, opening=opening)
    # The sidebar exists from the start, so that nothing moves when it is filled.
    sidebar = st.sidebar.container(key="settings") if now.page.has("controls") and not presented else None
    if sidebar and not opening:
        controls(now, sidebar)
    with head:
        opening_notes(now)
    with bench:
        _workbench(now)
    with feeding:
        feed(now)
    if sidebar and opening:
        controls(now, sidebar)


@st.fragment
def _workbench(now: Visit) -> None:
    """Draw all that changes as the run goes on, in a fragment, so that playing does not redraw the rest of the page."""
    answering()
    with TURNS.turn(hurry=notice_touch(now, reported())), drawing("bench") as sent:
        _work(now, sent)


def _work(now: Visit, sent: Callable[[], None]) -> None:
    drawn = now.drawn
    whole_page = drawn.whole
    drawn.follows = False
    listen(now)
    hear_keeper(now)
    if (drawn.settings != now.settings and not whole_page) or owed():
        st.rerun()  # data changed in a panel: the sidebar is redrawn anyway, and so the rest is drawn only once
    if drawn.undressed or drawn.presented != now.view.present:
        st.rerun()
    unfinished = now.work(interrupted)
    if unfinished and not whole_page and interrupted():
        st.rerun(scope="fragment")  # the waiting action comes before the progress bar
    if compare(now):
        st.rerun()
    now.said.notices += filter(None, [st.session_state.pop(MISHAP, None)])
    while now.said.notices:
        st.toast(now.said.notices.pop())
    # The pictures are sent before the elements above them, because the browser draws in the order of arrival. The
    # elements above come first during a long run, for its progress, and at the opening, so that no picture moves.
    attend(now)
    tries().look(now)
    settle_over()
    settle_panel(now)
    chunk = told(now)  # made before anything is sent, so that all is drawn together
    opening = whole_page and drawn.opening
    places, above_first = _places(), opening or now.job is not None
    if above_first:
        _above(now, places)
    explained = stage(now, chunk)  # a place of 160 px under the network, to be filled once the pictures were sent
    if opening:
        wait_for_first_pictures(now)
    try:
        _rest(now, None if above_first else places, explained, whole_page=whole_page, opening=opening)
    except GivenUpError:
        st.rerun(scope="fragment")  # what waits draws all of this anew
    sent()
    if unfinished and not whole_page:
        pause(SENT_SECONDS)
        # After a run of the whole page Streamlit does not allow this; there a report of the browser starts it.
        st.rerun(scope="fragment")
    if drawn.settings != now.settings:
        # Going back over a change of η restores the old value, and the sidebar has to show it.
        st.rerun()


def _rest(
    now: Visit, places: Places | None, explained: DeltaGenerator | None, *, whole_page: bool, opening: bool
) -> None:
    """Draw what follows the pictures, unless the visitor goes on meanwhile; `places` of what is still to be drawn."""
    # A run of the whole page draws what other fragments do not, and so it is never given up for one of them.
    asked = nobody if whole_page else pressed
    around = st.container(key="ahead")
    if now.at_rest and not whole_page:
        let_draw(now, around, asked)
    if places is not None:
        _above(now, places)
    TURNS.let_pass()
    with st.container(key="kept_by_tab"):
        keep_what_is_left_out(now)
    if now.at_rest and whole_page and not opening:
        let_draw(now, around)
    if explained is not None:
        with explained:
            explain(now)
    TURNS.let_pass()
    if now.page.has("arithmetic"):
        arithmetic(now)
    if opening or not now.at_rest:
        look_and_send(now, around)
    TURNS.let_pass()
    if now.page.has("tables") and not now.page.hides("tables"):
        tables(now)
    if now.page.has("more") and not now.page.hides("more"):
        with TURNS.aside(back=whole_page):
            more(now)


class Places(NamedTuple):
    """Where what stands above the pictures belongs."""

    bar: DeltaGenerator
    lesson: DeltaGenerator
    transport: DeltaGenerator
    notes: DeltaGenerator


def _places() -> Places:
    return Places(*(st.container(key=key) for key in ("top", "beside", "above", "notes")))


def _above(now: Visit, places: Places) -> None:
    with places.bar:
        bar(now)
    with places.lesson:
        lesson(now)
    if now.page.has("transport"):
        with places.transport:
            transport(now)
    with places.notes:
        notes(now)
