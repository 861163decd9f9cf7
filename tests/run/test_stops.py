"""Stop conditions: the same step however the run is watched, and going on from there goes on."""

import numpy as np
import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.run.stops import Stop, Watch

START = Settings(n=60, hidden=(4,), activation="tanh", eta=0.3, seed=3)


def stopped(stop, *, by_frames=0, start=START, most=20_000):
    experiment = Experiment(start)
    watch = Watch(experiment, stop)
    while not watch.word and experiment.step < most:
        if by_frames:
            watch.snapshots(7, by_frames)
        else:
            watch.advance(1000, experiment.advance)
    return experiment, watch


@pytest.mark.parametrize("stop", [Stop(step=137), Stop(loss=0.05), Stop(accuracy=0.95), Stop(step=5000, loss=0.08)])
def test_play_at_any_speed_and_run_stop_at_the_same_step(stop):
    experiment, watch = stopped(stop)
    assert watch.word.startswith(f"Stopped at step {experiment.step:,}")
    for samples in (1, 10, 333, 5000):
        again, _ = stopped(stop, by_frames=samples)
        assert again.step == experiment.step
        np.testing.assert_array_equal(again.network.flat(), experiment.network.flat())


def test_it_is_the_first_epochs_end_at_which_the_condition_holds():
    experiment, watch = stopped(Stop(loss=0.05))
    length, data = experiment.samples_per_epoch, experiment.dataset
    assert experiment.step % length == 0
    walk = Experiment(START)
    losses = []
    for _ in range(experiment.step // length):
        walk.advance(length)
        losses.append(walk.network.loss(data.X[data.train], data.T[data.train]))
    assert losses[-1] < 0.05 <= min(losses[:-1])
    assert "training loss is below 0.05" in watch.word


def test_a_condition_that_holds_already_has_to_cease_first():
    experiment, _ = stopped(Stop(loss=0.05))
    watch = Watch(experiment, Stop(loss=0.05))
    step, length = experiment.step, experiment.samples_per_epoch
    watch.advance(length, experiment.advance)
    assert experiment.step == step + length
    assert not watch.word


def test_a_step_that_is_behind_stops_nothing():
    experiment = Experiment(START)
    experiment.advance(50)
    watch = Watch(experiment, Stop(step=50))
    watch.advance(100, experiment.advance)
    assert (experiment.step, watch.word) == (150, "")


def test_frames_are_those_of_the_run_without_a_watch():
    plain, watched = Experiment(START), Experiment(START)
    watch = Watch(watched, Stop(loss=1e-9))
    for one, other in zip(plain.snapshots(40, 30), watch.snapshots(40, 30), strict=True):
        assert one.step == other.step
        np.testing.assert_array_equal(one.flat, other.flat)
        assert [row.step for row in one.history] == [row.step for row in other.history]


def test_a_run_that_diverges_ends():
    experiment = Experiment(Settings(dataset="plane", activation="relu", output="identity", eta=100.0))
    watch = Watch(experiment, Stop(step=100_000, loss=1e-9))
    assert watch.snapshots(5000, 10)
    assert experiment.diverged_at is not None
