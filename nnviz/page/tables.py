"""The pictures' numbers as tables, for who reads rather than looks."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from nnviz.derivation import table_csv, trace_json, weight_table
from nnviz.session.visit import Visit


def tables(visit: Visit) -> None:
    """Draw the three pictures' table twins behind a switch."""
    opened = "tables" in visit.page.parts  # who asked for them by name need not ask again
    if not st.toggle("The pictures and all weights as tables", opened, key="tables") or not visit.at_rest:
        return
    frame, experiment = visit.rest_frame(), visit.experiment
    data = experiment.dataset
    weights, samples, losses = st.tabs(["Network", "Boundary", "Loss"])
    with weights:
        trace = visit.trace
        if trace is not None:
            rows = weight_table(trace)
            with st.container(horizontal=True):
                name = f"step-{experiment.step}"
                st.download_button("Weights as CSV", table_csv(rows), f"weights-{name}.csv", "text/csv", key="csv")
                whole = json.dumps(trace_json(trace), indent=1)
                st.download_button("The whole step as JSON", whole, f"{name}.json", "application/json", key="json")
            st.dataframe(
                {
                    "weight": [row.symbol for row in rows],
                    "layer": [row.layer + 1 for row in rows],
                    "old": [row.old for row in rows],
                    "gradient": [row.gradient for row in rows],
                    "step": [row.step for row in rows],
                    "new": [row.new for row in rows],
                },
                hide_index=True,
            )
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
            while name in columns:  # own data may be named as another column is
                name += " 2"
            columns[name] = values
        st.dataframe(columns, hide_index=True)
    with losses:
        history = experiment.history()
        columns = {"step": history.step, "E": history.E, "train": history.train}
        if history.test is not None:
            columns["test"] = history.test
        st.dataframe(columns, hide_index=True)
