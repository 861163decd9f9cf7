"""What one update did to every sample, as marks on the boundary: an arrow up or down, as large as the change."""

from __future__ import annotations

from typing import cast

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.inspection import Effects
from nnviz.datasets import Dataset
from nnviz.figures.picture import Columns, placed, rounded
from nnviz.figures.theme import Theme

SMALLEST, LARGEST = 34.0, 420.0
"""Sizes of the smallest and the largest mark, as areas in square pixels."""
HELPED, HURT = "loss fell: helped", "loss rose: hurt"
# Block arrows, which no class has as its shape, drawn beside the sample so that it stays visible: a loss that fell
# points down from below it, one that rose up from above it.
_DOWN = "M-.35,.7L.35,.7L.35,1.5L.95,1.5L0,2.6L-.95,1.5L-.35,1.5Z"
_UP = "M-.35,-.7L.35,-.7L.35,-1.5L.95,-1.5L0,-2.6L-.95,-1.5L-.35,-1.5Z"
# Neither orange nor blue, which the classes and the map have; told apart by lightness too.
_COLOURS = {"light": {HELPED: "#004D36", HURT: "#B0005A"}, "dark": {HELPED: "#9DF5CF", HURT: "#FF7AB8"}}


def effect_colours(theme: Theme) -> tuple[str, str]:
    """Return the colours of helped and of hurt samples, for words beside the picture."""
    colours = _COLOURS[theme.name]
    return colours[HELPED], colours[HURT]


def effect_columns(dataset: Dataset, axes: tuple[int, int | None], effects: Effects) -> Columns:
    """Return where the arrows stand, how large they are and which way they point; samples that stayed have none.

    Parameters
    ----------
    dataset : Dataset
    axes : two inputs
        Those of the boundary's plane; the second is None where there is one input, and y is 0 then.
    effects : Effects
        Of this data set.

    Returns
    -------
    dict
        Columns "row", "x", "y", "size" (area in square pixels, in proportion to the change, but at least SMALLEST),
        "helped" (bool) and "change".

    Raises
    ------
    ValueError
        If the effects are of another number of rows, or axes are not two inputs.
    """
    if len(effects.change) != len(dataset.X):
        raise ValueError(f"effects must have {len(dataset.X)} rows as the data set, got {len(effects.change)}")
    inputs = dataset.raw.shape[1]
    if len(axes) != 2 or not 0 <= axes[0] < inputs or not (axes[1] is None or 0 <= axes[1] < inputs):
        raise ValueError(f"axes must be two inputs from 0 to {inputs - 1}, not {axes!r}")
    first, second = axes
    rows = np.flatnonzero(effects.change)
    change = effects.change[rows]
    amounts = np.abs(change)
    finite = amounts[np.isfinite(amounts)]
    share = np.minimum(amounts / finite.max(), 1.0) if finite.size else np.ones_like(amounts)
    return {
        "row": rows.tolist(),
        "x": _places(dataset, first)[rows].tolist(),
        "y": [0.0] * len(rows) if second is None else _places(dataset, second)[rows].tolist(),
        "size": np.round(np.maximum(SMALLEST, LARGEST * share), 1).tolist(),
        "helped": (change < 0).tolist(),
        "change": rounded(change),
    }


def _places(dataset: Dataset, axis: int) -> NDArray[np.float64]:
    values = dataset.raw[:, axis]
    return placed(values, float(values.max() - values.min()))


def effect_layer(x: alt.X, y: alt.Y, theme: Theme) -> alt.Chart:
    """Return the layer that draws the columns of `effect_columns`, under the name "effects".

    Its shapes and colours are values and not scales, so it can lie on a chart whose legends are of something else.

    Parameters
    ----------
    x, y : alt.X, alt.Y
        The encodings of the chart that it lies on.
    theme : Theme
    """
    helped, hurt = effect_colours(theme)
    layer = alt.Chart(alt.NamedData("effects")).transform_calculate(
        arrow=f"datum.helped ? '{_DOWN}' : '{_UP}'",
        ink=f"datum.helped ? '{helped}' : '{hurt}'",
        what=f"datum.helped ? '{HELPED}' : '{HURT}'",
    )
    marks = layer.mark_point(filled=True, opacity=1, stroke=theme.text, strokeWidth=0.9).encode(
        x,
        y,
        shape=alt.Shape("arrow:N", scale=None),
        size=alt.Size("size:Q", scale=None),
        fill=alt.Fill("ink:N", scale=None),
        order=alt.Order("size:Q", sort="descending"),
        tooltip=[
            alt.Tooltip("row:Q", title="sample"),
            alt.Tooltip("what:N", title="this step"),
            alt.Tooltip("change:Q", title="change of its E", format="+.3~g"),
        ],
    )
    return cast("alt.Chart", marks)
