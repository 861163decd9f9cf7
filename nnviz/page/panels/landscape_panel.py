"""The loss landscape around the run's position: a map or a surface, with the path that training took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.analysis.landscape import Landscape, random_directions, weight_direction
from nnviz.derivation import notation
from nnviz.derivation.notation import WeightKey, number, parse_key
from nnviz.engine import Network
from nnviz.figures.landscape import landscape_figure
from nnviz.page.number_field import number_field
from nnviz.run.experiment import Experiment
from nnviz.session.visit import Visit

SLICE_SECONDS = 0.25
KINDS = ("random directions", "two weights")
_HELD = "landscape_held"


@dataclass(frozen=True, eq=False)
class _Held:
    """A landscape, and what it is of."""

    experiment: Experiment
    network: Network
    wish: tuple[object, ...]
    landscape: Landscape


def landscape(visit: Visit) -> None:
    """Draw the panel; it takes a moment, so the run has to stand still."""
    if not visit.at_rest:
        st.caption("Pause to see the landscape.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = st.segmented_control("Along", KINDS, key="landscape_kind", default=KINDS[0], required=True)
        solid = st.segmented_control("As", ("map", "surface"), key="landscape_as", default="map", required=True)
        names, wish = _random() if kind == KINDS[0] else _weights(visit)
        reach = number_field("Reach ±", 0.01, 100.0, start=1.0, step=0.5, key="landscape_reach", width=110)
    found = _found(visit, (*wish, reach))
    if found is None:
        return
    if not found.done:
        with visit.lock:
            found.work(SLICE_SECONDS)
    if not found.done:
        st.progress(found.share, text="Evaluating the loss…")
        st.rerun()
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
    keys = {
        notation.weight_key(layer, row, column): notation.weight_label(sizes, layer, row, column)
        for layer, weight in enumerate(network.weights)
        for row in range(0 if network.bias else 1, weight.shape[0])
        for column in range(weight.shape[1])
    }
    listed = list(keys)
    chosen = []
    for place, (name, label) in enumerate((("landscape_across", "Across"), ("landscape_up", "Up"))):
        if st.session_state.get(name) not in keys:
            st.session_state[name] = listed[min(place, len(listed) - 1)]
        chosen.append(st.selectbox(label, listed, key=name, format_func=lambda key: keys.get(key, key), width=110))
    across, up = chosen
    return (f"change of {keys[across]}", f"change of {keys[up]}"), ("weights", across, up)


def _found(visit: Visit, wish: tuple[object, ...]) -> Landscape | None:
    """The landscape that is wished for: kept while the run stands where it stands, so that turning it costs nothing."""
    experiment = visit.experiment
    held = st.session_state.get(_HELD)
    if isinstance(held, _Held) and held.wish == wish:
        # The network is the same object as long as the run stands where it stands.
        if held.experiment is experiment and held.network is experiment.network:
            return held.landscape
    network = experiment.network
    try:
        if wish[0] == "random":
            axes = random_directions(network, int(str(wish[1])))
        else:
            axes = _direction(network, str(wish[1])), _direction(network, str(wish[2]))
        made = Landscape(experiment, *axes, float(str(wish[-1])))
    except ValueError as error:
        st.info(f"{str(error)[0].upper()}{str(error)[1:]}.")
        return None
    st.session_state[_HELD] = _Held(experiment, network, wish, made)
    return made


def _direction(network: Network, key: str) -> NDArray[np.float64]:
    parts = parse_key(key, network.sizes)
    if not isinstance(parts, WeightKey):
        raise ValueError("the directions must be weights of the network")
    return weight_direction(network, *parts)
