"""Rules whose advice is another rate: where an update is too long or too short, or the penalty decides."""

from __future__ import annotations

import numpy as np

from nnviz.analysis.diagnosis.advice import faster, penalty_rules, slower
from nnviz.analysis.diagnosis.evidence import BIASED_EPOCHS, LEAST_HISTORY, SETTLED_EPOCHS, Evidence
from nnviz.analysis.diagnosis.finding import LEARNT, Finding, learnt

THRASHING = 0.15
"""Standard deviation of the train loss over its mean, in the later half of the run."""
NO_PROGRESS = 0.9
"""Mean train loss of the later half over the loss at the start, above which nothing was gained."""
SMALL_MOVE = 0.05
"""Length of all that the weights have moved over the length of the weights at the start."""
RUNAWAY = 10.0
"""Train loss over the loss at the start."""


def penalty_too_large(found: Evidence) -> Finding | None:
    """The penalty decides the weights, and what is left of them does not fit the data."""
    rate = found.settings.regularization_rate
    steep = rate >= 0.1 and found.eta * rate >= 1.0
    if not penalty_rules(found) or (learnt(found) and np.isfinite(found.train)):
        return None
    if found.epochs < BIASED_EPOCHS and not steep:
        return None
    return Finding(
        "penalty too large",
        f"The penalty of rate {rate:g} decides the weights, and not the data: the train loss is {found.train:.3g}.",
        f"Press Reset and choose a penalty of a rate smaller than {rate:g}, or none.",
    )


def diverged(found: Evidence) -> Finding | None:
    """An update would have made a weight infinite."""
    if found.diverged_at is None:
        return None
    return Finding(
        "diverged",
        f"The run diverged: the update of step {found.diverged_at:,} would have made a weight infinite.",
        slower(found),
    )


def running_away(found: Evidence) -> Finding | None:
    """The train loss is many times what it was at the start."""
    first = float(found.history.train[0])
    if np.isfinite(found.train) and (first <= 0.0 or found.train < RUNAWAY * first):
        return None
    return Finding(
        "running away",
        f"The train loss has grown from {first:.3g} to {found.train:.3g}: each update leads further away.",
        slower(found),
    )


def eta_too_large(found: Evidence) -> Finding | None:
    """The train loss goes up and down without becoming smaller."""
    course, first = found.course, float(found.history.train[0])
    if found.perceptron or len(course) < LEAST_HISTORY // 2 or first <= 0.0 or not np.isfinite(course).all():
        return None
    mean = float(course.mean())
    if mean < NO_PROGRESS * first or float(course.std()) < THRASHING * mean:
        return None
    return Finding(
        "η too large",
        f"The train loss jumps between {course.min():.3g} and {course.max():.3g} and is no better than at the start "
        f"({first:.3g}): steps this long jump over the low ground.",
        slower(found, anew=False),
    )


def eta_too_small(found: Evidence) -> Finding | None:
    """The weights have hardly moved, though the loss falls."""
    train = np.asarray(found.history.train, dtype=np.float64)
    if found.perceptron or found.epochs < SETTLED_EPOCHS or len(train) < LEAST_HISTORY or found.train <= 0.0:
        return None
    if found.train < LEARNT * train[0] or (found.accuracy is not None and found.accuracy[0] == 1.0):
        return None
    before = np.concatenate([weights.ravel() for weights in found.start.weights])
    after = np.concatenate([weights.ravel() for weights in found.network.weights])
    length = float(np.linalg.norm(before))
    if length == 0.0 or not found.train < train[0]:
        return None
    moved = float(np.linalg.norm(after - before)) / length
    if moved >= SMALL_MOVE:
        return None
    return Finding(
        "η too small",
        f"In {found.step:,} samples the weights have moved by {moved:.1%} of their length: the loss falls, but slowly.",
        faster(found),
    )
