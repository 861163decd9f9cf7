"""Activations that rise and fall: the sine, and the Gaussian bell of radial basis functions."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnviz.engine.activations.record import Activation, Call, Fast, grouped, he, register, squared
from nnviz.engine.checks import Array

# Sitzmann et al. 2020, "Implicit neural representations with periodic activation functions", from where the range of
# the first weights is too.
SINE = register(
    Activation(
        name="sine",
        label="sine",
        value=np.sin,
        slope=lambda u, out: np.cos(u),
        latex=lambda u: rf"\sin\left({u}\right)",
        slope_latex=lambda u, out: rf"\cos\left({u}\right)",
        source="np.sin(u)",
        torch="torch.sin(u)",
        slope_source="np.cos(u)",
        range=(-1.0, 1.0),
        reach=he,
        fast=Fast(
            value=lambda v, out, keep: [partial(np.sin, v, out)],
            slope=lambda v, out, slope: [partial(np.cos, v, slope)],
            reads_products=True,
        ),
    )
)

_MINUS_TWO = np.array(-2.0)


def _gaussian_calls(v: Array, out: Array, keep: bool) -> list[Call]:
    way = np.empty_like(v)
    return [partial(np.multiply, v, v, way), partial(np.negative, way, way), partial(np.exp, way, out)]


def _gaussian_slopes(v: Array, out: Array, slope: Array) -> list[Call]:
    way = np.empty_like(v)
    return [partial(np.multiply, v, _MINUS_TWO, way), partial(np.multiply, way, out, slope)]


# Broomhead & Lowe 1988, "Multivariable functional interpolation and adaptive networks", of a weighted sum in place of a
# distance.
GAUSSIAN = register(
    Activation(
        name="gaussian",
        label="Gaussian",
        value=lambda u: np.exp(-u * u),
        slope=lambda u, out: -2.0 * u * out,
        latex=lambda u: rf"e^{{-{squared(u)}}}",
        slope_latex=lambda u, out: rf"-2 \cdot {grouped(u)} \cdot {out}",
        slope_is_sum=True,
        source="np.exp(-u * u)",
        torch="torch.exp(-u * u)",
        slope_source="(-2 * u * h)",
        range=(0.0, 1.0),
        flat="flat",
        steepest=0.8577638849607068,  # sqrt(2 / e), at |u| = sqrt(1 / 2)
        fast=Fast(value=_gaussian_calls, slope=_gaussian_slopes, reads_products=True),
    )
)
