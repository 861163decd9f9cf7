"""Many networks of one structure, trained together: their numbers lie side by side, and one call serves them all.

One-sample training of a small network is all overhead, see plan.py: a NumPy call on twenty networks' numbers takes
about as long as one on a single network's. Outputs lie in arrays (neurons, networks · width), column blocks being
networks, so the bound calls of `Fast` serve here as they are. Products are sums over each network's own weights:

- with one sample at a time weights are (1 + fan_in, fan_out, networks), and a product is a sum along the first axis;
- with batches weights are (networks, 1 + fan_in, fan_out), and a product is a matrix product per network.

What comes out is what training alone gives, but for the order in which the terms of a sum are added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.activations.record import Call, get_activation
from nnviz.engine.checks import Array
from nnviz.engine.network import Network
from nnviz.engine.optimisers import SGD, Optimiser, Place
from nnviz.engine.penalty import Penalty

Number = TypeVar("Number", bound=np.generic)


class Moving:
    """Steps by penalty and optimiser; `plain` where the gradients, eta included, are the steps."""

    def __init__(
        self, optimiser: Optimiser, penalties: tuple[Penalty, ...], signs: Array, count: Callable[[], int]
    ) -> None:
        self._optimiser = optimiser
        self._penalties = penalties
        self._signs = signs
        self._count = count
        self.plain = isinstance(optimiser, SGD) and not any(penalties)

    def call(self, layout: Layout, gradient: Array, held: NDArray[np.bool_] | None) -> Call:
        """Return the call that updates the layout's weights."""
        flat, optimiser = layout.flat, self._optimiser
        if self.plain:
            if held is None:
                return partial(np.subtract, flat, gradient, flat)
            return partial(np.subtract, flat, gradient, flat, where=~held)
        calls: list[Call] = []
        if any(self._penalties):
            rates = np.array([penalty.rate for penalty in self._penalties])
            matrix = np.multiply.outer(layout.is_weight, rates)
            calls += _penalized(flat, gradient, layout.as_laid_out(matrix.T), self._penalties[0].kind == "l1")
        if held is not None:
            calls.append(lambda: gradient.__setitem__(held, 0.0))
        place = Place(flat, gradient, tuple(layout.memory), layout.eta, self._count)
        calls.append(optimiser.fast(place) or self._readable(layout, place, held))
        return partial(_run_all, calls)

    def _readable(self, layout: Layout, place: Place, held: NDArray[np.bool_] | None) -> Call:
        """An optimiser's readable update in place of a fast one, with the weights' own signs."""
        optimiser = self._optimiser
        signs = layout.as_laid_out(np.broadcast_to(self._signs, layout.by_network(place.flat).shape))
        turned = [signs if memory.signed else np.ones_like(signs) for memory in optimiser.memories]

        def apply() -> None:
            memory = tuple(stored * sign for stored, sign in zip(place.memory, turned, strict=True))
            d, after = optimiser.step(place.gradient * signs, memory, place.count() if optimiser.counts else 1)
            for stored, new, sign in zip(place.memory, after, turned, strict=True):
                stored[...] = new * sign
            step = np.multiply(d, signs)
            if held is not None:
                step[held] = 0.0
            np.subtract(place.flat, place.eta * step, place.flat)

        return apply


def _penalized(flat: Array, gradient: Array, rates: Array, sign: bool) -> list[Call]:
    """Return the calls that add the penalty's slopes: both kinds are odd in w, so right for negated weights too."""
    way = np.empty_like(flat)
    calls: list[Call] = [partial(np.sign, flat, way)] if sign else []
    return [*calls, partial(np.multiply, way if sign else flat, rates, way), partial(np.add, gradient, way, gradient)]


def _run_all(calls: Sequence[Call]) -> None:
    for call in calls:
        call()


class Layout:
    """One update of every network from `width` samples each, as bound calls.

    Attributes
    ----------
    flat, memory : ndarray
        All stored weights, and what the optimiser remembers of each.
    eta : ndarray
        Each network's learning rate, laid out to be multiplied by `flat`.
    is_weight : ndarray, shape (n_weights,)
        1 for each number that is a weight, 0 for biases.
    """

    flat: Array
    eta: Array

    def __init__(
        self,
        stored: Array,
        memory: Sequence[Array],
        like: Network,
        width: int,
        moving: Moving,
        *,
        slope_is_one: bool,
    ) -> None:
        self.width = width
        self._networks = len(stored)
        self._sizes = like.sizes
        self.flat = self.as_laid_out(stored)
        self.memory = [self.as_laid_out(numbers) for numbers in memory]
        self.is_weight = np.concatenate([(np.arange(w.size) >= w.shape[1]).astype(float) for w in like.weights])
        self._plain = moving.plain
        self.eta = self._new_eta()
        gradient = np.zeros_like(self.flat)
        held = None
        if (trained := like.trained) is not None:
            mask = ~np.concatenate([layer.ravel() for layer in trained])
            held = self.as_laid_out(np.broadcast_to(mask, stored.shape))
        self._bind(like, gradient, slope_is_one=slope_is_one)
        self._apply = moving.call(self, gradient, held)

    def as_laid_out(self, by_network: NDArray[Number]) -> NDArray[Number]:
        """Return numbers (networks, n_weights) as this layout has them, in an array of its own."""
        raise NotImplementedError

    def by_network(self, laid_out: Array) -> Array:
        """Return numbers of this layout as (networks, n_weights)."""
        raise NotImplementedError

    def _new_eta(self) -> Array:
        raise NotImplementedError

    def _layers(self, flat: Array) -> list[Array]:
        """Cut numbers of this layout into each layer's, without copying."""
        raise NotImplementedError

    def _product(self, weight: Array, inputs: Array, out: Array) -> Call:
        """Return the call out_jpb = Σ_i w_ij h_ipb, for each network p and sample b."""
        raise NotImplementedError

    def _gradient(self, inputs: Array, delta: Array, out: Array) -> Call:
        """Return the call g_ij = Σ_b h_ipb δ_jpb."""
        raise NotImplementedError

    def _passed_back(self, weight: Array, delta: Array, out: Array) -> Call:
        """Return the call out_ipb = Σ_j w_ij δ_jpb, for all i but the bias."""
        raise NotImplementedError

    def set_eta(self, eta: Array) -> None:
        """Take over each network's learning rate."""
        self.eta[...] = eta.reshape(self.eta.shape)
        factor = eta if self._plain else np.ones_like(eta)
        self._factor[...] = (self._sign / self.width) * factor[:, None]

    def update(self, x: Array, t: Array) -> None:
        """Make an update from the samples in x (1 + K, networks, width) and t (M, networks, width)."""
        self._x[...] = x
        self._t[...] = t
        for call in self._calls:
            call()
        self._apply()

    def _bind(self, like: Network, gradient: Array, *, slope_is_one: bool) -> None:
        """Lay out the forward and the backward pass."""
        sizes, names = self._sizes, like.activations
        plans = [get_activation(name).plan for name in names]
        entropic = like.criterion == "cross_entropy"
        stored, gradients = self._layers(self.flat), self._layers(gradient)
        block = (self._networks, self.width)
        inputs = [np.ones((1 + size, *block)) for size in sizes[:-1]]  # row 0 is the bias's input
        outs = [*(h[1:] for h in inputs[1:]), np.empty((sizes[-1], *block))]
        self._x, self._t = inputs[0], np.empty((sizes[-1], *block))
        self._sign = -1.0 if entropic and plans[-1].negated else 1.0
        self._factor = np.empty((self._networks, 1))
        calls: list[Call] = []
        products = []
        for layer, plan in enumerate(plans):
            keep = plan.reads_products and not slope_is_one
            product = outs[layer] if plan.passes else np.empty_like(outs[layer])
            products.append(product)
            calls.append(self._product(stored[layer], inputs[layer], product))
            calls += plan.value(_columns(product), _columns(outs[layer]), keep)
        error = np.empty_like(outs[-1])
        calls.append(partial(np.subtract, outs[-1], self._t, error))
        dE_dout = np.empty_like(error)
        calls.append(partial(np.multiply, error, self._factor, dE_dout))
        for layer in reversed(range(len(stored))):
            delta = dE_dout
            last = layer == len(stored) - 1
            if not (slope_is_one or plans[layer].passes or (entropic and last)):
                slope, delta = np.ones_like(dE_dout), np.empty_like(dE_dout)
                calls += plans[layer].slope(_columns(products[layer]), _columns(outs[layer]), _columns(slope))
                calls.append(partial(np.multiply, dE_dout, slope, delta))
            calls.append(self._gradient(inputs[layer], delta, gradients[layer]))
            if layer:
                dE_dout = np.empty_like(outs[layer - 1])
                calls.append(self._passed_back(stored[layer], delta, dE_dout))
        self._calls = calls


def _columns(block: Array) -> Array:
    """Return numbers (neurons, networks, width) as (neurons, columns), without copying."""
    return block.reshape(len(block), -1)


class OneSample(Layout):
    """Weights as (n_weights, networks)."""

    def as_laid_out(self, by_network: NDArray[Number]) -> NDArray[Number]:
        """Return numbers as (n_weights, networks)."""
        return np.ascontiguousarray(by_network.T)

    def by_network(self, laid_out: Array) -> Array:
        """Return numbers as (networks, n_weights)."""
        return laid_out.T

    def _new_eta(self) -> Array:
        return np.empty(self._networks)

    def _layers(self, flat: Array) -> list[Array]:
        layers, start = [], 0
        for fan_in, fan_out in pairwise(self._sizes):
            stop = start + (1 + fan_in) * fan_out
            layers.append(flat[start:stop].reshape(1 + fan_in, fan_out, -1))
            start = stop
        return layers

    def _product(self, weight: Array, inputs: Array, out: Array) -> Call:
        if weight.shape[1] == 1:
            return partial(np.einsum, "ip,ip->p", weight[:, 0], inputs[:, :, 0], out=out[0, :, 0])
        return partial(np.einsum, "ijp,ip->jp", weight, inputs[:, :, 0], out=out[:, :, 0])

    def _gradient(self, inputs: Array, delta: Array, out: Array) -> Call:
        return partial(np.multiply, inputs[:, None, :, 0], delta[None, :, :, 0], out)

    def _passed_back(self, weight: Array, delta: Array, out: Array) -> Call:
        if weight.shape[1] == 1:
            return partial(np.multiply, weight[1:, 0], delta[:1, :, 0], out[:, :, 0])
        return partial(np.einsum, "ijp,jp->ip", weight[1:], delta[:, :, 0], out=out[:, :, 0])


class Batch(Layout):
    """Weights as (networks, n_weights)."""

    def as_laid_out(self, by_network: NDArray[Number]) -> NDArray[Number]:
        """Return numbers as (networks, n_weights)."""
        return np.array(by_network)

    def by_network(self, laid_out: Array) -> Array:
        """Return numbers as they are."""
        return laid_out

    def _new_eta(self) -> Array:
        return np.empty((self._networks, 1))

    def _layers(self, flat: Array) -> list[Array]:
        layers, start = [], 0
        for fan_in, fan_out in pairwise(self._sizes):
            stop = start + (1 + fan_in) * fan_out
            layers.append(flat[:, start:stop].reshape(-1, 1 + fan_in, fan_out))
            start = stop
        return layers

    def _product(self, weight: Array, inputs: Array, out: Array) -> Call:
        return partial(np.matmul, weight.transpose(0, 2, 1), inputs.transpose(1, 0, 2), out.transpose(1, 0, 2))

    def _gradient(self, inputs: Array, delta: Array, out: Array) -> Call:
        return partial(np.matmul, inputs.transpose(1, 0, 2), delta.transpose(1, 2, 0), out)

    def _passed_back(self, weight: Array, delta: Array, out: Array) -> Call:
        return partial(np.matmul, weight[:, 1:], delta.transpose(1, 0, 2), out.transpose(1, 0, 2))
