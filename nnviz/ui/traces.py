"""The numbers of the step that led here and of the one to come; of a batch, those of the sample presented last."""

from __future__ import annotations

from nnviz.engine import Diverged, StepTrace, perceptron_step, step
from nnviz.experiment import Experiment, Update


def _alone(update: Update, experiment: Experiment) -> StepTrace | None:
    data, row = experiment.dataset, update.rows[-1]
    one = perceptron_step if experiment.settings.rule == "perceptron" else step
    try:
        return one(update.network, data.X[row], data.T[row], update.eta)
    except Diverged:
        return None


def last_trace(experiment: Experiment) -> StepTrace | None:
    """The step that led here; None at the start."""
    if experiment.batch is None:
        return None
    return experiment.trace or _alone(experiment.batch, experiment)


def coming_trace(experiment: Experiment) -> StepTrace | None:
    """The step to come; None if it would diverge."""
    return experiment.next_trace or _alone(experiment.next_batch, experiment)
