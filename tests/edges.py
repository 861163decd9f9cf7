"""Runs at the edge of what may be asked for, as an address asks for them."""

from __future__ import annotations

import numpy as np

from nnviz.datasets import OwnData
from nnviz.datasets.own_text import own_text


def _own(
    rows: list[list[float]],
    labels: list[int] | None = None,
    values: list[float] | None = None,
    classes: tuple[str, ...] = (),
) -> dict[str, str]:
    """Own data as an address holds them: classes or values."""
    text = own_text(
        OwnData(
            X=np.array(rows, dtype=float),
            labels=None if labels is None else np.array(labels),
            values=None if values is None else np.array(values, dtype=float),
            classes=classes,
        )
    )
    assert text is not None
    return {"dataset": "own", "own": text}


TWO = ("a", "b")
DEEP = "16-16-16-16-16-16"
EDGES: dict[str, dict[str, str]] = {
    "eta of 10 with relu": {"activation": "relu", "output": "relu", "eta": "10"},
    "relu that diverges at once": {"activation": "relu", "output": "identity", "eta": "100", "hidden": DEEP},
    "relu that diverges later": {"dataset": "plane", "activation": "relu", "output": "identity", "eta": "10"},
    "constant rows, classes": _own([[1, 2]] * 6, labels=[0, 1, 0, 1, 0, 1], classes=TWO),
    "constant rows, one value": {**_own([[1, 2]] * 6, values=[3] * 6), "output": "identity"},
    "one sample of a class": {**_own([[1, 2]], labels=[0], classes=TWO), "test_share": "0.9"},
    "one sample of a value": {**_own([[1, 2]], values=[5]), "output": "tanh", "hidden": "0"},
    "the same sample in two classes": _own([[1, 2], [1, 2], [0, 0], [0, 0]], labels=[0, 1, 1, 0], classes=TWO),
    "64 inputs, ten outputs, six layers of 16": {"dataset": "digits", "hidden": DEEP, "activation": "tanh"},
    "64 inputs straight to ten outputs of softmax": {
        "dataset": "digits",
        "hidden": "0",
        "output": "softmax",
        "loss": "cross_entropy",
    },
    "64 inputs, relu, eta of 100": {"dataset": "digits", "hidden": DEEP, "activation": "relu", "eta": "100"},
    "ten classes of eight inputs, relu, eta of 10, six layers": {
        **_own(
            [[i, i * i % 7, i % 3, 1, 2, 3, 4, i % 5] for i in range(40)],
            labels=[i % 10 for i in range(40)],
            classes=tuple("abcdefghij"),
        ),
        "hidden": DEEP,
        "activation": "relu",
        "eta": "10",
    },
    "one constant input, no bias": {**_own([[1]] * 3, labels=[0] * 3, classes=TWO), "hidden": "1", "bias": "0"},
    "nothing but zeros": {"init": "zeros", "bias": "0", "activation": "relu", "hidden": "1"},
}
