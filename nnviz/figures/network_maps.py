"""The small map of every neuron in the network's picture, and the marks on dead, saturated or exploding neurons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.frames import Frame
from nnviz.analysis.health import Ailment
from nnviz.derivation import notation
from nnviz.figures.boundary import LEVELS, png
from nnviz.figures.network_layers import PAST
from nnviz.figures.picture import Columns
from nnviz.figures.theme import Theme, diverging_palette
from nnviz.figures.wiring import MAPS_APART, Wiring

Maps = Literal["none", "room", "always"]
"""Small maps: none, where the picture is wide enough for them beside the neurons, or else upon the neurons."""
RIGHT = 1.16
"""Right end of the picture without maps, where the inputs lie at 0 and the outputs at 1."""
BADGE = 7.0
GLYPHS = {"exploding": "!", "dead": "†", "saturated": "~"}
_AWAY = 3.0


def map_bytes(frame: Frame, wiring: Wiring) -> NDArray[np.uint8]:
    """The small maps of the neurons that the picture shows, as indices into the diverging palette.

    Returns
    -------
    array (neurons shown, MAP_GRID, MAP_GRID)
        Top row first as pictures have it, on the scale of each neuron's fill.

    Raises
    ------
    ValueError
        If the frame was made without maps.
    """
    if frame.maps is None:
        raise ValueError("frame has no maps: make it with maps=True")
    middle, reach = (np.array(wiring.neurons[name], dtype=float)[:, None, None] for name in ("middle", "reach"))
    with np.errstate(all="ignore"):
        part = np.clip(np.nan_to_num((frame.maps[wiring.out_index, ::-1] - middle) / reach, nan=0.0), -1.0, 1.0)
    indices: NDArray[np.uint8] = np.rint((part + 1.0) / 2.0 * (LEVELS - 1)).astype(np.uint8)
    return indices


def map_columns(wiring: Wiring) -> Columns:
    """Where the small maps lie and whose they are; ``tile`` counts the maps of `map_bytes`."""
    neurons = wiring.neurons
    return {"map": neurons["neuron"], **{name: neurons[name] for name in ("x", "y", "label", "name", "tile")}}


def map_pictures(frame: Frame, wiring: Wiring, theme: Theme) -> Columns:
    """The small maps as data addresses, for charts outside the player."""
    colours = diverging_palette(theme, LEVELS)
    return {"image": [png(tile, colours) for tile in map_bytes(frame, wiring)]}


def mark_columns(found: Iterable[Ailment], wiring: Wiring) -> Columns:
    """The marks of ailing neurons, of those that the picture shows: place, sign and why."""
    neurons = wiring.neurons
    rows = {key: row for row, key in enumerate(neurons["neuron"])}
    named = [(rows.get(notation.neuron_key(ailment.layer, ailment.index)), ailment) for ailment in found]
    shown = [(row, ailment) for row, ailment in named if row is not None]
    return {
        "x": [neurons["x"][row] for row, _ in shown],
        "y": [neurons["y"][row] for row, _ in shown],
        "label": [neurons["label"][row] for row, _ in shown],
        "glyph": [GLYPHS[ailment.kind] for _, ailment in shown],
        "why": [ailment.why for _, ailment in shown],
    }


def scale_across(wiring: Wiring, maps: Maps) -> alt.Scale:
    """The scale across: where maps are, it leaves as many pixels beside the last layer as they take."""
    if maps == "none":
        return alt.Scale(domain=[wiring.left_end, RIGHT], nice=False, zero=False)
    need = _beside(wiring)
    end = f"{room(wiring)} ? 1 + {need:g} * {1 - wiring.left_end:g} / (width - {need:g}) : {RIGHT:g}"
    # As one domain: of two ends given alone, Vega would look for the others in all tables, the empty ones too.
    domain: list[Any] = [wiring.left_end, alt.ExprRef(f"max({end}, {RIGHT - 0.06:g})")]
    return alt.Scale(domain=domain, nice=False, zero=False)


def room(wiring: Wiring) -> str:
    """A Vega expression: whether the picture is wide enough for maps beside the neurons."""
    least = wiring.map_room * (len(wiring.sizes) - 1) * (1 - wiring.left_end) + _beside(wiring)
    return f"(width >= {least:g})"


def _beside(wiring: Wiring) -> float:
    return wiring.radius + wiring.map_side + 2 * _AWAY


def past_maps(wiring: Wiring, maps: Maps) -> alt.Parameter:
    """The parameter `network_layers.PAST`: where the maps beside a layer end."""
    far = wiring.radius + wiring.map_side + _AWAY
    return alt.param(name=PAST, expr="0" if maps == "none" else f"{room(wiring)} ? {far:g} : 0")


def map_layers(wiring: Wiring, maps: Maps, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """The layers of the small maps, to lie upon the neurons; a click on one chooses its neuron."""
    if maps == "none":
        return []
    pick = alt.selection_point(name="map", fields=["map"], on="click", empty=False, clear=False)
    data = alt.Chart(alt.NamedData("maps"))
    tooltip = [alt.Tooltip("label:N", title="neuron"), alt.Tooltip("name:N", title="is")]
    look: dict[str, Any] = {"cursor": "pointer", "align": "center", "baseline": "middle"}

    def layers(where: str, side: str, offset: str) -> list[alt.Chart]:
        there = data.transform_filter(where)
        off, wide = alt.ExprRef(offset), alt.ExprRef(side)
        frame = there.mark_square(size=alt.ExprRef(f"pow({side} + 2, 2)"), fill=theme.muted, opacity=1, xOffset=off)
        image = there.mark_image(width=wide, height=wide, xOffset=off, **look).encode(**place, url=alt.Url("image:N"))
        return [frame.encode(**place), image.encode(tooltip=tooltip)]

    # In a picture that is lower than usual they are smaller, so that none lies on its neighbour.
    here = f"floor(height * {wiring.map_apart:g}) - {MAPS_APART + 2:g}"
    side = f"max({wiring.radius:g}, min({wiring.map_side:g}, {here}))"
    beside = layers(room(wiring), side, f"{wiring.radius + _AWAY:g} + {side} / 2")
    beside[-1] = beside[-1].add_params(pick)
    if maps == "room":
        return beside
    return [*beside, *layers(f"!{room(wiring)}", f"{round(1.5 * wiring.radius)}", "0")]


def mark_layers(wiring: Wiring, theme: Theme, place: dict[str, Any], *, small: float | None = None) -> list[alt.Chart]:
    """The layers of the marks on ailing neurons: a small sign at a neuron's shoulder that says why on hovering.

    In a ``small`` picture the neurons have that radius, in pixels.
    """
    shoulder = -0.72 * (wiring.radius if small is None else small) - 1
    data = alt.Chart(alt.NamedData("marks"))
    tooltip = [alt.Tooltip("label:N", title="neuron"), alt.Tooltip("why:N", title="why marked")]
    disc = data.mark_circle(
        size=math.pi * BADGE**2,
        fill=theme.background,
        stroke=theme.text,
        strokeWidth=1.2,
        opacity=1,
        xOffset=shoulder,
        yOffset=shoulder,
    )
    sign = data.mark_text(fontSize=11, fontWeight="bold", fill=theme.text, dx=shoulder, dy=shoulder)
    return [disc.encode(**place, tooltip=tooltip), sign.encode(**place, text=alt.Text("glyph:N"), tooltip=tooltip)]
