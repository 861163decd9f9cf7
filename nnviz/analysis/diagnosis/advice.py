"""What to try: sentences that name only what would change something in the run at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nnviz.analysis.diagnosis.evidence import Evidence
from nnviz.analysis.health import ailments
from nnviz.datasets.features import MOST_COMBINED
from nnviz.engine import Network, get_activation
from nnviz.run.settings import BOUNDS, Settings

STEEP_PENALTY = 0.5
"""η times the penalty's rate: the part of a weight that each update takes away, beyond which it throws it about."""


def slower(found: Evidence, *, anew: bool = True) -> str:
    """Say how to make smaller steps; where η is the smallest there is, what else keeps the net inputs small."""
    if found.eta <= BOUNDS["eta"][0]:
        return "Press Reset and choose smaller first weights, or a smaller network: the learning rate is the least."
    start = "Press Reset and choose" if anew else "Choose"
    return f"{start} a learning rate smaller than {found.eta:g}; a third of it is a good try."


def faster(found: Evidence) -> str:
    """Say how to make larger steps."""
    most = BOUNDS["eta"][1]
    if found.eta_now < found.eta / 3:
        return (
            f"Its schedule has brought the learning rate down from {found.eta:g} to {found.eta_now:.3g}: choose a "
            "constant one, or a slower decay."
        )
    if found.eta >= most:
        return "The learning rate is the largest there is: choose smaller first weights, or smaller batches."
    tenfold = "ten times as large is a good try" if 10 * found.eta <= most else f"up to {most:g}"
    return f"Choose a learning rate larger than {found.eta:g}; {tenfold}."


def fresh(settings: Settings) -> str:
    """Say how to start from other weights: another seed is no change where the first weights are not drawn."""
    return "another seed" if drawn(settings) else "first weights that are drawn at random"


def drawn(settings: Settings) -> bool:
    """Whether the first weights are drawn at random, and not all alike."""
    given = settings.init in ("uniform", "normal")
    return settings.init not in ("zeros", "constant") and not (given and settings.init_scale == 0.0)


def straight(network: Network) -> bool:
    """Whether what comes to the outputs is a sum of the inputs: a sum of sums is a sum."""
    return all(name == "identity" for name in network.activations[:-1])


def one_line(network: Network) -> bool:
    """Whether a network's border between two classes is one straight line, plane or hyperplane.

    Behind a single neuron whose output only rises, the border still is where its net input has one value.
    """
    hidden, activations = network.sizes[1:-1], network.activations[:-1]
    if straight(network):
        return True
    return (
        network.sizes[-1] == 1
        and hidden[0] == 1
        and all(get_activation(name).monotone and size == 1 for name, size in zip(activations, hidden, strict=True))
    )


def bend(found: Evidence) -> str:
    """Say how a network that draws one straight border, or one plane of values, can get another one."""
    settings, hidden = found.settings, found.network.sizes[1:-1]
    if hidden and not straight(found.network):
        return f"Add a neuron to the {'' if len(hidden) == 1 else 'first '}hidden layer."
    if hidden:
        wider = "" if hidden[0] > 1 else ", and two neurons or more in the first hidden layer"
        return (
            f"Choose a hidden activation that is not the identity, such as tanh{wider}: a linear network stays linear."
        )
    layer = f"a hidden layer with two neurons or more{'' if bends(settings.activation) else ' and tanh in it'}"
    feature = " or input features" if settings.kind.n_inputs <= MOST_COMBINED else ""
    if found.network.activations[-1] == "step":
        then = f"; or add{feature[3:]}" if feature else ""
        return f"Choose a logistic output, which lets a gradient through, and add {layer}{then}."
    return f"Add {layer}{',' if feature else ''}{feature}."


def bends(activation: str | tuple[str, ...]) -> bool:
    """Whether a new hidden layer with this activation bends what is straight, and lets gradients through."""
    names = (activation,) if isinstance(activation, str) else activation
    return all(name != "identity" and not slopeless(name) for name in names)


@lru_cache
def slopeless(name: str) -> bool:
    """Whether an activation has no slope anywhere, so that no gradient gets through it."""
    u = np.linspace(-3.0, 3.0, 25)
    activation = get_activation(name)
    return not activation.slope(u, activation.value(u)).any()


def off_the_flat(found: Evidence, *, deep: bool = False) -> str:
    """Name what may lead on where nothing changes any more, of what there is to be changed in the run."""
    if found.frozen:
        return "let the frozen weights learn again, or try more hidden neurons"
    if found.eta_now < found.eta / 3:
        return f"choose a constant learning rate, since its schedule has brought it down to {found.eta_now:.3g}"
    if deep:
        tanh = ", or tanh in them with a smaller learning rate" if "logistic" in found.network.activations[:-1] else ""
        return f"choose fewer hidden layers{tanh}"
    ways = [] if found.settings.bias else ["biases"]
    ways += [fresh(found.settings)] if found.network.sizes[1:-1] else []
    ways += ["a larger learning rate"] if found.eta < BOUNDS["eta"][1] / 10 else []
    return f"try {listed([*ways, more(found)])}"


def more(found: Evidence) -> str:
    """Name what gives the network more to answer with."""
    if not found.network.sizes[1:-1]:
        return "a hidden layer"
    return "a hidden activation that is not the identity" if straight(found.network) else "more hidden neurons"


def listed(ways: Sequence[str]) -> str:
    """Return some of which one is to be chosen, as words."""
    return ", ".join(ways[:-1]) + f" or {ways[-1]}" if len(ways) > 1 else ways[0]


def simpler(found: Evidence) -> str:
    """Name what keeps a network from learning the noise, of what there is."""
    settings = found.settings
    ways = ["fewer hidden neurons"] if sum(settings.hidden) > 1 else []
    ways += ["a penalty on the weights" if settings.regularization == "none" else "a larger penalty"]
    if settings.kind.uses_n and settings.n < BOUNDS["n"][1]:
        ways += ["more samples"]
    return listed(ways)


def at_start(found: Evidence, layer: int, kind: str) -> bool:
    """Whether a layer was all dead, or all saturated, before the first step, so that no learning rate is to blame."""
    ill = sum(one.layer == layer and one.kind == kind for one in ailments(found.start, found.dataset))
    return ill == found.network.sizes[layer]


def penalty_rules(found: Evidence) -> bool:
    """Whether the penalty, and not the data, decides the weights: it throws them about, or has made a layer vanish."""
    settings = found.settings
    if settings.regularization == "none" or found.step == 0:
        return False
    if settings.regularization_rate >= 0.1 and found.eta * settings.regularization_rate >= STEEP_PENALTY:
        return True
    if one_line(found.network):  # what cannot fit the data has small weights by itself
        return False
    small = [
        bool(np.abs(now[1:]).max() < 0.1 <= np.abs(first[1:]).max())
        for now, first in zip(found.network.weights, found.start.weights, strict=True)
    ]
    return any(small)
