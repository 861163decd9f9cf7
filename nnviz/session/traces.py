"""The numbers of the step that led here and of the one to come; of a batch, those of the sample presented last."""

from __future__ import annotations

from nnviz.engine import StepTrace
from nnviz.run.experiment import Experiment, Update


def _alone(update: Update, experiment: Experiment) -> StepTrace | None:
    return update.trace(experiment.dataset, int(update.rows[-1]))


def last_trace(experiment: Experiment) -> StepTrace | None:
    """The step that led here; None at the start."""
    if experiment.batch is None:
        return None
    return experiment.trace or _alone(experiment.batch, experiment)


def coming_trace(experiment: Experiment) -> StepTrace | None:
    """The step to come; None if it would diverge."""
    return experiment.next_trace or _alone(experiment.next_batch, experiment)
