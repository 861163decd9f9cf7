"""The maths of hidden spaces: principal axes against the covariance, places against the network, cuts against u."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.analysis.decision_pieces import output_cuts
from nnviz.analysis.frames import plane_of
from nnviz.analysis.hidden_space import hidden_space, principal_axes
from nnviz.datasets import OwnData
from nnviz.engine import ACTIVATIONS, Network, init_network, net_threshold
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


@given(st.integers(2, 40), st.integers(2, 9), st.integers(0, 10_000), st.floats(-8, 8))
def test_principal_axes_are_the_covariances_eigenvectors(n, N, seed, power):
    rng = np.random.default_rng(seed)
    points = 10.0**power * (rng.normal(size=(n, N)) @ rng.normal(size=(N, N)) + rng.normal(size=N))
    axes = principal_axes(points)
    values, vectors = np.linalg.eigh(np.cov(points.T, ddof=0))
    np.testing.assert_allclose(axes.shares, values[::-1][:2] / values.sum(), atol=1e-9)
    for direction, value, other in zip(axes.directions, values[::-1], values[-2::-1], strict=False):
        if value - other > 1e-3 * values[-1] and (value is values[-1] or values[-1] - value > 1e-3 * values[-1]):
            assert abs(direction @ vectors[:, values == value][:, 0]) == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(axes.directions @ axes.directions.T, np.eye(2), atol=1e-12)
    placed = axes.place(points)
    scale = np.abs(points).max()
    assert np.var(placed, axis=0) == pytest.approx(axes.shares * values.sum(), abs=1e-9 * scale**2)
    np.testing.assert_allclose(axes.place(axes.back(placed)), placed, atol=1e-9 * scale)


def test_signs_follow_the_picture_before_and_else_the_largest_component():
    rng = np.random.default_rng(2)
    points = rng.normal(size=(50, 5)) * [5, 3, 1, 1, 1]
    first = principal_axes(points)
    assert all(direction[np.abs(direction).argmax()] > 0 for direction in first.directions)
    flipped = replace(first, directions=-first.directions)
    moved = points + 0.01 * rng.normal(size=points.shape)
    for like in (first, flipped):
        found = principal_axes(moved, like=like)
        assert (np.sum(found.directions * like.directions, axis=1) > 0.99).all()
    other = principal_axes(rng.normal(size=(9, 4)))  # of another layer: no help
    np.testing.assert_array_equal(principal_axes(points, like=other).directions, first.directions)


def test_points_that_are_all_the_same_have_axes_and_no_variance():
    axes = principal_axes(np.full((1, 6), 0.3))
    assert axes.shares.tolist() == [0.0, 0.0]
    assert axes.place(np.full((1, 6), 0.3)).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("bad", [np.full((3, 4), np.nan), np.full((3, 4), 1e300), np.zeros(4), np.zeros((0, 4))])
def test_what_has_no_axes_is_refused(bad):
    with pytest.raises(ValueError, match="points must be"):
        principal_axes(bad)
    with pytest.raises(ValueError, match="count must be"):
        principal_axes(np.zeros((3, 4)), 5)


def space_of(layer, like=None, **settings):
    experiment = Experiment(Settings(n=40, **settings))
    experiment.advance(30)
    data, network = experiment.dataset, experiment.network
    plane = plane_of(data)
    return data, network, plane, hidden_space(network, data, plane, layer, like)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS])
@pytest.mark.parametrize(
    ("hidden", "layer"), [((1,), 1), ((2,), 1), ((3, 2), 1), ((3, 2), 2), ((2, 5), 2), ((6, 2, 4), 3)]
)
@pytest.mark.parametrize("dataset", ["iris", "multigauss"])
def test_places_are_the_networks_outputs_and_the_grid_is_the_planes(dataset, hidden, layer, activation):
    output = "identity" if dataset == "multigauss" else "logistic"
    settings = {"dataset": dataset, "hidden": hidden, "activation": activation, "output": output, "eta": 0.05}
    data, network, plane, space = space_of(layer, **settings)
    outs = network.forward(data.X)[layer - 1]
    np.testing.assert_array_equal(space.outs, outs)
    expected = outs if hidden[layer - 1] <= 3 else principal_axes(outs).place(outs)
    np.testing.assert_array_equal(space.places, expected)
    np.testing.assert_allclose(space.rest.predict(outs), network.predict(data.X), atol=1e-12)
    assert space.feeds_output == (layer == len(hidden))
    assert ((space.places >= space.limits[:, 0]) & (space.places <= space.limits[:, 1])).all()
    assert bool(space.grid) == (hidden[layer - 1] > 1 and activation != "step")
    for line in space.grid[::7]:
        raw = data.raw.mean(axis=0)
        ends = (plane.x_range, plane.y_range)[1 - line.axis]
        raw[line.axis], raw[1 - line.axis] = line.value, ends[1]
        end = network.forward(raw[None])[layer - 1]
        np.testing.assert_allclose(line.places[-1:], end if space.axes is None else space.axes.place(end), atol=1e-12)


def test_one_input_gives_a_curve():
    own = OwnData(X=np.linspace(-3, 5, 20)[:, None], labels=[0, 1] * 10, classes=("a", "b"))
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2, 3)))
    data, network = experiment.dataset, experiment.network
    plane = plane_of(data)
    for layer in (1, 2):
        (curve,) = hidden_space(network, data, plane, layer).grid
        ends = np.array(plane.x_range)[:, None]
        np.testing.assert_allclose(curve.places[[0, -1]], network.forward(ends)[layer - 1], atol=1e-12)


def test_features_are_made_for_the_grid():
    data, network, plane, space = space_of(1, hidden=(2,), features=("x1x1", "x2x2", "x1x2"))
    raw = np.array([[space.grid[0].value, plane.y_range[0]]])
    np.testing.assert_allclose(space.grid[0].places[:1], network.forward(data.features(raw))[0])


def test_the_field_is_the_rest_of_the_network():
    for hidden, layer in (((2, 3), 1), ((1,), 1), ((5,), 1)):
        _, _, _, space = space_of(layer, hidden=hidden)
        plane, field = space.plane(7), space.field(7)
        spot = np.array([[plane.x_ticks[4], plane.y_ticks[2]]])[:, : space.places.shape[1]]
        h = spot if space.axes is None else space.axes.back(spot)
        np.testing.assert_allclose(field[2, 4], space.rest.predict(h)[0])
    _, _, _, space = space_of(1, hidden=(3, 2))
    points, y = space.cube(5)
    np.testing.assert_array_equal(y, space.rest.predict(points))
    assert (points.min(axis=0).tolist(), points.max(axis=0).tolist()) == tuple(space.limits.T.tolist())


def test_what_is_no_hidden_layer_or_no_number_is_refused():
    data, network, plane, _ = space_of(1, hidden=(2,))
    for layer in (0, 2, -1):
        with pytest.raises(ValueError, match="layer must be"):
            hidden_space(network, data, plane, layer)
    huge = Network((np.full((3, 2), 1e200), np.ones((3, 1))), ("identity", "logistic"))
    with pytest.raises(ValueError, match="1e100"):
        hidden_space(huge, data, plane, 1)


def layer_of(N, M, seed, activation):
    return Network((np.random.default_rng(seed).normal(size=(1 + N, M)),), (activation,))


@given(st.integers(1, 3), st.integers(0, 10_000), st.sampled_from(["logistic", "tanh", "identity", "relu", "step"]))
def test_every_point_of_one_outputs_cut_has_its_net_input_at_the_threshold(N, seed, activation):
    rest = layer_of(N, 2, seed, activation)
    limits = np.array([[-1.0, 2.0]] * N)
    level = 0.4
    pieces = output_cuts(rest, limits, 1, level)
    corners = np.stack(np.meshgrid(*limits), axis=-1).reshape(-1, N)
    u = rest.net_outputs(corners)[:, 1] - net_threshold(activation, level)
    assert len(pieces) == int(u.min() <= 0 < u.max())
    for piece in pieces:
        assert len(piece) == N if N < 3 else 3 <= len(piece) <= 6
        np.testing.assert_allclose(rest.net_outputs(piece)[:, 1], net_threshold(activation, level), atol=1e-9)
        assert ((piece >= limits[:, 0] - 1e-9) & (piece <= limits[:, 1] + 1e-9)).all()


@given(st.integers(1, 3), st.integers(2, 5), st.integers(0, 10_000))
def test_borders_between_winners_are_where_two_share_the_lead(N, M, seed):
    rest = layer_of(N, M, seed, "logistic")
    limits = np.array([[-1.0, 1.0]] * N)
    pieces = output_cuts(rest, limits, None, 0.5)
    for piece in pieces:
        ranked = np.sort(rest.net_outputs(np.vstack((piece, piece.mean(axis=0)))), axis=1)
        np.testing.assert_allclose(ranked[:, -1], ranked[:, -2], atol=1e-9)
    # On a line every change of the winner is one piece.
    if N == 1:
        winners = rest.net_outputs(np.linspace(-1, 1, 4001)[:, None]).argmax(axis=1)
        assert len(pieces) == np.count_nonzero(np.diff(winners))


def test_a_polygons_corners_go_round():
    rng = np.random.default_rng(4)
    for _ in range(200):
        normal, offset = rng.normal(size=3), rng.normal() * 0.3
        rest = Network((np.vstack(([offset], normal[:, None])),), ("identity",))
        for piece in output_cuts(rest, np.array([[-1.0, 1.0]] * 3), 0, 0.0):
            sides = np.roll(piece, -1, axis=0) - piece
            turns = np.cross(sides, np.roll(sides, -1, axis=0)) @ normal
            assert (turns > -1e-12).all() or (turns < 1e-12).all()


def test_what_is_not_straight_is_left_to_the_grid_and_what_is_not_there_is_refused():
    box = np.array([[0.0, 1.0]] * 2)
    assert output_cuts(init_network((2, 3, 1), seed=1), box, 0, 0.5) is None
    assert output_cuts(init_network((2, 3), seed=1, output="relu"), box, None, 0.5) is None
    assert output_cuts(init_network((2, 1), seed=1, output="logistic"), box, 0, 1.5) == []
    with pytest.raises(ValueError, match="limits"):
        output_cuts(init_network((4, 1), seed=1), np.zeros((4, 2)), 0, 0.5)
    with pytest.raises(ValueError, match="output must"):
        output_cuts(init_network((2, 1), seed=1), box, 1, 0.5)
