"""Which sample comes when, where batches end, and what settings hold at which step.

All of it follows from the settings and the edits alone, so any step can be asked about without walking to it. Step n is
the moment after n samples have been presented.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.run.settings import LIVE, Settings, checked, shown

Rows = NDArray[np.int64]

MAX_STEP = 10**9
BLOCK = 4096
"""Samples, about, whose order is drawn from one seed."""
_LEAST_FACTOR = 1e-200  # a learning rate stays a positive number, however often it is halved
ORDER_STREAM = 2001  # of the order's random numbers, among the streams that one seed gives


class Order:
    """The endless order in which training rows are presented, by blocks of whole epochs.

    A block is made in one go from a seed of its own, and the last one is kept: a random stream for every epoch would
    cost more than the training does where an epoch is four samples.

    Parameters
    ----------
    kind : str
        One of `nnviz.run.settings.ORDERS`.
    rows : ndarray of int64, shape (m,)
        The training rows, m >= 1.
    seed : int
        Of the settings.
    """

    def __init__(self, kind: str, rows: Rows, seed: int) -> None:
        self._rows = rows
        self._seed = seed
        self._epochs = max(1, BLOCK // len(rows))  # in a block
        self._size = self._epochs * len(rows)
        self._draw: Callable[[np.random.Generator], Rows] = {
            "file": lambda rng: np.tile(rows, self._epochs),
            "shuffled": lambda rng: rng.permuted(np.tile(rows, (self._epochs, 1)), axis=1).ravel(),
            "replacement": lambda rng: rows[rng.integers(len(rows), size=self._size)],
        }[kind]
        self._number = -1
        self._block = rows

    def sample_at(self, n: int) -> int:
        """Return the row that is presented n-th; n >= 1."""
        return int(self.between(n - 1, n)[0])

    def between(self, start: int, stop: int) -> Rows:
        """Return the rows that lead from step `start` to step `stop`, (stop - start,)."""
        number, first = divmod(start, self._size)
        if stop <= (number + 1) * self._size:
            return self._blocked(number)[first : first + stop - start]
        parts = []
        while start < stop:
            number, first = divmod(start, self._size)
            parts.append(self._blocked(number)[first : first + stop - start])
            start += len(parts[-1])
        return np.concatenate(parts)

    def _blocked(self, number: int) -> Rows:
        """Return a block's rows."""
        if number != self._number:
            self._block = self._draw(np.random.default_rng([self._seed, ORDER_STREAM, number]))
            self._number = number
        return self._block


@dataclass(frozen=True)
class Edit:
    """A change made while a run goes on: from the step after `step`, `field` is `value`.

    Raises
    ------
    ValueError
        If the step is not a whole number from 0 to 10⁹, the field is not one of `LIVE`, or the value is not
        allowed for it.
    """

    step: int
    field: str
    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", as_step("step", self.step))
        object.__setattr__(self, "value", live_values({self.field: self.value})[self.field])


def as_step(name: str, value: int) -> int:
    """Return a step as an int.

    Raises
    ------
    ValueError
        If it is not a whole number from 0 to 10⁹.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or not 0 <= int(value) <= MAX_STEP:
        raise ValueError(f"{name} must be a whole number from 0 to {MAX_STEP:,}, not {shown(value)}")
    return int(value)


def live_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return values for fields that may change while a run goes on, each in its field's own type.

    Raises
    ------
    ValueError
        If a field is not one of `nnviz.run.settings.LIVE`, or a value is not allowed for it.
    """
    for name in values:
        if name not in LIVE:
            raise ValueError(f"field must be one of {', '.join(LIVE)} to change while a run goes on, not {shown(name)}")
    return checked(values)


@dataclass(frozen=True)
class _Era:
    """A stretch of a run under the same settings, from step `start`; batches are counted from `origin`."""

    start: int
    settings: Settings
    origin: int


class Schedule:
    """When settings hold and where batches end.

    Batches are consecutive chunks of `batch_size` samples, counted from the last change of the batch size and cut at
    the ends of epochs; an epoch is as many samples as there are training rows, whatever the order. Weights change only
    at a batch's end. It never changes: `edited` and `truncated` return another one.

    Parameters
    ----------
    length : int
        Samples per epoch.
    start : Settings
        The settings at step 0.
    edits : iterable of Edit
        In any order. Edits of one field at one step count as the last of them, those that change nothing as none, and
        those within a batch are moved to its start.
    """

    def __init__(self, length: int, start: Settings, edits: Iterable[Edit] = ()) -> None:
        self.length = length
        self._set([_Era(0, start, 0)])
        for edit in sorted(edits, key=lambda edit: edit.step):
            self._set(self.edited(self.floor(edit.step), {edit.field: edit.value})._eras)

    def _set(self, eras: list[_Era]) -> None:
        self._eras = eras
        self._starts = [era.start for era in eras]

    def edited(self, step: int, values: dict[str, Any]) -> Schedule:
        """Return the schedule with other settings from the batch end `step` on, at or after every edit so far."""
        eras = [era for era in self._eras if era.start < step]
        settings = replace(self._eras[-1].settings, **values)
        if not eras:
            eras = [_Era(0, settings, 0)]
        elif settings != eras[-1].settings:
            same_batches = settings.batch_size == eras[-1].settings.batch_size
            eras.append(_Era(step, settings, eras[-1].origin if same_batches else step))
        return self._with(eras)

    def truncated(self, step: int) -> Schedule:
        """Return the schedule without what changes after `step`."""
        return self._with([era for era in self._eras if era.start <= step])

    def _with(self, eras: list[_Era]) -> Schedule:
        other = Schedule(self.length, eras[0].settings)
        other._set(eras)
        return other

    @property
    def start(self) -> Settings:
        """The settings at step 0."""
        return self._eras[0].settings

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What changes and when, in the order of the steps."""
        return tuple(
            Edit(era.start, field, getattr(era.settings, field))
            for before, era in zip(self._eras, self._eras[1:], strict=False)
            for field in LIVE
            if getattr(era.settings, field) != getattr(before.settings, field)
        )

    @property
    def last_edit(self) -> int:
        """The step of the last edit, 0 if there is none."""
        return self._starts[-1]

    def settings_at(self, step: int) -> Settings:
        """Return the settings by which the sample after `step` is presented."""
        return self._era(step).settings

    def eta_at(self, step: int) -> float:
        """Return the learning rate by which the sample after `step` is presented: the setting times its schedule."""
        settings = self.settings_at(step)
        return settings.eta * self.factor_at(step)

    def factor_at(self, step: int) -> float:
        """Return what the schedule multiplies eta by; it changes at the ends of epochs only."""
        settings, epochs = self.start, step // self.length
        match settings.eta_schedule:
            case "inverse":
                return 1.0 / (1.0 + settings.eta_decay * epochs)
            case "step":
                return max(settings.eta_decay ** (epochs // settings.eta_every), _LEAST_FACTOR)
        return 1.0

    def _era(self, step: int) -> _Era:
        return self._eras[bisect_right(self._starts, step) - 1]

    def floor(self, step: int) -> int:
        """Return the last batch end that is not after `step`; step 0 is one."""
        era = self._era(step)
        base = max(era.origin, step - step % self.length)
        return step - (step - base) % era.settings.batch_size

    def next(self, step: int) -> int:
        """Return the batch end that follows the batch end `step`."""
        epoch_start = step - step % self.length
        size = self._era(step).settings.batch_size
        return min(step + size, epoch_start + self.length)

    def ceil(self, step: int) -> int:
        """Return the first batch end that is not before `step`."""
        floor = self.floor(step)
        return floor if floor == step else self.next(floor)

    def previous(self, step: int) -> int:
        """Return the batch end before `step`, which is at least 1."""
        return self.floor(step - 1)

    def reach(self, step: int, most: int) -> int:
        """Return the farthest batch end, about `most` samples on, up to which batches from `step` are plain chunks.

        That is, up to which the samples can be cut into chunks of one size without regard to epochs and edits.
        """
        size = self._era(step).settings.batch_size
        left = self.length - step % self.length  # in the epoch
        cut = left % size or self.length % size or self.start.eta_schedule != "constant"
        limit = step + (left if cut else max(most // size, 1) * size)
        after = bisect_right(self._starts, step)
        return min(limit, self._starts[after]) if after < len(self._starts) else limit
