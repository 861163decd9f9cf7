"""The positions and names of a network's parts in its picture, which stay the same while it learns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets import Dataset
from nnviz.derivation import notation
from nnviz.engine import Network, get_activation
from nnviz.figures.picture import Columns

MOST_SHOWN = 12
SHOWN_EACH_SIDE = 5
BIAS_ROW = 1.0
TOP_ROW, BOTTOM_ROW = 0.76, 0.0
MIDDLE_ROW = (TOP_ROW + BOTTOM_ROW) / 2
HEIGHT = 330
"""Height of the whole picture, in pixels."""
Y_DOMAIN = (-0.22, 1.15)
SAMPLE_SIDE = 120.0
"""Pixels of the screen that a picture in the place of the inputs takes."""
SMALL_HEIGHT, SMALL_SIDE = 105, 56.0
"""HEIGHT and SAMPLE_SIDE of a small picture, as low as on a phone."""
WEIGHTS_SIDE = 32
"""Pixels of the screen that the picture of a neuron's first weights takes at most."""
LABEL = 12.0
"""Height of a label above a neuron, in pixels."""
LINES = 32.0
"""Height of a symbol with a name below it."""
LARGEST_MAP, LEAST_EDGE = 46.0, 36.0
"""Pixels: the side of the largest small map, and what stays free of edges between the parts of two layers."""
MAPS_APART = 3.0
"""Pixels between the maps of a layer, their frames among them."""
MOST_LAYERS_MAPPED = 7


@dataclass(frozen=True)
class Wiring:
    """The shape of a network and the names of its parts, which stay the same while it learns."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    bias: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    picture: tuple[int, int] | None = None
    """Rows and columns of the picture that the inputs are; it stands in their place."""
    features: tuple[str, ...] = ()
    """Symbols of the inputs where they are made of others: x₁², x₁x₂."""
    small: bool = False
    """Whether it is for a small picture, which has little room for images."""

    @classmethod
    def of(cls, network: Network, dataset: Dataset, *, small: bool = False) -> Wiring:
        """The wiring of a network that learns a data set."""
        names = tuple(dataset.inputs), tuple(dataset.outputs)
        made = () if dataset.features.plain else dataset.features.all
        symbols = tuple(notation.made(feature, dataset.features.unit).label for feature in made)
        return cls(network.sizes, network.activations, network.bias, *names, dataset.picture, symbols, small)

    def symbol(self, layer: int, index: int) -> str:
        """What a neuron is called at its side."""
        return self.features[index] if layer == 0 and self.features else notation.neuron_label(self.sizes, layer, index)

    @property
    def named(self) -> bool:
        """Whether the inputs have names of their own, which say more than their symbols."""
        plain = tuple(f"x{k + 1}" for k in range(self.sizes[0]))
        return self.picture is None and not self.features and self.inputs != plain

    @property
    def two_lines(self) -> bool:
        """Whether an input's name has room below its symbol, and need not stand behind it."""
        return self._gap(0) * HEIGHT / (Y_DOMAIN[1] - Y_DOMAIN[0]) >= LINES or self.sizes[0] == 1

    def shown(self, layer: int) -> list[int | None]:
        """The neurons of a layer from top to bottom; None is the gap of an elided layer. A picture has none."""
        if layer == 0 and self.picture is not None:
            return []
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
    def map_side(self) -> float:
        """Side in pixels of a neuron's small map: as large as the fullest layer lets it be."""
        return min(LARGEST_MAP, math.floor(HEIGHT * self.map_apart) - MAPS_APART)

    @property
    def map_apart(self) -> float:
        """Distance of two neurons of the fullest layer, as a part of the picture's height."""
        return (TOP_ROW - BOTTOM_ROW) / (Y_DOMAIN[1] - Y_DOMAIN[0]) / max(self.most_in_a_layer - 1, 1)

    @property
    def map_room(self) -> float:
        """Least distance in pixels between two layers that leaves room for maps beside the neurons."""
        return 2 * self.radius + self.map_side + LEAST_EDGE

    @property
    def mappable(self) -> bool:
        """Whether maps beside the neurons are readable where the picture is wide."""
        return self.roomy and len(self.sizes) <= MOST_LAYERS_MAPPED

    def labelled(self, layer: int) -> bool:
        """Whether there is room for a label above each neuron of a layer."""
        return self._gap(layer) * HEIGHT / (Y_DOMAIN[1] - Y_DOMAIN[0]) >= 2 * self.radius + LABEL

    @property
    def roomy(self) -> bool:
        """Whether a number fits inside a neuron."""
        return self.most_in_a_layer <= 8

    @property
    def left_end(self) -> float:
        """Where the horizontal axis begins: a picture needs more room than a neuron."""
        if self.picture is not None:
            return -0.27
        return -0.25 if self.named else -0.14

    def across(self, layer: int) -> float:
        """Where a layer lies from left to right; a picture keeps some distance."""
        last = len(self.sizes) - 1
        if layer == 0 or self.picture is None:
            return layer / last
        first = max(1 / last, 0.45)
        return first + (1 - first) * (layer - 1) / max(last - 1, 1) if last > 1 else 1.0

    def _gap(self, layer: int) -> float:
        """Distance of a layer's slots."""
        slots = len(self.shown(layer))
        height = TOP_ROW - BOTTOM_ROW
        gap = height / max(self.most_in_a_layer - 1, 1) if self.most_in_a_layer > 1 else 0.0
        # Small layers spread out as well, but not to the very ends: a network looks like one, not like a fence.
        return min(height / max(slots - 1, 1), gap * 1.35, 0.36)

    @property
    def sample_side(self) -> float:
        """Pixels of the screen that a picture in the place of the inputs takes."""
        return SMALL_SIDE if self.small else SAMPLE_SIDE

    @cached_property
    def in_two_columns(self) -> bool:
        """Whether neurons lie so close that the pictures of their first weights stand in two columns."""
        return self._room < WEIGHTS_SIDE

    @cached_property
    def weights_side(self) -> int:
        """Pixels of the screen that the picture of a neuron's first weights takes: whole ones for each weight."""
        room = (2 if self.in_two_columns else 1) * self._room
        each = max(self.picture or (1, 1))
        return max(int(min(room, WEIGHTS_SIDE)) // each, 1) * each

    @property
    def _room(self) -> float:
        """Pixels of the screen from a neuron of the first layer to the next one."""
        height = SMALL_HEIGHT if self.small else HEIGHT
        return (self._gap(1) or 1.0) * height / (Y_DOMAIN[1] - Y_DOMAIN[0]) - 0.5

    @cached_property
    def first_places(self) -> list[tuple[int, float, float]]:
        """Index and place of every shown neuron of the first layer of weights."""
        return [(index, x, y) for layer, index, x, y in self._placed if layer == 1]

    def place(self, layer: int, slot: int) -> tuple[float, float]:
        """Where the picture puts a layer's slot, both axes in [0, 1]."""
        slots = len(self.shown(layer))
        return self.across(layer), MIDDLE_ROW + self._gap(layer) * ((slots - 1) / 2 - slot)

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
        # A neuron's fill changes colour halfway between what its activation can give.
        acts = [get_activation(name) for name in ("identity", *self.activations)]
        return {
            "neuron": [notation.neuron_key(layer, index) for layer, index, _, _ in placed],
            "x": [x for *_, x, _ in placed],
            "y": [y for *_, y in placed],
            "label": [self.symbol(layer, index) for layer, index, _, _ in placed],
            "name": [
                self.inputs[index] if layer == 0 else self.outputs[index] if layer == last else ""
                for layer, index, _, _ in placed
            ],
            # Above a crowded layer the first label stands for all of it; tooltips name the others.
            "above": [self.labelled(layer) or index == 0 for layer, index, _, _ in placed],
            "tile": list(range(len(placed))),
            "end": [-1 if layer == 0 else 1 if layer == last else 0 for layer, *_ in placed],
            "middle": [acts[layer].middle if layer else 0.0 for layer, *_ in placed],
            "reach": [acts[layer].spread if layer else 1.0 for layer, *_ in placed],
        }

    @cached_property
    def biases(self) -> Columns:
        """One row a bias node (x_0 = h_0 = 1): none if the network has no bias."""
        layers = range(len(self.sizes) - 1) if self.bias else range(0)
        return {
            "x": [self.across(layer) for layer in layers],
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
        starts = [
            (self.across(layer), BIAS_ROW) if row == 0 else where[layer, row - 1] for layer, row, _ in self._wired
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
