"""The arithmetic of a step: every number of forward, loss, backward and update, in the source text's notation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnviz.derivation import Line, aligned, backward, forward, loss_lines, notation
from nnviz.page.help import WORKSHEET
from nnviz.page.selection import choice, chosen
from nnviz.page.slow_motion import MOST_LINES, digits_and_score, question, switches, walked
from nnviz.page.update_table import draw_update
from nnviz.page.words import plain
from nnviz.run.experiment import UpdateTrace
from nnviz.session.frame_encoder import LABELS
from nnviz.session.visit import Visit

MOST_INPUTS = 8
"""Inputs that may be named above the formulas."""
MOST_PRINTED = 12
"""Lines of formulas that a printed page has room for beside the table of the update."""
MOST_ADDED = 4
"""Neurons of a layer whose sums take no more than three rows of such a page."""
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST_NAMED = 12
"""Samples of a batch that are named; more of them are counted."""
PHASE_WORDS = {
    "forward": "Forward: what each neuron computes",
    "loss": "Loss: how far the output is from the target",
    "backward": "Backward: what each neuron has to do with the loss",
    "update": "Update: every weight against its gradient",
}


def arithmetic(visit: Visit) -> None:
    """Draw the arithmetic of the step on show: the last one, the one in slow motion, or the next one."""
    with st.container(key="arithmetic"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.header("The arithmetic of a step", anchor=WORKSHEET, width="content")
            if not visit.page.has("transport"):  # where they stand beside Step
                switches(visit)
            digits_and_score(visit)
        if not visit.at_rest:
            st.caption("Pause, or press Step, to read every number of a step.")
            return
        update = visit.update
        if update is None:
            st.caption("The next step would diverge: there are no finite numbers to show.")
            return
        st.caption(_which(visit, update))
        names = _names(visit)
        if names:
            st.caption(names)
        if not any(visit.page.has(picture) for picture in LABELS):  # under which it would stand
            question(visit)
        choice(visit)
        chosen(visit)
        if visit.slow.walk is not None:
            walked(visit.slow.walk, visit.view.digits)
            return
        digits = visit.view.digits
        onward, back = forward(update.part, digits=digits), backward(update.part, digits=digits)
        # On paper there is a page for all of this.
        long = max(len(onward), len(back)) > MOST_PRINTED or max(update.part.before.sizes) > MOST_ADDED
        with st.container(key="formulas_long" if long else "formulas"):
            left, right = st.columns(2, gap="large")
        with left:
            _phase("forward", onward, update)
        with right:
            _phase("loss", loss_lines(update, digits=digits), update)
            _phase("backward", back, update)
        st.markdown(f"**{_title('update', update)}**")
        draw_update(update, digits)


def _names(visit: Visit) -> str:
    """Name the sample's own input that each symbol stands for, where the inputs have names."""
    dataset = visit.experiment.dataset
    inputs = dataset.raw_inputs
    if dataset.picture is not None or inputs == tuple(f"x{k + 1}" for k in range(len(inputs))):
        return ""
    parts = [f"x{str(k + 1).translate(_LOWER)} = {plain(name)}" for k, name in enumerate(inputs[:MOST_INPUTS])]
    more = len(inputs) - len(parts)
    return ", ".join(parts) + (f", and {more} more, which the network's tooltips name" if more else "") + "."


def samples_in_words(update: UpdateTrace) -> str:
    """Name the samples that an update learns from."""
    if update.n == 1:
        return f"sample {update.sample}"
    named = ", ".join(map(str, update.rows[:MOST_NAMED].tolist()))
    more = f" and {update.n - MOST_NAMED} more" if update.n > MOST_NAMED else ""
    return f"a batch of {update.n} samples ({named}{more})"


def _which(visit: Visit, update: UpdateTrace) -> str:
    experiment = visit.experiment
    rate = notation.number(update.whole.eta, visit.view.digits)
    if experiment.settings.eta_schedule != "constant":
        rate += f" (by its schedule, from {notation.number(experiment.settings.eta, visit.view.digits)})"
    when = "The step to come" if visit.to_come else f"Step {experiment.step:,}"
    who = samples_in_words(update)
    if update.n == 1:
        return f"{when}: {who} is presented, η = {rate}. All values are those from before the update."
    return (
        f"{when}: {who} is presented, η = {rate}. All values are those from before the update. "
        f"Forward and backward are the part of one of them, sample {update.sample}, the last; "
        "the update is that of the whole batch, by the mean of all its gradients."
    )


def _title(name: str, update: UpdateTrace) -> str:
    words = PHASE_WORDS[name]
    if name == "update" and update.part.rule == "perceptron":
        words = "Update: every weight by η (t − y) x"
    if update.n > 1:
        whole = {"loss": ", and the mean over the batch", "update": ", the mean over the batch"}
        words += whole.get(name, f" (sample {update.sample} of the batch)")
    return words


def _phase(name: str, lines: Sequence[Line], update: UpdateTrace) -> None:
    st.markdown(f"**{_title(name, update)}**")
    if len(lines) > MOST_LINES:
        layers = len(update.part.layers)
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
