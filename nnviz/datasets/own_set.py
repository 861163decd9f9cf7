"""From a visitor's own data to a Dataset: scaled inputs, targets in the output's range, and a split."""

from __future__ import annotations

import numpy as np

from nnviz.datasets.base import Array, Dataset, Indices
from nnviz.datasets.own import OwnData
from nnviz.engine.activations import get_activation

OWN_TITLE = "Your own data"
_STREAM = 4  # of the split's random numbers, after those of the generated sets


def own_dataset(own: OwnData, *, test_share: float, seed: int, output: str) -> Dataset:
    """Make the data set that a network learns own data from.

    Parameters
    ----------
    own : OwnData
    test_share : float
        Share of the rows held out, class by class; of each class at least one row is kept to learn from. A row more or
        less leaves nearly all others where they were.
    seed : int
        Of the split.
    output : str
        The output's activation: classes are -1 and 1 where these are the ends of its range (tanh), else 0 and 1;
        values are scaled to -1..1 where its range holds them (tanh, identity), else to 0..1.
    """
    centre, scale = own.centre_scale
    X = (own.X - centre) / scale
    activation = get_activation(output)
    span = activation.value_span if own.labels is None else activation.class_span
    shift, unit = 0.0, 1.0
    if own.labels is not None:
        known = np.asarray(
            own.labels[:, None] if own.n_outputs == 1 else np.eye(own.n_outputs)[own.labels], dtype=float
        )
        T = span[0] + (span[1] - span[0]) * known
        groups = own.labels
        outputs = ("y",) if own.n_outputs == 1 else own.classes
    else:
        shift, unit = _units(own.targets.astype(float), span)
        T = np.asarray((own.targets[:, None] - shift) / unit, dtype=np.float64)
        groups = np.zeros(len(X), dtype=np.int64)
        outputs = (own.target,)
    test = held_out(groups, test_share, seed)
    return Dataset(
        "own",
        OWN_TITLE,
        X,
        T,
        own.labels,
        own.inputs,
        outputs,
        own.classes,
        own.task,
        np.setdiff1d(np.arange(len(X)), test),
        test,
        centre,
        scale,
        span,
        target_centre=shift,
        target_scale=unit,
    )


def _units(values: Array, span: tuple[float, float]) -> tuple[float, float]:
    """Centre and scale so that values = T * scale + centre fill the span; a value that never changes lies halfway."""
    low, high = float(values.min()), float(values.max())
    unit = (high - low) / (span[1] - span[0])
    if unit <= 0.0:
        unit = 1.0 if abs(low) > 1e-6 or low == 0.0 else abs(low)  # a tiny number keeps its digits
        return low - unit * sum(span) / 2, unit
    return low - span[0] * unit, unit


def held_out(groups: Indices, share: float, seed: int) -> Indices:
    """Rows held out: of each group its share, those that drew the smallest numbers.

    A row's number depends on the seed and its place alone, so that a row added at the end moves few of the others.
    """
    drawn = np.random.default_rng(np.random.SeedSequence([seed, _STREAM])).random(len(groups))
    held = []
    for group in np.unique(groups):
        rows = np.nonzero(groups == group)[0]
        count = min(round(share * len(rows)), len(rows) - 1)
        held.append(rows[np.argsort(drawn[rows], kind="stable")[:count]])
    return np.sort(np.concatenate(held))
