"""The sidebar: every setting of a run."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.datasets import KINDS, OWN
from nnviz.datasets.own_set import OWN_TITLE
from nnviz.engine import ACTIVATIONS
from nnviz.page.mirror import held, show
from nnviz.page.more import OWN_DATA, open_panel
from nnviz.page.number_field import number_field
from nnviz.page.sidebar_more import more_controls
from nnviz.page.thumbnails import thumbnails
from nnviz.page.widgets import activation_label, bound, changer, locked
from nnviz.run.settings import BOUNDS, Settings
from nnviz.session.visit import Visit

MODELS = ("single neuron", "perceptron", "network", "deep")
ETAS = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 30, 100)
DRAWING = "Draw points"
"""The panel in which samples are clicked into the plane."""
FIELD = 100
"""Pixels of one of two fields beside each other."""
BY_LAYER = "by layer"
"""What the one choice for all hidden layers shows where they differ."""


def controls(visit: Visit, place: DeltaGenerator) -> None:
    """Draw all settings with the values in force; a change goes to the visit, and the next run shows its new values."""
    settings = visit.settings
    with place:
        _data(visit, settings)
        _learning(visit, settings)
        _network(visit, settings)
        _seed(visit, settings)
        more_controls(visit, settings)
        if visit.said.refused:
            st.error(visit.said.refused)


def _ladder(visit: Visit, settings: Settings) -> None:
    if visit.page.hides("model"):
        return
    show("model", model_of(settings))

    def climb() -> dict[str, Any]:
        model = held("model")
        step_output = settings.output == "step"
        if model == "perceptron":
            return {"hidden": (), "output": "step", "rule": "perceptron"}
        hidden = {"single neuron": (), "network": (4,), "deep": (8, 8, 8)}[model]
        return {"hidden": hidden, "output": "logistic" if step_output else settings.output, "rule": "gradient"}

    st.segmented_control(
        "Model",
        MODELS,
        key="model",
        required=True,
        on_change=changer(visit, climb, "model"),
        help="One engine from the single neuron over the perceptron, with its own rule, to deep networks",
        disabled=locked(visit, "model", "hidden"),
    )


def model_of(settings: Settings) -> str:
    """Return the model, from the perceptron to deep networks, that the settings describe."""
    if settings.rule == "perceptron":
        return "perceptron"
    return ("single neuron", "network", "deep")[min(len(settings.hidden), 2)]


def _data(visit: Visit, settings: Settings) -> None:
    page = visit.page
    panels = page.has("more") and not page.hides("more")
    if page.hides("dataset") and not panels:
        return
    st.header("Data", anchor=False)
    if not page.hides("dataset"):
        thumbnails(visit, settings)
        own = settings.own or visit.own
        names = {name: one.title for name, one in KINDS.items()} | ({OWN: OWN_TITLE} if own else {})
        show("dataset", settings.dataset)
        st.selectbox(
            "Data set",
            list(names),
            format_func=lambda name: names.get(name, name),
            help=settings.kind.about,
            key="dataset",
            on_change=changer(visit, lambda: _chosen_data(visit), "dataset"),
            disabled=locked(visit, "dataset"),
        )
    if panels:
        with st.container(horizontal=True, gap="small"):
            st.button("Own data", key="open_own_data", on_click=open_panel, args=(OWN_DATA,))
            st.button("Draw points", key="open_drawing", on_click=open_panel, args=(DRAWING,))


def _chosen_data(visit: Visit) -> dict[str, Any]:
    name = held("dataset")
    return {"dataset": name, "own": visit.settings.own or visit.own} if name == OWN else {"dataset": name}


def _count(visit: Visit) -> dict[str, Any]:
    """Return the hidden layers if there are as many as the visitor has chosen; a new one is as wide as the last."""
    now, count = visit.settings.hidden, int(held("hidden_layers"))
    return {"hidden": (*now, *[now[-1] if now else 4] * count)[:count]}


def _width(visit: Visit, layer: int) -> dict[str, Any]:
    """Return the hidden layers if one of them is as wide as the visitor has chosen."""
    width = int(held(f"hidden_{layer}"))
    return {"hidden": tuple(width if at == layer else size for at, size in enumerate(visit.settings.hidden))}


def _network(visit: Visit, settings: Settings) -> None:
    if visit.page.hides("model", "hidden"):
        return
    st.header("Network", anchor=False)
    _ladder(visit, settings)
    if not visit.page.hides("hidden"):
        _layers(visit, settings)


def _layers(visit: Visit, settings: Settings) -> None:
    most_layers, most_neurons = BOUNDS["hidden_layers"][1], BOUNDS["neurons"][1]
    layers = len(settings.hidden)
    shut: dict[str, Any] = {"disabled": locked(visit, "hidden"), "width": FIELD}
    with st.container(horizontal=True, gap="small"):
        counted = changer(visit, lambda: _count(visit))
        number_field("Hidden layers", 0, int(most_layers), key="hidden_layers", value=layers, on_change=counted, **shut)
        for layer, size in enumerate(settings.hidden):
            label = "Neurons" if len(settings.hidden) == 1 else f"Layer {layer + 1}"
            widened = changer(visit, partial(_width, visit, layer))
            number_field(label, 1, int(most_neurons), key=f"hidden_{layer}", value=size, on_change=widened, **shut)


def _activations(visit: Visit, settings: Settings) -> None:
    names = list(ACTIVATIONS)
    kind = settings.kind
    own = settings.own
    outputs = [
        name
        for name in names
        if not (kind.task == "regression" and name == "step") and (own is None or own.reached_by(name))
    ]
    if visit.experiment.dataset.T.shape[1] > 1 and kind.task != "regression":
        outputs.append("softmax")
    with st.container(horizontal=True, gap="small"):
        if not visit.page.hides("activation"):
            alike = isinstance(settings.activation, str)
            show("activation", settings.activation if alike else BY_LAYER)
            st.selectbox(
                "Hidden activation",
                names if alike else [BY_LAYER, *names],
                format_func=lambda name: name if name == BY_LAYER else activation_label(name),
                disabled=not settings.hidden or locked(visit, "activation"),
                width=FIELD,
                help="With several hidden layers, each can have its own: see More."
                if len(settings.hidden) > 1
                else None,
                key="activation",
                on_change=changer(visit, lambda: _chosen_activation(visit), "activation"),
            )
        if not visit.page.hides("output"):
            st.selectbox(
                "Output activation",
                outputs,
                format_func=activation_label,
                width=FIELD,
                **bound(visit, "output", settings.output),
            )


def _chosen_activation(visit: Visit) -> dict[str, Any]:
    name = held("activation")
    return {"activation": visit.settings.activation if name == BY_LAYER else name}


def _nearest(eta: float) -> float:
    """Return the slider's mark nearest to a learning rate on the slider's logarithmic scale."""
    return min(ETAS, key=lambda mark: abs(np.log(mark / eta)))


def _learning(visit: Visit, settings: Settings) -> None:
    page = visit.page
    if page.hides("eta", "batch_size", "activation", "output"):
        return
    st.header("Learning", anchor=False)
    if not page.hides("eta"):
        _eta(visit, settings)
    if not page.hides("eta", "batch_size"):
        with st.container(horizontal=True, gap="small"):
            if not page.hides("eta"):
                low, high = BOUNDS["eta"]
                eta = bound(visit, "eta")
                number_field("Exact η", low, high, value=settings.eta, step=0.1, width=FIELD, **eta)
            if not page.hides("batch_size"):
                _batch(visit, settings)
    if not page.hides("activation", "output"):
        _activations(visit, settings)


def _batch(visit: Visit, settings: Settings) -> None:
    number_field(
        "Batch size",
        *BOUNDS["batch_size"],
        value=settings.batch_size,
        width=FIELD,
        help=f"1: an update after every sample; {visit.experiment.samples_per_epoch} or more: the whole training "
        "set at once. The gradient is the mean over the batch.",
        **bound(visit, "batch_size"),
    )


def _eta(visit: Visit, settings: Settings) -> None:
    # The slider stands at the mark nearest to the value on its logarithmic scale; the field beside it is exact.
    show("eta_slider", _nearest(settings.eta))

    slid = changer(visit, lambda: {"eta": held("eta_slider")}, "eta_slider")
    slider: dict[str, Any] = {"key": "eta_slider", "on_change": slid}
    slider["disabled"] = locked(visit, "eta")
    st.select_slider("Learning rate η", ETAS, format_func=lambda eta: f"{eta:g}", **slider)


def _seed(visit: Visit, settings: Settings) -> None:
    if visit.page.hides("seed"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seed = bound(visit, "seed")
        number_field("Seed", *BOUNDS["seed"], value=settings.seed, width=FIELD, **seed)
        if visit.page.hides("new_seed"):
            return
        # Only here does a run use the system's randomness. It is repeatable all the same: the result is in the address.
        fresh = changer(visit, lambda: {"seed": int(np.random.default_rng().integers(1, 1_000_000))})
        more: dict[str, Any] = {"help": "Other data, other first weights, another order"}
        more["disabled"] = locked(visit, "seed")
        st.button("New seed", key="new_seed", on_click=fresh, **more)
