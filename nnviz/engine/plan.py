"""A network's forward and backward pass, laid out once as a list of NumPy calls with no arguments left open.

One-sample training of a small network is all overhead: a NumPy call costs about 200 ns however few numbers it is given.
So every call is bound beforehand to the arrays it reads and the one it writes, and a pass is
`for call in calls: call()`. Four things keep the calls few:

- Samples are columns. A block of samples is (fan_in, width), and one sample is a block of width 1, so one plan
  serves single samples, batches and whole grids, and every product is a `dot` into a ready C-ordered array.
- All weights are views of one flat vector, and so are all gradients: one subtraction updates the whole network.
- All outputs lie in one array, bias rows (ones) between them: neighbouring layers with the same activation get their
  slopes from the same two calls. (What this computes for a bias row is never read.)
- A logistic layer's weights are stored negated. Then the product is v = -u, ready for e^v, and f = 1 / (1 + e^v) with
  df/dv = f (f - 1). A change of sign is exact, so the numbers are those of the textbook, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.checks import Array

Call = Callable[[], object]
T = TypeVar("T", bound=np.generic)

# 0-d arrays, since NumPy takes about twice as long with a Python float.
_ZERO = np.array(0.0)
_ONE = np.array(1.0)


def layer_views(flat: NDArray[T], sizes: Sequence[int]) -> list[NDArray[T]]:
    """Cut a flat vector into the (1 + fan_in, fan_out) matrices it holds, without copying."""
    views, start = [], 0
    for fan_in, fan_out in pairwise(sizes):
        stop = start + (1 + fan_in) * fan_out
        views.append(flat[start:stop].reshape(1 + fan_in, fan_out))
        start = stop
    return views


def flip_stored(weights: Sequence[Array], activations: Sequence[str]) -> None:
    """Turn weights into stored weights or back, in place: those of logistic layers change sign."""
    for weight, activation in zip(weights, activations, strict=True):
        if activation == "logistic":
            np.negative(weight, weight)


def _value_calls(activation: str, v: Array) -> list[Call]:
    """Calls that turn a layer's products into its outputs, in place."""
    match activation:
        case "logistic":
            return [partial(np.exp, v, v), partial(np.add, v, _ONE, v), partial(np.reciprocal, v, v)]
        case "tanh":
            return [partial(np.tanh, v, v)]
        case "relu":
            return [partial(np.fmax, v, _ZERO, v)]
        case "step":
            return [partial(np.heaviside, v, _ZERO, v)]
    return []  # identity


def _slope_calls(activation: str, out: Array, slope: Array) -> list[Call]:
    """Calls that fill in the slopes from the outputs; those of identity and step are constants, filled in once."""
    match activation:
        case "logistic":
            return [partial(np.subtract, out, _ONE, slope), partial(np.multiply, slope, out, slope)]
        case "tanh":
            return [partial(np.multiply, out, out, slope), partial(np.subtract, _ONE, slope, slope)]
        case "relu":
            return [partial(np.sign, out, slope)]
        case "step":
            slope[:] = 0.0
    return []


class Forward:
    """The forward pass of a network for `width` samples at once.

    `first(x, outs[0])` and then every one of `calls` turn x, (1 + K, width) with a row of ones on top, into `outs`,
    one (fan_out, width) array per layer.
    """

    def __init__(self, stored: Sequence[Array], activations: Sequence[str], width: int) -> None:
        self.values = np.ones((sum(1 + w.shape[1] for w in stored) - 1, width))
        self.starts: list[int] = []  # of each layer's outputs in `values`; a hidden layer's bias row lies just above
        row = 0
        for layer, weight in enumerate(stored):
            row += layer < len(stored) - 1
            self.starts.append(row)
            row += weight.shape[1]
        self.outs = [self.values[s : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)]
        self.with_bias = [self.values[s - 1 : s + w.shape[1]] for s, w in zip(self.starts, stored, strict=True)][:-1]
        self.first: Callable[[Array, Array], object] = stored[0].T.dot
        self.calls: list[Call] = _value_calls(activations[0], self.outs[0])
        for weight, activation, inputs, out in zip(
            stored[1:], activations[1:], self.with_bias, self.outs[1:], strict=True
        ):
            self.calls += [partial(weight.T.dot, inputs, out), *_value_calls(activation, out)]

    def run(self, x: Array) -> None:
        """Fill `outs` for the samples in x, (1 + K, width)."""
        self.first(x, self.outs[0])
        for call in self.calls:
            call()


class Update:
    """One update of a network's stored weights from `width` samples: forward, backward, subtract.

    The calls that need the samples are left to the caller, in this order: `forward.first(x, forward.outs[0])`,
    `forward.calls`, `np.subtract(forward.outs[-1], t, error)`, `calls`, `x.dot(first_delta, first_gradient)` and
    `apply()`.
    `eta` (a 0-d array) is multiplied into the output layer's delta: everything behind it is linear in it.
    """

    def __init__(
        self,
        flat: Array,
        sizes: Sequence[int],
        activations: Sequence[str],
        width: int,
        *,
        slope_is_one: bool,
        trained: Array | None,
    ) -> None:
        stored = layer_views(flat, sizes)
        self.forward = Forward(stored, activations, width)
        self.eta = np.array(0.0)
        self.error = np.empty((sizes[-1], width))
        gradient_flat = np.zeros_like(flat)
        gradients = layer_views(gradient_flat, sizes)
        deltas = [np.empty_like(out) for out in self.forward.outs]
        all_slopes = np.ones_like(self.forward.values)
        slopes = [all_slopes[s : s + len(d)] for s, d in zip(self.forward.starts, deltas, strict=True)]
        flat_slope = ["identity"] if not slope_is_one else list(activations)

        self.calls: list[Call] = []
        if not slope_is_one:
            for activation, run in groupby(range(len(activations)), key=activations.__getitem__):
                layers = list(run)
                rows = slice(self.forward.starts[layers[0]], self.forward.starts[layers[-1]] + sizes[layers[-1] + 1])
                self.calls += _slope_calls(activation, self.forward.values[rows], all_slopes[rows])
        self.calls.append(partial(np.multiply, self.error, self.eta, deltas[-1]))
        for layer in reversed(range(len(stored))):
            delta = deltas[layer]
            if activations[layer] not in flat_slope:
                self.calls.append(partial(np.multiply, delta, slopes[layer], delta))
            if layer > 0:
                self.calls.append(partial(self.forward.with_bias[layer - 1].dot, delta.T, gradients[layer]))
                self.calls.append(partial(stored[layer][1:].dot, delta, deltas[layer - 1]))
        self.first_delta = deltas[0].T
        self.first_gradient = gradients[0]
        self.apply: Call = partial(np.subtract, flat, gradient_flat, flat)
        if trained is not None:
            self.apply = partial(np.subtract, flat, gradient_flat, flat, where=trained)
