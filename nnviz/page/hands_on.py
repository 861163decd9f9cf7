"""Manual edits of a weight: set it, freeze it, or check its gradient by central differences."""

from __future__ import annotations

import streamlit as st

from nnviz.analysis.inspection import gradient_check, network_check
from nnviz.derivation import notation
from nnviz.derivation.notation import WeightKey
from nnviz.page.number_field import number_field, show
from nnviz.page.widgets import LOCKED, locked
from nnviz.run.manual_edits import LARGEST
from nnviz.session.visit import Visit

SLIDER_REACH = 8.0
NUDGES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)


def hands_on(visit: Visit, parts: WeightKey) -> None:
    """Draw the controls of one weight.

    Their keys name the weight: what the browser still says of one weight's field while another is being drawn is none
    of the other's.
    """
    experiment = visit.experiment
    key = notation.weight_key(*parts)
    label = notation.weight_label(experiment.sizes, *parts)
    value = float(experiment.network.weights[parts.layer][parts.row, parts.column])
    if locked(visit, "set_weight"):
        st.caption(LOCKED)
    elif not visit.page.hides("set_weight"):
        _set(visit, key, label, value)
    if not visit.page.hides("freeze"):
        frozen = f"weight_frozen_{key}"
        show(frozen, tuple(parts) in experiment.frozen)
        st.toggle(
            f"Freeze {label}",
            key=frozen,
            on_change=lambda: visit.freeze(key, bool(st.session_state[frozen])),
        )
    if visit.refused_edit:
        st.error(visit.refused_edit)
    _check(visit, parts, label)


def _current(name: str, weight: str, value: float) -> str:
    """Return the key of a widget that shows a weight's value: another key where something else changed the value.

    The field and the slider show the same value. Told in place, the one that was not used would be told late on a busy
    server, and the browser's next message would hold its former value, as if somebody had just chosen that.
    """
    count = f"{name}_count"
    times = st.session_state.get(count, 0)
    if st.session_state.get(f"{name}_{weight}_{times}", value) != value:
        times += 1
    st.session_state[count] = times
    key = f"{name}_{weight}_{times}"
    show(key, value)
    return key


def _set(visit: Visit, key: str, label: str, value: float) -> None:
    typed = _current("weight_typed", key, value)
    slid = _current("weight_slid", key, min(max(value, -SLIDER_REACH), SLIDER_REACH))

    def heard(name: str, widget: str) -> None:
        if widget == f"{name}_{key}_{st.session_state[f'{name}_count']}":  # and not one that has left the page
            visit.set_weight(key, float(st.session_state[widget]))

    st.markdown(f"**Set {label}**")
    number_field(
        f"Value of {label}",
        -LARGEST,
        LARGEST,
        value=value,
        step=0.1,
        key=typed,
        on_change=lambda: heard("weight_typed", typed),
    )
    st.slider(
        f"Slide {label}",
        -SLIDER_REACH,
        SLIDER_REACH,
        step=0.05,
        key=slid,
        on_change=lambda: heard("weight_slid", slid),
        label_visibility="collapsed",
    )


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
