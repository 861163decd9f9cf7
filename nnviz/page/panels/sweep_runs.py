"""The table of all runs of a visit: those of its sweep, and the tries that it has left."""

from __future__ import annotations

import streamlit as st

from nnviz.page.current_visit import tries
from nnviz.page.over import loading
from nnviz.page.panels.sweep_picks import open_run
from nnviz.session.runs_table import runs_table
from nnviz.session.sweep_run import Begun
from nnviz.session.tries import Try, bring_back
from nnviz.session.visit import Visit

_LABELS = {"seconds": "time (s)"}


def all_runs(visit: Visit, begun: Begun | None) -> None:
    """Draw the table, and what opens the row that is chosen."""
    table = runs_table(begun, tries().kept, f"{(st.context.url or '').rstrip('/')}/" if st.context.url else "")
    st.markdown("**Runs**")
    if not table.where:
        st.caption("A run that you leave at more than 0 steps for another one stands here as one of your tries.")
        return
    digits = f"%.{visit.view.digits}g"
    config = {name: st.column_config.NumberColumn(format=digits) for name in ("train", "test")}
    config |= {
        "accuracy": st.column_config.NumberColumn(format="percent"),
        "seconds": st.column_config.NumberColumn(_LABELS["seconds"], format="%.2f"),
        "link": st.column_config.LinkColumn(display_text="open in a new tab"),
    }
    shown = {name: values for name, values in table.columns.items() if name != "link" or any(values)}
    rows = st.dataframe(
        shown, hide_index=True, key="sweep_rows", on_select="rerun", selection_mode="single-row", column_config=config
    )
    st.caption(
        "Click a head to sort, a row to open its run. My tries are the runs that you left for another one. Time: of a "
        "sweep's run, its share of the training; of a try, how long it was on show."
    )
    chosen = rows.selection.rows
    with st.container(horizontal=True):
        if chosen and int(chosen[0]) < len(table.where):
            where = table.where[int(chosen[0])]
            if isinstance(where, Try):
                st.button(
                    "Open this try",
                    key="sweep_rows_open",
                    type="primary",
                    on_click=loading(bring_back),
                    args=(visit, where),
                )
            elif begun is not None and where not in begun.result.failed:
                told = f"Open the run of row {int(chosen[0]) + 1}: seed {begun.result.seeds[where[1]]}"
                st.button(
                    told, key="sweep_rows_open", type="primary", on_click=loading(open_run), args=(visit, begun, *where)
                )
        st.download_button("All runs as CSV", table.csv(), "runs.csv", "text/csv", key="sweep_csv", on_click="ignore")
