"""What a run has done, against a walk through all of its batches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine import Penalty, cost_of
from nnviz.run.counts import counts_of, updates
from nnviz.run.experiment import Edit, Experiment
from nnviz.run.settings import Settings

EDITS = st.lists(
    st.tuples(st.integers(1, 90), st.sampled_from(["batch_size", "eta", "regularization_rate"]), st.integers(1, 9)),
    max_size=4,
)


def walked(experiment: Experiment, step: int) -> tuple[list[int], list[int], int]:
    """Every batch end up to a step with the number of its update, and the multiplications until there."""
    run = Experiment(experiment.start, experiment.edits)
    steps, numbers, total = [0], [0], 0
    while run.step < step:
        settings, before = run.settings, run.step
        run.seek(run.step + run.next_batch.rows.size)
        cost = cost_of(
            run.network,
            optimiser=settings.made_optimiser,
            penalty=Penalty(settings.regularization, settings.regularization_rate),
            batch_size=min(settings.batch_size, run.samples_per_epoch),
        )
        total += cost.of(run.step - before, 1)
        steps.append(run.step)
        numbers.append(numbers[-1] + 1)
    return steps, numbers, total


@given(st.integers(4, 40), st.integers(1, 50), EDITS, st.sampled_from(["none", "l2"]), st.integers(0, 120))
def test_counts_are_those_of_a_walk_through_all_batches(n, batch_size, changes, penalty, step):
    settings = Settings(n=n, batch_size=batch_size, regularization=penalty, optimiser="momentum", eta=0.01)
    edits = [Edit(at, field, value) for at, field, value in changes]
    experiment = Experiment(settings, edits)
    experiment.seek(step)
    steps, numbers, total = walked(experiment, experiment.step)
    told = counts_of(experiment)
    assert (told.samples, told.updates, told.multiplications) == (experiment.step, numbers[-1], total)
    found = updates(experiment.start, experiment.edits, np.array(steps), experiment.samples_per_epoch)
    assert found.tolist() == numbers
    assert counts_of(experiment, steps[len(steps) // 2]).updates == numbers[len(steps) // 2]
