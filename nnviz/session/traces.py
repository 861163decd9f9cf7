"""The numbers of the last update and of the next one, for any batch size."""

from __future__ import annotations

import json

from nnviz.derivation import update_json
from nnviz.run.experiment import Experiment, UpdateTrace


def last_trace(experiment: Experiment) -> UpdateTrace | None:
    """Return the last update; None at the start."""
    return experiment.made


def coming_trace(experiment: Experiment) -> UpdateTrace | None:
    """Return the next update; None if it would diverge."""
    return experiment.coming


def as_json(update: UpdateTrace, experiment: Experiment, *, made: bool) -> str:
    """Return a whole update as the text of a file; until it is made the experiment is at the position before it."""
    step = experiment.step if made else experiment.step + update.n
    return json.dumps(update_json(update, step, made=made), indent=1)
