"""What an update costs: the multiplications that backpropagation and the optimiser make, counted from their formulas.

A multiplication, a division and a square root of numbers that differ from weight to weight, or from sample to sample,
count as one each. What is added, and what an activation takes to give its output and its slope, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nnviz.engine.checks import Array
from nnviz.engine.network import Network
from nnviz.engine.optimisers import DESCENT, Optimiser
from nnviz.engine.penalty import NONE, Penalty

_COUNTED = (np.multiply, np.divide, np.sqrt, np.square, np.power)


@dataclass(frozen=True)
class Cost:
    """Multiplications.

    Attributes
    ----------
    sample : int
        For every sample of a batch: its forward pass, its backward pass and its gradient.
    update : int
        For every update on top: of the mean over a batch of several, of the penalty, the optimiser and η.
    """

    sample: int
    update: int

    def of(self, samples: int, updates: int) -> int:
        """Return the multiplications of so many samples in so many updates."""
        return samples * self.sample + updates * self.update


class _Numbers(np.ndarray[Any, np.dtype[np.float64]]):
    """One number a weight; whoever makes another of it by a multiplication is counted."""

    counted: list[np.ufunc]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:
        plain = [np.asarray(each) for each in inputs]
        found = getattr(ufunc, method)(*plain, **more)
        if ufunc in _COUNTED:
            self.counted.append(ufunc)
        return _numbers(found, self.counted)


def _numbers(values: Array, counted: list[np.ufunc]) -> _Numbers:
    made = values.view(_Numbers)
    made.counted = counted
    return made


def cost_of(network: Network, *, optimiser: Optimiser = DESCENT, penalty: Penalty = NONE, batch_size: int = 1) -> Cost:
    """Return what an update of a network costs.

    Forward, u = Σ w x takes one multiplication a weight; the input 1 of a bias takes none. Backward, δ = ∂E/∂y · f′
    takes one an output with the squared error, and none with cross-entropy or the perceptron's rule, where δ = y − t;
    in a hidden layer, δ = f′ · Σ w δ takes one for each weight that leads on and one a neuron. The gradient x δ takes
    one a weight again. In a network 2-4-1 a sample takes 12 + 1 + 8 + 12 = 33.

    Parameters
    ----------
    network : Network
        Weights that are frozen take no part in an update, and biases only if there are any.
    optimiser : Optimiser
        Its own multiplications are those that its `step` makes of one weight's numbers.
    penalty : Penalty
        "l2" takes λ w of every weight that is no bias; "l1" is λ with a sign.
    batch_size : int
        Above 1, the mean takes one multiplication a weight.
    """
    weights = [weight.size - weight.shape[1] for weight in network.weights]
    simple = network.criterion == "cross_entropy" or network.activations[-1] == "step"
    hidden = sum(weight.size for weight in (matrix[1:] for matrix in network.weights[1:]))
    neurons = sum(network.sizes[1:-1])
    sample = 2 * sum(weights) + (0 if simple else network.sizes[-1]) + hidden + neurons
    masks = network.trained
    trained = network.n_weights if masks is None else int(sum(mask.sum() for mask in masks))
    punished = sum(weights) if masks is None else int(sum(mask[1:].sum() for mask in masks))
    each = 1 + _own(optimiser) + (batch_size > 1)
    return Cost(sample, trained * each + (punished if penalty and penalty.kind == "l2" else 0))


@lru_cache(maxsize=64)
def _own(optimiser: Optimiser) -> int:
    """Return how many multiplications an optimiser makes of one weight's numbers, before η."""
    counted: list[np.ufunc] = []
    one = _numbers(np.ones(1), counted)
    optimiser.step(one, tuple(_numbers(np.ones(1), counted) for _ in optimiser.memories), 1)
    return len(counted)
