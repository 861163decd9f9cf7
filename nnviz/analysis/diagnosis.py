"""Rules that look at one position of a run, find what is going wrong there, and say what to try.

Each rule is a function of the evidence alone. Where several rules apply, the first one in RULES is reported: a rule
whose finding makes the others pointless comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.analysis.evidence import Evidence
from nnviz.analysis.separable import separable
from nnviz.datasets import Dataset
from nnviz.engine import Network, get_activation

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
        f"Go Back, and choose a learning rate smaller than {found.eta:g}.",
    )


def running_away(found: Evidence) -> Finding | None:
    """The train loss is many times what it was at the start."""
    first = float(found.history.train[0])
    if np.isfinite(found.train) and (first <= 0.0 or found.train < RUNAWAY * first):
        return None
    return Finding(
        "running away",
        f"The train loss has grown from {first:.3g} to {found.train:.3g}: each update leads further away.",
        f"Press Reset and choose a learning rate smaller than {found.eta:g}; a third of it is a good try.",
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
        "Add rows of another class, or hold out fewer rows for testing.",
    )


def identical(found: Evidence) -> Finding | None:
    """Two hidden neurons of a layer have the same incoming and the same outgoing weights."""
    if found.step == 0:
        return None
    weights = found.network.weights
    for layer in range(len(weights) - 1):
        both = np.vstack((weights[layer], weights[layer + 1][1:].T))
        scale = float(np.abs(both).max()) or 1.0
        for i in range(both.shape[1]):
            for j in range(i + 1, both.shape[1]):
                if np.abs(both[:, i] - both[:, j]).max() <= 1e-12 * scale:
                    where = "" if len(weights) == 2 else f" of hidden layer {layer + 1}"
                    return Finding(
                        "identical neurons",
                        f"Hidden neurons {i + 1} and {j + 1}{where} have equal weights: they started equal, get equal "
                        "gradients, and stay equal for ever. Together they do the work of one.",
                        "Draw the first weights at random, or change one weight by hand.",
                    )
    return None


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
                "Press Reset and choose a smaller learning rate, or an activation that is nowhere flat on one side.",
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
                f"Press Reset and choose a learning rate smaller than {found.eta:g}.",
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
    hidden = len(network.sizes) > 2
    best = f"{found.accuracy[0]:.0%} of the training rows are right now"
    return Finding(
        "not separable",
        f"{border} cannot part these classes, and this model draws no other: {best}.",
        "Add a hidden neuron." if hidden else "Add a hidden layer with two neurons or more, or an input feature.",
    )


def one_line(network: Network) -> bool:
    """Whether a network's border between two classes is one straight line, plane or hyperplane.

    Behind a single neuron whose output only rises, the border still is where its net input has one value.
    """
    hidden, activations = network.sizes[1:-1], network.activations[:-1]
    if all(name == "identity" for name in activations):
        return True  # a sum of sums is a sum
    return (
        network.sizes[-1] == 1
        and hidden[0] == 1
        and all(get_activation(name).monotone and size == 1 for name, size in zip(activations, hidden, strict=True))
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
        f"Choose a learning rate smaller than {found.eta:g}; a third of it is a good try.",
    )


def one_class_told(found: Evidence) -> Finding | None:
    """The network predicts the same class for every training row."""
    data = found.dataset
    if data.labels is None or found.epochs < BIASED_EPOCHS or found.perceptron:
        return None
    told = np.unique(found.told)
    if len(told) != 1:
        return None
    name = data.classes[int(told[0])]
    return Finding(
        "one class told",
        f"Every training row is told to be of class “{name}”: so far the network has learned how often each class "
        "comes, not where it lies.",
        "Go on for some epochs; if nothing changes, try a larger learning rate or another seed.",
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
        f"Choose a learning rate larger than {found.eta:g}; ten times as large is a good try.",
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
        "Go back to that step, or try fewer neurons, a penalty on the weights, or more samples.",
    )


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
        "Try another seed or one more hidden neuron; a larger learning rate may carry it on.",
    )


Rule = Callable[[Evidence], Finding | None]
RULES: tuple[Rule, ...] = (
    diverged,
    running_away,
    one_class_of_data,
    identical,
    dead,
    saturated,
    not_separable,
    eta_too_large,
    eta_too_small,
    one_class_told,
    overfitting,
    flat_region,
)
