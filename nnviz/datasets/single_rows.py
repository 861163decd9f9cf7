"""Data sets of one row for worked examples; their targets are what they are, whatever the output."""

from __future__ import annotations

from typing import Any

from nnviz.datasets.kinds import Kind, register

_BARE: dict[str, Any] = {"uses_n": False, "uses_noise": False, "splits": False}
_MAZUR = "One sample with two inputs and two targets, from Mazur's worked example (2015)."
_NIELSEN = "One sample: input 1, target 0; Nielsen's neuron (2015) that learns slowly."

register(Kind("mazur", "Mazur's row", "regression", 2, _MAZUR, **_BARE, n_inputs=2, row=((0.05, 0.10), (0.01, 0.99))))
register(Kind("one_to_zero", "1 to 0", "regression", 1, _NIELSEN, **_BARE, n_inputs=1, row=((1.0,), (0.0,))))
