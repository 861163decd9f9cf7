"""Ailing neurons: each criterion on both sides of its limit, by hand, and nothing where nothing is wrong."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.analysis.health import FLAT_SLOPE, HUGE_NET_INPUT, ailments
from nnviz.datasets import Dataset
from nnviz.engine import Network
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


def rows(X, train=None):
    """A data set of these inputs and one target each; the rows that are not for training are for testing."""
    X = np.atleast_2d(np.asarray(X, dtype=float))
    train = list(range(len(X))) if train is None else train
    names = tuple(f"x{k + 1}" for k in range(X.shape[1]))
    return Dataset(
        name="rows",
        title="Rows",
        X=X,
        T=np.zeros((len(X), 1)),
        labels=None,
        inputs=names,
        outputs=("y",),
        classes=(),
        task="regression",
        train=np.array(train),
        test=np.array([row for row in range(len(X)) if row not in train], dtype=int),
        centre=np.zeros(X.shape[1]),
        scale=np.ones(X.shape[1]),
    )


def single(activation, weight, bias=0.0, **more):
    """One input, one neuron."""
    return Network(([[bias], [weight]],), activation, **more)


def kinds(network, data):
    return [(found.layer, found.index, found.kind) for found in ailments(network, data)]


def test_a_relu_is_dead_if_no_training_sample_turns_it_on():
    data = rows([[-1.0], [0.5], [2.0]], train=[0, 1])
    # Off for both training samples, on for the test sample: that does not help it to learn.
    assert kinds(single("relu", 1.0, -0.5), data) == [(1, 0, "dead")]  # u = 0 for the second: the slope is 0 there
    assert kinds(single("relu", 1.0, -0.4999), data) == []
    assert kinds(single("relu", -1.0), data) == []
    (found,) = ailments(single("relu", 1.0, -1.0), data)
    assert "0 for all 2 training samples" in found.why


@pytest.mark.parametrize(
    ("activation", "limit"),
    # f' = f(1 - f) = 0.01 at u = ln((1 + s) / (1 - s)), s = sqrt(1 - 0.04); 1 - tanh² = 0.01 at artanh(sqrt(0.99)).
    [("logistic", np.log((1 + np.sqrt(0.96)) / (1 - np.sqrt(0.96)))), ("tanh", np.arctanh(np.sqrt(0.99)))],
)
def test_saturated_is_a_slope_below_the_limit_for_every_training_sample(activation, limit):
    assert FLAT_SLOPE == 0.01
    data = rows([[1.0], [-1.0], [0.0]], train=[0, 1])
    assert kinds(single(activation, 1.001 * limit), data) == [(1, 0, "saturated")]
    assert kinds(single(activation, -1.001 * limit), data) == [(1, 0, "saturated")]
    assert kinds(single(activation, 0.999 * limit), data) == []
    # One training sample where it is steep is enough.
    assert kinds(single(activation, 1.001 * limit), replace(data, train=np.arange(3), test=np.array([]))) == []


def test_flat_by_its_making_is_not_saturated():
    data = rows([[1.0], [-1.0]])
    assert kinds(single("step", 50.0), data) == []
    assert kinds(single("identity", 50.0), data) == []
    sure = single("logistic", 50.0, criterion="cross_entropy")  # its delta is y - t, whatever the slope
    assert kinds(sure, data) == []
    assert kinds(replace(sure, criterion="squared"), data) == [(1, 0, "saturated")]


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "identity", "step"])
def test_exploding_is_a_net_input_beyond_the_limit_for_any_training_sample(activation):
    assert HUGE_NET_INPUT == 1e3
    data = rows([[0.1], [1.0], [-90.0]], train=[0, 1])
    assert kinds(single(activation, 1000.5), data) == [(1, 0, "exploding")]
    assert "exploding" not in [kind for *_, kind in kinds(single(activation, 999.5), data)]
    assert kinds(single(activation, -1000.5), data) == [(1, 0, "exploding")]  # a relu that is dead as well


def test_outputs_beyond_all_numbers_explode_and_so_does_what_they_feed():
    network = Network(([[0.0, 0.0], [1e300, 1.0]], [[0.0], [1e300], [1.0]]), ("identity", "logistic"))
    found = ailments(network, rows([[1.0], [2.0]]))
    assert [(a.layer, a.index, a.kind) for a in found] == [(1, 0, "exploding"), (2, 0, "exploding")]
    assert "1e+300" in found[0].why or "2e+300" in found[0].why
    assert "beyond all numbers" in found[1].why


def test_each_neuron_is_named_by_its_place():
    # h1 is dead, h2 well, h3 explodes; y is saturated.
    network = Network(([[-9.0, 0.1, 0.0], [1.0, 1.0, 2000.0]], [[9.0], [0.0], [0.1], [0.0]]), ("relu", "logistic"))
    expected = [(1, 0, "dead"), (1, 2, "exploding"), (2, 0, "saturated")]
    assert kinds(network, rows([[0.5], [1.0]])) == expected


@pytest.mark.parametrize("settings", [Settings(), Settings(hidden=(8, 8, 8), activation="tanh"), Settings(hidden=())])
def test_a_fresh_network_is_well(settings):
    experiment = Experiment(settings)
    assert ailments(experiment.network, experiment.dataset) == ()


def test_another_number_of_inputs_is_refused():
    with pytest.raises(ValueError, match=r"\(n, 1\)|X"):
        ailments(single("relu", 1.0), rows([[1.0, 2.0]]))
