"""Explains what was chosen, or the phase on show, in a few short lines under the network, in the network's colours."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nnviz.derivation import (
    Line,
    inline,
    notation,
    painted,
    phase_in_brief,
    phases,
    weight_in_brief,
)
from nnviz.derivation.notation import NeuronKey, WeightKey
from nnviz.figures.theme import ROLE_COLOURS
from nnviz.page.help import WORKSHEET
from nnviz.page.slow_motion import question
from nnviz.page.widgets import locked
from nnviz.page.words import plain
from nnviz.run.experiment import UpdateTrace
from nnviz.session.explanation import (
    INVITED,
    NO_NEXT,
    Explained,
    moved_most,
    of_input,
    of_neuron,
    of_weight,
    whose_numbers,
)
from nnviz.session.phase_walk import Walk
from nnviz.session.visit import Visit

IN_FULL = 2
"""Lines that stand below one another; if there are more, they are short and stand beside one another."""


def explain(visit: Visit) -> None:
    """Draw the explanation into the place that the stage keeps for it; it has a fixed height, and scrolls beyond."""
    if not visit.at_rest:
        st.markdown("Pause, or press Step: then this place shows what the step did, and how.")
        return
    update, walk = visit.update, visit.slow.walk
    if update is None:
        st.markdown(NO_NEXT)
        return
    if walk is not None:
        with st.container(key="phase"):
            if walk.asked is not None and walk.at < walk.last:
                st.markdown(_heading(walk))
                question(visit)
                return
            question(visit)
            _walked(visit, walk)
    parts = None if visit.chosen is None else notation.parse_key(visit.chosen, visit.experiment.sizes)
    if parts is not None:
        # On a phone this place is a sheet over the page then, and has to be put away again.
        st.button("Close", key="unchoose", on_click=visit.choose, args=(None,))
    if isinstance(parts, WeightKey) and (parts.row or update.part.before.bias):
        _weight(visit, update, parts)
    elif isinstance(parts, NeuronKey) and parts.neuron is not None:
        (_neuron if parts.layer else _input)(visit, update, parts)
    elif walk is None:
        _nothing_chosen(visit, update)


def formulas(lines: Sequence[Line], *, apart: str = "  \n") -> str:
    """Return lines as formulas in a text, which breaks them where it is too narrow for them."""
    return apart.join(rf"$\displaystyle {inline(line)}$" for line in lines)


def _whole(visit: Visit, more: str = "") -> str:
    """Return the link to the whole arithmetic, if that is on the page."""
    return f" [The whole arithmetic{more}](#{WORKSHEET})" if visit.page.has("arithmetic") else ""


def _known(visit: Visit, lines: Sequence[Line], place: str) -> Sequence[Line]:
    """Leave out what slow motion has not come to yet; `place` is that of the neuron whose δ and slope are used."""
    walk = visit.slow.walk
    if walk is None or walk.at == walk.last:
        return lines
    known = {line.key for phase in walk.phases[: walk.at + 1] for line in phase.lines}
    follows = {"gradient": "delta", "miss": "delta", "slope": "out"}
    return [line for line in lines if line.key in known or f"{follows.get(line.key.split(':')[0])}:{place}" in known]


def _weight(visit: Visit, update: UpdateTrace, parts: WeightKey) -> None:
    found = of_weight(update, parts, visit.view.digits, painted(ROLE_COLOURS[visit.theme.name]))
    shown = _known(visit, found.lines, f"{parts.layer}:{parts.column}")
    notes = [line.note for line in shown if line.note]
    value = float(visit.experiment.network.weights[parts.layer][parts.row, parts.column])
    if not visit.to_come and value != update.whole.network.weights[parts.layer][parts.row, parts.column]:
        notes.append(f"Set by hand since: {notation.number(value, visit.view.digits)}.")
    st.markdown(f"{_title(visit, update, found)}{_whole(visit)}")
    st.markdown("\n\n".join(part for part in (formulas(shown), " ".join(notes)) if part) or "It is not known yet.")


def _neuron(visit: Visit, update: UpdateTrace, parts: NeuronKey) -> None:
    found = of_neuron(update, parts, visit.view.digits, painted(ROLE_COLOURS[visit.theme.name]))
    shown = _known(visit, found.lines, f"{parts.layer - 1}:{parts.neuron}")
    step = update.part.before.activations[parts.layer - 1] == "step"
    bracket = r" \[…\] is 1 where it is so, else 0." if step else ""
    st.markdown(f"{_title(visit, update, found)}{bracket}{_whole(visit)}")
    st.markdown(formulas(shown) or "It is not known yet.")


def _input(visit: Visit, update: UpdateTrace, parts: NeuronKey) -> None:
    found = of_input(visit.experiment.dataset, parts)
    value = notation.number(float(update.part.x[parts.neuron or 0]), visit.view.digits)
    st.markdown(f"{_title(visit, update, found)} It is {value}.{_whole(visit)}")


def _title(visit: Visit, update: UpdateTrace, found: Explained) -> str:
    whose = whose_numbers(update, None if visit.to_come else visit.experiment.step)
    return f"**{plain(found.name)}**, {found.kind}: {whose}."


def _nothing_chosen(visit: Visit, update: UpdateTrace) -> None:
    if visit.to_come:
        step = "" if locked(visit, "step") else " Or press **Step** to present the first sample."
        st.markdown(INVITED + step)
        return
    digits = visit.view.digits
    found = moved_most(update, visit.experiment.step, digits, lambda symbol: f"**{symbol}**")
    if found is None:
        st.markdown(f"Step {visit.experiment.step:,} has moved no weight. {INVITED}{_whole(visit)}")
        return
    key, said = found
    parts = notation.parse_key(key, visit.experiment.sizes)
    st.markdown(f"{said} {INVITED}{_whole(visit)}")
    if isinstance(parts, WeightKey):
        lines = weight_in_brief(update, *parts, digits)
        st.markdown(formulas([line for line in lines if line.key == key]))


def _heading(walk: Walk) -> str:
    return f"**Phase {walk.at + 1} of {len(walk.phases)}. {walk.here.title}.**"


def _walked(visit: Visit, walk: Walk) -> None:
    """Draw the phase on show in a line."""
    phase = phases(walk.update, visit.view.digits)[walk.at]
    lines, more = phase_in_brief(phase, walk.update)
    st.markdown(f"{_heading(walk)}{_whole(visit, f', with {more} more' if more else '')}")
    st.markdown(formulas(lines, apart="  \n" if len(lines) <= IN_FULL else "&emsp; "))
