"""Collect: what a class handed in, as tables, a picture and CSV, each passed task checked again with the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import streamlit as st

from nnviz.exchange.hand_in import MOST_BYTES
from nnviz.figures.class_progress import Bar, class_figure
from nnviz.lessons import LESSONS, MISCONCEPTIONS
from nnviz.page.words import plain
from nnviz.server.streamlit_internals import interrupted
from nnviz.session.collect import DIFFERS, MOST_FILES, UNCHECKED, Claim, Class, checked, read_class
from nnviz.session.turns import TURNS
from nnviz.session.visit import Visit

PANEL = {"title": "Collect", "place": 90, "draw": "collecting"}
_KEPT = "collected"


@dataclass
class _Collected:
    """The files given last, what was read from them, and what checking them again has found."""

    token: str
    found: Class
    marks: dict[Claim, str] = field(default_factory=dict)


def collecting(visit: Visit) -> None:
    """Draw the panel."""
    st.caption(
        "For teachers: what learners handed in at the end of a route. The files are read in this session and kept "
        "nowhere else."
    )
    files = st.file_uploader(
        f"Files that were handed in (at most {MOST_FILES}, {MOST_BYTES >> 20} MB together)",
        type=["json"],
        accept_multiple_files=True,
        key="handed_in",
        max_upload_size=MOST_BYTES >> 20,
    )
    if not files:
        st.session_state.pop(_KEPT, None)
        return
    now = _read([(file.name, file.getvalue()) for file in files[: MOST_FILES + 1]])
    for words in now.found.refused:
        st.warning(plain(words))
    if now.found.hand_ins:
        _check(now)
        _tables(visit, now)


def _read(files: list[tuple[str, bytes]]) -> _Collected:
    """Read the files, once as long as they stay the same."""
    token = hashlib.sha256(b"".join(hashlib.sha256(raw).digest() for _, raw in files)).hexdigest()
    kept = st.session_state.get(_KEPT)
    if not isinstance(kept, _Collected) or kept.token != token:
        kept = st.session_state[_KEPT] = _Collected(token, read_class(files))
    return kept


def _check(now: _Collected) -> None:
    """Check again what was passed, with a bar, until all is done or something else is asked for."""
    claims = now.found.claims
    left = [claim for claim in claims if claim not in now.marks]
    place = st.empty()
    if left and place.button(f"Check the {len(left)} passed tasks again", key="check_again", type="primary"):
        for claim in left:
            place.progress(len(now.marks) / len(claims), f"{len(now.marks)} of {len(claims)} checked")
            for mark in _worked(now.found, claim):
                if mark is not None:
                    now.marks[claim] = mark
                elif interrupted():
                    return
        place.empty()
        left = []
    if not left and claims:
        bad = sum(mark == DIFFERS for mark in now.marks.values())
        open_ = sum(mark == UNCHECKED for mark in now.marks.values())
        words = f"{len(claims) - bad - open_} of {len(claims)} passed tasks pass the check again."
        words += f" {open_} could not be checked: their run is too long, or did not fit into a link." if open_ else ""
        (st.warning if bad else st.success)(words + (f" {bad} did not, which is marked below." if bad else ""))


def _worked(found: Class, claim: Claim) -> Iterator[str | None]:
    """Check a task, a slice at a time, so that others have their turns in between."""
    steps = checked(found, claim)
    while True:
        with TURNS.turn(hurry=False):
            mark = next(steps, UNCHECKED)
        yield mark
        if mark is not None:
            return


def _tables(visit: Visit, now: _Collected) -> None:
    found, marks = now.found, now.marks
    learners = found.learners()
    bad = {found.names[claim.who] for claim, mark in marks.items() if mark == DIFFERS}
    st.markdown(f"**{len(learners)} handed in**")
    for row in learners:
        row["check"] = "see below" if row["name"] in bad else ""
    st.dataframe(learners, hide_index=True, height="content")
    counts = found.counts(marks)
    if counts:
        bars = [Bar(count.label, (count.passed, count.failed, count.marked)) for count in counts]
        st.vega_lite_chart(class_figure(bars, visit.theme).to_dict(), theme=None, key="class_picture")
        st.dataframe(
            {
                "task": [count.label for count in counts],
                "passed or right": [count.passed for count in counts],
                "not": [count.failed for count in counts],
                "marked": [count.marked for count in counts],
                "tries, mean": [round(count.tries, 1) for count in counts],
                "hints, mean": [round(count.hints, 1) for count in counts],
            },
            hide_index=True,
            height="content",
        )
    if wrong := found.wrong_predictions():
        st.markdown("**Predictions that did not come true**")
        for row in wrong:
            row["belief"] = MISCONCEPTIONS.get(str(row["belief"]), "")
        st.dataframe(wrong, hide_index=True, height="content")
    for claim, mark in marks.items():
        if mark == DIFFERS:
            name = plain(found.names[claim.who])
            st.caption(f"✗ {name}: task {claim.task} of “{plain(LESSONS[claim.lesson].title)}” does not pass.")
    st.download_button(
        "All of it, CSV", found.csv(marks), "nnviz-class.csv", "text/csv", key="class_csv", on_click="ignore"
    )
