"""nnviz: a neural network that learns one sample at a time, with every number on show.

What a notebook needs, under one roof. Names are imported when first asked for: the figures bring Altair along.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Network": "nnviz.engine",
    "init_network": "nnviz.engine",
    "step": "nnviz.engine",
    "train": "nnviz.engine",
    "gradient": "nnviz.engine",
    "numerical_gradient": "nnviz.engine",
    "make_dataset": "nnviz.datasets",
    "Settings": "nnviz.run.settings",
    "Experiment": "nnviz.run.experiment",
    "weight_rule": "nnviz.derivation",
    "draw": "nnviz.figures",
    "sweep": "nnviz.figures",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nnviz' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
