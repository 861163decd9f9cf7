"""The effect of the last update on the loss of its own samples and on that of all training rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.analysis.inspection import effects
from nnviz.engine import Network
from nnviz.run.experiment import Experiment


@dataclass(frozen=True)
class Outcome:
    """Losses before and after one update.

    Attributes
    ----------
    rows : tuple of int
        The data set's rows that the update learned from.
    E_before, E_after : float
        Mean loss of those rows; without a penalty.
    train_before, train_after : float
        Mean loss of the training rows.
    helped, hurt, n : int
        Training rows whose loss fell, those whose loss rose, and all of them.
    """

    rows: tuple[int, ...]
    E_before: float
    E_after: float
    train_before: float
    train_after: float
    helped: int
    hurt: int
    n: int


def outcome(experiment: Experiment) -> Outcome | None:
    """Return what the update that led to an experiment's position did; None at the start."""
    update = experiment.made
    if update is None:
        return None
    # Manual edits that were made since are not an effect of the update.
    data, before, after = experiment.dataset, update.part.before, update.whole.network
    tally = effects(before, after, data).train

    def mean(network: Network, rows: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            losses = network.loss_per_sample(data.X[rows], data.T[rows])
            return float(np.where(np.isnan(losses), np.inf, losses).mean())  # what is no number is beyond all numbers

    rows = np.asarray(update.rows)
    return Outcome(
        rows=tuple(rows.tolist()),
        E_before=mean(before, rows),
        E_after=mean(after, rows),
        train_before=mean(before, data.train),
        train_after=mean(after, data.train),
        helped=tally.helped,
        hurt=tally.hurt,
        n=tally.n,
    )
