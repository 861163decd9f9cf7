"""Mean losses, accuracy and wrong rows, against the plain definitions."""

import numpy as np
import pytest

from nnviz.datasets import make_dataset
from nnviz.engine import init_network
from nnviz.run.evaluation import Evaluator


def made(name: str, output: str, hidden: tuple[int, ...] = (4, 3), share: float = 0.3):
    data = make_dataset(name, n=90, noise=0.1, test_share=share, seed=3, output=output)
    sizes = (data.X.shape[1], *hidden, data.T.shape[1])
    return data, init_network(sizes, seed=4, activation="tanh", output=output)


@pytest.mark.parametrize("output", ["logistic", "tanh", "relu", "identity", "step"])
@pytest.mark.parametrize("name", ["circle", "blobs4", "plane", "xor4", "iris"])
@pytest.mark.parametrize("hidden", [(), (4, 3)])
def test_scores_are_those_of_the_network(name: str, output: str, hidden: tuple[int, ...]) -> None:
    if (name, output) == ("plane", "step"):
        return
    data, network = made(name, output, hidden)
    evaluator = Evaluator(data, network)
    for scale in (1.0, -2.0, 0.0):  # one evaluator for many weights
        other = network.with_flat(scale * network.flat())
        scores = evaluator.scores(other.flat())
        Y = other.predict(data.X)
        per_row = 0.5 * ((data.T - Y) ** 2).sum(axis=1)
        assert scores.train == pytest.approx(per_row[data.train].mean(), rel=1e-12)
        assert (scores.test is None) == (len(data.test) == 0)
        if scores.test is not None:
            assert scores.test == pytest.approx(per_row[data.test].mean(), rel=1e-12)
        assert evaluator.losses(other.flat()) == (scores.train, scores.test)
        assert evaluator.accuracy(other.flat()) == scores.accuracy
        if data.labels is None:
            assert scores.accuracy is None and scores.wrong is None
            continue
        middle = 0.0 if output == "tanh" else 0.5
        found = Y.argmax(axis=1) if Y.shape[1] > 1 else (Y[:, 0] > middle).astype(int)
        assert (scores.wrong == (found != data.labels)).all()
        assert scores.accuracy == (
            np.mean(found[data.train] == data.labels[data.train]),
            np.mean(found[data.test] == data.labels[data.test]) if len(data.test) else None,
        )


def test_without_test_rows_there_is_no_test_score() -> None:
    data, network = made("circle", "logistic", share=0.0)
    scores = Evaluator(data, network).scores(network.flat())
    assert scores.test is None
    assert scores.accuracy is not None and scores.accuracy[1] is None


def test_weights_beyond_reason_give_an_infinite_loss_and_no_warning() -> None:
    data = make_dataset("circle", n=40, seed=1, output="identity")
    network = init_network((2, 3, 3, 1), seed=1, activation="identity", output="identity")
    flat = np.where(np.arange(network.n_weights) % 2, 1e300, -1e300)
    evaluator = Evaluator(data, network)
    assert evaluator.losses(flat) == (np.inf, np.inf)
    with np.errstate(all="ignore"):  # infinity minus infinity on the way
        flat = np.where(np.arange(network.n_weights) < network.weights[0].size, 1e308, flat)
        assert np.isnan(network.with_flat(flat).predict(data.X)).any()
    assert evaluator.losses(flat) == (np.inf, np.inf)
