"""A race: which runs are to stand beside the one on show."""

from __future__ import annotations

import streamlit as st

from nnviz.page.over import close_panel
from nnviz.page.panels.typed_values_field import NOTHING, typed_values_field
from nnviz.page.widgets import locked
from nnviz.page.words import plain
from nnviz.run.settings import Settings
from nnviz.session.race_frames import Racing
from nnviz.session.racing import OFFERED, add_runs, end, offered
from nnviz.session.visit import Visit

PANEL = {"title": "Compare runs", "place": 44, "draw": "race_panel"}
FULL = 3
_REFUSED = "race_refused"


def race_panel(visit: Visit) -> None:
    """Draw the choice of what the new runs differ in, and the runs that race."""
    st.caption(
        "Up to three runs beside the one on show, which differ in what you pick. They play together: Step, Back, "
        "Epoch, Play and the time slider act on all, sample for sample."
    )
    if not visit.at_rest:
        st.caption("Pause to add runs.")
        return
    racing: Racing | None = visit.racing
    room = FULL - (0 if racing is None else len(racing.race.runs))
    if racing is not None:
        names = racing.pictures(visit.pictures).names
        st.markdown("In the race: " + "; ".join(f"**{plain(name)}**" for name in names) + ".")
        st.button("End the race", key="race_end_here", on_click=end, args=(visit,))
    if room == 0:
        st.caption("The race is full. Take a run out to add another.")
        return
    _form(visit)


def _form(visit: Visit) -> None:
    # What a lesson or a link keeps out of reach is so here, too.
    known = [name for name in offered(visit.settings) if not (locked(visit, name) or visit.page.hides(name))]
    if not known:
        st.caption("Everything that runs could differ in is locked or left out here.")
        return
    left, right = st.columns(2)
    with left:
        first = _chosen(visit, "The new runs differ in", known, "first")
    with right:
        second = _chosen(visit, "and in", [NOTHING, *(name for name in known if name != first)], "second")
    names = [name for name in (first, second) if name != NOTHING]
    st.button("Add to the race", key="race_add", type="primary", on_click=lambda: _add(visit, names))
    of, words = st.session_state.get(_REFUSED) or (None, "")
    if words and of == _asked(visit, names):
        st.error(plain(words))


def _add(visit: Visit, names: list[str]) -> None:
    # What was typed but not confirmed is sent together with the press.
    asked = _asked(visit, names)
    st.session_state[_REFUSED] = None
    try:
        add_runs(visit, asked[-1])
    except ValueError as error:
        st.session_state[_REFUSED] = asked, f"{error}. Nothing was added."
    else:
        close_panel()


def _asked(visit: Visit, names: list[str]) -> tuple[Settings, int, dict[str, str]]:
    """Return what is asked for: beside a run with these settings and so many others, runs of these values."""
    there = 0 if visit.racing is None else len(visit.racing.race.runs)
    return visit.settings, there, {name: str(st.session_state[f"race_values_{name}"]) for name in names}


def _chosen(visit: Visit, label: str, names: list[str], which: str) -> str:
    """Draw the choice of a setting and the field of its values; return its name."""
    rows = visit.experiment.samples_per_epoch
    return typed_values_field(
        "race",
        which,
        label,
        names,
        {name: each.label for name, each in OFFERED.items()},
        lambda name: OFFERED[name].values(visit.settings, rows),
        "Values, one run each, with commas between them",
    )
