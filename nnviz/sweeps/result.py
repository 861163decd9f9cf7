"""What a sweep came to: losses of every run at every point, and the runs themselves when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Array, Network
from nnviz.run.experiment import Experiment
from nnviz.run.replay import first_network
from nnviz.run.schedule import Schedule
from nnviz.run.settings import Settings

_SAME = 1e-9
_SOLVED = 1e-3


@dataclass(frozen=True, eq=False)
class SweepResult:
    """R settings, S seeds, P points.

    Attributes
    ----------
    settings : tuple of Settings, R of them
        Their own seeds do not count.
    seeds : tuple of int, S of them
    samples : ndarray of int, shape (P,)
        Samples presented at each point; where that lies within a batch, the batch is completed.
    updates : ndarray of int, shape (R, P)
        Updates made by then.
    train, test : ndarray, shape (R, S, P)
        Mean losses over the training and the test rows; NaN without test rows, from where a run diverged, where it
        failed, and where a sweep that was stopped did not come.
    accuracy : ndarray, shape (R, S, P)
        Share of the training rows that are right; NaN for regression, and as above.
    diverged_at : ndarray of int, shape (R, S)
        The batch end whose update would make a weight infinite or NaN; -1 where there was none.
    failed : dict
        (r, s) -> what went wrong, for runs that could not be made or whose process died.
    complete : bool
        False if the sweep was stopped.
    seconds : ndarray, shape (R, S)
        How long each run was worked on; runs that are trained together share their time.
    weights : dict
        (r, s) -> the weights at the last point, as `Network.flat` has them, of the runs that came there.
    """

    settings: tuple[Settings, ...]
    seeds: tuple[int, ...]
    samples: NDArray[np.int64]
    updates: NDArray[np.int64]
    train: Array
    test: Array
    accuracy: Array
    diverged_at: NDArray[np.int64]
    failed: dict[tuple[int, int], str]
    complete: bool = True
    seconds: Array = field(default_factory=lambda: np.zeros((0, 0)))
    weights: dict[tuple[int, int], Array] = field(default_factory=dict)

    def of(self, r: int, s: int) -> Settings:
        """Return the settings of a run, its seed included."""
        return replace(self.settings[r], seed=self.seeds[s])

    def experiment(self, r: int, s: int) -> Experiment:
        """Return the exact run, at its last step; if it diverges, at its last step with finite weights.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        made = Experiment(self.of(r, s))
        if self.samples[-1]:
            made.advance(int(self.samples[-1]))
        return made

    def last_step(self, r: int, s: int) -> int:
        """Return the step at which a run ends: where the last point lies within a batch, the end of that batch.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        of = self.of(r, s)
        return Schedule(len(of.make_dataset().train), of).ceil(int(self.samples[-1]))

    def network(self, r: int, s: int) -> Network | None:
        """Return a run's network at the last point, as the sweep has it; None if the run did not come there.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        of = self.of(r, s)
        flat = self.weights.get((r, s))
        return None if flat is None else first_network(of, of.make_dataset()).with_flat(flat)

    def middle(self, r: int) -> int:
        """Return the seed's place of the run in the middle, by the last training loss; what diverged is the worst."""
        losses = np.nan_to_num(self.train[r, :, -1], nan=np.inf, posinf=np.inf)
        return int(np.argsort(losses, kind="stable")[(len(losses) - 1) // 2])

    def parted(self, r: int, s: int, exact: Experiment) -> bool:
        """Whether the sweep and the exact run have come apart: small differences can grow from step to step."""
        there = self.train[r, s, -1]
        return bool(np.isfinite(there)) and abs(there - exact.losses()[0]) > _SAME * max(1.0, abs(there))

    def reached(self, level: float) -> NDArray[np.int64]:
        """Return the samples after which each run's training loss first was at most `level`, (R, S); -1 for never."""
        below = self.train <= level
        first = self.samples[below.argmax(axis=2)]
        return np.where(below.any(axis=2), first, -1)

    def came_to(self, level: float) -> NDArray[np.int64]:
        """Return how many of the seeds came to a training loss of at most `level` at any of the points, (R,)."""
        counts: NDArray[np.int64] = np.count_nonzero(self.reached(level) >= 0, axis=1)
        return counts

    def solved(self, level: float) -> NDArray[np.int64]:
        """Return of how many seeds the last training loss is at most `level`, (R,)."""
        counts: NDArray[np.int64] = np.count_nonzero(self.train[:, :, -1] <= level, axis=1)
        return counts

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Which runs have come to their end, (R, S): to the last point, or to where they diverged."""
        ends: NDArray[np.bool_] = ~np.isnan(self.train[:, :, -1]) | (self.diverged_at >= 0)
        return ends

    @property
    def stuck(self) -> NDArray[np.bool_]:
        """Which runs stand still, (R, S): over the last tenth of the points the training loss changes by less than 1 %.

        A run whose loss is next to nothing has nowhere to fall to, and is none of them.
        """
        tail = self.train[:, :, -max(self.train.shape[2] // 10, 2) :]
        first, last = tail[:, :, 0], tail[:, :, -1]
        still: NDArray[np.bool_] = (np.abs(first - last) < 1e-2 * first) & (last > _SOLVED)
        return still
