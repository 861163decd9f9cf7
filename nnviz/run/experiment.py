"""An experiment: a position in time over (settings, edits). Time is counted in samples presented.

Weights change at the ends of batches only, so a position always is a batch end. Going back is exact: run.py finds the
weights of any step again. Going on from the past drops what came after.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import Array, Network, StepTrace
from nnviz.run.checkpoints import Past
from nnviz.run.evaluation import Evaluator, Scores
from nnviz.run.history import History, HistoryRow, stride_at
from nnviz.run.manual_edits import HandEdit
from nnviz.run.position import Position, Snapshot, Update, UpdateTrace
from nnviz.run.replay import Run
from nnviz.run.schedule import MAX_STEP, Edit, as_step, live_values
from nnviz.run.settings import Settings, shown

__all__ = [
    "Edit",
    "Evaluator",
    "Experiment",
    "HandEdit",
    "History",
    "HistoryRow",
    "Scores",
    "Snapshot",
    "Update",
    "UpdateTrace",
]


class Experiment:
    """A run and a position in it.

    Parameters
    ----------
    settings : Settings
        What holds at step 0.
    edits : iterable of Edit
        What changes later, in any order. Edits of one field at one step count as the last of them, those that change
        nothing as none, those within a batch are moved to its start. They lie ahead, as what has been run before does:
        `seek` keeps them, going on from a step before them drops them.
    hands : iterable of HandEdit
        What was changed by hand, in order; as edits, they lie ahead.
    """

    def __init__(self, settings: Settings, edits: Iterable[Edit] = (), hands: Iterable[HandEdit] = ()) -> None:
        self._run = Run(settings, edits, hands)
        self._diverged_at: int | None = None
        self._here = Position(self._run, 0, self._run.flat)

    # The settings in force

    @property
    def start(self) -> Settings:
        """The settings at step 0."""
        return self._run.schedule.start

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every change of the run, in the order of their steps."""
        return self._run.schedule.edits

    @property
    def hands(self) -> tuple[HandEdit, ...]:
        """Every change by hand, in the order of the steps."""
        return self._run.hands.edits

    @property
    def frozen(self) -> frozenset[tuple[int, int, int]]:
        """Which weights are frozen here, as (layer, row, column)."""
        return self._run.hands.frozen_at(self.step)

    @property
    def settings(self) -> Settings:
        """The settings in force: an edit at this very step is."""
        return self._here.settings

    @property
    def eta_now(self) -> float:
        """The learning rate of the next sample: that of the settings, times its schedule."""
        return self._run.schedule.eta_at(self.step)

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self._run.dataset

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, inputs first."""
        return self._run.network.sizes

    @property
    def samples_per_epoch(self) -> int:
        """How many training rows there are."""
        return self._run.schedule.length

    # The position

    @property
    def step(self) -> int:
        """How many samples have been presented."""
        return self._here.at

    @property
    def furthest(self) -> int:
        """The last step of this run that is known or planned; going on from before it drops what lies between."""
        return self._run.furthest

    @property
    def epoch(self) -> int:
        """How many passes over as many samples as there are training rows are complete."""
        return self._here.at // self.samples_per_epoch

    @property
    def diverged_at(self) -> int | None:
        """The batch end whose update would make a weight infinite or NaN, if going there was the last thing tried."""
        return self._diverged_at

    @property
    def network(self) -> Network:
        """The network here; the same object as long as one stays."""
        return self._here.network

    @property
    def sample(self) -> int | None:
        """The data set's row that was presented last; None at step 0."""
        return self.sample_at(self.step) if self.step else None

    def sample_at(self, n: int) -> int:
        """Return the data set's row that is presented n-th.

        Raises
        ------
        ValueError
            If n is not a whole number from 1 to 10⁹.
        """
        if (n := as_step("n", n)) == 0:
            raise ValueError(f"n must be a whole number from 1 to {MAX_STEP:,}, not 0")
        return self._run.order.sample_at(n)

    def floor(self, n: int) -> int:
        """Return the last batch end that is not after step n, where `seek` would stand."""
        return self._run.schedule.floor(n)

    @property
    def batch(self) -> Update | None:
        """The update that led here: its rows, the network before it and eta; None at step 0."""
        return self._here.batch

    @property
    def next_batch(self) -> Update:
        """The update that comes next."""
        return self._here.next_batch

    @property
    def trace(self) -> StepTrace | None:
        """Every number of the update that led here; None at step 0 and where the batch size was not 1."""
        return self._here.trace

    @property
    def next_trace(self) -> StepTrace | None:
        """Every number of the update that comes next; None where the batch size is not 1, or if it would diverge."""
        return self._here.next_trace

    @property
    def made(self) -> UpdateTrace | None:
        """Every number of the update that led here, for batches the means; None at step 0.

        What was changed by hand here came after it and is not in it.
        """
        return self._here.made

    @property
    def coming(self) -> UpdateTrace | None:
        """Every number of the update that comes next, for batches the means; None if it would diverge."""
        return self._here.coming

    @property
    def gradient(self) -> tuple[Array, ...]:
        """dE/dW, one array per layer, of the update that led here (at step 0, of the next); the mean over its batch."""
        return self._here.gradient

    def losses(self) -> tuple[float, float | None]:
        """Return the mean losses over the training and the test rows (None without test rows)."""
        return self._here.losses

    def accuracy(self) -> tuple[float, float | None] | None:
        """Return the shares of training and test rows that are classified rightly, or None for regression."""
        return self._here.accuracy

    def snapshot(self) -> Snapshot:
        """Return the position as numbers alone, with no history."""
        return self._here.snapshot()

    def history(self, n: int | None = None) -> History:
        """Return the loss history as it is at step n, by default here; it depends on (settings, edits, n) alone.

        Raises
        ------
        ValueError
            If n is not a whole number from 0 to `furthest`.
        """
        n = self.step if n is None else as_step("n", n)
        if n > self.furthest:
            raise ValueError(f"n must be at most the furthest step, {self.furthest:,}, not {n:,}")
        if n > self._run.recorded:  # an edit lies ahead, in what has not been run yet
            self._run.go(self._run.schedule.floor(n))
        return self._run.log.at(n)

    def past(self) -> Past:
        """Return this run's past, which can be examined without moving the position."""
        return Past(self._run, self.step)

    def branch(self) -> Experiment:
        """Return an experiment of its own at this position, without what lies ahead; neither changes the other."""
        made, here = copy(self), self._here
        made._run = self._run.branch(here.at)
        made._here = Position(made._run, here.at, here.flat, here.arrival)
        made._diverged_at = None
        return made

    def history_stride(self, n: int | None = None) -> int:
        """Return how many samples lie between two points of the loss history at step n, by default here."""
        return stride_at(self.step if n is None else as_step("n", n))

    # Moving

    def forward(self) -> None:
        """Make one update."""
        self.truncate()
        self._stand(self._run.schedule.next(self.step))

    def back(self) -> None:
        """Take back the last change by hand made here, else go back to before the last update, exactly."""
        if self._run.take_back(self.step):
            self._stand(self.step)
        elif self.step:
            self._stand(self._run.schedule.previous(self.step))

    def next_epoch(self) -> None:
        """Go on to the end of the epoch."""
        self.truncate()
        self._stand((self.epoch + 1) * self.samples_per_epoch)

    def advance(self, samples: int) -> None:
        """Go on by a number of samples, and to the end of the batch.

        Raises
        ------
        ValueError
            If the number is not a whole number from 1 to 10⁹.
        """
        samples = _count("samples", samples)
        self.truncate()
        self._stand(self._run.schedule.ceil(self.step + samples))

    def seek(self, n: int) -> None:
        """Go to step n, or to the last batch end before it; what lies ahead is kept.

        Raises
        ------
        ValueError
            If n is not a whole number from 0 to 10⁹.
        """
        n = self._run.schedule.floor(as_step("n", n))
        if n != self.step:
            self._stand(n)

    def snapshots(self, count: int, samples_per_frame: int) -> list[Snapshot]:
        """Go on, with a snapshot after every `samples_per_frame` samples (and the end of the batch).

        Returns
        -------
        list of Snapshot
            `count` of them. If the run diverges, fewer; the last is then of the last position with finite weights.

        Raises
        ------
        ValueError
            If a number is not a whole number from 1 to 10⁹.
        """
        count, samples_per_frame = _count("count", count), _count("samples_per_frame", samples_per_frame)
        run, begin = self._run, self.step
        self.truncate()
        snapshots: list[Snapshot] = []
        for _ in range(count):
            recorded = len(run.log)
            self._stand(run.schedule.ceil(self.step + samples_per_frame))
            if self.step > (snapshots[-1].step if snapshots else begin):
                snapshots.append(self._here.snapshot(run.log.rows_from(recorded)))
            if self._diverged_at is not None:
                break
        return snapshots

    def truncate(self) -> None:
        """Drop everything after this position: edits, history, checkpoints."""
        if self._run.furthest > self.step:
            self._run.truncate(self.step)

    def change(self, **live: Any) -> None:
        """Change settings from here on and drop what came after; at step 0 it changes the start.

        The same values again change nothing and drop nothing.

        Raises
        ------
        ValueError
            If a field is not one of `LIVE`, or a value is not allowed for it. Nothing is changed then.
        """
        values = live_values(live)
        if all(getattr(self.settings, name) == value for name, value in values.items()):
            return
        here = self._here
        self._run.edit(here.at, values)
        self._diverged_at = None
        self._here = Position(self._run, here.at, here.flat, here.arrival)

    def set_weight(self, key: tuple[int, int, int], value: float) -> None:
        """Set a weight, (layer, row, column), by hand, here and at once; what came after is dropped.

        Back takes it back. The value it has already changes nothing and drops nothing.

        Raises
        ------
        ValueError
            If there is no such weight, or the value is not a number within ±10⁶; then nothing is changed.
        """
        self._by_hand(HandEdit(self.step, "weight", key, value))

    def freeze(self, key: tuple[int, int, int], frozen: bool = True) -> None:
        """Let a weight keep its value from here on, or learn again; what came after is dropped.

        Back takes it back. To freeze what is frozen, or let go what is free, changes nothing and drops nothing.

        Raises
        ------
        ValueError
            If there is no such weight, or `frozen` is not True or False; then nothing is changed.
        """
        if not isinstance(frozen, bool | np.bool_):
            raise ValueError(f"frozen must be True or False, not {shown(frozen)}")
        self._by_hand(HandEdit(self.step, "freeze", key, float(frozen)))

    def _by_hand(self, edit: HandEdit) -> None:
        self.network.with_frozen([edit.key])  # refuses a weight that is not there
        layer, row, column = edit.key
        now = self.network.weights[layer][row, column] if edit.kind == "weight" else edit.key in self.frozen
        if now != edit.value:
            self._run.by_hand(edit)
            self._stand(edit.step)

    def _stand(self, target: int) -> None:
        """Go to a batch end, or to the last one before it with finite weights."""
        run = self._run
        self._diverged_at = None
        if target == 0:
            run.go(0)
            self._here = Position(run, 0, run.flat)
            return
        arrival = run.arrive(target)
        if arrival is not None:
            self._here = Position(run, target, run.flat, arrival)
            return
        self._stand(run.step)
        self._diverged_at = run.schedule.next(run.step)


def _count(name: str, value: int) -> int:
    """Return a number of something, at least 1."""
    if (value := as_step(name, value)) == 0:
        raise ValueError(f"{name} must be a whole number from 1 to {MAX_STEP:,}, not 0")
    return value
