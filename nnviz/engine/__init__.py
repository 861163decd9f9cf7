"""The engine: networks, backpropagation one sample at a time, training, the perceptron. It needs NumPy alone.

Other packages import from here whatever they use.
"""

from nnviz.engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS, Activation, get_activation, net_threshold
from nnviz.engine.backprop import LayerTrace, Rule, StepTrace, gradient, gradient_shares, numerical_gradient, step
from nnviz.engine.checks import Array, as_positive
from nnviz.engine.cost import Cost, cost_of
from nnviz.engine.criteria import CRITERIA, cross_entropy, squared
from nnviz.engine.errors import Diverged
from nnviz.engine.init import INITS, init_network, reach_of
from nnviz.engine.network import Network
from nnviz.engine.optimisers import (
    DESCENT,
    OPTIMISERS,
    SGD,
    Arithmetic,
    Optimiser,
    State,
    Told,
    flat_state,
    get_optimiser,
    state_of,
)
from nnviz.engine.penalty import NONE, PENALTIES, Penalty
from nnviz.engine.perceptron import perceptron_step, perceptron_train
from nnviz.engine.plan import Forward, layer_views, stored_signs
from nnviz.engine.rows import Rows
from nnviz.engine.stacked import Stack
from nnviz.engine.training import Trainer, train

__all__ = [
    "ACTIVATIONS",
    "CRITERIA",
    "DESCENT",
    "INITS",
    "NONE",
    "OPTIMISERS",
    "OUTPUT_ACTIVATIONS",
    "PENALTIES",
    "SGD",
    "Activation",
    "Arithmetic",
    "Array",
    "Cost",
    "Diverged",
    "Forward",
    "LayerTrace",
    "Network",
    "Optimiser",
    "Penalty",
    "Rows",
    "Rule",
    "Stack",
    "State",
    "StepTrace",
    "Told",
    "Trainer",
    "as_positive",
    "cost_of",
    "cross_entropy",
    "flat_state",
    "get_activation",
    "get_optimiser",
    "gradient",
    "gradient_shares",
    "init_network",
    "layer_views",
    "net_threshold",
    "numerical_gradient",
    "perceptron_step",
    "perceptron_train",
    "reach_of",
    "squared",
    "state_of",
    "step",
    "stored_signs",
    "train",
]
