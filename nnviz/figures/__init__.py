"""The pictures, by Altair and Plotly: the same for the page and for a notebook.

Names are imported when first asked for: a page without surfaces needs no Plotly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnviz.figures.activation import activation_figure
    from nnviz.figures.boundary import boundary_figure, map_of
    from nnviz.figures.hidden_solid import hidden_solid_figure
    from nnviz.figures.hidden_space import hidden_space_figure
    from nnviz.figures.histograms import histogram_figure
    from nnviz.figures.loss import loss_figure
    from nnviz.figures.network import network_figure
    from nnviz.figures.neuron_map import neuron_map_figure
    from nnviz.figures.notebook import Drawn, DrawnSweep, draw, sweep
    from nnviz.figures.surface import surface_figure
    from nnviz.figures.wiring import Wiring

_HOMES = {
    "activation_figure": "activation",
    "boundary_figure": "boundary",
    "map_of": "boundary",
    "hidden_solid_figure": "hidden_solid",
    "hidden_space_figure": "hidden_space",
    "histogram_figure": "histograms",
    "loss_figure": "loss",
    "network_figure": "network",
    "neuron_map_figure": "neuron_map",
    "Drawn": "notebook",
    "DrawnSweep": "notebook",
    "draw": "notebook",
    "sweep": "notebook",
    "surface_figure": "surface",
    "Wiring": "wiring",
}
__all__ = [
    "Drawn",
    "DrawnSweep",
    "Wiring",
    "activation_figure",
    "boundary_figure",
    "draw",
    "hidden_solid_figure",
    "hidden_space_figure",
    "histogram_figure",
    "loss_figure",
    "map_of",
    "network_figure",
    "neuron_map_figure",
    "surface_figure",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nnviz.figures' has no attribute {name!r}")
    return getattr(import_module(f"nnviz.figures.{_HOMES[name]}"), name)
