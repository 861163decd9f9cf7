"""The numbers of the update that led here and of the one to come, whatever its batch."""

from __future__ import annotations

import json

from nnviz.derivation import update_json
from nnviz.run.experiment import Experiment, UpdateTrace


def last_trace(experiment: Experiment) -> UpdateTrace | None:
    """The update that led here; None at the start."""
    return experiment.made


def coming_trace(experiment: Experiment) -> UpdateTrace | None:
    """The update to come; None if it would diverge."""
    return experiment.coming


def as_json(update: UpdateTrace, experiment: Experiment, *, made: bool) -> str:
    """A whole update as a file's text; until it is made the experiment stands before it."""
    step = experiment.step if made else experiment.step + update.n
    return json.dumps(update_json(update, step, made=made), indent=1)
