"""The sidebar's "More": settings that a first visitor does not need, closed at first."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nnviz.datasets.features import MOST_COMBINED, every_feature, feature_label, make_features
from nnviz.engine import ACTIVATIONS, INITS, OPTIMISERS, PENALTIES, get_optimiser
from nnviz.page.mirror import held, show
from nnviz.page.number_field import number_field
from nnviz.page.widgets import activation_label, bound, changer, locked
from nnviz.run.settings import BOUNDS, ETA_SCHEDULES, ORDERS, Settings, optimiser_fields
from nnviz.session.visit import Visit

ORDER_NAMES = {
    "shuffled": "shuffled each epoch",
    "replacement": "random with replacement",
    "file": "file order",
}
SCALED_BY_WORDS = {
    "training": "These data are scaled by the training rows alone.",
    "all": "These data are scaled by all rows, test rows included, as in older links and run files.",
}
SWITCH_WORDS = {"training": "Scale by the training rows alone", "all": "Scale by all rows"}
LOSS_NAMES = {"squared": "squared error", "cross_entropy": "cross-entropy"}
PENALTY_NAMES = {"none": "none", "l1": "L1", "l2": "L2"}
SCHEDULE_NAMES = {"constant": "constant", "inverse": "1/t", "step": "step decay"}
INIT_NAMES = {
    "auto": "by the activation",
    "uniform": "uniform",
    "normal": "normal",
    "xavier": "Xavier (Glorot)",
    "he": "He",
    "zeros": "zeros",
    "constant": "constant",
}
SCALED = {"uniform": "Range ±", "normal": "Deviation", "constant": "Value"}
RATES = {"beta1": "β₁", "beta2": "β₂", "rho": "ρ", "epsilon": "ε"}
STEPS = {"beta1": 0.01, "beta2": 0.001, "rho": 0.01, "epsilon": 1e-8}
MORE = (
    "n",
    "noise",
    "test_share",
    "order",
    "bias",
    "features",
    "loss",
    "regularization",
    "optimiser",
    "momentum",
    "eta_schedule",
    "init",
    "init_seed",
)
"""The settings of this section."""
CHOICE, HALF = 106, 84
"""Pixels of a choice and of the number beside it."""


def more_controls(visit: Visit, settings: Settings) -> None:
    """Draw all settings but those that stand above."""
    if visit.page.hides(*MORE):
        return
    # This is decided once for each visit, so that an open section stays open whatever is chosen in it.
    opened = st.session_state.setdefault("more_settings_opened", _differs(settings))
    with st.expander("More", expanded=opened):
        _rows(visit, settings)
        if not visit.page.hides("order"):
            order = bound(visit, "order", settings.order)
            st.selectbox("Order of the samples", list(ORDERS), format_func=ORDER_NAMES.__getitem__, **order)
        if not visit.page.hides("bias"):
            st.toggle("Bias (x₀ = h₀ = 1)", **bound(visit, "bias", settings.bias))
        if not visit.page.hides("features"):
            _features(visit, settings)
        if not visit.page.hides("activation"):
            _by_layer(visit, settings)
        if not visit.page.hides("loss"):
            _loss(visit, settings)
        if not visit.page.hides("regularization"):
            _penalty(visit, settings)
        if not visit.page.hides("optimiser", "momentum"):
            _optimiser(visit, settings)
        if not visit.page.hides("eta_schedule"):
            _schedule(visit, settings)
        if not visit.page.hides("init"):
            _first_weights(visit, settings)
        if not visit.page.hides("init_seed"):
            _weight_seed(visit, settings)


def _differs(settings: Settings) -> bool:
    """Return whether a setting here differs from its default, so that a link that sets it opens the section."""
    plain = Settings()
    differs = any(getattr(settings, name) != getattr(plain, name) for name in MORE)
    return differs or not isinstance(settings.activation, str)


def _rows(visit: Visit, settings: Settings) -> None:
    """Choose how many rows there are, how noisy they are, and how many are held out."""
    kind = settings.kind
    if not visit.page.hides("n"):
        st.slider("Samples", *BOUNDS["n"], **bound(visit, "n", settings.n, disabled=not kind.uses_n))
    if not visit.page.hides("noise"):
        low, high = BOUNDS["noise"]
        noise = bound(visit, "noise", settings.noise, disabled=not kind.uses_noise)
        st.slider("Noise", low, high, step=0.01, **noise)
    if not visit.page.hides("test_share"):
        low, high = BOUNDS["test_share"]
        share = bound(visit, "test_share", settings.test_share, disabled=not kind.splits)
        st.slider("Share held out for testing", low, high, step=0.05, **share)
    if kind.scaled and visit.experiment.dataset.test.size and not visit.page.hides("scaled_by"):
        _scaling(visit, settings)


def _scaling(visit: Visit, settings: Settings) -> None:
    """Choose the rows by which the data are scaled, where that makes a difference."""
    st.caption(SCALED_BY_WORDS[settings.scaled_by])
    other = "training" if settings.scaled_by == "all" else "all"
    switch = changer(visit, lambda: {"scaled_by": other})
    st.button(SWITCH_WORDS[other], key="scaled_by", on_click=switch, type="tertiary")


def _features(visit: Visit, settings: Settings) -> None:
    features = visit.experiment.dataset.features
    if features.inputs > MOST_COMBINED:
        st.caption(f"Input features are for data sets of up to {MOST_COMBINED} inputs.")
        return
    every = make_features(features.inputs, every_feature(features.inputs)).chosen
    labels = {feature.token: feature_label(feature, features.unit) for feature in every}
    show("features", [feature.token for feature in features.all])
    asked: dict[str, Any] = {
        "key": "features",
        "format_func": lambda token: labels.get(token, token),
        "on_change": changer(
            visit, lambda: {"features": tuple(t for t in labels if t in held("features"))}, "features"
        ),
        "help": "What the network gets as its inputs. None chosen: the inputs as they are.",
    }
    if features.inputs <= 2:
        st.pills("Input features", list(labels), selection_mode="multi", **asked)
    else:
        st.multiselect("Input features", list(labels), **asked)


def _loss(visit: Visit, settings: Settings) -> None:
    losses = [loss for loss in LOSS_NAMES if not (loss == "cross_entropy" and _regression(settings))]
    st.selectbox(
        "Loss",
        losses,
        format_func=LOSS_NAMES.__getitem__,
        help="Squared error E = ½ Σ (t − y)², for any output. Cross-entropy, for classes: E = −Σ t ln y with softmax, "
        "−Σ t ln y + (1 − t) ln(1 − y) with logistic outputs.",
        **bound(visit, "loss", settings.loss, among=losses),
    )


def _penalty(visit: Visit, settings: Settings) -> None:
    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            "Penalty",
            list(PENALTIES),
            format_func=PENALTY_NAMES.__getitem__,
            width=CHOICE,
            help="Regularisation: a penalty on the weights, biases left out. L1: λ Σ |w|. L2: λ/2 Σ w².",
            **bound(visit, "regularization", settings.regularization, disabled=settings.rule == "perceptron"),
        )
        if visit.page.hides("regularization_rate"):
            return
        low, high = BOUNDS["regularization_rate"]
        number_field(
            "Rate λ",
            low,
            high,
            value=settings.regularization_rate,
            step=0.001,
            width=HALF,
            **bound(visit, "regularization_rate", disabled=settings.regularization == "none"),
        )


def _optimiser(visit: Visit, settings: Settings) -> None:
    """Choose the optimiser and its settings; a momentum above 0 turns plain gradient descent into momentum."""
    kind = get_optimiser(settings.optimiser)
    if not visit.page.hides("optimiser"):
        st.selectbox(
            "Optimiser",
            list(OPTIMISERS),
            format_func=lambda name: OPTIMISERS[name].label if name in OPTIMISERS else name,
            help=f"{kind.about} With a penalty, its slope is in g.",
            **bound(visit, "optimiser", settings.optimiser, disabled=settings.rule == "perceptron", among=OPTIMISERS),
        )
    if settings.optimiser == "sgd" or "momentum" in optimiser_fields(settings.optimiser):
        _momentum(visit, settings)
    shown = [name for name in optimiser_fields(settings.optimiser) if name in RATES and not visit.page.hides(name)]
    if not shown:
        return
    with st.container(horizontal=True, gap="small"):
        for name in shown:
            low, high = BOUNDS[name]
            now = getattr(settings, name)
            held_by = bound(visit, name)
            number_field(RATES[name], low, high, value=now, step=STEPS[name], width=HALF, **held_by)


def _momentum(visit: Visit, settings: Settings) -> None:
    if visit.page.hides("momentum"):
        return
    low, high = BOUNDS["momentum"]
    st.slider(
        "Momentum β",
        low,
        high,
        step=0.01,
        help="The share of its velocity that every weight keeps: v ← β v + ∂E/∂w, w ← w − η v",
        **bound(visit, "momentum", settings.momentum, disabled=settings.rule == "perceptron"),
    )


def _by_layer(visit: Visit, settings: Settings) -> None:
    """Choose an activation for each hidden layer, where there are several."""
    count = len(settings.hidden)
    if count < 2:
        return

    def read(layer: int) -> dict[str, Any]:
        names = enumerate(visit.settings.activations[:-1])
        return {"activation": tuple(held(f"activation_{layer}") if at == layer else name for at, name in names)}

    for layer, name in enumerate(settings.activations[:-1]):
        key = f"activation_{layer}"
        show(key, name)
        st.selectbox(
            f"Activation of layer {layer + 1}",
            list(ACTIVATIONS),
            format_func=activation_label,
            key=key,
            on_change=changer(visit, partial(read, layer), key, ACTIVATIONS),
        )


def _regression(settings: Settings) -> bool:
    return settings.kind.task == "regression"


def _schedule(visit: Visit, settings: Settings) -> None:
    st.selectbox(
        "Schedule of η",
        list(ETA_SCHEDULES),
        format_func=SCHEDULE_NAMES.__getitem__,
        help="1/t: η / (1 + decay · epochs). Step decay: η times the decay after every so many epochs.",
        **bound(visit, "eta_schedule", settings.eta_schedule),
    )
    if settings.eta_schedule == "constant":
        return
    with st.container(horizontal=True, gap="small"):
        if not visit.page.hides("eta_decay"):
            low, high = BOUNDS["eta_decay"]
            decay = bound(visit, "eta_decay")
            number_field("Decay", low, high, value=settings.eta_decay, step=0.05, width=HALF, **decay)
        if settings.eta_schedule == "step" and not visit.page.hides("eta_every"):
            every = bound(visit, "eta_every")
            number_field("Epochs/decay", *BOUNDS["eta_every"], value=settings.eta_every, width=HALF, **every)


def _first_weights(visit: Visit, settings: Settings) -> None:
    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            "First weights",
            list(INITS),
            format_func=INIT_NAMES.__getitem__,
            width=CHOICE if settings.init in SCALED else "stretch",
            help="By the activation: uniform, in a range that fits each layer's activation and its size.",
            **bound(visit, "init", settings.init),
        )
        if settings.init in SCALED and not visit.page.hides("init_scale"):
            low, high = BOUNDS["init_scale"]
            scale = bound(visit, "init_scale")
            low = low if settings.init == "constant" else 0.0
            number_field(SCALED[settings.init], low, high, value=settings.init_scale, step=0.1, width=HALF, **scale)


def _weight_seed(visit: Visit, settings: Settings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number_field(
            "Weight seed",
            *BOUNDS["init_seed"],
            value=settings.init_seed,
            width=CHOICE,
            help="0: the first weights follow from the seed. Another number: other weights for the same data and the "
            "same order. Reset begins with the same ones again.",
            **bound(visit, "init_seed"),
        )
        fresh = changer(visit, lambda: {"init_seed": int(np.random.default_rng().integers(1, 1_000_000))})
        more: dict[str, Any] = {"help": "Other first weights, the same data", "disabled": locked(visit, "init_seed")}
        st.button("New", key="new_weights", on_click=fresh, **more)
