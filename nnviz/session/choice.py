"""What a visitor chooses by a click in the network: a weight or a neuron, by its key."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.derivation.notation import NeuronKey, WeightKey, parse_key, weight_key


def known(key: str, sizes: Sequence[int]) -> bool:
    """Return whether a network of these sizes has a part of that key."""
    try:
        parse_key(key, sizes)
    except ValueError:
        return False
    return True


def check(key: str, sizes: Sequence[int]) -> None:
    """Refuse what cannot be chosen.

    Raises
    ------
    ValueError
        If a network of these sizes has no part of that key, or it is the node of a bias.
    """
    try:
        parts = parse_key(key, sizes)
    except ValueError as error:
        raise ValueError(f"chosen must be None or the key of a part of the network: {error}") from None
    if isinstance(parts, NeuronKey) and parts.neuron is None:
        raise ValueError("chosen must not be the node of a bias: choose one of its weights")


def beside(key: str, chosen: str | None, sizes: Sequence[int]) -> str:
    """Return what a click on a pixel chooses: its weight to the chosen neuron of the first layer, or the input."""
    try:
        pixel, other = parse_key(key, sizes), parse_key(chosen or "", sizes)
    except ValueError:
        return key
    if not isinstance(pixel, NeuronKey) or pixel.neuron is None:
        return key
    if isinstance(other, WeightKey) and other.layer == 0:
        return weight_key(0, pixel.neuron + 1, other.column)
    if isinstance(other, NeuronKey) and other.layer == 1 and other.neuron is not None:
        return weight_key(0, pixel.neuron + 1, other.neuron)
    return key
