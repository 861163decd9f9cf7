"""Evaluates one structure for the same rows and always new weights, without making networks or arrays in between."""

from __future__ import annotations

import numpy as np

from nnviz.engine.checks import Array
from nnviz.engine.network import Network
from nnviz.engine.plan import Forward, layer_views, stored_signs


class Rows:
    """The forward pass of networks of one structure for fixed inputs.

    Parameters
    ----------
    network : Network
        Its structure counts, its weights do not.
    X : array (n, K)
    """

    def __init__(self, network: Network, X: Array) -> None:
        self._signs = stored_signs(network.sizes, network.activations)
        self._flat = np.empty(network.n_weights)
        self._forward = Forward(layer_views(self._flat, network.sizes), network.activations, len(X))
        self._x = np.ones((1 + X.shape[1], len(X)))
        self.put(X)

    def put(self, X: Array) -> None:
        """Take other inputs, as many as before."""
        self._x[1:] = X.T

    def outs(self, flat: Array) -> list[Array]:
        """Return every layer's outputs, (fan_out, n) each, for weights (n_weights,); the next call overwrites them."""
        np.multiply(flat, self._signs, self._flat)
        with np.errstate(all="ignore"):
            self._forward.run(self._x)
        return self._forward.outs
