"""The network as a picture: edges as wide as their weights, neurons filled by their activations."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any, cast

import altair as alt
import numpy as np

from nnviz.analysis.frames import Frame
from nnviz.figures.network_maps import (
    Maps,
    map_columns,
    map_layers,
    map_pictures,
    mark_columns,
    mark_layers,
    scale_across,
)
from nnviz.figures.picture import UNSEEN, Columns, Tables, merged, packed, rounded, said, with_data
from nnviz.figures.pixels import pixel_addresses, pixel_layers, pixel_marks, pixel_moves, pixel_tables
from nnviz.figures.theme import LIGHT, NEGATIVE, POSITIVE, Theme, chart_config, scale_of
from nnviz.figures.wiring import HEIGHT, Y_DOMAIN, Wiring

WIDTH_PER_UNIT = 1.4
WIDEST_WEIGHT = 8.0
THINNEST = 0.4
CLICK_BAND = 12
_VALUE = "isValid(datum.value) ? format(datum.value, abs(datum.value) < 100 ? '.2f' : '.0e') : ''"
FOLLOWS = [{"table": "hits", "from": "edges", "key": "edge", "columns": ["w"]}]
"""What the words about an edge take from its line, which is as it is in every frame."""
_LOCK = "M-.45,-.05H.45V.6H-.45Z M-.28,-.05V-.3A.28,.28,0,0,1,.28,-.3V-.05"
LEGEND_ROW = -0.16
LEGEND_WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)


def edge_width(weight: float) -> float:
    """Pixels of an edge: proportional to the weight up to a fixed limit, the same in every picture."""
    return THINNEST + WIDTH_PER_UNIT * min(abs(weight), WIDEST_WEIGHT)


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
    left, right = wiring.left_end + 0.16, 0.54 + 0.3 * (wiring.left_end + 0.14)
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


def network_marks(wiring: Wiring, lit: Collection[str], frozen: Collection[str]) -> Tables:
    """What is lit (edges and neurons, by key) and what is locked (edges)."""
    edges, neurons = wiring.edges, wiring.neurons
    lit, frozen = frozenset(lit), frozenset(frozen)
    bright = [i for i, key in enumerate(edges["edge"]) if key in lit]
    locked = [i for i, key in enumerate(edges["edge"]) if key in frozen]
    ringed = [i for i, key in enumerate(neurons["neuron"]) if key in lit]
    part = 0.3  # nearer to where it comes from: there edges of one neuron lie apart
    return {
        "lit": {name: [edges[name][i] for i in bright] for name in ("x", "y", "x2", "y2")},
        "halo": {name: [neurons[name][i] for i in ringed] for name in ("x", "y")},
        "locks": {
            end: [edges[end][i] + part * (edges[end + "2"][i] - edges[end][i]) for i in locked] for end in ("x", "y")
        },
        **pixel_marks(wiring, lit),
    }


def _colour(weight: str, theme: Theme) -> str:
    """A Vega expression for `weight_colour`."""
    return f"{weight} > 0 ? '{POSITIVE}' : {weight} < 0 ? '{NEGATIVE}' : '{theme.muted}'"


def _input_names(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """Inputs by symbol and name, shortened to the room beside them; the tooltip has the whole name."""
    inputs = alt.Chart(alt.NamedData("neurons")).transform_filter("datum.end < 0")
    both = inputs.transform_calculate(caption="datum.label + ' ' + datum.name")
    away = wiring.radius + 6
    look: dict[str, Any] = {"align": "right", "dx": -away, "limit": alt.expr(f"max(scale('x', 0) - {away:g}, 12)")}
    lines = (
        [(inputs, "label:N", -7, 14), (inputs, "name:N", 8, 11)] if wiring.two_lines else [(both, "caption:N", 0, 11)]
    )
    layers = []
    for data, text, dy, size in lines:
        words = data.encode(**place, text=text)
        # A halo first: a name stays readable on top of edges.
        layers.append(
            words.mark_text(stroke=theme.background, strokeWidth=4, opacity=0.85, dy=dy, fontSize=size, **look)
        )
        layers.append(words.mark_text(fill=theme.text, dy=dy, fontSize=size, **look))
    return layers


def _dashes() -> alt.StrokeDash:
    # An unbroken line has no dashes at all: as dashes without gaps ([1, 0]) browsers draw it pixel by pixel.
    return alt.StrokeDash("dash:N", scale=alt.Scale(domain=[False, True], range=[[], [7, 3]]), legend=None)


def network_chart(wiring: Wiring, theme: Theme = LIGHT, *, height: int = HEIGHT, maps: Maps = "none") -> alt.LayerChart:
    """The picture without its data: `network_tables` and `network_moves` say which columns go in."""
    x = alt.X("x:Q", axis=None, scale=scale_across(wiring, maps))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=list(Y_DOMAIN), nice=False, zero=False))
    place: dict[str, Any] = {"x": x, "y": y}
    pick_edge = alt.selection_point(name="edge", fields=["edge"], on="click", empty=False, clear=False)
    pick_neuron = alt.selection_point(name="neuron", fields=["neuron"], on="click", empty=False, clear=False)

    def chart(data: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(data))

    lines = (
        chart("edges")
        .transform_calculate(
            width=f"{THINNEST} + {WIDTH_PER_UNIT} * min(abs(datum.w), {WIDEST_WEIGHT})",
            colour=_colour("datum.w", theme),
            dash="datum.w < 0",
        )
        .mark_rule(strokeCap="butt", opacity=0.85)
        .encode(
            **place,
            x2="x2",
            y2="y2",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeDash=_dashes(),
        )
    )
    # Under the edges, so that what is lit keeps its own colour and width.
    lit = chart("lit").mark_rule(strokeWidth=15, stroke=theme.chosen, opacity=0.45, strokeCap="round")
    lit = lit.encode(**place, x2="x2", y2="y2")
    halo = chart("halo").mark_circle(size=math.pi * (wiring.radius + 6) ** 2, fill=theme.chosen, opacity=0.55)
    lock = chart("locks").mark_point(shape=_LOCK, size=240, strokeWidth=1.6, stroke=theme.text, fill=theme.background)
    # What is not known has no words: while it plays the gradients, and of the weights all but the one that is pointed
    # at, which the player puts in (`FOLLOWS`).
    hits = (
        chart("hits")
        .transform_calculate(value=said("w", ".5~g"), slope=said("gradient", ".4~g"))
        .mark_rule(strokeWidth=CLICK_BAND, opacity=UNSEEN, cursor="pointer")
        .encode(
            **place,
            x2="x2",
            y2="y2",
            tooltip=[
                alt.Tooltip("label:N", title="weight"),
                alt.Tooltip("value:N", title="value"),
                alt.Tooltip("slope:N", title="∂E/∂w before the update"),
            ],
        )
        .add_params(pick_edge)
    )
    biases = chart("biases").mark_square(size=380, fill=theme.background, stroke=theme.muted, opacity=1).encode(**place)
    bias_text = chart("biases").mark_text(text="1", fontSize=12, fill=theme.text).encode(**place)
    bias_label = chart("biases").mark_text(dy=-17, fontSize=12, fill=theme.muted).encode(**place, text="label:N")
    share = chart("neurons").transform_calculate(
        part="isValid(datum.value) ? clamp((datum.value - datum.middle) / datum.reach, -1, 1) : 0", shown=_VALUE
    )
    area = math.pi * wiring.radius**2
    circles = (
        share.transform_calculate(said=said("value", ".5~g"))
        .mark_circle(size=area, opacity=1, stroke=theme.muted, strokeWidth=1.2, cursor="pointer")
        .encode(
            **place,
            fill=alt.Fill(
                "part:Q",
                scale=alt.Scale(domain=[-1, 0, 1], range=list(scale_of(theme)), interpolate="rgb"),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title="neuron"),
                alt.Tooltip("name:N", title="is"),
                alt.Tooltip("said:N", title="activation"),
            ],
        )
        .add_params(pick_neuron)
    )
    under, over = pixel_layers(wiring, theme, place)
    layers = [
        *under,
        lit,
        lines,
        lock.encode(**place),
        hits,
        biases,
        bias_text,
        bias_label,
        *over,
        halo.encode(**place),
        circles,
    ]
    if wiring.roomy:
        layers.append(
            share.mark_text(fontSize=11.5 if wiring.radius > 14 else 10, fill=theme.text).encode(
                **place, text="shown:N"
            )
        )
        # Where small maps may lie on the right, an output is called by its name above it.
        labels = [("datum.end < 0", "right", -1, 0), ("datum.end == 0 && datum.above", "center", 0, -1)]
        labels.append(("datum.end > 0", "left", 1, 0) if maps == "none" else ("datum.end > 0", "center", 0, -1))
        for where, align, dx, dy in labels:
            if wiring.named and where == "datum.end < 0":
                continue
            spot = chart("neurons").transform_filter(where)
            spot = spot.transform_calculate(caption="datum.label")
            label = spot.encode(**place, text="caption:N")
            look: dict[str, Any] = {
                "align": align,
                "fontSize": 14 if dx else 12,
                "dx": dx * (wiring.radius + 6),
                "dy": dy * (wiring.radius + 8),
            }
            # A halo first: a label stays readable on top of edges.
            layers.append(label.mark_text(stroke=theme.background, strokeWidth=4, opacity=0.85, **look))
            layers.append(label.mark_text(fill=theme.text, **look))
    if wiring.named:
        layers += _input_names(wiring, theme, place)
    if not wiring.roomy and wiring.picture is not None:
        # Few words, but what the outputs stand for.
        names = chart("neurons").transform_filter("datum.end == 1").encode(**place, text="name:N")
        layers.append(names.mark_text(align="left", dx=wiring.radius + 6, fontSize=13, fill=theme.text))
    layers += map_layers(wiring, maps, theme, place)
    layers += mark_layers(wiring, theme, place)
    layers.append(chart("gaps").mark_text(fontSize=12, fill=theme.muted).encode(**place, text="label:N"))
    legend = chart("legend").transform_calculate(
        colour=_colour("datum.sign", theme),
        dash="datum.sign < 0",
    )
    layers.append(
        legend.mark_rule().encode(
            **place,
            x2="x2",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeDash=_dashes(),
        )
    )
    layers.append(
        legend.mark_text(align="left", dx=5, fontSize=12, fill=theme.muted).encode(
            alt.X("x2:Q", axis=None), alt.Y("y:Q", axis=None), text="text:N"
        )
    )
    title = chart("legend").transform_window(row="row_number()").transform_filter("datum.row == 1")
    layers.append(title.mark_text(text="|w|", align="right", dx=-6, fontSize=12, fill=theme.muted).encode(**place))
    return cast("alt.LayerChart", alt.layer(*layers).properties(width="container", height=height))


def network_figure(frame: Frame, wiring: Wiring, theme: Theme = LIGHT) -> alt.LayerChart:
    """The picture with its data, for a notebook; with small maps where the frame has them and there is room."""
    maps: Maps = "none" if frame.maps is None or wiring.picture is not None else "room"
    chart = network_chart(wiring, theme, maps=maps).configure(**chart_config(theme)).properties(width=620)
    tables = merged(network_tables(wiring, maps), network_moves(frame, wiring))
    tables = merged(tables, pixel_addresses(frame, wiring, theme))
    tables["hits"] = {"w": tables["edges"]["w"], **tables["hits"]}
    if maps != "none":
        tables["maps"] = {**tables["maps"], **map_pictures(frame, wiring, theme)}
    return with_data(chart, {**network_marks(wiring, (), ()), "marks": mark_columns((), wiring), **tables})
