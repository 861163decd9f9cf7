"""Confusion matrices and errors, against counting by hand."""

import numpy as np
import pytest

from nnviz.analysis.scores import classified, fitted
from nnviz.datasets import OwnData, make_dataset
from nnviz.engine import Network, init_network
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


@pytest.mark.parametrize("name", ["circle", "blobs3", "iris"])
@pytest.mark.parametrize("output", ["logistic", "tanh"])
def test_the_matrix_counts_every_row_once(name, output):
    data = make_dataset(name, n=90, output=output)
    network = init_network((data.X.shape[1], 3, data.T.shape[1]), seed=5, output=output)
    found = classified(network, data, data.train)
    by_hand = np.zeros((len(data.classes), len(data.classes)), dtype=int)
    for row in data.train:
        y = network.predict(data.X[row : row + 1])[0]
        told = int(np.argmax(y)) if len(y) > 1 else int(y[0] > (0.0 if output == "tanh" else 0.5))
        by_hand[data.labels[row], told] += 1
    np.testing.assert_array_equal(found.confusion, by_hand)
    assert found.n == len(data.train)
    assert found.accuracy == pytest.approx(np.trace(by_hand) / by_hand.sum())


def test_it_agrees_with_the_accuracy_on_the_page():
    experiment = Experiment(Settings(dataset="iris", hidden=(5,)))
    experiment.advance(900)
    data = experiment.dataset
    found = [classified(experiment.network, data, rows).accuracy for rows in (data.train, data.test)]
    assert found == pytest.approx(experiment.accuracy())


def test_rates_class_by_class():
    data = make_dataset("and")
    always = Network([[[9.0], [0.0], [0.0]]])
    found = classified(always, data, data.train)
    assert found.confusion.tolist() == [[0, 3], [0, 1]]
    assert found.recall.tolist() == [0.0, 1.0]
    assert np.isnan(found.precision[0])
    assert found.precision[1] == 0.25
    assert (found.true.tolist(), found.told.tolist()) == ([3, 1], [0, 4])


def test_errors_are_in_the_targets_own_units():
    own = OwnData(X=[[0.0], [1.0], [2.0]], values=[100.0, 200.0, 300.0], scaling="none")
    data = make_dataset("own", own=own, output="identity", test_share=0.0)
    constant = Network([[[0.0], [0.0]]], "identity")  # the middle, 200, for every row
    found = fitted(constant, data, data.train)
    assert found.rmse == pytest.approx(np.sqrt(20_000 / 3))
    assert found.mae == pytest.approx(200 / 3)
    assert found.r2 == pytest.approx(0.0)
    exact = fitted(Network([[[-1.0], [1.0]]], "identity"), data, data.train)
    assert (exact.rmse, exact.r2) == (pytest.approx(0.0, abs=1e-9), pytest.approx(1.0))


def test_what_has_no_classes_or_no_rows_is_refused():
    data = make_dataset("plane", n=20)
    network = init_network((2, 1), seed=1)
    with pytest.raises(ValueError, match="must have classes"):
        classified(network, data, data.train)
    with pytest.raises(ValueError, match="rows must not be empty"):
        fitted(network, data, data.test[:0])
