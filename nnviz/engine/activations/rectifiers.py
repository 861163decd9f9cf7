"""The relatives of ReLU: linear for large u, and small or flat for u far below 0."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnviz.engine.activations.record import ONE, ZERO, Activation, Call, Fast, grouped, he, register, spare, squared
from nnviz.engine.checks import Array

LEAK = 0.01
"""Slope of the leaky ReLU below 0."""
_LEAK, _REST = np.array(LEAK), np.array(1.0 - LEAK)


def _leaky_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    return [partial(np.multiply, v, _LEAK, way := np.empty_like(v)), partial(np.fmax, v, way, out)]


def _leaky_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    """0.01 + 0.99 [f > 0], which is 1 to the last bit above 0."""
    way = spare(slope)
    return [
        partial(np.heaviside, out, ZERO, slope),
        partial(np.multiply, slope, _REST, way),
        partial(np.add, way, _LEAK, slope),
    ]


# Maas, Hannun & Ng 2013, "Rectifier nonlinearities improve neural network acoustic models". First weights: He et al.
# 2015, eq. 15.
LEAKY_RELU = register(
    Activation(
        name="leaky_relu",
        label="leaky ReLU",
        value=lambda u: np.where(u > 0.0, u, LEAK * u),
        slope=lambda u, out: np.where(out > 0.0, 1.0, LEAK),
        latex=lambda u: rf"\max\left({LEAK} \cdot {u}, {u}\right)",
        slope_latex=lambda u, out: rf"\left[{u} > 0\right] + {LEAK} \cdot \left[{u} \le 0\right]",
        slope_is_sum=True,
        source=f"np.where(u > 0, u, {LEAK} * u)",
        torch=f"torch.nn.functional.leaky_relu(u, {LEAK})",
        slope_source=f"np.where(h > 0, 1.0, {LEAK})",
        reach=lambda fan_in, fan_out: math.sqrt(6.0 / ((1.0 + LEAK**2) * fan_in)),
        corner="kink",
        inverse=lambda level: float(level if level > 0.0 else level / LEAK),
        increasing=True,
        fast=Fast(value=_leaky_calls, slope=_leaky_slopes, neuron=lambda v: (v, 1.0) if v > 0.0 else (LEAK * v, LEAK)),
    )
)


def _elu(u: Array) -> Array:
    return np.where(u > 0.0, u, np.expm1(np.minimum(u, 0.0)))


def _elu_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    """max(0, u) + (e^min(0, u) - 1): one of the two is 0."""
    way = np.empty_like(v)
    return [
        partial(np.fmin, v, ZERO, way),
        partial(np.expm1, way, way),
        partial(np.fmax, v, ZERO, out),
        partial(np.add, out, way, out),
    ]


def _elu_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    """F' = f + 1 below 0, and 1 above."""
    return [partial(np.fmin, out, ZERO, way := spare(slope)), partial(np.add, way, ONE, slope)]


# Clevert, Unterthiner & Hochreiter 2016, "Fast and accurate deep network learning by exponential linear units", with
# alpha = 1, which alone makes its slope continuous.
ELU = register(
    Activation(
        name="elu",
        label="ELU",
        value=_elu,
        slope=lambda u, out: np.minimum(out, 0.0) + 1.0,
        latex=lambda u: rf"\max\left(0, {u}\right) + e^{{\min\left(0, {u}\right)}} - 1",
        slope_latex=lambda u, out: rf"e^{{\min\left(0, {u}\right)}}",
        source="np.where(u > 0, u, np.expm1(np.minimum(u, 0)))",
        torch="torch.nn.functional.elu(u)",
        slope_source="(np.minimum(h, 0) + 1)",
        range=(-1.0, math.inf),
        reach=he,
        flat="saturated",
        steepest=1.0,
        inverse=lambda level: float(level if level > 0.0 else np.log1p(level)) if level > -1.0 else None,
        increasing=True,
        fast=Fast(value=_elu_calls, slope=_elu_slopes),
    )
)


def _softplus_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    """F' = 1 - e^-f, which is the logistic of u."""
    return [
        partial(np.negative, out, way := np.empty_like(slope)),
        partial(np.expm1, way, way),
        partial(np.negative, way, slope),
    ]


# Dugas et al. 2001, "Incorporating second-order functional knowledge for better option pricing".
SOFTPLUS = register(
    Activation(
        name="softplus",
        label="softplus",
        value=lambda u: np.logaddexp(0.0, u),
        slope=lambda u, out: -np.expm1(-out),
        latex=lambda u: rf"\ln\left(1 + e^{{{u}}}\right)",
        slope_latex=lambda u, out: rf"\frac{{1}}{{1 + e^{{-{grouped(u)}}}}}",
        source="np.logaddexp(0, u)",
        torch="torch.logaddexp(0 * u, u)",
        slope_source="-np.expm1(-h)",
        range=(0.0, math.inf),
        reach=he,
        flat="saturated",
        steepest=1.0,
        # e^level - 1 as e^level (1 - e^-level), so that a large level does not overflow.
        inverse=lambda level: float(level + np.log(-np.expm1(-level))) if level > 0.0 else None,
        increasing=True,
        fast=Fast(
            value=lambda v, out, keep: [partial(np.logaddexp, ZERO, v, out)],
            slope=_softplus_slopes,
        ),
    )
)


def _silu(u: Array) -> Array:
    with np.errstate(over="ignore"):
        return u / (1.0 + np.exp(-u))


def _silu_slope(u: Array, out: Array) -> Array:
    with np.errstate(over="ignore"):
        return out + (1.0 - out) / (1.0 + np.exp(-u))


def _silu_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    way = np.empty_like(v)
    return [
        partial(np.negative, v, way),
        partial(np.exp, way, way),
        partial(np.add, way, ONE, way),
        partial(np.divide, v, way, out),
    ]


def _silu_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    way, rest = np.empty_like(v), np.empty_like(v)
    return [
        partial(np.negative, v, way),
        partial(np.exp, way, way),
        partial(np.add, way, ONE, way),
        partial(np.subtract, ONE, out, rest),
        partial(np.divide, rest, way, way),
        partial(np.add, way, out, slope),
    ]


# Elfwing, Uchibe & Doya 2018, "Sigmoid-weighted linear units"; Ramachandran et al. 2017 call it swish.
SILU = register(
    Activation(
        name="silu",
        label="SiLU (swish)",
        value=_silu,
        slope=_silu_slope,
        latex=lambda u: rf"\frac{{{u}}}{{1 + e^{{-{u}}}}}",
        slope_latex=lambda u, out: rf"{out} + \frac{{1 - {out}}}{{1 + e^{{-{grouped(u)}}}}}",
        slope_is_sum=True,
        source="u / (1 + np.exp(-u))",
        torch="torch.nn.functional.silu(u)",
        slope_source="(h + (1 - h) / (1 + np.exp(-u)))",
        range=(-0.2784645427610738, math.inf),  # the least value is that of u = -1.2784645427610738
        reach=he,
        flat="saturated",
        steepest=1.0998393194,
        fast=Fast(value=_silu_calls, slope=_silu_slopes, reads_products=True),
    )
)

_ROOT_HALF = 0.5**0.5
_DENSITY = 1.0 / math.sqrt(2.0 * math.pi)


def _below(u: Array) -> Array:
    """Return Φ(u), the share of a standard normal distribution that lies below u; NumPy has no erf."""
    erf = np.fromiter(map(math.erf, (u * _ROOT_HALF).ravel().tolist()), dtype=np.float64, count=u.size)
    return 0.5 * (1.0 + erf.reshape(u.shape))


def _gelu_slope(u: Array, out: Array) -> Array:
    return _below(u) + u * (_DENSITY * np.exp(-0.5 * u * u))


def _gelu_slope_latex(u: str, out: str) -> str:
    density = rf"\frac{{e^{{-\frac{{1}}{{2}} {squared(u)}}}}}{{\sqrt{{2 \pi}}}}"
    return rf"\Phi\left({u}\right) + {grouped(u)} \cdot {density}"


# Hendrycks & Gimpel 2016, "Gaussian error linear units", u Φ(u) itself and not the paper's approximation by tanh.
GELU = register(
    Activation(
        name="gelu",
        label="GELU",
        value=lambda u: u * _below(u),
        slope=_gelu_slope,
        latex=lambda u: rf"{u} \cdot \Phi\left({u}\right)",
        slope_latex=_gelu_slope_latex,
        slope_is_sum=True,
        source="u * (0.5 * (1 + erf(u * 0.5**0.5)))",
        torch="torch.nn.functional.gelu(u)",
        slope_source=f"(0.5 * (1 + erf(u * 0.5**0.5)) + u * ({_DENSITY!r} * np.exp(-0.5 * u * u)))",
        prelude=("import math; erf = np.vectorize(math.erf, otypes=[float])",),
        range=(-0.16997120747990369, math.inf),  # the least value is that of u = -0.7517915255625
        reach=he,
        flat="saturated",
        steepest=1.1289042220,
        fast=Fast(
            value=lambda v, out, keep: [partial(_fill_gelu, v, out)],
            slope=lambda v, out, slope: [partial(_fill_gelu_slope, v, slope)],
            reads_products=True,
        ),
    )
)


def _fill_gelu(v: Array, out: Array) -> None:
    np.multiply(v, _below(v), out)


def _fill_gelu_slope(v: Array, slope: Array) -> None:
    slope[...] = _gelu_slope(v, v)
