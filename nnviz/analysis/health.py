"""Neurons that are dead, saturated or exploding, judged on all training samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import Network, get_activation

FLAT_SLOPE = 0.01
"""A neuron whose slope |f'(u)| is below this for every training sample is saturated: |u| > 4.6 for the logistic (4 % of
its largest slope), |u| > 3.0 for tanh (1 %), u < -4.6 for ELU and softplus."""
HUGE_NET_INPUT = 1e3
"""A neuron whose net input |u| is above this for any training sample explodes."""
KINDS = ("exploding", "dead", "saturated")
"""Of two that fit a neuron, the one that is named."""


@dataclass(frozen=True)
class Ailment:
    """One thing that is wrong with a neuron.

    Attributes
    ----------
    layer, index : int
        The numbers in the neuron's key "n:layer:index"; layer 1 is the first after the inputs.
    kind : str
        One of KINDS.
    why : str
        A sentence that gives the numbers, as plain text.
    """

    layer: int
    index: int
    kind: str
    why: str


def ailments(network: Network, dataset: Dataset) -> tuple[Ailment, ...]:
    """Return the neurons of a network that are dead, saturated or exploding on the training samples of a data set.

    A neuron *explodes* if for any sample its net input or output is not finite or |u| > HUGE_NET_INPUT. A relu is
    *dead* if its output is 0 for every sample: its slope is 0 there, so no gradient reaches its weights (Lu, Shin, Su
    and Karniadakis, "Dying ReLU and Initialization", 2020). A neuron whose activation flattens out, such as the
    logistic, tanh, softmax, ELU or the Gaussian, is *saturated* if |f'(u)| < FLAT_SLOPE for every sample; each
    activation's record says which of the two it can be. The identity and the leaky relu are never flat; the unit step
    always is, by definition, and is not called saturated; nor are outputs under the cross-entropy, whose delta y - t
    does not contain the slope.

    Parameters
    ----------
    network : Network
    dataset : Dataset

    Returns
    -------
    tuple of Ailment
        In the order of the layers, at most one for each neuron.

    Raises
    ------
    ValueError
        If the network has another number of inputs than the data set.
    """
    h = dataset.X[dataset.train]
    found: list[Ailment] = []
    layers = zip(network.weights, network.activations, network.forward(h), strict=True)
    for layer, (weight, name, out) in enumerate(layers, start=1):
        with np.errstate(all="ignore"):
            u = weight[0] + h @ weight[1:]
            activation = get_activation(name)
            steepest = np.abs(activation.slope(u, out)).max(axis=0)
            largest = np.where(np.isfinite(u) & np.isfinite(out), np.abs(u), np.inf).max(axis=0)
        entropic = layer == len(network.weights) and network.criterion == "cross_entropy"
        flattens = activation.flat in ("saturated", "flat") and not entropic
        exploding = largest > HUGE_NET_INPUT
        dead = (out == 0.0).all(axis=0) & (activation.flat == "dead")
        flat = (steepest < FLAT_SLOPE) & flattens
        for index in np.flatnonzero(exploding | dead | flat).tolist():
            if exploding[index]:
                kind, why = "exploding", _explosion(float(largest[index]))
            elif dead[index]:
                kind, why = "dead", _death(len(h))
            else:
                kind, why = "saturated", _flatness(float(steepest[index]), len(h))
            found.append(Ailment(layer, index, kind, why))
        h = out
    return tuple(found)


def _samples(n: int) -> str:
    return "the one training sample" if n == 1 else f"all {n} training samples"


def _explosion(largest: float) -> str:
    if not np.isfinite(largest):
        return "Exploding: for some training sample its net input or its output is beyond all numbers."
    return (
        f"Exploding: its net input reaches {largest:.3g} in size on the training samples (limit: {HUGE_NET_INPUT:g})."
    )


def _death(n: int) -> str:
    return f"Dead: its output is 0 for {_samples(n)}; so is its slope, and no gradient of the loss reaches its weights."


def _flatness(steepest: float, n: int) -> str:
    return (
        f"Saturated: its slope is below {FLAT_SLOPE:g} for {_samples(n)} (at most {steepest:.2g}), "
        "so its incoming weights hardly move."
    )
