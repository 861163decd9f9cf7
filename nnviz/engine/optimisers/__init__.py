"""The optimisers by name, one object each.

A new one is a file with a class that `register` takes in, and its import here. The menu, the worksheet, the exported
script, the address and the tests of all optimisers read the registry.
"""

# The order of the imports is that of the menu.
from nnviz.engine.optimisers.sgd import DESCENT, SGD  # isort: skip
from nnviz.engine.optimisers.momentum import Momentum  # isort: skip
from nnviz.engine.optimisers.nesterov import Nesterov  # isort: skip
from nnviz.engine.optimisers.adagrad import AdaGrad  # isort: skip
from nnviz.engine.optimisers.rmsprop import RMSProp  # isort: skip
from nnviz.engine.optimisers.adam import Adam  # isort: skip
from nnviz.engine.optimisers.base import (
    NOTHING,
    OPTIMISERS,
    Arithmetic,
    Code,
    Memory,
    Optimiser,
    Part,
    Place,
    State,
    Told,
    as_state,
    flat_state,
    get_optimiser,
    register,
    state_of,
    unregister,
)

__all__ = [
    "DESCENT",
    "NOTHING",
    "OPTIMISERS",
    "SGD",
    "AdaGrad",
    "Adam",
    "Arithmetic",
    "Code",
    "Memory",
    "Momentum",
    "Nesterov",
    "Optimiser",
    "Part",
    "Place",
    "RMSProp",
    "State",
    "Told",
    "as_state",
    "flat_state",
    "get_optimiser",
    "register",
    "state_of",
    "unregister",
]
