"""Measured data, vendored as small tables; `data/README.md` names their sources."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DATA = Path(__file__).parent / "data"


@cache
def iris() -> tuple[NDArray[np.float64], NDArray[np.int64], tuple[str, ...], tuple[str, ...]]:
    """Measurements (150, 4) in centimetres, species' numbers (150,), the measurements' names and the species'."""
    with (_DATA / "iris.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    species = tuple(dict.fromkeys(row[-1] for row in rows))
    X = np.array([[float(value) for value in row[:-1]] for row in rows])
    labels = np.array([species.index(row[-1]) for row in rows], dtype=np.int64)
    X.flags.writeable = labels.flags.writeable = False
    return X, labels, tuple(header[:-1]), species
