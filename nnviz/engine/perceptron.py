"""The perceptron: a layer of threshold neurons with a rule of its own, w <- w + eta (t - y) x.

The step activation has slope 0, so gradient descent never moves it. Rosenblatt's rule (1958, "The perceptron") leaves
the slope out: the update has the form of a gradient step whose slope is counted as 1, and is shown and run as one.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from nnviz.engine.backprop import StepTrace, trace_step
from nnviz.engine.network import Network
from nnviz.engine.training import check_rule, train


def perceptron_step(net: Network, x: ArrayLike, t: ArrayLike, eta: float = 0.5) -> StepTrace:
    """Present one sample to a perceptron, update by w + eta (t - y) x, and keep all numbers.

    Parameters
    ----------
    net : Network
        One layer with the step activation; it is not changed.
    x : array_like, shape (K,)
    t : array_like, shape (M,)
        0 or 1 each, if the rule is to come to rest.
    eta : float
        Learning rate, positive and finite.

    Returns
    -------
    StepTrace
        With rule "perceptron", slope 1 and delta y - t. Its dE_dW is (y - t) x: not the derivative of E, which is 0,
        but that of the perceptron criterion (y - t) u with y held fixed. E is 1/2 (t - y)² as ever.

    Raises
    ------
    ValueError
        If the network is not a perceptron, or as `step`.
    Diverged
        As `step`.
    """
    return trace_step(net, x, t, eta, check_rule(net, "perceptron"))


def perceptron_train(
    net: Network, X: ArrayLike, T: ArrayLike, eta: float = 0.5, order: ArrayLike | None = None, batch_size: int = 1
) -> Network:
    """Present X[order] to a perceptron in that order: `train` with the perceptron rule.

    Raises
    ------
    ValueError
        If the network is not a perceptron, or as `train`.
    Diverged
        As `train`.
    """
    return train(net, X, T, eta, order, batch_size, rule="perceptron")
