"""Many runs together come to what each comes to alone."""

from __future__ import annotations

import math
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from nnviz.engine.activations.record import Activation, get_activation, register, unregister
from nnviz.engine.optimisers.base import OPTIMISERS
from nnviz.run.experiment import Experiment
from nnviz.run.manual_edits import HandEdit
from nnviz.run.settings import Settings
from nnviz.sweeps import Sweeping, sweep
from nnviz.sweeps.piece import looks_at
from tests.strategies import any_settings

XOR = Settings(dataset="xor4", eta=0.5, hidden=(2,))
MOONS = Settings(dataset="moons", noise=0.1, eta=0.5)


def alone(settings, points, hands=()):
    """Losses and accuracy of a run of its own at each point, NaN from where it diverged."""
    experiment, rows = Experiment(settings, hands=hands), []
    for point in points:
        if point > experiment.step and experiment.diverged_at is None:
            experiment.advance(point - experiment.step)
        if experiment.diverged_at is None:
            train, test = experiment.losses()
            accuracy = experiment.accuracy()
            rows.append((train, math.nan if test is None else test, math.nan if accuracy is None else accuracy[0]))
        else:
            rows.append((math.nan,) * 3)
    return np.array(rows), -1 if experiment.diverged_at is None else experiment.diverged_at


def assert_same(result, r, s):
    rows, diverged_at = alone(result.of(r, s), result.samples.tolist())
    found = np.stack((result.train[r, s], result.test[r, s], result.accuracy[r, s]), axis=1)
    assert result.diverged_at[r, s] == diverged_at
    np.testing.assert_allclose(found, rows, rtol=1e-9, atol=1e-9)


def grown(settings, points):
    """How far a change of the first weights in their last digits has grown by each point; chaos makes it grow fast."""
    experiment = Experiment(settings)
    nudged = [
        HandEdit(0, "weight", (layer, row, column), value * (1.0 + 1e-15) + 1e-17)
        for layer, weight in enumerate(experiment.network.weights)
        for (row, column), value in np.ndenumerate(weight)
        if row or value  # biases may be left out
    ]
    rows, other = (alone(settings, points, hands)[0] for hands in ((), nudged))
    return np.maximum.accumulate(np.nan_to_num(np.abs(rows - other), nan=np.inf, posinf=np.inf))


@trying(deadline=None, max_examples=25)
@given(any_settings(small=True), st.integers(1, 400), st.lists(st.integers(0, 99), min_size=2, max_size=2, unique=True))
def test_every_number_is_that_of_a_run_of_its_own(settings, every, seeds):
    points = [*range(0, min(2000, 6 * every), every), min(2000, 6 * every)]
    result = sweep(settings, seeds, points[-1], every)
    assert result.complete
    assert not result.failed
    for s in range(len(seeds)):
        rows, diverged_at = alone(result.of(0, s), points)
        calm = (grown(result.of(0, s), points) < 1e-12).all(axis=1)  # from there on every digit is chance
        found = np.stack((result.train[0, s], result.test[0, s], result.accuracy[0, s]), axis=1)
        np.testing.assert_allclose(found[calm], rows[calm], rtol=1e-9, atol=1e-9)
        if calm.all():
            assert result.diverged_at[0, s] == diverged_at


@pytest.mark.parametrize("optimiser", sorted(OPTIMISERS))
@pytest.mark.parametrize("batch_size", [1, 7, 140])
@pytest.mark.parametrize("penalty", ["none", "l1", "l2"])
def test_optimisers_batches_and_penalties(optimiser, batch_size, penalty):
    eta = 0.5 if optimiser in ("sgd", "momentum", "nesterov") else 0.01
    base = replace(MOONS, optimiser=optimiser, batch_size=batch_size, regularization=penalty, eta=eta)
    settings = [replace(base, regularization_rate=rate) for rate in (0.0, 1e-3)]
    result = sweep(settings, (1, 2), 2000, 333)
    for r in range(2):
        for s in range(2):
            assert_same(result, r, s)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(dataset="iris", hidden=(5, 4), eta=0.2),
        Settings(dataset="iris", hidden=(5,), loss="cross_entropy", output="softmax", eta=0.1),
        Settings(loss="cross_entropy", bias=False, eta=0.1),
        Settings(dataset="plane", hidden=(), output="identity", eta=0.1, batch_size=2000),
        Settings(dataset="nand", hidden=(), output="step", rule="perceptron", init="zeros", order="file"),
        Settings(hidden=(3, 3), activation=("gelu", "sine"), order="replacement", eta=0.1),
        Settings(eta_schedule="step", eta_every=2, batch_size=33),
        Settings(eta_schedule="inverse"),
    ],
    ids=lambda settings: f"{settings.dataset}-{settings.output}-{settings.eta_schedule}-{settings.activation}",
)
def test_structures(settings):
    result = sweep(settings, (1, 5), 2000, 500)
    for s in range(2):
        assert_same(result, 0, s)


def test_settings_of_several_shapes_come_back_in_their_order():
    sizes = (2, 3, 2, 4)
    result = sweep([replace(XOR, hidden=(n,)) for n in sizes], (3, 1), 400, 100)
    assert [settings.hidden for settings in result.settings] == [(n,) for n in sizes]
    assert result.of(1, 1) == replace(XOR, hidden=(3,), seed=1)
    for r in range(4):
        for s in range(2):
            assert_same(result, r, s)
    np.testing.assert_array_equal(result.train[0], result.train[2])


def test_updates_are_counted():
    result = sweep([replace(MOONS, batch_size=size) for size in (1, 10, 33, 140, 500)], [1], 300, 140)
    assert result.samples.tolist() == [0, 140, 280, 300]
    assert result.updates.tolist() == [
        [0, 140, 280, 300],
        [0, 14, 28, 30],
        [0, 5, 10, 11],  # an epoch of 140 is four batches of 33 and one of 8
        [0, 1, 2, 3],
        [0, 1, 2, 3],
    ]


def test_a_run_that_diverges_says_where_and_the_others_go_on():
    base = Settings(dataset="plane", hidden=(), output="identity")
    result = sweep([replace(base, eta=eta) for eta in (1.0, 1.5)], (1, 2), 6000, 1000)
    assert result.diverged_at.tolist() == [[-1, -1], [4838, 4700]]
    assert np.isfinite(result.train[0]).all()
    assert not np.isnan(result.train[1, :, :5]).any()  # the weights are finite yet, their losses not always
    assert np.isnan(result.train[1, :, 5:]).all()
    assert result.experiment(1, 0).step < 4838


def test_the_run_that_is_opened_is_the_exact_one():
    result = sweep(MOONS, (1, 2), 1000, 100)
    opened = result.experiment(0, 1)
    assert opened.step == 1000
    assert opened.settings == replace(MOONS, seed=2)
    assert not result.parted(0, 1, opened)
    result.train[0, 1, -1] *= 1.01
    assert result.parted(0, 1, opened)


def test_the_last_weights_are_those_of_the_exact_run():
    result = sweep([MOONS, replace(MOONS, batch_size=33)], (1, 2), 300, 100)
    for r in range(2):
        exact = result.experiment(r, 1)
        np.testing.assert_allclose(result.network(r, 1).flat(), exact.network.flat(), rtol=1e-9)
        assert result.last_step(r, 1) == exact.step
    assert (result.seconds > 0.0).all()


def test_weights_are_kept_at_fewer_points_where_there_are_many():
    assert looks_at(101, 17 * 40) == [0, 1, 2, 3, 4, 6, 10, 16, 25, 40, 63, 100]
    assert looks_at(101, 1_000_000) == looks_at(101, 10**9) == [100]
    assert looks_at(2, 17) == [0, 1]
    assert looks_at(101, 500_000) == [0, 1, 10, 100]


def test_a_run_without_an_end_has_no_network():
    plane = Settings(dataset="plane", hidden=(), output="identity")
    result = sweep([replace(plane, eta=eta) for eta in (0.1, 1.5)], (1, 2, 3), 6000, 1000)
    assert result.network(0, 0) is not None and result.network(1, 0) is None
    ranked = sorted(result.train[0, :, -1])
    assert result.train[0, result.middle(0), -1] == ranked[1]


def test_published_samples_of_the_circle_by_eta():
    """Samples to a loss of 0.01, found earlier by runs of their own at every 140 samples.

    At η 20 the run is chaotic: it was found to need 560, 700 or 840, as a processor rounds the last digit of exp.
    """
    etas = (0.1, 0.3, 1.0, 3.0, 10.0, 20.0, 30.0)
    *steady, chaotic, never = sweep([Settings(eta=eta) for eta in etas], [1], 25_000, 140).reached(0.01)[:, 0].tolist()
    assert steady == [24_780, 8_400, 2_800, 2_800, 700]
    assert 560 <= chaotic <= 840
    assert never == -1


def test_published_counts_of_xor():
    """How many of twenty seeds solve XOR with 1, 2, 3 and 4 hidden neurons, found earlier by runs of their own."""
    result = sweep([replace(XOR, hidden=(n,)) for n in (1, 2, 3, 4)], range(1, 21), 20_000, 2000)
    assert result.solved(0.01).tolist() == [0, 10, 18, 20]
    assert [s for s in range(20) if result.train[1, s, -1] <= 0.01] == [0, 6, 7, 9, 10, 11, 12, 13, 16, 17]


def test_published_samples_of_batches():
    result = sweep([replace(MOONS, batch_size=size) for size in (1, 10, 140)], [1], 122_640, 140)
    assert result.reached(0.03).tolist() == [[980], [8820], [122_640]]
    assert result.reached(1e-9).tolist() == [[-1], [-1], [-1]]


def test_a_run_that_stands_still_is_stuck():
    eta_too_large, hidden_too_few = Settings(eta=100.0), replace(XOR, hidden=(1,))
    result = sweep([eta_too_large, hidden_too_few, Settings()], [1], 14_000, 140)
    assert result.stuck.tolist() == [[True], [True], [False]]


def test_a_run_that_jumps_about_is_not_stuck_where_it_comes_back_by_chance():
    result = sweep(Settings(dataset="xor", hidden=(2,), eta=3.0), range(1, 21), 4000, 40)
    first, last = result.train[0, :, -10], result.train[0, :, -1]
    assert (np.abs(first - last) < 1e-2 * first).any()
    assert not result.stuck.any()


def test_what_lacks_a_fast_form_takes_its_readable_one():
    plain, like = get_activation("tanh"), replace(MOONS, init="uniform")
    fields = {name: getattr(plain, name) for name in ("label", "value", "slope", "latex", "slope_latex", "source")}
    register(Activation(name="slow_tanh", slope_source=plain.slope_source, **fields))
    try:
        slow = sweep(replace(like, activation="slow_tanh"), (1, 2), 500, 100)
    finally:
        unregister("slow_tanh")
    np.testing.assert_allclose(slow.train, sweep(replace(like, activation="tanh"), (1, 2), 500, 100).train)


# On its way


def test_work_can_be_stopped_and_keeps_what_there_is():
    work = Sweeping([replace(MOONS, hidden=(n,)) for n in (2, 3)], (1, 2), 5000, 100)
    shares = [work.share]
    while work.share < 0.6:
        work.work(0.0)
        shares.append(work.share)
    result = work.result()
    assert shares == sorted(shares)
    assert not result.complete
    assert np.isfinite(result.train[0]).all()
    assert np.isnan(result.train[1, :, -1]).all()
    assert result.ended.tolist() == [[True, True], [False, False]]
    while not work.done:
        work.work(1.0)
    assert work.share == 1.0
    np.testing.assert_array_equal(work.result().train[0], result.train[0])
    assert not np.isnan(work.result().train).any()


def test_progress_can_stop_a_sweep():
    shares = []

    def progress(share):
        shares.append(share)
        return len(shares) < 2

    result = sweep(MOONS, range(4), 1_000_000, 10_000, progress=progress)
    assert not result.complete
    assert len(shares) == 2


def test_progress_as_a_line(capsys):
    sweep(XOR, [1], 100, 100, progress=True)
    assert "100%" in capsys.readouterr().err


# On other processes


def test_a_pool_gives_the_same():
    settings = [replace(MOONS, hidden=(n,)) for n in (2, 3)]
    here, shares = sweep(settings, range(5), 400, 100), []
    with ProcessPoolExecutor(2) as pool:
        there = sweep(settings, range(5), 400, 100, executor=pool, progress=shares.append)
    np.testing.assert_array_equal(here.train, there.train)
    np.testing.assert_array_equal(here.diverged_at, there.diverged_at)
    assert there.complete
    assert shares[-1] == 1.0


def test_what_fails_is_named_and_the_rest_kept(monkeypatch):
    import nnviz.sweeps.piece as piece

    whole = piece.begin

    def begin(settings, *more):
        if any(each.seed == 2 for each in settings):
            raise RuntimeError("out of luck")
        return whole(settings, *more)

    monkeypatch.setattr(piece, "begin", begin)
    with ThreadPoolExecutor(1) as pool:
        result = sweep(MOONS, range(4), 200, 100, executor=pool)
    assert result.failed == {(0, 2): "RuntimeError: out of luck"}
    assert np.isfinite(result.train[0, [0, 1, 3]]).all()
    assert np.isnan(result.train[0, 2]).all()


def test_a_run_that_cannot_be_made_is_named_and_the_rest_kept(monkeypatch):
    made = Settings.make_dataset

    def make_dataset(self):
        if self.hidden == (3,):
            raise ValueError("no such data")
        return made(self)

    monkeypatch.setattr(Settings, "make_dataset", make_dataset)
    result = sweep([replace(MOONS, hidden=(n,)) for n in (2, 3)], (1, 2), 200, 100)
    assert result.failed == {(1, 0): "ValueError: no such data", (1, 1): "ValueError: no such data"}
    assert result.updates.tolist() == [[0, 100, 200], [0, 0, 0]]
    assert np.isfinite(result.train[0]).all() and np.isnan(result.train[1]).all()


def test_a_pool_that_dies_is_named():
    pool = ProcessPoolExecutor(1)
    pool.shutdown()
    result = sweep(MOONS, range(2), 200, 100, executor=pool)
    assert set(result.failed) == {(0, 0), (0, 1)}
    assert "shutdown" in result.failed[0, 0]


def test_dask_gives_the_same(monkeypatch):
    distributed = pytest.importorskip("distributed")
    # Its processes import the main module, and a test of the page in this process leaves a page there.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    here = sweep(MOONS, range(4), 400, 100)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        there = sweep(MOONS, range(4), 400, 100, executor=client.get_executor())
    np.testing.assert_array_equal(here.train, there.train)


# What is refused


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], [1], 100, 10), "settings must be"),
        ((["circle"], [1], 100, 10), "settings must be"),
        ((MOONS, [], 100, 10), "seeds must be"),
        ((MOONS, [-1], 100, 10), "seeds must be"),
        ((MOONS, [1.5], 100, 10), "seeds must be"),
        ((MOONS, [1], 0, 10), "samples must be"),
        ((MOONS, [1], 10**9, 10), "samples must be"),
        ((MOONS, [1], 100, 0), "every must be"),
        ((MOONS, [1], True, 10), "samples must be"),
        ((MOONS, range(20_000), 100, 10), "at most 10,000 runs"),
        ((MOONS, range(100), 10_000_000, 1), "every must be larger"),
    ],
)
def test_bad_arguments_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        sweep(*arguments)
