"""The script of a run, run by a Python of its own: the same loss, from NumPy alone, in fewer than 60 lines."""

import ast
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.engine import ACTIVATIONS, OPTIMISERS
from nnviz.export.script import script
from nnviz.run.experiment import Experiment
from nnviz.run.settings import MOVING, Settings
from tests.strategies import any_settings


def printed(text):
    command = [sys.executable, "-I", "-W", "ignore", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def check(experiment):
    text = script(experiment)
    assert len(text.splitlines()) < 60
    imported = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in imported for alias in node.names]
    assert names[0] == "numpy" and set(names[1:]) <= sys.stdlib_module_names
    data = experiment.dataset
    assert printed(text) == pytest.approx(
        experiment.network.loss(data.X[data.train], data.T[data.train]), abs=1e-12, rel=1e-12
    )
    return text


@pytest.mark.parametrize("name", [name for name in KINDS if name != "digits"])
def test_every_data_set(name):
    experiment = Experiment(Settings(dataset=name, n=60, noise=0.1, eta=0.1, output="tanh"))
    experiment.advance(150)
    check(experiment)


def test_the_digits():
    experiment = Experiment(Settings(dataset="digits", eta=0.1, output="softmax", loss="cross_entropy"))
    experiment.advance(40)
    text = check(experiment)
    assert len(text) < 2_000_000


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_settings(small=True, optimisers=("sgd", *MOVING)), st.integers(0, 90))
def test_any_run(start, steps):
    experiment = Experiment(start)
    experiment.advance(steps) if steps else None
    check(experiment)


def test_changes_by_hand_frozen_weights_and_live_settings():
    experiment = Experiment(
        Settings(
            n=40,
            hidden=(3, 2),
            activation="tanh",
            momentum=0.6,
            regularization="l1",
            eta_schedule="step",
            eta_every=1,
            features=("x1", "x2", "x1x2", "sinx1"),
            loss="cross_entropy",
            eta=0.2,
            batch_size=4,
        )
    )
    experiment.advance(30)
    experiment.change(eta=0.1)
    experiment.set_weight((0, 1, 1), 0.25)
    experiment.freeze((1, 0, 1))
    experiment.advance(50)
    experiment.change(batch_size=7)
    experiment.freeze((1, 0, 1), False)
    experiment.freeze((0, 2, 2))
    experiment.advance(40)
    experiment.change(regularization_rate=0.2)
    experiment.advance(25)
    experiment.set_weight((2, 1, 0), -0.5)
    check(experiment)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_with_frozen_weights_and_a_penalty(name):
    experiment = Experiment(Settings(n=40, hidden=(3,), optimiser=name, eta=0.05, regularization="l1", batch_size=3))
    experiment.advance(30)
    experiment.freeze((0, 1, 1))
    experiment.advance(30)
    experiment.freeze((0, 1, 1), False)
    experiment.set_weight((1, 0, 0), 0.5)
    experiment.advance(30)
    check(experiment)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_beside_another(name):
    experiment = Experiment(Settings(n=40, hidden=(3, 2), activation=(name, "tanh"), output=name, eta=0.05))
    experiment.advance(60)
    check(experiment)


@pytest.mark.parametrize("name", ["circle", "spiral", "multigauss", "xor"])
def test_everything_at_once_is_short_enough(name):
    regression = KINDS[name].task == "regression"
    start = Settings(
        dataset=name,
        hidden=(3, 2, 2, 2),
        activation=("gelu", "silu", "elu", "gaussian"),
        optimiser="adam",
        eta=0.01,
        regularization="l1",
        eta_schedule="step",
        features=("x1", "x2", "x1x2", "sinx1"),
        output="tanh" if regression else "logistic",
        loss="squared" if regression else "cross_entropy",
        batch_size=4,
    )
    experiment = Experiment(start)
    experiment.advance(30)
    experiment.set_weight((0, 1, 1), 0.25)
    experiment.freeze((1, 0, 1))
    experiment.advance(50)
    experiment.change(batch_size=7, eta=0.02)
    experiment.advance(60)
    experiment.set_weight((0, 0, 1), 0.5)
    check(experiment)


def test_a_run_that_stands_in_its_past_ends_there():
    experiment = Experiment(Settings(n=40))
    experiment.advance(100)
    experiment.seek(37)
    assert "37 samples" in check(experiment)


def test_the_default_script_reads_of_nothing_it_does_not_use():
    experiment = Experiment(Settings())
    experiment.advance(420)
    text = check(experiment)
    for word in ("rate * ", "V[i]", "still", "softmax", "tanh", "sign"):
        assert word not in text


def test_a_title_from_outside_cannot_end_the_text():
    from nnviz.datasets import OwnData

    own = OwnData(X=[[0.5], [1.5], [2.5]], labels=[0, 1, 1], classes=('"""', "x\\"), inputs=('""" + "',), target="'''")
    experiment = Experiment(Settings(dataset="own", own=own))
    experiment.advance(6)
    check(experiment)
