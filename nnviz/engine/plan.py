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

Which calls an activation takes is in its record, under `fast`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.activations.record import Call, get_activation, spare
from nnviz.engine.checks import Array

T = TypeVar("T", bound=np.generic)


def layer_views(flat: NDArray[T], sizes: Sequence[int]) -> list[NDArray[T]]:
    """Cut a flat vector into the (1 + fan_in, fan_out) matrices it holds, without copying."""
    views, start = [], 0
    for fan_in, fan_out in pairwise(sizes):
        stop = start + (1 + fan_in) * fan_out
        views.append(flat[start:stop].reshape(1 + fan_in, fan_out))
        start = stop
    return views


def stored_signs(sizes: Sequence[int], activations: Sequence[str]) -> Array:
    """Return the vector that turns flat weights into stored weights, and back: -1 where they are negated, else 1."""
    signs = np.ones(sum((1 + fan_in) * fan_out for fan_in, fan_out in pairwise(sizes)))
    for layer, activation in zip(layer_views(signs, sizes), activations, strict=True):
        layer[:] = -1.0 if get_activation(activation).plan.negated else 1.0
    return signs


class Forward:
    """The forward pass of a network for `width` samples at once.

    `first(x, product)` and then every one of `calls` turn x, (1 + K, width) with a row of ones on top, into `outs`,
    one (fan_out, width) array per layer. With `keep_last`, `last_product` holds the last layer's products after it;
    with `keep_read`, `products` hold those of every layer whose slopes are worked out from them.

    Raises
    ------
    ValueError
        If there is no activation of one of the names.
    """

    def __init__(
        self,
        stored: Sequence[Array],
        activations: Sequence[str],
        width: int,
        *,
        keep_last: bool = False,
        keep_read: bool = False,
    ) -> None:
        plans = [get_activation(name).plan for name in activations]
        self.values = np.ones((sum(1 + w.shape[1] for w in stored) - 1, width))
        self.starts: list[int] = []  # of each layer's outputs in `values`; a hidden layer's bias row lies just above
        row = 0
        for layer, weight in enumerate(stored):
            row += layer < len(stored) - 1
            self.starts.append(row)
            row += weight.shape[1]
        self.outs = [self.values[s : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)]
        self.with_bias = [self.values[s - 1 : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)][:-1]
        kept = [keep_read and plan.reads_products for plan in plans]
        kept[-1] = kept[-1] or keep_last
        self.products = [
            np.empty_like(out) if keep else out if plan.passes else spare(out)
            for out, plan, keep in zip(self.outs, plans, kept, strict=True)
        ]
        self.last_product = self.products[-1]
        self.first: Callable[[Array, Array], object] = stored[0].T.dot
        self.product = self.products[0]
        self.calls: list[Call] = []
        for layer, plan in enumerate(plans):
            if layer:
                self.calls.append(partial(stored[layer].T.dot, self.with_bias[layer - 1], self.products[layer]))
            self.calls += plan.value(self.products[layer], self.outs[layer], kept[layer])

    def run(self, x: Array) -> None:
        """Fill `outs` for the samples in x, (1 + K, width)."""
        self.first(x, self.product)
        for call in self.calls:
            call()
