"""The loss landscape around the run's position: a map or a surface, with the path that training took."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.analysis.landscape import Landscape, random_directions, weight_direction
from nnviz.derivation.notation import WeightKey, number, parse_key, weight_labels
from nnviz.engine import Network
from nnviz.figures.landscape import landscape_figure
from nnviz.page.number_field import number_field
from nnviz.page.slices import finish, held
from nnviz.run.experiment import Experiment
from nnviz.session.visit import Visit

PANEL = {"title": "Loss landscape", "place": 40, "draw": "landscape"}

KINDS = ("random directions", "two weights")


def landscape(visit: Visit) -> None:
    """Draw the panel; the work takes a moment, so the run must be paused."""
    if not visit.at_rest:
        st.caption("Pause to see the landscape.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = st.segmented_control("Along", KINDS, key="landscape_kind", default=KINDS[0], required=True)
        solid = st.segmented_control("As", ("map", "surface"), key="landscape_as", default="map", required=True)
        names, wish = _random() if kind == KINDS[0] else _weights(visit)
        reach = number_field("Reach ±", 0.01, 100.0, start=1.0, step=0.5, key="landscape_reach", width=110)
    experiment = visit.experiment
    try:
        found = held(visit, "landscape_held", (*wish, reach), lambda: _made(experiment, wish, reach))
    except ValueError as error:
        st.info(f"{str(error)[0].upper()}{str(error)[1:]}.")
        return
    finish(visit, found, "Evaluating the loss…")
    st.plotly_chart(
        landscape_figure(found, names, visit.theme, solid=solid == "surface"),
        key="landscape_picture",
        theme=None,
        config={"displaylogo": False},
    )
    digits = visit.view.digits
    least = float(np.nanmin(found.values))
    penalized = visit.experiment.settings.regularization != "none"
    st.caption(
        f"Mean {'E + R' if penalized else 'E'} of the training rows: {number(found.here, digits)} here, "
        f"{number(least, digits)} at its lowest in this square. The line is the path that training took, seen along "
        "the other directions: it need not run downhill in this plane."
    )


def _random() -> tuple[tuple[str, str], tuple[object, ...]]:
    seed = int(number_field("Seed of the directions", 0, 999_999, start=1, key="landscape_seed", width=160))
    return ("first direction", "second direction"), ("random", seed)


def _weights(visit: Visit) -> tuple[tuple[str, str], tuple[object, ...]]:
    sizes, network = visit.experiment.sizes, visit.experiment.network
    keys = weight_labels(sizes, network.bias)
    listed = list(keys)
    chosen = []
    for place, (name, label) in enumerate((("landscape_across", "Across"), ("landscape_up", "Up"))):
        if st.session_state.get(name) not in keys:
            st.session_state[name] = listed[min(place, len(listed) - 1)]
        chosen.append(st.selectbox(label, listed, key=name, format_func=lambda key: keys.get(key, key), width=110))
    across, up = chosen
    return (f"change of {keys[across]}", f"change of {keys[up]}"), ("weights", across, up)


def _made(experiment: Experiment, wish: tuple[object, ...], reach: float) -> Landscape:
    network = experiment.network
    if wish[0] == "random":
        axes = random_directions(network, int(str(wish[1])))
    else:
        axes = _direction(network, str(wish[1])), _direction(network, str(wish[2]))
    return Landscape(experiment, *axes, reach)


def _direction(network: Network, key: str) -> NDArray[np.float64]:
    parts = parse_key(key, network.sizes)
    if not isinstance(parts, WeightKey):
        raise ValueError("the directions must be weights of the network")
    return weight_direction(network, *parts)
