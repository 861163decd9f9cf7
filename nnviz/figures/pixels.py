"""Inputs that are a picture: drawn as it, and the weights from them as a picture beside every neuron they lead to.

64 pixels with an edge each to 16 neurons would be a hairball, and a thousand edges in every frame. So the sample stands
in the place of the inputs, the first weights of a neuron are one small picture, and one line stands for their edges.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.frames import Frame
from nnviz.datasets import Dataset
from nnviz.derivation import notation
from nnviz.engine import Network
from nnviz.figures.boundary import png
from nnviz.figures.network_layers import LIT
from nnviz.figures.picture import UNSEEN, Columns, Tables, dress, layered, rounded, said, with_data
from nnviz.figures.theme import NEGATIVE, POSITIVE, Theme, diverging_palette
from nnviz.figures.wiring import MIDDLE_ROW, Wiring

WEIGHT_LEVELS = 201
INK_LEVELS = 33
FULL_WEIGHT = 1.5
"""Size of a weight from which on its colour is the strongest, the same in every picture."""
PICKS = ["pixel", "patch"]
_LARGE = 200
_BESIDE = 4.0
_COLUMN = 0.075
"""From one column of small pictures to the other, as a share of the whole picture's width."""
_NARROW = 520
"""Pixels; in a narrower picture the small ones are half as large."""
BUNDLE = 0.7
"""Opacity of the line that stands for all edges from the pixels to a neuron."""
_ANY_SIZE = 400.0
"""Shapes of points are drawn in units of half the root of their size: here ten pixels."""
_UNIT = _ANY_SIZE**0.5 / 2


def pixel_palette(theme: Theme) -> NDArray[np.uint8]:
    """RGB rows for the bytes of all these pictures: first of weights, then of ink."""
    ink = np.linspace(0.0, 1.0, INK_LEVELS)[:, None]
    ends = [np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float) for colour in (theme.neutral, theme.text)]
    inks = np.rint(ends[0] + ink * (ends[1] - ends[0])).astype(np.uint8)
    return np.concatenate([diverging_palette(theme, WEIGHT_LEVELS, 1.0), inks])


def _square(row: int, column: int, wiring: Wiring) -> str:
    """A pixel of the sample's picture as the path of a point that lies in the picture's middle."""
    rows, columns = wiring.picture or (1, 1)
    edge = wiring.sample_side / max(rows, columns) / _UNIT
    left, top = (column - columns / 2) * edge, (row - rows / 2) * edge
    return f"M{left:.4g},{top:.4g}h{edge:.4g}v{edge:.4g}h{-edge:.4g}Z"


def _outline(wiring: Wiring) -> str:
    """The whole of the sample's picture as such a path."""
    width, height = (part / 2 / _UNIT for part in _sides(wiring))
    return f"M{-width:.4g},{-height:.4g}h{2 * width:.4g}v{2 * height:.4g}h{-2 * width:.4g}Z"


def _sides(wiring: Wiring) -> tuple[float, float]:
    """Width and height of the sample's picture on the screen."""
    rows, columns = wiring.picture or (1, 1)
    each = wiring.sample_side / max(rows, columns)
    return columns * each, rows * each


def pixel_tables(wiring: Wiring) -> Tables:
    """The columns that stay: where pixels, small pictures and bundles lie; no rows if the inputs are no picture."""
    if wiring.picture is None:
        return {}
    count = wiring.sizes[0]
    shapes = [_square(*divmod(k, wiring.picture[1]), wiring) for k in range(count)]
    places = wiring.first_places
    indices = [index for index, *_ in places]
    keys = [notation.neuron_key(1, index) for index in indices]
    x, y = [x for _, x, _ in places], [y for *_, y in places]
    beside = [x - _COLUMN * (i % 2) if wiring.in_two_columns else x for i, (_, x, _) in enumerate(places)]
    words = [f"all {count} pixels to {notation.neuron_label(wiring.sizes, 1, index)}" for index in indices]
    return {
        "sample": {"x": [0.0], "y": [MIDDLE_ROW], "text": [f"{count} inputs"]},
        "pixels": {
            "x": [0.0] * count,
            "y": [MIDDLE_ROW] * count,
            "shape": shapes,
            "pixel": [notation.neuron_key(0, k) for k in range(count)],
            "label": [notation.neuron_label(wiring.sizes, 0, k) for k in range(count)],
            "name": list(wiring.inputs),
        },
        "bundles": {"x": [0.0] * len(x), "y": [MIDDLE_ROW] * len(x), "x2": x, "y2": y},
        "patches": {"x": beside, "y": y, "patch": keys, "label": words},
        "pixel_halo": {},
        "bundle_halo": {},
    }


def _first_weights(frame: Frame, wiring: Wiring) -> list[NDArray[np.float64]]:
    """The weights of each shown neuron of the first layer, the bias left out."""
    return [frame.network.weights[0][1:, index] for index, *_ in wiring.first_places]


def pixel_moves(frame: Frame, wiring: Wiring) -> Tables:
    """The columns that change, and only at rest: while it plays the pictures say it all."""
    if wiring.picture is None or frame.gradient is None:
        return {}
    weights = _first_weights(frame, wiring)
    return {
        "pixels": {"value": rounded(frame.x)},
        "patches": {
            "least": rounded(np.array([w.min() for w in weights])),
            "largest": rounded(np.array([w.max() for w in weights])),
        },
    }


def _indices(frame: Frame, wiring: Wiring) -> dict[str, list[NDArray[np.uint8]]]:
    """Every picture of a frame as indices into `pixel_palette`, by the table whose rows have them."""
    shape = wiring.picture or (1, 1)
    ink = np.clip(frame.x, 0.0, 1.0)
    sample = WEIGHT_LEVELS + np.rint(ink * (INK_LEVELS - 1))
    small = [
        np.rint((np.clip(w / FULL_WEIGHT, -1.0, 1.0) + 1.0) / 2.0 * (WEIGHT_LEVELS - 1))
        for w in _first_weights(frame, wiring)
    ]
    return {
        "sample": [sample.astype(np.uint8).reshape(shape)],
        "patches": [picture.astype(np.uint8).reshape(shape) for picture in small],
    }


def pixel_pictures(frame: Frame, wiring: Wiring) -> dict[str, list[dict[str, Any]]]:
    """The bytes of a frame's pictures for the player, a picture a row of each table; none without pixels."""
    if wiring.picture is None:
        return {}
    return {
        name: [{"bytes": base64.b64encode(p.tobytes()).decode(), "width": p.shape[1]} for p in pictures]
        for name, pictures in _indices(frame, wiring).items()
    }


def pixel_addresses(frame: Frame, wiring: Wiring, theme: Theme) -> Tables:
    """Return the neurons' maps as addresses that hold them as PNG, for a notebook."""
    if wiring.picture is None:
        return {}
    colours = pixel_palette(theme)
    return {
        name: {"image": [png(picture, colours) for picture in pictures]}
        for name, pictures in _indices(frame, wiring).items()
    }


def pixel_marks(wiring: Wiring, lit: Collection[str]) -> Tables:
    """What is lit of them: the chosen pixels, and the lines of neurons that a lit weight leads to."""
    if wiring.picture is None:
        return {}
    tables = pixel_tables(wiring)
    bright = [i for i, key in enumerate(tables["pixels"]["pixel"]) if key in lit]
    first = [key.split(":") for key in lit if key.startswith("w:0:")]
    reached = {int(column) for _, _, row, column in first if row != "0"}
    lines = [i for i, (index, *_) in enumerate(wiring.first_places) if index in reached]
    pixels: Columns = {name: [tables["pixels"][name][i] for i in bright] for name in ("x", "y", "shape")}
    if len(bright) == wiring.sizes[0]:
        pixels = {"x": [0.0], "y": [MIDDLE_ROW], "shape": [_outline(wiring)]}  # all of them: not a grid
    return {
        "pixel_halo": pixels,
        "bundle_halo": {name: [values[i] for i in lines] for name, values in tables["bundles"].items()},
    }


def pixel_layers(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """The layers under the edges and those over them; none if the inputs are no picture."""
    if wiring.picture is None:
        return [], []
    over = [*_sample_layers(wiring, theme, place), *_patch_layers(wiring, theme, place)]
    return _bundle_layers(theme, {**place, "x2": alt.X2("x2"), "y2": alt.Y2("y2")}), over


def _chart(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name))


def _pick(name: str) -> alt.Parameter:
    return alt.selection_point(name=name, fields=[name], on="click", empty=False, clear=False)


def _bundle_layers(theme: Theme, ends: dict[str, Any]) -> list[alt.Chart]:
    """One line for all edges from the pixels to a neuron, and below it what is lit."""
    lit = _chart("bundle_halo").mark_rule(strokeWidth=9, stroke=theme.chosen, opacity=LIT, strokeCap="round")
    gap = _chart("bundle_halo").mark_rule(strokeWidth=5, stroke=theme.background, opacity=1)
    bundles = _chart("bundles").mark_rule(strokeWidth=1.5, stroke=theme.muted, opacity=BUNDLE)
    return [lit.encode(**ends), gap.encode(**ends), bundles.encode(**ends)]


def _sample_layers(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """The sample's picture with its frame and caption, where a click chooses a pixel, and the chosen pixel."""
    width, height = _sides(wiring)
    sample = _chart("sample").mark_image(width=width, height=height, smooth=False, aspect=False)
    frame = _chart("sample").mark_point(
        shape=_outline(wiring), size=_ANY_SIZE, stroke=theme.muted, strokeWidth=1, opacity=1
    )
    caption = _chart("sample").mark_text(dy=height / 2 + 14, fontSize=12, fill=theme.muted)
    shape = alt.Shape("shape:N", scale=None)
    pixels = (
        _chart("pixels")
        .transform_calculate(said=said("value", ".4~g"))
        .mark_point(size=_ANY_SIZE, opacity=UNSEEN, filled=True, strokeWidth=0, cursor="pointer")
        .encode(
            **place,
            shape=shape,
            tooltip=[
                alt.Tooltip("label:N", title="input"),
                alt.Tooltip("name:N", title="is"),
                alt.Tooltip("said:N", title="value"),
            ],
        )
        .add_params(_pick("pixel"))
    )
    halo = _chart("pixel_halo").mark_point(
        size=_ANY_SIZE, stroke=theme.chosen, strokeWidth=2.5, opacity=1, filled=False
    )
    return [
        sample.encode(**place, url=alt.Url("image:N")),
        frame.encode(**place),
        *([] if wiring.small else [caption.encode(**place, text=alt.Text("text:N"))]),
        pixels,
        halo.encode(**place, shape=shape),
    ]


def _patch_layers(wiring: Wiring, theme: Theme, place: dict[str, Any]) -> list[alt.Chart]:
    """The weights from the pixels as a small picture beside each neuron, and where a click chooses the neuron."""
    small = wiring.weights_side
    most = max(wiring.picture or (1, 1))
    side = f"(width < {_NARROW} && {small} > {most} ? {small / 2} : {small})"
    beside = alt.expr(f"-({wiring.radius + _BESIDE} + {side} / 2)")
    size: dict[str, Any] = {"width": alt.expr(side), "height": alt.expr(side)}
    patches = _chart("patches").mark_image(smooth=False, aspect=False, xOffset=beside, **size)
    hits = (
        _chart("patches")
        .transform_calculate(low=said("least", ".4~g"), high=said("largest", ".4~g"))
        .mark_square(
            size=alt.expr(f"{side} * {side}"),
            xOffset=beside,
            opacity=1,
            fillOpacity=UNSEEN,
            stroke=theme.muted,
            strokeWidth=0.8,
            cursor="pointer",
        )
        .encode(
            **place,
            tooltip=[
                alt.Tooltip("label:N", title="weights from"),
                alt.Tooltip("low:N", title="least"),
                alt.Tooltip("high:N", title="largest"),
            ],
        )
        .add_params(_pick("patch"))
    )
    return [patches.encode(**place, url=alt.Url("image:N")), hits]


def weights_figure(network: Network, dataset: Dataset, neuron: int, theme: Theme) -> alt.LayerChart:
    """The weights from the pixels to a neuron of the first layer, large enough to read each by pointing at it.

    Raises
    ------
    ValueError
        If the data set's inputs are no picture, or the first layer has no such neuron.
    """
    if dataset.picture is None:
        raise ValueError("dataset must be one whose inputs are a picture")
    if not 0 <= neuron < network.sizes[1]:
        raise ValueError(f"neuron must be from 0 to {network.sizes[1] - 1}, not {neuron!r}")
    weights = network.weights[0][1:, neuron]
    places = [divmod(k, dataset.picture[1]) for k in range(len(weights))]
    columns: Columns = {
        "row": [row + 1 for row, _ in places],
        "column": [column + 1 for _, column in places],
        "label": [notation.weight_label(network.sizes, 0, k + 1, neuron) for k in range(len(weights))],
        "name": list(dataset.inputs),
        "w": rounded(weights, 6),
    }
    reach = max(float(np.abs(weights).max()), 1e-9)
    scale = alt.Scale(domain=[-reach, 0, reach], range=[NEGATIVE, theme.neutral, POSITIVE], interpolate="rgb")
    chart = (
        alt.Chart(alt.NamedData("weights"))
        .mark_rect(stroke=theme.background, strokeWidth=1)
        .encode(
            alt.X("column:O", title="column", axis=alt.Axis(labelAngle=0)),
            alt.Y("row:O", title="row"),
            color=alt.Color("w:Q", scale=scale, legend=alt.Legend(title="w", format="~g", gradientLength=140)),
            tooltip=["label:N", alt.Tooltip("name:N", title="from"), alt.Tooltip("w:Q", format=".5~g")],
        )
    )
    whole = dress(layered(chart, width=_LARGE, height=_LARGE), theme)
    return with_data(whole, {"weights": columns})
