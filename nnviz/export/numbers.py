"""A run's numbers as text: its weights, its loss history."""

from __future__ import annotations

import csv
import io
import json

from nnviz.derivation import notation
from nnviz.run.experiment import Experiment

WEIGHT_COLUMNS = ("key", "symbol", "layer", "from", "to", "value", "frozen")


def _weights(experiment: Experiment) -> list[tuple[str, str, int, int, int, float, bool]]:
    """Every weight of the network, biases included if it has them, in the order of Network.flat."""
    network, sizes, frozen = experiment.network, experiment.sizes, experiment.frozen
    return [
        (
            notation.weight_key(layer, row, column),
            notation.weight_label(sizes, layer, row, column),
            layer + 1,
            row,
            column + 1,
            float(weight[row, column]),
            (layer, row, column) in frozen,
        )
        for layer, weight in enumerate(network.weights)
        for row in range(0 if network.bias else 1, weight.shape[0])
        for column in range(weight.shape[1])
    ]


def weights_csv(experiment: Experiment) -> str:
    """Return the weights as CSV with a line of names; "from" 0 is the bias node. Numbers are in full."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(WEIGHT_COLUMNS)
    writer.writerows((*row[:5], repr(row[5]), int(row[6])) for row in _weights(experiment))
    return text.getvalue()


def weights_json(experiment: Experiment) -> str:
    """Return the network as JSON: sizes, activations, and a matrix per layer whose row 0 holds the biases."""
    network = experiment.network
    return json.dumps(
        {
            "step": experiment.step,
            "sizes": list(network.sizes),
            "activations": list(network.activations),
            "loss": network.criterion,
            "bias": network.bias,
            "inputs": list(experiment.dataset.inputs),
            "outputs": list(experiment.dataset.outputs),
            "weights": [weight.tolist() for weight in network.weights],
            "frozen": [list(key) for key in sorted(experiment.frozen)],
        },
        indent=1,
        allow_nan=False,
    )


def history_csv(experiment: Experiment) -> str:
    """Return the loss history up to this position as CSV: step, E of the sample, mean losses of train and test rows."""
    history = experiment.history()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    tested = history.test is not None
    writer.writerow(("step", "E", "train", *(("test",) if tested else ())))
    columns = [history.step, history.E, history.train] + ([history.test] if history.test is not None else [])
    for row in zip(*(list(column) for column in columns), strict=True):
        if row[0] <= experiment.step:
            writer.writerow((int(row[0]), *(_number(float(value)) for value in row[1:])))
    return text.getvalue()


def _number(value: float) -> str:
    return "" if value != value else repr(value)
