"""A race: up to three more runs beside the one on show, which all have presented as many samples as it has.

The clock is the number of samples presented by the run on show. Weights change at the ends of batches only, so a run
with larger batches stands at its last batch end: between two of its updates. Each run is an experiment by itself, and a
pure function of its settings, its changes and that number, so that forward and back are exact.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from nnviz.engine import Array
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.replay import first_network
from nnviz.run.settings import FieldError, Settings

MOST = 3
"""Runs beside the one on show."""
SHARED = ("dataset", "n", "noise", "test_share", "scaled_by", "own", "output", "loss", "rule")
"""Fields in which all runs agree: else they would not learn the same, or their losses would not compare."""
PIECE = 5_000
"""Samples between two looks at the clock."""


@dataclass(frozen=True)
class Rival:
    """A run beside the one on show.

    Attributes
    ----------
    changes : mapping
        The settings at the start that are its own, by field; all others are those of the run on show.
    edits, hands : tuple
        What was changed on its way: settings, and weights by hand.
    """

    changes: Mapping[str, Any]
    edits: tuple[Edit, ...] = ()
    hands: tuple[HandEdit, ...] = ()

    def settings(self, start: Settings) -> Settings:
        """Return the settings at the start of this run, beside a run that starts with the given ones.

        Raises
        ------
        FieldError
            If a field is one of SHARED, or a value is not allowed.
        """
        for name in self.changes:
            if name in SHARED:
                raise FieldError(name, f"{name} must be the same in all runs of a race")
        return start.changed(**self.changes)

    def experiment(self, start: Settings) -> Experiment:
        """Return the run at step 0.

        Raises
        ------
        ValueError
            As `settings`, or if it has no weight that was changed by hand.
        """
        return Experiment(self.settings(start), self.edits, self.hands)


def differences(one: Settings, other: Settings) -> dict[str, Any]:
    """Return the values of one's fields that differ from the other's."""
    return {
        each.name: getattr(one, each.name)
        for each in fields(Settings)
        if getattr(one, each.name) != getattr(other, each.name)
    }


class Race:
    """The run on show and those beside it.

    Parameters
    ----------
    lead : Experiment
        The run on show; it is moved by others, and `follow` lets the runs beside it come after.
    rivals : iterable of Rival

    Attributes
    ----------
    rivals : list of Rival
    runs : list of Experiment
        The runs beside it, in the order of `rivals`.
    version : int
        It grows whenever other experiments are in the race than before.

    Raises
    ------
    ValueError
        If there are more than MOST rivals, or one cannot be.
    """

    def __init__(self, lead: Experiment, rivals: Iterable[Rival] = ()) -> None:
        self.lead = lead
        self.rivals: list[Rival] = []
        self.runs: list[Experiment] = []
        self.version = 0
        self._base = _base(lead)
        for rival in rivals:
            self.put(rival)

    def add(self, changes: Mapping[str, Any]) -> None:
        """Add a run like the one on show, changes on the way included, but for some settings at its start.

        It has the same weights set or frozen by hand before the first step, if it has the same first weights.

        Raises
        ------
        ValueError
            If there are MOST already, a value is not allowed, or there is such a run already; then nothing is added.
        """
        lead = self.lead
        if len(self.rivals) == MOST:
            raise ValueError(f"a race must be of at most {MOST} runs beside the one on show. Take one out first")
        settings = Rival(changes).settings(lead.start)
        own = differences(settings, lead.start)
        edits = tuple(edit for edit in lead.edits if edit.step <= lead.step and edit.field not in own)
        rival = Rival(own, edits, _hands(lead, settings))
        if not own or any(run.start == settings for run in self.runs):
            raise ValueError("a run of the race must differ from the others")
        self.put(rival)

    def put(self, rival: Rival) -> None:
        """Add a run as it is.

        Raises
        ------
        ValueError
            If there are MOST already, or it cannot be; then nothing is added.
        """
        if len(self.rivals) == MOST:
            raise ValueError(f"a race must be of at most {MOST} runs beside the one on show. Take one out first")
        self.runs.append(rival.experiment(self.lead.start))
        self.rivals.append(rival)
        self.version += 1

    def remove(self, number: int) -> None:
        """Take out one of the runs beside the one on show, counted from 0."""
        del self.rivals[number], self.runs[number]
        self.version += 1

    def crowned(self, number: int) -> Race:
        """Return the race in which another run is the one on show, at its very step; the two change places."""
        lead, old = self.runs[number], self.lead
        old.truncate()
        edits, hands = old.edits, old.hands
        rivals, runs = list(self.rivals), list(self.runs)
        rivals[number], runs[number] = Rival({}, edits, hands), old
        rivals = [
            Rival(differences(run.start, lead.start), rival.edits, rival.hands)
            for rival, run in zip(rivals, runs, strict=True)
        ]
        made = Race(lead)
        made.rivals, made.runs, made.version = rivals, runs, self.version + 1
        return made

    def branch(self, lead: Experiment) -> Race:
        """Return the race beside a branch of the run on show; neither changes the other."""
        made = Race(lead)
        made.rivals, made.runs, made.version = list(self.rivals), [run.branch() for run in self.runs], self.version
        return made

    @property
    def changes_ahead(self) -> bool:
        """Whether a run beside the one on show is still to be changed on its way: a branch would not know of it."""
        steps = ([edit.step for edit in run.edits] + [edit.step for edit in run.hands] for run in self.runs)
        return any(max(each, default=0) > run.step for each, run in zip(steps, self.runs, strict=True))

    def attend(self, lead: Experiment) -> list[str]:
        """Take note of what became of the run on show; return a sentence for each run that cannot be any more.

        If it was built anew, or its start was changed, so are the others: each begins with the new settings but for its
        own, and keeps those that are in force where it stands.
        """
        base = _base(lead)
        if lead is self.lead and base == self._base:
            return []
        self.lead, self._base = lead, base
        kept, runs, said = [], [], []
        for rival, run in zip(self.rivals, self.runs, strict=True):
            names = (*rival.changes, *(edit.field for edit in run.edits if edit.step <= run.step))
            changes = {name: getattr(run.settings, name) for name in dict.fromkeys(names)}
            try:
                made = Rival(changes, (), _hands(lead, Rival(changes).settings(lead.start)))
                runs.append(made.experiment(lead.start))
            except ValueError as error:
                said.append(f"A run has left the race, since it cannot be with these settings: {error}.")
            else:
                kept.append(made)
        self.rivals, self.runs = kept, runs
        self.version += 1
        return said

    def follow(self, samples: int, seconds: float | None = None) -> bool:
        """Let every run go to its last batch end within so many samples; one that diverges before stays there.

        Parameters
        ----------
        samples : int
        seconds : float, optional
            After which it is left for the next call; at least one piece of PIECE samples is done. None: all the way.

        Returns
        -------
        bool
            Whether all are there.
        """
        end = None if seconds is None else time.monotonic() + seconds
        for number, run in enumerate(self.runs):
            while self.lags(number, samples):
                run.seek(min(samples, run.step + PIECE))
                if end is not None and time.monotonic() > end:
                    return not self.behind(samples)
        return True

    def behind(self, samples: int) -> bool:
        """Return whether any run has still to come to its last batch end within so many samples."""
        return any(self.lags(number, samples) for number in range(len(self.runs)))

    def lags(self, number: int, samples: int) -> bool:
        """Return whether a run stands elsewhere than at its last batch end within so many samples."""
        run = self.runs[number]
        return not self.ended(number, samples) and run.floor(samples) != run.step

    def ended(self, number: int, samples: int) -> bool:
        """Return whether a run has diverged by then."""
        at = self.runs[number].diverged_at
        return at is not None and samples >= at


def same_start(one: Experiment, other: Experiment) -> bool:
    """Return whether two runs begin with the same weights, but for what was set by hand."""
    return one.sizes == other.sizes and np.array_equal(_first(one), _first(other))


def _first(run: Experiment) -> Array:
    """Return the weights that a run begins with, as they were drawn."""
    return first_network(run.start, run.dataset).flat()


def _base(lead: Experiment) -> tuple[object, ...]:
    """Return what the runs beside it begin with."""
    return lead.start, tuple(edit for edit in lead.hands if edit.step == 0)


def _hands(lead: Experiment, settings: Settings) -> tuple[HandEdit, ...]:
    """Return what was changed by hand before the first step, for a run that begins with the same weights."""
    edits = tuple(edit for edit in lead.hands if edit.step == 0)
    return edits if edits and same_start(lead, Experiment(settings)) else ()
