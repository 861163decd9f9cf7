"""A visitor's own data: a file, a pasted table or the present data set, edited, with its columns chosen, and used."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nnviz.datasets import OWN, DataError, own_of
from nnviz.datasets.base import Task
from nnviz.datasets.from_table import guess_columns, guess_task, own_from_table, table_of
from nnviz.datasets.own import MOST_INPUTS, MOST_ROWS, SCALINGS
from nnviz.datasets.reader import MOST_BYTES, Table, read_table, to_csv
from nnviz.page.words import plain
from nnviz.session.fitting import fitted
from nnviz.session.visit import Visit

SOURCES = ("A file", "Pasted text", "The present data set")
TASKS: dict[Task, str] = {"classification": "classes", "regression": "values"}
SCALING_WORDS = {
    "standardise": "standardised: mean 0, deviation 1",
    "min-max": "squeezed to −1 … 1",
    "none": "as they are",
}


def own_data(visit: Visit) -> None:
    """Draw the panel. Nothing of the run changes before "Use these data"."""
    if not visit.at_rest:
        st.caption("Pause to work on data of your own.")
        return
    st.caption(
        f"A table with a line of names, up to {MOST_ROWS:,} rows and {MOST_BYTES / 1e6:.0f} MB. It stays in this "
        "session, and in the page's link as far as there is room: for 200 rows of any numbers, or 3,000 rows of two "
        "with four decimals. Nothing changes before you press “Use these data”."
    )
    _source(visit)
    if visit.draft is None:
        return
    for note in visit.draft.notes:
        st.caption(note)
    table = _edited(visit.draft)
    if table is not None:
        _choices(visit, table)


def _source(visit: Visit) -> None:
    """Where the table comes from."""
    source = st.segmented_control("Take the table from", SOURCES, key="own_source", default=SOURCES[0], required=True)
    given: bytes | str | None = None
    if source == SOURCES[0]:
        file = st.file_uploader(
            "CSV or TSV file", type=["csv", "tsv", "txt"], key="own_file", max_upload_size=MOST_BYTES // 10**6
        )
        given = None if file is None else file.getvalue()
        token: object = None if file is None else file.file_id
    elif source == SOURCES[1]:
        given = st.text_area("Table", key="own_pasted", height=160, placeholder="x1, x2, class\n0.2, 1.5, a\n…") or None
        token = given
    else:
        if st.button("Take its rows", key="own_present"):
            try:
                _draft(visit, table_of(own_of(visit.experiment.dataset)))
            except DataError as error:
                st.error(str(error))
        return
    # A table is read once: later runs of the page keep what was edited in it.
    if given is None or st.session_state.get("own_read") == token:
        return
    try:
        _draft(visit, read_table(given))
        st.session_state["own_read"] = token
    except DataError as error:
        st.error(plain(str(error)))


def _draft(visit: Visit, table: Table) -> None:
    visit.draft = table
    inputs, target = guess_columns(table)
    st.session_state["own_inputs"] = list(inputs)
    st.session_state["own_target"] = target
    st.session_state["own_task"] = None
    st.session_state["own_version"] = st.session_state.get("own_version", 0) + 1


def _edited(table: Table) -> Table | None:
    """The table as the visitor has edited it, or None with a word why it cannot be used."""
    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.names), dtype=str)
    frame.index = pd.RangeIndex(table.first_line, table.first_line + len(frame))  # as messages count lines
    shown = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=False,
        height=260,
        key=f"own_table_{st.session_state.get('own_version', 0)}",
        column_config={name: st.column_config.TextColumn() for name in table.names},
    )
    if len(shown) > MOST_ROWS:
        st.error(f"The table has {len(shown):,} rows; up to {MOST_ROWS:,} can be used. Delete rows.")
        return None
    rows = tuple(
        tuple("" if pd.isna(cell) else str(cell).strip() for cell in row) for row in shown.itertuples(index=False)
    )
    edited = Table(table.names, tuple(row for row in rows if any(row)), table.first_line)
    st.download_button("Download as CSV", to_csv(edited), "own-data.csv", "text/csv", key="own_csv")
    return edited


def _choices(visit: Visit, table: Table) -> None:
    """Columns, task and scaling, and the button."""
    left, right = st.columns(2, gap="medium")
    with left:
        _keep("own_inputs", [name for name in st.session_state.get("own_inputs", []) if name in table.numeric])
        inputs = st.multiselect(
            f"Input columns, up to {MOST_INPUTS}", list(table.numeric), key="own_inputs", max_selections=MOST_INPUTS
        )
        target = st.selectbox("Target column", list(table.names), key="own_target")
    with right:
        guess = guess_task(table, target)
        if st.session_state.get("own_task") not in TASKS:
            st.session_state["own_task"] = guess
        task = st.segmented_control(
            "The target holds", list(TASKS), key="own_task", format_func=TASKS.__getitem__, required=True
        )
        if task != guess:
            st.caption(f"By its cells it looks like {TASKS[guess]}.")
        scaling = st.selectbox("Inputs are", list(SCALINGS), key="own_scaling", format_func=SCALING_WORDS.__getitem__)
        leave_out = st.toggle("Leave out rows with empty cells", key="own_leave_out")
    if task is not None and st.button("Use these data", key="own_use", type="primary"):
        try:
            own = own_from_table(table, inputs, target, task=task, scaling=scaling, leave_out=leave_out)
            wanted, along = fitted(visit.settings, {"dataset": OWN, "own": own})
        except ValueError as error:
            st.error(plain(str(error)))
            return
        visit.change(wanted)
        if along:
            visit.notices.append("Changed along with that: " + ", ".join(along) + ".")
        st.rerun()


def _keep(key: str, value: list[str]) -> None:
    """Take out of a widget's state what its options no longer have."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
