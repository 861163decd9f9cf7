"""The chosen weight or neuron: its chain rule factor by factor, or its sum, its curve and its map."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from nnviz.derivation import (
    BatchRule,
    aligned,
    block,
    explain_sign,
    neuron_view,
    notation,
    step_gradient,
    update_rule,
    weight_rule,
)
from nnviz.derivation.notation import NeuronKey, WeightKey
from nnviz.engine import get_activation
from nnviz.figures import activation, neuron_map
from nnviz.figures.picture import Tables, with_tables
from nnviz.figures.pixels import weights_figure
from nnviz.page.hands_on import hands_on
from nnviz.page.mirror import mirrored
from nnviz.page.widgets import number_table
from nnviz.page.words import plain
from nnviz.run.experiment import UpdateTrace
from nnviz.session.spec_cache import SPECS
from nnviz.session.visit import Visit


@lru_cache(maxsize=32)
def labels(sizes: tuple[int, ...], bias: bool) -> Mapping[str, str]:
    """Return the key and the label of every weight and neuron that can be chosen."""
    found = {key: f"weight {label}" for key, label in notation.weight_labels(sizes, bias).items()}
    for layer in range(1, len(sizes)):
        for index in range(sizes[layer]):
            found[notation.neuron_key(layer, index)] = f"neuron {notation.neuron_label(sizes, layer, index)}"
    return found


def choice(visit: Visit) -> None:
    """Draw the list to choose from, for use by keyboard; a click in the network does the same."""
    names = labels(visit.experiment.sizes, visit.experiment.network.bias)
    st.selectbox(
        "Chosen weight or neuron",
        list(names),
        index=None,
        format_func=lambda key: names.get(key, key),
        placeholder="Click an edge or a neuron, or choose one here",
        label_visibility="collapsed",
        **mirrored("chosen", visit.chosen if visit.chosen in names else None, visit.choose, [None, *names]),
    )


def chosen(visit: Visit) -> None:
    """Draw the details of the chosen weight or neuron."""
    update = visit.update
    if visit.chosen is None or update is None or not visit.at_rest:
        return
    trace = update.part
    parts = notation.parse_key(visit.chosen, visit.experiment.sizes)
    with st.container(border=True, key="chosen_panel"):
        if isinstance(parts, WeightKey):
            if parts.row > 0 or trace.before.bias:
                _weight(visit, update, parts)
        elif parts.layer > 0 and parts.neuron is not None:
            _neuron(visit, update, parts)
        elif parts.neuron is not None:
            value = trace.x[parts.neuron]
            name = plain(visit.experiment.dataset.inputs[parts.neuron])
            value_told = notation.number(value, visit.view.digits)
            st.markdown(f"An input: {name} is {value_told} in sample {update.sample}.")
            _of_pixel(visit, parts.neuron)


def _of_pixel(visit: Visit, pixel: int) -> None:
    """Draw the weights of an input that has no edges in the picture."""
    if visit.experiment.dataset.picture is None:
        return
    sizes = visit.experiment.sizes
    names = {
        notation.weight_key(0, pixel + 1, column): notation.weight_label(sizes, 0, pixel + 1, column)
        for column in range(sizes[1])
    }
    st.caption("Its weights. With a neuron of the next layer chosen, a click on a pixel chooses the weight between.")
    st.pills(
        "Its weights",
        list(names),
        key=f"weights_of_{pixel}",
        format_func=lambda key: names.get(key, key),
        on_change=lambda: visit.choose(st.session_state[f"weights_of_{pixel}"]),
        label_visibility="collapsed",
    )


def _weight(visit: Visit, update: UpdateTrace, parts: WeightKey) -> None:
    digits, trace = visit.view.digits, update.part
    rule = weight_rule(trace, *parts, digits=digits)
    walk = visit.slow.walk
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        kind = "perceptron" if rule.rule == "perceptron" else "chain"
        st.markdown(f"**The {kind} rule of {rule.symbol.label}**{_whose(update)}")
        if walk is not None and walk.at < walk.last:
            st.caption("Its factors come to light phase by phase; the whole rule stands here after the update.")
            known = [line for phase in walk.phases[: walk.at + 1] for line in phase.lines]
            shown = [line for line in rule.lines if line.key in {other.key for other in known}]
            if shown:
                st.latex(aligned(shown))
        else:
            if rule.chain:
                st.latex(block([(notation.derivative_latex(rule.symbol), [rule.chain])]))
            whole = update_rule(update, *parts, digits=digits)
            if isinstance(whole, BatchRule):
                st.latex(aligned(rule.lines))
                _of_the_batch(update, whole, digits)
            else:
                st.latex(aligned([*whole.lines, *whole.between, whole.update]))
            st.markdown(whole.word or explain_sign(whole).sentence)
            if trace.rule == "perceptron" and st.toggle("Why the gradient cannot train it", key="why_not"):
                flat, sentence = step_gradient(trace, parts.row, parts.column, digits)
                st.latex(aligned(flat.lines))
                st.markdown(sentence)
    with right:
        hands_on(visit, parts)


def _whose(update: UpdateTrace) -> str:
    return f", for sample {update.sample}, one of the batch of {update.n}" if update.n > 1 else ""


def _of_the_batch(update: UpdateTrace, rule: BatchRule, digits: int) -> None:
    st.markdown(f"**The mean over the batch of {rule.n} samples**, its largest terms first")
    st.latex(aligned([rule.line, *rule.between, rule.update]))
    largest = ", ".join(
        f"sample {update.rows[term.position]}: {notation.number(term.value, digits)}" for term in rule.largest
    )
    st.caption(f"Largest gradients: {largest}. The others add up to {notation.number(rule.rest, digits)}.")


def _neuron(visit: Visit, update: UpdateTrace, parts: NeuronKey) -> None:
    if parts.neuron is None:
        return
    digits, theme, trace = visit.view.digits, visit.theme, update.part
    view = neuron_view(trace, parts.layer, parts.neuron, digits)
    frame = visit.rest_frame()
    label = get_activation(view.activation).label
    st.markdown(f"**Neuron {view.symbol.label}**: {label}; before the update, sample {update.sample}")
    st.latex(aligned(view.lines))
    if view.word:
        st.info(view.word)
    for ailment in visit.pictures.ailing(frame):
        if (ailment.layer, ailment.index) == (parts.layer, parts.neuron):
            st.warning(ailment.why if frame.moment == "before" else f"After the update: {ailment.why}")
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.caption("Its sum, term by term")
        columns = {
            "weight": [term.weight.label for term in view.terms],
            "its value": [term.weight_value for term in view.terms],
            "input": [term.source.label for term in view.terms],
            "input's value": [term.source_value for term in view.terms],
            "product": [term.product for term in view.terms],
        }
        number_table(columns, digits)
    with middle:
        st.caption("Its activation, and dashed its slope, at the u of this sample")
        curve = SPECS.spec(activation.chart_name(view, theme), lambda: activation.activation_chart(view, theme), theme)
        title = activation.activation_title(view, theme, digits=digits)
        tables = activation.activation_tables(view, digits)
        _draw({**curve, "title": title, "width": "container"}, tables)
    with right:
        if parts.layer == 1 and visit.experiment.dataset.picture is not None:
            st.caption("Its weights from the pixels")
            weights = weights_figure(trace.before, visit.experiment.dataset, parts.neuron, theme)
            st.vega_lite_chart(weights.to_dict(validate=False), theme=None)
            return
        st.caption("Its activation over the plane of the inputs")
        place = (trace.before, visit.experiment.dataset, visit.pictures.plane, parts.layer, parts.neuron, theme)
        chart = SPECS.spec(neuron_map.chart_name(*place), lambda: neuron_map.neuron_map_chart(*place), theme)
        _draw(chart, neuron_map.neuron_map_tables(*place, sample=update.sample))


def _draw(spec: dict[str, Any], tables: Tables) -> None:
    # It is drawn from a specification: st.altair_chart checks every row against Vega-Lite's schema in each run.
    st.vega_lite_chart(with_tables(spec, tables), theme=None)
