"""Many updates, fast: one workspace, no array made per sample, no test inside the loop."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.engine.backprop import Rule, chosen_optimiser
from nnviz.engine.checks import Array, as_count, as_name, as_order, as_positive, as_rows, as_vector
from nnviz.engine.criteria import check_targets
from nnviz.engine.errors import Diverged
from nnviz.engine.moved import Moved, Remembered
from nnviz.engine.network import Network
from nnviz.engine.optimisers import DESCENT, SGD, Optimiser
from nnviz.engine.penalty import NONE, Penalty
from nnviz.engine.plan import stored_signs
from nnviz.engine.update import Losses, ManyOutputs, OneOutput, Update


def train(
    net: Network,
    X: ArrayLike,
    T: ArrayLike,
    eta: float = 0.5,
    order: ArrayLike | None = None,
    batch_size: int = 1,
    rule: Rule = "gradient",
    *,
    penalty: Penalty = NONE,
    optimiser: Optimiser | None = None,
    momentum: float = 0.0,
) -> Network:
    """Present X[order] in that order and return the network after it.

    Parameters
    ----------
    net : Network
        It is not changed.
    X : array_like, shape (n, K)
    T : array_like, shape (n, M)
    eta : float
        Learning rate, positive and finite; each update is eta times the mean gradient of its batch.
    order : array_like of int, shape (m,), optional
        Row numbers; by default every row once, from the first to the last.
    batch_size : int
        1: update after each sample; len(order): once for all of them. The last batch may be shorter.
    rule : {"gradient", "perceptron"}
        As in Trainer.
    penalty
        As in Trainer.present.
    optimiser
        As in Trainer.
    momentum : float
        Short for the optimiser Momentum(momentum).

    Raises
    ------
    ValueError
        If an argument is not as described.
    Diverged
        If an update would make a weight infinite or NaN; it holds the last finite network.
    """
    trainer = Trainer(net, X, T, rule, chosen_optimiser(optimiser, momentum))
    rows = range(trainer.n_samples) if order is None else order
    trainer.present(rows, eta=eta, batch_size=batch_size, penalty=penalty)
    return trainer.network()


def check_rule(network: Network, rule: str) -> Rule:
    """Return the rule if the network can learn by it.

    Raises
    ------
    ValueError
        If there is no such rule, or it is the perceptron's and the network is not one layer with the step activation.
    """
    if as_name("rule", rule, ("gradient", "perceptron")) == "gradient":
        return "gradient"
    if network.activations != ("step",):
        raise ValueError(
            f"network must be one layer with the step activation for the perceptron rule, got {network.activations}"
        )
    return "perceptron"


def _learns_alike(network: Network, other: Network) -> bool:
    """Whether plans for one network of these sizes hold for the other."""
    if (network.activations, network.bias, network.train_bias) != (other.activations, other.bias, other.train_bias):
        return False
    if network.criterion != other.criterion:
        return False
    if network.frozen is None or other.frozen is None:
        return network.frozen is other.frozen
    return all(np.array_equal(mask, with_) for mask, with_ in zip(network.frozen, other.frozen, strict=True))


class Trainer:
    """A network in training on one data set, updated in place.

    Parameters
    ----------
    network : Network
        Where it starts; it is not changed.
    X : array_like, shape (n, K)
    T : array_like, shape (n, M)
        Copied; row i of both is sample i.
    rule : {"gradient", "perceptron"}
        "perceptron": w + eta (t - y) x, for a network of one layer with the step activation.
    optimiser : Optimiser
        How gradients become steps; plain gradient descent by default.

    Raises
    ------
    ValueError
        If a shape does not fit the network, a number is not finite, or the rule does not fit the network.
    """

    def __init__(
        self,
        network: Network,
        X: ArrayLike,
        T: ArrayLike,
        rule: Rule = "gradient",
        optimiser: Optimiser = DESCENT,
    ) -> None:
        self._rule: Rule = check_rule(network, rule)
        optimiser = chosen_optimiser(optimiser)
        X = as_rows("X", X, network.sizes[0])
        self._T = as_rows("T", T, network.sizes[-1], rows=len(X))
        self._X = np.concatenate((np.ones((len(X), 1)), X), axis=1)  # x_0 = 1
        check_targets(network.criterion, network.activations[-1], self._T)
        self._sizes = network.sizes
        self._penalty = NONE
        self._adopt(network)
        self._remembered = Remembered(optimiser, self._signs)

    def _adopt(self, network: Network) -> None:
        """Take over a network's weights and structure; plans hold what the structure says, so they go with it."""
        self._like = network
        self._signs = stored_signs(self._sizes, network.activations)
        self._flat = network.flat() * self._signs  # as stored weights, see plan.py
        self._forget_plans()

    def _forget_plans(self) -> None:
        self._singles: ManyOutputs | OneOutput | None = None
        self._batch_updates: dict[int, Update] = {}

    @property
    def n_samples(self) -> int:
        """How many rows X and T have."""
        return len(self._X)

    def load(self, network: Network, state: ArrayLike | None = None) -> None:
        """Go on from another network of the same sizes, with a state as `state` gives it, or the first one.

        What is remembered of weights that are not trained is forgotten.

        Raises
        ------
        ValueError
            If its sizes differ or the rule does not fit it, or the state is not a finite vector of the right length.
        """
        optimiser = self._remembered.optimiser
        known = None if state is None else as_vector("state", state, optimiser.vector_size(network.n_weights))
        if network.sizes != self._sizes:
            raise ValueError(f"network must have sizes {self._sizes}, got {network.sizes}")
        check_rule(network, self._rule)
        if _learns_alike(network, self._like):
            self._flat[:] = network.flat() * self._signs
        else:
            self._adopt(network)
            self._remembered = Remembered(optimiser, self._signs)
        self._remembered.load(known)
        if (trained := network.trained) is not None:
            self._remembered.forget(~np.concatenate([mask.ravel() for mask in trained]))

    @property
    def optimiser(self) -> Optimiser:
        """How gradients become steps."""
        return self._remembered.optimiser

    @property
    def state(self) -> Array:
        """What the optimiser remembers as one new vector, see `Optimiser.vector_size`; empty if that is nothing."""
        return self._remembered.vector

    def network(self) -> Network:
        """Return a snapshot of the network as it is now."""
        return self._like.with_flat(self.flat)

    @property
    def flat(self) -> Array:
        """All weights as one new vector: layers in order, each row by row."""
        return self._flat * self._signs

    def present(
        self,
        order: ArrayLike,
        *,
        eta: float,
        batch_size: int = 1,
        losses: NDArray[np.float64] | None = None,
        penalty: Penalty = NONE,
        pause: Callable[[int], int] | None = None,
    ) -> None:
        """Present samples in the given order and update the weights after each batch of them.

        A run gives the same bits however it is cut into calls, as long as it is cut between batches.

        Parameters
        ----------
        order : array_like of int, shape (m,)
            Row numbers. Consecutive chunks of `batch_size` are the batches; the last may be shorter.
        eta : float
            Learning rate, positive and finite. An update is eta times the *mean* gradient of its batch.
        batch_size : int
            At least 1.
        losses : ndarray of float64, shape (m,) or (1,), optional
            Filled with each presented sample's E before the update it takes part in. If the run diverges, what follows
            the batch that did it is NaN. Of one number, with the mean over the batch presented last, at each pause
            too, which costs nothing for the others.
        penalty : Penalty
            Its derivative is added to the mean gradient of every batch.
        pause : callable, optional
            Looks at the trainer on the way, which costs much less than many short calls: it is given how many samples
            have been presented, 0 at first, and returns after how many it is called next. All are to be ends of
            batches; what lies beyond the last sample stands for the last one.

        Raises
        ------
        ValueError
            If an argument is not as described.
        Diverged
            If an update would make a weight, or what the optimiser remembers, infinite or NaN. The trainer then holds
            the last finite ones.
        """
        rows = as_order("order", order, len(self._X))
        eta = as_positive("eta", eta)
        batch_size = as_count("batch_size", batch_size, least=1)
        if losses is not None and not (
            isinstance(losses, np.ndarray) and losses.dtype == np.float64 and losses.shape in (rows.shape, (1,))
        ):
            raise ValueError(f"losses must be a float64 array of shape ({len(rows)},) or (1,)")
        each = losses if losses is not None and len(losses) == len(rows) else None
        if penalty != self._penalty:
            self._penalty = penalty
            self._forget_plans()
        done = 0
        while done < len(rows):
            stop = len(rows) if pause is None else min(pause(done), len(rows))
            start, known = self._flat.copy(), self._remembered.save()
            # Once a weight is infinite or NaN it stays so: one look after many updates is enough.
            if not self._run(rows[done:stop], eta, batch_size, losses if each is None else each[done:stop]):
                self._flat[:] = start
                self._remembered.restore(known)
                self._replay_until_diverged(rows, done, eta, batch_size, losses)
            done = stop
        if pause is not None:
            pause(done)

    def _replay_until_diverged(
        self, rows: NDArray[np.intp], done: int, eta: float, batch_size: int, losses: NDArray[np.float64] | None
    ) -> None:
        """Repeat the run after `done` samples update by update, and stop before the update that diverges."""
        last, known = self._flat.copy(), self._remembered.save()
        for at in range(done, len(rows), batch_size):
            stop = at + batch_size
            if not self._run(rows[at:stop], eta, batch_size, None):
                self._flat[:] = last
                self._remembered.restore(known)
                if losses is not None:
                    losses[stop if len(losses) == len(rows) else 0 :] = np.nan
                raise Diverged(self.network(), at)
            last[:], known = self._flat, self._remembered.save()

    def _run(self, rows: NDArray[np.intp], eta: float, batch_size: int, losses: NDArray[np.float64] | None) -> bool:
        """Present the rows, and return whether all weights and memories are still finite."""
        with np.errstate(all="ignore"):
            if batch_size == 1:
                if self._singles is None:
                    self._singles = self._new_singles()
                self._singles.run(rows, eta, losses)
            else:
                each = losses if losses is not None and len(losses) == len(rows) else None
                for start in range(0, len(rows), batch_size):
                    stop = start + batch_size
                    wanted = each[start:stop] if each is not None else losses if stop >= len(rows) else None
                    self._run_batch(rows[start:stop], eta, wanted)
            # The square is finite only if all are, and takes a fifth of the time; it overflows above 1e154.
            finite = math.isfinite(self._flat.dot(self._flat)) or bool(np.isfinite(self._flat).all())
            return finite and self._remembered.finite

    def _run_batch(self, rows: NDArray[np.intp], eta: float, losses: NDArray[np.float64] | None) -> None:
        """Make one update by the mean gradient of the rows."""
        update = self._batch_updates.get(len(rows))
        if update is None:
            if len(self._batch_updates) >= 4:  # few sizes are in use at a time
                self._batch_updates.clear()
            update = self._batch_updates[len(rows)] = self._new_update(len(rows))
        update.run(np.ascontiguousarray(self._X[rows].T), self._T[rows].T, eta)
        if losses is not None:
            found = self._losses.of(self._losses.judged(update).T, rows)
            losses[:] = found if len(losses) == len(rows) else found.mean()

    def _new_singles(self) -> ManyOutputs | OneOutput:
        """Make the loop for updates after every sample."""
        if self._sizes[-1] > 1:
            return ManyOutputs(self._X, self._T, self._new_update(1), self._losses)
        update = self._new_update(1, output_given=True)
        output = self._like.activations[-1]
        slope_is_one = self._rule == "perceptron"
        return OneOutput(self._X, self._T, update, output, self._losses, slope_is_one=slope_is_one)

    @property
    def _losses(self) -> Losses:
        """How losses are worked out."""
        return Losses(self._T, self._like.activations[-1], entropic=self._like.criterion == "cross_entropy")

    def _new_update(self, width: int, *, output_given: bool = False) -> Update:
        """Make the plan for updates from `width` samples at once."""
        masks = self._like.trained
        trained = None if masks is None else np.concatenate([mask.ravel() for mask in masks])
        moved = None
        if self._penalty or not isinstance(self.optimiser, SGD):
            weights = np.concatenate([(np.arange(w.size) >= w.shape[1]).astype(float) for w in self._like.weights])
            moved = Moved(self._remembered, self._penalty, weights, self._signs, trained)
        return Update(
            self._flat,
            self._sizes,
            self._like.activations,
            width,
            slope_is_one=self._rule == "perceptron",
            trained=trained,
            entropic=self._like.criterion == "cross_entropy",
            moved=moved,
            output_given=output_given,
        )
