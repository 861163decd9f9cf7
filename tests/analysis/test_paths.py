"""The paths of several runs lie where the runs were, and the loss below them is the loss."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.analysis.paths import MOST, Paths, comparable
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

MOONS = Settings(dataset="moons", noise=0.1, eta=0.5, n=60)


@pytest.fixture(scope="module")
def made():
    paths = Paths([MOONS.changed(batch_size=size) for size in (1, 10)], 600, size=9)
    shares = []
    while not paths.done:
        shares.append(paths.share)
        paths.work(0.0)
    assert shares == sorted(shares)
    return paths


def test_a_point_of_a_path_has_the_loss_of_the_exact_run(made):
    for size, steps, losses in zip((1, 10), made.steps, made.losses, strict=True):
        exact = Experiment(MOONS.changed(batch_size=size))
        exact.advance(600)
        assert steps[0] == 0 and steps[-1] == exact.step
        assert losses[-1] == pytest.approx(exact.losses()[0], rel=1e-12)
    np.testing.assert_allclose(made.places[0][0], made.places[1][0])  # the same start


def test_the_grid_holds_every_path_and_finite_losses(made):
    for places in made.places:
        assert (places[:, 0] > made.x[0]).all() and (places[:, 0] < made.x[-1]).all()
        assert (places[:, 1] > made.y[0]).all() and (places[:, 1] < made.y[-1]).all()
    assert np.isfinite(made.values).all()
    assert 0.5 < made.held <= 1.0


def test_only_runs_with_one_loss_over_one_space_are_comparable():
    assert comparable([MOONS, MOONS.changed(eta=0.1, batch_size=3, optimiser="adam")])
    for other in ({"hidden": (3,)}, {"seed": 2}, {"noise": 0.2}, {"activation": "tanh"}, {"regularization": "l2"}):
        assert not comparable([MOONS, MOONS.changed(**other)])
        with pytest.raises(ValueError, match="same structure"):
            Paths([MOONS, MOONS.changed(**other)], 10)
    with pytest.raises(ValueError, match="starts must be"):
        Paths([MOONS] * (MOST + 1), 10)


def test_a_run_that_diverges_ends_before():
    plane = Settings(dataset="plane", hidden=(), output="identity")
    paths = Paths([plane.changed(eta=eta) for eta in (0.1, 1.5)], 6000, size=5)
    while not paths.done:
        paths.work(1.0)
    assert paths.steps[0][-1] == 6000 and paths.steps[1][-1] < 4838
