"""Measured data, vendored as small tables; `data/README.md` names their sources."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path

import numpy as np

from nnviz.datasets.base import Indices
from nnviz.datasets.kinds import Kind, Measured, register
from nnviz.engine import Array

_DATA = Path(__file__).parent / "data"
DIGIT_SIDE = 8
MOST_INK = 16.0


def _read(name: str) -> tuple[Array, Indices, tuple[str, ...], tuple[str, ...]]:
    """A table whose last column is the class: values, labels, names of the columns and of the classes."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    classes = tuple(dict.fromkeys(row[-1] for row in rows))
    X = np.array([[float(value) for value in row[:-1]] for row in rows])
    labels = np.array([classes.index(row[-1]) for row in rows], dtype=np.int64)
    return X, labels, tuple(header[:-1]), classes


def _standardised(X: Array, labels: Indices, inputs: tuple[str, ...], classes: tuple[str, ...]) -> Measured:
    return Measured(X, labels, inputs, classes, X.mean(axis=0), X.std(axis=0), standardised=True)


@cache
def iris() -> Measured:
    """Return 150 irises of three species: four lengths in centimetres (Fisher, 1936)."""
    return _standardised(*_read("iris.csv"))


@cache
def iris_petals() -> Measured:
    """Return the irises' last two measures, length and width of the petals."""
    X, labels, inputs, classes = _read("iris.csv")
    return _standardised(X[:, 2:], labels, inputs[2:], classes)


@cache
def penguins() -> Measured:
    """Return 342 penguins of three species: lengths of bill and flipper in millimetres (Gorman et al., 2014)."""
    return _standardised(*_read("penguins.csv"))


@cache
def digits() -> Measured:
    """Return 1,797 digits written by hand: 8 by 8 counts of ink from 0 to 16 (Alpaydin and Kaynak, 1998).

    A network gets them divided by 16. Standardised pixel by pixel, ink where there is hardly ever any would count 42.
    """
    with gzip.open(_DATA / "digits.csv.gz", "rt", encoding="ascii") as file:
        table = np.array([line.split(",") for line in file.read().split()], dtype=np.float64)
    X = table[:, :-1].copy()
    inputs = tuple(f"row {k // DIGIT_SIDE + 1}, column {k % DIGIT_SIDE + 1}" for k in range(X.shape[1]))
    first, second = np.sort(np.argsort(X.var(axis=0))[-2:]).tolist()
    return Measured(
        X,
        table[:, -1].astype(np.int64),
        inputs,
        tuple("0123456789"),
        np.zeros(X.shape[1]),
        np.full(X.shape[1], MOST_INK),
        (DIGIT_SIDE, DIGIT_SIDE),
        (first, second),
    )


register(
    Kind(
        "iris_petals",
        "Iris, petals",
        "classification",
        3,
        "150 irises of three species by length and width of their petals (Fisher, 1936), standardised.",
        uses_n=False,
        uses_noise=False,
        scaled=True,
        measured=iris_petals,
    )
)
register(
    Kind(
        "iris",
        "Iris, four measures",
        "classification",
        3,
        "150 irises of three species by sepals and petals (Fisher, 1936), standardised.",
        uses_n=False,
        uses_noise=False,
        n_inputs=4,
        scaled=True,
        measured=iris,
    )
)
register(
    Kind(
        "penguins",
        "Penguins",
        "classification",
        3,
        "342 penguins of three species by length of bill and flipper (Palmer Station, 2007 to 2009), standardised.",
        uses_n=False,
        uses_noise=False,
        scaled=True,
        measured=penguins,
    )
)
register(
    Kind(
        "digits",
        "Digits, 8 × 8 pixels",
        "classification",
        10,
        "1,797 digits written by hand, 64 pixels each (Alpaydin and Kaynak, 1998): ink from 0 to 16, divided by 16.",
        uses_n=False,
        uses_noise=False,
        n_inputs=64,
        measured=digits,
    )
)
