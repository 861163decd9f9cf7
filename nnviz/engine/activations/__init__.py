"""The activation functions by name, one full record each.

A new one is one more record in one of these files, or in a file of its own that is imported here; `register` takes it
in. Menus, formulas, pictures, the exported script and the property tests read the registry.
"""

# The order of the imports is that of the menus.
from nnviz.engine.activations import classic, rectifiers, waves  # isort: skip
from nnviz.engine.activations.record import (
    ACTIVATIONS,
    OUTPUT_ACTIVATIONS,
    Activation,
    Fast,
    get_activation,
    glorot,
    he,
    net_threshold,
    register,
    unregister,
)

__all__ = [
    "ACTIVATIONS",
    "OUTPUT_ACTIVATIONS",
    "Activation",
    "Fast",
    "classic",
    "get_activation",
    "glorot",
    "he",
    "net_threshold",
    "rectifiers",
    "register",
    "unregister",
    "waves",
]
