"""The boundaries of many runs as small pictures at equal samples, in one plane and with one scale of colours."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nnviz.analysis.frames import Plane, plane_of
from nnviz.datasets import Dataset
from nnviz.engine import Array, Network
from nnviz.figures.boundary import Map, field_bytes, map_of, palette
from nnviz.figures.picture import UNSEEN, dress, layered
from nnviz.figures.samples import sample_inks
from nnviz.figures.sweep_parts import number_or_none, picking
from nnviz.figures.theme import LIGHT, Theme
from nnviz.sweeps import SweepResult

GRID = 40
"""Points along each side at which a network is asked."""
PIXELS = 160
"""Along each side of a picture."""
_DOT = 2.2
"""Radius of a sample, in those pixels."""
_SIDES = (84, 124)
"""Of a picture on the screen: the least and the most."""
_WIDTH = 560
_LABEL = 120
"""How wide the names of the rows are at most, and a letter of them, and what stands beside them, in those pixels."""
_LETTER, _BESIDE = 5, 17
_MOST_DOTS = 250


@dataclass(frozen=True)
class MapRun:
    """One run of the picture.

    Attributes
    ----------
    r, s : int
        Its settings' and its seed's place in the sweep.
    data : Dataset
    network : Network or None
        None if it has not come to these samples.
    loss : float
        Its training loss there, or NaN.
    words : str
        What stands in the place of a picture that there is not, such as "diverged"; or "stuck", behind its loss.
    """

    r: int
    s: int
    data: Dataset
    network: Network | None
    loss: float
    words: str


def map_runs(result: SweepResult, places: Iterable[tuple[int, int]], look: int = -1) -> list[MapRun]:
    """Return runs of a sweep, by the places of settings and seed, as they are at one of its looks, by default the last.

    A run that could not be made has no data to lie in a plane, and takes those of the first that has.
    """
    at_the_end = not result.looks.size or look in (-1, len(result.looks) - 1)
    found: list[MapRun] = []
    broken: list[tuple[int, int]] = []
    for r, s in places:
        if (r, s) in result.failed:
            broken.append((r, s))
            continue
        words = "diverged" if result.diverged_at[r, s] >= 0 else "stopped" if result.begun[r, s] else "not begun"
        data = result.of(r, s).make_dataset()
        loss = float(result.train[r, s, int(result.looks[look]) if result.looks.size else -1])
        network = result.network(r, s, look)
        if network is not None:
            words = "stuck" if at_the_end and result.stuck[r, s] else ""
        found.append(MapRun(r, s, data, network, loss, words))
    if found:
        found += [MapRun(r, s, found[0].data, None, float("nan"), "failed") for r, s in broken]
    return sorted(found, key=lambda run: (run.r, run.s))


def maps_figure(
    runs: Sequence[MapRun],
    names: Mapping[int, str],
    seeds: Mapping[int, int],
    theme: Theme = LIGHT,
    *,
    title: str | None = None,
) -> alt.LayerChart:
    """Return the pictures, a row for each of the settings and a column for each seed.

    A click on one chooses its run as "run".

    Parameters
    ----------
    runs : sequence of MapRun
        Whose data have one kind of inputs and outputs.
    names : mapping
        Of the settings by their place.
    seeds : mapping
        The seeds by their place.
    theme : Theme
    title : str, optional
        What the rows differ in.
    """
    plane, span = _common([run.data for run in runs])
    rows: list[dict[str, Any]] = []
    for run in runs:
        rows.append(
            {
                "settings": names[run.r],
                "seed": f"seed {seeds[run.s]}",
                "r": run.r,
                "s": run.s,
                "image": None if run.network is None else picture(run.data, run.network, plane, span, theme),
                "words": run.words if run.network is None else f"{run.loss:.2g} {run.words}".rstrip(),
                "missing": run.network is None,
                "loss": number_or_none(run.loss),
            }
        )
    across, down = (list(dict.fromkeys(row[name] for row in rows)) for name in ("seed", "settings"))
    side = _side(len(across))
    picked = picking()
    base = alt.Chart(alt.InlineData(rows)).encode(
        alt.X("seed:N", sort=across, title=None, axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False)),
        alt.Y("settings:N", sort=down, title=title, axis=alt.Axis(domain=False, ticks=False, labelLimit=_LABEL)),
    )
    inner = side - 6
    images = base.transform_filter("!datum.missing").mark_image(width=inner, height=inner, aspect=False)
    images = images.encode(url="image:N", opacity=alt.condition(picked, alt.value(1.0), alt.value(0.45)))
    lacking = base.transform_filter("datum.missing").mark_rect(
        width=inner, height=inner, fill=theme.neutral, stroke=theme.grid
    )
    said = base.transform_filter("datum.missing").mark_text(fontSize=12, limit=inner).encode(text="words:N")
    losses = base.transform_filter("!datum.missing").mark_text(
        fontSize=11, align="left", baseline="bottom", dx=-inner / 2 + 4, dy=inner / 2 - 3, fontWeight="bold"
    )
    halo = losses.mark_text(
        fontSize=11,
        align="left",
        baseline="bottom",
        dx=-inner / 2 + 4,
        dy=inner / 2 - 3,
        fontWeight="bold",
        stroke=theme.background,
        strokeWidth=3,
    )
    hits = (
        base.mark_rect(width=inner, height=inner, opacity=1, fillOpacity=UNSEEN, stroke=theme.grid, cursor="pointer")
        .encode(tooltip=["settings:N", "seed:N", alt.Tooltip("loss:Q", title="train loss", format=".3~g"), "words:N"])
        .add_params(picked)
    )
    layers = (images, lacking, halo.encode(text="words:N"), losses.encode(text="words:N"), said, hits)
    chart = dress(layered(*layers, width=alt.Step(side), height=alt.Step(side)), theme)
    chart.autosize = "pad"  # Streamlit asks for "fit" otherwise, which steps do not allow
    chart.config.scale = alt.ScaleConfig(bandPaddingInner=0.0, bandPaddingOuter=0.0)
    return chart


def _side(columns: int) -> int:
    return int(np.clip(_WIDTH / columns, *_SIDES))


def maps_width(names: Sequence[str], columns: int) -> int:
    """Return about how wide rows of these names are with so many columns of pictures: pixels, to the next twenty."""
    label = min(_LABEL, _LETTER * max(map(len, names)))
    return round((columns * _side(columns) + label + _BESIDE) / 20) * 20


def _common(data: Sequence[Dataset]) -> tuple[Plane, tuple[float, float]]:
    """Return the plane that holds the samples of all data sets, and the two values between which all are drawn."""
    planes = [plane_of(each, size=GRID) for each in data]
    (x, y), first = zip(*[(plane.x_range, plane.y_range) for plane in planes], strict=True), planes[0]
    around = [(min(low for low, _ in of), max(high for _, high in of)) for of in (x, y)]
    spans = [map_of(each, first).low for each in data], [map_of(each, first).high for each in data]
    return replace(first, x_range=around[0], y_range=around[1]), (min(spans[0]), max(spans[1]))


def picture(data: Dataset, network: Network, plane: Plane, span: tuple[float, float], theme: Theme) -> str:
    """Return a network's boundary with the training rows on it, as a PNG in a data address."""
    own = replace(plane, held=data.raw.mean(axis=0), features=data.features)
    shown = replace(map_of(data, own), low=span[0], high=span[1])
    with np.errstate(all="ignore"):
        field = np.nan_to_num(network.predict(own.points()), nan=shown.middle).reshape(GRID, GRID, -1)
    fine = _finer(np.clip(field, -1e100, 1e100))
    image = palette(shown, theme)[field_bytes(fine, shown)]
    image[_decided(fine, shown)[::-1]] = _rgb(theme.text)
    _draw_samples(image, data, shown, theme)
    raw = io.BytesIO()
    Image.fromarray(image).save(raw, "PNG", compress_level=3)
    return "data:image/png;base64," + base64.b64encode(raw.getvalue()).decode()


def _finer(field: Array) -> Array:
    """Return a field between its points, (PIXELS, PIXELS, M)."""
    at = np.linspace(0.0, GRID - 1.0, PIXELS)
    below = np.minimum(at.astype(int), GRID - 2)
    share = at - below
    along = field[below] + share[:, None, None] * (field[below + 1] - field[below])
    found: Array = along[:, below] + share[None, :, None] * (along[:, below + 1] - along[:, below])
    return found


def _decided(field: Array, shown: Map) -> NDArray[np.bool_]:
    """Return where the decision changes, (PIXELS, PIXELS): the pixels on one side of it."""
    side = field[:, :, shown.output] > shown.middle if isinstance(shown.output, int) else field.argmax(axis=2)
    found = np.zeros(side.shape, dtype=bool)
    found[:-1] |= side[:-1] != side[1:]
    found[:, :-1] |= side[:, :-1] != side[:, 1:]
    return found


def _draw_samples(image: NDArray[np.uint8], data: Dataset, shown: Map, theme: Theme) -> None:
    rows = data.train[:: -(-len(data.train) // _MOST_DOTS)]
    places = shown.plane.place(data.raw)[rows]
    every = sample_inks(data, shown.low, shown.high, shown.told, theme)
    (x0, x1), (y0, y1) = shown.plane.x_range, shown.plane.y_range
    across = (places[:, 0] - x0) / (x1 - x0) * (PIXELS - 1)
    down = (y1 - places[:, 1]) / (y1 - y0) * (PIXELS - 1)
    reach = np.arange(-4, 5)
    for row, x, y in zip(rows.tolist(), across.tolist(), down.tolist(), strict=True):
        columns, lines = round(x) + reach, round(y) + reach
        columns, lines = (of[(of >= 0) & (of < PIXELS)] for of in (columns, lines))
        away = (lines[:, None] - y) ** 2 + (columns[None, :] - x) ** 2
        spot = image[lines[0] : lines[-1] + 1, columns[0] : columns[-1] + 1]
        spot[away <= (_DOT + 1.0) ** 2] = _rgb(theme.background)
        spot[away <= _DOT**2] = _rgb(every[row])


def _rgb(colour: str) -> NDArray[np.uint8]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.uint8)
