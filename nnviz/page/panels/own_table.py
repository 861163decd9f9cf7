"""The table of a visitor's own data: a sample of its rows, if it has many, in an editor."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from nnviz.datasets.own import MOST_ROWS
from nnviz.datasets.reader import Table, to_csv
from nnviz.page.number_field import number_field
from nnviz.page.words import plain
from nnviz.session.own_drafts import Draft, Drafts

MANY_ROWS = 200
"""A sample is offered from so many rows on."""


def edited_table(drafts: Drafts, draft: Draft) -> Table | None:
    """Return the table as the visitor edited it, or None after saying why it cannot be used."""
    drawn = _sample(draft.table)
    drafts.begin(draft, drawn, again=_editor_key(draft) not in st.session_state)
    base = draft.base
    # The index is the line in the file, which messages name; an added row continues after the last one.
    lines = pd.Index([base.line(row) for row in range(len(base.rows))], dtype="int64")
    if not lines.is_unique:  # one line held several rows
        lines = pd.RangeIndex(1, len(base.rows) + 1)
    frame = pd.DataFrame([list(row) for row in base.rows], columns=list(base.names), dtype=str, index=lines)
    shown = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=False,
        height=260,
        key=_editor_key(draft),
        column_config={
            "_index": st.column_config.NumberColumn("line", disabled=True),
            **{name: st.column_config.TextColumn(name) for name in base.names if name != "_index"},
        },
    )
    if len(shown) > MOST_ROWS:
        st.error(f"The table has {len(shown):,} rows; up to {MOST_ROWS:,} can be used. Delete rows.")
        return None
    cells = [
        (int(line), tuple("" if pd.isna(cell) else str(cell).strip() for cell in row))
        for line, row in zip(shown.index, shown.itertuples(index=False), strict=True)
    ]
    kept = [(line, row) for line, row in cells if any(row)]
    rows, numbers = tuple(row for _, row in kept), tuple(line for line, _ in kept)
    edited = draft.edit(replace(base, rows=rows, lines=numbers))
    st.download_button("Download as CSV", to_csv(edited), "own-data.csv", "text/csv", key="own_csv")
    return edited


def _editor_key(draft: Draft) -> str:
    return f"own_table_{draft.version}"


def _sample(table: Table) -> tuple[int, int, str] | None:
    """Draw the sample's controls: row count, seed, and the target whose shares are kept; return None for all rows."""
    count = len(table.rows)
    if count <= MANY_ROWS:
        return None
    most = min(count, MOST_ROWS)
    target = st.session_state["own_target"]
    if target not in table.names:
        target = table.names[-1]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if count > MOST_ROWS:
            wanted = True
        else:
            wanted = st.toggle("Take a sample of the rows", key="own_sample")
        if not wanted:
            return None
        held = min(max(st.session_state.get("own_rows") or most, 2), most)
        rows = number_field("Rows in the sample", 2, most, key="own_rows", value=held, width=160)
        held = st.session_state.get("own_sample_seed") or 0
        seed = number_field("Seed of the sample", 0, 2**32 - 1, key="own_sample_seed", value=held, width=160)
    why = f"The table has {count:,} rows; up to {MOST_ROWS:,} can be used. " if count > MOST_ROWS else ""
    st.caption(
        f"{why}{rows:,} of {count:,} rows are drawn, class by class of “{plain(target)}”; values by tenths of their "
        "range. The same seed draws the same rows. Another sample begins without your edits."
    )
    return (int(rows), int(seed), target) if rows < count else None
