"""The data set: inputs, targets, names and a split, which are checked once and then read-only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.datasets.features import Features
from nnviz.engine import Array

Indices = NDArray[np.int64]
Task = Literal["classification", "regression"]
ScaledBy = Literal["training", "all"]
SCALED_BY: tuple[ScaledBy, ...] = ("training", "all")
"""Rows that the scaling of inputs and targets is taken from. Test rows that have a part in it are no longer unseen."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to learn from.

    Attributes
    ----------
    name, title : str
        Its name in the registry and in words.
    X : array (n, F)
        Inputs, as the network gets them: the features.
    T : array (n, M)
        Targets, in the range of the output's activation.
    labels : int array (n,) or None
        Number of each row's class; None for regression.
    inputs, outputs, classes : tuple of str
        Names of the F features, the M outputs and, for classification, the classes.
    task : {"classification", "regression"}
    train, test : int array
        Rows to learn from and rows held out, each in the table's order; together they are all rows.
    centre, scale : array (K,)
        Real units are raw * scale + centre.
    span : (float, float)
        The least and the largest target that the output's activation is given, whether or not a row has it.
    target_centre, target_scale : array (M,)
        Real units of a regression's targets are T * target_scale + target_centre.
    spans : tuple of (float, float)
        The same as `span` for each of the M outputs by itself.
    raw : array (n, K)
        The samples' own inputs, that the features are made from; X itself where nothing is made.
    raw_inputs : tuple of str
        Their names.
    features : Features
        The map from raw inputs to what the network gets.
    picture : (int, int) or None
        Rows and columns of the picture that the inputs are, read row by row from its top.
    axes : (int, int)
        The two of the raw inputs to look at first.
    """

    name: str
    title: str
    X: Array
    T: Array
    labels: Indices | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    classes: tuple[str, ...]
    task: Task
    train: Indices
    test: Indices
    centre: Array
    scale: Array
    span: tuple[float, float] = (0.0, 1.0)
    target_centre: Array = None  # type: ignore[assignment]  # replaced by 0 for each output on creation
    target_scale: Array = None  # type: ignore[assignment]  # replaced by 1 for each output on creation
    spans: tuple[tuple[float, float], ...] = ()
    raw: Array = None  # type: ignore[assignment]  # replaced by X on creation
    raw_inputs: tuple[str, ...] = ()
    features: Features = None  # type: ignore[assignment]  # replaced by the plain ones on creation
    picture: tuple[int, int] | None = None
    axes: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        if self.raw is None:
            object.__setattr__(self, "raw", self.X)
            object.__setattr__(self, "raw_inputs", self.inputs)
        outputs = len(self.outputs)
        for name, plain in (("target_centre", 0.0), ("target_scale", 1.0)):
            given = getattr(self, name)
            object.__setattr__(self, name, np.full(outputs, plain) if given is None else given)
        if not self.spans:
            object.__setattr__(self, "spans", (self.span,) * outputs)
        for name in ("X", "T", "labels", "train", "test", "centre", "scale", "raw", "target_centre", "target_scale"):
            value = getattr(self, name)
            if value is not None:
                kind = np.int64 if name in ("labels", "train", "test") else np.float64
                value = np.array(value, dtype=kind)
                if kind is np.float64 and not np.isfinite(value).all():
                    raise ValueError(f"{name} must be finite")
                value.flags.writeable = False
                object.__setattr__(self, name, value)
        rows = len(self.X)
        if self.X.ndim != 2 or self.T.ndim != 2 or len(self.T) != rows or rows == 0:
            raise ValueError("X and T must be tables (n, K) and (n, M) with the same number of rows, at least one")
        if len(self.inputs) != self.X.shape[1] or len(self.outputs) != self.T.shape[1]:
            raise ValueError("inputs and outputs must have a name for each column of X and of T")
        if not len(self.spans) == len(self.target_centre) == len(self.target_scale) == len(self.outputs):
            raise ValueError("spans, target_centre and target_scale must have one for each output")
        if sorted([*self.train.tolist(), *self.test.tolist()]) != list(range(rows)) or len(self.train) == 0:
            raise ValueError("train and test must hold every row once, and train at least one")
        if self.raw.ndim != 2 or len(self.raw) != rows or len(self.raw_inputs) != self.raw.shape[1]:
            raise ValueError("raw must be a table (n, K) with a name for each column in raw_inputs")
        if self.picture is not None and self.picture[0] * self.picture[1] != self.X.shape[1]:
            raise ValueError("picture must be rows and columns whose product is the number of inputs")
        if self.features is None:
            object.__setattr__(self, "features", Features(self.raw.shape[1]))
