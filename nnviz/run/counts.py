"""How much a run has done at a step: samples, updates and multiplications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.engine import Penalty, cost_of
from nnviz.run.experiment import Edit, Experiment
from nnviz.run.settings import Settings


@dataclass(frozen=True)
class Counts:
    """What a run has done so far; multiplications as `nnviz.engine.cost_of` counts them."""

    samples: int
    updates: int
    multiplications: int


def updates(start: Settings, edits: Sequence[Edit], steps: ArrayLike, rows: int) -> NDArray[np.int64]:
    """Return how many updates lead to each of some steps; an epoch's last batch may be short.

    Parameters
    ----------
    start : Settings
        At step 0.
    edits : sequence of Edit
        In the order of their steps, each at the end of a batch.
    steps : array_like of int
        Ends of batches; a batch that has begun counts as made.
    rows : int
        Training rows.
    """
    upto = np.asarray(steps, dtype=np.int64)
    count = np.zeros_like(upto)
    begin, size = 0, start.batch_size
    for edit in edits:
        if edit.field == "batch_size":
            count += _between(begin, np.clip(upto, begin, max(edit.step, begin)), size, rows)
            begin, size = edit.step, int(edit.value)
    return count + _between(begin, np.maximum(upto, begin), size, rows)


def _between(begin: int, ends: NDArray[np.int64], size: int, rows: int) -> NDArray[np.int64]:
    """Count the batches from one step to others; they are cut at the ends of epochs."""
    to_epoch = np.minimum(ends, -(-begin // rows) * rows) - begin
    whole, rest = np.divmod(ends - begin - to_epoch, rows)
    found: NDArray[np.int64] = -(-to_epoch // size) + whole * -(-rows // size) + -(-rest // size)
    return found


def counts_of(experiment: Experiment, step: int | None = None) -> Counts:
    """Return what an experiment has done at a step of its past, by default where it stands.

    Weights that are frozen here count as if they had been so from the start.
    """
    here, rows = experiment.step if step is None else step, experiment.samples_per_epoch
    edits = [edit for edit in experiment.edits if edit.step < here]
    made = int(updates(experiment.start, edits, here, rows))
    total = 0
    for settings, begin, end in _stretches(experiment.start, edits, here):
        before, after = updates(experiment.start, edits, [begin, end], rows).tolist()
        cost = cost_of(
            experiment.network,
            optimiser=settings.made_optimiser,
            penalty=Penalty(settings.regularization, settings.regularization_rate),
            batch_size=min(settings.batch_size, rows),
        )
        total += cost.of(end - begin, after - before)
    return Counts(here, made, total)


def _stretches(start: Settings, edits: Sequence[Edit], end: int) -> Iterator[tuple[Settings, int, int]]:
    """Return the settings of each stretch of a run, with its two ends."""
    settings, begin = start, 0
    changes: dict[str, Any] = {}
    for edit in edits:
        if edit.step > begin:
            settings = replace(settings, **changes)
            yield settings, begin, edit.step
            begin, changes = edit.step, {}
        changes[edit.field] = edit.value
    yield replace(settings, **changes), begin, end
