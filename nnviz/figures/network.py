"""The network as a picture: edges as wide as their weights, neurons filled by their activations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import altair as alt
import numpy as np

from nnviz.analysis.frames import Frame
from nnviz.figures.network_layers import (
    LOCKED,
    bias_layers,
    edge_layers,
    edge_width,
    label_layers,
    legend_layers,
    neuron_layers,
    note_layers,
)
from nnviz.figures.network_maps import (
    Maps,
    map_columns,
    map_layers,
    map_pictures,
    mark_columns,
    mark_layers,
    past_maps,
    scale_across,
)
from nnviz.figures.picture import Columns, Tables, dress, layered, merged, packed, rounded, with_data
from nnviz.figures.pixels import pixel_addresses, pixel_layers, pixel_marks, pixel_moves, pixel_tables
from nnviz.figures.theme import LIGHT, Theme
from nnviz.figures.wiring import HEIGHT, Y_DOMAIN, Wiring

FOLLOWS = [{"table": "hits", "from": "edges", "key": "edge", "columns": ["w"]}]
"""What the words about an edge take from its line, which is as it is in every frame."""
SMALL_DOMAIN = (-0.1, 1.1)
SMALL_ROOM = 32.0
"""Pixels that the radii of a layer's neurons share in a small picture."""
UNUSED = ("gaps", "legend", "notes")
"""Tables of what a small picture leaves out."""
LEGEND_ROW = -0.16
LEGEND_WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)


def network_tables(wiring: Wiring, maps: Maps = "none") -> Tables:
    """The columns that stay while the network learns."""
    tables: Tables = {} if maps == "none" else {"maps": map_columns(wiring)}
    return {
        **tables,
        "edges": wiring.edges,
        "hits": wiring.edges,
        "neurons": wiring.neurons,
        "biases": wiring.biases,
        "gaps": wiring.gaps,
        "legend": _legend(wiring),
        **pixel_tables(wiring),
    }


def _legend(wiring: Wiring) -> Columns:
    # "8 or more" ends before the signs even on a phone; "0.5", the longest of the others, has more room than they.
    left, right = wiring.left_end + 0.16, 0.5 + 0.3 * (wiring.left_end + 0.14)
    places = np.interp([0.0, 1.3, 2.2, 3.1, 4.0], [0.0, 4.0], [left, right])
    texts = [f"{weight:g}" for weight in LEGEND_WEIGHTS]
    texts[-1] += " or more"
    signs = [(0.8, 1.0, "+"), (0.92, -1.0, "−"), (1.04, 0.0, "0")]
    return {
        "x": [*places, *(x for x, _, _ in signs)],
        "x2": [*(places + 0.05), *(x + 0.06 for x, _, _ in signs)],
        "y": [LEGEND_ROW] * (len(places) + len(signs)),
        "width": [*(edge_width(weight) for weight in LEGEND_WEIGHTS), 3.0, 3.0, edge_width(0.0)],
        "sign": [*(0.0 for _ in places), *(sign for _, sign, _ in signs)],
        "text": [*texts, *(text for *_, text in signs)],
    }


def network_moves(frame: Frame, wiring: Wiring, known: Collection[str] | None = None) -> Tables:
    """The columns that change from frame to frame: weights and activations of its moment and, at rest, gradients.

    ``known`` are the keys of the neurons whose activation may be shown, None for all.
    """
    weights = frame.network.flat()[wiring.flat_index]
    values = np.concatenate([frame.x, *frame.outs])[wiring.out_index]
    if known is not None:
        values[[key not in known for key in wiring.neurons["neuron"]]] = np.nan
    tables: Tables = {
        "edges": {"w": packed(weights)},
        "neurons": {"value": packed(values)},
        **pixel_moves(frame, wiring),
    }
    if frame.gradient is not None:
        gradients = np.concatenate([g.ravel() for g in frame.gradient])[wiring.flat_index]
        tables["hits"] = {"w": rounded(weights, 9), "gradient": rounded(gradients, 9)}
    return tables


def network_marks(
    wiring: Wiring, lit: Collection[str], frozen: Collection[str], notes: Mapping[str, str] | None = None
) -> Tables:
    """What is lit (edges and neurons, by key; a mapping gives their roles), what is locked (edges), and notes."""
    edges, neurons = wiring.edges, wiring.neurons
    roles = lit if isinstance(lit, Mapping) else dict.fromkeys(lit, "weight")
    lit, frozen = frozenset(lit), frozenset(frozen)
    bright = [i for i, key in enumerate(edges["edge"]) if key in lit]
    locked = [i for i, key in enumerate(edges["edge"]) if key in frozen]
    ringed = [i for i, key in enumerate(neurons["neuron"]) if key in lit]
    return {
        "lit": {
            **{name: [edges[name][i] for i in bright] for name in ("x", "y", "x2", "y2")},
            "role": [roles[edges["edge"][i]] for i in bright],
        },
        "halo": {
            **{name: [neurons[name][i] for i in ringed] for name in ("x", "y")},
            "role": [roles[neurons["neuron"][i]] for i in ringed],
        },
        "locks": {
            end: [edges[end][i] + LOCKED * (edges[end + "2"][i] - edges[end][i]) for i in locked] for end in ("x", "y")
        },
        "notes": _notes(wiring, notes or {}),
        **pixel_marks(wiring, lit),
    }


def _notes(wiring: Wiring, notes: Mapping[str, str]) -> Columns:
    """Words at the middle of edges and on the left of neurons, with their places."""
    edges, neurons = wiring.edges, wiring.neurons
    at_edges = [i for i, key in enumerate(edges["edge"]) if key in notes]
    at_neurons = [i for i, key in enumerate(neurons["neuron"]) if key in notes]
    return {
        **{
            end: [(edges[end][i] + edges[end + "2"][i]) / 2 for i in at_edges] + [neurons[end][i] for i in at_neurons]
            for end in ("x", "y")
        },
        "text": [notes[edges["edge"][i]] for i in at_edges] + [notes[neurons["neuron"][i]] for i in at_neurons],
        "beside": [False for _ in at_edges] + [True for _ in at_neurons],
    }


def network_chart(
    wiring: Wiring, theme: Theme = LIGHT, *, height: int | str = HEIGHT, maps: Maps = "none"
) -> alt.LayerChart:
    """The picture without its data: `network_tables` and `network_moves` say which columns go in.

    ``height`` is in pixels, or "container": that of the element that the browser draws into.
    """
    place: dict[str, Any] = {
        "x": alt.X("x:Q", axis=None, scale=scale_across(wiring, maps)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=list(Y_DOMAIN), nice=False, zero=False)),
    }
    under, over = pixel_layers(wiring, theme, place)
    layers = [
        *under,
        *edge_layers(theme, place),
        *bias_layers(theme, place),
        *over,
        *neuron_layers(wiring, theme, place),
        *label_layers(wiring, theme, place, above=maps != "none"),
        *map_layers(wiring, maps, theme, place),
        *mark_layers(wiring, theme, place),
        *note_layers(wiring, theme, place),
        *legend_layers(theme, place),
    ]
    return layered(*layers, params=[past_maps(wiring, maps)], width="container", height=height)


def small_network_chart(wiring: Wiring, theme: Theme = LIGHT) -> alt.LayerChart:
    """A picture for the same tables with room for neither symbols nor numbers, as high as its element."""
    radius = min(max(SMALL_ROOM / max(wiring.most_in_a_layer, 1), 2.5), 8.0)
    place: dict[str, Any] = {
        "x": alt.X("x:Q", axis=None, scale=scale_across(wiring, "none")),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=list(SMALL_DOMAIN), nice=False, zero=False)),
    }
    under, over = pixel_layers(wiring, theme, place)
    layers = [
        *under,
        *edge_layers(theme, place),
        *bias_layers(theme, place, small=radius),
        *over,
        *neuron_layers(wiring, theme, place, small=radius),
        *mark_layers(wiring, theme, place, small=radius),
    ]
    # The tables that it has no use for are there all the same: the player would miss them.
    layers += [alt.Chart(alt.NamedData(name)).mark_point(opacity=0).encode(**place) for name in UNUSED]
    return layered(*layers, params=[past_maps(wiring, "none")], width="container", height="container")


def network_figure(frame: Frame, wiring: Wiring, theme: Theme = LIGHT) -> alt.LayerChart:
    """The picture with its data, for a notebook; with small maps where the frame has them and there is room."""
    maps: Maps = "none" if frame.maps is None or wiring.picture is not None else "room"
    chart = dress(network_chart(wiring, theme, maps=maps), theme, width=620)
    tables = merged(network_tables(wiring, maps), network_moves(frame, wiring))
    tables = merged(tables, pixel_addresses(frame, wiring, theme))
    tables["hits"] = {"w": tables["edges"]["w"], **tables["hits"]}
    if maps != "none":
        tables["maps"] = {**tables["maps"], **map_pictures(frame, wiring, theme)}
    return with_data(chart, {**network_marks(wiring, (), ()), "marks": mark_columns((), wiring), **tables})
