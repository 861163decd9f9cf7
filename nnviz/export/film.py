"""The training so far as an animated GIF: network, boundary and loss curve, drawn frame by frame with Pillow."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from nnviz.analysis.frames import Frame, FrameMaker, plane_of
from nnviz.figures.boundary import Map, field_bytes, map_of, palette
from nnviz.figures.network_layers import edge_width
from nnviz.figures.samples import sample_inks
from nnviz.figures.theme import POSITIVE, THEMES, Theme, weight_colour
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment

WIDTH, HEIGHT = 900, 430
FRAMES = 48
FRAME_MS, LAST_MS = 110, 1800
DASH = (7, 3)
"""Pixels of a dash and of the gap after it, as in the network's picture."""
Spot = tuple[float, float]
_NETWORK = (20, 60, 400, 330)
_LOSS = (60, 350, 400, 415)
_PLANE = (450, 50, 880, 415)


def steps_of(experiment: Experiment, count: int = FRAMES) -> list[int]:
    """Return the steps that a film of the run so far shows: dense at first, where most happens."""
    last = experiment.step
    if last < count:
        return list(range(last + 1))
    found = np.unique(np.rint(last * np.linspace(0.0, 1.0, count) ** 2).astype(int))
    return [int(step) for step in found]


def film(experiment: Experiment, *, theme: str = "light", count: int = FRAMES) -> Iterator[float | bytes]:
    """Draw the film of a run up to where it stands; what was looked at does not move.

    Parameters
    ----------
    experiment : Experiment
        Of its own: it is sent to and fro.
    theme : {"light", "dark"}
    count : int
        Most frames.

    Yields
    ------
    float
        How much is done, from 0 to 1, after every frame.
    bytes
        At last the GIF.
    """
    colours, last = THEMES[theme], experiment.step
    data = experiment.dataset
    maker = FrameMaker(experiment, plane_of(data))
    shown = map_of(data, maker.plane)
    wiring = Wiring.of(experiment.network, data)
    history = experiment.history()
    curve = [(int(step), float(train)) for step, train in zip(history.step, history.train, strict=True) if step <= last]
    steps = steps_of(experiment, count)
    frames = []
    for i, step in enumerate(steps):
        experiment.seek(step)
        frame = maker.frame(experiment.snapshot())
        frames.append(_drawn(frame, shown, wiring, curve, colours).quantize(128, dither=Image.Dither.NONE))
        yield (i + 1) / (len(steps) + 1)
    out = io.BytesIO()
    times = [FRAME_MS] * (len(frames) - 1) + [LAST_MS]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0, optimize=False)
    yield out.getvalue()


@lru_cache(maxsize=8)
def _font(size: int) -> Any:
    return ImageFont.load_default(size)


def _drawn(frame: Frame, shown: Map, wiring: Wiring, curve: list[tuple[int, float]], theme: Theme) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), theme.background)
    pen = ImageDraw.Draw(image)
    right = "" if frame.accuracy is None else f"   right {100 * frame.accuracy[0]:.1f} %"
    pen.text(
        (20, 14), f"step {frame.step:,}   epoch {frame.epoch:,}   loss {frame.train:.4g}{right}", theme.text, _font(18)
    )
    _network(pen, frame, wiring, theme)
    _curve(pen, frame, curve, theme)
    _plane(image, pen, frame, shown, theme)
    return image


def _network(pen: ImageDraw.ImageDraw, frame: Frame, wiring: Wiring, theme: Theme) -> None:
    left, top, right, bottom = _NETWORK
    low, high = -0.1, 1.1

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x + 0.04) / 1.08 * (right - left), bottom - (y - low) / (high - low) * (bottom - top)

    weights = frame.network.flat()[wiring.flat_index]
    edges = wiring.edges
    for x, y, x2, y2, w in zip(edges["x"], edges["y"], edges["x2"], edges["y2"], weights.tolist(), strict=True):
        _edge(pen, place(x, y), place(x2, y2), w, theme)
    radius = max(4.0, 0.6 * wiring.radius)
    for x, y in zip(wiring.neurons["x"], wiring.neurons["y"], strict=True):
        cx, cy = place(x, y)
        pen.ellipse([cx - radius, cy - radius, cx + radius, cy + radius], theme.background, theme.muted, 2)


def _edge(pen: ImageDraw.ImageDraw, start: Spot, end: Spot, weight: float, theme: Theme) -> None:
    """A weight's line as the page draws it: as wide as the weight, dashed if it is negative."""
    width, colour = max(1, round(edge_width(weight))), weight_colour(weight, theme)
    if weight >= 0:
        pen.line([start, end], colour, width)
        return
    begin, along = np.array(start), np.array(end) - np.array(start)
    length = float(np.hypot(*along)) or 1.0
    for at in np.arange(0.0, length, sum(DASH)):
        piece = [begin + along * min(part, length) / length for part in (at, at + DASH[0])]
        pen.line([(float(x), float(y)) for x, y in piece], colour, width)


def _curve(pen: ImageDraw.ImageDraw, frame: Frame, curve: list[tuple[int, float]], theme: Theme) -> None:
    left, top, right, bottom = _LOSS
    finite = [(step, loss) for step, loss in curve if np.isfinite(loss)]
    if not finite:
        return
    most, longest = max(loss for _, loss in finite) or 1.0, max(finite[-1][0], 1)
    pen.line([(left, top), (left, bottom), (right, bottom)], theme.grid, 1)
    pen.text((20, top - 4), "loss", theme.muted, _font(13))

    def place(step: int, loss: float) -> tuple[float, float]:
        return left + step / longest * (right - left), bottom - loss / most * (bottom - top)

    past = [place(*point) for point in finite if point[0] <= frame.step]
    if np.isfinite(frame.train):
        x, y = place(frame.step, min(frame.train, most))
        past.append((x, y))
        pen.ellipse([x - 4, y - 4, x + 4, y + 4], POSITIVE)
    if len(past) > 1:
        pen.line(past, POSITIVE, 2)


def _plane(image: Image.Image, pen: ImageDraw.ImageDraw, frame: Frame, shown: Map, theme: Theme) -> None:
    left, top, right, bottom = _PLANE
    assert frame.field is not None
    indices: NDArray[np.uint8] = field_bytes(frame.field, shown)
    pixels = Image.fromarray(palette(shown, theme)[indices])
    # From the middles of the outer pixels: they are the plane's rims.
    height, width = indices.shape
    whole = (0.5, 0.5, width - 0.5, height - 0.5)
    image.paste(pixels.resize((right - left, bottom - top), Image.Resampling.BICUBIC, whole), (left, top))
    data, plane = shown.dataset, shown.plane
    places = plane.place(data.raw)
    (x0, x1), (y0, y1) = plane.x_range, plane.y_range
    testing = set(data.test.tolist())
    inks = sample_inks(data, shown.low, shown.high, shown.told, theme)
    for row, ((x, y), ink) in enumerate(zip(places.tolist(), inks, strict=True)):
        cx, cy = left + (x - x0) / (x1 - x0) * (right - left), bottom - (y - y0) / (y1 - y0) * (bottom - top)
        fill = theme.background if row in testing else ink
        if data.labels is None:
            # A value's colour may be that of the ground under it.
            pen.ellipse([cx - 5, cy - 5, cx + 5, cy + 5], theme.text)
        pen.ellipse([cx - 4, cy - 4, cx + 4, cy + 4], fill, ink if row in testing else theme.background, 2)
