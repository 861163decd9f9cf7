"""From a visitor's own data to a Dataset: scaled inputs, targets in the output's range, and a split."""

from __future__ import annotations

import numpy as np

from nnviz.datasets.base import Dataset, Indices, ScaledBy
from nnviz.datasets.own import MOST_SPREADS, OwnData
from nnviz.engine import Array, get_activation

OWN_TITLE = "Your own data"
_STREAM = 4  # of the split's random numbers, after those of the generated sets


def own_dataset(
    own: OwnData, *, test_share: float, seed: int, output: str, scaled_by: ScaledBy = "training"
) -> Dataset:
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
        values that are scaled fill -1..1 where its range holds them (tanh, identity), else 0..1, each target by itself.
    scaled_by : {"training", "all"}
        Rows that say how inputs and values are scaled: those that are learned from, or the test rows too. Test rows may
        lie beyond the range of the others.
    """
    groups = np.zeros(len(own.X), dtype=np.int64) if own.labels is None else own.labels
    test = held_out(groups, test_share, seed)
    train = np.setdiff1d(np.arange(len(own.X)), test)
    known_rows = train if scaled_by == "training" else None
    centre, scale = own.centre_scale(known_rows)
    X = (own.X - centre) / scale
    activation = get_activation(output)
    span = activation.value_span if own.labels is None else activation.class_span
    shift, unit = np.zeros(own.n_outputs), np.ones(own.n_outputs)
    spans = (span,) * own.n_outputs
    if own.labels is not None:
        known = np.asarray(
            own.labels[:, None] if own.n_outputs == 1 else np.eye(own.n_outputs)[own.labels], dtype=float
        )
        T = span[0] + (span[1] - span[0]) * known
        outputs = ("y",) if own.n_outputs == 1 else own.classes
    else:
        values = own.targets.reshape(len(X), -1).astype(np.float64)
        if own.target_scaling == "range":
            units = [_units(column, span, known_rows) for column in values.T]
            shift, unit = np.array([one[0] for one in units]), np.array([one[1] for one in units])
        else:
            spans = tuple(_reach(column) for column in values.T)
            span = min(low for low, _ in spans), max(high for _, high in spans)
        T = np.asarray((values - shift) / unit, dtype=np.float64)
        outputs = own.target_names
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
        train,
        test,
        centre,
        scale,
        span,
        target_centre=shift,
        target_scale=unit,
        spans=spans,
    )


def _units(values: Array, span: tuple[float, float], rows: Indices | None) -> tuple[float, float]:
    """Centre and scale so that values = T * scale + centre of these rows, or all, fill the span.

    A value that never changes lies halfway. Where others lie beyond all measure (`MOST_SPREADS`), all rows say it.
    """
    known = values if rows is None else values[rows]
    low, high = float(known.min()), float(known.max())
    unit = (high - low) / (span[1] - span[0])
    shift = low - span[0] * unit
    if unit <= 0.0:
        unit = 1.0 if abs(low) > 1e-3 or low == 0.0 else abs(low)  # a tiny number keeps its digits
        shift = low - unit * sum(span) / 2
    if rows is not None and float(np.abs(values - low).max()) > MOST_SPREADS * unit:
        return _units(values, span, None)
    return shift, unit


def _reach(values: Array) -> tuple[float, float]:
    """The least and the largest of values, a little apart if all are the same."""
    low, high = float(values.min()), float(values.max())
    if high > low:
        return low, high
    pad = max(abs(low), 1.0) / 2
    return low - pad, high + pad


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
