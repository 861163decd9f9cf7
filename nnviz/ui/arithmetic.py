"""The arithmetic of a step: every number of forward, loss, backward and update, in the source text's notation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnviz import notation
from nnviz.derivation import Line, aligned, backward, forward, loss, update
from nnviz.engine import StepTrace
from nnviz.ui.pictures import DIGITS
from nnviz.ui.state import Visit

MOST_LINES = 24
"""Lines of one phase that stand on the page at once; a wide network shows a layer at a time."""
PHASE_WORDS = {
    "forward": "Forward: what each neuron computes",
    "loss": "Loss: how far the output is from the target",
    "backward": "Backward: what each neuron has to do with the loss",
    "update": "Update: every weight against its gradient",
}


def arithmetic(visit: Visit) -> None:
    """Draw the arithmetic of the step that led here, or of the next one at the start."""
    with st.container(key="arithmetic"):
        st.subheader("The arithmetic of a step", anchor=False)
        if not visit.at_rest:
            st.caption("Pause, or press Step, to read every number of a step.")
            return
        trace = visit.trace
        st.caption(_which(visit))
        if trace is None:
            return
        left, right = st.columns(2, gap="large")
        with left:
            _phase("forward", forward(trace, digits=DIGITS), trace)
            _phase("loss", loss(trace, digits=DIGITS), trace)
        with right:
            _phase("backward", backward(trace, digits=DIGITS), trace)
            _phase("update", update(trace, digits=DIGITS), trace)


def _which(visit: Visit) -> str:
    experiment = visit.experiment
    update = experiment.batch or experiment.next_batch
    rows, eta = update.rows, update.eta
    when = f"Step {experiment.step:,}" if experiment.step else "The step to come"
    rate = notation.number(eta, DIGITS)
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
