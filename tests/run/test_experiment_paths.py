"""Time: every way to a step leads to the same bits, and going back is exact."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from nnviz.run.experiment import Edit, Experiment, History, Update
from nnviz.run.replay import CHECKPOINTS
from nnviz.run.settings import LIVE, Settings
from tests.strategies import any_settings

SMALL = Settings(n=20, hidden=(3,))


def same_history(a: History, b: History) -> bool:
    columns = [(a.step, b.step), (a.E, b.E), (a.train, b.train)]
    if a.test is not None and b.test is not None:
        columns.append((a.test, b.test))
    return (a.test is None) == (b.test is None) and all(np.array_equal(x, y, equal_nan=True) for x, y in columns)


def assert_same(left: Experiment, right: Experiment) -> None:
    assert left.step == right.step
    assert left.network.flat().tobytes() == right.network.flat().tobytes()
    assert (left.settings, left.start, left.epoch) == (right.settings, right.start, right.epoch)
    assert (left.sample, left.sample_at(left.step + 1)) == (right.sample, right.sample_at(right.step + 1))
    assert (left.losses(), left.accuracy()) == (right.losses(), right.accuracy())
    assert same_history(left.history(), right.history())
    a, b = left.snapshot(), right.snapshot()
    assert (a.step, a.epoch, a.sample, a.E) == (b.step, b.epoch, b.sample, b.E)
    assert np.array_equal(a.flat, b.flat)
    assert (a.before is None) == (b.before is None)
    if a.before is not None and b.before is not None:
        assert np.array_equal(a.before, b.before)
    assert same_numbers(left.next_batch, right.next_batch)
    if left.batch is not None and right.batch is not None:
        assert same_numbers(left.batch, right.batch)


def same_numbers(a: Update, b: Update) -> bool:
    """Whether two updates start from what the same optimiser remembers, by the same rates."""
    known = (a.state is None) == (b.state is None)
    if a.state is not None and b.state is not None:
        pairs = zip(sum(a.state.memory, ()), sum(b.state.memory, ()), strict=True)
        known = a.state.n == b.state.n and all(np.array_equal(v, w) for v, w in pairs)
    return known and (a.eta, a.penalty, a.optimiser) == (b.eta, b.penalty, b.optimiser)


def afresh(experiment: Experiment) -> Experiment:
    """The same run, gone straight to the same step."""
    fresh = Experiment(experiment.start, experiment.edits)
    fresh.seek(experiment.step)
    return fresh


STARTS = any_settings(small=True, datasets=("circle", "xor4", "blobs3", "plane"))
MOVES = st.one_of(
    st.tuples(st.sampled_from(["forward", "back", "next_epoch", "truncate"])),
    st.tuples(st.just("seek"), st.integers(0, 900)),
    st.tuples(st.just("advance"), st.integers(1, 700)),
    st.tuples(st.just("snapshots"), st.integers(1, 8), st.integers(1, 40)),
    st.tuples(st.just("eta"), st.sampled_from([0.05, 0.5, 1.0])),
    st.tuples(st.just("regularization_rate"), st.sampled_from([0.0, 0.01])),
    st.tuples(st.just("batch_size"), st.sampled_from([1, 2, 5, 2000])),
)


def move(experiment: Experiment, what: str, *how: int) -> None:
    if what in LIVE:
        experiment.change(**{what: how[0]})
    else:
        getattr(experiment, what)(*how)


@budget(max_examples=80, deadline=None)
@given(STARTS, st.lists(MOVES, max_size=14), st.floats(0, 1))
def test_every_way_to_a_step_leads_to_the_same_bits(start: Settings, moves: list[tuple], share: float) -> None:
    experiment = Experiment(start)
    for what, *how in moves:
        move(experiment, what, *how)
        assert experiment.step <= experiment.furthest
        assert all(edit.step <= experiment.furthest for edit in experiment.edits)
    fresh = afresh(experiment)
    assert_same(experiment, fresh)
    fresh.seek(experiment.furthest)  # what lies ahead is the same too
    there = int(share * experiment.furthest)
    assert same_history(experiment.history(there), fresh.history(there))
    experiment.seek(there)
    fresh.seek(there)
    assert_same(experiment, fresh)


@budget(max_examples=25, deadline=None)
@given(STARTS, st.integers(1, 30))
def test_back_undoes_forward_at_every_step(start: Settings, count: int) -> None:
    experiment = Experiment(start)
    experiment.advance(100)
    been = [experiment.snapshot()]
    for _ in range(count):
        experiment.forward()
        been.append(experiment.snapshot())
    for snapshot in reversed(been):
        assert experiment.step == snapshot.step
        assert np.array_equal(experiment.network.flat(), snapshot.flat)
        experiment.back()


def test_edits_that_lie_ahead_are_met_on_the_way() -> None:
    edits = (Edit(30, "eta", 0.5), Edit(60, "batch_size", 4))
    walked = Experiment(SMALL)
    walked.seek(30)
    walked.change(eta=0.5)
    walked.advance(30)
    walked.change(batch_size=4)
    walked.advance(50)
    given_ = Experiment(SMALL, reversed(edits))
    assert (given_.furthest, given_.step, given_.edits) == (60, 0, edits)
    assert given_.history(40).step.tolist() == list(range(41))  # of steps not run yet
    assert given_.step == 0
    given_.seek(110)
    walked.seek(110)
    assert_same(given_, walked)


def test_looking_ahead_leaves_no_trace_when_the_future_changes() -> None:
    experiment = Experiment(SMALL, [Edit(60, "eta", 0.5)])
    experiment.seek(10)
    experiment.history(50)
    experiment.change(eta=0.1)
    experiment.advance(60)
    assert_same(experiment, afresh(experiment))


def test_truncate_drops_what_lies_ahead_and_nothing_else() -> None:
    experiment = Experiment(SMALL, [Edit(30, "eta", 0.5), Edit(60, "eta", 0.25)])
    experiment.seek(80)
    experiment.seek(30)
    experiment.truncate()
    assert (experiment.step, experiment.furthest, experiment.edits) == (30, 30, (Edit(30, "eta", 0.5),))
    experiment.seek(80)
    assert experiment.settings.eta == 0.5
    assert_same(experiment, afresh(experiment))


def diverging(**how: object) -> Settings:
    return replace(SMALL, dataset="plane", activation="identity", output="identity", eta=100.0).changed(**how)


@pytest.mark.parametrize("how", [{}, {"eta": 2.0}, {"hidden": (), "eta": 1.5}], ids=["at once", "soon", "late"])
def test_a_run_that_diverges_stays_at_the_last_finite_weights(how: dict[str, object]) -> None:
    experiment = Experiment(diverging(**how))
    experiment.advance(10_000)  # "late" is well within a stretch that the engine is given in one call
    end, at = experiment.step, experiment.diverged_at
    assert at == end + 1 < 10_000
    assert experiment.furthest == end
    assert np.isfinite(experiment.network.flat()).all()
    assert experiment.next_trace is None
    assert_same(experiment, afresh(experiment))
    for go_on in (experiment.forward, experiment.next_epoch, lambda: experiment.seek(end + 50)):
        go_on()
        assert (experiment.step, experiment.diverged_at) == (end, at)
    assert experiment.snapshots(3, 5) == []
    experiment.seek(end)  # standing still says nothing new
    assert experiment.diverged_at == at
    experiment.back()
    assert (experiment.step, experiment.diverged_at, experiment.furthest) == (end - 1, None, end)
    experiment.forward()
    assert (experiment.step, experiment.diverged_at) == (end, None)
    experiment.forward()
    assert (experiment.step, experiment.diverged_at) == (end, at)
    experiment.change(eta=1e-5)
    assert experiment.diverged_at is None
    experiment.seek(max(end // 2, 1))
    experiment.change(eta=1e-5)
    experiment.advance(300)
    assert experiment.diverged_at is None or experiment.step > end // 2
    assert_same(experiment, afresh(experiment))


def test_after_a_change_a_diverging_run_goes_on_and_learns() -> None:
    experiment = Experiment(diverging())
    experiment.seek(1)
    experiment.change(eta=0.001)
    experiment.advance(5000)
    assert (experiment.step, experiment.diverged_at) == (5001, None)
    assert experiment.losses()[0] < experiment.history(1).train[1]


@pytest.mark.parametrize("how", [{}, {"batch_size": 4}, {"hidden": (), "eta": 1.5}])
def test_frames_end_where_the_run_diverges(how: dict[str, object]) -> None:
    experiment = Experiment(diverging(**how))
    snapshots = experiment.snapshots(1000, 7)
    assert experiment.diverged_at is not None
    assert snapshots[-1].step == experiment.step
    assert np.array_equal(snapshots[-1].flat, experiment.network.flat())
    assert all(np.isfinite(snapshot.flat).all() for snapshot in snapshots)
    assert [snapshot.step for snapshot in snapshots] == sorted({snapshot.step for snapshot in snapshots})


def test_edits_beyond_a_divergence_are_dropped() -> None:
    experiment = Experiment(diverging(), [Edit(5000, "eta", 0.1)])
    assert experiment.furthest == 5000
    experiment.seek(6000)
    assert experiment.diverged_at == experiment.step + 1
    assert (experiment.edits, experiment.furthest) == ((), experiment.step)


def test_relu_with_a_huge_eta_never_raises() -> None:
    experiment = Experiment(Settings(activation="relu", output="relu", hidden=(8, 8), eta=100.0))
    experiment.advance(3000)
    experiment.snapshots(5, 10)
    assert np.isfinite(experiment.network.flat()).all()
    experiment.back()
    experiment.change(eta=0.01)
    experiment.forward()
    assert np.isfinite(experiment.network.flat()).all()


def test_a_million_steps_keep_a_bounded_past() -> None:
    experiment = Experiment(Settings(dataset="xor4", hidden=(), activation="relu", output="identity", eta=0.01))
    run, presented = experiment._run, 0
    while experiment.step < 10**6:
        experiment.advance(100_000)
        assert len(run.checkpoints.steps) <= CHECKPOINTS
        assert len(run.log) <= 513 + 256 * math.ceil(math.log2(experiment.step / 512))
        assert 257 <= len(experiment.history()) <= 513
    assert len(run.checkpoints.steps) >= CHECKPOINTS // 2 - 1
    assert max(np.diff(run.checkpoints.steps)) <= 2 * 10**6 / CHECKPOINTS + run.checkpoints.spacing

    def count(rows: np.ndarray, **how: object) -> None:
        nonlocal presented
        presented += len(rows)

    present = run._trainer.present
    run._trainer.present = lambda rows, **how: (count(rows), present(rows, **how))  # type: ignore[method-assign]
    for n in (10**6, 654_321, 3, 999_999):
        presented = 0
        experiment.seek(n)
        experiment.back()
        assert experiment.step == n - 1
        assert presented <= 2 * run.checkpoints.spacing + 2  # seek and back: no more than from the last checkpoint each


@budget(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 200))
def test_every_step_of_a_run_is_the_step_that_its_trace_tells(start: Settings, step: int) -> None:
    experiment = Experiment(start.changed(batch_size=1))
    experiment.seek(step)
    experiment.forward()
    trace = experiment.trace
    assert trace is not None
    # Where a gradient is 0 but for rounding, a quotient by its own size enlarges that.
    quotients = any(not memory.signed for memory in trace.optimiser.memories)
    near = {"rtol": 1e-11, "atol": 1e-6 if quotients else 1e-12}
    np.testing.assert_allclose(experiment.network.flat(), trace.network.flat(), **near)
    assert experiment.snapshot().E == pytest.approx(trace.E, rel=1e-11, abs=1e-13)
    following = experiment.next_batch.state
    assert following.n == trace.state.n
    for ours, told in zip(sum(following.memory, ()), sum(trace.state.memory, ()), strict=True):
        np.testing.assert_allclose(ours, told, rtol=1e-11, atol=1e-12)


def test_the_learning_rate_follows_its_schedule() -> None:
    halved = Experiment(SMALL.changed(eta_schedule="step", eta_decay=0.5, eta_every=2, test_share=0.0))
    falling = Experiment(SMALL.changed(eta_schedule="inverse", eta_decay=0.5, test_share=0.0))
    for epoch, (half, inverse) in enumerate([(1, 1), (1, 1 / 1.5), (0.5, 1 / 2), (0.5, 1 / 2.5), (0.25, 1 / 3)]):
        for experiment, factor in ((halved, half), (falling, inverse)):
            experiment.seek(20 * epoch)
            assert experiment.next_batch.eta == pytest.approx(factor * SMALL.eta, rel=1e-14)


def test_other_first_weights_come_with_the_same_data_and_order() -> None:
    one, other = Experiment(SMALL), Experiment(SMALL.changed(init_seed=7))
    assert np.array_equal(one.dataset.X, other.dataset.X)
    assert one.sample_at(one.step + 1) == other.sample_at(other.step + 1)
    assert not np.array_equal(one.network.flat(), other.network.flat())


@budget(max_examples=25, deadline=None)
@given(any_settings(), st.integers(0, 70), st.integers(0, 40))
def test_a_branch_goes_the_same_way_and_changes_nothing(settings: Settings, step: int, more: int) -> None:
    experiment = Experiment(settings)
    experiment.seek(step)
    if experiment.diverged_at is None and experiment.step:
        experiment.change(eta=0.25)
    experiment.advance(more + 1)
    experiment.seek(step)
    furthest, here = experiment.furthest, experiment.network.flat().tobytes()
    branch = experiment.branch()
    assert branch.furthest == branch.step == experiment.step
    assert_same(branch, experiment)
    branch.forward()
    branch.change(eta=0.125)
    branch.advance(more + 5)
    branch.back()
    assert experiment.furthest == furthest
    assert experiment.network.flat().tobytes() == here
    other = experiment.branch()
    for one in (experiment, other):
        one.forward()
    assert_same(other, experiment)
    assert_same(experiment, afresh(experiment))
