"""What a class did as a picture: for every task and prediction, how many passed it or were right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from nnviz.figures.picture import dress
from nnviz.figures.theme import LIGHT, Theme

ROW = 24
"""Pixels of one bar with its gap."""
AROUND = 90
"""Pixels of the legend above them and the axis below."""
WORDS = "For every task and prediction a bar: how many learners passed it or were right."
STATES = ("passed or right", "not passed or wrong", "does not pass the check")
_COLOURS = ("#0072B2", "#B8BDC6", "#D55E00")


class Bar(NamedTuple):
    """A task or a prediction, and how many are in each of the states."""

    label: str
    counts: tuple[int, int, int]


def class_figure(bars: Sequence[Bar], theme: Theme = LIGHT) -> alt.Chart:
    """Return the picture, a bar for each task in the order given.

    Parameters
    ----------
    bars : sequence of Bar
    theme : Theme
    """
    labels = [bar.label for bar in bars]
    rows = [
        {"task": bar.label, "state": state, "learners": count, "place": place}
        for bar in bars
        for place, (state, count) in enumerate(zip(STATES, bar.counts, strict=True))
        if count
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_bar()
        .encode(
            y=alt.Y("task:N", sort=labels, title=None, axis=alt.Axis(labelLimit=260)),
            x=alt.X("learners:Q", title="learners", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(STATES), range=list(_COLOURS)),
                legend=alt.Legend(orient="top", title=None, labelLimit=200),
            ),
            order="place:Q",
            tooltip=["task:N", "state:N", "learners:Q"],
        )
    )
    return dress(chart, theme, width="container", height=ROW * len(labels) + AROUND, description=WORDS)
