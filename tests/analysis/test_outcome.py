"""What an update did, against the engine's own trace and against sums written down here."""

import numpy as np
import pytest

from nnviz.analysis.outcome import outcome
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


def test_at_the_start_there_is_none():
    assert outcome(Experiment(Settings())) is None


def test_of_one_sample_the_losses_are_those_of_the_trace():
    experiment = Experiment(Settings())
    experiment.seek(37)
    found, trace = outcome(experiment), experiment.trace
    assert found.rows == (experiment.sample,)
    assert (found.E_before, found.E_after) == pytest.approx((trace.E, trace.E_after), abs=1e-15)
    assert found.train_after == pytest.approx(experiment.losses()[0], abs=1e-15)
    experiment.back()
    assert found.train_before == pytest.approx(experiment.losses()[0], abs=1e-15)


@pytest.mark.parametrize("batch_size", [10, 33, 140])
@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_of_a_batch_the_losses_are_means_over_its_rows(batch_size, loss):
    experiment = Experiment(Settings(batch_size=batch_size, loss=loss))
    experiment.seek(140)  # with 33, the last batch of the epoch is smaller
    found, data = outcome(experiment), experiment.dataset
    rows = experiment.batch.rows
    assert found.rows == tuple(rows)
    old, new = experiment.batch.network, experiment.network
    before = np.array([old.loss(data.X[[row]], data.T[[row]]) for row in range(len(data.X))])
    after = np.array([new.loss(data.X[[row]], data.T[[row]]) for row in range(len(data.X))])
    assert (found.E_before, found.E_after) == pytest.approx((before[rows].mean(), after[rows].mean()), abs=1e-12)
    change = (after - before)[data.train]
    assert (found.helped, found.hurt, found.n) == (np.sum(change < 0), np.sum(change > 0), 140)


def test_an_update_that_changes_nothing_helps_and_hurts_nobody():
    experiment = Experiment(Settings(dataset="and", hidden=(), output="step", rule="gradient"))
    experiment.forward()
    found = outcome(experiment)
    assert (found.helped, found.hurt) == (0, 0)
    assert found.E_before == found.E_after and found.train_before == found.train_after
