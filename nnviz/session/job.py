"""A long run without pictures in between: "run N samples", or a jump to a far step, done in slices of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from nnviz.run.experiment import Experiment
from nnviz.run.stops import Watch
from nnviz.session.turns import TURNS

SLICE_SECONDS = 0.7
"""The longest that a slice takes before the page says how far it is; a click ends it at once."""
SHORT_SLICE_SECONDS = 0.04
"""The longest that a slice takes while others wait for their turn."""
SLICE_SAMPLES = 5_000


@dataclass
class Job:
    """A target step and the way to it.

    Parameters
    ----------
    start, target : int
        Steps.
    keep : bool
        Whether later steps are kept (by a jump) or dropped (by a run, which goes on from here as a new branch).
    watch : Watch, optional
        The conditions that may stop a run before its target.
    """

    start: int
    target: int
    keep: bool
    watch: Watch | None = None

    def share(self, step: int) -> float:
        """The share of the way that is done, from 0 to 1."""
        return min(max((step - self.start) / max(self.target - self.start, 1), 0.0), 1.0)

    def work(self, experiment: Experiment, interrupted: Callable[[], bool]) -> bool:
        """Do a slice of the work; return True while there is more to do.

        Parameters
        ----------
        experiment : Experiment
        interrupted : callable
            Returns whether the visitor is waiting for the slice to end.
        """
        begin, first = time.monotonic(), True
        while (spent := time.monotonic() - begin) < SLICE_SECONDS:
            if (spent > SHORT_SLICE_SECONDS and TURNS.wanted) or (interrupted() and not first):
                break
            first = False
            before = experiment.step
            if before >= self.target:
                return False
            samples = min(SLICE_SAMPLES, self.target - before)
            if self.keep:
                experiment.seek(before + samples)
            elif self.watch is None:
                experiment.advance(samples)
            else:
                self.watch.advance(samples, experiment.advance)
            stopped = self.watch is not None and self.watch.word
            if experiment.diverged_at is not None or experiment.step == before or stopped:
                return False
        return experiment.step < self.target
