"""The engine's mathematics once more, in plain Python: lists, loops, math. It shares no line with the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Matrix = list[list[float]]
Vector = Sequence[float]
Batch = Sequence[tuple[Vector, Vector]]
Memory = dict[str, float]
"""What an optimiser remembers of one weight."""

VALUES: dict[str, Callable[[float], float]] = {
    "logistic": lambda u: 1.0 / (1.0 + math.exp(-u)) if u > -700 else 0.0,
    "tanh": math.tanh,
    "relu": lambda u: max(u, 0.0),
    "identity": lambda u: u,
    "step": lambda u: 1.0 if u > 0 else 0.0,
    "leaky_relu": lambda u: u if u > 0 else 0.01 * u,
    "elu": lambda u: u if u > 0 else math.expm1(u),
    "softplus": lambda u: math.log1p(math.exp(-abs(u))) + (u if u > 0 else 0.0),
    "silu": lambda u: u * VALUES["logistic"](u),
    "gelu": lambda u: u * 0.5 * math.erfc(-u / math.sqrt(2.0)),
    "sine": math.sin,
    "gaussian": lambda u: math.exp(-(u**2)),
}
SLOPES: dict[str, Callable[[float], float]] = {
    "logistic": lambda u: VALUES["logistic"](u) * VALUES["logistic"](-u),
    "tanh": lambda u: 1.0 / math.cosh(u) ** 2,
    "relu": lambda u: 1.0 if u > 0 else 0.0,
    "identity": lambda u: 1.0,
    "step": lambda u: 0.0,
    "leaky_relu": lambda u: 1.0 if u > 0 else 0.01,
    "elu": lambda u: 1.0 if u > 0 else math.exp(u),
    "softplus": lambda u: VALUES["logistic"](u),
    "silu": lambda u: VALUES["logistic"](u) * (1.0 + u * VALUES["logistic"](-u)),
    "gelu": lambda u: 0.5 * math.erfc(-u / math.sqrt(2.0)) + u * math.exp(-(u**2) / 2.0) / math.sqrt(2.0 * math.pi),
    "sine": math.cos,
    "gaussian": lambda u: -2.0 * u * math.exp(-(u**2)),
}
NOT_IN_TORCH: frozenset[str] = frozenset()
"""Activations and optimisers that PyTorch does not have: their tests against PyTorch are that this is said."""


def forward(weights: list[Matrix], activations: Sequence[str], x: Vector) -> tuple[Matrix, Matrix]:
    """Return the net inputs and outputs of every layer as two lists of lists."""
    us: Matrix = []
    outs: Matrix = []
    a = [float(value) for value in x]
    for weight, name in zip(weights, activations, strict=True):
        fan_in, fan_out = len(weight) - 1, len(weight[0])
        u = [weight[0][i] + math.fsum(weight[1 + k][i] * a[k] for k in range(fan_in)) for i in range(fan_out)]
        a = [VALUES[name](value) for value in u]
        us.append(u)
        outs.append(a)
    return us, outs


def loss(weights: list[Matrix], activations: Sequence[str], x: Vector, t: Vector) -> float:
    """Return E of one sample."""
    y = forward(weights, activations, x)[1][-1]
    return 0.5 * math.fsum((target - value) ** 2 for target, value in zip(t, y, strict=True))


def gradient(weights: list[Matrix], activations: Sequence[str], x: Vector, t: Vector) -> list[Matrix]:
    """Return dE/dW of one sample, shaped like the weights, by summing over every path from a weight to the loss."""
    us, outs = forward(weights, activations, x)
    inputs = [list(x), *outs[:-1]]
    result = []
    for layer, weight in enumerate(weights):
        rows = [[0.0] * len(weight[0]) for _ in weight]
        for i in range(len(weight[0])):
            delta = _sensitivity(weights, activations, us, outs, t, layer, i)
            for k in range(len(weight)):
                rows[k][i] = delta * (1.0 if k == 0 else inputs[layer][k - 1])
        result.append(rows)
    return result


def _sensitivity(
    weights: list[Matrix], activations: Sequence[str], us: Matrix, outs: Matrix, t: Vector, layer: int, neuron: int
) -> float:
    """Return dE/du of one neuron, by recursion into the layer above: the chain rule, nothing remembered."""
    slope = SLOPES[activations[layer]](us[layer][neuron])
    if layer == len(weights) - 1:
        return (outs[layer][neuron] - t[neuron]) * slope
    above = weights[layer + 1]
    return slope * math.fsum(
        above[1 + neuron][j] * _sensitivity(weights, activations, us, outs, t, layer + 1, j)
        for j in range(len(above[0]))
    )


def update(weights: list[Matrix], activations: Sequence[str], batch: Batch, eta: float) -> list[Matrix]:
    """Return the weights after one update by the mean gradient of the batch, a list of (x, t)."""
    gradients = [gradient(weights, activations, x, t) for x, t in batch]
    return [
        [
            [value - eta * math.fsum(g[layer][k][i] for g in gradients) / len(batch) for i, value in enumerate(row)]
            for k, row in enumerate(weight)
        ]
        for layer, weight in enumerate(weights)
    ]


def penalized(gradients: list[Matrix], weights: list[Matrix], kind: str, rate: float) -> list[Matrix]:
    """Return gradients with the penalty's slopes in them: of L1 or L2, on all rows but the biases'."""

    def slope(w: float) -> float:
        return rate * (w if kind == "l2" else (w > 0) - (w < 0)) if kind != "none" else 0.0

    def with_slopes(k: int, gradient_row: list[float], row: list[float]) -> list[float]:
        return [g + (slope(w) if k else 0.0) for g, w in zip(gradient_row, row, strict=True)]

    return [
        [with_slopes(k, *rows) for k, rows in enumerate(zip(*pair, strict=True))]
        for pair in zip(gradients, weights, strict=True)
    ]


# One weight's update: (w, g, what was remembered, which update, eta) -> the new w and what is remembered.


def sgd(w: float, g: float, memory: Memory, n: int, eta: float) -> tuple[float, Memory]:
    return w - eta * g, memory


def momentum(w: float, g: float, memory: Memory, n: int, eta: float, beta: float = 0.9) -> tuple[float, Memory]:
    v = beta * memory.get("v", 0.0) + g
    return w - eta * v, {"v": v}


def nesterov(w: float, g: float, memory: Memory, n: int, eta: float, beta: float = 0.9) -> tuple[float, Memory]:
    v = beta * memory.get("v", 0.0) + g
    return w - eta * (g + beta * v), {"v": v}


def adagrad(w: float, g: float, memory: Memory, n: int, eta: float, epsilon: float = 1e-10) -> tuple[float, Memory]:
    s = memory.get("s", 0.0) + g**2
    return w - eta * g / (s**0.5 + epsilon), {"s": s}


def rmsprop(
    w: float, g: float, memory: Memory, n: int, eta: float, rho: float = 0.99, epsilon: float = 1e-8
) -> tuple[float, Memory]:
    s = rho * memory.get("s", 0.0) + (1 - rho) * g**2
    return w - eta * g / (s**0.5 + epsilon), {"s": s}


def adam(
    w: float,
    g: float,
    memory: Memory,
    n: int,
    eta: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[float, Memory]:
    m = beta1 * memory.get("m", 0.0) + (1 - beta1) * g
    v = beta2 * memory.get("v", 0.0) + (1 - beta2) * g**2
    step = (m / (1 - beta1**n)) / ((v / (1 - beta2**n)) ** 0.5 + epsilon)
    return w - eta * step, {"m": m, "v": v}


OPTIMISERS: dict[str, Callable[[float, float, Memory, int, float], tuple[float, Memory]]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}


def _mean(gradients: list[list[Matrix]]) -> list[Matrix]:
    """Return the mean of several gradients, each shaped like the weights."""
    return [
        [[math.fsum(values) / len(values) for values in zip(*rows, strict=True)] for rows in zip(*layers, strict=True)]
        for layers in zip(*gradients, strict=True)
    ]


def descend(
    weights: list[Matrix],
    activations: Sequence[str],
    batches: Sequence[Batch],
    eta: float,
    optimiser: str,
    penalty: tuple[str, float] = ("none", 0.0),
) -> list[Matrix]:
    """Return the weights after updates by batches of (x, t), each by its mean gradient."""
    memory: dict[tuple[int, int, int], Memory] = {}
    for n, batch in enumerate(batches, start=1):
        found = [gradient(weights, activations, x, t) for x, t in batch]
        mean = penalized(_mean(found), weights, *penalty)
        after = []
        for layer, w in enumerate(weights):
            rows: Matrix = []
            for k, row in enumerate(w):
                rows.append([])
                for i, value in enumerate(row):
                    key = layer, k, i
                    new, memory[key] = OPTIMISERS[optimiser](value, mean[layer][k][i], memory.get(key, {}), n, eta)
                    rows[-1].append(new)
            after.append(rows)
        weights = after
    return weights
