"""The arithmetic of a step: every number of forward, loss, backward and update, in the source text's notation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnviz.derivation import Line, aligned, backward, forward, loss, notation, update
from nnviz.engine import StepTrace
from nnviz.page.selection import choice, chosen
from nnviz.page.slow_motion import question, switches, walked
from nnviz.session.visit import Visit

MOST_LINES = 24
"""Lines of one phase that stand on the page at once; a wide network shows a layer at a time."""
PHASE_WORDS = {
    "forward": "Forward: what each neuron computes",
    "loss": "Loss: how far the output is from the target",
    "backward": "Backward: what each neuron has to do with the loss",
    "update": "Update: every weight against its gradient",
}


def arithmetic(visit: Visit) -> None:
    """Draw the arithmetic of the step on show: the one that led here, that is walked through, or the next one."""
    with st.container(key="arithmetic"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.subheader("The arithmetic of a step", anchor=False, width="content")
            switches(visit)
        if not visit.at_rest:
            st.caption("Pause, or press Step, to read every number of a step.")
            return
        trace = visit.trace
        if trace is None:
            st.caption("The next step would diverge: there are no finite numbers to show.")
            return
        st.caption(_which(visit))
        question(visit)
        choice(visit)
        chosen(visit)
        if visit.slow.walk is not None:
            walked(visit.slow.walk, visit.view.digits)
            return
        digits = visit.view.digits
        left, right = st.columns(2, gap="large")
        with left:
            _phase("forward", forward(trace, digits=digits), trace)
            _phase("loss", loss(trace, digits=digits), trace)
        with right:
            _phase("backward", backward(trace, digits=digits), trace)
            _phase("update", update(trace, digits=digits), trace)


def _which(visit: Visit) -> str:
    experiment, walk = visit.experiment, visit.slow.walk
    before = experiment.step == 0 or (walk is not None and walk.at < walk.last)
    batch = experiment.next_batch if before else experiment.batch or experiment.next_batch
    rows, rate = batch.rows, notation.number(batch.eta, visit.view.digits)
    if experiment.settings.eta_schedule != "constant":
        rate += f" (by its schedule, from {notation.number(experiment.settings.eta, visit.view.digits)})"
    when = "The step to come" if before else f"Step {experiment.step:,}"
    if len(rows) == 1:
        return f"{when}: sample {rows[0]} is presented, η = {rate}. The weights are those from before the step."
    return (
        f"{when}: a batch of {len(rows)} samples, η = {rate}; a weight moves by η times the mean of their gradients. "
        f"Below is sample {rows[-1]}, the last of them, with the update that it alone would make."
    )


def _phase(name: str, lines: Sequence[Line], trace: StepTrace) -> None:
    st.markdown(f"**{PHASE_WORDS[name]}**")
    if len(lines) > MOST_LINES:
        layers = len(trace.layers)
        layer = st.segmented_control(
            "Layer",
            range(layers),
            key=f"layer_{name}",
            required=True,
            default=layers - 1,
            format_func=lambda layer: "output" if layer == layers - 1 else f"hidden {layer + 1}",
            label_visibility="collapsed",
        )
        lines = [line for line in lines if line.layer == layer]
    if len(lines) > MOST_LINES:
        st.caption(f"The first {MOST_LINES} of {len(lines)} lines; all of them are in the table of weights.")
        lines = lines[:MOST_LINES]
    st.latex(aligned(lines))
