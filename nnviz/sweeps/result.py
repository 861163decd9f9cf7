"""What a sweep came to: losses of every run at every point, and the runs themselves when they are asked for."""

from __future__ import annotations

import math
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
        (r, s) -> the run's weights at each of the looks, as `Network.flat` has them, (Q, weights); NaN where it did not
        come there.
    looks : ndarray of int, shape (Q,)
        The places of the points at which weights are kept; the last is that of the last point. The more runs, and the
        larger their networks, the fewer there are.
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
    looks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _rows: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)

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
        """Return the step at which a run ends, or was stopped: where that lies within a batch, the end of the batch.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        point = -1 if self.ended[r, s] else self.last_point[r, s]
        return self.step_of(r, s, int(self.samples[point]) if self.begun[r, s] else 0)

    def step_of(self, r: int, s: int, samples: int) -> int:
        """Return the step at which a run has presented so many samples and completed its batch.

        Of a run that diverges before, it is the last step with finite weights; of one that failed 0.
        """
        if (r, s) in self.failed:
            return 0
        schedule = Schedule(self.rows(r, s), self.of(r, s))
        step, diverged = schedule.ceil(samples), int(self.diverged_at[r, s])
        return step if diverged < 0 or step < diverged else schedule.previous(diverged)

    def rows(self, r: int, s: int) -> int:
        """Return how many training rows a run has."""
        if (r, s) not in self._rows:
            self._rows[r, s] = len(self.of(r, s).make_dataset().train)
        return self._rows[r, s]

    def network(self, r: int, s: int, look: int = -1) -> Network | None:
        """Return a run's network at one of the looks, as the sweep has it; None if the run did not come there.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        of = self.of(r, s)
        kept = self.weights.get((r, s))
        if kept is None or not np.isfinite(kept[look]).all():
            return None
        return first_network(of, of.make_dataset()).with_flat(kept[look])

    def middle(self, r: int) -> int:
        """Return the seed's place of the run in the middle, by the last training loss; what diverged is the worst."""
        losses = np.nan_to_num(self.last_loss[r], nan=np.inf, posinf=np.inf)
        return int(np.argsort(losses, kind="stable")[(len(losses) - 1) // 2])

    def parted(self, r: int, s: int, exact: Experiment, samples: int | None = None) -> bool:
        """Whether the sweep and the exact run have come apart: small differences can grow from step to step.

        They are compared at the run's end, or at the point of so many samples.
        """
        there = self.loss_at(r, s, samples)
        return bool(np.isfinite(there)) and abs(there - exact.losses()[0]) > _SAME * max(1.0, abs(there))

    def loss_at(self, r: int, s: int, samples: int | None = None) -> float:
        """Return a run's training loss at its end, or at the point of so many samples; NaN if there is none."""
        last = self.last_loss[r, s]
        return float(last if samples is None else self.train[r, s, int(self.samples.searchsorted(samples))])

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
    def last_point(self) -> NDArray[np.int64]:
        """The place of the last point that each run came to with a loss, (R, S); -1 if it was not begun."""
        known = ~np.isnan(self.train)
        points: NDArray[np.int64] = self.train.shape[2] - 1 - known[:, :, ::-1].argmax(axis=2)
        return np.where(known.any(axis=2), points, -1)

    @property
    def last_loss(self) -> Array:
        """The training loss of each run at its end, or where it was stopped, (R, S); NaN if it diverged or is none."""
        found = np.take_along_axis(self.train, np.maximum(self.last_point, 0)[:, :, None], axis=2)[:, :, 0]
        return np.where(self.diverged_at >= 0, np.nan, found)

    @property
    def least_loss(self) -> float:
        """The lowest training loss that any run has had at any of the points; NaN if there is none."""
        known = self.train[~np.isnan(self.train)]
        return float(known.min()) if known.size else math.nan

    @property
    def begun(self) -> NDArray[np.bool_]:
        """Which runs were trained at all, (R, S)."""
        found: NDArray[np.bool_] = (self.last_point > 0) | (self.diverged_at >= 0)
        return found

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Which runs have come to their end, (R, S): to the last point, or to where they diverged."""
        ends: NDArray[np.bool_] = ~np.isnan(self.train[:, :, -1]) | (self.diverged_at >= 0)
        return ends

    @property
    def stuck(self) -> NDArray[np.bool_]:
        """Which runs stand still, (R, S): over the last tenth of the points the training loss changes by less than 1 %.

        On the way it moves by less than 5 %: a run that jumps about comes back by chance. A run whose loss is next to
        nothing has nowhere to fall to, and is none of them.
        """
        tail = self.train[:, :, -max(self.train.shape[2] // 10, 2) :]
        first, last = tail[:, :, 0], tail[:, :, -1]
        with np.errstate(invalid="ignore"):  # a loss may be infinite while the weights are not: that is no standstill
            same = np.abs(first - last) < 1e-2 * first
            calm = np.abs(tail - first[:, :, None]).max(axis=2) < 5e-2 * first
        still: NDArray[np.bool_] = same & calm & (last > _SOLVED)
        return still
