"""The engine: networks, backpropagation one sample at a time, training, the perceptron. It needs NumPy alone."""

from nnviz.engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS, Activation, get_activation
from nnviz.engine.backprop import LayerTrace, Rule, StepTrace, gradient, gradient_shares, numerical_gradient, step
from nnviz.engine.criteria import CRITERIA
from nnviz.engine.errors import Diverged
from nnviz.engine.init import INITS, init_network
from nnviz.engine.network import Network
from nnviz.engine.optimisers import OPTIMISERS, SGD, Optimiser, State, get_optimiser
from nnviz.engine.penalty import NONE, PENALTIES, Penalty
from nnviz.engine.perceptron import perceptron_step, perceptron_train
from nnviz.engine.training import Trainer, train

__all__ = [
    "ACTIVATIONS",
    "CRITERIA",
    "INITS",
    "NONE",
    "OPTIMISERS",
    "OUTPUT_ACTIVATIONS",
    "PENALTIES",
    "SGD",
    "Activation",
    "Diverged",
    "LayerTrace",
    "Network",
    "Optimiser",
    "Penalty",
    "Rule",
    "State",
    "StepTrace",
    "Trainer",
    "get_activation",
    "get_optimiser",
    "gradient",
    "gradient_shares",
    "init_network",
    "numerical_gradient",
    "perceptron_step",
    "perceptron_train",
    "step",
    "train",
]
