"""Random networks and samples for the properties, drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from nnviz.engine import ACTIVATIONS, Array, Network

ALL = tuple(ACTIVATIONS)
SMOOTH = tuple(name for name in ALL if not ACTIVATIONS[name].corner)


@dataclass(frozen=True)
class Case:
    """A network, a data set for it and an order to present it in."""

    net: Network
    X: Array
    T: Array
    order: NDArray[np.int64]

    @property
    def lists(self) -> list[list[list[float]]]:
        """The weights as nested lists, for the oracle."""
        return [weight.tolist() for weight in self.net.weights]


@st.composite
def networks_with_data(
    draw: st.DrawFn, activations: tuple[str, ...] = ALL, bias: bool | None = None, max_hidden: int = 3
) -> Case:
    """Draw a case: 1 to 4 layers of 1 to 5 neurons, any mixture of the activations, 1 to 7 samples."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=2 + max_hidden))
    names = draw(st.lists(st.sampled_from(activations), min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    has_bias = draw(st.booleans()) if bias is None else bias
    train_bias = draw(st.booleans()) if bias is None else bias
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 7))
    weights = [rng.uniform(-1.2, 1.2, (1 + a, b)) for a, b in pairwise(sizes)]
    if not has_bias:
        for weight in weights:
            weight[0] = 0.0
    return Case(
        Network(tuple(weights), tuple(names), has_bias, train_bias),
        rng.uniform(-1.5, 1.5, (n, sizes[0])),
        rng.uniform(-1.0, 1.0, (n, sizes[-1])),
        rng.integers(0, n, draw(st.integers(1, 20))),
    )


def flat(arrays: Iterable[ArrayLike]) -> Array:
    """Return nested lists or arrays, one per layer, as one vector."""
    return np.concatenate([np.asarray(array, dtype=float).ravel() for array in arrays])


def mazur(train_bias: bool = True) -> tuple[Network, list[float], list[float], float]:
    """Return Matt Mazur's published 2-2-2 example: network, sample and eta."""
    first = [[0.35, 0.35], [0.15, 0.25], [0.20, 0.30]]
    second = [[0.60, 0.60], [0.40, 0.50], [0.45, 0.55]]
    return Network((np.array(first), np.array(second)), train_bias=train_bias), [0.05, 0.10], [0.01, 0.99], 0.5
