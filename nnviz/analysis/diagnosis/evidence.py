"""What the rules of the diagnosis look at: one position of a run, with its past as far as it counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.analysis.health import Ailment, ailments
from nnviz.datasets import Dataset
from nnviz.engine import Array, Network
from nnviz.run.experiment import Experiment, History
from nnviz.run.settings import Settings

SETTLED_EPOCHS = 10
"""Passes over the training rows before which a run is not blamed for what it has not learned yet."""
BIASED_EPOCHS = 3
"""Passes before which a network may still predict one class for all rows."""
FLAT_EPOCHS = 50
"""Passes before which a loss that stands still may still fall."""
LEAST_HISTORY = 16
"""Points of the loss curve that a judgement about its course needs."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence that the rules look at.

    Attributes
    ----------
    network, start : Network
        The network at this position, and the one at step 0.
    dataset : Dataset
    settings : Settings
    step : int
        Samples presented.
    epochs : float
        Passes over the training rows.
    eta, eta_now : float
        The learning rate of the settings, and what its schedule has made of it.
    train, test : float, float or None
        Mean losses at this position.
    accuracy : (float, float or None) or None
        Shares of training and test rows predicted correctly; None in a regression.
    history : History
        The loss curve up to this position.
    diverged_at : int or None
        The step whose update would have made a weight infinite.
    frozen : int
        How many weights no update changes.
    """

    network: Network
    start: Network
    dataset: Dataset
    settings: Settings
    step: int
    epochs: float
    eta: float
    eta_now: float
    train: float
    test: float | None
    accuracy: tuple[float, float | None] | None
    history: History
    diverged_at: int | None = None
    frozen: int = 0

    @property
    def perceptron(self) -> bool:
        """Whether the network is trained by the perceptron's rule."""
        return self.settings.rule == "perceptron"

    @cached_property
    def ailments(self) -> tuple[Ailment, ...]:
        """The neurons that are dead, saturated or exploding."""
        return ailments(self.network, self.dataset)

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """The number of the class that the network predicts for each training row."""
        Y = self.network.predict(self.dataset.X[self.dataset.train])
        if Y.shape[1] > 1:
            return np.asarray(np.argmax(Y, axis=1), dtype=np.int64)
        return np.asarray(Y[:, 0] > sum(self.dataset.span) / 2, dtype=np.int64)

    @property
    def course(self) -> Array:
        """The train losses of the later half of the loss curve."""
        train = np.asarray(self.history.train, dtype=np.float64)
        return train[len(train) // 2 :]


def evidence(experiment: Experiment) -> Evidence:
    """Gather the evidence at an experiment's position."""
    start = experiment.past().network(0, 1)
    assert start is not None  # step 0 takes no samples
    train, test = experiment.losses()
    settings = experiment.settings
    return Evidence(
        network=experiment.network,
        start=start,
        dataset=experiment.dataset,
        settings=settings,
        step=experiment.step,
        epochs=experiment.step / experiment.samples_per_epoch,
        eta=settings.eta,
        eta_now=experiment.eta_now,
        train=train,
        test=test,
        accuracy=experiment.accuracy(),
        history=experiment.history(),
        diverged_at=experiment.diverged_at,
        frozen=len(experiment.frozen),
    )
