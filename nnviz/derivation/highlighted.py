"""The parts of the picture that are highlighted for a chosen weight or neuron, and what each is in its calculation."""

from __future__ import annotations

from typing import Literal

from nnviz.derivation import notation
from nnviz.derivation.weight import weight_rule
from nnviz.engine import StepTrace

Role = Literal["weight", "delta", "input", "behind"]
ROLES: tuple[Role, ...] = ("weight", "delta", "input", "behind")
"""The weight itself, the neuron whose δ it takes, what it is multiplied by, and what that δ is made of further on."""


def lights_of(trace: StepTrace, key: str) -> dict[str, Role]:
    """Return the keys to highlight, the chosen one first, each with its role.

    For a weight they are the factors of its gradient, for a neuron its incoming weights and what they multiply.

    Raises
    ------
    ValueError
        If the network has no such part.
    """
    sizes = trace.before.sizes
    parts = notation.parse_key(key, sizes)
    if isinstance(parts, notation.WeightKey):
        if parts.row == 0 and not trace.before.bias:
            return {key: "weight"}
        own: dict[str, Role] = {
            key: "weight",
            notation.neuron_key(parts.layer + 1, parts.column): "delta",
            notation.neuron_key(parts.layer, parts.row - 1 if parts.row else None): "input",
        }
        return {each: own.get(each, "behind") for each in weight_rule(trace, *parts).keys}
    if parts.layer == 0 or parts.neuron is None:
        return {key: "input"}
    first = 0 if trace.before.bias else 1
    rows = range(first, sizes[parts.layer - 1] + 1)
    edges = [notation.weight_key(parts.layer - 1, row, parts.neuron) for row in rows]
    sources = [notation.neuron_key(parts.layer - 1, row - 1) for row in rows if row > 0]
    return {key: "delta", **dict.fromkeys(edges, "weight"), **dict.fromkeys(sources, "input")}
