"""The runs of a visit that were left for another one, as its table of runs has them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from nnviz.lessons import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.session.kept_runs import link_to
from nnviz.session.visit import Visit

MOST = 50
"""Tries that are kept of a visit; the oldest are dropped first."""


@dataclass(frozen=True)
class Try:
    """A run as it was left.

    Attributes
    ----------
    run : LearnersRun
        Where it stood; its address is "" if no address holds the run.
    seconds : float
        How long it was on show.
    """

    run: LearnersRun
    seconds: float


@dataclass
class Tries:
    """The tries of a visit, the oldest first."""

    kept: tuple[Try, ...] = ()
    _seen: Experiment | None = None
    _since: float = field(default_factory=time.monotonic)

    def look(self, visit: Visit) -> None:
        """Keep the run that another one has taken the place of, if it was left at more than 0 steps."""
        now, before = visit.experiment, self._seen
        if before is now:
            return
        self._seen = now
        seconds, self._since = time.monotonic() - self._since, time.monotonic()
        if before is None or not before.step:
            return
        left = Try(LearnersRun.of(before, link_to(before)), seconds)
        self.kept = (*(one for one in self.kept if one.run != left.run), left)[-MOST:]


def bring_back(visit: Visit, tried: Try) -> None:
    """Show a try again, where it was left."""
    run = tried.run
    visit.go_over(Experiment(run.settings, run.edits, run.hands), step=run.step)
    visit.said.notices.append(f"Your try of {run.settings.dataset}, at step {run.step:,}.")
