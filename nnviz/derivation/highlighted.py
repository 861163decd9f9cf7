"""The parts of the picture that are highlighted for a chosen weight or neuron."""

from __future__ import annotations

from nnviz.derivation import notation
from nnviz.derivation.weight import weight_rule
from nnviz.engine import StepTrace


def lights_of(trace: StepTrace, key: str) -> tuple[str, ...]:
    """Return the keys to highlight: for a weight the factors of its gradient, for a neuron its incoming parts.

    Raises
    ------
    ValueError
        If the network has no such part.
    """
    sizes = trace.before.sizes
    parts = notation.parse_key(key, sizes)
    if isinstance(parts, notation.WeightKey):
        if parts.row == 0 and not trace.before.bias:
            return (key,)
        return weight_rule(trace, *parts).keys
    if parts.layer == 0 or parts.neuron is None:
        return (key,)
    first = 0 if trace.before.bias else 1
    rows = range(first, sizes[parts.layer - 1] + 1)
    edges = [notation.weight_key(parts.layer - 1, row, parts.neuron) for row in rows]
    sources = [notation.neuron_key(parts.layer - 1, row - 1) for row in rows if row > 0]
    return (key, *edges, *sources)
