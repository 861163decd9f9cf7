"""The layers of the network's picture, each without its data: edges, neurons, their labels, the legend.

Every function takes the chart's place, which is the encoding of x and y that all layers share.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from nnviz.figures.picture import UNSEEN, said
from nnviz.figures.theme import NEGATIVE, POSITIVE, ROLE_COLOURS, Theme, scale_of
from nnviz.figures.wiring import Wiring

WIDTH_PER_UNIT = 1.4
WIDEST_WEIGHT = 8.0
THINNEST = 0.4
CLICK_BAND = 12
EDGE, LIT, HALO = 0.9, 0.8, 0.7
"""Opacities of an edge, of the two stripes along one that is lit, and of the ring around a neuron that is."""
LIT_WIDTH, LIT_GAP = 17.0, 11.0
"""Pixels from rim to rim of the stripes, and between them, where the edge lies on the picture's own ground."""
PAST = "past"
"""The parameter that says how many pixels right of its layer an edge starts: where the layer's maps end."""
LOCKED = 0.3
"""Where on its edge a lock lies: nearer to where that comes from, for there edges of one neuron lie apart."""


def _past(part: float = 0.0) -> Any:
    """How far right of its place in the tables lies what is so far along an edge."""
    return alt.ExprRef(f"{1 - part:g} * {PAST}" if part else PAST)


_VALUE = "isValid(datum.value) ? format(datum.value, abs(datum.value) < 100 ? '.2f' : '.0e') : ''"
_LOCK = "M-.45,-.05H.45V.6H-.45Z M-.28,-.05V-.3A.28,.28,0,0,1,.28,-.3V-.05"


def edge_width(weight: float) -> float:
    """Pixels of an edge: proportional to the weight up to a fixed limit, the same in every picture."""
    return THINNEST + WIDTH_PER_UNIT * min(abs(weight), WIDEST_WEIGHT)


def _chart(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(data))


def _pick(name: str) -> alt.Parameter:
    return alt.selection_point(name=name, fields=[name], on="click", empty=False, clear=False)


def _colour(weight: str, theme: Theme) -> str:
    """A Vega expression for `weight_colour`."""
    return f"{weight} > 0 ? '{POSITIVE}' : {weight} < 0 ? '{NEGATIVE}' : '{theme.muted}'"


def _roles(theme: Theme) -> alt.Scale:
    colours = ROLE_COLOURS[theme.name]
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def _stroke() -> dict[str, Any]:
    """How a line is as wide, coloured and dashed as its columns say."""
    return {
        "strokeWidth": alt.StrokeWidth("width:Q", scale=None),
        "stroke": alt.Stroke("colour:N", scale=None),
        # An unbroken line has no dashes: as dashes without gaps ([1, 0]) browsers draw it pixel by pixel.
        "strokeDash": alt.StrokeDash("dash:N", scale=alt.Scale(domain=[False, True], range=[[], [7, 3]]), legend=None),
    }


def _on_halo(words: alt.Chart, theme: Theme, **look: Any) -> list[alt.Chart]:
    """Words with a halo below them, so that they stay readable on top of edges."""
    return [
        words.mark_text(stroke=theme.background, strokeWidth=4, opacity=0.85, **look),
        words.mark_text(fill=theme.text, **look),
    ]


def edge_layers(theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """The edges: what is lit below them, the lines, locks of frozen weights, and where a click chooses an edge."""
    ends = {**place, "x2": alt.X2("x2"), "y2": alt.Y2("y2")}
    # Under the edges, so that what is lit keeps its own colour and width.
    lit = _chart("lit").mark_rule(strokeWidth=LIT_WIDTH, opacity=LIT, strokeCap="round", xOffset=_past())
    gap = _chart("lit").mark_rule(strokeWidth=LIT_GAP, stroke=theme.background, opacity=1, xOffset=_past())
    lines = (
        _chart("edges")
        .transform_calculate(
            width=f"{THINNEST} + {WIDTH_PER_UNIT} * min(abs(datum.w), {WIDEST_WEIGHT})",
            colour=_colour("datum.w", theme),
            dash="datum.w < 0",
        )
        .mark_rule(strokeCap="butt", opacity=EDGE, xOffset=_past())
    )
    lock = _chart("locks").mark_point(
        shape=_LOCK, size=240, strokeWidth=1.6, stroke=theme.text, fill=theme.background, xOffset=_past(LOCKED)
    )
    # Of no opacity they are not painted, and found all the same. What is not known has no words: while it plays the
    # gradients, and of the weights only the one that is pointed at, which the player puts in (`network.FOLLOWS`).
    hits = (
        _chart("hits")
        .transform_calculate(value=said("w", ".5~g"), slope=said("gradient", ".4~g"))
        .mark_rule(strokeWidth=CLICK_BAND, opacity=UNSEEN, cursor="pointer", xOffset=_past())
        .encode(
            **ends,
            tooltip=[
                alt.Tooltip("label:N", title="weight"),
                alt.Tooltip("value:N", title="value"),
                alt.Tooltip("slope:N", title="gradient ∂E/∂w before the update"),
            ],
        )
        .add_params(_pick("edge"))
    )
    lit = lit.encode(**ends, stroke=alt.Stroke("role:N", scale=_roles(theme), legend=None))
    return [lit, gap.encode(**ends), lines.encode(**ends, **_stroke()), lock.encode(**place), hits]


def bias_layers(theme: Theme, place: dict[str, Any], *, small: float | None = None) -> list[alt.Chart]:
    """The bias nodes: a square, the 1 in it, its symbol above; in a ``small`` picture the square alone."""
    chart = _chart("biases")
    if small is not None:
        look: dict[str, Any] = {"fill": theme.background, "stroke": theme.muted, "opacity": 1}
        return [chart.mark_square(size=3 * small**2, **look).encode(**place)]
    # Over the far side of the maps, so that its edges pass under none.
    return [
        chart.mark_square(size=380, fill=theme.background, stroke=theme.muted, opacity=1, xOffset=_past()).encode(
            **place
        ),
        chart.mark_text(text="1", fontSize=12, fill=theme.text, xOffset=_past()).encode(**place),
        chart.mark_text(dy=-17, fontSize=12, fill=theme.muted, xOffset=_past()).encode(
            **place, text=alt.Text("label:N")
        ),
    ]


def neuron_layers(
    wiring: Wiring, theme: Theme, place: dict[str, Any], *, small: float | None = None
) -> list[alt.Chart]:
    """The neurons: a halo around those that are lit, circles filled by activation, its value where there is room.

    In a ``small`` picture they have that radius, in pixels, and no room for their values.
    """
    radius = wiring.radius if small is None else small
    halo = _chart("halo").mark_circle(size=math.pi * (radius + 6) ** 2, opacity=HALO)
    halo = halo.encode(**place, fill=alt.Fill("role:N", scale=_roles(theme), legend=None))
    share = _chart("neurons").transform_calculate(
        part="isValid(datum.value) ? clamp((datum.value - datum.middle) / datum.reach, -1, 1) : 0", shown=_VALUE
    )
    fill = alt.Scale(domain=[-1, 0, 1], range=list(scale_of(theme)), interpolate="rgb")
    circles = (
        share.transform_calculate(said=said("value", ".5~g"))
        .mark_circle(size=math.pi * radius**2, opacity=1, stroke=theme.muted, strokeWidth=1.2, cursor="pointer")
        .encode(
            **place,
            fill=alt.Fill("part:Q", scale=fill, legend=None),
            tooltip=[
                alt.Tooltip("label:N", title="neuron"),
                alt.Tooltip("name:N", title="is"),
                alt.Tooltip("said:N", title="activation"),
            ],
        )
        .add_params(_pick("neuron"))
    )
    layers = [halo, circles]
    if wiring.roomy and small is None:
        value = share.mark_text(fontSize=11.5 if radius > 14 else 10, fill=theme.text)
        layers.append(value.encode(**place, text=alt.Text("shown:N")))
    return layers


def label_layers(wiring: Wiring, theme: Theme, place: dict[str, Any], *, above: bool) -> list[alt.Chart]:
    """What the neurons are called, as far as there is room.

    With ``above`` an output is called by its symbol above it, since a small map may lie on its right.
    """
    layers = _symbols(wiring, theme, place, above) if wiring.roomy else []
    if wiring.named:
        layers += _input_names(wiring, theme, place)
    if not wiring.roomy and wiring.picture is not None:
        # Few words, but what the outputs stand for.
        names = _chart("neurons").transform_filter("datum.end == 1").encode(**place, text=alt.Text("name:N"))
        layers.append(names.mark_text(align="left", dx=wiring.radius + 6, fontSize=13, fill=theme.text))
    return layers


def _symbols(wiring: Wiring, theme: Theme, place: dict[str, Any], above: bool) -> list[alt.Chart]:
    """Neurons by their symbols: inputs on the left, hidden ones above, outputs on the right or above."""
    sides = [] if wiring.named else [("datum.end < 0", "right", -1, 0)]
    sides.append(("datum.end == 0 && datum.above", "center", 0, -1))
    sides.append(("datum.end > 0", "center", 0, -1) if above else ("datum.end > 0", "left", 1, 0))
    layers = []
    for where, align, dx, dy in sides:
        spot = _chart("neurons").transform_filter(where).transform_calculate(caption="datum.label")
        look: dict[str, Any] = {"align": align, "fontSize": 14 if dx else 12}
        look |= {"dx": dx * (wiring.radius + 6), "dy": dy * (wiring.radius + 8)}
        layers += _on_halo(spot.encode(**place, text=alt.Text("caption:N")), theme, **look)
    return layers


def _input_names(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """Inputs by symbol and name, shortened to the room beside them; the tooltip has the whole name."""
    inputs = _chart("neurons").transform_filter("datum.end < 0")
    both = inputs.transform_calculate(caption="datum.label + ' ' + datum.name")
    away = wiring.radius + 6
    look: dict[str, Any] = {"align": "right", "dx": -away, "limit": alt.expr(f"max(scale('x', 0) - {away:g}, 12)")}
    lines = (
        [(inputs, "label:N", -7, 14), (inputs, "name:N", 8, 11)] if wiring.two_lines else [(both, "caption:N", 0, 11)]
    )
    layers = []
    for data, text, dy, size in lines:
        layers += _on_halo(data.encode(**place, text=alt.Text(text)), theme, dy=dy, fontSize=size, **look)
    return layers


def note_layers(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """Words at edges, and on the left of neurons: there is neither a symbol nor a map."""
    notes = _chart("notes").encode(**place, text=alt.Text("text:N"))
    at_edges = _on_halo(notes.transform_filter("!datum.beside"), theme, fontSize=12, xOffset=_past(0.5))
    beside: dict[str, Any] = {"align": "right", "dx": -(wiring.radius + 8), "fontSize": 12}
    return [*at_edges, *_on_halo(notes.transform_filter("datum.beside"), theme, **beside)]


def legend_layers(theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """How many neurons are left out of a layer, and how wide and in which colour a weight is drawn."""
    gaps = _chart("gaps").mark_text(fontSize=12, fill=theme.muted).encode(**place, text=alt.Text("label:N"))
    legend = _chart("legend").transform_calculate(colour=_colour("datum.sign", theme), dash="datum.sign < 0")
    lines = legend.mark_rule().encode(**place, x2=alt.X2("x2"), **_stroke())
    words = legend.mark_text(align="left", dx=5, fontSize=12, fill=theme.muted).encode(
        alt.X("x2:Q", axis=None), alt.Y("y:Q", axis=None), text=alt.Text("text:N")
    )
    first = _chart("legend").transform_window(row="row_number()").transform_filter("datum.row == 1")
    title = first.mark_text(text="|w|", align="right", dx=-6, fontSize=12, fill=theme.muted).encode(**place)
    return [gaps, lines, words, title]
