"""Rules that look at the neurons and their weights: where no gradient gets through, or the same one to several."""

from __future__ import annotations

import numpy as np

from nnviz.analysis.diagnosis.advice import at_start, slopeless, slower
from nnviz.analysis.diagnosis.evidence import BIASED_EPOCHS, Evidence
from nnviz.analysis.diagnosis.finding import GOOD_SHARE, Finding, learnt
from nnviz.engine import Network

OTHER_START = "Press Reset and choose other first weights, drawn at random and neither near 0 nor far from it,"


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
