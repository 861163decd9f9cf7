"""What is said of a chosen weight, neuron or input in one update: its name, what it is, and its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.datasets import Dataset
from nnviz.derivation import Line, largest_move, neuron_in_brief, notation, weight_in_brief
from nnviz.derivation.brief import Paint
from nnviz.derivation.notation import NeuronKey, WeightKey
from nnviz.engine import get_activation
from nnviz.run.experiment import UpdateTrace

INVITED = "Click or tap an edge or a neuron in the network: this place then shows its numbers."
NO_NEXT = "The next step would diverge: there are no finite numbers to show."


@dataclass(frozen=True)
class Explained:
    """One part of the network in one update.

    Attributes
    ----------
    name : str
        As it is written; an input's may be a visitor's own.
    kind : str
        What it is, in words.
    lines : tuple of Line
        How its numbers come about, in brief.
    """

    name: str
    kind: str
    lines: tuple[Line, ...] = ()


def whose_numbers(update: UpdateTrace, step: int | None) -> str:
    """Say which step and which sample the numbers are of; no step for the one to come."""
    when = "the step to come" if step is None else f"step {step:,}"
    of = f", the last of a batch of {update.n}" if update.n > 1 else ""
    return f"{when}, sample {update.sample}{of}"


def of_weight(update: UpdateTrace, parts: WeightKey, digits: int, paint: Paint) -> Explained:
    """Return what is said of a weight.

    Raises
    ------
    ValueError
        If the network has no such weight, or digits is out of range.
    """
    sizes = update.part.before.sizes
    start = notation.neuron_label(sizes, parts.layer, parts.row - 1 if parts.row else None)
    end = notation.neuron_label(sizes, parts.layer + 1, parts.column)
    lines = weight_in_brief(update, *parts, digits, paint)
    return Explained(notation.weight_label(sizes, *parts), f"the weight from {start} to {end}", lines)


def of_neuron(update: UpdateTrace, parts: NeuronKey, digits: int, paint: Paint) -> Explained:
    """Return what is said of a neuron that computes something.

    Raises
    ------
    ValueError
        If it is an input or a bias node, or the network does not have it, or digits is out of range.
    """
    before, index = update.part.before, parts.neuron or 0
    lines = neuron_in_brief(update, parts.layer, index, digits, paint)
    label = get_activation(before.activations[parts.layer - 1]).label
    return Explained(notation.neuron_label(before.sizes, parts.layer, index), f"a neuron ({label})", lines)


def of_input(dataset: Dataset, parts: NeuronKey) -> Explained:
    """Return what is said of an input beside its value."""
    return Explained(dataset.inputs[parts.neuron or 0], "an input")


def of_part(update: UpdateTrace, dataset: Dataset, key: str, digits: int, paint: Paint) -> Explained:
    """Return what is said of a weight, a neuron or an input, by its key; an input's value is a line, too.

    Raises
    ------
    ValueError
        If the network has no such part, or digits is out of range.
    """
    parts = notation.parse_key(key, update.part.before.sizes)
    if isinstance(parts, WeightKey):
        return of_weight(update, parts, digits, paint)
    if parts.layer:
        return of_neuron(update, parts, digits, paint)
    return replace(of_input(dataset, parts), lines=(_input_line(update, parts, key, digits),))


def _input_line(update: UpdateTrace, parts: NeuronKey, key: str, digits: int) -> Line:
    """Return an input's value as a line."""
    value = float(update.part.x[parts.neuron or 0])
    symbol, number = notation.neuron(update.part.before.sizes, 0, parts.neuron), notation.number_latex(value, digits)
    return Line(symbol.latex, number, number, value, number, f"x:{key}", "forward", 0)


def moved_most(
    update: UpdateTrace, step: int, digits: int, strong: Callable[[str], str] = str
) -> tuple[str, str] | None:
    """Return the key of the weight that an update moved farthest, and a sentence on it; None if it moved none.

    Parameters
    ----------
    update : UpdateTrace
    step : int
        The one that it led to.
    digits : int
    strong : callable
        Sets the weight's symbol off from the other words.
    """
    row = largest_move(update)
    if row is None:
        return None
    moved = notation.number(row.new - row.old, digits)
    return row.key, f"Of all weights, step {step:,} has moved {strong(row.symbol)} most, by {moved}."
