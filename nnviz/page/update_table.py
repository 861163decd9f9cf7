"""The update in the worksheet: a table of all weights, and every weight's update written out for who opens it."""

from __future__ import annotations

import streamlit as st

from nnviz.derivation import UpdateTable, aligned, update_lines, update_table
from nnviz.run.experiment import UpdateTrace

MOST_ROWS = 24
"""Weights that stand on the page at once; a wide network shows a layer at a time."""


def draw_update(update: UpdateTrace, digits: int) -> None:
    """Draw the table and, closed, the lines; of a wide network those of the layer that is chosen."""
    sizes, layer = update.part.before.sizes, None
    whole = update_table(update, most=MOST_ROWS)
    if whole.count > MOST_ROWS:
        layers = len(sizes) - 1
        layer = st.segmented_control(
            "Layer",
            range(layers),
            key="layer_update",
            required=True,
            default=layers - 1,
            format_func=lambda layer: "output" if layer == layers - 1 else f"hidden {layer + 1}",
            label_visibility="collapsed",
        )
        whole = update_table(update, layer, MOST_ROWS)
    st.markdown(markdown(whole, digits))
    if whole.count > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {whole.count} weights; all of them are in the table of weights.")
    if update.n > 1:
        st.caption(f"δ, input and their product are those of sample {update.sample}; the step goes by the mean.")
    if whole.pull:
        st.caption(f"Here is ${whole.pull}$.")
    with st.expander("Every update written out"):
        lines = update_lines(update, [row.key for row in whole.rows], digits=digits)[:MOST_ROWS]
        st.latex(aligned(lines))


def markdown(table: UpdateTable, digits: int) -> str:
    """Return a table as Markdown: the product in bold, frozen weights named."""
    marks = [":---", *("---:" for _ in table.headings[1:])]
    rows = [table.headings, marks]
    for row in table.rows:
        cells = [cell.text(digits) for cell in row.cells]
        cells[table.product] = f"**{cells[table.product]}**"
        if row.frozen:
            cells[-2] = "frozen"
        rows.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
