"""The learner's own runs in a lesson that compares runs: what differed, how far they went, and a way back to each."""

from __future__ import annotations

import streamlit as st

from nnviz.derivation.notation import number
from nnviz.lessons import LearnersRun, Lesson
from nnviz.lessons.runs import differing
from nnviz.page.mirror import mirrored
from nnviz.page.words import plain
from nnviz.session.classroom import bring_back, keep, runs_of
from nnviz.session.kept_runs import kept_runs, room_for_runs
from nnviz.session.racing import beside, side_by_side
from nnviz.session.visit import Visit


def runs_table(visit: Visit, made: Lesson) -> None:
    """Draw the runs, the one on show last."""
    kept = kept_runs(visit.learner, made.key)
    with st.container(key="lesson_runs"):
        st.markdown("**Your runs in this lesson**")
        shown = runs_of(visit, made.key) if visit.at_rest else kept
        if not shown:
            st.caption("A run is kept when you leave it for another one.")
            return
        rows = [_row(at, run, made, here=at >= len(kept)) for at, run in enumerate(shown)]
        head = (
            "| | what differs | samples | updates | train | test | right |\n| --- | --- | --: | --: | --: | --: | --- |"
        )
        st.markdown("\n".join([head, *rows]))
        if room := room_for_runs(visit.learner, made.key):
            st.caption(room)
        with st.container(horizontal=True, gap="small"):
            st.button("Keep this run", key="keep_run", on_click=keep, args=(visit,), disabled=not visit.at_rest)
            others = visit.at_rest and beside(visit.experiment, kept)
            st.button(
                "Side by side",
                key="race_own_runs",
                on_click=lambda: side_by_side(visit, kept),
                disabled=not others,
                help="Show the latest of these runs beside the one on show: they play together, sample for sample",
            )
            numbers = [at for at, run in enumerate(kept) if run.address]
            if numbers:
                st.selectbox(
                    "Bring one back",
                    numbers,
                    format_func=lambda at: f"Run {at + 1}",
                    placeholder="Bring one back",
                    label_visibility="collapsed",
                    width=160,
                    **mirrored("run_wanted", None, lambda at: bring_back(visit, str(at)), numbers),
                )


def _row(at: int, run: LearnersRun, made: Lesson, *, here: bool) -> str:
    differs = ", ".join(
        f"{name} {_value(getattr(run.settings, name))}" for name in differing(run.settings, made.settings)
    )
    changes = [f"{edit.field} {_value(edit.value)} at {edit.step:,}" for edit in run.edits]
    weights = len({hand.key for hand in run.hands if hand.kind == "weight"})
    changes += [f"{weights} weight{'s' if weights > 1 else ''} by hand"] if weights else []
    told = "; ".join(part for part in (differs, *changes) if part) or "as set up"
    test = "" if run.test is None else number(run.test, 3)
    right = "" if run.accuracy is None else ("all" if run.accuracy[0] == 1.0 else f"{run.accuracy[0]:.0%}")
    end = "diverged" if run.diverged_at is not None else number(run.train, 3)
    name = "now" if here else str(at + 1)
    return f"| {name} | {plain(told)} | {run.samples:,} | {run.updates:,} | {end} | {test} | {right} |"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
