"""How well the network does: confusion matrix and counts per class, or errors, of training and test rows."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.analysis.scores import Classified, classified, fitted, fitted_each
from nnviz.derivation.notation import number
from nnviz.figures.confusion import confusion_figure
from nnviz.session.visit import Visit

PANEL = {"title": "Scores", "place": 10, "draw": "scores"}


def scores(visit: Visit) -> None:
    """Draw the panel for the step on show; while the run plays, for a step near it."""
    experiment = visit.experiment
    data = experiment.dataset
    network = experiment.network
    parts = [("Training rows", data.train)] + ([("Test rows", data.test)] if data.test.size else [])
    if not visit.at_rest:
        st.caption(f"Near step {experiment.step:,}.")
    for column, (title, rows) in zip(st.columns(len(parts), gap="large"), parts, strict=True):
        with column:
            if data.labels is None:
                _values(visit, title, rows)
            else:
                found = classified(network, data, rows)
                words = f"{title}: {np.trace(found.confusion):,} of {found.n:,} right, {100 * found.accuracy:.1f} %"
                chart = confusion_figure(found.confusion, data.classes, words, visit.theme)
                st.vega_lite_chart(chart.to_dict(), theme=None, key=f"confusion_{title}")
                _classes(found, data.classes)


def _values(visit: Visit, title: str, rows: NDArray[np.int64]) -> None:
    experiment, digits = visit.experiment, visit.view.digits
    found = fitted(experiment.network, experiment.dataset, rows)
    st.markdown(f"**{title}**")
    names = experiment.dataset.outputs
    if len(names) > 1:
        _targets(visit, rows)
        return
    with st.container(horizontal=True, gap="large"):
        st.metric("Root mean squared error", number(found.rmse, digits))
        st.metric("Mean absolute error", number(found.mae, digits))
        st.metric("R²", "–" if math.isnan(found.r2) else number(found.r2, digits))
    st.caption(f"{found.n:,} rows, in the target's own units")


def _targets(visit: Visit, rows: NDArray[np.int64]) -> None:
    """Draw the errors of each target: their units differ, so a sum over them would mean nothing."""
    experiment, digits = visit.experiment, visit.view.digits
    found = fitted_each(experiment.network, experiment.dataset, rows)
    st.dataframe(
        {
            "target": list(experiment.dataset.outputs),
            "root mean squared error": [number(one.rmse, digits) for one in found],
            "mean absolute error": [number(one.mae, digits) for one in found],
            "R²": ["–" if math.isnan(one.r2) else number(one.r2, digits) for one in found],
        },
        hide_index=True,
    )
    st.caption(f"{found[0].n:,} rows, each target in its own units")


def _classes(found: Classified, classes: tuple[str, ...]) -> None:
    """Draw the counts and rates of each class."""
    st.dataframe(
        {
            "class": list(classes),
            "rows": found.true.tolist(),
            "predicted": found.told.tolist(),
            "right": np.diag(found.confusion).tolist(),
            "recall": [None if math.isnan(value) else f"{100 * value:.1f} %" for value in found.recall.tolist()],
            "precision": [None if math.isnan(value) else f"{100 * value:.1f} %" for value in found.precision.tolist()],
        },
        hide_index=True,
    )
