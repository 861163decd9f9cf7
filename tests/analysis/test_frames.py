"""Frames: what a picture needs of a position, worked out again by the network itself."""

import numpy as np
import pytest

from nnviz.analysis.frames import FrameMaker, cells_of, plane_of
from nnviz.datasets import make_dataset
from nnviz.engine import gradient
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

RUNS = {
    "one output": Settings(n=30, hidden=(4, 2), noise=0.1),
    "symmetric": Settings(dataset="spiral", n=31, activation="tanh", output="tanh", bias=False),
    "iris": Settings(dataset="iris", hidden=(3,)),
    "neurons": Settings(dataset="blobs4", n=25, hidden=(), test_share=0.0),
    "regression": Settings(dataset="plane", n=24, output="identity", eta=0.1),
    "batches": Settings(dataset="moons", n=40, batch_size=5),
}


@pytest.fixture(params=RUNS.values(), ids=list(RUNS))
def settings(request):
    return request.param


def maker(experiment, axes=(0, 1), size=9):
    return FrameMaker(experiment, plane_of(experiment.dataset, axes, size))


# The plane


def test_the_plane_holds_every_sample_with_a_margin():
    data = make_dataset("moons", n=50, noise=0.2)
    plane = plane_of(data)
    for (low, high), column in zip((plane.x_range, plane.y_range), data.X.T, strict=True):
        spread = np.ptp(column)
        assert 0.02 * spread < column.min() - low < 0.3 * spread
        assert high - column.max() == pytest.approx(column.min() - low)


def test_a_plane_of_inputs_that_are_all_the_same_has_some_width():
    data = make_dataset("xor4")
    flat = type(data)(**{**vars(data), "X": np.ones((4, 2))})
    plane = plane_of(flat)
    assert plane.x_range[0] < 1 < plane.x_range[1]
    assert plane.y_range[0] < 1 < plane.y_range[1]


@pytest.mark.parametrize("axes", [(0, 0), (0, 4), (-1, 0), (1, 4), (0,), (0, 1, 2), ()])
def test_axes_that_are_not_two_inputs_are_refused(axes):
    with pytest.raises(ValueError, match=r"^axes must be two different inputs from 0 to 3"):
        plane_of(make_dataset("iris"), axes)


@pytest.mark.parametrize("axes", [(0, 1), (3, 1), (2, 3)])
def test_points_go_row_by_row_from_bottom_left(axes):
    data = make_dataset("iris")
    plane = plane_of(data, axes, 7)
    points = plane.points()
    assert points.shape == (49, 4)
    for row in range(7):
        for column in range(7):
            expected = data.X.mean(axis=0)
            expected[axes[0]] = plane.x_range[0] + column / 6 * (plane.x_range[1] - plane.x_range[0])
            expected[axes[1]] = plane.y_range[0] + row / 6 * (plane.y_range[1] - plane.y_range[0])
            assert points[7 * row + column] == pytest.approx(expected)
    assert plane.x_ticks == pytest.approx(points[:7, axes[0]])
    assert plane.y_ticks == pytest.approx(points[::7, axes[1]])


# The frame


def test_the_frame_at_the_start_is_of_the_sample_to_come(settings):
    experiment = Experiment(settings)
    frame = maker(experiment).now()
    data, network, row = experiment.dataset, experiment.network, experiment.sample_at(experiment.step + 1)
    assert (frame.step, frame.epoch, frame.presented, frame.sample, frame.moment) == (0, 0, False, row, "before")
    assert np.array_equal(frame.x, data.X[row])
    assert np.array_equal(frame.t, data.T[row])
    assert [out.tolist() for out in frame.outs] == [out[0].tolist() for out in network.forward(data.X[[row]])]
    assert frame.network == network
    rows = experiment.next_batch.rows
    assert frame.E == pytest.approx(network.loss(data.X[rows], data.T[rows]), rel=1e-12)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_all_of_a_frame_is_of_one_moment(settings, moment):
    experiment = Experiment(settings)
    experiment.advance(11)
    made = maker(experiment)
    frame = made.now(maps=True, moment=moment)
    data, before = experiment.dataset, experiment.batch.network
    network = before if moment == "before" else experiment.network
    row = experiment.sample
    assert before != experiment.network
    assert (frame.moment, frame.network, frame.batch) == (moment, network, len(experiment.batch.rows))
    assert (frame.step, frame.epoch, frame.presented, frame.sample) == (experiment.step, experiment.epoch, True, row)

    for out, expected in zip(frame.outs, network.forward(data.X[[row]]), strict=True):
        assert out == pytest.approx(expected[0], rel=1e-12)
    assert np.array_equal(frame.y, frame.outs[-1])
    assert frame.train == pytest.approx(network.loss(data.X[data.train], data.T[data.train]), rel=1e-12)
    if len(data.test):
        assert frame.test == pytest.approx(network.loss(data.X[data.test], data.T[data.test]), rel=1e-12)
    else:
        assert frame.test is None
    points = made.plane.points()
    assert frame.field.reshape(len(points), -1) == pytest.approx(network.predict(points), rel=1e-9)
    cells = cells_of(made.plane).points()
    maps = np.concatenate([cells.T, *(out.T for out in network.forward(cells))])
    assert frame.maps.reshape(len(maps), -1) == pytest.approx(maps, rel=1e-9, abs=1e-12)

    # Of the update, whatever the moment: loss and gradient are those of the weights before it, over all of its batch.
    rows = experiment.batch.rows
    assert frame.E == pytest.approx(before.loss(data.X[rows], data.T[rows]), rel=1e-9)
    for found, expected in zip(frame.gradient, gradient(before, data.X[rows], data.T[rows]), strict=True):
        assert np.array_equal(found, expected)


def test_a_weight_set_by_hand_is_in_the_picture_at_once():
    experiment = Experiment(RUNS["one output"])
    experiment.advance(11)
    experiment.set_weight((1, 1, 0), 3.0)
    frame = maker(experiment).now()
    row = experiment.sample
    assert frame.network.weights[1][1, 0] == 3.0
    assert frame.y == pytest.approx(experiment.network.predict(experiment.dataset.X[[row]])[0], rel=1e-12)


def test_the_field_is_what_the_network_gives_at_each_point(settings):
    experiment = Experiment(settings)
    experiment.advance(7)
    made = maker(experiment)
    field = made.now().field
    assert field.shape == (9, 9, experiment.dataset.T.shape[1])
    for row in (0, 3, 8):
        for column in (0, 5, 8):
            x = experiment.dataset.X.mean(axis=0)
            x[0], x[1] = made.plane.x_ticks[column], made.plane.y_ticks[row]
            assert field[row, column] == pytest.approx(experiment.network.predict([x])[0], rel=1e-9)


def test_wrong_rows_and_accuracy_are_of_the_network_after_the_step(settings):
    experiment = Experiment(settings)
    experiment.advance(40)
    frame = maker(experiment).now()
    data = experiment.dataset
    if data.labels is None:
        assert frame.wrong is None
        assert frame.accuracy is None
        return
    y = experiment.network.predict(data.X)
    middle = 0.0 if settings.output == "tanh" else 0.5
    found = y.argmax(axis=1) if y.shape[1] > 1 else (y[:, 0] > middle).astype(int)
    assert np.array_equal(frame.wrong, found != data.labels)
    assert frame.accuracy[0] == pytest.approx((~frame.wrong[data.train]).mean())
    if len(data.test):
        assert frame.accuracy[1] == pytest.approx((~frame.wrong[data.test]).mean())
    else:
        assert frame.accuracy[1] is None


def test_frames_of_a_chunk_are_those_of_their_steps():
    experiment = Experiment(RUNS["one output"])
    made = maker(experiment)
    snapshots = experiment.frames(4, 3)
    frames = [made.frame(snapshot) for snapshot in snapshots]
    assert [frame.step for frame in frames] == [3, 6, 9, 12]
    for frame in frames:
        other = Experiment(RUNS["one output"])
        other.seek(frame.step)
        expected = maker(other).now()
        assert frame.network == expected.network
        assert (frame.sample, frame.E, frame.train, frame.test) == (
            expected.sample,
            expected.E,
            expected.train,
            expected.test,
        )
        assert np.array_equal(frame.field, expected.field)
        assert np.array_equal(frame.y, expected.y)
        assert frame.gradient is None


def test_a_frame_without_a_field_leaves_out_what_goes_with_it():
    experiment = Experiment(RUNS["one output"])
    experiment.advance(3)
    frame = maker(experiment).frame(experiment.snapshot(), field=False)
    assert frame.field is None
    assert frame.wrong is None
    assert frame.accuracy is not None


def test_making_frames_moves_nothing():
    experiment = Experiment(RUNS["batches"])
    experiment.advance(20)
    network, bits = experiment.network, experiment.network.flat().tobytes()
    first, second = maker(experiment).now(), maker(experiment).now()
    assert np.array_equal(first.field, second.field)
    assert experiment.network is network
    assert network.flat().tobytes() == bits
    experiment.advance(20)
    untouched = Experiment(RUNS["batches"])
    untouched.advance(40)
    assert untouched.network == experiment.network


def test_held_inputs_stay_at_their_mean():
    experiment = Experiment(RUNS["iris"])
    made = maker(experiment, axes=(2, 3), size=5)
    points = made.plane.points()
    assert points[:, :2] == pytest.approx(np.tile(experiment.dataset.X[:, :2].mean(axis=0), (25, 1)))
    assert made.now().field.reshape(25, 3) == pytest.approx(experiment.network.predict(points))


def test_weights_that_overflow_give_a_frame():
    experiment = Experiment(
        Settings(dataset="plane", n=10, hidden=(3,), activation="relu", output="identity", eta=100.0)
    )
    experiment.advance(300)
    assert experiment.diverged_at is not None
    frame = maker(experiment).now()
    assert np.isfinite(frame.network.flat()).all()
    assert frame.train > 1e10
