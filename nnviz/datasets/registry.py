"""Every data set by name, and how one is made: inputs, targets for the output's activation, a split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

import numpy as np

# The order of the imports is that of the menu.
from nnviz.datasets import toy, tables, toy_values, real, single_rows  # noqa: F401  # isort: skip
from nnviz.datasets.base import SCALED_BY, Dataset, Indices, ScaledBy, Task
from nnviz.datasets.features import make_features
from nnviz.datasets.kinds import KINDS, OWN, Kind, Measured
from nnviz.datasets.own import OwnData
from nnviz.datasets.own_set import OWN_TITLE, own_dataset
from nnviz.engine import OUTPUT_ACTIVATIONS, Array, get_activation

N_BOUNDS = (4, 2000)
NOISE_BOUNDS = (0.0, 0.5)
SHARE_BOUNDS = (0.0, 0.9)


def kind_of(name: str, own: OwnData | None = None) -> Kind:
    """Return what kind of data set a name stands for; of own data, what kind they are.

    Raises
    ------
    ValueError
        If there is no such data set, or the own data are missing.
    """
    if name == OWN and own is not None:
        outputs, inputs = own.n_outputs, own.X.shape[1]
        several = "s" if len(own.target_names) > 1 else ""
        about = (
            f"{len(own.X):,} rows of your own; inputs: {', '.join(own.inputs)}; target{several}: "
            f"{', '.join(own.target_names)}"
        )
        return Kind(
            OWN, OWN_TITLE, own.task, outputs, about, uses_n=False, uses_noise=False, scaled=own.scaled, n_inputs=inputs
        )
    if name == OWN:
        raise ValueError("own must hold the data themselves where the data set is own")
    if name not in KINDS:
        raise ValueError(f"name must be one of {', '.join(KINDS)}, not {name!r}")
    return KINDS[name]


def make_dataset(
    name: str,
    *,
    n: int = 200,
    noise: float = 0.0,
    test_share: float = 0.3,
    seed: int = 1,
    output: str = "logistic",
    features: Sequence[str] = (),
    own: OwnData | None = None,
    scaled_by: ScaledBy = "training",
) -> Dataset:
    """Make a data set.

    Parameters
    ----------
    name : str
        A name of KINDS.
    n : int
        Rows, 4 to 2000; four-row tables and measured data have their own number.
    noise : float
        0 to 0.5, as the slider of TensorFlow Playground over 100.
    test_share : float
        Share of rows held out, 0 to 0.9, class by class; four-row tables are never split.
    seed : int
        Of everything drawn: the same seed gives the same bits. Noise has a stream of its own.
    output : str
        The last layer's activation: targets are -1 and 1 where these are the ends of its range (tanh), else 0 and 1;
        values of a regression are -1 to 1 where its range holds them (tanh, identity), else 0 to 1.
    own : OwnData, optional
        The data themselves, if the name is "own".
    features : sequence of str
        What the network gets, as tokens (see features.py); by default the inputs as they are.
    scaled_by : {"training", "all"}
        Rows that mean and spread of measured and own data are taken from: those that are learned from, or the test rows
        too.

    Raises
    ------
    ValueError
        If an argument is out of its range, the output is a step or softmax and the task is regression, or softmax and
        there is one output.
    """
    if scaled_by not in SCALED_BY:
        raise ValueError(f"scaled_by must be one of {', '.join(SCALED_BY)}, not {scaled_by!r}")
    if name == OWN:
        kind_of(name, own)
        assert own is not None
        _check_output(own.task, own.n_outputs, output)
        if not own.reached_by(output):
            raise ValueError("output must be identity: values in their own units lie beyond what another one gives")
        made = own_dataset(own, test_share=test_share, seed=seed, output=output, scaled_by=scaled_by)
    else:
        made = _make(name, n=n, noise=noise, test_share=test_share, seed=seed, output=output, scaled_by=scaled_by)
    if not features:
        return made
    mapped = make_features(made.raw.shape[1], features, _sine_unit(name, made.task))
    names = mapped.names(made.raw_inputs)
    return replace(made, X=mapped(made.raw), inputs=names, features=mapped)


def _sine_unit(name: str, task: Task) -> float:
    """What one unit of a generated set's inputs was before they were scaled down to -1..1."""
    if name == OWN or KINDS[name].make is None:
        return 1.0
    return toy_values.VALUE_RADIUS if task == "regression" else toy.CLASS_RADIUS


def _make(
    name: str, *, n: int, noise: float, test_share: float, seed: int, output: str, scaled_by: ScaledBy
) -> Dataset:
    """Make a data set with its inputs as they are."""
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"name must be one of {', '.join(KINDS)}, not {name!r}")
    _whole("n", n, *N_BOUNDS)
    _whole("seed", seed, 0, 2**63 - 1)
    _real("noise", noise, *NOISE_BOUNDS)
    _real("test_share", test_share, *SHARE_BOUNDS)
    if output not in OUTPUT_ACTIVATIONS:
        raise ValueError(f"output must be one of {', '.join(OUTPUT_ACTIVATIONS)}, not {output!r}")
    _check_output(kind.task, kind.n_outputs, output)
    if kind.table is not None:
        return _classified(
            kind, tables.ROWS, np.array(kind.table, dtype=np.int64), output, np.arange(4), inputs=("x1", "x2")
        )
    streams = [np.random.default_rng(np.random.SeedSequence([seed, part])) for part in range(4)]
    if kind.row is not None:
        x, t = kind.row
        inputs = tuple(f"x{k + 1}" for k in range(len(x)))
        outputs = ("y",) if len(t) == 1 else tuple(f"y{j + 1}" for j in range(len(t)))
        return _dataset(kind, np.array([x]), np.array([t]), None, np.arange(1), inputs, outputs, (), (0.0, 1.0))
    if kind.measured is not None:
        table = kind.measured()
        train = _split(table.labels, test_share, streams[3])
        if table.standardised and scaled_by == "training":
            table = _scaled_by(table, train)
        made = _classified(kind, table.X, table.labels, output, train, inputs=table.inputs, measured=table)
        return replace(made, picture=table.picture, axes=table.axes)
    assert kind.make is not None
    X, found = kind.make(n, noise, streams[0], streams[1])
    mixed = streams[2].permutation(n)
    X, found = X[mixed], found[mixed]
    if kind.task == "regression":
        train = _split(np.zeros(n, dtype=np.int64), test_share, streams[3])
        span = get_activation(output).value_span
        T = found[:, None] if span[0] < 0.0 else (found[:, None] + 1) / 2
        return _dataset(kind, X, T, None, train, ("x1", "x2"), ("y",), (), span)
    labels = found.astype(np.int64)
    return _classified(kind, X, labels, output, _split(labels, test_share, streams[3]), inputs=("x1", "x2"))


def _scaled_by(table: Measured, rows: Indices) -> Measured:
    """The table with mean and spread of these rows alone; a measure that never changes in them has scale 1."""
    centre, scale = table.X[rows].mean(axis=0), table.X[rows].std(axis=0)
    return replace(table, centre=centre, scale=np.where(scale > 0, scale, 1.0))


def _check_output(task: Task, outputs: int, output: str) -> None:
    if task == "regression" and output in ("step", "softmax"):
        raise ValueError(f"output must not be {output} for regression: it cannot give any value between 0 and 1")
    if outputs == 1 and output == "softmax":
        raise ValueError("output must not be softmax with one output: its only share would always be 1")


def _classified(
    kind: Kind,
    X: Array,
    labels: Indices,
    output: str,
    train: Indices,
    *,
    inputs: tuple[str, ...],
    measured: Measured | None = None,
) -> Dataset:
    """A classification: one 0/1 target, or one target a class."""
    T = labels[:, None].astype(float) if kind.n_outputs == 1 else np.eye(kind.n_outputs)[labels]
    span = get_activation(output).class_span
    T = span[0] + (span[1] - span[0]) * T
    classes = (
        measured.classes
        if measured
        else ("0", "1")
        if kind.n_outputs == 1
        else tuple(ascii_uppercase[: kind.n_outputs])
    )
    outputs = ("y",) if kind.n_outputs == 1 else classes
    return _dataset(kind, X, T, labels, train, inputs, outputs, classes, span, measured=measured)


def _dataset(
    kind: Kind,
    X: Array,
    T: Array,
    labels: Indices | None,
    train: Indices,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    classes: tuple[str, ...],
    span: tuple[float, float],
    *,
    measured: Measured | None = None,
) -> Dataset:
    centre, scale = np.zeros(X.shape[1]), np.ones(X.shape[1])
    if measured:
        centre, scale = measured.centre, measured.scale
    held = np.ones(len(X), dtype=bool)
    held[train] = False
    test = np.nonzero(held)[0]
    X = (X - centre) / scale
    names = (inputs, outputs, classes)
    return Dataset(kind.name, kind.title, X, T, labels, *names, kind.task, train, test, centre, scale, span)


def _split(labels: Indices, share: float, stream: np.random.Generator) -> Indices:
    """Rows to learn from: of each class all but its share, and at least one."""
    kept = []
    for label in np.unique(labels):
        rows = stream.permutation(np.nonzero(labels == label)[0])
        held = min(round(share * len(rows)), len(rows) - 1)
        kept.append(rows[held:])
    return np.sort(np.concatenate(kept))


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, not {value!r}")


def _real(name: str, value: Any, low: float, high: float) -> None:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not low <= float(value) <= high:
        raise ValueError(f"{name} must be a number from {low} to {high}, not {value!r}")
