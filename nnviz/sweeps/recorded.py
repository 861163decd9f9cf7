"""What the runs of a sweep came to at each of its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Array
from nnviz.run.evaluation import Scores


@dataclass(frozen=True, eq=False)
class Recorded:
    """What runs came to at each point.

    Attributes
    ----------
    train, test, accuracy : ndarray, shape (runs, points)
        Mean losses, and the share of training rows that are right; NaN where there is none, or none yet.
    diverged_at : ndarray of int, shape (runs,)
        The batch end whose update would make a weight infinite or NaN; -1 where there was none.
    failed : dict
        What went wrong, by the run's place.
    weights : dict
        By the run's place, its weights at some of the points, as `Network.flat` has them, a row each; NaN where it did
        not come.
    seconds : ndarray, shape (runs,)
        How long each was worked on; runs that are trained together share their time.
    """

    train: Array
    test: Array
    accuracy: Array
    diverged_at: NDArray[np.int64]
    failed: dict[int, str]
    weights: dict[int, Array]
    seconds: Array

    @classmethod
    def empty(cls, runs: int, points: int) -> Recorded:
        """Return a record in which nothing is known yet."""
        train, test, accuracy = (np.full((runs, points), np.nan) for _ in range(3))
        return cls(train, test, accuracy, np.full(runs, -1, dtype=np.int64), {}, {}, np.zeros(runs))

    def put(self, run: int, point: int, scores: Scores) -> None:
        """Write down what a run came to at a point."""
        self.train[run, point] = scores.train
        self.test[run, point] = np.nan if scores.test is None else scores.test
        self.accuracy[run, point] = np.nan if scores.accuracy is None else scores.accuracy[0]

    def keep(self, run: int, look: int, looks: int, flat: Array) -> None:
        """Write down a run's weights at one of the points at which they are kept."""
        if run not in self.weights:
            self.weights[run] = np.full((looks, len(flat)), np.nan)
        self.weights[run][look] = flat

    def take(self, places: Sequence[int], other: Recorded) -> None:
        """Take over what other runs came to, which stand at these places here."""
        at = list(places)
        self.train[at], self.test[at], self.accuracy[at] = other.train, other.test, other.accuracy
        self.diverged_at[at] = other.diverged_at
        self.seconds[at] = other.seconds
        self.failed.update({at[run]: words for run, words in other.failed.items()})
        self.weights.update({at[run]: flat for run, flat in other.weights.items()})
