"""Gradients and trajectories against PyTorch's autograd and its SGD; skipped where PyTorch is not installed."""

from itertools import pairwise, product

import numpy as np
import pytest

from nnviz.engine import Network, gradient, step
from nnviz.engine.penalty import Penalty
from nnviz.engine.training import Trainer

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-torch.txt")

F = {
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": lambda u: u,
    "softmax": lambda u: torch.softmax(u, dim=-1),
}
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
    [(hidden, *output) for hidden, output in product(["logistic", "tanh", "relu", "identity"], OUTPUTS)],
)
def test_every_gradient_is_autograds(hidden, output, criterion, kind):
    net, X, T = case(hidden, output, criterion, seed=len(hidden) + len(output))
    penalty = Penalty(kind, 0.07)
    matrices = tensors(net)
    mean_loss(matrices, net, X, T, penalty).backward()
    for mine, theirs in zip(gradient(net, X, T, penalty), matrices, strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("output", "criterion"), OUTPUTS)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("kind", ["none", "l2"])
def test_fifty_steps_are_those_of_pytorchs_sgd(output, criterion, momentum, kind):
    net, X, T = case("tanh", output, criterion, seed=5)
    penalty = Penalty(kind, 0.01)
    matrices = tensors(net)
    sgd = torch.optim.SGD(matrices, lr=0.05, momentum=momentum)
    rng = np.random.default_rng(1)
    order = rng.integers(len(X), size=50)
    now, velocity = net, None
    trainer = Trainer(net, X, T)
    trainer.present(order, eta=0.05, batch_size=1, penalty=penalty, momentum=momentum)
    for row in order:
        sgd.zero_grad()
        mean_loss(matrices, net, X[row : row + 1], T[row : row + 1], penalty).backward()
        sgd.step()
        trace = step(now, X[row], T[row], 0.05, penalty=penalty, momentum=momentum, velocity=velocity)
        now, velocity = trace.network, trace.velocity
    for mine, fast, theirs in zip(now.weights, trainer.network().weights, matrices, strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(fast, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
