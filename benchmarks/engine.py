"""How fast is the engine? One-sample training and the evaluation of a whole grid, each beside its peers in one run.

    python benchmarks/engine.py

prints a table and, as its last line, the same as JSON. The contestants take turns and medians are compared, since a
busy machine slows whoever is running; read the ratios, not the rates. PyTorch takes part if it is installed.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.engine import Network, init_network, train
from nnviz.engine.optimisers import Adam

Array = NDArray[np.float64]
SHAPES = ((2, 4, 1), (2, 8, 8, 8, 1))
ROUNDS = 9
ETA = 0.5
ADAM_ETA = 0.01
N_SAMPLES = 200
GRID_POINTS = 10_000


def straightforward(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one, as a textbook writes it in NumPy."""
    weights = [weight[1:].copy() for weight in net.weights]
    biases = [weight[0].copy() for weight in net.weights]
    for sample in order:
        outs = [X[sample]]
        for weight, bias in zip(weights, biases, strict=True):
            outs.append(1.0 / (1.0 + np.exp(-(outs[-1] @ weight + bias))))
        delta = (outs[-1] - T[sample]) * outs[-1] * (1.0 - outs[-1])
        for layer in reversed(range(len(weights))):
            dE_dW, dE_db = np.outer(outs[layer], delta), delta
            if layer > 0:
                delta = (weights[layer] @ delta) * outs[layer] * (1.0 - outs[layer])
            weights[layer] -= ETA * dE_dW
            biases[layer] -= ETA * dE_db
    return [np.vstack((bias, weight)) for weight, bias in zip(weights, biases, strict=True)]


def straightforward_adam(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one with Adam, as a textbook writes it in NumPy: a pass, then every matrix in turn."""
    weights = [weight[1:].copy() for weight in net.weights]
    biases = [weight[0].copy() for weight in net.weights]
    params = [*weights, *biases]
    means = [np.zeros_like(param) for param in params]
    squares = [np.zeros_like(param) for param in params]
    for n, sample in enumerate(order, start=1):
        outs = [X[sample]]
        for weight, bias in zip(weights, biases, strict=True):
            outs.append(1.0 / (1.0 + np.exp(-(outs[-1] @ weight + bias))))
        delta = (outs[-1] - T[sample]) * outs[-1] * (1.0 - outs[-1])
        gradients: list[Array] = [delta] * len(params)
        for layer in reversed(range(len(weights))):
            gradients[layer], gradients[layer + len(weights)] = np.outer(outs[layer], delta), delta
            if layer > 0:
                delta = (weights[layer] @ delta) * outs[layer] * (1.0 - outs[layer])
        for param, g, m, v in zip(params, gradients, means, squares, strict=True):
            m *= 0.9
            m += 0.1 * g
            v *= 0.999
            v += 0.001 * g * g
            param -= ADAM_ETA * (m / (1.0 - 0.9**n)) / (np.sqrt(v / (1.0 - 0.999**n)) + 1e-8)
    return [np.vstack((bias, weight)) for weight, bias in zip(weights, biases, strict=True)]


def scalar(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one, in plain Python: lists, loops and math.exp."""
    weights, samples, targets = [weight.tolist() for weight in net.weights], X.tolist(), T.tolist()
    for sample in order:
        outs = [[1.0, *samples[sample]]]
        for weight in weights:
            u = [sum(a * row[i] for a, row in zip(outs[-1], weight, strict=True)) for i in range(len(weight[0]))]
            outs.append([1.0, *(1.0 / (1.0 + math.exp(-value)) for value in u)])
        deltas = [(y - t) * y * (1.0 - y) for y, t in zip(outs[-1][1:], targets[sample], strict=True)]
        for layer in reversed(range(len(weights))):
            below = [
                sum(w * delta for w, delta in zip(row, deltas, strict=True)) * out * (1.0 - out)
                for row, out in zip(weights[layer][1:], outs[layer][1:], strict=True)
            ]
            for row, out in zip(weights[layer], outs[layer], strict=True):
                for i, delta in enumerate(deltas):
                    row[i] -= ETA * delta * out
            deltas = below
    return [np.array(weight) for weight in weights]


def pytorch(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one with PyTorch, eager, in float64: nn.Linear, autograd and optim.SGD."""
    import torch

    layers: list[torch.nn.Module] = []
    for weight in net.weights:
        linear = torch.nn.Linear(weight.shape[0] - 1, weight.shape[1], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight[1:].T.copy()))
            linear.bias.copy_(torch.from_numpy(weight[0].copy()))
        layers += [linear, torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=ETA)
    samples, targets = torch.from_numpy(X), torch.from_numpy(T)
    for sample in order:
        optimiser.zero_grad()
        loss = 0.5 * ((model(samples[sample]) - targets[sample]) ** 2).sum()
        loss.backward()
        optimiser.step()
    return [np.vstack((linear.bias.detach().numpy(), linear.weight.detach().numpy().T)) for linear in layers[::2]]


def engine(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one with the engine."""
    return list(train(net, X, T, ETA, order).weights)


def engine_adam(net: Network, X: Array, T: Array, order: Sequence[int]) -> list[Array]:
    """Present the samples one by one with the engine's Adam."""
    return list(train(net, X, T, ADAM_ETA, order, optimiser=Adam()).weights)


Trained = Callable[[Network, Array, Array, Sequence[int]], list[Array]]


def contestants() -> dict[str, tuple[Trained, int]]:
    """Return who takes part and how many samples each gets in a round, so that rounds take tens of milliseconds."""
    found: dict[str, tuple[Trained, int]] = {
        "nnviz": (engine, 8000), "straightforward NumPy": (straightforward, 2000), "plain Python": (scalar, 1000)
    }  # fmt: skip
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed and does not take part", file=sys.stderr)
    else:
        torch.set_num_threads(1)
        found["PyTorch eager"] = (pytorch, 200)
    return found


def adam_contestants() -> dict[str, tuple[Trained, int]]:
    """Return who takes part with Adam."""
    return {"nnviz": (engine_adam, 4000), "straightforward NumPy": (straightforward_adam, 1000)}


def rates(shape: tuple[int, ...], taking_part: dict[str, tuple[Trained, int]]) -> dict[str, float]:
    """Return samples per second by contestant, after checking that all of them train the same network."""
    rng = np.random.default_rng(1)
    net = init_network(shape, seed=1)
    X = rng.uniform(-1.0, 1.0, (N_SAMPLES, shape[0]))
    T = rng.integers(0, 2, (N_SAMPLES, shape[-1])).astype(float)
    order = rng.integers(0, N_SAMPLES, 8000).tolist()
    want = taking_part["nnviz"][0](net, X, T, order[:100])
    for name, (run, _) in taking_part.items():
        for got, wanted in zip(run(net, X, T, order[:100]), want, strict=True):
            if not np.allclose(got, wanted, rtol=0.0, atol=1e-12):
                raise AssertionError(f"{name} trains another network")
    times: dict[str, list[float]] = {name: [] for name in taking_part}
    for _ in range(ROUNDS):
        for name, (run, count) in taking_part.items():
            start = time.perf_counter()
            run(net, X, T, order[:count])
            times[name].append((time.perf_counter() - start) / count)
    return {name: 1.0 / median(seconds) for name, seconds in times.items()}


def grid_milliseconds(shape: tuple[int, ...]) -> dict[str, float]:
    """Return how long all points of a grid take: the engine, and the formula written down in NumPy."""
    net = init_network(shape, seed=1)
    grid = np.random.default_rng(1).uniform(-1.0, 1.0, (GRID_POINTS, shape[0]))

    def written_down() -> Array:
        out = grid
        for weight in net.weights:
            out = 1.0 / (1.0 + np.exp(-(out @ weight[1:] + weight[0])))
        return out

    runs = {"nnviz": lambda: net.predict(grid), "straightforward NumPy": written_down}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(101):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: median(milliseconds) for name, milliseconds in times.items()}


def main() -> None:
    """Measure, print the table, print the JSON line."""
    training, with_adam, grids = {}, {}, {}
    print(f"{'one-sample training':<24}{'contestant':<24}{'samples/s':>12}{'nnviz is faster by':>20}")
    for shape in SHAPES:
        title = "-".join(map(str, shape))
        training[title] = rates(shape, contestants())
        for name, rate in training[title].items():
            print(f"{title:<24}{name:<24}{rate:>12,.0f}{training[title]['nnviz'] / rate:>20.1f}")
    print(f"{'the same with Adam':<24}{'contestant':<24}{'samples/s':>12}{'nnviz is faster by':>20}")
    for shape in SHAPES:
        title = "-".join(map(str, shape))
        with_adam[title] = rates(shape, adam_contestants())
        for name, rate in with_adam[title].items():
            print(f"{title:<24}{name:<24}{rate:>12,.0f}{with_adam[title]['nnviz'] / rate:>20.1f}")
    print(f"{f'{GRID_POINTS:,} points':<24}{'contestant':<24}{'ms':>12}{'nnviz is faster by':>20}")
    for shape in SHAPES:
        title = "-".join(map(str, shape))
        grids[title] = grid_milliseconds(shape)
        for name, milliseconds in grids[title].items():
            print(f"{title:<24}{name:<24}{milliseconds:>12.3f}{milliseconds / grids[title]['nnviz']:>20.1f}")
    found = {"samples_per_second": training, "adam_samples_per_second": with_adam, "grid_milliseconds": grids}
    print(json.dumps({**found, "grid_points": GRID_POINTS}))


if __name__ == "__main__":
    main()
