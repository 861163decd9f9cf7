"""One step of backpropagation with every number kept, and the gradient of a whole data set.

This is the readable version, written as the source has it; training.py does the same, fast. For each layer
u = sum_k w_k x_k and out = f(u); from the last layer back, delta = dE/du = dE/dout * f'(u), dE/dw_ki = x_k delta_i,
and dE/dx_k = sum_i w_ki delta_i, which is dE/dout of the layer before. All of it with the weights from before the
update.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.checks import Array, as_positive, as_rows, as_vector
from nnviz.engine.errors import Diverged
from nnviz.engine.network import Network

Rule = Literal["gradient", "perceptron"]


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer's numbers in a step; every array has shape (fan_out,) and is read-only.

    Attributes
    ----------
    u : net input, the sum over k of w_k x_k, bias included.
    out : f(u).
    slope : f'(u).
    dE_dout : derivative of the loss by the layer's output.
    delta : dE/du = dE_dout * slope.
    """

    u: Array
    out: Array
    slope: Array
    dE_dout: Array
    delta: Array


@dataclass(frozen=True, eq=False)
class StepTrace:
    """Every number of one update by one sample; all arrays are read-only.

    Attributes
    ----------
    x, t : the sample, (K,) and (M,).
    eta : the learning rate.
    y : the output before the update, (M,).
    E, E_after : loss of this sample before and after the update.
    layers : one LayerTrace per layer, first hidden layer first.
    dE_dW : one array per layer, shaped like its weights, taken with the old weights. Row 0 is 0 where there is no bias;
        where biases are only frozen (train_bias=False) it holds their derivative, and the update leaves it out.
    network, before : the network after and before.
    rule : "gradient", or "perceptron" for a step of perceptron_step.
    """

    x: Array
    t: Array
    eta: float
    y: Array
    E: float
    E_after: float
    layers: tuple[LayerTrace, ...]
    dE_dW: tuple[Array, ...]
    network: Network
    before: Network
    rule: Rule = "gradient"


def step(net: Network, x: ArrayLike, t: ArrayLike, eta: float = 0.5) -> StepTrace:
    """Present one sample, update every weight by w - eta dE/dw, and keep all numbers.

    Parameters
    ----------
    net : Network
        It is not changed.
    x : array_like, shape (K,)
    t : array_like, shape (M,)
    eta : float
        Learning rate, positive and finite.

    Raises
    ------
    ValueError
        If a shape does not fit the network, a number is not finite, or eta is not positive and finite.
    Diverged
        If the update would make a weight infinite or NaN; it holds `net`.
    """
    return trace_step(net, x, t, eta, "gradient")


def trace_step(net: Network, x: ArrayLike, t: ArrayLike, eta: float, rule: Rule) -> StepTrace:
    """Make one step; the perceptron rule differs from the gradient in counting the slope as 1."""
    x = as_vector("x", x, net.sizes[0])
    t = as_vector("t", t, net.sizes[-1])
    eta = as_positive("eta", eta)
    with np.errstate(all="ignore"):  # an overflow shows in the weights, and is reported as Diverged
        layers = _trace_layers(net, x, t, rule)
        inputs = [x, *(layer.out for layer in layers[:-1])]
        dE_dW = [np.outer(np.concatenate(([1.0], a)), layer.delta) for a, layer in zip(inputs, layers, strict=True)]
        if not net.bias:
            for gradient_ in dE_dW:
                gradient_[0] = 0.0
        weights = [weight - eta * gradient_ for weight, gradient_ in zip(net.weights, dE_dW, strict=True)]
        if (trained := net.trained) is not None:
            for weight, old, learns in zip(weights, net.weights, trained, strict=True):
                weight[~learns] = old[~learns]
        if not all(np.isfinite(weight).all() for weight in weights):
            raise Diverged(net)
        after = Network(tuple(weights), net.activations, net.bias, net.train_bias, net.frozen)
        y = layers[-1].out
        E, E_after = _loss(t, y), _loss(t, _trace_layers(after, x, t, rule)[-1].out)
    for array in (x, t, *dE_dW):
        array.flags.writeable = False
    return StepTrace(x, t, eta, y, E, E_after, layers, tuple(dE_dW), after, net, rule)


def _loss(t: Array, y: Array) -> float:
    """Return E = 1/2 sum_j (t_j - y_j)² of one sample."""
    return 0.5 * float(np.sum((t - y) ** 2))


def _trace_layers(net: Network, x: Array, t: Array, rule: Rule) -> tuple[LayerTrace, ...]:
    """Forward and backward for one sample."""
    us, outs, slopes = [], [], []
    a = x
    for weight, name in zip(net.weights, net.activations, strict=True):
        f = ACTIVATIONS[name]
        us.append(weight[0] + a @ weight[1:])
        outs.append(a := f.value(us[-1]))
        slopes.append(f.slope(us[-1], a) if rule == "gradient" else np.ones_like(a))
    layers: list[LayerTrace] = []
    dE_dout = a - t
    for layer in reversed(range(len(us))):
        delta = dE_dout * slopes[layer]
        layers.append(LayerTrace(us[layer], outs[layer], slopes[layer], dE_dout, delta))
        for array in (us[layer], outs[layer], slopes[layer], dE_dout, delta):
            array.flags.writeable = False
        dE_dout = net.weights[layer][1:] @ delta
    return tuple(reversed(layers))


def gradient(net: Network, X: ArrayLike, T: ArrayLike) -> tuple[Array, ...]:
    """Return the mean over the rows of dE/dW, by backpropagation.

    Parameters
    ----------
    X : array_like, shape (n, K)
    T : array_like, shape (n, M)

    Returns
    -------
    tuple of ndarray
        One array per layer, shaped like its weights; as in StepTrace.dE_dW, row 0 is 0 if the network has no biases.

    Raises
    ------
    ValueError
        If a shape does not fit the network or a number is not finite.
    """
    X = as_rows("X", X, net.sizes[0])
    T = as_rows("T", T, net.sizes[-1], rows=len(X))
    with np.errstate(all="ignore"):
        inputs, us = [X], []
        for weight, name in zip(net.weights, net.activations, strict=True):
            us.append(weight[0] + inputs[-1] @ weight[1:])
            inputs.append(ACTIVATIONS[name].value(us[-1]))
        result: list[Array] = []
        dE_dout = (inputs[-1] - T) / len(X)
        for layer in reversed(range(len(us))):
            delta = dE_dout * ACTIVATIONS[net.activations[layer]].slope(us[layer], inputs[layer + 1])
            bias = delta.sum(axis=0) if net.bias else np.zeros(delta.shape[1])
            result.append(np.vstack((bias, inputs[layer].T @ delta)))
            dE_dout = delta @ net.weights[layer][1:].T
    return tuple(reversed(result))


def numerical_gradient(net: Network, X: ArrayLike, T: ArrayLike, h: float = 1e-5) -> tuple[Array, ...]:
    """Return the same by central differences, (E(w + h) - E(w - h)) / 2h, one weight at a time.

    It needs no derivative, so it checks `gradient`; the error is of the order h² and, from rounding, 1e-16 / h.

    Raises
    ------
    ValueError
        As `gradient`, and if h is not positive and finite.
    """
    X = as_rows("X", X, net.sizes[0])
    T = as_rows("T", T, net.sizes[-1], rows=len(X))
    h = as_positive("h", h)
    weights = [weight.copy() for weight in net.weights]
    result = []
    for weight in weights:
        slopes = np.zeros_like(weight)
        for row, column in np.ndindex(*weight.shape):
            if row == 0 and not net.bias:
                continue
            old = weight[row, column]
            losses = []
            for moved in (old + h, old - h):
                weight[row, column] = moved
                losses.append(Network(tuple(weights), net.activations).loss(X, T))
            slopes[row, column] = (losses[0] - losses[1]) / (2.0 * h)
            weight[row, column] = old
        result.append(slopes)
    return tuple(result)
