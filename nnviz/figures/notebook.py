"""Pictures for a notebook: the three of an experiment, and a sweep's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import fields
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import altair as alt

from nnviz import sweeps
from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.analysis.paths import MOST, Paths
from nnviz.figures.boundary import boundary_figure, map_of
from nnviz.figures.loss import loss_figure
from nnviz.figures.network import network_figure
from nnviz.figures.sweep_maps import map_runs, maps_figure
from nnviz.figures.sweep_parts import names_of
from nnviz.figures.sweep_targets import reached, tiles
from nnviz.figures.sweeps import Across, curves, ends
from nnviz.figures.theme import THEMES, Theme
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.sweeps import SweepResult
from nnviz.sweeps.sweep import Progress

if TYPE_CHECKING:
    import plotly.graph_objects as go

Picture = Literal["losses", "ends", "target", "tiles", "boundaries"]
LEVEL = 0.01


class Drawn(NamedTuple):
    """Altair charts; a notebook shows each when it is the last line of a cell."""

    network: alt.LayerChart
    boundary: alt.LayerChart
    loss: alt.LayerChart


class DrawnSweep(SweepResult):
    """A sweep's result that can draw itself."""

    def chart(
        self,
        kind: Picture = "losses",
        *,
        theme: str = "light",
        across: Across = "samples",
        log: bool = True,
        level: float | None = None,
        samples: int | None = None,
    ) -> alt.LayerChart:
        """Draw what the page draws.

        Parameters
        ----------
        kind : str
            "losses" on the way; "ends", the last losses; "target", the samples to a loss against the setting that
            varies; "tiles", how many runs come to a loss, for two settings that vary; "boundaries" of every run.
        theme : {"light", "dark"}
        across : {"samples", "updates"}
            What the losses are drawn against.
        log : bool
            Whether both axes of the losses on the way are logarithmic.
        level : float, optional
            The loss to come to, 0.01 for "target" and "tiles"; the others mark it by a line if it is given.
        samples : int, optional
            After how many of them "boundaries" are drawn: the last of the looks within that many; by default the last.

        Raises
        ------
        ValueError
            If an argument is not one of those, or the settings do not vary as the picture needs it.
        """
        for name, value, known in (("kind", kind, get_args(Picture)), ("across", across, get_args(Across))):
            if value not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")
        look = _theme(theme)
        varied, names = self._varied(), self._names()
        target = LEVEL if level is None else level
        if kind == "boundaries":
            places = [(r, s) for r in range(len(self.settings)) for s in range(len(self.seeds))]
            return maps_figure(
                map_runs(self, places, self._look(samples)), dict(enumerate(names)), dict(enumerate(self.seeds)), look
            )
        if kind == "tiles":
            if len(varied) != 2:
                raise ValueError(f"kind must not be tiles unless two settings vary, and here {len(varied)} do")
            made = tiles(self, (varied[0], varied[1]), target, look)
        elif kind == "target":
            if len(varied) != 1 or isinstance(getattr(self.settings[0], varied[0]), str | tuple):
                raise ValueError("kind must not be target unless one setting varies, and its values are numbers")
            made = reached(self, varied[0], target, look)
        elif kind == "ends":
            made = ends(self, names, look, level=level)
        else:
            made = curves(self, names, look, across=across, log=log, level=level)
        return made.properties(width=620)

    def paths(self, places: Sequence[tuple[int, int]] | None = None, *, theme: str = "light") -> go.Figure:
        """Train some of the runs again, and draw their paths on one picture of the loss, as the page does.

        Parameters
        ----------
        places : sequence of (int, int), optional
            Of settings and seed, at most 8; by default the seeds of the first settings, 8 at most.
        theme : {"light", "dark"}

        Raises
        ------
        ValueError
            If there are too many, or they do not have one loss over one space of weights.
        """
        from nnviz.figures.sweep_paths import paths_figure  # Plotly's import takes longer than that of all nnviz

        look = _theme(theme)
        shown = [(0, s) for s in range(min(len(self.seeds), MOST))] if places is None else list(places)
        paths = Paths([self.of(r, s) for r, s in shown], int(self.samples[-1]))
        while not paths.done:
            paths.work(1.0)
        names = self._names()
        return paths_figure(paths, [f"{names[r]}, seed {self.seeds[s]}" for r, s in shown], look)

    def _varied(self) -> list[str]:
        known = [one.name for one in fields(Settings)]
        return [name for name in known if len({getattr(each, name) for each in self.settings}) > 1]

    def _names(self) -> tuple[str, ...]:
        varied = self._varied()
        return names_of(self, varied) if varied else ("all seeds",)

    def _look(self, samples: int | None) -> int:
        at = self.samples[self.looks]
        if samples is not None and samples < at[0]:
            raise ValueError(f"samples must be {at[0]:,} or more, not {samples!r}")
        return len(at) - 1 if samples is None else int(at.searchsorted(samples, side="right")) - 1


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
