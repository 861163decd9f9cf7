"""Samples as marks, the same wherever they lie: class by colour and shape, test rows hollow, wrong ones crossed."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from nnviz.datasets import Dataset
from nnviz.figures.picture import placed
from nnviz.figures.theme import CLASS_COLOURS, CLASS_SHAPES, LIGHT, Theme, diverging_palette, scale_of

SHADES = 255
OUTLINE = 0.9
"""Pixels of the line around every sample."""
BESIDE = 90
"""Pixels that a class's name may take beside a picture."""
CROSS = "M-.5,-.5L.5,.5M.5,-.5L-.5,.5"


def class_names(dataset: Dataset) -> list[str]:
    """Names for the legend, one a class; one name for all samples of a regression."""
    return list(dataset.classes) if dataset.labels is not None else ["sample"]


def class_colours(dataset: Dataset) -> list[str]:
    """Colours in the order of `class_names`."""
    return [CLASS_COLOURS[j % len(CLASS_COLOURS)] for j in range(len(class_names(dataset)))]


def value_scale(low: float, high: float, theme: Theme) -> alt.Scale:
    """The colours of values between two ends, for marks and for the legend."""
    ends = [low, (low + high) / 2, high]
    return alt.Scale(domain=ends, range=list(scale_of(theme)), interpolate="rgb", clamp=True)


def sample_levels(dataset: Dataset, output: int) -> list[float | None]:
    """What a row is coloured by where that is no class: one of its targets, in the network's units."""
    return [None] * len(dataset.X) if dataset.labels is not None else placed(dataset.T[:, output], 1.0).tolist()


def sample_inks(dataset: Dataset, low: float, high: float, output: int, theme: Theme = LIGHT) -> list[str]:
    """One colour a row: of its class, or in a regression of one of its targets between low and high."""
    if dataset.labels is not None:
        colours = class_colours(dataset)
        return [colours[label] for label in dataset.labels.tolist()]
    shades = diverging_palette(theme, SHADES)
    part = np.clip((dataset.T[:, output] - low) / (high - low), 0, 1)
    return ["#{:02x}{:02x}{:02x}".format(*shades[i]) for i in np.rint(part * (SHADES - 1)).astype(int)]


def sample_uses(dataset: Dataset) -> list[str]:
    """One word a row: "train" or "test"."""
    uses = np.full(len(dataset.X), "train")
    uses[dataset.test] = "test"
    return [str(use) for use in uses]


def sample_layers(
    dataset: Dataset,
    x: alt.X,
    y: alt.Y,
    tooltip: list[alt.Tooltip],
    theme: Theme,
    *,
    beside: bool = False,
    small: bool = False,
) -> list[alt.Chart]:
    """The layers that draw the tables "samples" (class, ink, use), "wrong" and "ring"; the current sample on top.

    The classes are named below the picture, or ``beside`` it; in a ``small`` one they are not, and marks are smaller.
    """

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    classes = class_names(dataset)
    order = alt.Scale(domain=classes, range=list(CLASS_SHAPES[: len(classes)]))
    # Many classes in two rows, so that a phone has them all.
    place: dict[str, Any] = (
        {"orient": "right", "labelLimit": BESIDE}
        if beside
        else {"orient": "bottom", "columns": 0 if len(classes) <= 6 else 5}
    )
    legend = None if small else alt.Legend(title=None, symbolSize=90, **place)
    labelled = dataset.labels is not None
    shape = alt.Shape("class:N", scale=order, legend=legend if labelled else None)
    colours = alt.Scale(domain=classes, range=class_colours(dataset))
    values = value_scale(*dataset.span, theme)
    level = alt.Fill("level:Q", scale=values, legend=None)
    fill = alt.Fill("class:N", scale=colours, legend=legend) if labelled else level
    stroke = alt.Stroke("ink:N", scale=None) if labelled else alt.Stroke("level:Q", scale=values, legend=None)
    size = (60 if len(dataset.X) <= 300 else 36) * (0.4 if small else 1.0)
    filled = (
        chart("samples")
        .transform_filter("datum.use == 'train'")
        .mark_point(size=size, opacity=1, strokeWidth=OUTLINE * (0.6 if small else 1.0), stroke=theme.text)
        .encode(x, y, shape=shape, fill=fill, tooltip=tooltip)
    )
    look: dict[str, Any] = {"opacity": 1, "strokeWidth": 2, "filled": True, "fillOpacity": 0.55}
    # A group of no marks has no name, which a screen reader would ask for.
    named: dict[str, Any] = {"aria": len(dataset.test) > 0}
    hollow = (
        chart("samples")
        .transform_filter("datum.use == 'test'")
        .mark_point(size=size * 0.9, fill=theme.background, **named, **look)
        .encode(x, y, shape=shape, stroke=stroke, tooltip=tooltip)
    )
    # A sample's colour may be that of the ground under it: a thin line says where it is all the same. Around a filled
    # one the line is its own.
    rim = (
        chart("samples")
        .transform_filter("datum.use == 'test'")
        .mark_point(size=size * 1.5, opacity=1, filled=False, strokeWidth=OUTLINE, stroke=theme.text, **named)
        .encode(x, y, shape=shape)
    )
    # A cross is smaller than its sample, whose class is to be seen around it.
    wrong = (
        chart("wrong")
        .mark_point(shape=CROSS, size=size / 2, strokeWidth=1.5, stroke=theme.ring, opacity=0.9)
        .encode(x, y)
    )
    ring = (
        chart("ring")
        .mark_point(
            shape="circle", size=150 if small else 300, strokeWidth=2 if small else 3, stroke=theme.ring, opacity=1
        )
        .encode(x, y)
    )
    return [rim, hollow, filled, wrong, ring]
