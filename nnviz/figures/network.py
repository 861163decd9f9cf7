"""The network as a picture: edges as wide as their weights, neurons filled by their activations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz import notation
from nnviz.figures.picture import Columns, Tables, merged, with_data
from nnviz.figures.theme import LIGHT, NEGATIVE, POSITIVE, Theme, chart_config
from nnviz.frames import Frame

MOST_SHOWN = 12
SHOWN_EACH_SIDE = 5
WIDTH_PER_UNIT = 1.4
WIDEST_WEIGHT = 8.0
THINNEST = 0.4
CLICK_BAND = 12
HEIGHT = 330
BIAS_ROW = 1.0
TOP_ROW, BOTTOM_ROW = 0.76, 0.0
LEGEND_ROW = -0.16
LEGEND_WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)
# Where a neuron's fill changes colour: halfway between what the activation can give (0 where it has no upper end).
MIDDLE = {"logistic": 0.5, "step": 0.5, "tanh": 0.0, "relu": 0.0, "identity": 0.0}
REACH = {"logistic": 0.5, "step": 0.5, "tanh": 1.0, "relu": 2.0, "identity": 2.0}


def edge_width(weight: float) -> float:
    """Pixels of an edge: proportional to the weight up to a fixed limit, the same in every picture."""
    return THINNEST + WIDTH_PER_UNIT * min(abs(weight), WIDEST_WEIGHT)


@dataclass(frozen=True)
class Wiring:
    """What of a network stays the same while it learns: its shape and the names of its parts."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def shown(self, layer: int) -> list[int | None]:
        """The neurons of a layer from top to bottom; None is the gap of an elided layer."""
        size = self.sizes[layer]
        if size <= MOST_SHOWN:
            return list(range(size))
        return [*range(SHOWN_EACH_SIDE), None, *range(size - SHOWN_EACH_SIDE, size)]

    @cached_property
    def most_in_a_layer(self) -> int:
        """How many places the fullest layer takes."""
        return max(len(self.shown(layer)) for layer in range(len(self.sizes)))

    @cached_property
    def radius(self) -> float:
        """Radius of a neuron in pixels: smaller where many share a layer."""
        return {1: 19.0, 2: 19.0, 3: 19.0, 4: 18.0, 5: 17.0, 6: 15.5, 7: 14.0, 8: 13.0}.get(self.most_in_a_layer, 8.5)

    @property
    def roomy(self) -> bool:
        """Whether a number fits inside a neuron."""
        return self.most_in_a_layer <= 8

    def place(self, layer: int, slot: int) -> tuple[float, float]:
        """Where the picture puts a layer's slot, both axes in [0, 1]."""
        slots = len(self.shown(layer))
        height = TOP_ROW - BOTTOM_ROW
        gap = height / max(self.most_in_a_layer - 1, 1) if self.most_in_a_layer > 1 else 0.0
        # Small layers spread out as well, but not to the very ends: a network looks like one, not like a fence.
        gap = min(height / max(slots - 1, 1), gap * 1.35, 0.36)
        middle = (TOP_ROW + BOTTOM_ROW) / 2
        return layer / (len(self.sizes) - 1), middle + gap * ((slots - 1) / 2 - slot)

    @cached_property
    def _placed(self) -> list[tuple[int, int, float, float]]:
        return [
            (layer, index, *self.place(layer, slot))
            for layer in range(len(self.sizes))
            for slot, index in enumerate(self.shown(layer))
            if index is not None
        ]

    @cached_property
    def neurons(self) -> Columns:
        """One row a shown neuron: key, place, label and how its fill reads."""
        placed = self._placed
        last = len(self.sizes) - 1
        acts = ["identity", *self.activations]
        return {
            "neuron": [notation.neuron_key(layer, index) for layer, index, _, _ in placed],
            "x": [x for *_, x, _ in placed],
            "y": [y for *_, y in placed],
            "label": [notation.neuron_label(self.sizes, layer, index) for layer, index, _, _ in placed],
            "name": [
                self.inputs[index] if layer == 0 else self.outputs[index] if layer == last else ""
                for layer, index, _, _ in placed
            ],
            "end": [-1 if layer == 0 else 1 if layer == last else 0 for layer, *_ in placed],
            "middle": [MIDDLE[acts[layer]] if layer else 0.0 for layer, *_ in placed],
            "reach": [REACH[acts[layer]] if layer else 1.0 for layer, *_ in placed],
        }

    @cached_property
    def biases(self) -> Columns:
        """One row a bias node (x_0 = h_0 = 1): none if the network has no bias."""
        layers = range(len(self.sizes) - 1) if self.bias else range(0)
        return {
            "x": [layer / (len(self.sizes) - 1) for layer in layers],
            "y": [BIAS_ROW for _ in layers],
            "label": [notation.neuron_label(self.sizes, layer, None) for layer in layers],
        }

    @cached_property
    def gaps(self) -> Columns:
        """One row an elided layer: how many neurons it does not show."""
        found = [
            (*self.place(layer, shown.index(None)), self.sizes[layer] - len(shown) + 1)
            for layer, shown in ((layer, self.shown(layer)) for layer in range(len(self.sizes)))
            if None in shown
        ]
        return {
            "x": [x for x, _, _ in found],
            "y": [y for _, y, _ in found],
            "label": [f"⋮ {count} more" for _, _, count in found],
        }

    @cached_property
    def _wired(self) -> list[tuple[int, int, int]]:
        """(layer, row, column) of every weight whose two ends are shown."""
        found = []
        for layer in range(len(self.sizes) - 1):
            sources = [0] if self.bias else []
            sources += [index + 1 for index in self.shown(layer) if index is not None]
            targets = [index for index in self.shown(layer + 1) if index is not None]
            found += [(layer, row, column) for row in sources for column in targets]
        return found

    @cached_property
    def edges(self) -> Columns:
        """One row a shown weight: key, label and the two ends of its line."""
        where = {(layer, index): (x, y) for layer, index, x, y in self._placed}
        step = 1 / (len(self.sizes) - 1)
        starts = [
            (layer * step, BIAS_ROW) if row == 0 else where[layer, row - 1] for layer, row, _ in self._wired
        ]
        ends = [where[layer + 1, column] for layer, _, column in self._wired]
        return {
            "edge": [notation.weight_key(*weight) for weight in self._wired],
            "label": [notation.weight_label(self.sizes, *weight) for weight in self._wired],
            "x": [x for x, _ in starts],
            "y": [y for _, y in starts],
            "x2": [x for x, _ in ends],
            "y2": [y for _, y in ends],
        }

    @cached_property
    def flat_index(self) -> NDArray[np.intp]:
        """Position of each shown edge's weight in the flat weight vector."""
        starts = np.cumsum([0, *((k + 1) * n for k, n in zip(self.sizes, self.sizes[1:], strict=False))])
        return np.array(
            [starts[layer] + row * self.sizes[layer + 1] + column for layer, row, column in self._wired], dtype=np.intp
        )

    @cached_property
    def out_index(self) -> NDArray[np.intp]:
        """Position of each shown neuron's output in the layers' outputs laid end to end, inputs first."""
        starts = np.cumsum([0, *self.sizes])
        return np.array([starts[layer] + index for layer, index, _, _ in self._placed], dtype=np.intp)


def network_tables(wiring: Wiring) -> Tables:
    """The columns that stay while the network learns."""
    return {
        "edges": wiring.edges,
        "hits": wiring.edges,
        "neurons": wiring.neurons,
        "biases": wiring.biases,
        "gaps": wiring.gaps,
        "legend": _legend(),
    }


def _legend() -> Columns:
    places = np.linspace(0.02, 0.6, len(LEGEND_WEIGHTS))
    texts = [f"{weight:g}" for weight in LEGEND_WEIGHTS]
    texts[-1] += " or more"
    signs = [(0.9, 1.0, "+"), (1.02, -1.0, "−")]
    return {
        "x": [*places, *(x for x, _, _ in signs)],
        "x2": [*(places + 0.05), *(x + 0.06 for x, _, _ in signs)],
        "y": [LEGEND_ROW] * (len(places) + len(signs)),
        "width": [*(edge_width(weight) for weight in LEGEND_WEIGHTS), 3.0, 3.0],
        "sign": [*(0.0 for _ in places), *(sign for _, sign, _ in signs)],
        "text": [*texts, *(text for *_, text in signs)],
    }


def network_moves(frame: Frame, wiring: Wiring) -> Tables:
    """The columns that change from frame to frame: weights, activations and, at rest, gradients."""
    weights = frame.network.flat()[wiring.flat_index]
    outs = np.concatenate([frame.x, *frame.outs])[wiring.out_index]
    tables: Tables = {
        "edges": {"w": [round(w, 5) for w in weights.tolist()]},
        "neurons": {"value": [round(v, 5) for v in outs.tolist()]},
    }
    if frame.gradient is not None:
        gradients = np.concatenate([g.ravel() for g in frame.gradient])[wiring.flat_index]
        tables["hits"] = {"w": [*weights.tolist()], "gradient": [*gradients.tolist()]}
    return tables


def network_chart(wiring: Wiring, theme: Theme = LIGHT, *, height: int = HEIGHT) -> alt.LayerChart:
    """The picture without its data: `network_tables` and `network_moves` say which columns go in."""
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.14, 1.16], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.22, 1.1], nice=False, zero=False))
    place = {"x": x, "y": y}
    pick_edge = alt.selection_point(name="edge", fields=["edge"], on="click", empty=False, clear=False)
    pick_neuron = alt.selection_point(name="neuron", fields=["neuron"], on="click", empty=False, clear=False)

    def chart(data: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(data))

    lines = (
        chart("edges")
        .transform_calculate(
            width=f"{THINNEST} + {WIDTH_PER_UNIT} * min(abs(datum.w), {WIDEST_WEIGHT})",
            colour=f"datum.w < 0 ? '{NEGATIVE}' : '{POSITIVE}'",
            dash="datum.w < 0",
        )
        .mark_rule(strokeCap="butt", opacity=0.85)
        .encode(
            **place,
            x2="x2",
            y2="y2",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeDash=alt.StrokeDash(
                "dash:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [7, 3]]), legend=None
            ),
        )
    )
    chosen = (
        chart("chosen")
        .mark_rule(strokeWidth=5, stroke=theme.chosen, opacity=0.9)
        .encode(**place, x2="x2", y2="y2")
    )
    hits = (
        chart("hits")
        .transform_filter("isValid(datum.gradient)")
        .mark_rule(strokeWidth=CLICK_BAND, opacity=0.001, cursor="pointer")
        .encode(
            **place,
            x2="x2",
            y2="y2",
            tooltip=[
                alt.Tooltip("label:N", title="weight"),
                alt.Tooltip("w:Q", format=".5~g", title="value"),
                alt.Tooltip("gradient:Q", format=".4~g", title="gradient ∂E/∂w"),
            ],
        )
        .add_params(pick_edge)
    )
    biases = (
        chart("biases").mark_square(size=380, fill=theme.background, stroke=theme.muted, opacity=1).encode(**place)
    )
    bias_text = chart("biases").mark_text(text="1", fontSize=12, fill=theme.text).encode(**place)
    bias_label = chart("biases").mark_text(dy=-17, fontSize=12, fill=theme.muted).encode(**place, text="label:N")
    share = chart("neurons").transform_calculate(
        part="clamp((datum.value - datum.middle) / datum.reach, -1, 1)", shown="format(datum.value, '.2f')"
    )
    area = math.pi * wiring.radius**2
    circles = (
        share.mark_circle(size=area, opacity=1, stroke=theme.muted, strokeWidth=1.2, cursor="pointer")
        .encode(
            **place,
            fill=alt.Fill(
                "part:Q",
                scale=alt.Scale(domain=[-1, 0, 1], range=[NEGATIVE, theme.neutral, POSITIVE], interpolate="rgb"),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title="neuron"),
                alt.Tooltip("name:N", title="is"),
                alt.Tooltip("value:Q", format=".5~g", title="activation"),
            ],
        )
        .add_params(pick_neuron)
    )
    layers = [lines, chosen, hits, biases, bias_text, bias_label, circles]
    if wiring.roomy:
        bright = "#ffffff"
        layers.append(
            share.mark_text(fontSize=11.5 if wiring.radius > 14 else 10)
            .transform_calculate(ink=f"abs(datum.part) > 0.55 ? '{bright}' : '{theme.text}'")
            .encode(**place, text="shown:N", fill=alt.Fill("ink:N", scale=None))
        )
        for end, align, dx, dy in ((-1, "right", -1, 0), (1, "left", 1, 0), (0, "center", 0, -1)):
            spot = chart("neurons").transform_filter(f"datum.end == {end}")
            spot = spot.transform_calculate(caption="datum.label")
            label = spot.encode(**place, text="caption:N")
            look = {
                "align": align,
                "fontSize": 14 if end else 12,
                "dx": dx * (wiring.radius + 6),
                "dy": dy * (wiring.radius + 8),
            }
            # A halo first: a label stays readable on top of edges.
            layers.append(label.mark_text(stroke=theme.background, strokeWidth=4, opacity=0.85, **look))
            layers.append(label.mark_text(fill=theme.text, **look))
    layers.append(chart("gaps").mark_text(fontSize=12, fill=theme.muted).encode(**place, text="label:N"))
    legend = chart("legend").transform_calculate(
        colour=f"datum.sign == 0 ? '{theme.muted}' : datum.sign < 0 ? '{NEGATIVE}' : '{POSITIVE}'",
        dash="datum.sign < 0",
    )
    layers.append(
        legend.mark_rule().encode(
            **place,
            x2="x2",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeDash=alt.StrokeDash(
                "dash:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [7, 3]]), legend=None
            ),
        )
    )
    layers.append(
        legend.mark_text(align="left", dx=5, fontSize=12, fill=theme.muted).encode(
            alt.X("x2:Q", axis=None), alt.Y("y:Q", axis=None), text="text:N"
        )
    )
    title = chart("legend").transform_window(row="row_number()").transform_filter("datum.row == 1")
    layers.append(
        title.mark_text(text="|w|", align="right", dx=-6, fontSize=12, fill=theme.muted).encode(**place)
    )
    return alt.layer(*layers).properties(width="container", height=height)


def network_figure(frame: Frame, wiring: Wiring, theme: Theme = LIGHT) -> alt.LayerChart:
    """The picture with its data, for a notebook."""
    chart = network_chart(wiring, theme).configure(**chart_config(theme)).properties(width=620)
    return with_data(chart, {"chosen": {}, **merged(network_tables(wiring), network_moves(frame, wiring))})
