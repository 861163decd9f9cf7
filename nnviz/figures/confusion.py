"""A confusion matrix as a picture: one row for each true class, one column for each predicted class."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
from numpy.typing import NDArray

from nnviz.figures.picture import dress, layered
from nnviz.figures.theme import LIGHT, POSITIVE, Theme

SIDE = 300


def confusion_figure(
    confusion: NDArray[np.int64], classes: Sequence[str], title: str, theme: Theme = LIGHT
) -> alt.LayerChart:
    """Return the matrix: counts are text, and the share of the true class is colour.

    Parameters
    ----------
    confusion : int array (C, C)
        Rows are the true classes.
    classes : sequence of str
    title : str
    theme : Theme
    """
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    names = [str(name) for name in classes]
    rows = [
        {"true": names[i], "predicted": names[j], "count": int(confusion[i, j]), "share": float(shares[i, j])}
        for i in range(len(names))
        for j in range(len(names))
    ]
    x = alt.X("predicted:N", sort=names, title="predicted", axis=alt.Axis(labelAngle=0, labelLimit=90, orient="top"))
    y = alt.Y("true:N", sort=names, title="true", axis=alt.Axis(labelLimit=110))
    base = alt.Chart(alt.InlineData(rows)).encode(x=x, y=y)
    scale = alt.Scale(domain=[0, 1], range=[theme.neutral, POSITIVE])
    tooltip = [
        alt.Tooltip("true:N"),
        alt.Tooltip("predicted:N"),
        alt.Tooltip("count:Q"),
        alt.Tooltip("share:Q", format=".1%", title="of its class"),
    ]
    cells = base.mark_rect(stroke=theme.background).encode(
        color=alt.Color("share:Q", scale=scale, legend=None), tooltip=tooltip
    )
    ink = alt.when("datum.share > 0.55").then(alt.value("#ffffff")).otherwise(alt.value(theme.text))
    text = base.mark_text(fontSize=14 if len(names) < 7 else 11).encode(text=alt.Text("count:Q"), color=ink)
    chart = dress(layered(cells, text, width="container", height=SIDE, title=title), theme)
    chart.config.title = alt.TitleConfig(color=theme.text, anchor="start", fontSize=14)
    return chart
