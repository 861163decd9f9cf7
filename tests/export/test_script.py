"""The script of a run, run by a Python of its own: the same weights to the last bit, in fewer than 60 lines."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.engine import ACTIVATIONS, OPTIMISERS
from nnviz.export.script import script
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.export.apart import run_apart
from tests.strategies import any_settings

TELL = "for w in W: print(*map(repr, w.ravel().tolist()))\n"


def read(out):
    """The loss that a script printed, and its weights as one vector."""
    loss, *weights = out.splitlines()
    return float(loss), np.array([float(value) for line in weights for value in line.split()])


def run(text):
    code, out, err = run_apart(text + TELL)
    assert code == 0, err
    return read(out)


def test_the_python_apart_is_as_a_fresh_one():
    command = [sys.executable, "-I", "-W", "ignore", "-"]
    text = script(Experiment(Settings(n=20, hidden=(2,)))) + TELL
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert run_apart(text) == (0, done.stdout, done.stderr)
    for wrong, words in (("W", "NameError"), ("np", "NameError"), ("import nnviz", "No module named 'nnviz'")):
        code, out, err = run_apart(wrong)
        assert (code, out) == (1, "")
        assert words in err


def check(experiment):
    text = script(experiment)
    assert len(text.splitlines()) < 60
    imported = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imported for alias in node.names if alias.name != "math"] == ["numpy"]
    loss, weights = run(text)
    np.testing.assert_array_equal(weights, experiment.network.flat())
    assert loss == pytest.approx(experiment.losses()[0], rel=1e-14)
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
@given(any_settings(small=True), st.integers(0, 90))
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


@pytest.mark.parametrize("name", [name for name in KINDS if name != "digits"])
@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_a_run_that_uses_everything_has_fewer_than_60_lines(name, loss):
    how = {"momentum": 0.5, "regularization": "l1", "eta_schedule": "step", "bias": False, "hidden": (3, 2)}
    features = () if name == "one_to_zero" else ("x1", "x1x1")
    if KINDS[name].task == "regression" and loss == "cross_entropy":
        pytest.skip("values to learn are judged by their squares")
    experiment = Experiment(Settings(dataset=name, n=40, loss=loss, eta=0.01, features=features, **how))
    experiment.advance(20)
    experiment.change(eta=0.02, batch_size=5)
    experiment.set_weight((0, 1, 0), 0.2)
    experiment.freeze((1, 1, 0))
    experiment.advance(20)
    experiment.change(regularization_rate=0.0)
    experiment.advance(10)
    for row in range(1, experiment.sizes[0] + 1):
        experiment.set_weight((0, row, 1), 0.1 * row)
    check(experiment)


def test_a_penalty_that_comes_and_goes():
    experiment = Experiment(Settings(n=40, regularization="l2", regularization_rate=0.0, batch_size=3))
    for rate in (0.1, 0.0, 0.01):
        experiment.advance(30)
        experiment.change(regularization_rate=rate)
    experiment.advance(30)
    check(experiment)


CHAOTIC = [
    {"dataset": "xor", "activation": "relu", "eta": 1.0},
    {"dataset": "spiral", "activation": "relu", "hidden": (8, 8), "eta": 0.5, "momentum": 0.5},
    {"dataset": "moons", "activation": "tanh", "output": "tanh", "hidden": (8,), "eta": 2.0, "batch_size": 5},
]


@pytest.mark.parametrize("how", CHAOTIC)
def test_a_chaotic_run_comes_to_the_same_end(how):
    """A change in the last bit of a weight grows until the loss is another: only the engine's own order will do."""
    experiment = Experiment(Settings(**how))
    experiment.seek(10_000)
    text = check(experiment)
    nudged = text.replace("steps, at,", "W[0][1, 0] = np.nextafter(W[0][1, 0], 9)\nsteps, at,")
    assert run(nudged)[0] != pytest.approx(experiment.losses()[0], rel=1e-6)


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("penalty", ["none", "l1"])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_with_frozen_weights_and_a_penalty(name, penalty, batch_size):
    how = {"optimiser": name, "eta": 0.05, "regularization": penalty, "batch_size": batch_size}
    experiment = Experiment(Settings(n=40, hidden=(3,), **how))
    experiment.advance(30)
    experiment.freeze((0, 1, 1))
    experiment.advance(30)
    experiment.freeze((0, 1, 1), False)
    experiment.set_weight((1, 0, 0), 0.5)
    experiment.advance(30)
    check(experiment)


@pytest.mark.parametrize("batch_size", [1, 5])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_alone_and_beside_another(name, batch_size):
    for hidden, activation in (((3, 2), (name, "tanh")), ((3,), name)):
        how = {"activation": activation, "output": name, "eta": 0.05, "batch_size": batch_size}
        experiment = Experiment(Settings(n=40, hidden=hidden, **how))
        experiment.advance(60)
        check(experiment)


@pytest.mark.parametrize("name", ["circle", "spiral", "multigauss", "xor", "penguins"])
def test_everything_new_at_once_is_short_enough(name):
    regression = KINDS[name].task == "regression"
    start = Settings(
        dataset=name,
        hidden=(3, 2, 2, 2),
        activation=("gelu", "silu", "elu", "gaussian"),
        optimiser="adam",
        eta=0.01,
        regularization="l1",
        eta_schedule="step",
        features=("x1", "x2", "x1x2", "x1x1"),
        output="tanh" if regression else "logistic",
        loss="squared" if regression else "cross_entropy",
        bias=False,
    )
    experiment = Experiment(start)
    experiment.advance(30)
    experiment.set_weight((0, 1, 1), 0.25)
    experiment.freeze((1, 1, 1))
    experiment.advance(50)
    experiment.change(batch_size=7, eta=0.02)
    experiment.advance(60)
    experiment.change(regularization_rate=0.0)
    experiment.advance(10)
    experiment.set_weight((0, 1, 1), 0.5)
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
    for word in ("rate * ", "V[i]", "still", "e.sum", "tanh", "sign", "early"):
        assert word not in text


def test_a_title_from_outside_cannot_end_the_text():
    from nnviz.datasets import OwnData

    own = OwnData(X=[[0.5], [1.5], [2.5]], labels=[0, 1, 1], classes=('"""', "x\\"), inputs=('""" + "',), target="'''")
    experiment = Experiment(Settings(dataset="own", own=own))
    experiment.advance(6)
    check(experiment)
