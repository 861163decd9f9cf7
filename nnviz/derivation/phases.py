"""A step in slow motion: its phases in the order of the calculation, and what is known after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nnviz.derivation import notation
from nnviz.derivation.backward import arriving_line, delta_line, update
from nnviz.derivation.batch import loss_lines, update_lines
from nnviz.derivation.forward import feature_lines, loss, net_input_line, output_line
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line, Phase
from nnviz.engine import StepTrace
from nnviz.run.experiment import UpdateTrace

MOST_ONE_BY_ONE = 4
"""Neurons of a layer whose δ's get a phase each; those of a wider layer come in one phase."""


@dataclass(frozen=True)
class Known:
    """What of a step has been computed so far, and may be shown.

    Attributes
    ----------
    outs : frozenset of str
        Keys of the neurons whose activation is known; inputs and bias nodes are known from the start.
    loss : bool
        Whether E is known.
    deltas : frozenset of str
        Keys of the neurons whose δ is known.
    updated : bool
        Whether the weights are those after the step.
    """

    outs: frozenset[str]
    loss: bool = False
    deltas: frozenset[str] = frozenset()
    updated: bool = False


@dataclass(frozen=True)
class StepPhase:
    """One phase of a step.

    Attributes
    ----------
    kind : {"forward", "loss", "backward", "update"}
    title : str
        Plain words, such as "Forward: the hidden layer".
    lines : tuple of Line
        Its arithmetic.
    lights : tuple of str
        Keys of the picture's parts that it uses or computes, each once.
    known : Known
        What the picture may show from this phase on.
    """

    kind: Phase
    title: str
    lines: tuple[Line, ...]
    lights: tuple[str, ...]
    known: Known


def phases(trace: StepTrace | UpdateTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[StepPhase, ...]:
    """Return the phases of a step: forward layer by layer, loss, backward from the output, update.

    Their lines, one phase after the other, are those of `forward`, `loss`, `backward` and `update`. A layer of up to
    MOST_ONE_BY_ONE neurons goes back neuron by neuron, a wider one at once. Of an update by a batch, forward and
    backward are one sample's, as their titles say, and loss and update are of the whole batch (`loss_lines`,
    `update_lines`).

    Parameters
    ----------
    trace : StepTrace or UpdateTrace
        Of a gradient step or a perceptron's, of any depth.
    digits : int
        Significant digits, 1 to 17.
    terms : int
        A sum of more terms is written without its middle; at least 2.

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    batch = trace if isinstance(trace, UpdateTrace) else None
    part = trace.part if isinstance(trace, UpdateTrace) else trace
    of = f" (sample {batch.sample} of the batch)" if batch and batch.n > 1 else ""
    reading = Reading(part, digits, terms)
    known = Known(frozenset(_given(reading)))
    found: list[StepPhase] = []
    for layer in range(reading.last + 1):
        columns = reading.columns(layer)
        known = replace(known, outs=known.outs | {reading.key(layer, column) for column in columns})
        made = feature_lines(reading) if layer == 0 else ()
        lines = [make(reading, layer, column) for make in (net_input_line, output_line) for column in columns]
        lines = [*made, *lines]
        found.append(_phase("forward", f"Forward: {_layer_words(reading, layer)}{of}", lines, known))
    known = replace(known, loss=True)
    told = loss(part, digits, terms) if batch is None else loss_lines(batch, digits, terms)
    title = "Loss: how far the output is from the target"
    found.append(_phase("loss", f"{title}, and the mean over the batch" if of else title, told, known))
    for layer in range(reading.last, -1, -1):
        for columns in _together(reading.columns(layer)):
            known = replace(known, deltas=known.deltas | {reading.key(layer, column) for column in columns})
            lines = [line for column in columns for line in _backward_lines(reading, layer, column)]
            found.append(_phase("backward", _backward_title(reading, layer, columns) + of, lines, known))
    known = replace(known, updated=True)
    title = "Update: every weight by η (t − y) x" if reading.perceptron else "Update: every weight against its gradient"
    if of:
        title += ", the mean over the batch"
    told = update(part, None, digits, terms) if batch is None else update_lines(batch, None, digits, terms)
    found.append(_phase("update", title, told, known))
    return tuple(found)


def _phase(kind: Phase, title: str, lines: Sequence[Line], known: Known) -> StepPhase:
    lights = dict.fromkeys(key for line in lines for key in line.lights)
    return StepPhase(kind, title, tuple(lines), tuple(lights), known)


def _given(reading: Reading) -> Iterable[str]:
    """Keys of the inputs and of the bias nodes that there are."""
    yield from (notation.neuron_key(0, k) for k in range(reading.sizes[0]))
    if reading.trace.before.bias:
        yield from (notation.neuron_key(layer, None) for layer in range(reading.last + 1))


def _together(columns: range) -> list[range]:
    """Cut a layer into the groups that go back at once."""
    if len(columns) > MOST_ONE_BY_ONE:
        return [columns]
    return [range(column, column + 1) for column in columns]


def _backward_lines(reading: Reading, layer: int, column: int) -> tuple[Line, ...]:
    """Return a neuron's δ and, for a hidden one, what arrives at it."""
    own = delta_line(reading, layer, column)
    return (own,) if layer == reading.last else (arriving_line(reading, layer, column), own)


def _layer_words(reading: Reading, layer: int) -> str:
    if layer == reading.last:
        return "the output" if reading.sizes[-1] == 1 else "the outputs"
    return "the hidden layer" if reading.last == 1 else f"hidden layer {layer + 1}"


def _backward_title(reading: Reading, layer: int, columns: range) -> str:
    """Name the neurons whose δ this is; a perceptron's has no slope in it and is the bare error."""
    what = "the error" if reading.perceptron else "δ"
    if len(columns) == 1:
        return f"Backward: {what} of {reading.out(layer, columns[0]).label}"
    return f"Backward: {what} of every neuron of {_layer_words(reading, layer)}"
