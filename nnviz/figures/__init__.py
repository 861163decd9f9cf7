"""The pictures, by Altair and Plotly: the same for the page and for a notebook."""

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
