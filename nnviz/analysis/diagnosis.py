"""Rules that look at one position of a run, find what is going wrong there, and say what to try.

Each rule is a function of the evidence alone. Where several rules apply, the first one in RULES is reported: a rule
whose finding makes the others pointless comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.analysis.advice import (
    at_start,
    bend,
    faster,
    off_the_flat,
    one_line,
    penalty_rules,
    simpler,
    slopeless,
    slower,
)
from nnviz.analysis.evidence import Evidence
from nnviz.analysis.separable import separable
from nnviz.datasets import Dataset
from nnviz.engine import Network

SETTLED_EPOCHS = 10
"""Passes over the training rows before which a run is not blamed for what it has not learned yet."""
GOOD_SHARE = 0.95
"""If at least this share of the training rows is predicted correctly, saturated and dead neurons are not reported."""
BIASED_EPOCHS = 3
LEAST_HISTORY = 16
"""Points of the loss curve that a judgement about its course needs."""
THRASHING = 0.15
"""Standard deviation of the train loss over its mean, in the later half of the run."""
NO_PROGRESS = 0.9
"""Mean train loss of the later half over the loss at the start, above which nothing was gained."""
SMALL_MOVE = 0.05
"""Length of all that the weights have moved over the length of the weights at the start."""
OVERFIT_RISE = 1.3
"""Test loss now over the least that it was."""
OVERFIT_GAP = 2.0
"""Test loss over train loss."""
OVERFIT_LEAST = 0.1
"""Test loss over the test loss at the start, below which both losses are small anyway."""
FEWEST_TEST_ROWS = 10
RUNAWAY = 10.0
"""Train loss over the loss at the start."""
FLAT_EPOCHS = 50
FLAT_FALL = 0.01
"""Part of the train loss that the later half of the run has gained, below which the ground is called flat."""
OTHER_START = "Press Reset and choose other first weights, drawn at random and neither near 0 nor far from it,"
LEARNT = 0.01
"""A train loss below this part of the loss at the start leaves little to complain of."""


@dataclass(frozen=True)
class Finding:
    """One thing that is going wrong.

    Attributes
    ----------
    rule : str
        Name of the rule.
    words : str
        A sentence or two that say what is wrong, with its numbers, as plain text.
    advice : str
        A sentence that says what to try.
    """

    rule: str
    words: str
    advice: str


def diagnose(found: Evidence) -> Finding | None:
    """Return the first finding of RULES, or None where nothing is going wrong."""
    return next((finding for rule in RULES if (finding := rule(found)) is not None), None)


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


def learnt(found: Evidence) -> bool:
    """Whether there is little left to complain of."""
    if found.accuracy is not None:
        return found.accuracy[0] >= GOOD_SHARE
    return bool(found.train < LEARNT * found.history.train[0])


def frozen(found: Evidence) -> Finding | None:
    """No update may change any weight."""
    if found.frozen < sum(weights.size for weights in found.network.weights) or found.step == 0:
        return None
    return Finding(
        "frozen",
        "Every weight is frozen, so no update changes anything.",
        "Click a weight in the network and let it learn again.",
    )


def no_slope(found: Evidence) -> Finding | None:
    """A layer of unit steps lets no gradient through to the weights that lead to it."""
    steps = [slopeless(name) for name in found.network.activations]
    if not any(steps) or found.perceptron or found.step == 0 or learnt(found):
        return None
    *hidden, last = steps
    if not last and found.epochs < BIASED_EPOCHS:
        return None
    layers = [str(at) for at, level in enumerate(hidden, start=1) if level]
    which = ["the output"] if last else []
    if layers:
        which += [
            "the hidden layer" if len(hidden) == 1 else f"hidden layer{'s' if layers[1:] else ''} {', '.join(layers)}"
        ]
    subject = " and ".join(which)
    advice = "Choose another activation there, such as the logistic function"
    if not hidden and found.settings.regularization == "none":
        advice += ", or the perceptron's rule, which needs no slope"
    return Finding(
        "no slope",
        f"{subject[0].upper()}{subject[1:]} {'are unit steps' if len(which) + len(layers) > 2 else 'is a unit step'}, "
        "whose slope is 0 everywhere: no gradient gets through, and the weights before do not learn.",
        f"{advice}.",
    )


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


def identical(found: Evidence) -> Finding | None:
    """Two hidden neurons of a layer have the same incoming and the same outgoing weights, as they had at the start."""
    if found.step == 0:
        return None
    weights = found.network.weights
    scaled = found.settings.init in ("uniform", "normal")
    chance = "Choose a larger scale of the first weights" if scaled else "Draw the first weights at random"
    for layer in range(len(weights) - 1):
        for i in range(weights[layer].shape[1]):
            for j in range(i + 1, weights[layer].shape[1]):
                if all(alike(network, layer, i, j) for network in (found.network, found.start)):
                    where = "" if len(weights) == 2 else f" of hidden layer {layer + 1}"
                    return Finding(
                        "identical neurons",
                        f"Hidden neurons {i + 1} and {j + 1}{where} have equal weights: they started equal, get equal "
                        "gradients, and stay equal for ever. Together they do the work of one.",
                        f"{chance}, or change one weight by hand.",
                    )
    return None


def alike(network: Network, layer: int, i: int, j: int) -> bool:
    """Whether two neurons of a hidden layer have the same weights, on both sides."""
    both = np.vstack((network.weights[layer], network.weights[layer + 1][1:].T))
    return bool(np.abs(both[:, i] - both[:, j]).max() <= 1e-12 * (float(np.abs(both).max()) or 1.0))


def dead(found: Evidence) -> Finding | None:
    """All neurons of a hidden layer put out 0 for every training row."""
    hidden = found.network.sizes[1:-1]
    for layer, size in enumerate(hidden, start=1):
        count = sum(one.layer == layer and one.kind == "dead" for one in found.ailments)
        if count == size:
            which = "The hidden layer is" if len(hidden) == 1 else f"Hidden layer {layer} is"
            return Finding(
                "dead",
                f"{which} dead: each of its neurons puts out 0 for every training row, and no gradient gets through.",
                f"{OTHER_START} or an activation that is nowhere flat, such as the leaky ReLU."
                if at_start(found, layer, "dead")
                else f"{slower(found)} An activation that is nowhere flat, such as the leaky ReLU, cannot die.",
            )
    return None


def saturated(found: Evidence) -> Finding | None:
    """All neurons of a layer have slopes close to 0, and some rows are still predicted wrongly."""
    if found.accuracy is not None and found.accuracy[0] >= GOOD_SHARE:
        return None
    sizes = found.network.sizes
    for layer in range(len(sizes) - 1, 0, -1):
        count = sum(one.layer == layer and one.kind == "saturated" for one in found.ailments)
        if count == sizes[layer] and found.step > 0:
            which = "Every output" if layer == len(sizes) - 1 else f"Every neuron of hidden layer {layer}"
            return Finding(
                "saturated",
                f"{which} is saturated: its slope is next to 0 for all training rows, so its gradient is too, although "
                f"the loss is {found.train:.3g}. Nothing runs away, and nothing is learned.",
                f"{OTHER_START} or another activation." if at_start(found, layer, "saturated") else slower(found),
            )
    return None


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


def overfitting(found: Evidence) -> Finding | None:
    """The test loss was lower before, while the train loss has gone on falling."""
    if found.test is None or len(found.dataset.test) < FEWEST_TEST_ROWS or len(found.history.train) < LEAST_HISTORY:
        return None
    test = np.asarray(found.history.test, dtype=np.float64)
    best = int(np.nanargmin(test))
    if best == len(test) - 1 or found.test < OVERFIT_RISE * test[best]:
        return None
    if found.train >= found.history.train[best] or found.test < OVERFIT_GAP * found.train:
        return None
    if found.test < OVERFIT_LEAST * test[0]:
        return None
    step = int(found.history.step[best])
    return Finding(
        "overfitting",
        f"The test loss was least at step {step:,} ({test[best]:.3g}) and is {found.test:.3g} now, while the train "
        f"loss fell to {found.train:.3g}: what is learned now is the noise of the training rows.",
        f"Go back to that step, or try {simpler(found)}.",
    )


def _onwards(found: Evidence) -> str:
    words = off_the_flat(found)
    # A network without bends has no lower ground elsewhere.
    can_bend = not found.frozen and found.settings.bias and found.eta_now >= found.eta / 3 and one_line(found.network)
    return bend(found) if can_bend else f"{words[0].upper()}{words[1:]}."


def flat_region(found: Evidence) -> Finding | None:
    """The train loss no longer changes, though some rows are predicted wrongly."""
    course, first = found.course, float(found.history.train[0])
    if found.perceptron or found.epochs < FLAT_EPOCHS or len(course) < LEAST_HISTORY // 2:
        return None
    if found.train < LEARNT * first or (found.accuracy is not None and found.accuracy[0] >= GOOD_SHARE):
        return None
    # Losses are noisy, so the means of the two halves are compared.
    half = len(course) // 2
    before, after = float(course[:half].mean()), float(course[half:].mean())
    if not abs(before - after) < FLAT_FALL * before:
        return None
    return Finding(
        "flat region",
        f"The train loss has stood at {found.train:.3g} for the later half of the run: the ground is flat here, "
        "whether or not lower ground lies beyond.",
        _onwards(found),
    )


Rule = Callable[[Evidence], Finding | None]
RULES: tuple[Rule, ...] = (
    frozen,
    penalty_too_large,
    diverged,
    running_away,
    one_class_of_data,
    no_slope,
    identical,
    dead,
    saturated,
    not_separable,
    eta_too_large,
    eta_too_small,
    one_class_predicted,
    overfitting,
    flat_region,
)
