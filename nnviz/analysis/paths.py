"""The paths of several runs through weight space, on one picture of the loss.

The plane is the one along which the paths move the most: the first two principal directions of all their points (Li et
al. 2018, "Visualizing the Loss Landscape of Neural Nets", section 7, there for a single run). It goes through the mean
of the points, so a path need not lie in it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from nnviz.analysis.landscape import MOST_AT_ONCE, batch_losses
from nnviz.engine import Array, Penalty
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

SIZE = 41
"""Points along each side of the grid."""
STEPS = 60
"""Points of a path, about."""
MOST = 8
"""Paths."""
_MARGIN = 0.15
_AT_ONCE = 2_000
"""Samples between two looks at the clock."""
_SAME = ("loss", "regularization", "regularization_rate")


def comparable(starts: Sequence[Settings]) -> bool:
    """Whether runs have one loss over one space of weights: the same structure, data, criterion and penalty."""
    first, *others = starts
    if any(getattr(first, name) != getattr(other, name) for name in _SAME for other in others):
        return False
    begun = Experiment(first)
    data, network = begun.dataset, begun.network
    for other in others:
        beside = Experiment(other)
        theirs, found = beside.dataset, beside.network
        if (found.sizes, found.activations, found.bias) != (network.sizes, network.activations, network.bias):
            return False
        if not all(
            np.array_equal(one[data.train], two[theirs.train]) if len(data.train) == len(theirs.train) else False
            for one, two in ((data.X, theirs.X), (data.T, theirs.T))
        ):
            return False
    return True


class Paths:
    """The paths of runs, and the training loss over the plane along which they move the most.

    Parameters
    ----------
    starts : sequence of Settings
        At most 8, `comparable`.
    samples : int
        How far each run goes; one that diverges ends before.

    Attributes
    ----------
    steps : list of list of int
        The steps of each path's points, the first 0.
    losses : list of list of float
        Training losses there, penalty included.
    places : list of ndarray, (k, 2) each
        Where they lie in the plane.
    x, y : ndarray, (size,) each
        Coordinates of the grid.
    values : ndarray, (size, size)
        The loss at (x[column], y[row]); NaN where it is not known yet.
    held : float
        The share of the paths' variation that lies in the plane, from 0 to 1.

    Raises
    ------
    ValueError
        If there are too many runs, or they are not comparable.
    """

    def __init__(self, starts: Sequence[Settings], samples: int, size: int = SIZE) -> None:
        if not 1 <= len(starts) <= MOST:
            raise ValueError(f"starts must be 1 to {MOST} runs, not {len(starts)}")
        if not comparable(starts):
            raise ValueError("the runs must have the same structure, training data and loss")
        self._samples = samples
        self._marks = [0, *np.unique(np.rint(np.geomspace(1, samples, STEPS)).astype(int)).tolist()]
        self._runs = [Experiment(start) for start in starts]
        first = self._runs[0]
        self._network = first.network
        self._penalty = Penalty(first.start.regularization, first.start.regularization_rate)
        self._X, self._T = (part[first.dataset.train] for part in (first.dataset.X, first.dataset.T))
        self._flats: list[list[Array]] = [[] for _ in starts]
        self.steps: list[list[int]] = [[] for _ in starts]
        self.losses: list[list[float]] = [[] for _ in starts]
        self.places: list[Array] = []
        self.x = self.y = np.zeros(size)
        self.values = np.full((size, size), np.nan)
        self.held = 1.0
        self._at = self._mark = self._next = 0
        self._middle = np.zeros(self._network.n_weights)
        self._axes = np.zeros((2, self._network.n_weights))

    @property
    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        ran = self._at
        if ran < len(self._runs):
            ran_here = self._runs[ran].step / self._samples
            return 0.9 * (ran + min(ran_here, 1.0)) / len(self._runs)
        return 0.9 + 0.1 * self._next / self.values.size

    @property
    def done(self) -> bool:
        """Whether all of it is done."""
        return self._next >= self.values.size

    def work(self, seconds: float) -> None:
        """Work for about that long, and do at least one piece."""
        end = time.monotonic() + seconds
        while not self.done:
            if self._at < len(self._runs):
                self._go_on()
            else:
                self._evaluate()
            if time.monotonic() > end:
                return

    def _go_on(self) -> None:
        """Take one run nearer to its next mark; after the last run, lay the plane."""
        run, mark = self._runs[self._at], self._marks[self._mark]
        if run.step < mark:
            run.advance(min(mark - run.step, _AT_ONCE))
        if run.step >= mark:
            self._note(run)
            while self._mark < len(self._marks) and self._marks[self._mark] <= run.step:
                self._mark += 1
        if run.diverged_at is not None or self._mark == len(self._marks):
            self._at, self._mark = self._at + 1, 0
            if self._at == len(self._runs):
                self._lay()

    def _note(self, run: Experiment) -> None:
        flat = run.network.flat()
        loss = batch_losses(self._network, flat[None], self._X, self._T, self._penalty)[0]
        if np.isfinite(loss) and np.abs(flat).max() < 1e100:
            self._flats[self._at].append(flat)
            self.steps[self._at].append(run.step)
            self.losses[self._at].append(float(loss))

    def _lay(self) -> None:
        points = np.concatenate([np.array(flats) for flats in self._flats])
        self._middle = points.mean(axis=0)
        away = points - self._middle
        _, lengths, directions = np.linalg.svd(away, full_matrices=False)
        spread = float(np.square(lengths).sum())
        self.held = float(np.square(lengths[:2]).sum()) / spread if spread > 0.0 else 1.0
        first = directions[0] if spread > 0.0 else np.eye(1, len(self._middle))[0]
        second = directions[1] if len(lengths) > 1 and lengths[1] > 1e-12 * lengths[0] else _across(first)
        # A direction has no sign of its own: that of its largest part is positive, so that pictures can be compared.
        self._axes = np.array([axis * np.sign(axis[np.abs(axis).argmax()]) for axis in (first, second)])
        self.places = [(np.array(flats) - self._middle) @ self._axes.T for flats in self._flats]
        all_places = np.concatenate(self.places)
        size = len(self.values)
        low, high = all_places.min(axis=0), all_places.max(axis=0)
        # The shorter side is at least a quarter of the longer one: a plane that is a line would show nothing.
        wide = np.maximum(high - low, max(0.25 * float((high - low).max()), 1e-6))
        middle = (low + high) / 2
        self.x, self.y = (
            np.linspace(middle[i] - (0.5 + _MARGIN) * wide[i], middle[i] + (0.5 + _MARGIN) * wide[i], size)
            for i in range(2)
        )

    def _evaluate(self) -> None:
        count = max(1, MOST_AT_ONCE // (len(self._X) * max(self._network.sizes[1:])))
        points = np.arange(self._next, min(self._next + count, self.values.size))
        b, a = np.divmod(points, len(self.x))
        flats = self._middle + self.x[a, None] * self._axes[0] + self.y[b, None] * self._axes[1]
        self.values.ravel()[points] = batch_losses(self._network, flats, self._X, self._T, self._penalty)
        self._next += len(points)


def _across(direction: Array) -> Array:
    """Return a unit vector at right angles to another one."""
    other = np.zeros_like(direction)
    other[int(np.abs(direction).argmin())] = 1.0
    other -= (other @ direction) * direction
    found: Array = other / np.linalg.norm(other)
    return found
