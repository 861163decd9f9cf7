"""What a run's last update lights up in the pictures, and an update as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from nnviz.derivation import lights_of, update_json
from nnviz.run.experiment import Experiment, UpdateTrace


def as_json(update: UpdateTrace, experiment: Experiment, *, made: bool) -> str:
    """Return a whole update as the text of a file; until it is made the experiment is at the position before it."""
    step = experiment.step if made else experiment.step + update.n
    return json.dumps(update_json(update, step, made=made), indent=1)


def lit_at(experiment: Experiment, chosen: str | None) -> Mapping[str, str]:
    """Return keys and roles of the parts that are highlighted for a chosen weight or neuron, by the last update.

    At the start it is the next update that says so.
    """
    if chosen is None:
        return {}
    update = experiment.made or experiment.coming
    return {} if update is None else lights_of(update.part, chosen)
