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
from nnviz.engine.checks import Array, as_positive, as_rows, as_vector
from nnviz.engine.criteria import check_targets, cross_entropy, output_slopes, squared
from nnviz.engine.errors import Diverged
from nnviz.engine.network import Network
from nnviz.engine.optimisers import DESCENT, NOTHING, Momentum, Optimiser, State, as_state
from nnviz.engine.optimisers.shared import Moving
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
    penalty : what is counted in beside the loss.
    dR_dW : derivative of the penalty by each weight, shaped like dE_dW; 0 for biases.
    optimiser : how the gradient dE_dW + dR_dW became a step.
    state_before, state : what the optimiser remembered before and after, 0 for a weight that is not trained.
    d : shaped like dE_dW: the update is w - eta · d; 0 for a weight that is not trained.
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
    dR_dW: tuple[Array, ...] = ()
    optimiser: Optimiser = DESCENT
    state_before: State = NOTHING
    state: State = NOTHING
    d: tuple[Array, ...] = ()
    raw: Array | None = None
    features: Any = None

    @property
    def momentum(self) -> float:
        """The share of its velocity that a weight keeps; 0 for an optimiser that has no velocity."""
        return self.optimiser.momentum if isinstance(self.optimiser, Moving) else 0.0

    @property
    def velocity_before(self) -> tuple[Array, ...]:
        """The velocity before, shaped like dE_dW; 0 for an optimiser that has none."""
        moving = isinstance(self.optimiser, Moving)
        return self.state_before.memory[0] if moving else tuple(np.zeros_like(g) for g in self.dE_dW)

    @property
    def velocity(self) -> tuple[Array, ...]:
        """The velocity after; for an optimiser that has none, d."""
        return self.state.memory[0] if isinstance(self.optimiser, Moving) else self.d


def step(
    net: Network,
    x: ArrayLike,
    t: ArrayLike,
    eta: float = 0.5,
    *,
    penalty: Penalty = NONE,
    optimiser: Optimiser | None = None,
    state: State | None = None,
    momentum: float = 0.0,
    velocity: Sequence[ArrayLike] | None = None,
) -> StepTrace:
    """Present one sample, update every weight by w - eta dE/dw, and keep all numbers.

    With another optimiser the update is w - eta d, where it says d from the gradient dE/dw + dR/dw and its state.

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
    optimiser : Optimiser, optional
        Plain gradient descent by default.
    state : State, optional
        What the optimiser remembers, as the step before left it in `StepTrace.state`; by default its first state.
    momentum : float
        Short for the optimiser Momentum(momentum), at least 0 and below 1; not with `optimiser`.
    velocity : sequence of array_like, optional
        Short for its state: one array per layer, shaped like its weights.

    Raises
    ------
    ValueError
        If a shape does not fit the network, a number is not finite, targets are not what cross-entropy can judge by,
        eta is not positive and finite, or momentum is not from 0 to 1.
    Diverged
        If the update would make a weight, or what the optimiser remembers, infinite or NaN; it holds `net`.
    """
    chosen = chosen_optimiser(optimiser, momentum)
    if velocity is not None:
        if state is not None:
            raise ValueError("velocity must be left out where there is a state")
        try:
            given = as_state(Momentum(), State(0, (tuple(velocity),)), net.weights)  # type: ignore[arg-type]
        except ValueError as error:
            raise ValueError(f"velocity: {error}") from None
        state = given if isinstance(chosen, Momentum) else None
    return trace_step(net, x, t, eta, "gradient", penalty, chosen, state)


def chosen_optimiser(optimiser: Optimiser | None, momentum: float = 0.0) -> Optimiser:
    """Return the optimiser, or the one that a momentum alone stands for.

    Raises
    ------
    ValueError
        If there are both, or momentum is not from 0 to 1.
    """
    named = Momentum(momentum)
    if optimiser is None:
        return named if named.momentum else DESCENT
    if named.momentum:
        raise ValueError("momentum must be left out where there is an optimiser")
    if not isinstance(optimiser, Optimiser):
        raise ValueError(f"optimiser must be one of nnviz.engine.optimisers, got {optimiser!r}")
    return optimiser


def trace_step(
    net: Network,
    x: ArrayLike,
    t: ArrayLike,
    eta: float,
    rule: Rule,
    penalty: Penalty = NONE,
    optimiser: Optimiser = DESCENT,
    state: State | None = None,
) -> StepTrace:
    """Make one step; the perceptron rule differs from the gradient in counting the slope as 1."""
    x = as_vector("x", x, net.sizes[0])
    t = as_vector("t", t, net.sizes[-1])
    check_targets(net.criterion, net.activations[-1], t[None])
    eta = as_positive("eta", eta)
    before = as_state(optimiser, state, net.weights)
    with np.errstate(all="ignore"):  # an overflow shows in the weights, and is reported as Diverged
        layers = _trace_layers(net, x, t, rule)
        inputs = [x, *(layer.out for layer in layers[:-1])]
        dE_dW = [np.outer(np.concatenate(([1.0], a)), layer.delta) for a, layer in zip(inputs, layers, strict=True)]
        if not net.bias:
            for gradient_ in dE_dW:
                gradient_[0] = 0.0
        dR_dW = penalty.slopes(net.weights)
        d, after_ = optimiser.update([g + r for g, r in zip(dE_dW, dR_dW, strict=True)], before, net.trained)
        weights = [weight - eta * step_ for weight, step_ in zip(net.weights, d, strict=True)]
        remembered = [array for arrays in after_.memory for array in arrays]
        if not all(np.isfinite(array).all() for array in (*weights, *remembered)):
            raise Diverged(net)
        after = replace(net, weights=tuple(weights))
        E, E_after = _loss(net, layers, t), _loss(net, _trace_layers(after, x, t, rule), t)
    known = [array for arrays in before.memory for array in arrays]
    for array in (x, t, *dE_dW, *dR_dW, *d, *remembered, *known):
        array.flags.writeable = False
    return StepTrace(
        x=x,
        t=t,
        eta=eta,
        y=layers[-1].out,
        E=E,
        E_after=E_after,
        layers=layers,
        dE_dW=tuple(dE_dW),
        network=after,
        before=net,
        rule=rule,
        penalty=penalty,
        dR_dW=dR_dW,
        optimiser=optimiser,
        state_before=before,
        state=after_,
        d=d,
    )


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
    """Return the mean gradient by central differences, (E(w + h) - E(w - h)) / 2h, one weight at a time.

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
