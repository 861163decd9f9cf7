"""The run that an address of ours asks for, with its view, its race and its sweep, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.run.experiment import Experiment
from nnviz.session.address import read_address, read_hands, read_race
from nnviz.session.meant_values import as_meant
from nnviz.session.race_frames import Racing
from nnviz.session.sweep_plan import Plan, plan_from_params
from nnviz.session.view import View


@dataclass(frozen=True)
class AskedRun:
    """A run that an address asks for.

    Attributes
    ----------
    experiment : Experiment
        At step 0.
    view : View
    step : int
        Where it is to be put.
    plan : Plan or None
    racing : Racing or None
    refused : tuple of str
        A sentence for each of these that is not allowed, except the race; a default stands in its place.
    unraced : list of str
        The same for the race.
    read_as : tuple of str
        A sentence for each value that was written otherwise than an address writes it.
    """

    experiment: Experiment
    view: View
    step: int
    plan: Plan | None
    racing: Racing | None
    refused: tuple[str, ...]
    unraced: list[str]
    read_as: tuple[str, ...]


def asked_run(params: Mapping[str, str]) -> AskedRun:
    """Read the run that an address asks for."""
    params, read_as = as_meant(params)
    settings, edits, view, step, problems = read_address(params)
    hands, unread = read_hands(params, settings, step)
    plan, unplanned = plan_from_params(params, settings)
    experiment = Experiment(settings, edits, hands)
    racing, unraced = read_race(params, experiment)
    return AskedRun(experiment, view, step, plan, racing, (*problems, *unread, *unplanned), unraced, read_as)
