"""One position of a run, with everything that follows from it, computed on request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import (
    DESCENT,
    NONE,
    Array,
    Diverged,
    Network,
    Optimiser,
    Penalty,
    Rule,
    State,
    StepTrace,
    Trainer,
    flat_state,
    gradient,
    gradient_shares,
    perceptron_step,
    state_of,
    step,
)
from nnviz.run.history import HistoryRow
from nnviz.run.replay import Arrival, Run
from nnviz.run.schedule import Rows
from nnviz.run.settings import Settings

_LEAST_ETA = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A run at one step, as numbers alone; all arrays are the holder's own.

    Attributes
    ----------
    step, epoch : samples presented, and passes over the training rows completed.
    sample : row of the data set presented last; at step 0 the one that will be first.
    E : that sample's loss before its update, for batches the mean over the batch.
    flat : (P,) all weights, as Network.flat.
    before : (P,) all weights before the last update; None at step 0.
    history : rows of the loss history that became due since the last snapshot.
    batch : samples in the last update; at step 0 in the first one.
    """

    step: int
    epoch: int
    sample: int
    E: float
    flat: Array
    before: Array | None
    history: tuple[HistoryRow, ...] = ()
    batch: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """One update of the weights, done or to come.

    Attributes
    ----------
    rows : (m,) rows of the data set in the batch; one if the batch size is 1.
    network : the network before it.
    eta : the learning rate.
    penalty : what is counted in beside the gradient.
    optimiser : how gradients become steps.
    state : what it remembers, as the update before left it; None for its first state.
    rule : "gradient" or "perceptron".
    batch_size : the setting; the last batch of an epoch may hold fewer rows.
    """

    rows: Rows
    network: Network
    eta: float
    penalty: Penalty = NONE
    optimiser: Optimiser = DESCENT
    state: State | None = None
    rule: Rule = "gradient"
    batch_size: int = 1

    def trace(self, dataset: Dataset, row: int) -> StepTrace | None:
        """Every number of one sample's step by itself from here; None if it would diverge."""
        x, t = dataset.X[row], dataset.T[row]
        try:
            if self.rule == "perceptron":
                trace = perceptron_step(self.network, x, t, self.eta)
            else:
                how = {"penalty": self.penalty, "optimiser": self.optimiser, "state": self.state}
                trace = step(self.network, x, t, self.eta, **how)  # type: ignore[arg-type]  # one kind of value each
        except Diverged:
            return None
        return trace if dataset.features.plain else replace(trace, raw=dataset.raw[row], features=dataset.features)

    def gradient(self, dataset: Dataset) -> tuple[Array, ...]:
        """dE/dW, one array per layer: the mean over the batch, without a penalty; (y - t) x by the perceptron rule."""
        X, T = dataset.X[self.rows], dataset.T[self.rows]
        if self.rule == "gradient":
            return gradient(self.network, X, T)
        traces = [perceptron_step(self.network, x, t, self.eta) for x, t in zip(X, T, strict=True)]
        return tuple(np.mean([trace.dE_dW[layer] for trace in traces], axis=0) for layer in range(len(traces[0].dE_dW)))

    def whole(self, dataset: Dataset) -> UpdateTrace | None:
        """Every number of this update, as the run makes it to the last bit; None if it would diverge."""
        X, T, before = dataset.X[self.rows], dataset.T[self.rows], self.network
        trainer = Trainer(before, X, T, self.rule, self.optimiser)
        trainer.load(before, None if self.state is None else flat_state(self.optimiser, self.state))
        losses = np.empty(len(self.rows))
        how: dict[str, Any] = {"eta": self.eta, "penalty": self.penalty}
        try:
            trainer.present(range(len(losses)), batch_size=max(self.batch_size, len(losses)), losses=losses, **how)
        except Diverged:
            return None
        sample = int(self.rows[-1])
        # What the sample would do by itself is not done: where it would diverge, a rate of next to nothing serves too.
        part = self.trace(dataset, sample) or replace(self, eta=_LEAST_ETA).trace(dataset, sample)
        if part is None:
            return None
        part, after = replace(part, eta=self.eta), trainer.network()
        dE_dW = part.dE_dW if len(losses) == 1 else self.gradient(dataset)
        known, g = part.state_before, [mean + slope for mean, slope in zip(dE_dW, part.dR_dW, strict=True)]
        with np.errstate(all="ignore"):
            d, _ = self.optimiser.update(g, known, before.trained)
        state = state_of(self.optimiser, trainer.state, before.weights)
        E, E_after = float(losses.mean()), after.loss(X, T)
        whole = replace(part, E=E, E_after=E_after, network=after, state=state, d=d, dE_dW=dE_dW)
        for array in (X, T, losses, *dE_dW, *d, *(array for arrays in state.memory for array in arrays)):
            array.flags.writeable = False
        return UpdateTrace(self.rows, whole if len(losses) == 1 else part, whole, X, T, losses)


@dataclass(frozen=True, slots=True, eq=False)
class UpdateTrace:
    """Every number of one update, as it is made, and the part that one of its samples has in it.

    Attributes
    ----------
    rows : (m,) rows of the data set in the batch; one if the batch size is 1.
    part : the step that the last of them would make by itself: its forward and backward pass. Of a batch of one sample
        it is the update.
    whole : the update. E, E_after and dE_dW are means over the batch, and what follows from them (velocity, network) is
        of the batch too; x, t, y and the layers are those of `part`.
    X, T : (m, K) and (m, M) the batch.
    losses : (m,) each sample's E before the update.
    """

    rows: Rows
    part: StepTrace
    whole: StepTrace
    X: Array
    T: Array
    losses: Array

    @property
    def n(self) -> int:
        """How many samples are in the batch."""
        return len(self.rows)

    @property
    def sample(self) -> int:
        """The row of the data set that `part` is of."""
        return int(self.rows[-1])

    def shares(self, layer: int, row: int, column: int) -> Array:
        """Return every sample's own dE/dw of a weight, (m,); whole.dE_dW has their mean.

        Raises
        ------
        ValueError
            If the network has no such weight.
        """
        return gradient_shares(self.part.before, self.X, self.T, layer, row, column, self.part.rule)


class Position:
    """Where an experiment stands: a batch end of a run. It holds as long as the run is not changed.

    Parameters
    ----------
    run : Run
    at : int
        The step.
    flat : ndarray
        The weights there.
    arrival : Arrival, optional
        The update that led here; None at step 0.
    """

    def __init__(self, run: Run, at: int, flat: Array, arrival: Arrival | None = None) -> None:
        self.at = at
        self._run = run
        self._schedule = run.schedule
        self.flat = flat
        self.arrival = arrival
        self.state = run.state

    @property
    def settings(self) -> Settings:
        """The settings in force from here on."""
        return self._schedule.settings_at(self.at)

    @cached_property
    def network(self) -> Network:
        """The network here."""
        return self._run.like(self.at).with_flat(self.flat)

    @cached_property
    def batch(self) -> Update | None:
        """The update that led here; None at step 0."""
        if self.arrival is None:
            return None
        before = self._schedule.previous(self.at)
        return self._update(before, self._run.like(before).with_flat(self.arrival.before), self.arrival.state_before)

    @cached_property
    def next_batch(self) -> Update:
        """The update that comes next."""
        return self._update(self.at, self.network, self.state)

    def _update(self, start: int, network: Network, state: Array | None) -> Update:
        rows = self._run.order.between(start, self._schedule.next(start))
        settings, optimiser = self._schedule.settings_at(start), self._run.optimiser
        return Update(
            rows.copy(),
            network,
            self._schedule.eta_at(start),
            self._run.penalty_at(start),
            optimiser,
            None if state is None else state_of(optimiser, state, network.weights),
            "perceptron" if settings.rule == "perceptron" else "gradient",
            settings.batch_size,
        )

    @cached_property
    def trace(self) -> StepTrace | None:
        """Every number of the update that led here; None at step 0 and where it was one of a batch."""
        if self.at == 0 or self._schedule.settings_at(self._schedule.previous(self.at)).batch_size > 1:
            return None
        return self._trace(self.batch)

    @cached_property
    def next_trace(self) -> StepTrace | None:
        """Every number of the update that comes next; None if it is one of a batch, or would diverge."""
        return None if self.settings.batch_size > 1 else self._trace(self.next_batch)

    def _trace(self, update: Update | None) -> StepTrace | None:
        if update is None:
            return None
        return update.trace(self._run.dataset, int(update.rows[0]))

    @cached_property
    def made(self) -> UpdateTrace | None:
        """Every number of the update that led here, of a batch the means; None at step 0."""
        return None if self.batch is None else self.batch.whole(self._run.dataset)

    @cached_property
    def coming(self) -> UpdateTrace | None:
        """Every number of the update that comes next, of a batch the means; None if it would diverge."""
        return self.next_batch.whole(self._run.dataset)

    @cached_property
    def gradient(self) -> tuple[Array, ...]:
        """dE/dW of the update that led here (at step 0, of the next), the mean over its batch, without a penalty."""
        return (self.batch or self.next_batch).gradient(self._run.dataset)

    @cached_property
    def losses(self) -> tuple[float, float | None]:
        """Mean losses over the training and the test rows."""
        return self._run.evaluator.losses(self.flat)

    @cached_property
    def accuracy(self) -> tuple[float, float | None] | None:
        """Shares of training and test rows that are classified rightly; None for regression."""
        return self._run.evaluator.accuracy(self.flat)

    def snapshot(self, history: tuple[HistoryRow, ...] = ()) -> Snapshot:
        """Return the position as numbers alone, with rows of the loss history to go with it."""
        if self.arrival is None:
            rows, data = self.next_batch.rows, self._run.dataset
            E = self.network.loss(data.X[rows], data.T[rows])
            return Snapshot(0, 0, int(rows[0]), E, self.flat.copy(), None, batch=len(rows))
        sample, epoch = self._run.order.sample_at(self.at), self.at // self._schedule.length
        batch = self.at - self._schedule.previous(self.at)
        return Snapshot(
            self.at, epoch, sample, self.arrival.E, self.flat.copy(), self.arrival.before.copy(), history, batch
        )
