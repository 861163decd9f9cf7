"""Explains what was chosen, or the phase on show, in a few short lines under the network, in the network's colours."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnviz.derivation import (
    Line,
    inline,
    largest_move,
    neuron_in_brief,
    notation,
    painted,
    phase_in_brief,
    phases,
    weight_in_brief,
)
from nnviz.derivation.notation import NeuronKey, WeightKey
from nnviz.engine import get_activation
from nnviz.figures.theme import ROLE_COLOURS
from nnviz.page.help import WORKSHEET
from nnviz.page.slow_motion import question
from nnviz.page.words import plain
from nnviz.run.experiment import UpdateTrace
from nnviz.session.phase_walk import Walk
from nnviz.session.visit import Visit

_WHOLE = f"[The whole arithmetic](#{WORKSHEET})"
IN_FULL = 2
"""Lines that stand below one another; more of them are short, and stand beside one another."""
_INVITED = "Click or tap an edge or a neuron in the network: here is then how its numbers come about."


def explain(visit: Visit) -> None:
    """Draw the explanation into the place that the stage keeps for it; it has a fixed height, and scrolls beyond."""
    if not visit.at_rest:
        st.markdown("Pause, or press Step: here is then what the step did and how.")
        return
    update, walk = visit.update, visit.slow.walk
    if update is None:
        st.markdown("The next step would diverge: there are no finite numbers to show.")
        return
    if walk is not None:
        if walk.asked is not None and walk.at < walk.last:
            st.markdown(_heading(walk))
            question(visit)
            return
        question(visit)
        _walked(visit, walk)
    parts = None if visit.chosen is None else notation.parse_key(visit.chosen, visit.experiment.sizes)
    if isinstance(parts, WeightKey) and (parts.row or update.part.before.bias):
        _weight(visit, update, parts)
    elif isinstance(parts, NeuronKey) and parts.neuron is not None:
        (_neuron if parts.layer else _input)(visit, update, parts)
    elif walk is None:
        _nothing_chosen(visit, update)


def formulas(lines: Sequence[Line], *, apart: str = "  \n") -> str:
    """Return lines as formulas in a text, which breaks them where it is too narrow for them."""
    return apart.join(rf"$\displaystyle {inline(line)}$" for line in lines)


def _whose(visit: Visit, update: UpdateTrace) -> str:
    """Say which step and which sample the numbers are of."""
    step = f"step {visit.experiment.step:,}" if not visit.to_come else "the step to come"
    of = f", the last of a batch of {update.n}" if update.n > 1 else ""
    return f"{step}, sample {update.sample}{of}"


def _known(visit: Visit, lines: Sequence[Line], place: str) -> Sequence[Line]:
    """Leave out what slow motion has not come to yet; `place` is that of the neuron whose δ and slope are used."""
    walk = visit.slow.walk
    if walk is None or walk.at == walk.last:
        return lines
    known = {line.key for phase in walk.phases[: walk.at + 1] for line in phase.lines}
    follows = {"gradient": "delta", "miss": "delta", "slope": "out"}
    return [line for line in lines if line.key in known or f"{follows.get(line.key.split(':')[0])}:{place}" in known]


def _weight(visit: Visit, update: UpdateTrace, parts: WeightKey) -> None:
    sizes = visit.experiment.sizes
    label = notation.weight_label(sizes, *parts)
    start = notation.neuron_label(sizes, parts.layer, parts.row - 1 if parts.row else None)
    end = notation.neuron_label(sizes, parts.layer + 1, parts.column)
    colours = ROLE_COLOURS[visit.theme.name]
    lines = weight_in_brief(update, *parts, visit.view.digits, painted(colours))
    shown = _known(visit, lines, f"{parts.layer}:{parts.column}")
    notes = [line.note for line in shown if line.note]
    value = float(visit.experiment.network.weights[parts.layer][parts.row, parts.column])
    if not visit.to_come and value != update.whole.network.weights[parts.layer][parts.row, parts.column]:
        notes.append(f"Set by hand since: {notation.number(value, visit.view.digits)}.")
    st.markdown(f"**{label}**, the weight from {start} to {end}: {_whose(visit, update)}. {_WHOLE}")
    st.markdown("\n\n".join(part for part in (formulas(shown), " ".join(notes)) if part) or "It is not known yet.")


def _neuron(visit: Visit, update: UpdateTrace, parts: NeuronKey) -> None:
    index = parts.neuron or 0
    label = notation.neuron_label(visit.experiment.sizes, parts.layer, index)
    name = update.part.before.activations[parts.layer - 1]
    activation = get_activation(name).label
    paint = painted(ROLE_COLOURS[visit.theme.name])
    lines = neuron_in_brief(update, parts.layer, index, visit.view.digits, paint)
    shown = _known(visit, lines, f"{parts.layer - 1}:{index}")
    bracket = r" \[…\] is 1 where it is so, else 0." if name == "step" else ""
    st.markdown(f"**{label}**, a neuron ({activation}): {_whose(visit, update)}.{bracket} {_WHOLE}")
    st.markdown(formulas(shown) or "It is not known yet.")


def _input(visit: Visit, update: UpdateTrace, parts: NeuronKey) -> None:
    index = parts.neuron or 0
    name = plain(visit.experiment.dataset.inputs[index])
    value = notation.number(float(update.part.x[index]), visit.view.digits)
    st.markdown(f"**{name}**, an input: {_whose(visit, update)}. It is {value}. {_WHOLE}")


def _nothing_chosen(visit: Visit, update: UpdateTrace) -> None:
    if visit.to_come:
        st.markdown(f"{_INVITED} Or press **Step** to present the first sample.")
        return
    row = largest_move(update)
    digits = visit.view.digits
    if row is None:
        st.markdown(f"Step {visit.experiment.step:,} has moved no weight. {_INVITED} {_WHOLE}")
        return
    parts = notation.parse_key(row.key, visit.experiment.sizes)
    moved = notation.number(row.new - row.old, digits)
    said = f"Of all weights, step {visit.experiment.step:,} has moved **{row.symbol}** most, by {moved}."
    st.markdown(f"{said} {_INVITED} {_WHOLE}")
    if isinstance(parts, WeightKey):
        lines = weight_in_brief(update, *parts, digits)
        st.markdown(formulas([line for line in lines if line.key == row.key]))


def _heading(walk: Walk) -> str:
    return f"**Phase {walk.at + 1} of {len(walk.phases)}. {walk.here.title}.**"


def _walked(visit: Visit, walk: Walk) -> None:
    """Draw the phase on show in a line."""
    phase = phases(walk.update, visit.view.digits)[walk.at]
    lines, more = phase_in_brief(phase, walk.update)
    whole = f"[The whole arithmetic, with {more} more](#{WORKSHEET})" if more else _WHOLE
    st.markdown(f"{_heading(walk)} {whole}")
    st.markdown(formulas(lines, apart="  \n" if len(lines) <= IN_FULL else "&emsp; "))
