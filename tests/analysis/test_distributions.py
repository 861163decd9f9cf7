"""Distributions over time: counts that add up, values that are the network's, a past that is looked at unchanged."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.analysis.distributions import BINS, FLAT, MOMENTS, QUANTITIES, Survey, flat_shares, layer_values
from nnviz.engine import numerical_gradient, step
from nnviz.run.checkpoints import NEAR
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.strategies import any_settings


def surveyed(experiment, quantity, seconds=60.0):
    survey = Survey(experiment, quantity)
    shares = [survey.share]
    while survey.work(seconds):
        shares.append(survey.share)
    assert shares == sorted(shares) and shares[0] == 0.0 and survey.share == 1.0
    return survey.result


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("bias", [True, False])
def test_counts_add_up_and_are_numpys(quantity, bias):
    run = Experiment(Settings(n=40, hidden=(5, 3), bias=bias, activation="tanh"))
    run.advance(700)
    network, data = run.network, run.dataset
    sizes = {
        "weights": [w.size if bias else w[1:].size for w in network.weights],
        "activations": [len(data.train) * n for n in run.sizes[1:]],
    }
    sizes["gradients"] = sizes["weights"]
    spread = surveyed(run, quantity)
    assert (len(spread.steps), spread.steps[0], spread.steps[-1]) == (MOMENTS, 0, 700)
    past = Experiment(run.start)
    for at in (0, 7, MOMENTS - 1):
        past.seek(spread.steps[at])
        for layer, values in zip(spread.layers, layer_values(past.network, data, quantity), strict=True):
            assert layer.counts[at].sum() == layer.size == len(values) == sizes[quantity][layer.layer - 1]
            np.testing.assert_array_equal(layer.counts[at], np.histogram(values, layer.edges)[0])
            assert len(layer.edges) == BINS + 1
    for layer, values in zip(spread.layers, layer_values(network, data, quantity), strict=True):
        assert (layer.least, layer.largest) == (values.min(), values.max())
        assert layer.median == pytest.approx(np.median(values))


def test_gradients_are_the_mean_over_the_training_rows():
    run = Experiment(Settings(n=30, hidden=(3,), regularization="l2", regularization_rate=1.0))
    data = run.dataset
    expected = numerical_gradient(run.network, data.X[data.train], data.T[data.train])
    for values, other in zip(layer_values(run.network, data, "gradients"), expected, strict=True):
        np.testing.assert_allclose(values, other.ravel(), atol=1e-8)


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "identity", "step"])
def test_flat_slopes_are_counted_sample_by_sample(activation):
    run = Experiment(Settings(n=30, hidden=(4, 3), activation=activation, eta=3.0))
    run.advance(300)
    data = run.dataset
    traces = [step(run.network, data.X[row], data.T[row]) for row in data.train]
    for layer, share in enumerate(flat_shares(run.network, data)):
        slopes = np.array([trace.layers[layer].slope for trace in traces])
        assert share == pytest.approx(np.mean(np.abs(slopes) < FLAT))
    if activation == "step":
        assert flat_shares(run.network, data)[:2] == [1.0, 1.0]


@settings(max_examples=15, deadline=None)
@given(any_settings(small=True), st.integers(0, 900), st.integers(0, 900))
def test_looking_back_finds_the_networks_and_leaves_the_run_as_it_was(chosen, far, back):
    run, other = Experiment(chosen), Experiment(chosen)
    for experiment in (run, other):
        experiment.seek(far)
        experiment.seek(min(back, experiment.step))
    past = run.past()
    for at in past.steps(9):
        while (network := past.network(at, 50)) is None:
            pass
        again = Experiment(chosen)
        again.seek(at)
        assert network == again.network
    assert (run.step, run.furthest, run.network) == (other.step, other.furthest, other.network)
    for experiment in (run, other):
        experiment.forward()
    assert (run.step, run.network) == (other.step, other.network)
    assert run.history().train.tolist() == other.history().train.tolist()


def test_changes_by_hand_are_in_the_past():
    run = Experiment(Settings(n=20))
    run.advance(20)
    run.set_weight((0, 1, 0), 7.0)
    run.freeze((0, 1, 0))
    run.advance(20)
    run.set_weight((1, 1, 0), -9.0)
    past = run.past()
    assert past.network(20, 100).weights[0][1, 0] == 7.0
    assert past.network(19, 100).weights[0][1, 0] != 7.0
    assert past.network(40, 100) == run.network
    spread = surveyed(run, "weights")
    assert [layer.largest for layer in spread.layers] == [w.max() for w in run.network.weights]


def test_far_on_the_past_is_what_is_kept():
    run = Experiment(Settings(n=20, hidden=(2,)))
    run.seek(400_000)
    steps = run.past().steps(41)
    assert len(steps) == 41 and steps[0] == 0 and steps[-1] == run.step
    assert np.diff(steps).max() < 2 * 400_000 / 40
    assert all(run.past().network(at, 1) is not None for at in steps[:-1])  # no way to go
    far = NEAR + 5_000
    run.seek(far)  # of what is kept, less than half as many lie before here: they are found again, bit by bit
    assert run.past().steps(41) == tuple(range(0, far + 1, far // 40))
    assert run.past().network(far - 1_000, 100) is None
    survey = Survey(run, "weights")
    slices = 1
    while survey.work(0.0):
        slices += 1
    assert slices >= 3 * MOMENTS


def test_steps_are_batch_ends_and_a_run_that_has_not_begun_has_one():
    run = Experiment(Settings(n=20, batch_size=6, test_share=0.0))
    assert run.past().steps(41) == (0,)
    assert [layer.counts.shape for layer in surveyed(run, "weights").layers] == [(1, BINS)] * 2
    run.advance(50)
    ends = {0}
    again = Experiment(run.start)
    while again.step < run.step:
        again.forward()
        ends.add(again.step)
    assert set(run.past().steps(41)) <= ends


def test_activations_between_two_ends_always_have_the_same_bins():
    run = Experiment(Settings(n=20, hidden=(3,), activation="tanh"))
    hidden, output = surveyed(run, "activations").layers
    assert (hidden.edges[0], hidden.edges[-1], output.edges[0], output.edges[-1]) == (-1, 1, 0, 1)


def test_what_is_no_number_is_in_no_bin():
    run = Experiment(Settings(n=20, hidden=(2,), dataset="multigauss", activation="relu", output="identity", eta=100))
    run.advance(500)
    assert run.diverged_at is not None
    for quantity in QUANTITIES:
        for layer in surveyed(run, quantity).layers:
            assert 0 <= layer.counts[-1].sum() <= layer.size
            assert np.isfinite(layer.edges).all()


def test_what_cannot_be_is_refused():
    run = Experiment(Settings(n=20))
    with pytest.raises(ValueError, match="quantity must be"):
        Survey(run, "biases")
    with pytest.raises(ValueError, match="quantity must be"):
        layer_values(run.network, run.dataset, "biases")
    past = run.past()
    with pytest.raises(ValueError, match="step must be"):
        past.network(1, 10)
    with pytest.raises(ValueError, match="most must be"):
        past.network(0, 0)
    with pytest.raises(ValueError, match="count must be"):
        past.steps(1)


def test_equal_values_have_bins_around_them():
    run = Experiment(Settings(n=20, hidden=(2,), init="constant", init_scale=0.25, bias=False))
    for layer in surveyed(run, "weights").layers:
        assert layer.edges[0] < 0.25 < layer.edges[-1]
        assert layer.counts.sum() == layer.size
