"""The loss landscape: every point against a network of its own, its middle the run itself, its path the run's own."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.analysis.landscape import Landscape, batch_losses, random_directions, weight_direction
from nnviz.engine import Network
from nnviz.engine.penalty import Penalty
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


@st.composite
def networks(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = [draw(st.integers(1, 4)) for _ in range(draw(st.integers(2, 4)))]
    output = draw(st.sampled_from(["logistic", "tanh", "identity", "softmax", "step"]))
    sizes[-1] = max(sizes[-1], 2 if output == "softmax" else 1)
    hidden = [draw(st.sampled_from(["logistic", "tanh", "relu", "identity"])) for _ in sizes[2:]]
    entropic = output == "softmax" or (output == "logistic" and draw(st.booleans()))
    weights = [rng.uniform(-2, 2, (k + 1, n)) for k, n in pairwise(sizes)]
    net = Network(weights, (*hidden, output), criterion="cross_entropy" if entropic else "squared")
    X = rng.uniform(-2, 2, (draw(st.integers(1, 6)), sizes[0]))
    T = (
        np.eye(sizes[-1])[rng.integers(sizes[-1], size=len(X))]
        if sizes[-1] > 1
        else rng.integers(0, 2, (len(X), 1)) * 1.0
    )
    return net, X, T, rng


@settings(deadline=None, max_examples=80)
@given(networks(), st.sampled_from(["none", "l1", "l2"]))
def test_many_at_once_are_as_one_by_one(case, kind):
    net, X, T, rng = case
    flats = net.flat() + rng.normal(0, 1, (7, net.n_weights))
    penalty = Penalty(kind, 0.1)
    one_by_one = [net.with_flat(flat).loss(X, T) + penalty.value(net.with_flat(flat).weights) for flat in flats]
    np.testing.assert_allclose(batch_losses(net, flats, X, T, penalty), one_by_one, rtol=1e-12, atol=1e-12)


def made(settings_=None, size=9, **more):
    experiment = Experiment(settings_ or Settings(n=60, regularization="l2", regularization_rate=0.01))
    experiment.advance(400)
    first, second = random_directions(experiment.network, 7)
    landscape = Landscape(experiment, first, second, size=size, **more)
    while not landscape.work(0.01):
        assert 0 <= landscape.share < 1
    return experiment, landscape, first, second


def test_the_grid_is_the_loss_around_the_run_and_its_middle_the_run():
    experiment, landscape, first, second = made()
    data = experiment.dataset
    X, T = data.X[data.train], data.T[data.train]
    penalty = Penalty("l2", 0.01)
    for row, b in enumerate(landscape.ticks):
        for column, a in enumerate(landscape.ticks):
            network = experiment.network.with_flat(experiment.network.flat() + a * first + b * second)
            expected = network.loss(X, T) + penalty.value(network.weights)
            assert landscape.values[row, column] == pytest.approx(expected, rel=1e-12)
    assert landscape.values[4, 4] == pytest.approx(landscape.here, rel=1e-12)
    assert landscape.share == 1.0


def test_the_path_is_the_runs_own():
    experiment, landscape, first, second = made()
    assert (landscape.steps[0], landscape.steps[-1]) == (0, experiment.step)
    np.testing.assert_allclose(landscape.path[-1, :2], 0.0, atol=1e-12)
    assert landscape.path[-1, 2] == pytest.approx(landscape.here)
    walk = Experiment(experiment.start)
    data = walk.dataset
    for step, (a, b, loss) in zip(landscape.steps, landscape.path, strict=True):
        walk.seek(step)
        away = walk.network.flat() - experiment.network.flat()
        rest = away - a * first - b * second
        assert abs(rest @ first) < 1e-9  # what is left is at right angles to the plane
        assert abs(rest @ second) < 1e-9
        alone = walk.network.loss(data.X[data.train], data.T[data.train]) + Penalty("l2", 0.01).value(
            walk.network.weights
        )
        assert loss == pytest.approx(alone)
    assert experiment.step == 400


def test_directions_are_as_long_as_each_neurons_weights():
    experiment = Experiment(Settings(hidden=(3, 2)))
    experiment.freeze((0, 1, 1))
    network = experiment.network
    first, second = random_directions(network, 3)
    start = 0
    for layer, weight in enumerate(network.weights):
        part = first[start : start + weight.size].reshape(weight.shape)
        start += weight.size
        np.testing.assert_allclose(np.linalg.norm(part, axis=0), np.linalg.norm(weight, axis=0))
        if layer == 0:
            assert part[1, 1] == 0.0
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, random_directions(network, 3)[0])
    assert not np.array_equal(first, random_directions(network, 4)[0])


def test_without_a_plane_there_is_no_landscape():
    experiment = Experiment(Settings())
    axis = weight_direction(experiment.network, 0, 1, 1)
    assert axis.sum() == 1.0
    with pytest.raises(ValueError, match="must differ"):
        Landscape(experiment, axis, 2 * axis)
    with pytest.raises(ValueError, match="reach must be positive"):
        Landscape(experiment, axis, weight_direction(experiment.network, 0, 1, 2), 0.0)
    with pytest.raises(ValueError, match="key must be"):
        weight_direction(experiment.network, 0, 9, 1)


def test_weights_beyond_a_picture_are_refused_in_words():
    experiment = Experiment(Settings(n=20, hidden=(2,), activation="relu", output="identity"))
    length = experiment.network.n_weights
    large, other = np.full(length, 1e200), np.zeros(length)
    other[0] = 1.0
    with pytest.raises(ValueError, match="too large for a picture"):
        Landscape(experiment, large, other)
    for value in (1e200, 1e308):
        grown = experiment.network.with_flat(np.full(length, value))
        with pytest.raises(ValueError, match="too large for a picture"):
            Landscape(experiment, *random_directions(grown, 3))
    assert Landscape(experiment, np.full(length, 1e150), other * 1e150, size=3).work(1.0)
    with pytest.raises(ValueError, match="must differ"):
        Landscape(experiment, other * 1e-150, other * 1e-150)
    with pytest.raises(ValueError, match="must differ"):
        Landscape(experiment, other, np.zeros(length))
