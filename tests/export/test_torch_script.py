"""The script for PyTorch comes to the run's own loss, where PyTorch is installed, and is right Python everywhere."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import io
import math

import pytest

from nnviz.datasets import KINDS
from nnviz.engine import ACTIVATIONS, OPTIMISERS
from nnviz.engine.activations.record import Activation, get_activation, register, unregister
from nnviz.export.torch_script import NotInTorchError, torch_script, trusted_until
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.settings import Settings
from tests.engine.oracle import NOT_IN_TORCH

TORCH = importlib.util.find_spec("torch") is not None
needs_torch = pytest.mark.skipif(not TORCH, reason="PyTorch is not installed")
SGD_LIKE = ("sgd", "momentum", "nesterov")


def check(experiment, name=""):
    """Run the script; where PyTorch does not have what is of this name, see that this is said instead."""
    if name in NOT_IN_TORCH:
        with pytest.raises(NotInTorchError, match=rf"^PyTorch has no \w+ {name}$"):
            torch_script(experiment)
        return ""
    text = torch_script(experiment)
    imported = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [alias.name for node in imported for alias in node.names] == ["numpy", "torch"]
    if TORCH:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(text, "script", "exec"), {})
        assert float(out.getvalue()) == pytest.approx(experiment.losses()[0], rel=1e-9, abs=1e-12)
    return text


def advanced(settings, samples=500, **more):
    experiment = Experiment(settings, **more)
    experiment.seek(samples)
    return experiment


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_activation(activation):
    check(advanced(Settings(n=40, hidden=(3, 2), activation=activation, eta=0.05)), activation)


@pytest.mark.parametrize("optimiser", sorted(OPTIMISERS))
@pytest.mark.parametrize("penalty", ["none", "l1", "l2"])
def test_every_optimiser_and_penalty(optimiser, penalty):
    eta = 0.1 if optimiser in SGD_LIKE else 0.01
    settings = Settings(n=40, hidden=(3,), optimiser=optimiser, regularization=penalty, eta=eta, batch_size=7)
    check(advanced(settings), optimiser)


@pytest.mark.parametrize("name", [name for name in KINDS if name != "digits"])
def test_every_data_set(name):
    check(advanced(Settings(dataset=name, n=60, noise=0.1, eta=0.1, output="tanh"), 150))


@pytest.mark.parametrize(
    "settings",
    [
        Settings(dataset="iris", loss="cross_entropy", output="softmax", eta=0.1),
        Settings(loss="cross_entropy", eta=0.1),
        Settings(dataset="nand", hidden=(), output="step", rule="perceptron", eta=0.1),
        Settings(bias=False, eta=0.1),
        Settings(eta_schedule="step", eta_every=1, eta_decay=0.7),
        Settings(eta_schedule="inverse", order="replacement"),
        Settings(hidden=(4, 3), activation=("tanh", "relu"), eta=0.05, order="file"),
        Settings(features=("x1", "x2x2", "sinx1"), init="he", eta=0.1),
    ],
    ids=lambda settings: f"{settings.dataset}-{settings.output}-{settings.eta_schedule}-{settings.activation}",
)
def test_structures(settings):
    check(advanced(settings))


def test_changes_on_the_way():
    edits = [Edit(100, "eta", 0.3), Edit(200, "batch_size", 5), Edit(300, "regularization_rate", 0.02)]
    hands = [
        HandEdit(0, "weight", (0, 1, 0), 0.5),
        HandEdit(50, "freeze", (0, 1, 0), True),
        HandEdit(250, "freeze", (0, 1, 0), False),
        HandEdit(400, "weight", (1, 0, 0), -1.0),
        HandEdit(500, "weight", (1, 1, 0), 2.0),
    ]
    for optimiser in ("momentum", "adam"):
        settings = Settings(n=50, optimiser=optimiser, regularization="l2", eta=0.01)
        check(advanced(settings, edits=edits, hands=hands))


def test_a_chaotic_run_says_how_far_it_can_be_trusted():
    calm, chaotic = advanced(Settings(eta=0.1)), advanced(Settings(hidden=(3, 3), activation="sine", eta=1.0), 3000)
    assert trusted_until(calm) == 500
    assert 0 < trusted_until(chaotic) < 3000
    assert "does not grow" in torch_script(calm)
    assert "chaotic" in torch_script(chaotic)


def test_what_pytorch_has_not_is_named():
    plain = get_activation("tanh")
    fields = {name: getattr(plain, name) for name in ("label", "value", "slope", "latex", "slope_latex", "source")}
    register(Activation(name="own_tanh", slope_source=plain.slope_source, **fields))
    try:
        with pytest.raises(NotInTorchError, match="own_tanh"):
            torch_script(Experiment(Settings(activation="own_tanh")))
    finally:
        unregister("own_tanh")


@needs_torch
@pytest.mark.parametrize("name", sorted({*ACTIVATIONS} - NOT_IN_TORCH))
def test_an_activations_code_is_its_value(name):
    import torch

    u = [-3.0, -0.5, 0.0, 0.5, 3.0]
    found = eval(get_activation(name).torch, {"torch": torch, "u": torch.tensor(u, dtype=torch.float64)})
    for at, value in zip(u, found.tolist(), strict=True):
        import numpy as np

        assert math.isclose(value, float(get_activation(name).value(np.array([at]))[0]), rel_tol=1e-12, abs_tol=1e-15)
