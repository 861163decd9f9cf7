"""The panel under the network that explains the step on show."""

from __future__ import annotations

from nnviz.session.visit import Visit


def explain(visit: Visit) -> None:
    """Draw the explanation into the place that the stage keeps for it."""
