"""Rules that look at the classes of the rows, and at those that the network predicts."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.analysis.diagnosis.advice import bend, off_the_flat, one_line
from nnviz.analysis.diagnosis.evidence import BIASED_EPOCHS, FLAT_EPOCHS, SETTLED_EPOCHS, Evidence
from nnviz.analysis.diagnosis.finding import Finding
from nnviz.analysis.separable import separable
from nnviz.datasets import Dataset


def one_class_of_data(found: Evidence) -> Finding | None:
    """All training rows are of one class."""
    data = found.dataset
    if data.labels is None or len(np.unique(data.labels[data.train])) > 1:
        return None
    name = data.classes[int(data.labels[data.train][0])]
    return Finding(
        "one class of data",
        f"All training rows are of class “{name}”: there is nothing to tell apart.",
        "Hold out fewer rows for testing." if len(np.unique(data.labels)) > 1 else "Choose data with another class.",
    )


def not_separable(found: Evidence) -> Finding | None:
    """The model can draw only one straight border, and no such border separates the classes."""
    data, network = found.dataset, found.network
    if data.labels is None or found.accuracy is None or found.accuracy[0] == 1.0:
        return None
    if found.epochs < SETTLED_EPOCHS or not one_line(network):
        return None
    if parted(data):
        return None
    if network.sizes[0] > 2:
        border = "One flat border"
    elif data.raw.shape[1] == network.sizes[0]:
        border = "One straight line"
    else:
        border = "One straight line in the plane of the features"
    best = f"{found.accuracy[0]:.0%} of the training rows are right now"
    return Finding(
        "not separable",
        f"{border} cannot part these classes, and this model draws no other: {best}.",
        bend(found),
    )


@lru_cache(maxsize=64)
def parted(data: Dataset) -> bool:
    """Whether flat borders separate all classes of the training rows; an unsettled case counts as yes."""
    assert data.labels is not None
    labels, X = data.labels[data.train], data.X[data.train]
    classes = np.unique(labels)
    pairs = ((a, b) for i, a in enumerate(classes) for b in classes[i + 1 :])
    return all(separable(X[labels == a], X[labels == b]) is not False for a, b in pairs)


def one_class_predicted(found: Evidence) -> Finding | None:
    """The network predicts the same class for every training row."""
    data = found.dataset
    if data.labels is None or found.epochs < BIASED_EPOCHS or found.perceptron:
        return None
    classes = np.unique(found.predicted)
    if len(classes) != 1 or len(data.train) < 2:
        return None
    name = data.classes[int(classes[0])]
    lead = "Go on for some epochs; if nothing changes, " if found.epochs < FLAT_EPOCHS else "Going on has not helped: "
    return Finding(
        "one class predicted",
        f"The network predicts class “{name}” for every training row: so far it has learned how often each class "
        "comes, not where it lies.",
        f"{lead}{off_the_flat(found, deep=len(found.network.sizes) > 4)}.",
    )
