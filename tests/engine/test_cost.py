"""What an update costs, against counts by hand and against an arithmetic that counts itself."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import OPTIMISERS, Network, Penalty, cost_of, init_network


def test_a_network_2_4_1_counted_by_hand():
    """Forward 2·4 + 4·1; δ of the output 1; δ of the hidden neurons 4 back through the weights and 4 slopes; gradient
    12; η times 17 weights, 5 of them biases."""
    cost = cost_of(init_network((2, 4, 1), seed=1))
    assert cost.sample == (2 * 4 + 4 * 1) + 1 + (4 + 4) + (2 * 4 + 4 * 1) == 33
    assert cost.update == 3 * 4 + 5 * 1 == 17
    assert cost.of(140, 140) == 140 * (33 + 17) == 7_000
    assert cost_of(init_network((2, 4, 1), seed=1), batch_size=10).of(140, 14) == 140 * 33 + 14 * 2 * 17


def test_a_deeper_network_counted_by_hand():
    cost = cost_of(init_network((3, 5, 2, 2), seed=1))
    weights = 3 * 5 + 5 * 2 + 2 * 2
    assert cost.sample == weights + 2 + (2 * 2 + 2) + (5 * 2 + 5) + weights
    assert cost.update == 4 * 5 + 6 * 2 + 3 * 2


def test_what_takes_no_multiplication_is_not_counted():
    squared = init_network((2, 3), seed=1)
    assert cost_of(squared).sample == 6 + 3 + 6
    assert cost_of(init_network((2, 3), seed=1, criterion="cross_entropy")).sample == 6 + 6
    assert cost_of(init_network((2, 1), seed=1, output="step")).sample == 2 + 2
    assert cost_of(init_network((2, 3), seed=1, bias=False)).update == 6
    assert cost_of(squared.with_frozen([(0, 1, 0), (0, 0, 0)])).update == 9 - 2


def test_a_penalty_and_a_mean_cost_one_a_weight():
    network = init_network((2, 4, 1), seed=1)
    plain = cost_of(network).update
    assert cost_of(network, penalty=Penalty("l2", 0.1)).update == plain + 12
    assert cost_of(network, penalty=Penalty("l1", 0.1)).update == plain
    assert cost_of(network, penalty=Penalty("l2", 0.0)).update == plain
    assert cost_of(network, batch_size=2).update == 2 * plain


BY_HAND = {
    "sgd": 0,
    "momentum": 1,  # β v
    "nesterov": 2,  # β v, twice
    "adagrad": 3,  # g², the root, the quotient
    "rmsprop": 5,  # ρ s, g², (1 − ρ) g², the root, the quotient
    "adam": 9,  # β₁ m, (1 − β₁) g, β₂ v, g², (1 − β₂) g², two corrections, the root, the quotient
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_costs_what_its_formula_says(name):
    network = init_network((2, 4, 1), seed=1)
    assert cost_of(network, optimiser=OPTIMISERS[name]()).update == 17 * (1 + BY_HAND[name])


class Counting:
    """A number that counts how often it is multiplied: what backpropagation in plain Python takes."""

    count = 0

    def __init__(self, value: float) -> None:
        self.value = value

    def __mul__(self, other: Counting) -> Counting:
        Counting.count += 1
        return Counting(self.value * other.value)

    def __add__(self, other: Counting) -> Counting:
        return Counting(self.value + other.value)


def test_backpropagation_in_plain_python_multiplies_as_often():
    network: Network = init_network((3, 4, 2), seed=5)
    Counting.count = 0
    W = [[[Counting(w) for w in row] for row in matrix.tolist()] for matrix in network.weights]
    h = [Counting(v) for v in (0.1, -0.4, 0.7)]
    outs = [h]
    for matrix in W:
        u = []
        for i in range(len(matrix[0])):
            total = matrix[0][i]
            for k, value in enumerate(h):
                total = total + matrix[k + 1][i] * value
            u.append(total)
        h = u  # the activation is left out of the count
        outs.append(h)
    delta = [Counting(0.3) * Counting(0.2) for _ in h]
    for layer in (1, 0):
        _ = [[out * d for d in delta] for out in outs[layer]]
        if layer:
            back = []
            for i in range(len(outs[layer])):
                total = W[layer][i + 1][0] * delta[0]
                for j in range(1, len(delta)):
                    total = total + W[layer][i + 1][j] * delta[j]
                back.append(total * Counting(0.25))
            delta = back
    assert cost_of(network).sample == Counting.count
    assert np.isfinite(delta[0].value)
