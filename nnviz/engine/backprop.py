"""One step of backpropagation with every number kept, and the gradient of a whole data set.

This is the readable version, written as the source has it; training.py does the same, fast. For each layer
u = sum_k w_k x_k and out = f(u); from the last layer back, delta = dE/du = dE/dout * f'(u), dE/dw_ki = x_k delta_i,
and dE/dx_k = sum_i w_ki delta_i, which is dE/dout of the layer before. All of it with the weights from before the
update.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from nnviz.engine.activations import OUTPUT_ACTIVATIONS
from nnviz.engine.checks import Array, as_amount, as_floats, as_positive, as_rows, as_vector
from nnviz.engine.criteria import check_targets, cross_entropy, output_slopes, squared
from nnviz.engine.errors import Diverged
from nnviz.engine.network import Network
from nnviz.engine.penalty import NONE, Penalty

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
    delta : dE/du = dE_dout * slope; in the last layer under cross-entropy y - t.
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
    E, E_after : loss of this sample before and after the update, without the penalty.
    layers : one LayerTrace per layer, first hidden layer first.
    dE_dW : one array per layer, shaped like its weights, taken with the old weights. Row 0 is 0 where there is no bias;
        where biases are only frozen (train_bias=False) it holds their derivative, and the update leaves it out.
    penalty, momentum : what the update counted in beside the gradient.
    dR_dW : derivative of the penalty by each weight, shaped like dE_dW; 0 for biases.
    velocity_before, velocity : shaped like dE_dW; velocity = momentum · velocity_before + dE_dW + dR_dW, but 0 for a
        weight that is not trained, and the update is w - eta · velocity. Without momentum it is the gradient itself.
    network, before : the network after and before.
    rule : "gradient", or "perceptron" for a step of perceptron_step.
    raw, features : the sample's own inputs and what made x of them, for who shows it; nothing here reads them.
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
    penalty: Penalty = NONE
    momentum: float = 0.0
    dR_dW: tuple[Array, ...] = ()
    velocity_before: tuple[Array, ...] = ()
    velocity: tuple[Array, ...] = ()
    raw: Array | None = None
    features: Any = None


def step(
    net: Network,
    x: ArrayLike,
    t: ArrayLike,
    eta: float = 0.5,
    *,
    penalty: Penalty = NONE,
    momentum: float = 0.0,
    velocity: Sequence[ArrayLike] | None = None,
) -> StepTrace:
    """Present one sample, update every weight by w - eta dE/dw, and keep all numbers.

    With momentum the update is w - eta v with v = momentum · v + dE/dw + dR/dw (Polyak 1964, "Some methods of speeding
    up the convergence of iteration methods"; eta outside, as in PyTorch's SGD).

    Parameters
    ----------
    net : Network
        It is not changed.
    x : array_like, shape (K,)
    t : array_like, shape (M,)
    eta : float
        Learning rate, positive and finite.
    penalty : Penalty
        On large weights; none by default.
    momentum : float
        At least 0 and below 1.
    velocity : sequence of array_like, optional
        What the step before left as its velocity, one array per layer, shaped like its weights; by default 0.

    Raises
    ------
    ValueError
        If a shape does not fit the network, a number is not finite, targets are not what cross-entropy can judge by,
        eta is not positive and finite, or momentum is not from 0 to 1.
    Diverged
        If the update would make a weight infinite or NaN; it holds `net`.
    """
    return trace_step(net, x, t, eta, "gradient", penalty, momentum, velocity)


def trace_step(
    net: Network,
    x: ArrayLike,
    t: ArrayLike,
    eta: float,
    rule: Rule,
    penalty: Penalty = NONE,
    momentum: float = 0.0,
    velocity: Sequence[ArrayLike] | None = None,
) -> StepTrace:
    """Make one step; the perceptron rule differs from the gradient in counting the slope as 1."""
    x = as_vector("x", x, net.sizes[0])
    t = as_vector("t", t, net.sizes[-1])
    check_targets(net.criterion, net.activations[-1], t[None])
    eta = as_positive("eta", eta)
    momentum = as_amount("momentum", momentum, below=1.0)
    before_ = _as_velocity(net, velocity)
    with np.errstate(all="ignore"):  # an overflow shows in the weights, and is reported as Diverged
        layers = _trace_layers(net, x, t, rule)
        inputs = [x, *(layer.out for layer in layers[:-1])]
        dE_dW = [np.outer(np.concatenate(([1.0], a)), layer.delta) for a, layer in zip(inputs, layers, strict=True)]
        if not net.bias:
            for gradient_ in dE_dW:
                gradient_[0] = 0.0
        dR_dW = penalty.slopes(net.weights)
        moving = [momentum * v + g + r for v, g, r in zip(before_, dE_dW, dR_dW, strict=True)]
        if (trained := net.trained) is not None:
            for v, learns in zip(moving, trained, strict=True):
                v[~learns] = 0.0
        weights = [weight - eta * v for weight, v in zip(net.weights, moving, strict=True)]
        if not all(np.isfinite(weight).all() for weight in weights):
            raise Diverged(net)
        after = replace(net, weights=tuple(weights))
        E, E_after = _loss(net, layers, t), _loss(net, _trace_layers(after, x, t, rule), t)
    for array in (x, t, *dE_dW, *dR_dW, *moving, *before_):
        array.flags.writeable = False
    return StepTrace(
        x,
        t,
        eta,
        layers[-1].out,
        E,
        E_after,
        layers,
        tuple(dE_dW),
        after,
        net,
        rule,
        penalty,
        momentum,
        dR_dW,
        before_,
        tuple(moving),
    )


def _as_velocity(net: Network, velocity: Sequence[ArrayLike] | None) -> tuple[Array, ...]:
    """Check and copy a velocity; none is 0 everywhere."""
    if velocity is None:
        return tuple(np.zeros_like(weight) for weight in net.weights)
    if len(velocity) != len(net.weights):
        raise ValueError(f"velocity must hold one array for each of {len(net.weights)} layers, got {len(velocity)}")
    found = tuple(as_floats(f"velocity[{layer}]", v) for layer, v in enumerate(velocity))
    for layer, (v, weight) in enumerate(zip(found, net.weights, strict=True)):
        if v.shape != weight.shape:
            raise ValueError(f"velocity[{layer}] must have shape {weight.shape}, as its weights, got {v.shape}")
    return found


def _loss(net: Network, layers: Sequence[LayerTrace], t: Array) -> float:
    """Return E of one sample."""
    last = layers[-1]
    if net.criterion == "squared":
        return float(squared(last.out, t))
    return float(cross_entropy(last.u, t, net.activations[-1]))


def _trace_layers(net: Network, x: Array, t: Array, rule: Rule) -> tuple[LayerTrace, ...]:
    """Forward and backward for one sample."""
    us, outs, slopes = [], [], []
    a = x
    for weight, name in zip(net.weights, net.activations, strict=True):
        f = OUTPUT_ACTIVATIONS[name]
        us.append(weight[0] + a @ weight[1:])
        outs.append(a := f.value(us[-1]))
        slopes.append(f.slope(us[-1], a) if rule == "gradient" else np.ones_like(a))
    layers: list[LayerTrace] = []
    entropic = net.criterion == "cross_entropy"
    dE_dout = output_slopes(a, t, net.activations[-1]) if entropic else a - t
    for layer in reversed(range(len(us))):
        # Cross-entropy's own delta: with softmax every dE/dy has a part in it, with the logistic it is the product, but
        # stays a number where y is 0 or 1 to the last bit.
        delta = a - t if entropic and layer == len(us) - 1 else dE_dout * slopes[layer]
        layers.append(LayerTrace(us[layer], outs[layer], slopes[layer], dE_dout, delta))
        for array in (us[layer], outs[layer], slopes[layer], dE_dout, delta):
            array.flags.writeable = False
        dE_dout = net.weights[layer][1:] @ delta
    return tuple(reversed(layers))


def gradient(net: Network, X: ArrayLike, T: ArrayLike, penalty: Penalty = NONE) -> tuple[Array, ...]:
    """Return the mean over the rows of dE/dW, by backpropagation, and dR/dW added if there is a penalty.

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
    check_targets(net.criterion, net.activations[-1], T)
    with np.errstate(all="ignore"):
        inputs, us = [X], []
        for weight, name in zip(net.weights, net.activations, strict=True):
            us.append(weight[0] + inputs[-1] @ weight[1:])
            inputs.append(OUTPUT_ACTIVATIONS[name].value(us[-1]))
        result: list[Array] = []
        dE_dout = (inputs[-1] - T) / len(X)  # for cross-entropy this is dE/du already
        for layer in reversed(range(len(us))):
            delta = dE_dout
            if layer < len(us) - 1 or net.criterion == "squared":
                delta = dE_dout * OUTPUT_ACTIVATIONS[net.activations[layer]].slope(us[layer], inputs[layer + 1])
            bias = delta.sum(axis=0) if net.bias else np.zeros(delta.shape[1])
            result.append(np.vstack((bias, inputs[layer].T @ delta)))
            dE_dout = delta @ net.weights[layer][1:].T
        slopes = penalty.slopes(net.weights)
    return tuple(mean + slope for mean, slope in zip(reversed(result), slopes, strict=True))


def gradient_shares(
    net: Network, X: ArrayLike, T: ArrayLike, layer: int, row: int, column: int, rule: Rule = "gradient"
) -> Array:
    """Return every row's own dE/dw of weights[layer][row, column], (n,); their mean is that weight's `gradient`.

    By the perceptron rule it is (y - t) x, as in a trace of that rule.

    Raises
    ------
    ValueError
        As `gradient`, and if the network has no such weight.
    """
    X = as_rows("X", X, net.sizes[0])
    T = as_rows("T", T, net.sizes[-1], rows=len(X))
    net.with_frozen([(layer, row, column)])  # refuses a weight that is not there
    with np.errstate(all="ignore"):
        inputs, us = [X], []
        for weight, name in zip(net.weights, net.activations, strict=True):
            us.append(weight[0] + inputs[-1] @ weight[1:])
            inputs.append(OUTPUT_ACTIVATIONS[name].value(us[-1]))
        delta = inputs[-1] - T  # for cross-entropy, and by the perceptron rule, this is delta already
        for at in reversed(range(layer, len(us))):
            if at < len(us) - 1:
                delta = delta @ net.weights[at + 1][1:].T
            if at < len(us) - 1 or (net.criterion == "squared" and rule == "gradient"):
                delta = delta * OUTPUT_ACTIVATIONS[net.activations[at]].slope(us[at], inputs[at + 1])
        shares: Array = delta[:, column] * (inputs[layer][:, row - 1] if row else 1.0)
    return shares


def numerical_gradient(
    net: Network, X: ArrayLike, T: ArrayLike, h: float = 1e-5, penalty: Penalty = NONE
) -> tuple[Array, ...]:
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
                losses.append(Network(tuple(weights), net.activations, criterion=net.criterion).loss(X, T))
                losses[-1] += penalty.value(weights)
            slopes[row, column] = (losses[0] - losses[1]) / (2.0 * h)
            weight[row, column] = old
        result.append(slopes)
    return tuple(result)
