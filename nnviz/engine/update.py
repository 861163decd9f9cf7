"""Updates of a network's weights, fast: the backward pass as a list of bound calls, and the loop over samples.

plan.py explains the idea. The weights here are stored weights, as described there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.activations.classic import logistic_neuron
from nnviz.engine.activations.record import Call, get_activation
from nnviz.engine.checks import Array
from nnviz.engine.criteria import cross_entropy
from nnviz.engine.moved import Moved
from nnviz.engine.plan import Forward, layer_views


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
    entropic : bool
        True for cross-entropy: delta of the last layer is y - t, whatever its slope.
    moved : Moved, optional
        How penalty and optimiser turn gradients into steps; None for plain gradient descent without a penalty.
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
        entropic: bool = False,
        moved: Moved | None = None,
        output_given: bool = False,
    ) -> None:
        if output_given:
            activations = (*activations[:-1], "identity")
        stored = layer_views(flat, sizes)
        self._plans = [get_activation(name).plan for name in activations]
        keep_last = entropic and not output_given
        self.forward = Forward(stored, activations, width, keep_last=keep_last, keep_read=not slope_is_one)
        gradient_flat = np.zeros_like(flat)
        gradients = layer_views(gradient_flat, sizes)
        slopes, self.calls = (None, []) if slope_is_one else self._slopes(activations)

        self._moved = moved
        # Cross-entropy's delta has no slope in it to carry the sign of negated products.
        self._sign = -1.0 if entropic and not output_given and self._plans[-1].negated else 1.0
        self.eta = np.array(0.0)
        self.error = np.empty((sizes[-1], width))
        dE_dout = np.empty_like(self.error)
        if not output_given:  # eta is multiplied in here, into few numbers: all that lies behind is linear in them
            self.calls.append(partial(np.multiply, self.error, self.eta, dE_dout))
        for layer in reversed(range(len(stored))):
            delta = dE_dout
            sloped = slopes is not None and not (entropic and layer == len(stored) - 1)
            if slopes is not None and sloped and not self._plans[layer].passes:
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
        if moved is not None:
            self.apply = moved.call(flat, gradient_flat)
        elif trained is not None:
            self.apply = partial(np.subtract, flat, gradient_flat, flat, where=trained)

    def _slopes(self, activations: Sequence[str]) -> tuple[list[Array], list[Call]]:
        """Return each layer's slopes and the calls that fill them in, run by run of layers with the same activation."""
        values, starts, outs = self.forward.values, self.forward.starts, self.forward.outs
        all_slopes = np.ones_like(values)
        slopes = [all_slopes[start : start + len(out)] for start, out in zip(starts, outs, strict=True)]
        calls: list[Call] = []
        for _, run in groupby(range(len(activations)), key=activations.__getitem__):
            layers = list(run)
            plan = self._plans[layers[0]]
            if plan.reads_products:  # which lie layer by layer
                for layer in layers:
                    calls += plan.slope(self.forward.products[layer], outs[layer], slopes[layer])
                continue
            rows = slice(starts[layers[0]], starts[layers[-1]] + len(outs[layers[-1]]))
            calls += plan.slope(values[rows], values[rows], all_slopes[rows])
        return slopes, calls

    def factor(self, eta: float) -> float:
        """Return the factor of the errors: eta, unless the penalty and the optimiser come before it."""
        if self._moved is None:
            return self._sign * eta
        self._moved.eta[...] = eta
        return self._sign

    def run(self, x: Array, t: Array, eta: float) -> None:
        """Make one update by the mean gradient of the samples in x (1 + K, width) and t (M, width); fills `error`."""
        self.eta[...] = self.factor(eta) / x.shape[1]
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

    def __init__(self, X: Array, T: Array, update: Update, losses: Losses) -> None:
        # A view of each sample, as a column, is made once: to make one costs half as much as a product.
        self._samples = list(zip(X[:, :, None], T[:, :, None], strict=True))
        self._update = update
        self._losses = losses

    def run(self, rows: NDArray[np.intp], eta: float, losses: Array | None) -> None:
        """Present the rows one by one; fill in each one's loss before its update if asked, or the last one's."""
        update, forward = self._update, self._update.forward
        update.eta[...] = update.factor(eta)
        first, product, forward_calls, y = forward.first, forward.product, forward.calls, forward.outs[-1]
        error, backward_calls, apply = update.error, update.calls, update.apply
        delta, gradient = update.first_delta, update.first_gradient
        subtract = np.subtract
        judged = self._losses.judged(update)
        each = losses is not None and len(losses) == len(rows)
        kept = np.empty((len(rows) if each else 0, *error.shape))
        keep = iter(kept) if each else None
        for x, t in map(self._samples.__getitem__, rows.tolist()):
            first(x, product)
            for call in forward_calls:
                call()
            subtract(y, t, error)
            if keep:
                next(keep)[...] = judged
            for call in backward_calls:
                call()
            x.dot(delta, gradient)
            apply()
        if losses is not None:
            losses[:] = self._losses.of(kept[:, :, 0], rows) if each else self._losses.of(judged.T, rows[-1:])


class OneOutput:
    """Update after update of a network with one output, whose arithmetic uses Python's numbers.

    On a single number Python's arithmetic is five times as fast as NumPy's.
    """

    def __init__(self, X: Array, T: Array, update: Update, output: str, losses: Losses, *, slope_is_one: bool) -> None:
        self._samples = list(zip(X[:, :, None], T[:, 0].tolist(), strict=True))
        self._update = update
        self._losses = losses
        self._neuron = _perceptron if slope_is_one else get_activation(output).neuron
        if losses.entropic:
            self._neuron = _entropic

    def run(self, rows: NDArray[np.intp], eta: float, losses: Array | None) -> None:
        """Present the rows one by one; fill in each one's loss before its update if asked, or the last one's."""
        update, forward, neuron = self._update, self._update.forward, self._neuron
        first, product, forward_calls = forward.first, forward.product, forward.calls
        backward_calls, apply = update.calls, update.apply
        delta, gradient = update.first_delta, update.first_gradient
        product_of_output, output_delta = forward.outs[-1].item, update.output_delta.reshape(())
        eta = update.factor(eta)
        entropic = self._losses.entropic
        errors: list[float] = []
        keep = errors.append if losses is not None and len(losses) == len(rows) else None
        for x, t in map(self._samples.__getitem__, rows.tolist()):
            first(x, product)
            for call in forward_calls:
                call()
            y, slope = neuron(v := product_of_output())
            error = y - t
            if keep:
                keep(v if entropic else error)
            output_delta[()] = eta * error * slope
            for call in backward_calls:
                call()
            x.dot(delta, gradient)
            apply()
        if losses is not None:
            kept = errors or [v if entropic else error]
            losses[:] = self._losses.of(np.array(kept)[:, None], rows[-len(kept) :])


class Losses:
    """Each presented sample's loss, from what the loop keeps of it: errors, or for cross-entropy products.

    Parameters
    ----------
    T : ndarray, shape (n, M)
    output : str
        The last layer's activation.
    entropic : bool
        Whether the criterion is cross-entropy.
    """

    def __init__(self, T: Array, output: str, *, entropic: bool) -> None:
        self._T = T
        self._output = output
        self.entropic = entropic

    def judged(self, update: Update) -> Array:
        """Return the array of an update, (M, width), that holds what `of` needs after it."""
        return update.forward.last_product if self.entropic else update.error

    def of(self, kept: Array, rows: NDArray[np.intp]) -> Array:
        """Return the losses (m,) of the rows (m,) from the values that were kept for them, (m, M)."""
        if not self.entropic:
            squares = kept * kept
            losses: Array = 0.5 * (np.sum(squares, axis=1) if kept.shape[1] > 1 else squares[:, 0])
            return losses
        u = -kept if get_activation(self._output).plan.negated else kept
        return cross_entropy(u.T, self._T[rows].T, self._output)


def _entropic(v: float) -> tuple[float, float]:
    """Return the logistic's output, and 1 for its slope, which cross-entropy cancels; -1 since v = -u."""
    return logistic_neuron(v)[0], -1.0


def _perceptron(v: float) -> tuple[float, float]:
    """Return the output of the step and the slope the perceptron rule puts in its place."""
    return (1.0, 1.0) if v > 0.0 else (0.0, 1.0)
