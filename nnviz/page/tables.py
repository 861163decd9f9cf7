"""The pictures' numbers as tables, for visitors who read numbers or cannot see the pictures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nnviz.derivation import notation, table_csv, weight_table
from nnviz.page.arithmetic import samples_in_words
from nnviz.page.widgets import number_table
from nnviz.run.experiment import UpdateTrace
from nnviz.session.traces import as_json
from nnviz.session.visit import Visit


def tables(visit: Visit) -> None:
    """Draw a table with the numbers of each of the three pictures, behind a switch."""
    opened = "tables" in visit.page.parts  # an address that names the tables opens them at once
    if not st.toggle("The pictures and all weights as tables", opened, key="tables") or not visit.at_rest:
        return
    frame, experiment = visit.rest_frame(), visit.experiment
    data = experiment.dataset
    weights, samples, losses = st.tabs(["Network", "Boundary", "Loss"])
    with weights:
        update, walk = visit.update, visit.slow.walk
        if walk is not None and walk.at < walk.last:
            st.caption("The table of this step stands here after its update.")
        elif update is not None:
            _weights(visit, update)
    with samples:
        outputs = frame.network.predict(data.X)
        held = set(data.test.tolist())
        columns: dict[str, Any] = {}
        for name, values in (
            ("sample", list(range(len(data.X)))),
            ("used to", ["test" if row in held else "train" for row in range(len(data.X))]),
            *((name, data.X[:, k]) for k, name in enumerate(data.inputs)),
            *((f"t of {name}", data.T[:, j]) for j, name in enumerate(data.outputs)),
            *((f"output {name}", outputs[:, j]) for j, name in enumerate(data.outputs)),
            *([] if frame.wrong is None else [("right", ~frame.wrong)]),
        ):
            while name in columns:  # a column of own data may have the name of another column
                name += " 2"
            columns[name] = values
        number_table(columns, visit.view.digits)
    with losses:
        history = experiment.history()
        columns = {"step": history.step, "E": history.E, "train": history.train}
        if history.test is not None:
            columns["test"] = history.test
        number_table(columns, visit.view.digits)


def _weights(visit: Visit, update: UpdateTrace) -> None:
    """Draw the table of every weight in the update on show, and offer it as files."""
    experiment, rows, to_come = visit.experiment, weight_table(update), visit.to_come
    step = experiment.step + (update.n if to_come else 0)
    when = "Of the step to come" if to_come else f"Of step {step:,}"
    mean = "" if update.n == 1 else ": gradients are means over the batch"
    st.caption(f"{when}, {samples_in_words(update)}{mean}.{_by_hand(visit, update)}")
    with st.container(horizontal=True):
        name = f"step-{step}"
        st.download_button("Weights as CSV", table_csv(rows), f"weights-{name}.csv", "text/csv", key="csv")
        whole = as_json(update, experiment, made=not to_come)
        st.download_button("The whole step as JSON", whole, f"{name}.json", "application/json", key="json")
    columns: dict[str, Any] = {
        "weight": [row.symbol for row in rows],
        "layer": [row.layer for row in rows],
        "old": [row.old for row in rows],
        "gradient": [row.gradient for row in rows],
        "step": [row.step for row in rows],
        "new": [row.new for row in rows],
    }
    number_table(columns, visit.view.digits)


def _by_hand(visit: Visit, update: UpdateTrace) -> str:
    """Name the weights that were set by hand since the update."""
    if visit.to_come:
        return ""
    experiment, after = visit.experiment, update.whole.network
    keys = {edit.key for edit in experiment.hands if edit.step == experiment.step and edit.kind == "weight"}
    changed = []
    for layer, row, column in sorted(keys):
        value = float(experiment.network.weights[layer][row, column])
        if value != after.weights[layer][row, column]:
            label = notation.weight_label(experiment.sizes, layer, row, column)
            changed.append(f"{label} = {notation.number(value, visit.view.digits)}")
    return f" Set by hand since: {', '.join(changed)}." if changed else ""
