"""The choices by which a table becomes own data: its columns, its targets, their treatment, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from nnviz.datasets import OWN
from nnviz.datasets.base import Task
from nnviz.datasets.columns import Column, guess_columns, guess_task, offered, spellings
from nnviz.datasets.from_table import GAPS, complete, fills, own_from_table
from nnviz.datasets.own import MOST_INPUTS, MOST_TARGETS, SCALINGS, TARGET_SCALINGS
from nnviz.datasets.reader import MISSING, Table
from nnviz.page.mirror import settle, show
from nnviz.page.over import uncover
from nnviz.page.words import plain
from nnviz.session.fitting import fitted
from nnviz.session.own_drafts import Draft
from nnviz.session.visit import Visit

TASKS: dict[Task, str] = {"classification": "classes", "regression": "values"}
SCALING_WORDS = {
    "standardise": "standardised: mean 0, deviation 1",
    "min-max": "squeezed to −1 … 1",
    "none": "as they are",
}
TARGET_WORDS = {
    "range": "scaled to the output's range",
    "none": "as they are, in their own units",
}
PAIR_WORDS = {False: "one output", True: "two outputs, softmax"}
GAP_WORDS = {
    "leave out": "left out",
    "fill": "filled: middle value, or commonest text",
    "refuse": "refused, until they are filled in above",
}
MOST_LISTED = 12
"""Columns that are left out, each with a line of its own."""
_FEW_LINES = 6
_KEYS = (
    "own_inputs",
    "own_target",
    "own_more_targets",
    "own_task",
    "own_task_of",
    "own_scaling",
    "own_target_scaling",
    "own_pair",
    "own_gaps",
    "own_merge",
    "own_sample",
    "own_rows",
    "own_sample_seed",
)
"""The session's keys for what was chosen about a draft."""


def restored(draft: Draft) -> None:
    """Restore this draft's choices if another draft was shown before, or if the controls were not drawn."""
    switched = st.session_state.get("own_drawn") != draft.number
    st.session_state["own_drawn"] = draft.number
    inputs, target = guess_columns(draft.table, draft.columns(draft.table, merge=True)) if switched else ((), "")
    first = {
        "own_inputs": list(inputs),
        "own_target": target,
        "own_scaling": SCALINGS[0],
        # A switch is on or off: Streamlit cannot draw one that holds nothing.
        "own_merge": True,
        "own_sample": False,
    }
    for key in _KEYS:
        # Streamlit forgets the value of a control that is not drawn.
        if switched or key not in st.session_state:
            show(key, draft.chosen.get(key, first.get(key)))
        else:
            settle(key)


def chosen_of() -> dict[str, Any]:
    """Return the present choices, to be restored later."""
    return {key: st.session_state[key] for key in _KEYS if key in st.session_state}


def own_choices(visit: Visit, draft: Draft, table: Table) -> None:
    """Draw the choices, the list of what is left out, and the button."""
    left, right = st.columns(2, gap="medium")
    with right:
        merge_place, task_place = st.container(), st.container()
    with left:
        target = _one_of("own_target", "Target column", list(table.names))
    with merge_place:
        merge = _merge(table, target)
    columns = draft.columns(table, merge=merge)
    with left:
        inputs = _inputs(columns, target)
    with task_place:
        task = _task(table, target)
        values = task == "regression"
        targets = (target, *(_more_targets(columns, target, inputs) if values else ()))
        scaling = _one_of("own_scaling", "Inputs are", list(SCALINGS), SCALING_WORDS)
        unscaled = values and _units() == "none"
        pair = not values and _pair(table, target, merge=merge)
    gaps = _rows(table, inputs, targets)
    _columns_aside(columns, inputs, targets)
    if task is None or not st.button("Use these data", key="own_use", type="primary"):
        return
    try:
        own = own_from_table(
            table,
            inputs,
            targets,
            task=task,
            scaling=scaling,
            target_scaling="none" if unscaled else "range",
            one_per_class=pair,
            gaps=gaps,
            merge=merge,
        )
        wish: dict[str, Any] = {"dataset": OWN, "own": own}
        if own.one_per_class:
            wish |= {"output": "softmax", "loss": "cross_entropy"}
        wanted, along = fitted(visit.settings, wish)
    except ValueError as error:
        st.error(plain(str(error)))
        return
    visit.change(wanted)
    visit.said.changed_along(along)
    uncover()
    st.rerun()


def _one_of(key: str, label: str, options: list[Any], words: dict[Any, str] | None = None) -> Any:
    """Draw a choice; it holds one of its options, whatever the session holds."""
    if st.session_state.get(key) not in options:
        show(key, options[-1 if key == "own_target" else 0])
    return st.selectbox(label, options, key=key, format_func=words.__getitem__ if words else str)


def _kept(key: str, options: Sequence[str], most: int) -> None:
    """Remove from a choice what is no longer an option."""
    now = [name for name in st.session_state.get(key) or [] if name in options][:most]
    if st.session_state.get(key) != now:
        show(key, now)


def _inputs(columns: dict[str, Column], target: str) -> list[str]:
    options = list(offered(columns))
    _kept("own_inputs", options, MOST_INPUTS)
    chosen: list[str] = st.multiselect(
        f"Input columns, up to {MOST_INPUTS} inputs",
        options,
        key="own_inputs",
        max_selections=MOST_INPUTS,
        format_func=lambda name: _told(columns[name]) if name in columns else name,
    )
    made = [name for column in chosen for name in columns[column].inputs]
    coded = [name for column in chosen if columns[column].kind == "texts" for name in columns[column].inputs]
    if coded:
        st.caption(f"Inputs of 0 and 1: {plain(', '.join(coded))}.")
    if len(made) > MOST_INPUTS:
        st.warning(f"These columns make {len(made)} inputs; up to {MOST_INPUTS} can be used. Take a column out.")
    return chosen


def _told(column: Column) -> str:
    if column.kind == "texts":
        count = len(column.inputs)
        return f"{column.name} (texts: {count} input{'s' if count > 1 else ''} of 0 and 1)"
    if column.counting:
        return f"{column.name} (row numbers)"
    return f"{column.name} (never changes)" if column.constant else column.name


def _task(table: Table, target: str) -> Task | None:
    guess = guess_task(table, target)
    if st.session_state.get("own_task") not in TASKS or st.session_state.get("own_task_of") != target:
        show("own_task", guess)
        st.session_state["own_task_of"] = target
    task: Task | None = st.segmented_control(
        "The target holds", list(TASKS), key="own_task", format_func=TASKS.__getitem__, required=True
    )
    if task != guess:
        st.caption(f"By its cells it looks like {TASKS[guess]}.")
    return task


def _more_targets(columns: dict[str, Column], target: str, inputs: Sequence[str]) -> list[str]:
    """Choose more target columns with values, each of which gets its own output."""
    options = [c.name for c in columns.values() if c.kind == "numbers" and c.name != target and c.name not in inputs]
    _kept("own_more_targets", options, MOST_TARGETS - 1)
    if not options:
        return []
    chosen: list[str] = st.multiselect(
        f"More target columns, up to {MOST_TARGETS} in all",
        options,
        key="own_more_targets",
        max_selections=MOST_TARGETS - 1,
        help="Each target has an output of its own. Columns that are inputs are not offered.",
    )
    return chosen


def _units() -> str:
    found: str = _one_of("own_target_scaling", "Values are", list(TARGET_SCALINGS), TARGET_WORDS)
    if found == "none":
        st.caption(
            "The output becomes the identity where another one cannot reach these values. Large values need a small η."
        )
    return found


def _pair(table: Table, target: str, *, merge: bool) -> bool:
    """Choose, where there are two classes, whether each has its own output."""
    cells = set(table.column(target)) - MISSING
    if merge:
        cells -= {text for group in spellings(table, target) for text in group[1:]}
    if len(cells) != 2:
        return False
    if st.session_state.get("own_pair") not in PAIR_WORDS:
        show("own_pair", False)
    found = st.segmented_control(
        "Two classes by", list(PAIR_WORDS), key="own_pair", format_func=PAIR_WORDS.__getitem__, required=True
    )
    return bool(found)


def _merge(table: Table, target: str) -> bool:
    """Choose whether different spellings are one class, and say which spellings there are."""
    groups = spellings(table, target)
    if not groups:
        return bool(st.session_state.get("own_merge"))
    listed = "; ".join(" and ".join(f"“{text}”" for text in group[:3]) for group in groups[:3])
    st.caption(f"Spelled in more than one way in “{plain(target)}”: {plain(listed)}.")
    return st.toggle("Count them as one class", key="own_merge")


def _rows(table: Table, inputs: Sequence[str], targets: Sequence[str]) -> Any:
    """Choose what happens to rows with an empty cell in a chosen column, and say how many there are."""
    gappy = {name: sum(cell in MISSING for cell in table.column(name)) for name in (*inputs, *targets)}
    gappy = {name: count for name, count in gappy.items() if count}
    if not gappy:
        return GAPS[0]
    whole = set(complete(table, inputs, targets, gaps="leave out")[1])
    lines = [table.line(row) for row in range(len(table.rows)) if row not in whole]
    where = f"line {lines[0]}" if len(lines) == 1 else "lines " + ", ".join(map(str, lines[:_FEW_LINES]))
    where += f" and {len(lines) - _FEW_LINES:,} more" if len(lines) > _FEW_LINES else ""
    columns = ", ".join(f"{count:,} in “{plain(name)}”" for name, count in gappy.items())
    gaps = _one_of("own_gaps", "Rows with an empty cell are", list(GAPS), GAP_WORDS)
    many = f"{len(lines):,} row{'s' if len(lines) != 1 else ''} of {len(table.rows):,}"
    said = f"{many} with an empty cell ({columns}), {where}"
    if gaps == "leave out":
        st.caption(f"Left out: {said}.")
    elif gaps == "refuse":
        st.caption(f"To be filled in: {said}.")
    else:
        lost = len(table.rows) - len(complete(table, inputs, targets, gaps="fill")[1])
        by = [f"“{name}” by {text}" for name, text in fills(table, inputs, targets).items()]
        st.caption(
            f"Filled: {said}{': ' if by else ''}{plain(', '.join(by))}."
            + (f" Left out: {lost:,} without a target." if lost else "")
        )
    return gaps


def _columns_aside(columns: dict[str, Column], inputs: Sequence[str], targets: Sequence[str]) -> None:
    """List the columns that are not used, each with the reason and a button to use it."""
    aside = [column for name, column in columns.items() if name not in inputs and name not in targets]
    if not aside:
        return
    # A button adds a column only while the network has room for another input.
    room = MOST_INPUTS - sum(len(columns[name].inputs) for name in inputs)
    st.caption(f"Columns that are not used: {len(aside)} of {len(columns)}.")
    for at, column in enumerate(aside[:MOST_LISTED]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f"“{plain(column.name)}” {plain(column.why or 'is not chosen')}.", width="stretch")
            if column.usable:
                st.button(
                    "Use it",
                    key=f"own_take_{at}",
                    on_click=_take,
                    args=(column.name,),
                    disabled=len(column.inputs) > room or len(inputs) >= MOST_INPUTS,
                    help=f"As an input; up to {MOST_INPUTS} inputs can be used.",
                )
    if len(aside) > MOST_LISTED:
        names = ", ".join(f"“{plain(column.name)}”" for column in aside[MOST_LISTED:])
        st.caption(f"And {names}: those that can be inputs are offered above.")


def _take(name: str) -> None:
    show("own_inputs", [*(st.session_state.get("own_inputs") or []), name])
