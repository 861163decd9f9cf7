"""At the edges every run is either finite and can be gone back in, or says that it diverged and stands before that."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.datasets import KINDS
from nnviz.run.evaluation import Evaluator
from nnviz.run.experiment import Experiment
from nnviz.run.settings import FieldError, Settings, from_params
from tests.edges import EDGES


def experiment(params):
    settings, problems = from_params(params)
    assert not problems
    return Experiment(settings)


def there_and_back(run):
    start = run.network.flat()
    maker = FrameMaker(run, plane_of(run.dataset))
    assert maker.now() is not None
    for _ in range(3):
        run.forward()
    run.next_epoch()
    shots = run.snapshots(4, 7)
    assert shots or run.diverged_at is not None
    for _ in range(3):
        assert np.isfinite(run.network.flat()).all()
        assert all(loss is None or not np.isnan(loss) for loss in run.losses())
        maker.now()
        run.back()
    if run.diverged_at is not None:
        assert run.diverged_at > run.step
    run.seek(0)
    np.testing.assert_array_equal(run.network.flat(), start)
    run.advance(2000 if run.sizes[0] < 64 else 300)
    if run.diverged_at is not None:  # and one can go on with a smaller eta
        run.seek(0)
        run.change(eta=1e-5)
        run.forward()
        assert run.diverged_at is None
        assert run.step > 0


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_runs_or_says_that_it_diverged(name):
    there_and_back(experiment(EDGES[name]))


def test_relu_with_a_large_eta_is_said_to_diverge():
    run = experiment(EDGES["relu that diverges at once"])
    run.advance(100)
    assert run.diverged_at is not None
    assert run.step < run.diverged_at <= 100


@pytest.mark.parametrize("dataset", KINDS)
@pytest.mark.parametrize("output", ["logistic", "tanh", "relu", "identity", "step", "softmax"])
def test_no_hidden_layer_works_with_every_data_set_or_says_why_not(dataset, output):
    loss = "cross_entropy" if output == "softmax" else "squared"
    try:
        settings = Settings(dataset=dataset, hidden=(), output=output, loss=loss, n=20, eta=0.1)
    except FieldError as error:
        assert output in ("step", "softmax")
        assert error.field in ("output", "loss")
        assert dataset in str(error) or "classes" in str(error)
        return
    run = Experiment(settings)
    run.advance(30)
    assert run.step >= 30
    assert np.isfinite(run.network.flat()).all()
    Evaluator(run.dataset, run.network)
    run.back()
    assert run.step < 30 + settings.batch_size
