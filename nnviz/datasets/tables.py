"""The truth tables of two inputs: four rows in the order 00 01 10 11."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROWS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], dtype=np.float64)
TABLES: dict[str, NDArray[np.float64]] = {
    "and": np.array([0.0, 0.0, 0.0, 1.0]),
    "or": np.array([0.0, 1.0, 1.0, 1.0]),
    "nand": np.array([1.0, 1.0, 1.0, 0.0]),
    "xor4": np.array([0.0, 1.0, 1.0, 0.0]),
}
