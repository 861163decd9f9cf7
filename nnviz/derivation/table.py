"""All weights of a step as a table, and the whole trace as JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.derivation.notation import weight_key
from nnviz.derivation.reading import Reading
from nnviz.engine import State, StepTrace
from nnviz.run.experiment import UpdateTrace

COLUMNS = ("key", "symbol", "layer", "old", "gradient", "step", "new")


@dataclass(frozen=True)
class WeightRow:
    """One weight of a step.

    Attributes
    ----------
    key, symbol : str
        Key, and symbol as plain text.
    layer : int
        Counted from 1, as it is written in w⁽¹⁾.
    old, gradient, new : float
        As in the trace, of a batch the mean gradient.
    step : float
        -eta · gradient, or what the optimiser makes of it, or 0 if the weight is frozen; a penalty's slope counts in.
    """

    key: str
    symbol: str
    layer: int
    old: float
    gradient: float
    step: float
    new: float


def weight_table(trace: StepTrace | UpdateTrace) -> tuple[WeightRow, ...]:
    """Return every weight and, if the network has them, every bias: layer by layer, row by row.

    Of an update by a batch, gradients are means over it.
    """
    reading = Reading(trace.whole if isinstance(trace, UpdateTrace) else trace)
    return tuple(
        _row(reading, layer, row, column)
        for layer in range(reading.last + 1)
        for row in reading.rows(layer)
        for column in reading.columns(layer)
    )


def weight_row(update: UpdateTrace, layer: int, row: int, column: int) -> WeightRow:
    """Return the row of one weight; row 0 is the bias."""
    return _row(Reading(update.whole), layer, row, column)


def _row(reading: Reading, layer: int, row: int, column: int) -> WeightRow:
    gradient = reading.gradient(layer, row, column)
    return WeightRow(
        weight_key(layer, row, column),
        reading.weight(layer, row, column).label,
        layer + 1,
        reading.old(layer, row, column),
        gradient,
        reading.step(layer, row, column),
        reading.new(layer, row, column),
    )


def table_csv(rows: Iterable[WeightRow]) -> str:
    """Return the rows as CSV with a header line; numbers in full, so that reading them back is exact."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue()


def trace_json(trace: StepTrace) -> dict[str, Any]:
    """Return the whole trace as lists and numbers under StepTrace's names, ready for json.dumps.

    JSON has no infinity: where a sum left float64's range the number is null.
    """
    before, after = trace.before, trace.network
    return {
        "rule": trace.rule,
        "sizes": list(before.sizes),
        "activations": list(before.activations),
        "loss": before.criterion,
        "penalty": {"kind": trace.penalty.kind, "rate": trace.penalty.rate},
        "optimiser": {"name": trace.optimiser.name, **trace.optimiser.settings},
        "momentum": trace.momentum,
        "raw": None if trace.raw is None else _plain(trace.raw),
        "bias": before.bias,
        "train_bias": before.train_bias,
        "eta": trace.eta,
        "x": _plain(trace.x),
        "t": _plain(trace.t),
        "y": _plain(trace.y),
        "E": _finite(trace.E),
        "E_after": _finite(trace.E_after),
        "layers": [
            {name: _plain(getattr(layer, name)) for name in ("u", "out", "slope", "dE_dout", "delta")}
            for layer in trace.layers
        ],
        "dE_dW": [_plain(gradient) for gradient in trace.dE_dW],
        "dR_dW": [_plain(slope) for slope in trace.dR_dW],
        "state_before": _state(trace, trace.state_before),
        "state": _state(trace, trace.state),
        "d": [_plain(d) for d in trace.d],
        "velocity_before": [_plain(velocity) for velocity in trace.velocity_before],
        "velocity": [_plain(velocity) for velocity in trace.velocity],
        "weights_before": [_plain(weight) for weight in before.weights],
        "weights_after": [_plain(weight) for weight in after.weights],
    }


def _state(trace: StepTrace, state: State) -> dict[str, Any]:
    """Return what the optimiser remembers by name, and how many updates it counted."""
    arrays = zip(trace.optimiser.memories, state.memory, strict=True)
    return {"n": state.n, **{memory.name: [_plain(array) for array in found] for memory, found in arrays}}


def update_json(update: UpdateTrace, step: int, *, made: bool) -> dict[str, Any]:
    """Return a whole update as lists and numbers, ready for json.dumps, under the names of `trace_json`.

    What is of a batch (E, E_after, dE_dW, velocity, the weights) is of all of it; "presented" holds each sample with
    its own E, and of a batch of several "part" one sample's own numbers. Of a batch of one the layers stand beside.

    Parameters
    ----------
    update : UpdateTrace
    step : int
        How many samples have been presented once it is made.
    made : bool
        Whether it is made already, or still to come.
    """
    own = ("raw", "x", "t", "y", "layers")
    whole, part = trace_json(update.whole), trace_json(update.part)
    outputs = update.part.before.predict(update.X)
    presented = [
        {"sample": int(row), "x": _plain(x), "t": _plain(t), "y": _plain(y), "E": _finite(float(E))}
        for row, x, t, y, E in zip(update.rows, update.X, update.T, outputs, update.losses, strict=True)
    ]
    head = {
        "step": step,
        "made": made,
        "samples": [int(row) for row in update.rows],
        "presented": presented,
    }
    if update.n == 1:
        return {**head, **whole}
    return {
        **head,
        **{name: value for name, value in whole.items() if name not in own},
        "part": {"sample": update.sample, **{name: part[name] for name in (*own, "E", "dE_dW")}},
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _plain(array: NDArray[np.float64]) -> list[Any]:
    """Return an array as nested lists of numbers or None."""
    return [_plain(part) if isinstance(part, np.ndarray) else _finite(float(part)) for part in array]
