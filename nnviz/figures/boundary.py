"""The decision boundary: the network's output over the plane, and the samples on it."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.frames import Frame, Plane, net_inputs_of_steps
from nnviz.datasets import Dataset
from nnviz.figures.contour import zero_segments
from nnviz.figures.effects import effect_layer
from nnviz.figures.picture import Columns, Tables, dress, layered, merged, own_strokes, placed, with_data
from nnviz.figures.samples import class_names, sample_inks, sample_layers, sample_levels, sample_uses, value_scale
from nnviz.figures.theme import (
    LIGHT,
    Theme,
    diverging_palette,
    scale_of,
    winner_palette,
)
from nnviz.figures.ticks import axis_of, ticks, value_ticks

LEVELS = 255
_HUGE = 1e307
Output = int | Literal["winner"]


@dataclass(frozen=True)
class Map:
    """What the boundary shows of a data set: which plane, which output, and between which two values it is drawn."""

    dataset: Dataset
    plane: Plane
    output: Output
    low: float
    high: float
    discrete: bool = False
    """Whether it shows no more than the class: of one output, the side of the middle that it is on."""
    test: bool = True
    """Whether the test samples are on it."""
    most: int | None = None
    """The most samples that are drawn: of more, some at equal distances in their table."""

    @cached_property
    def rows(self) -> NDArray[np.bool_]:
        """Which samples are on it, ``(n,)``."""
        on = np.ones(len(self.dataset.X), dtype=bool)
        on[self.dataset.test] = self.test
        drawn = np.flatnonzero(on)
        if self.most is not None and len(drawn) > self.most:
            on[:] = False
            on[drawn[:: -(-len(drawn) // self.most)]] = True
        return on

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Where every sample lies, ``(n, 2)``."""
        return placed_in(self.plane, self.plane.place(self.dataset.raw))

    @property
    def middle(self) -> float:
        """The value of the contour: halfway between the two targets."""
        return (self.low + self.high) / 2

    @property
    def told(self) -> int:
        """The output whose targets the samples are told by: the one shown, or the first."""
        return self.output if isinstance(self.output, int) else 0

    @property
    def winner(self) -> bool:
        """Whether the map shows the class with the largest output."""
        return self.output == "winner"


def placed_in(plane: Plane, points: NDArray[np.float64], digits: int = 5) -> NDArray[np.float64]:
    """Places ``(n, 2)`` on a plane, rounded by how wide and how high it is."""
    sides = (plane.x_range, plane.y_range)
    return np.column_stack([placed(points[:, i], high - low, digits) for i, (low, high) in enumerate(sides)])


def field_corners(plane: Plane) -> Columns:
    """Where the map's picture lies: half a cell beyond the plane, since a pixel's middle is a point of the grid."""
    half = [(high - low) / (plane.size - 1) / 2 for low, high in (plane.x_range, plane.y_range)]
    (x, x2), (y2, y) = plane.x_range, plane.y_range
    return {"x": [x - half[0]], "y": [y + half[1]], "x2": [x2 + half[0]], "y2": [y2 - half[1]]}


def map_of(
    dataset: Dataset,
    plane: Plane,
    output: Output = "winner",
    *,
    discrete: bool = False,
    test: bool = True,
    most: int | None = None,
) -> Map:
    """The map of one output, or of the winning class where there are several; of several values, the first one.

    ``discrete`` shows the class alone, ``test`` the test samples as well, and ``most`` is how many samples are drawn.

    Raises
    ------
    ValueError
        If ``output`` is not one of the network's outputs or "winner".
    """
    outputs = dataset.T.shape[1]
    if output != "winner" and not (isinstance(output, int) and 0 <= output < outputs):
        raise ValueError(f"output must be 'winner' or a number from 0 to {outputs - 1}, not {output!r}")
    alone = outputs == 1 or (output == "winner" and dataset.labels is None)
    shown: Output = 0 if alone else output
    span = dataset.spans[shown] if isinstance(shown, int) else dataset.span
    return Map(dataset, plane, shown, *span, discrete, test, most)


def palette(shown: Map, theme: Theme) -> NDArray[np.uint8]:
    """RGB rows of the map's picture, one for each byte of `field_bytes`."""
    if not shown.winner:
        return diverging_palette(theme, LEVELS)
    outputs = shown.dataset.T.shape[1]
    return winner_palette(theme, outputs, LEVELS // outputs)


def _bounded(values: NDArray[np.float64], shown: Map) -> NDArray[np.float64]:
    # Weights may be finite and outputs beyond float64 all the same.
    if np.abs(values).max(initial=0.0) <= _HUGE:
        return values
    return np.clip(np.nan_to_num(values, nan=shown.middle), -_HUGE, _HUGE)


def field_bytes(values: NDArray[np.float64], shown: Map) -> NDArray[np.uint8]:
    """The map as indices into `palette`, ``(size, size)``, top row first as pictures have it."""
    values = _bounded(values, shown)
    if isinstance(shown.output, int):
        y = values[::-1, :, shown.output]
        if shown.discrete:
            # As the accuracy counts it, the middle itself is the lower class's.
            upper: NDArray[np.uint8] = np.where(y > shown.middle, LEVELS - 1, 0).astype(np.uint8)
            return upper
        part = np.clip((y - shown.low) / (shown.high - shown.low), 0.0, 1.0)
        indices: NDArray[np.uint8] = np.rint(part * (LEVELS - 1)).astype(np.uint8)
        return indices
    outputs = values.shape[2]
    levels = LEVELS // outputs
    flipped = values[::-1]
    best = flipped.argmax(axis=2)
    if shown.discrete:
        winners: NDArray[np.uint8] = (best * levels + levels - 1).astype(np.uint8)
        return winners
    ranked = np.sort(flipped, axis=2)
    lead = np.clip((ranked[..., -1] - ranked[..., -2]) / (shown.high - shown.low), 0.0, 1.0)
    indices = (best * levels + np.rint(lead * (levels - 1))).astype(np.uint8)
    return indices


def contour(values: NDArray[np.float64], shown: Map) -> NDArray[np.float64]:
    """Where the decision changes, as segments ``(n, 4)`` in input units."""
    x, y = shown.plane.x_ticks, shown.plane.y_ticks
    values = _bounded(values, shown)
    if isinstance(shown.output, int):
        return zero_segments(values[:, :, shown.output] - shown.middle, x, y)
    found = []
    for j in range(values.shape[2] - 1):
        # Where class j ties with the best of the others; the last class's lines are all among the others'.
        rivals = np.delete(values, j, axis=2).max(axis=2)
        found.append(zero_segments(values[:, :, j] - rivals, x, y))
    return np.concatenate(found)


def png(indices: NDArray[np.uint8], colours: NDArray[np.uint8]) -> str:
    """An 8-bit palette picture as a data address (RFC 2083), for charts outside the player."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = indices.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = indices
    parts = [
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        chunk(b"PLTE", colours.tobytes()),
        chunk(b"IDAT", zlib.compress(lines.tobytes(), 1)),
        chunk(b"IEND", b""),
    ]
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def boundary_tables(shown: Map) -> Tables:
    """The columns that stay: place, class and part in training of every sample that the map has."""
    data = shown.dataset
    places = shown.places
    real = shown.plane.place(data.raw * data.scale + data.centre)
    wide = real.max(axis=0) - real.min(axis=0)
    labels = np.zeros(len(data.X), dtype=int) if data.labels is None else data.labels
    names = class_names(data)
    j = shown.told
    target = data.T[:, j] * data.target_scale[j] + data.target_centre[j] if data.labels is None else labels
    samples: Columns = {
        "row": list(range(len(data.X))),
        "x": places[:, 0].tolist(),
        "y": places[:, 1].tolist(),
        "across": placed(real[:, 0], wide[0]).tolist(),
        "up": placed(real[:, 1], wide[1]).tolist(),
        "class": [names[label] for label in labels.tolist()],
        "target": [float(f"{v:.7g}") for v in target],
        **_looks(data, shown.low, shown.high, j),
        "use": sample_uses(data),
    }
    if not shown.rows.all():
        on = np.flatnonzero(shown.rows).tolist()
        samples = {name: [column[row] for row in on] for name, column in samples.items()}
    field = field_corners(shown.plane)
    return {"samples": samples, "field": field, "contour": {}, "wrong": {}, "ring": {}, "effects": {}}


def _looks(data: Dataset, low: float, high: float, output: int) -> Columns:
    """What samples are coloured by: a class's colour, or a value on the chart's own scale, which knows the theme."""
    if data.labels is None:
        return {"level": sample_levels(data, output)}
    return {"ink": sample_inks(data, low, high, output)}


def boundary_moves(frame: Frame, shown: Map) -> Tables:
    """The columns that change from frame to frame, all but the picture of the field itself."""
    data = shown.dataset
    places = shown.places
    ring = places[frame.sample]
    tables: Tables = {"ring": {"x": [float(ring[0])], "y": [float(ring[1])]}}
    if frame.field is not None:
        u = net_inputs_of_steps(frame.network, shown.plane)
        if u is not None and isinstance(shown.output, int):
            found = zero_segments(u[:, :, shown.output], shown.plane.x_ticks, shown.plane.y_ticks)
        else:
            found = contour(frame.field, shown)
        lines = np.hstack([placed_in(shown.plane, found[:, part], 3) for part in ([0, 1], [2, 3])]).T.tolist()
        tables["contour"] = dict(zip(("x", "y", "x2", "y2"), lines or ([], [], [], []), strict=True))
        wrong = np.zeros(len(data.X), dtype=bool) if frame.wrong is None else frame.wrong & shown.rows
        tables["wrong"] = {
            "x": places[wrong, 0].tolist(),
            "y": places[wrong, 1].tolist(),
        }
    return tables


def field_picture(frame: Frame, shown: Map) -> dict[str, Any]:
    """The map's bytes for the player, which paints them with the palette it was given."""
    if frame.field is None:
        raise ValueError("frame has no field: make it with field=True")
    indices = field_bytes(frame.field, shown)
    return {"bytes": base64.b64encode(indices.tobytes()).decode(), "width": indices.shape[1]}


def plane_axis(data: Dataset, axis: int | None, span: tuple[float, float]) -> alt.Axis | None:
    """An axis of the plane, labelled in the input's own units; None for the direction that means nothing."""
    if axis is None:
        return None
    marks = ticks(*span, scale=float(data.scale[axis]), centre=float(data.centre[axis]))
    return axis_of(marks, grid=False)


def boundary_chart(shown: Map, theme: Theme = LIGHT, *, small: bool = False) -> alt.LayerChart:
    """The picture without its data; a ``small`` one has no room for legends and the names of its axes."""
    data, plane = shown.dataset, shown.plane
    names = ["" if axis is None else data.raw_inputs[axis] for axis in plane.axes]
    scales = [alt.Scale(domain=list(span), nice=False, zero=False) for span in (plane.x_range, plane.y_range)]
    spans = (plane.x_range, plane.y_range)
    across, up = (plane_axis(data, axis, span) for axis, span in zip(plane.axes, spans, strict=True))
    titles = [None, None] if small else names
    x = alt.X("x:Q", scale=scales[0], axis=across, title=titles[0])
    y = alt.Y("y:Q", scale=scales[1], axis=up, title=titles[1])

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    field = (
        chart("field")
        .mark_image(aspect=False, clip=True)
        .encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"), url=alt.Url("image:N"))
    )
    lines = chart("contour").mark_rule(strokeWidth=2, stroke=theme.text).encode(x, y, x2=alt.X2("x2"), y2=alt.Y2("y2"))
    tooltip = [
        alt.Tooltip("row:Q", title="sample"),
        alt.Tooltip("class:N", title="class") if data.labels is not None else alt.Tooltip("target:Q", title="t"),
        alt.Tooltip("across:Q", title=names[0], format=".6~g"),
        *([alt.Tooltip("up:Q", title=names[1], format=".6~g")] if names[1] else []),
        alt.Tooltip("use:N", title="used to"),
    ]
    samples = sample_layers(data, x, y, tooltip, theme, beside=True, small=small)
    layers = [field, lines, *samples, effect_layer(x, y, theme)]
    if not shown.winner and not small:
        least, _, largest = scale_of(theme)
        scale = (
            alt.Scale(type="threshold", domain=[shown.middle], range=[least, largest])
            if shown.discrete
            else value_scale(shown.low, shown.high, theme)
        )
        name = data.outputs[shown.output] if isinstance(shown.output, int) else "y"
        bar = _bar(shown, name)
        layers.append(
            chart("ring").mark_point(opacity=0).encode(x, y, stroke=alt.Stroke("shade:Q", scale=scale, legend=bar))
        )
    return layered(*layers, resolve=own_strokes(), width="container", height="container")


def _bar(shown: Map, name: str) -> alt.Legend:
    """The legend of the map's colours, a regression's in the units of its targets."""
    look: dict[str, Any] = {"orient": "right", "title": name, "gradientLength": 120, "gradientThickness": 10}
    if shown.discrete:
        return alt.Legend(**look)
    data = shown.dataset
    j = shown.told
    units = (
        {}
        if data.labels is not None
        else {"scale": float(data.target_scale[j]), "centre": float(data.target_centre[j])}
    )
    marks = value_ticks(shown.low, shown.middle, shown.high, **units)
    return alt.Legend(**look, values=list(marks.values), labelExpr=marks.expression)


def boundary_figure(frame: Frame, shown: Map, theme: Theme = LIGHT) -> alt.LayerChart:
    """The picture with its data, for a notebook."""
    tables = merged(boundary_tables(shown), boundary_moves(frame, shown))
    if frame.field is None:
        raise ValueError("frame has no field: make it with field=True")
    tables["field"]["image"] = [png(field_bytes(frame.field, shown), palette(shown, theme))]
    return with_data(dress(boundary_chart(shown, theme), theme, width=400, height=400), tables)
