"""Manual edits of a weight: set it, freeze it, or check its gradient by central differences."""

from __future__ import annotations

import streamlit as st

from nnviz.analysis.inspection import gradient_check, network_check
from nnviz.derivation import notation
from nnviz.derivation.notation import WeightKey
from nnviz.page.mirror import mirrored
from nnviz.page.number_field import number_field
from nnviz.page.widgets import LOCKED, locked
from nnviz.run.manual_edits import LARGEST
from nnviz.session.by_hand import freeze, set_weight
from nnviz.session.visit import Visit

SLIDER_REACH = 8.0
NUDGES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)


def hands_on(visit: Visit, parts: WeightKey) -> None:
    """Draw the controls of one weight."""
    experiment = visit.experiment
    key = notation.weight_key(*parts)
    label = notation.weight_label(experiment.sizes, *parts)
    value = float(experiment.network.weights[parts.layer][parts.row, parts.column])
    if locked(visit, "set_weight"):
        st.caption(LOCKED)
    elif not visit.page.hides("set_weight"):
        _set(visit, key, label, value)
    if not visit.page.hides("freeze"):
        frozen = tuple(parts) in experiment.frozen
        st.toggle(f"Freeze {label}", **mirrored("weight_frozen", frozen, lambda on: freeze(visit, key, bool(on))))
    if visit.said.refused_edit:
        st.error(visit.said.refused_edit)
    _check(visit, parts, label)


def _set(visit: Visit, key: str, label: str, value: float) -> None:
    st.markdown(f"**Set {label}**")
    number_field(
        f"Value of {label}",
        -LARGEST,
        LARGEST,
        value=value,
        step=0.1,
        key="weight_typed",
        on_change=lambda: set_weight(visit, key, float(st.session_state["weight_typed"])),
    )
    near = min(max(value, -SLIDER_REACH), SLIDER_REACH)
    slid = mirrored("weight_slid", near, lambda told: set_weight(visit, key, float(told)))
    st.slider(f"Slide {label}", -SLIDER_REACH, SLIDER_REACH, step=0.05, label_visibility="collapsed", **slid)


def _check(visit: Visit, parts: WeightKey, label: str) -> None:
    st.markdown("**Gradient check**")
    update = visit.update
    if update is None:
        return
    X, T, before = update.X, update.T, update.part.before
    who = f"sample {update.sample}" if update.n == 1 else f"the mean over the batch of {update.n} samples"
    st.caption(f"Of {who}, with the weights from before the update.")
    h = st.select_slider("Nudge h", NUDGES, value=1e-5, format_func=lambda h: f"{h:g}", key="nudge")
    check = gradient_check(before, X, T, parts, h)
    rows = {
        f"E at {label} + h": f"{check.loss_plus:.12g}",
        f"E at {label} − h": f"{check.loss_minus:.12g}",
        "difference quotient": f"{check.quotient:.10g}",
        "backpropagation": f"{check.analytic:.10g}",
        "relative error": notation.number(check.relative_error, 3),
    }
    st.table({"": list(rows), "value": list(rows.values())}, hide_index=True)
    if check.note:
        st.caption(check.note)
    whole = network_check(before, X, T, h)
    worst = notation.weight_label(visit.experiment.sizes, *whole.worst.key)
    largest = notation.number(whole.worst.relative_error, 3)
    st.caption(f"Of all {whole.n_weights} weights the largest relative error is {largest}, at {worst}.")
