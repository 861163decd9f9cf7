"""Updates of a network's weights, fast: the backward pass as a list of bound calls, and the loop over samples.

plan.py tells the idea. Weights here are stored weights, as it describes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.checks import Array
from nnviz.engine.plan import ONE, Call, Forward, layer_views, spare


def _slope_calls(activation: str, out: Array, slope: Array) -> list[Call]:
    """Calls that fill in the slopes from the outputs; those of identity and step are constants, filled in once."""
    match activation:
        case "logistic":
            return [partial(np.subtract, out, ONE, way := spare(slope)), partial(np.multiply, way, out, slope)]
        case "tanh":
            return [partial(np.multiply, out, out, way := spare(slope)), partial(np.subtract, ONE, way, slope)]
        case "relu":
            return [partial(np.sign, out, slope)]
        case "step":
            slope[:] = 0.0
    return []


class Update:
    """One update from `width` samples at once: forward, backward, subtract.

    Parameters
    ----------
    flat : ndarray
        All stored weights; updated in place.
    sizes, activations : sequence
        The network's structure.
    width : int
        How many samples an update takes.
    slope_is_one : bool
        True for the perceptron rule.
    trained : ndarray of bool, optional
        Which weights are updated; None stands for all of them.
    output_given : bool
        The caller does the output neuron's own part: the forward pass ends with its product in `forward.outs[-1]`, the
        backward pass begins with `output_delta`, eta included.
    """

    def __init__(
        self,
        flat: Array,
        sizes: Sequence[int],
        activations: Sequence[str],
        width: int,
        *,
        slope_is_one: bool,
        trained: NDArray[np.bool_] | None,
        output_given: bool = False,
    ) -> None:
        if output_given:
            activations = (*activations[:-1], "identity")
        stored = layer_views(flat, sizes)
        self.forward = Forward(stored, activations, width)
        gradient_flat = np.zeros_like(flat)
        gradients = layer_views(gradient_flat, sizes)
        slopes, self.calls = (None, []) if slope_is_one else self._slopes(activations)

        self.eta = np.array(0.0)
        self.error = np.empty((sizes[-1], width))
        dE_dout = np.empty_like(self.error)
        if not output_given:  # eta is multiplied in here, into few numbers: all that lies behind is linear in them
            self.calls.append(partial(np.multiply, self.error, self.eta, dE_dout))
        for layer in reversed(range(len(stored))):
            delta = dE_dout
            if slopes is not None and activations[layer] != "identity":
                delta = np.empty_like(dE_dout)
                self.calls.append(partial(np.multiply, dE_dout, slopes[layer], delta))
            if layer == len(stored) - 1:
                self.output_delta = delta
            if layer > 0:
                dE_dout = np.empty_like(self.forward.outs[layer - 1])
                self.calls.append(partial(self.forward.with_bias[layer - 1].dot, delta.T, gradients[layer]))
                self.calls.append(partial(stored[layer][1:].dot, delta, dE_dout))
        self.first_delta = delta.T
        self.first_gradient = gradients[0]
        self.apply: Call = partial(np.subtract, flat, gradient_flat, flat)
        if trained is not None:
            self.apply = partial(np.subtract, flat, gradient_flat, flat, where=trained)

    def _slopes(self, activations: Sequence[str]) -> tuple[list[Array], list[Call]]:
        """Return each layer's slopes and the calls that fill them in, run by run of layers with the same activation."""
        values, starts, outs = self.forward.values, self.forward.starts, self.forward.outs
        all_slopes = np.ones_like(values)
        calls: list[Call] = []
        for activation, run in groupby(range(len(activations)), key=activations.__getitem__):
            layers = list(run)
            rows = slice(starts[layers[0]], starts[layers[-1]] + len(outs[layers[-1]]))
            calls += _slope_calls(activation, values[rows], all_slopes[rows])
        return [all_slopes[start : start + len(out)] for start, out in zip(starts, outs, strict=True)], calls

    def run(self, x: Array, t: Array, eta: float) -> None:
        """Make one update by the mean gradient of the samples in x (1 + K, width) and t (M, width); fills `error`."""
        self.eta[...] = eta / x.shape[1]
        self.forward.run(x)
        np.subtract(self.forward.outs[-1], t, self.error)
        for call in self.calls:
            call()
        x.dot(self.first_delta, self.first_gradient)
        self.apply()


class ManyOutputs:
    """Updates after every sample. Every name a loop needs is local, which saves a look-up each time.

    X is (n, 1 + K) with x_0 = 1 in front, T is (n, M); what else there is goes to Update.
    """

    def __init__(self, X: Array, T: Array, update: Update) -> None:
        # A view of each sample, as a column, is made once: to make one costs half as much as a product.
        self._samples = list(zip(X[:, :, None], T[:, :, None], strict=True))
        self._update = update

    def run(self, rows: NDArray[np.intp], eta: float, losses: Array | None) -> None:
        """Present the rows one by one; fill in each one's loss before its update if asked."""
        update, forward = self._update, self._update.forward
        update.eta[...] = eta
        first, product, forward_calls, y = forward.first, forward.product, forward.calls, forward.outs[-1]
        error, backward_calls, apply = update.error, update.calls, update.apply
        delta, gradient = update.first_delta, update.first_gradient
        subtract = np.subtract
        kept = np.empty((len(rows) if losses is not None else 0, *error.shape))
        keep = iter(kept) if losses is not None else None
        for x, t in map(self._samples.__getitem__, rows.tolist()):
            first(x, product)
            for call in forward_calls:
                call()
            subtract(y, t, error)
            if keep:
                next(keep)[...] = error
            for call in backward_calls:
                call()
            x.dot(delta, gradient)
            apply()
        if losses is not None:
            losses[:] = 0.5 * np.sum(kept * kept, axis=(1, 2))


class OneOutput:
    """The same for a network with one output: what belongs to that neuron alone is done with Python's numbers.

    On a single number Python's arithmetic is five times as fast as NumPy's.
    """

    def __init__(self, X: Array, T: Array, update: Update, output: str, *, slope_is_one: bool) -> None:
        self._samples = list(zip(X[:, :, None], T[:, 0].tolist(), strict=True))
        self._update = update
        self._neuron = _perceptron if slope_is_one else _NEURONS[output]

    def run(self, rows: NDArray[np.intp], eta: float, losses: Array | None) -> None:
        """Present the rows one by one; fill in each one's loss before its update if asked."""
        update, forward, neuron = self._update, self._update.forward, self._neuron
        first, product, forward_calls = forward.first, forward.product, forward.calls
        backward_calls, apply = update.calls, update.apply
        delta, gradient = update.first_delta, update.first_gradient
        product_of_output, output_delta = forward.outs[-1].item, update.output_delta.reshape(())
        errors: list[float] = []
        keep = errors.append if losses is not None else None
        for x, t in map(self._samples.__getitem__, rows.tolist()):
            first(x, product)
            for call in forward_calls:
                call()
            y, slope = neuron(product_of_output())
            error = y - t
            if keep:
                keep(error)
            output_delta[()] = eta * error * slope
            for call in backward_calls:
                call()
            x.dot(delta, gradient)
            apply()
        if losses is not None:
            losses[:] = errors
            losses *= losses
            losses *= 0.5


def _logistic(v: float) -> tuple[float, float]:
    """Return the output and its slope for v = -u; where e^v overflows, above 709, the output is 1e-308, not less."""
    y = 1.0 / (1.0 + math.exp(709.0 if v > 709.0 else v))
    return y, y * (y - 1.0)


def _tanh(v: float) -> tuple[float, float]:
    """Return the output and its slope."""
    y = math.tanh(v)
    return y, 1.0 - y * y


def _relu(v: float) -> tuple[float, float]:
    """Return the output and its slope."""
    return (v, 1.0) if v > 0.0 else (0.0, 0.0)


def _identity(v: float) -> tuple[float, float]:
    """Return the output and its slope."""
    return v, 1.0


def _step(v: float) -> tuple[float, float]:
    """Return the output and its slope."""
    return (1.0, 0.0) if v > 0.0 else (0.0, 0.0)


def _perceptron(v: float) -> tuple[float, float]:
    """Return the output of the step and the slope the perceptron rule puts in its place."""
    return (1.0, 1.0) if v > 0.0 else (0.0, 1.0)


_NEURONS: dict[str, Callable[[float], tuple[float, float]]] = {
    "logistic": _logistic,
    "tanh": _tanh,
    "relu": _relu,
    "identity": _identity,
    "step": _step,
}
