"""Input features: what a network is given, made from a sample's own inputs.

A feature is named by a token: "x1" an input as it is, "x2x2" its square, "x1x2" a product of two, "sinx1" a sine. They
are those of TensorFlow Playground (its playground.ts, INPUTS), squares and products for any number of inputs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.engine import Array

MOST_FEATURES = 44
"""All inputs, squares and products of eight inputs."""
MOST_COMBINED = 8
"""Inputs of a data set up to which features are made of them."""
_TOKEN = re.compile(r"x([1-9][0-9]?)(?:x([1-9][0-9]?))?|sinx([1-9][0-9]?)")
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Feature:
    """One feature, from one or two inputs.

    Attributes
    ----------
    token : str
    first : int
        The input it is made from, counted from 0.
    second : int or None
        The one it is multiplied by; the same for a square.
    sine : bool
    """

    token: str
    first: int
    second: int | None = None
    sine: bool = False

    @property
    def last(self) -> int:
        """The highest input that it needs."""
        return max(self.first, self.second or 0)


def read_feature(token: str) -> Feature:
    """Return the feature of a token; the two inputs of a product stand in their order.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = _TOKEN.fullmatch(token) if isinstance(token, str) else None
    if found is None or (found[2] and int(found[2]) < int(found[1])):
        raise ValueError("a feature must be such as x1, x2x2, x1x2 or sinx1")
    if found[3]:
        return Feature(token, int(found[3]) - 1, sine=True)
    return Feature(token, int(found[1]) - 1, int(found[2]) - 1 if found[2] else None)


def every_feature(inputs: int) -> tuple[str, ...]:
    """Return the tokens of all features that there are for so many inputs."""
    if inputs > MOST_COMBINED:
        return tuple(f"x{k + 1}" for k in range(inputs))
    plain = [f"x{k}" for k in range(1, inputs + 1)]
    squares = [f"x{k}x{k}" for k in range(1, inputs + 1)]
    products = [f"x{k}x{m}" for k in range(1, inputs + 1) for m in range(k + 1, inputs + 1)]
    sines = [f"sinx{k}" for k in range(1, inputs + 1)] if inputs <= 2 else []
    return (*plain, *squares, *products, *sines)


def feature_label(feature: Feature, unit: float = 1.0) -> str:
    """Return a feature as a formula in plain text: x₁, x₂², x₁x₂, sin 5x₁."""
    first = f"x{str(feature.first + 1).translate(_LOWER)}"
    if feature.sine:
        return f"sin {'' if unit == 1.0 else f'{unit:g}'}{first}"
    if feature.second is None:
        return first
    return f"{first}²" if feature.second == feature.first else f"{first}x{str(feature.second + 1).translate(_LOWER)}"


@dataclass(frozen=True)
class Features:
    """The map from a sample's inputs to what the network gets.

    Attributes
    ----------
    inputs : int
        K, how many inputs a sample has.
    chosen : tuple of Feature
        In the order of the network's inputs; every input as it is if none is chosen.
    unit : float
        What a sine multiplies its input by: sets that were scaled down have their sine in the units they came from.
    """

    inputs: int
    chosen: tuple[Feature, ...] = ()
    unit: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether the network gets the inputs as they are."""
        return not self.chosen

    @property
    def all(self) -> tuple[Feature, ...]:
        """Every feature, those of the inputs as they are included."""
        return self.chosen or tuple(Feature(f"x{k + 1}", k) for k in range(self.inputs))

    def __call__(self, raw: Array) -> Array:
        """Return the features (n, F) of inputs (n, K)."""
        if self.plain:
            return raw
        columns = []
        for feature in self.chosen:
            column = raw[:, feature.first]
            if feature.sine:
                column = np.sin(self.unit * column)
            elif feature.second is not None:
                column = column * raw[:, feature.second]
            columns.append(column)
        return np.column_stack(columns)

    def names(self, inputs: Sequence[str]) -> tuple[str, ...]:
        """Return what the network's inputs are called, given the names of the sample's."""
        if self.plain:
            return tuple(inputs)
        named = []
        for feature in self.chosen:
            first = inputs[feature.first]
            if feature.sine:
                named.append(f"sin {'' if self.unit == 1.0 else f'{self.unit:g} '}{first}")
            elif feature.second is None:
                named.append(first)
            elif feature.second == feature.first:
                named.append(f"{first}²")
            else:
                named.append(f"{first} · {inputs[feature.second]}")
        return tuple(named)


def make_features(inputs: int, tokens: Sequence[str], unit: float = 1.0) -> Features:
    """Return the map that tokens ask for; none, or all inputs in their order, is the inputs as they are.

    Raises
    ------
    ValueError
        If a token is none, stands there twice or needs an input that there is not, or there are too many.
    """
    if len(tokens) > MOST_FEATURES:
        raise ValueError(f"features must be at most {MOST_FEATURES}")
    chosen = tuple(read_feature(token) for token in tokens)
    if len(set(tokens)) < len(tokens):
        raise ValueError("features must each be there once")
    if any(feature.last >= inputs for feature in chosen):
        raise ValueError(f"features must be made of the data set's inputs, x1 to x{inputs}")
    if inputs > MOST_COMBINED and chosen:
        raise ValueError(f"features are for data sets of up to {MOST_COMBINED} inputs")
    if tuple(tokens) == tuple(f"x{k + 1}" for k in range(inputs)):
        chosen = ()
    return Features(inputs, chosen, unit)
