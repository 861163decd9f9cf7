"""The loss history: rows on a grid that grows coarser as the run grows, so that their number stays bounded.

At step n the grid's stride is the smallest power of two for which at most 512 milestones, the multiples of the stride,
lie behind: 257 to 512 of them once there are that many. The row of a milestone stands at the first batch end that is
not before it. Strides only grow with n, so a milestone that is not on the grid when it is reached is never shown: what
is recorded is 512 rows and 256 more for each doubling of the run, and what is shown at any step, past ones included,
does not depend on the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Array

ROWS = 512
OWED_NUMBERS = 1 << 17
"""Weights that are kept until the losses of their rows are asked for; a megabyte."""

Judge = Callable[[Array], tuple[float, float | None]]


def stride_at(step: int) -> int:
    """Return the stride of the grid at a step: the smallest power of two s with step / s <= 512."""
    return 1 << (max(-(-step // ROWS), 1) - 1).bit_length()


def next_milestone(step: int) -> int:
    """Return the first step after `step` that is on the grid when it is reached."""
    stride = stride_at(step + 1)
    return (step // stride + 1) * stride


def coarsest(before: int, step: int) -> int:
    """Return the largest power of two that has a multiple after `before` and not after `step`.

    It is the highest binary digit in which the two differ: there a carry went by.
    """
    return 1 << ((before ^ step).bit_length() - 1)


class HistoryRow(NamedTuple):
    """One point of the loss curve.

    `E` is the loss before the update that led to `step`, of the sample that was presented or the mean over its batch
    (NaN at step 0); `train` and `test` are mean losses after it, `test` None without test rows.
    """

    step: int
    E: float
    train: float
    test: float | None


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Points of the loss curve as columns, each of shape (m,): as HistoryRow; `test` None without test rows."""

    step: NDArray[np.int64]
    E: Array
    train: Array
    test: Array | None

    def __len__(self) -> int:
        return len(self.step)

    def __iter__(self) -> Iterator[HistoryRow]:
        tests = [None] * len(self.step) if self.test is None else self.test.tolist()
        columns = zip(self.step.tolist(), self.E.tolist(), self.train.tolist(), tests, strict=True)
        return (HistoryRow(*row) for row in columns)


class HistoryLog:
    """All rows recorded so far, in the order of their steps.

    Parameters
    ----------
    test : bool
        Whether there are test rows.
    judge : callable, optional
        Gives the mean losses (train, test or None) of flat weights, for rows that are added with weights instead.
    """

    def __init__(self, *, test: bool, judge: Judge | None = None) -> None:
        self._has_test = test
        self._judge = judge
        self._owed: dict[int, Array] = {}  # weights by row, of rows whose losses have not been worked out yet
        self._count = 0
        self._steps = np.empty((2, 2 * ROWS), dtype=np.int64)  # the step, and the coarsest stride that shows the row
        self._losses = np.empty((3, 2 * ROWS))

    def __len__(self) -> int:
        return self._count

    def add(self, row: HistoryRow, coarsest: int) -> None:
        """Add a row, shown while the stride is at most `coarsest`."""
        at = self._count
        if at == self._steps.shape[1]:
            self._steps = np.concatenate((self._steps, np.empty_like(self._steps)), axis=1)
            self._losses = np.concatenate((self._losses, np.empty_like(self._losses)), axis=1)
        # One by one: a tuple would become an array first, which takes ten times as long.
        self._steps[0, at], self._steps[1, at] = row.step, coarsest
        self._losses[0, at], self._losses[1, at] = row.E, row.train
        self._losses[2, at] = np.nan if row.test is None else row.test
        self._count += 1

    def add_later(self, step: int, E: float, flat: Array, coarsest: int) -> None:
        """Add a row with the weights instead of their mean losses, which are worked out once somebody looks.

        In a long run few of the rows that are recorded are ever shown.
        """
        self.add(HistoryRow(step, E, np.nan, np.nan), coarsest)
        self._owed[self._count - 1] = flat
        if len(self._owed) * flat.size > OWED_NUMBERS:
            self._settle(list(self._owed))

    def _settle(self, rows: Iterable[int]) -> None:
        """Work out what is owed of these rows."""
        for row in rows:
            flat = self._owed.pop(row, None)
            if flat is not None and self._judge is not None:
                train, test = self._judge(flat)
                self._losses[1:, row] = train, np.nan if test is None else test

    def copy(self) -> HistoryLog:
        """Return a log with the same rows, to be added to and forgotten without a change of this one."""
        made = copy(self)
        made._steps, made._losses, made._owed = self._steps.copy(), self._losses.copy(), dict(self._owed)
        return made

    def truncate(self, step: int) -> None:
        """Forget the rows after a step."""
        self._count = int(self._steps[0, : self._count].searchsorted(step, side="right"))
        for row in [row for row in self._owed if row >= self._count]:
            del self._owed[row]

    def rows_from(self, index: int) -> tuple[HistoryRow, ...]:
        """Return the rows from the index-th on, as they were added."""
        if index >= self._count:
            return ()
        self._settle(range(index, self._count))
        chosen = slice(index, self._count)
        tests = self._losses[2, chosen].tolist() if self._has_test else [None] * (self._count - index)
        steps, (E, train) = self._steps[0, chosen].tolist(), self._losses[:2, chosen].tolist()
        return tuple(map(HistoryRow, steps, E, train, tests))

    def at(self, step: int) -> History:
        """Return the rows that are shown at a step."""
        count = int(self._steps[0, : self._count].searchsorted(step, side="right"))
        chosen = self._steps[1, :count] >= stride_at(step)
        self._settle([row for row in self._owed if row < count and chosen[row]])
        E, train, test = self._losses[:, :count][:, chosen]
        steps = self._steps[0, :count][chosen]
        for column in (steps, E, train, test):
            column.flags.writeable = False
        return History(steps, E, train, test if self._has_test else None)
