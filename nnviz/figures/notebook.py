"""The three pictures of an experiment, for a notebook."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt

from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.figures.boundary import boundary_figure, map_of
from nnviz.figures.loss import loss_figure
from nnviz.figures.network import network_figure
from nnviz.figures.theme import THEMES
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment


class Drawn(NamedTuple):
    """Altair charts; a notebook shows each when it is the last line of a cell."""

    network: alt.LayerChart
    boundary: alt.LayerChart
    loss: alt.LayerChart


def draw(experiment: Experiment, *, theme: str = "light") -> Drawn:
    """Draw an experiment where it stands, as the page does.

    Raises
    ------
    ValueError
        If theme is not "light" or "dark".
    """
    if theme not in THEMES:
        raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {theme!r}")
    data, network, colours = experiment.dataset, experiment.network, THEMES[theme]
    maker = FrameMaker(experiment, plane_of(data))
    frame = maker.now(maps=True)
    wiring = Wiring.of(network, data)
    return Drawn(
        network_figure(frame, wiring, colours),
        boundary_figure(frame, map_of(data, maker.plane), colours),
        loss_figure(experiment.history(), colours),
    )
