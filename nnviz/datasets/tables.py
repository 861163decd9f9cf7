"""The truth tables of two inputs: four rows in the order 00 01 10 11."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.datasets.kinds import Kind, register

ROWS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], dtype=np.float64)
_BARE: dict[str, Any] = {"uses_n": False, "uses_noise": False, "splits": False}
_ONE = "Truth table; one neuron is enough."
_CLASSIC = "Truth table; the perceptron's classic."
_HIDDEN = "Truth table; it takes a hidden layer."

register(Kind("and", "AND, four rows", "classification", 1, _ONE, **_BARE, table=(0, 0, 0, 1)))
register(Kind("or", "OR, four rows", "classification", 1, _ONE, **_BARE, table=(0, 1, 1, 1)))
register(Kind("nand", "NAND, four rows", "classification", 1, _CLASSIC, **_BARE, table=(1, 1, 1, 0)))
register(Kind("xor4", "XOR, four rows", "classification", 1, _HIDDEN, **_BARE, table=(0, 1, 1, 0)))
