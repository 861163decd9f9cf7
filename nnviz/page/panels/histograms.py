"""Histograms: weights, activations or gradients, layer by layer, over the steps so far and now."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nnviz.analysis.distributions import FLAT, QUANTITIES, LayerSpread, Spread, Survey
from nnviz.figures.histograms import histogram_chart, histogram_tables
from nnviz.figures.picture import whole_spec
from nnviz.page.mirror import mirrored
from nnviz.page.slices import finish, held
from nnviz.session.visit import Visit

PANEL = {"title": "Histograms", "place": 30, "draw": "histograms"}

ABOUT = {
    "weights": "All weights and biases of a layer.",
    "activations": "A layer's outputs for all training samples.",
    "gradients": "∂E/∂w of a layer's weights, the mean over all training samples; the axis goes by cube roots, "
    "so that small ones are told apart.",
}


def histograms(visit: Visit) -> None:
    """Draw the panel; it goes back over the whole run, so the run must be paused."""
    if not visit.page.hides("histogram_of"):
        st.segmented_control(
            "Values",
            QUANTITIES,
            required=True,
            format_func=str.capitalize,
            label_visibility="collapsed",
            **mirrored("histogram_of", visit.view.histogram_of, lambda told: visit.look(histogram_of=told)),
        )
    if not visit.at_rest:
        st.caption("Pause to see the histograms.")
        return
    experiment, quantity = visit.experiment, visit.view.histogram_of
    survey = held(visit, "histogram_survey", quantity, lambda: Survey(experiment, quantity))
    finish(visit, survey, "Looking back over the run…")
    if survey.result is not None:
        _drawn(visit, survey.result)


def _drawn(visit: Visit, spread: Spread) -> None:
    sizes = visit.experiment.sizes
    last = len(sizes) - 1
    columns = st.columns(2 if last > 1 else 1, gap="medium")
    for at, layer in enumerate(spread.layers):
        with columns[at % len(columns)]:
            make = partial(histogram_chart, spread, layer, visit.theme, title=_title(layer, last, spread.quantity))
            spec = whole_spec(make, histogram_tables(spread, layer, visit.theme), visit.theme)
            st.vega_lite_chart(spec=spec, key=f"histogram_{layer.layer}", theme=None)
    shown = len(spread.steps)
    moments = "at the start" if shown == 1 else f"at {shown} steps up to {spread.steps[-1]:,}"
    st.caption(
        f"{ABOUT[spread.quantity]} Left: {moments}, the bluer the more of them; right: now. "
        f"Flat: share of the slopes f′(u) below {FLAT:g} in size, over the training samples."
    )
    st.dataframe(
        {
            "layer": [_name(layer.layer, last) for layer in spread.layers],
            "values": [layer.size for layer in spread.layers],
            "min": [layer.least for layer in spread.layers],
            "median": [layer.median for layer in spread.layers],
            "max": [layer.largest for layer in spread.layers],
            "flat": [layer.flat for layer in spread.layers],
        },
        hide_index=True,
        height="content",
        column_config={
            **{name: st.column_config.NumberColumn(format="%.4g") for name in ("min", "median", "max")},
            "flat": st.column_config.NumberColumn(format="percent"),
        },
    )


def _name(layer: int, last: int) -> str:
    return "output" if layer == last else f"hidden {layer}"


def _title(layer: LayerSpread, last: int, quantity: str) -> str:
    beyond = layer.size - int(layer.counts[-1].sum())
    words = f"{_name(layer.layer, last).capitalize()}: {layer.size:,} {quantity}"
    return words + (f", {beyond:,} of them beyond the range of numbers" if beyond else "")
