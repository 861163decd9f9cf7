"""An experiment: what it says of a position, and what each move does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import gradient, step
from nnviz.run.experiment import Edit, Experiment
from nnviz.run.settings import ORDERS, Settings

SMALL = Settings(n=20, hidden=(3,))


def test_at_the_start() -> None:
    experiment = Experiment(SMALL)
    experiment.back()
    assert (experiment.step, experiment.furthest, experiment.epoch) == (0, 0, 0)
    assert (experiment.sample, experiment.trace, experiment.batch, experiment.diverged_at) == (None,) * 4
    assert experiment.sizes == (2, 3, 1)
    assert experiment.samples_per_epoch == len(experiment.dataset.train) == 14
    history = experiment.history()
    assert history.step.tolist() == [0] and math.isnan(history.E[0])
    assert (history.train[0], history.test[0]) == experiment.losses()
    first, data = experiment.snapshot(), experiment.dataset
    assert first.sample == experiment.sample_at(1)
    assert first.E == pytest.approx(experiment.network.loss(data.X[[first.sample]], data.T[[first.sample]]))
    assert first.before is None


def test_steps_are_the_engine_s_steps() -> None:
    experiment = Experiment(replace(SMALL, hidden=(4, 3), activation="tanh"))
    data = experiment.dataset
    for n in range(1, 40):
        ahead, before = experiment.next_trace, experiment.network
        experiment.forward()
        assert experiment.step == n
        row = experiment.sample
        assert row == experiment.sample_at(n)
        expected = step(before, data.X[row], data.T[row], 1.0)
        for trace in (ahead, experiment.trace):
            assert trace.before == before
            assert trace.network == expected.network
        assert np.allclose(experiment.network.flat(), expected.network.flat(), rtol=1e-12, atol=1e-12)
        assert experiment.snapshot().E == pytest.approx(expected.E, rel=1e-9)
        assert all(np.allclose(a, b) for a, b in zip(experiment.gradient, expected.dE_dW, strict=True))
        assert experiment.network is experiment.network


@pytest.mark.parametrize("size", [2, 5, 14, 2000])
def test_batches_follow_the_mean_gradient(size: int) -> None:
    experiment = Experiment(replace(SMALL, batch_size=size))
    data = experiment.dataset
    for _ in range(9):
        coming, before = experiment.next_batch, experiment.network
        experiment.forward()
        done = experiment.batch
        assert done.rows.tolist() == coming.rows.tolist()
        assert done.network == coming.network == before
        assert len(done.rows) == min(size, 14 - coming_start(experiment, len(done.rows)))
        slopes = gradient(before, data.X[done.rows], data.T[done.rows])
        for weight, old, slope in zip(experiment.network.weights, before.weights, slopes, strict=True):
            assert np.allclose(weight, old - done.eta * slope, rtol=1e-10, atol=1e-12)
        assert all(np.allclose(a, b) for a, b in zip(experiment.gradient, slopes, strict=True))
        shown = experiment.snapshot()
        assert shown.E == pytest.approx(before.loss(data.X[done.rows], data.T[done.rows]))
        assert shown.sample == done.rows[-1]
        assert experiment.trace is None and experiment.next_trace is None


def coming_start(experiment: Experiment, rows: int) -> int:
    return (experiment.step - rows) % experiment.samples_per_epoch


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 4])
def test_no_test_row_is_ever_presented(order: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = Experiment(replace(SMALL, order=order, batch_size=size))
    presented: list[int] = []
    trainer = experiment._run._trainer
    present = trainer.present
    monkeypatch.setattr(trainer, "present", lambda rows, **how: (presented.extend(rows.tolist()), present(rows, **how)))
    experiment.advance(300)
    experiment.snapshots(10, 7)
    experiment.back()
    assert set(presented) == set(experiment.dataset.train.tolist())
    assert not set(presented) & set(experiment.dataset.test.tolist())


def test_a_change_counts_from_the_next_step_and_drops_what_came_after() -> None:
    experiment = Experiment(SMALL)
    experiment.seek(100)
    experiment.seek(40)
    assert experiment.furthest == 100
    kept = experiment.network.flat()
    experiment.change(eta=0.25, batch_size=3)
    assert experiment.edits == (Edit(40, "eta", 0.25), Edit(40, "batch_size", 3))
    assert (experiment.furthest, experiment.settings) == (40, replace(SMALL, eta=0.25, batch_size=3))
    assert experiment.start == SMALL
    assert np.array_equal(experiment.network.flat(), kept)
    assert experiment.trace is not None and experiment.trace.eta == 1.0  # the step that led here had the old one
    assert (experiment.next_batch.eta, len(experiment.next_batch.rows)) == (0.25, 2)  # cut at the epoch's end, 42
    experiment.forward()
    assert experiment.step == 42
    experiment.forward()
    assert experiment.step == 45
    experiment.back()
    experiment.back()
    experiment.back()
    assert (experiment.step, experiment.settings) == (39, SMALL)
    assert experiment.edits  # still ahead
    experiment.seek(43)
    assert (experiment.step, experiment.settings.eta) == (42, 0.25)
    experiment.seek(39)
    experiment.forward()
    assert (experiment.edits, experiment.settings, experiment.furthest) == ((), SMALL, 40)


def test_the_same_value_is_no_edit_and_drops_nothing() -> None:
    experiment = Experiment(SMALL)
    experiment.seek(50)
    experiment.seek(20)
    experiment.change(eta=1.0, batch_size=1)
    assert (experiment.edits, experiment.furthest) == ((), 50)
    experiment.change(eta=2.0)
    experiment.change(eta=1.0)
    assert experiment.edits == ()


def test_at_step_0_a_change_is_one_of_the_start() -> None:
    experiment = Experiment(SMALL, [Edit(30, "eta", 0.5)])
    assert experiment.furthest == 30
    experiment.change(eta=0.125)
    assert (experiment.start, experiment.edits) == (replace(SMALL, eta=0.125), ())
    assert experiment.furthest == 0


@pytest.mark.parametrize("values", [{"eta": 0.0}, {"batch_size": 0}, {"seed": 2}, {"eta": 0.5, "batch_size": 0}])
def test_a_change_that_cannot_be_changes_nothing(values: dict[str, float]) -> None:
    experiment = Experiment(SMALL)
    experiment.seek(20)
    experiment.seek(10)
    with pytest.raises(ValueError, match="must be"):
        experiment.change(**values)
    assert (experiment.settings, experiment.edits, experiment.furthest, experiment.step) == (SMALL, (), 20, 10)


def test_going_on_from_the_past_counts_batches_as_of_now() -> None:
    for go_on in (lambda run: run.advance(15), lambda run: run.snapshots(1, 15)):
        experiment = Experiment(SMALL)
        experiment.seek(20)
        experiment.change(batch_size=7)
        experiment.seek(10)
        go_on(experiment)
        assert (experiment.step, experiment.edits) == (25, ())


def test_every_step_has_its_loss_wherever_one_comes_from() -> None:
    experiment, straight = Experiment(SMALL), Experiment(SMALL)
    expected = {0: straight.snapshot().E}
    for n in range(1, 200):
        straight.forward()
        expected[n] = straight.snapshot().E
    experiment.seek(200)
    for n in np.random.default_rng(0).permutation(200).tolist():
        experiment.seek(n)
        assert experiment.snapshot().E == expected[n]


def test_frames_are_snapshots_of_the_steps_and_bring_their_history() -> None:
    experiment, other = Experiment(SMALL), Experiment(SMALL)
    experiment.seek(505)
    before = {row.step: row for row in experiment.history()}
    snapshots = experiment.snapshots(6, 10)
    assert [snapshot.step for snapshot in snapshots] == [515, 525, 535, 545, 555, 565]
    assert experiment.step == 565
    for snapshot in snapshots:
        other.seek(snapshot.step)
        expected = other.snapshot()
        assert np.array_equal(snapshot.flat, expected.flat)
        assert np.array_equal(snapshot.before, expected.before)
        assert (snapshot.epoch, snapshot.sample, snapshot.E) == (expected.epoch, expected.sample, expected.E)
        assert all(row.step <= snapshot.step for row in snapshot.history)
        snapshot.flat[:] = np.nan  # a copy: the experiment does not notice
    due = {row.step: row for snapshot in snapshots for row in snapshot.history}
    assert list(due) == [506, 507, 508, 509, 510, 511, 512, *range(514, 566, 2)]
    shown = experiment.history()
    assert set(shown.step.tolist()) == {n for n in {*before, *due} if n % experiment.history_stride() == 0}
    assert all(row == due[row.step] for row in shown if row.step in due)
    assert np.isfinite(experiment.network.flat()).all()


def test_frames_of_batches_end_with_the_batch() -> None:
    experiment = Experiment(replace(SMALL, batch_size=4))
    steps = [snapshot.step for snapshot in experiment.snapshots(5, 3)]
    assert steps == [4, 8, 12, 18, 22]  # 12 + 3 lies in the batch from 14 to 18: 14 is an epoch's end


def test_history_rows_are_what_the_network_was_then() -> None:
    experiment = Experiment(replace(SMALL, batch_size=3))
    experiment.seek(1200)
    assert experiment.history_stride() == 4
    data = experiment.dataset
    other = Experiment(experiment.start)
    for row in list(experiment.history())[1::97]:
        other.seek(row.step)
        assert other.step == row.step
        assert (row.train, row.test) == other.losses()
        assert row.train == pytest.approx(other.network.loss(data.X[data.train], data.T[data.train]), rel=1e-12)
        rows = other.batch.rows
        assert len(rows) == 3 or other.step % other.samples_per_epoch == 0
        assert row.E == pytest.approx(other.batch.network.loss(data.X[rows], data.T[rows]), rel=1e-9)


def test_the_history_of_a_step_that_is_not_there_is_refused() -> None:
    experiment = Experiment(SMALL)
    experiment.seek(10)
    with pytest.raises(ValueError, match="n must be at most the furthest step, 10"):
        experiment.history(11)


@pytest.mark.parametrize(
    ("method", "values", "named"),
    [
        ("seek", (-1,), "n"),
        ("seek", (1.5,), "n"),
        ("seek", (10**9 + 1,), "n"),
        ("advance", (0,), "samples"),
        ("snapshots", (0, 1), "count"),
        ("snapshots", (1, 0), "samples_per_frame"),
        ("sample_at", (0,), "n"),
        ("sample_at", ("1",), "n"),
        ("history", (True,), "n"),
    ],
)
def test_numbers_that_cannot_be_are_refused(method: str, values: tuple, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named} must be "):
        getattr(Experiment(SMALL), method)(*values)


def test_epochs() -> None:
    experiment = Experiment(replace(SMALL, batch_size=4))
    for epoch in (1, 2, 3):
        experiment.next_epoch()
        assert (experiment.step, experiment.epoch) == (14 * epoch, epoch)
    experiment.forward()
    assert (experiment.step, experiment.epoch) == (46, 3)


def test_streams_of_one_seed_are_apart_and_seeds_differ() -> None:
    one, more, other = Experiment(SMALL), Experiment(replace(SMALL, hidden=(3, 3))), Experiment(replace(SMALL, seed=2))
    assert np.array_equal(one.dataset.X, more.dataset.X)  # the network does not move the data
    assert [one.sample_at(n) for n in range(1, 50)] == [more.sample_at(n) for n in range(1, 50)]
    noisy = Experiment(replace(SMALL, noise=0.5))
    assert np.array_equal(one.network.flat(), noisy.network.flat())  # nor the data the first weights
    assert not np.array_equal(one.dataset.X, other.dataset.X)
    assert not np.array_equal(one.network.flat(), other.network.flat())
