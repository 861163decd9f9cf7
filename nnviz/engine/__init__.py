"""The engine: networks, backpropagation one sample at a time, training, the perceptron. It needs NumPy alone."""

from nnviz.engine.activations import ACTIVATIONS, Activation, get_activation
from nnviz.engine.backprop import LayerTrace, Rule, StepTrace, gradient, numerical_gradient, step
from nnviz.engine.errors import Diverged
from nnviz.engine.network import Network, init_network
from nnviz.engine.perceptron import perceptron_step, perceptron_train
from nnviz.engine.training import Trainer, train

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Diverged",
    "LayerTrace",
    "Network",
    "Rule",
    "StepTrace",
    "Trainer",
    "get_activation",
    "gradient",
    "init_network",
    "numerical_gradient",
    "perceptron_step",
    "perceptron_train",
    "step",
    "train",
]
