"""The playground: the sidebar, transport, charts and arithmetic of one visit."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.components.fields import fields_script
from nnviz.components.keeper import ask_keeper, keep
from nnviz.components.player import player_script
from nnviz.components.reconnect import comeback
from nnviz.exchange.pasted import cleaned_params
from nnviz.exchange.pasted_pairs import twice
from nnviz.exchange.playground_link import NAMES as THEIRS
from nnviz.exchange.playground_link import SHARED, read_params, their_names
from nnviz.figures.theme import THEMES
from nnviz.page.arithmetic import arithmetic
from nnviz.page.bar import bar
from nnviz.page.charts import ahead, feed, listen, reported, stage, told
from nnviz.page.current_visit import begin, visit
from nnviz.page.explain import explain
from nnviz.page.lesson import lesson
from nnviz.page.mirror import drawing
from nnviz.page.more import more, settle_panel
from nnviz.page.sidebar import controls
from nnviz.page.style import style
from nnviz.page.tables import tables
from nnviz.page.transport import transport
from nnviz.server.streamlit_internals import LOOK_SECONDS, SENT_SECONDS, interrupted, pause
from nnviz.session import address as share
from nnviz.session.classroom import attend
from nnviz.session.left_out import lacking_from, not_whole, words_of
from nnviz.session.lesson_progress import Learner, at_the_set_up, progress_from_params
from nnviz.session.names import NUMBERS, OURS, passed_over, unknown_names
from nnviz.session.open_save import arrive, compare
from nnviz.session.pacing import TURNS
from nnviz.session.page_parts import Page, page_from_params
from nnviz.session.presence import HASTE_SECONDS, IDLE_SECONDS
from nnviz.session.race_text import race_text
from nnviz.session.reconnect import KEY, returned
from nnviz.session.sentences import divergence
from nnviz.session.sweep_plan import plan_from_params
from nnviz.session.tries import Tries
from nnviz.session.view import view_from_params
from nnviz.session.visit import Visit

PICTURE_FIRST = 0.12
"""Seconds."""
PICTURE_FIRST_OPENING = 0.6
"""The browser has to fetch Vega, too, and the sidebar, drawn before that, would keep the pictures waiting as long."""
LOOK_LEAST = 0.02
"""For the steps around in haste: who goes on and on would come to the end of them."""
LOOK_AHEAD = 0.3
"""The most time for the steps around at the opening, when all of the page is drawn."""
PICTURE_FIRST_IN_HASTE = HASTE_SECONDS
"""Who goes on by then reads no formulas, and drawing them would keep the next picture waiting."""
FORESEEN_IN_HASTE = 0.2
"""The same, where the browser had the picture at the press: the press itself came that much earlier."""


KEEPER = "keeper"
TRIES = "tries"
MOST_SAID = 12
"""Sentences on what was changed in a link."""


def playground() -> None:
    """Draw the page; all of the visitor's data are in their session."""
    with TURNS.turn(hurry=True):
        _page()


def _page() -> None:
    opening = visit() is None
    with st.container(key="out_of_sight"):
        player_script(key="player_script")
        fields_script(key="fields_script")
        now = _visit()
        style(presented=now.view.present)
    with drawing("page") as sent:
        _parts(now, opening=opening)
        sent()


def _parts(now: Visit, *, opening: bool) -> None:
    # Only runs of the whole page make these containers, always in this order and before anything is in them. When a
    # fragment is to run again, Streamlit drops its unsent messages but still sends those of others. Each part has its
    # own container outside any fragment, so that its place never moves and is never missing.
    head, bench, feeding = (st.container(key=key) for key in ("head", "workbench", "feed"))
    now.theme = THEMES["dark" if st.context.theme.type == "dark" else "light"]
    now.whole, now.opening, now.undressed = True, opening, False
    now.drawn = now.settings
    # The sidebar exists from the start, so that nothing moves when it is filled.
    now.presented = now.view.present
    sidebar = st.sidebar.container(key="settings") if now.page.has("controls") and not now.presented else None
    if sidebar and not opening:
        controls(now, sidebar)
    with head:
        _head(now)
    with bench:
        _workbench(now)
    with feeding:
        feed(now)
    if sidebar and opening:
        controls(now, sidebar)


def _head(now: Visit) -> None:
    if now.warnings:
        st.warning(" ".join(now.warnings))
    if now.lacking:
        (st.warning if now.asked_keeper else st.info)(now.lacking.missing if now.asked_keeper else now.lacking.looking)
    if now.read_as:
        # At most a few lines are shown: nobody writes a link that needs more.
        more = len(now.read_as) - MOST_SAID
        st.info(" ".join(now.read_as[:MOST_SAID]) + (f" And {more} more." if more > 0 else ""))
    if now.remarks:
        # Closed, so that the pictures stay in view.
        with st.expander(f"From a link of TensorFlow Playground: {len(now.remarks)} things are not the same here"):
            st.markdown("\n".join(f"- {remark}" for remark in now.remarks))


def _visit() -> Visit:
    """Return the session's visit. It is begun from the address, which a page that was open before sends itself."""
    now = visit()
    back = returned(comeback(key=KEY))
    if back is None or (now is not None and (back.at <= now.back_at or back.run == now.name)):
        return _complete(now or _asked())
    made = _begin(back.params)
    made.back_at = back.at
    if made.lacking is not None:
        return _complete(made)
    if back.whole:
        made.notices.append(back.words)
    else:
        made.warnings.append(back.words)
    return made


def _asked() -> Visit:
    """Begin a visit from the page's address, and say which of its names are there more than once."""
    asked = st.query_params
    made = _begin(asked.to_dict())
    again = [name for name in asked if name in (*OURS, *THEIRS) and len(asked.get_all(name)) > 1]
    made.read_as = (*made.read_as, *twice(again))
    return made


def _complete(now: Visit) -> Visit:
    """Complete the visit by the parts that its address leaves out, if the browser's tab has kept them."""
    lacking = now.lacking
    if lacking is None or now.asked_keeper:
        return now
    found: object = None
    if lacking.key:
        told = ask_keeper(key="ask_keeper", wanted=lacking.key).get("found")
        if not isinstance(told, Mapping) or told.get("key") != lacking.key:
            return now  # it has not answered yet
        found = told.get("text")
    params = lacking.found(found)
    if params is None:
        now.asked_keeper = True
        return now
    made = _begin(params)
    made.back_at = now.back_at
    made.stored = (lacking.key, True)
    made.notices.append(f"From this browser's tab, which had kept {words_of(lacking.names)}.")
    return made


def _begin(given: dict[str, str]) -> Visit:
    params, mended = cleaned_params(given, (*OURS, *THEIRS), NUMBERS)
    page, unknown = page_from_params(params)
    foreign = their_names(params)
    said = (*mended, *unknown_names(params))
    # The parameters that stood for the missing parts are removed from the address.
    gone = tuple(name for name in given if name not in params and name not in OURS)
    if foreign:
        made = _begin_elsewhere(params, foreign, page, unknown)
        made.read_as = (*said, *made.read_as)
        made.foreign = (*foreign, *gone)
        return made
    lacking, mistaken = lacking_from(params)
    progress, unlearned = progress_from_params(params)
    params = at_the_set_up(params, progress)
    if lacking is not None:
        # The page does not show that run, so warnings about it are left out.
        params = {name: text for name, text in lacking.params.items() if name != "step"}
        params = {} if "own" in lacking.names else params
        params.pop("sweep", None)
    settings, edits, view, step, problems = share.read_address(params)
    hands, unread = share.read_hands(params, settings, step)
    plan, unplanned = plan_from_params(params, settings)
    refused = [*mistaken, *problems, *unread, *unplanned, *unknown, *unlearned]
    made = begin(settings, edits, hands, view, step, _warned(refused))
    made.sweep, made.sweep_arrived = plan, plan is not None
    made.racing, unraced = share.read_race(params, made.experiment)
    made.warnings += _warned(unraced) if not made.warnings else unraced
    made.lacking = lacking
    made.learner = Learner(progress)
    made.page, made.read_as, made.foreign = page, said, gone
    return made


def _begin_elsewhere(params: dict[str, str], foreign: tuple[str, ...], page: Page, problems: list[str]) -> Visit:
    """Begin the run that TensorFlow Playground's parameters ask for, viewed as the page's own parameters say."""
    used = (*foreign, *SHARED)
    found = read_params({name: text for name, text in params.items() if name in used})
    view, unseen = view_from_params(params, 2, 1)
    view = replace(view, **dict(found.view))
    made = begin(found.settings, (), (), view, 0, _warned([*unseen, *problems]))
    made.page = page
    arrive(made, found)
    made.read_as += passed_over(params, used)
    return made


def _warned(problems: list[str]) -> list[str]:
    first = "The address asked for something that cannot be; the defaults stand in."
    return [first, *problems] if problems else []


@st.fragment
def _workbench(now: Visit) -> None:
    """Draw all that changes as the run goes on, in a fragment, so that playing does not redraw the rest of the page."""
    with TURNS.turn(hurry=now.notice_touch(reported())), drawing("bench") as sent:
        _work(now, sent)


def _work(now: Visit, sent: Callable[[], None]) -> None:
    whole_page = now.whole
    now.follows = False
    listen(now)
    _hear_keeper(now)
    if now.drawn != now.settings and not whole_page:
        st.rerun()  # data changed in a panel: the sidebar is redrawn anyway, and so the rest is drawn only once
    if now.undressed or now.presented != now.view.present:
        st.rerun()
    unfinished = now.work(interrupted)
    if unfinished and not whole_page and interrupted():
        st.rerun(scope="fragment")  # the waiting action comes before the progress bar
    if compare(now):
        st.rerun()
    while now.notices:
        st.toast(now.notices.pop())
    # The pictures are sent before the elements above them, because the browser draws in the order of arrival. The
    # elements above come first during a long run, for its progress, and at the opening, so that no picture moves.
    attend(now)
    _tries().look(now)
    settle_panel(now)
    chunk = told(now)  # made before anything is sent, so that all is drawn together
    opening = whole_page and now.opening
    places, above_first = _places(), opening or now.job is not None
    if above_first:
        _above(now, places)
    explained = stage(now, chunk)  # a place of 160 px under the network, to be filled once the pictures were sent
    if opening:
        with TURNS.aside():
            pause(PICTURE_FIRST_OPENING)
    around = st.container(key="ahead")
    if now.at_rest and not whole_page and _asked_while_drawn(now, around):
        st.rerun(scope="fragment")
    if not above_first:
        _above(now, places)
    with st.container(key="kept_by_tab"):
        _keep_what_is_left_out(now)
    if now.at_rest and whole_page and not opening:
        _asked_while_drawn(now, around)
    if explained is not None:
        with explained:
            explain(now)
    if now.page.has("arithmetic"):
        arithmetic(now)
    if opening or not now.at_rest:
        with around:
            _look_ahead(now, LOOK_AHEAD)
            ahead(now)
    if now.page.has("tables") and not now.page.hides("tables"):
        tables(now)
    if now.page.has("more") and not now.page.hides("more"):
        with TURNS.aside():
            more(now)
    sent()
    if unfinished and not whole_page:
        with TURNS.aside():
            pause(SENT_SECONDS)
        # After a run of the whole page Streamlit does not allow this; there a report of the browser starts it.
        st.rerun(scope="fragment")
    if now.drawn != now.settings:
        # Going back over a change of η restores the old value, and the sidebar has to show it.
        st.rerun()


def _tries() -> Tries:
    """Return the runs of this visit that were left for another one."""
    found: Tries = st.session_state.setdefault(TRIES, Tries())
    return found


class Places(NamedTuple):
    """Where what stands above the pictures belongs."""

    bar: DeltaGenerator
    lesson: DeltaGenerator
    transport: DeltaGenerator
    notes: DeltaGenerator


def _places() -> Places:
    return Places(*(st.container(key=key) for key in ("top", "beside", "above", "notes")))


def _hear_keeper(now: Visit) -> None:
    """Note what the browser's tab says that it keeps."""
    state = st.session_state.get(KEEPER)
    told = state.get("stored") if isinstance(state, Mapping) else None
    if isinstance(told, Mapping) and isinstance(told.get("key"), str):
        now.stored = (told["key"], told.get("done") is True)


def _keep_what_is_left_out(now: Visit) -> None:
    """Let the browser's tab keep the parts that do not fit into the address, so that a reload restores them."""
    lacks = share.not_in_address(now) if now.lacking is None else None
    if lacks is None or not lacks.text:
        return
    keep(key=KEEPER, digest=lacks.key, text=None if now.stored[0] == lacks.key else lacks.text)


def _asked_while_drawn(now: Visit, around: DeltaGenerator) -> bool:
    """Give the browser time to draw the pictures; return whether something new was asked for meanwhile.

    The browser draws together what arrives within some milliseconds, and the other elements take several times as long.
    The steps around this one are looked at meanwhile. What is made of them goes out at once if the browser has the
    picture already, and else after it is drawn.
    """
    if now.presence.hasty:
        seconds = FORESEEN_IN_HASTE if now.foreseen else PICTURE_FIRST_IN_HASTE
    else:
        # Who presses steadily sees the formulas of each step before the next press, if they come at once.
        seconds = 0.0 if now.foreseen and now.presence.steady else PICTURE_FIRST
    at_once = now.foreseen or now.presence.hasty
    with TURNS.aside():
        end = time.monotonic() + seconds
        _look_ahead(now, max(seconds, LOOK_LEAST), least=LOOK_LEAST if at_once else 0.0)
        if at_once:
            with around:
                ahead(now)
        if pause(max(end - time.monotonic(), 0.0)):
            return True
        if not at_once:
            with around:
                ahead(now)
    return False


def _look_ahead(now: Visit, seconds: float, *, least: float = 0.0) -> None:
    """Make frames of the steps around for so long at most, and no longer than the least time if something is asked."""
    begin = time.monotonic()
    with TURNS.aside():
        while (spent := time.monotonic() - begin) < (least if interrupted() else seconds):
            with TURNS.spare() as free:
                if free and not now.look_ahead():
                    return
            if not free:
                time.sleep(min(LOOK_SECONDS, seconds - spent))


def _above(now: Visit, places: Places) -> None:
    with places.bar:
        bar(now)
    with places.lesson:
        lesson(now)
    if now.page.has("transport"):
        with places.transport:
            transport(now)
    with places.notes:
        _notes(now)


def _notes(now: Visit) -> None:
    if now.lacking is None and (lacks := share.not_in_address(now)) is not None:
        st.caption(not_whole(lacks, kept=now.stored == (lacks.key, True)))
    if now.racing is not None and race_text(now.racing.race.rivals) is None:
        st.caption("The race does not fit into the page's address: a reload shows run 1 alone.")
    _divergence(now)
    if now.presence.left_alone and now.at_rest:
        minutes = round(IDLE_SECONDS / 60)
        st.info(f"Paused: nobody has touched this page for {minutes} minutes. Press Play to go on from here.")


def _divergence(now: Visit) -> None:
    found = divergence(now)
    if found is not None:
        st.error(" ".join(found))
