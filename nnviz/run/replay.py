"""A run: the weights at any step of (settings, edits), computed once and found again by way of checkpoints.

The engine gives the same bits however a run is cut into calls, and the schedule says everything else, so the weights at
a step do not depend on how one came there. What is kept is bounded: 256 weight vectors, each with what the optimiser
remembers there, and the loss history.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import Array, Diverged, Network, Optimiser, Penalty, Rule, Trainer, init_network
from nnviz.run.evaluation import Evaluator
from nnviz.run.history import HistoryLog, HistoryRow, coarsest, next_milestone
from nnviz.run.manual_edits import HandEdit, Hands
from nnviz.run.schedule import Edit, Order, Schedule
from nnviz.run.settings import Settings

CHECKPOINTS = 256
_SPACING = 32
_MOST_AT_ONCE = 65_536  # samples per call, so that the order of a long way back never is one huge array
_STREAM = 2002  # of the first weights' random numbers, among the streams that one seed gives


class Checkpoints:
    """Weight vectors of the past, about evenly spaced and never more than 256."""

    def __init__(self, start: Array) -> None:
        self.steps = [0]
        self.spacing = _SPACING
        self._flats = [start]
        self._coarsest = [1 << 62]  # the widest spacing at which each is kept

    def before(self, step: int) -> tuple[int, Array]:
        """Return the last one that is not after a step, and its step."""
        at = bisect_right(self.steps, step) - 1
        return self.steps[at], self._flats[at]

    def add(self, step: int, previous: int, flat: Array) -> None:
        """Add one at a batch end, `previous` being the batch end before; where it gets too many, space them out."""
        while len(self.steps) >= CHECKPOINTS:
            self.spacing *= 2
            self._keep([wide >= self.spacing for wide in self._coarsest])
        if (wide := coarsest(previous, step)) >= self.spacing:
            self.steps.append(step)
            self._flats.append(flat)
            self._coarsest.append(wide)

    def truncate(self, step: int) -> None:
        """Forget the checkpoints after a step."""
        self._keep([at <= step for at in self.steps])

    def copy(self) -> Checkpoints:
        """Return a copy, to be added to and forgotten without a change of these checkpoints."""
        made = copy(self)
        made._keep([True] * len(self.steps))
        return made

    def _keep(self, chosen: list[bool]) -> None:
        kept = [i for i, keep in enumerate(chosen) if keep]
        self.steps = [self.steps[i] for i in kept]
        self._flats = [self._flats[i] for i in kept]
        self._coarsest = [self._coarsest[i] for i in kept]


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """The update by which a run came to a batch end.

    Attributes
    ----------
    before, state_before : ndarray
        The weights before it, and what the optimiser remembered then, as `Trainer.state` has it.
    E : float
        The mean over the batch of its samples' E before it.
    """

    before: Array
    state_before: Array
    E: float


def weights_key(settings: Settings) -> list[int]:
    """What the first weights' random numbers follow from."""
    return [settings.seed, _STREAM, *([settings.init_seed] if settings.init_seed else [])]


def first_network(settings: Settings, data: Dataset) -> Network:
    """Return the network that a run of these settings begins with, on the data that they describe."""
    return init_network(
        (data.X.shape[1], *settings.hidden, data.T.shape[1]),
        seed=int(np.random.SeedSequence(weights_key(settings)).generate_state(1, np.uint64)[0]),
        activation=settings.activations[:-1],
        output=settings.output,
        bias=settings.bias,
        init=settings.init,
        scale=settings.init_scale,
        criterion=settings.loss,
    )


class Run:
    """The weights of a run, at one batch end at a time: `step` is where it is, `flat` what it holds there.

    Attributes
    ----------
    recorded : int
        Up to which step the loss history is known.
    furthest : int
        The last step that belongs to the run: `recorded`, or that of an edit that lies ahead.
    """

    def __init__(self, settings: Settings, edits: Iterable[Edit], hands: Iterable[HandEdit] = ()) -> None:
        self.dataset = settings.make_dataset()
        data = self.dataset
        self.network = first_network(settings, data)
        self.order = Order(settings.order, data.train, settings.seed)
        self.schedule = Schedule(len(data.train), settings, edits)
        self.hands = Hands()
        for edit in hands:
            self.network.with_frozen([edit.key])  # refuses a weight that is not there
            self.hands.put(replace(edit, step=self.schedule.floor(edit.step)))
        self.evaluator = Evaluator(data, self.network)
        self._trainer = self._new_trainer()
        self._losses = np.empty(0)  # of the last samples presented, before their update; or their batch's mean alone
        self._start: tuple[Array, Array] | None = None  # weights and state before the update that `arrive` asks for
        self._begin()
        self.furthest = max(self.schedule.last_edit, self.hands.last)

    def _new_trainer(self) -> Trainer:
        data, start = self.dataset, self.schedule.start
        rule: Rule = "perceptron" if start.rule == "perceptron" else "gradient"
        return Trainer(self.network, data.X, data.T, rule, start.made_optimiser)

    def branch(self, step: int) -> Run:
        """Return a run of its own that has come the same way to a known batch end, and has nothing planned beyond."""
        made = copy(self)
        made.hands = Hands(self.hands.edits)
        made.checkpoints, made.log = self.checkpoints.copy(), self.log.copy()
        made._trainer, made._start = self._new_trainer(), None
        made._trainer.load(self._trainer.network(), self.state)
        made.truncate(step)
        made.go(step)
        return made

    def _begin(self) -> None:
        """Know step 0 and nothing more."""
        first = self.hands.change(self.network, 0)
        self._trainer.load(first)
        self.checkpoints = Checkpoints(self._whole())
        self.log = HistoryLog(test=len(self.dataset.test) > 0, judge=self.evaluator.losses)
        self.step = self.recorded = 0
        self.log.add(HistoryRow(0, np.nan, *self.evaluator.losses(first.flat())), 1 << 62)
        self._plan()

    def like(self, step: int) -> Network:
        """The network's structure at a step, with what is frozen then; its weights do not count."""
        frozen = self.hands.frozen_at(step)
        return self.network.with_frozen(frozen) if frozen else self.network

    @property
    def flat(self) -> Array:
        """The weights at `step`, a copy."""
        return self._trainer.flat

    @property
    def state(self) -> Array:
        """What the optimiser remembers at `step`, as `Trainer.state` has it, a copy."""
        return self._trainer.state

    @property
    def optimiser(self) -> Optimiser:
        """How gradients become steps, the same for all of the run."""
        return self._trainer.optimiser

    def penalty_at(self, step: int) -> Penalty:
        """The penalty that the update after a step counts in."""
        settings = self.schedule.settings_at(step)
        return Penalty(settings.regularization, settings.regularization_rate)

    def _whole(self) -> Array:
        """The state from which the run continues: the weights and the optimiser's memory."""
        return np.concatenate((self.flat, self.state))

    def _resume(self, step: int, whole: Array) -> None:
        """Stand at a step with what `_whole` gave there."""
        size = self.network.n_weights
        self._trainer.load(self.like(step).with_flat(whole[:size]), whole[size:])
        self.step = step

    def go(self, step: int) -> bool:
        """Go to a batch end.

        Returns
        -------
        bool
            False if the run diverges before: then it stands at the last batch end with finite weights, and what was
            planned for later is dropped.
        """
        return self._walk(step, step, None)

    def arrive(self, step: int) -> Arrival | None:
        """Go to a batch end after 0, by the update that leads there.

        Returns
        -------
        Arrival or None
            That update; None if the run diverges before, as `go` says.
        """
        last = self.schedule.previous(step)
        self._start = None
        if not self._walk(last, step, last) or self._start is None:
            return None
        return Arrival(*self._start, self._last_loss())

    def _walk(self, known: int, step: int, last: int | None) -> bool:
        """Go to `step` from the nearest place that is not after `known`; keep what there is to keep from `last` on."""
        start, whole = self.checkpoints.before(known)
        if not start <= self.step <= known:
            self._resume(start, whole)
        try:
            while self.step < step:
                self._present(min(step, self._next_stop()), last)
        except Diverged as error:
            self.step += error.presented
            self.recorded = self.step
            self.truncate(self.step)
            return False
        return True

    def look(self, step: int, most: int) -> Network | None:
        """Return the network at a batch end that is known; None if that is farther than `most` samples to replay.

        Then a part of the way is done, and the next call with the same step goes on from there.
        """
        start, whole = self.checkpoints.before(step)
        flat = whole[: self.network.n_weights]
        if start < step:
            if not start <= self.step <= step:
                self._resume(start, whole)
            self.go(min(step, self.schedule.ceil(self.step + most)))
            flat = self.flat
        return self.like(step).with_flat(flat) if start == step or self.step == step else None

    def _last_loss(self) -> float:
        """Return the mean over the last batch of the samples' E before its update."""
        # One number is the mean already; of several, those of the batches before are left out.
        return float(self._losses[self.schedule.previous(self.step) - self.step :].mean())

    def _next_stop(self) -> int:
        """Return up to where one call can present samples."""
        reach = self.schedule.reach(self.step, _MOST_AT_ONCE)
        touched = self.hands.next_after(self.step)
        reach = reach if touched is None else min(reach, touched)
        return min(reach, self.recorded) if self.step < self.recorded else reach

    def _present(self, stop: int, last: int | None) -> None:
        """Present the samples up to a batch end, record what is due on the way, and keep what `arrive` keeps."""
        start, settings = self.step, self.schedule.settings_at(self.step)
        keep = last is not None and stop > last
        # On the way back to what is known, nothing is due; what is recorded needs the last loss alone.
        losses = np.empty(stop - start if keep else 1) if keep or stop >= self._due else None

        def look(presented: int) -> int:
            if presented:
                before, self.step = self.step, start + presented
                self._come(losses[before - start : presented] if keep and losses is not None else losses)
            if self.step == last:
                self._start = self.flat, self.state
            halt = stop if last is None or self.step >= last else min(stop, last)
            return max(min(self._due, halt) - start, presented)

        try:
            self._trainer.present(
                self.order.between(start, stop),
                eta=self.schedule.eta_at(start),
                batch_size=settings.batch_size,
                losses=losses,
                penalty=self.penalty_at(start),
                pause=look,
            )
        except Diverged:
            self.step = start
            raise

    def _come(self, losses: Array | None) -> None:
        """Record what is due at `step` and apply its edits; samples with these losses led to this batch end."""
        step = self.step
        if self.hands.touches(step):
            self._trainer.load(self.hands.change(self._trainer.network(), step), self.state)
        if losses is not None:
            self._losses = losses
        if step > self.recorded:
            self.recorded = step
            self.furthest = max(self.furthest, step)
            if step == self._due:
                self._record()

    def _record(self) -> None:
        """Record the checkpoint or the row of the loss history that is due."""
        step, flat = self.step, self.flat
        previous = self.schedule.previous(step)
        if step == self._due_checkpoint:
            self.checkpoints.add(step, previous, self._whole())
        if step == self._due_row:
            self.log.add_later(step, self._last_loss(), flat, coarsest(previous, step))
        self._plan()

    def _plan(self) -> None:
        """Find out what is to be recorded next, and when."""
        ceil, spacing = self.schedule.ceil, self.checkpoints.spacing
        self._due_row = ceil(next_milestone(self.recorded))
        self._due_checkpoint = ceil((self.recorded // spacing + 1) * spacing)
        self._due = min(self._due_row, self._due_checkpoint)

    def truncate(self, step: int) -> None:
        """Drop everything after a batch end that is not after `furthest`."""
        if self.step > step:
            self.go(step)
        self.schedule = self.schedule.truncated(step)
        self.hands.truncate(step)
        self.checkpoints.truncate(step)
        self.log.truncate(step)
        self.recorded = min(self.recorded, step)
        self.furthest = step
        self._plan()

    def by_hand(self, edit: HandEdit) -> None:
        """Change something by hand at a batch end; everything after it is dropped."""
        self.network.with_frozen([edit.key])  # refuses a weight that is not there
        self.truncate(edit.step)
        if edit.kind == "freeze" and (edit.key in self.hands.frozen_at(edit.step - 1)) == bool(edit.value):
            self.hands.drop(edit)  # as it was before this step: what was done here is undone
        else:
            self.hands.put(edit)
        self._find_again(edit.step)

    def take_back(self, step: int) -> bool:
        """Take back the latest change by hand at a batch end, and drop what comes after; False if there is none."""
        if not self.hands.touches(step):
            return False
        self.truncate(step)
        self.hands.pop(step)
        self._find_again(step)
        return True

    def _find_again(self, step: int) -> None:
        """Forget what is known of a step, and come to it anew from the one before."""
        if step == 0:
            self._begin()
            return
        before = self.schedule.previous(step)
        self.checkpoints.truncate(before)
        self.log.truncate(before)
        self.recorded = before
        self._resume(*self.checkpoints.before(before))
        self._plan()
        self.go(step)

    def edit(self, step: int, values: dict[str, float]) -> None:
        """Change settings from a batch end on; everything after it is dropped."""
        self.truncate(step)
        self.schedule = self.schedule.edited(step, values)
        self._plan()
