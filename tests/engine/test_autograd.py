"""Gradients and trajectories against PyTorch's autograd and optimisers; skipped where PyTorch is not installed."""

from itertools import pairwise, product

import numpy as np
import pytest

from nnviz.engine import ACTIVATIONS, OPTIMISERS, Network, gradient, step
from nnviz.engine.penalty import Penalty
from nnviz.engine.training import Trainer

from .oracle import NOT_IN_TORCH

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-torch.txt")

F = {
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": lambda u: u,
    "leaky_relu": lambda u: torch.nn.functional.leaky_relu(u, 0.01),
    "elu": torch.nn.functional.elu,
    "softplus": torch.nn.functional.softplus,
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
    "sine": torch.sin,
    "gaussian": lambda u: torch.exp(-(u**2)),
    "softmax": lambda u: torch.softmax(u, dim=-1),
}
HIDDEN = [name for name in ACTIVATIONS if name not in {"step", *NOT_IN_TORCH}]  # of the step PyTorch has no derivative
OUTPUTS = [(name, "squared") for name in ("logistic", "tanh", "relu", "identity")]
OUTPUTS += [("logistic", "cross_entropy"), ("softmax", "cross_entropy")]


def case(hidden, output, criterion, seed):
    rng = np.random.default_rng(seed)
    sizes = (3, 4, 2, 3)
    weights = [rng.uniform(-1.0, 1.0, (k + 1, n)) for k, n in pairwise(sizes)]
    net = Network(weights, (hidden, hidden, output), criterion=criterion)
    X, T = rng.uniform(-1.5, 1.5, (7, 3)), np.eye(3)[rng.integers(3, size=7)]
    return net, X, T


def mean_loss(matrices, net, X, T, penalty):
    out = torch.tensor(X)
    T = torch.tensor(T)
    for w, name in zip(matrices, net.activations, strict=True):
        out = F[name](w[0] + out @ w[1:])
    if net.criterion == "squared":
        E = 0.5 * ((T - out) ** 2).sum(1)
    elif net.activations[-1] == "softmax":
        E = -(T * torch.log(out)).sum(1)
    else:
        E = torch.nn.functional.binary_cross_entropy(out, T, reduction="none").sum(1)
    R = 0.0
    if penalty.kind == "l1":
        R = penalty.rate * sum(w[1:].abs().sum() for w in matrices)
    if penalty.kind == "l2":
        R = 0.5 * penalty.rate * sum((w[1:] ** 2).sum() for w in matrices)
    return E.mean() + R


def tensors(net):
    return [torch.tensor(weight.copy(), requires_grad=True) for weight in net.weights]


@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
@pytest.mark.parametrize(
    ("hidden", "output", "criterion"),
    [(hidden, *output) for hidden, output in product(HIDDEN, OUTPUTS)],
)
def test_every_gradient_is_autograds(hidden, output, criterion, kind):
    net, X, T = case(hidden, output, criterion, seed=len(hidden) + len(output))
    penalty = Penalty(kind, 0.07)
    matrices = tensors(net)
    mean_loss(matrices, net, X, T, penalty).backward()
    for mine, theirs in zip(gradient(net, X, T, penalty), matrices, strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", HIDDEN)
def test_every_gradient_of_an_output_is_autograds(name):
    net, X, T = case(name, name, "squared", seed=3)
    matrices = tensors(net)
    mean_loss(matrices, net, X, T, Penalty()).backward()
    for mine, theirs in zip(gradient(net, X, T), matrices, strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-10, atol=1e-12)


THEIRS = {
    "sgd": lambda matrices: torch.optim.SGD(matrices, lr=0.05),
    "momentum": lambda matrices: torch.optim.SGD(matrices, lr=0.05, momentum=0.9),
    "nesterov": lambda matrices: torch.optim.SGD(matrices, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda matrices: torch.optim.Adagrad(matrices, lr=0.05),
    "rmsprop": lambda matrices: torch.optim.RMSprop(matrices, lr=0.05),
    "adam": lambda matrices: torch.optim.Adam(matrices, lr=0.05),
}


def check_fifty_steps(net, X, T, name, penalty):
    """Compare fifty steps, one by one and trained, with PyTorch's optimiser of the same settings."""
    optimiser = OPTIMISERS[name]()
    matrices = tensors(net)
    theirs = THEIRS[name](matrices)
    order = np.random.default_rng(1).integers(len(X), size=50)
    now, state = net, None
    trainer = Trainer(net, X, T, optimiser=optimiser)
    trainer.present(order, eta=0.05, penalty=penalty)
    for row in order:
        theirs.zero_grad()
        mean_loss(matrices, net, X[row : row + 1], T[row : row + 1], penalty).backward()
        theirs.step()
        trace = step(now, X[row], T[row], 0.05, penalty=penalty, optimiser=optimiser, state=state)
        now, state = trace.network, trace.state
    for mine, fast, wanted in zip(now.weights, trainer.network().weights, matrices, strict=True):
        np.testing.assert_allclose(mine, wanted.detach().numpy(), rtol=0, atol=1e-10)
        np.testing.assert_allclose(fast, wanted.detach().numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize(("output", "criterion"), OUTPUTS)
@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
@pytest.mark.parametrize("name", [name for name in OPTIMISERS if name not in NOT_IN_TORCH])
def test_fifty_steps_of_every_optimiser_are_those_of_pytorchs(output, criterion, name, kind):
    check_fifty_steps(*case("tanh", output, criterion, seed=5), name, Penalty(kind, 0.01))


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_fifty_steps_with_every_activation_are_those_of_pytorchs(hidden, name):
    check_fifty_steps(*case(hidden, "tanh", "squared", seed=7), name, Penalty("l2", 0.01))
