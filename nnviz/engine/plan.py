"""A network's forward pass, laid out once as a list of NumPy calls with no argument left open.

One-sample training of a small network is all overhead: a NumPy call costs about 200 ns however few numbers it is given.
So every call is bound beforehand to the arrays it reads and the one it writes, and a pass is
`for call in calls: call()`. update.py does the same for the way back. Four things keep the calls few:

- Samples are columns. A block of samples is (fan_in, width), and one sample is a block of width 1, so one plan serves
  single samples, batches and whole grids, and every product is a `dot` into a ready C-ordered array.
- All weights are views of one flat vector, and so are all gradients: one subtraction updates the whole network.
- All outputs lie in one array, bias rows (ones) between them: neighbouring layers with the same activation get their
  slopes from the same two calls. (What this computes for a bias row is never read.)
- A logistic layer's weights are stored negated. Then the product is v = -u, ready for e^v, and f = 1 / (1 + e^v) with
  df/dv = f (f - 1). A change of sign is exact, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.checks import Array

Call = Callable[[], object]
T = TypeVar("T", bound=np.generic)

# 0-d arrays, since NumPy takes about twice as long with a Python float.
ZERO = np.array(0.0)
ONE = np.array(1.0)


def layer_views(flat: NDArray[T], sizes: Sequence[int]) -> list[NDArray[T]]:
    """Cut a flat vector into the (1 + fan_in, fan_out) matrices it holds, without copying."""
    views, start = [], 0
    for fan_in, fan_out in pairwise(sizes):
        stop = start + (1 + fan_in) * fan_out
        views.append(flat[start:stop].reshape(1 + fan_in, fan_out))
        start = stop
    return views


def stored_signs(sizes: Sequence[int], activations: Sequence[str]) -> Array:
    """Return the vector that turns flat weights into stored weights, and back: -1 in logistic layers, else 1."""
    signs = np.ones(sum((1 + fan_in) * fan_out for fan_in, fan_out in pairwise(sizes)))
    for layer, activation in zip(layer_views(signs, sizes), activations, strict=True):
        layer[:] = -1.0 if activation == "logistic" else 1.0
    return signs


def spare(like: Array) -> Array:
    """Return where to put what leads to a result: in place, to stay in the cache, unless there is but one number.

    NumPy (2.4) takes 500 ns instead of 200 where the input and the output are the same single number.
    """
    return np.empty_like(like) if like.size == 1 else like


def _value_calls(activation: str, v: Array, out: Array, *, keep: bool = False) -> list[Call]:
    """Calls that turn a layer's products v into its outputs; `keep` leaves the products as they are."""
    match activation:
        case "softmax":
            top = np.empty((1, v.shape[1]))
            return [
                partial(np.maximum.reduce, v, 0, None, top, True),
                partial(np.subtract, v, top, out),
                partial(np.exp, out, out),
                partial(np.add.reduce, out, 0, None, top, True),
                partial(np.divide, out, top, out),
            ]
        case "logistic" if keep:
            return [partial(np.exp, v, out), partial(np.add, out, ONE, out), partial(np.reciprocal, out, out)]
        case "logistic":
            power = spare(v)
            return [partial(np.exp, v, power), partial(np.add, power, ONE, v), partial(np.reciprocal, v, out)]
        case "tanh":
            return [partial(np.tanh, v, out)]
        case "relu":
            return [partial(np.fmax, v, ZERO, out)]
        case "step":
            return [partial(np.heaviside, v, ZERO, out)]
    return []  # identity: the products are the outputs


class Forward:
    """The forward pass of a network for `width` samples at once.

    `first(x, product)` and then every one of `calls` turn x, (1 + K, width) with a row of ones on top, into `outs`,
    one (fan_out, width) array per layer. With `keep_last`, `last_product` holds the last layer's products after it.
    """

    def __init__(
        self, stored: Sequence[Array], activations: Sequence[str], width: int, *, keep_last: bool = False
    ) -> None:
        self.values = np.ones((sum(1 + w.shape[1] for w in stored) - 1, width))
        self.starts: list[int] = []  # of each layer's outputs in `values`; a hidden layer's bias row lies just above
        row = 0
        for layer, weight in enumerate(stored):
            row += layer < len(stored) - 1
            self.starts.append(row)
            row += weight.shape[1]
        self.outs = [self.values[s : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)]
        self.with_bias = [self.values[s - 1 : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)][:-1]
        products = [out if name == "identity" else spare(out) for name, out in zip(activations, self.outs, strict=True)]
        if keep_last:
            products[-1] = np.empty_like(self.outs[-1])
        self.last_product = products[-1]
        self.first: Callable[[Array, Array], object] = stored[0].T.dot
        self.product = products[0]
        last = len(stored) - 1
        self.calls: list[Call] = _value_calls(activations[0], products[0], self.outs[0], keep=keep_last and last == 0)
        for layer in range(1, len(stored)):
            self.calls.append(partial(stored[layer].T.dot, self.with_bias[layer - 1], products[layer]))
            keep = keep_last and layer == last
            self.calls += _value_calls(activations[layer], products[layer], self.outs[layer], keep=keep)

    def run(self, x: Array) -> None:
        """Fill `outs` for the samples in x, (1 + K, width)."""
        self.first(x, self.product)
        for call in self.calls:
            call()
