"""The activations of the classic networks: logistic, tanh, ReLU, identity, the unit step, and softmax for classes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnviz.engine.activations.record import ONE, ZERO, Activation, Call, Fast, glorot, he, register, spare, squared
from nnviz.engine.checks import Array


def _logistic(u: Array) -> Array:
    """Return 1 / (1 + e^-u); where e^-u overflows to infinity, the quotient is the right limit, 0."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-u))


def _logistic_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    if keep:
        return [partial(np.exp, v, out), partial(np.add, out, ONE, out), partial(np.reciprocal, out, out)]
    power = spare(v)
    return [partial(np.exp, v, power), partial(np.add, power, ONE, v), partial(np.reciprocal, v, out)]


def _logistic_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    """With weights stored negated the slope is df/dv = f (f - 1)."""
    return [partial(np.subtract, out, ONE, way := spare(slope)), partial(np.multiply, way, out, slope)]


def logistic_neuron(v: float) -> tuple[float, float]:
    """Return the output and its slope for v = -u; where e^v overflows, above 709, the output is 1e-308, not less."""
    y = 1.0 / (1.0 + math.exp(709.0 if v > 709.0 else v))
    return y, y * (y - 1.0)


LOGISTIC = register(
    Activation(
        name="logistic",
        label="logistic",
        value=_logistic,
        slope=lambda u, out: out * (1.0 - out),
        latex=lambda u: rf"\frac{{1}}{{1 + e^{{-{u}}}}}",
        slope_latex=lambda u, out: rf"{out}\left(1 - {out}\right)",
        source="1 / (1 + np.exp(-u))",
        torch="torch.sigmoid(u)",
        slope_source="(h * (1 - h))",
        alone="1 / (1 + math.exp(min(-u.item(), 709)))",
        range=(0.0, 1.0),
        reach=lambda fan_in, fan_out: glorot(fan_in, fan_out) * 2.0,  # init_network says why
        flat="saturated",
        steepest=0.25,
        inverse=lambda level: float(np.log(level / (1.0 - level))) if 0.0 < level < 1.0 else None,
        increasing=True,
        fast=Fast(value=_logistic_calls, slope=_logistic_slopes, neuron=logistic_neuron, negated=True),
    )
)


def _tanh_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    return [partial(np.multiply, out, out, way := spare(slope)), partial(np.subtract, ONE, way, slope)]


def _tanh_neuron(v: float) -> tuple[float, float]:
    y = math.tanh(v)
    return y, 1.0 - y * y


TANH = register(
    Activation(
        name="tanh",
        label="tanh",
        value=np.tanh,
        slope=lambda u, out: 1.0 - out * out,
        latex=lambda u: rf"\tanh\left({u}\right)",
        slope_latex=lambda u, out: f"1 - {squared(out)}",
        slope_is_sum=True,
        source="np.tanh(u)",
        torch="torch.tanh(u)",
        slope_source="(1 - h * h)",
        alone="math.tanh(u.item())",
        range=(-1.0, 1.0),
        flat="saturated",
        steepest=1.0,
        inverse=lambda level: float(np.arctanh(level)) if -1.0 < level < 1.0 else None,
        increasing=True,
        fast=Fast(value=lambda v, out, keep: [partial(np.tanh, v, out)], slope=_tanh_slopes, neuron=_tanh_neuron),
    )
)

# At the kink, u = 0, the slope is taken to be 0. fmax takes a fifth of the time of maximum.
RELU = register(
    Activation(
        name="relu",
        label="ReLU",
        value=lambda u: np.fmax(u, 0.0),
        slope=lambda u, out: np.sign(out),
        latex=lambda u: rf"\max\left(0, {u}\right)",
        slope_latex=lambda u, out: rf"\left[{u} > 0\right]",
        source="np.fmax(u, 0)",
        torch="torch.relu(u)",
        slope_source="np.sign(h)",
        range=(0.0, math.inf),
        reach=he,
        first_bias=0.1,
        corner="kink",
        flat="dead",
        inverse=lambda level: float(level) if level >= 0.0 else None,
        level=True,
        fast=Fast(
            value=lambda v, out, keep: [partial(np.fmax, v, ZERO, out)],
            slope=lambda v, out, slope: [partial(np.sign, out, slope)],
            neuron=lambda v: (v, 1.0) if v > 0.0 else (0.0, 0.0),
        ),
    )
)

IDENTITY = register(
    Activation(
        name="identity",
        label="identity (linear)",
        value=np.copy,
        slope=lambda u, out: np.ones_like(u),
        latex=lambda u: u,
        slope_latex=lambda u, out: "1",
        source="u",
        torch="u",
        slope_source="np.ones_like(h)",
        inverse=float,
        increasing=True,
        fast=Fast(
            value=lambda v, out, keep: [partial(np.copyto, out, v)] if keep else [],
            slope=lambda v, out, slope: [],
            neuron=lambda v: (v, 1.0),
            passes=True,
        ),
    )
)


def _no_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    slope[:] = 0.0
    return []


# The published NAND example needs 0 at the threshold itself. The derivative is 0 wherever it exists, and is taken to be
# 0 at the jump too.
STEP = register(
    Activation(
        name="step",
        label="unit step",
        value=lambda u: np.heaviside(u, 0.0),
        slope=lambda u, out: np.zeros_like(u),
        latex=lambda u: rf"\left[{u} > 0\right]",
        slope_latex=lambda u, out: "0",
        source="(u > 0) * 1.0",
        torch="(u > 0) * 1.0 + 0 * u",
        slope_source="0.0",
        range=(0.0, 1.0),
        corner="jump",
        inverse=lambda level: 0.0 if 0.0 <= level < 1.0 else None,
        level=True,
        fast=Fast(
            value=lambda v, out, keep: [partial(np.heaviside, v, ZERO, out)],
            slope=_no_slopes,
            neuron=lambda v: (1.0, 0.0) if v > 0.0 else (0.0, 0.0),
        ),
    )
)


def _softmax(u: Array) -> Array:
    """Return e^u_j / sum_i e^u_i over the last axis; the largest u is taken off first, which changes nothing."""
    power = np.exp(u - np.max(u, axis=-1, keepdims=True))
    shares: Array = power / np.sum(power, axis=-1, keepdims=True)
    return shares


def _softmax_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    top = np.empty((1, v.shape[1]))
    return [
        partial(np.maximum.reduce, v, 0, None, top, True),
        partial(np.subtract, v, top, out),
        partial(np.exp, out, out),
        partial(np.add.reduce, out, 0, None, top, True),
        partial(np.divide, out, top, out),
    ]


def _softmax_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    slope[:] = np.nan  # cross-entropy, which softmax needs, does without
    return []


# Its slope is dy_j/du_j alone: softmax's outputs depend on one another, which the cross-entropy's delta takes in. Its
# LaTeX takes all net inputs, which the derivation writes.
SOFTMAX = register(
    Activation(
        name="softmax",
        label="softmax",
        value=_softmax,
        slope=lambda u, out: out * (1.0 - out),
        latex=lambda u: rf"\operatorname{{softmax}}\left({u}\right)",
        slope_latex=lambda u, out: rf"{out}\left(1 - {out}\right)",
        source="(e := np.exp(u - u.max(0))) / e.sum(0)",
        torch="torch.softmax(u, 1)",
        slope_source="(h * (1 - h))",
        range=(0.0, 1.0),
        flat="saturated",
        inverse=lambda level: None,
        increasing=True,
        output_only=True,
        fast=Fast(value=_softmax_calls, slope=_softmax_slopes),
    )
)
