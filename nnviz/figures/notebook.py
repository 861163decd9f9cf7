"""Pictures for a notebook: the three of an experiment, and a sweep's."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import fields
from typing import NamedTuple

import altair as alt

from nnviz import sweeps
from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.figures.boundary import boundary_figure, map_of
from nnviz.figures.loss import loss_figure
from nnviz.figures.network import network_figure
from nnviz.figures.sweeps import Across, curves, names_of
from nnviz.figures.theme import THEMES, Theme
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.sweeps import SweepResult
from nnviz.sweeps.sweep import Progress


class Drawn(NamedTuple):
    """Altair charts; a notebook shows each when it is the last line of a cell."""

    network: alt.LayerChart
    boundary: alt.LayerChart
    loss: alt.LayerChart


class DrawnSweep(SweepResult):
    """A sweep's result that can draw itself."""

    def chart(self, *, theme: str = "light", across: Across = "samples", level: float | None = None) -> alt.LayerChart:
        """Draw the training losses on the way, as the page does.

        Parameters
        ----------
        theme : {"light", "dark"}
        across : {"samples", "updates"}
            What the losses are drawn against.
        level : float, optional
            A loss that is marked by a line.

        Raises
        ------
        ValueError
            If theme or across is not one of those.
        """
        if across not in ("samples", "updates"):
            raise ValueError(f"across must be samples or updates, not {across!r}")
        varied = [one.name for one in fields(Settings) if len({getattr(each, one.name) for each in self.settings}) > 1]
        names = names_of(self, varied) if varied else ("all seeds",)
        return curves(self, names, _theme(theme), across=across, level=level).properties(width=620)


def sweep(
    settings: Iterable[Settings] | Settings,
    seeds: Iterable[int] = range(20),
    samples: int = 14_000,
    every: int = 140,
    executor: Executor | None = None,
    progress: Progress | bool | None = None,
) -> DrawnSweep:
    """Train settings times seeds, as `nnviz.sweeps.sweep` does; the result has a chart besides."""
    return DrawnSweep(**vars(sweeps.sweep(settings, seeds, samples, every, executor, progress)))


def _theme(name: str) -> Theme:
    if name not in THEMES:
        raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {name!r}")
    return THEMES[name]


def draw(experiment: Experiment, *, theme: str = "light") -> Drawn:
    """Draw an experiment where it stands, as the page does.

    Raises
    ------
    ValueError
        If theme is not "light" or "dark".
    """
    colours = _theme(theme)
    data, network = experiment.dataset, experiment.network
    maker = FrameMaker(experiment, plane_of(data))
    frame = maker.now(maps=True)
    wiring = Wiring.of(network, data)
    return Drawn(
        network_figure(frame, wiring, colours),
        boundary_figure(frame, map_of(data, maker.plane), colours),
        loss_figure(experiment.history(), colours),
    )
