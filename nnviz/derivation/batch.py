"""A batch's step for one weight: the mean of the samples' gradients, and which samples it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.derivation import notation
from nnviz.derivation.backward import optimiser_lines
from nnviz.derivation.notation import ETA_LATEX, Symbol
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line
from nnviz.engine import Network, StepTrace


@dataclass(frozen=True)
class BatchTerm:
    """One sample's gradient: its position in the batch (from 0), the value, and value / n, its part of the mean."""

    position: int
    value: float
    part: float


@dataclass(frozen=True)
class BatchRule:
    """One weight's step by a batch.

    Attributes
    ----------
    key : str
    symbol : Symbol
    n : int
        Samples in the batch.
    largest : tuple of BatchTerm
        The samples with the largest gradients in absolute value, largest first.
    rest : float
        Sum of the other samples' gradients.
    line, update : Line
        The mean, and the weight after the step.
    between : tuple of Line
        The optimiser's own lines, which lead from the one to the other.
    old, new : float
    frozen : bool
    """

    key: str
    symbol: Symbol
    n: int
    largest: tuple[BatchTerm, ...]
    rest: float
    line: Line
    update: Line
    old: float
    new: float
    frozen: bool
    between: tuple[Line, ...] = ()

    @property
    def value(self) -> float:
        """The mean gradient: the terms on show and the rest, added up and divided by n."""
        return (sum(term.value for term in self.largest) + self.rest) / self.n


def batch_rule(
    traces: Sequence[StepTrace],
    layer: int,
    row: int,
    column: int,
    digits: int = 4,
    terms: int = MOST_TERMS,
    after: Network | None = None,
) -> BatchRule:
    """Return the mean gradient of one weight over a batch, with its largest terms.

    Parameters
    ----------
    traces : sequence of StepTrace
        One per sample, all from the network before the batch's update, with one eta.
    layer, row, column : int
        The weight; row 0 is the bias.
    digits : int
        Significant digits, 1 to 17.
    terms : int
        How many samples are shown one by one; at least 2.
    after : Network, optional
        The network after the batch; without it the new weight is worked out here, equal to within rounding.

    Raises
    ------
    ValueError
        If there is no trace, they differ in network, eta or rule, the network has no such weight, or digits or terms is
        out of range.
    """
    if len(traces) == 0:
        raise ValueError("traces must hold at least one step")
    first, n = traces[0], len(traces)
    for trace in traces:
        same = trace.before is first.before or trace.before == first.before
        if not same or trace.eta != first.eta or trace.rule != first.rule:
            raise ValueError("traces must all start from the same network, with the same eta and rule")
    if after is not None and after.sizes != first.before.sizes:
        raise ValueError(f"after must have sizes {first.before.sizes}, got {after.sizes}")
    reading = Reading(first, digits, terms)
    reading.check(layer, row, column)
    values = [float(trace.dE_dW[layer][row, column]) for trace in traces]
    order = sorted(range(n), key=lambda position: -abs(values[position]))  # sorted keeps ties in the batch's order
    largest = tuple(BatchTerm(position, values[position], values[position] / n) for position in order[:terms])
    rest = float(sum(values[position] for position in order[terms:]))
    mean = (sum(term.value for term in largest) + rest) / n
    old = reading.old(layer, row, column)
    frozen = any(Reading(trace).frozen(layer, row, column) for trace in traces)
    pull = reading.pull(layer, row, column, mean)
    new = float(after.weights[layer][row, column]) if after is not None else old if frozen else old - first.eta * pull
    return BatchRule(
        notation.weight_key(layer, row, column),
        reading.weight(layer, row, column),
        n,
        largest,
        rest,
        _mean_line(reading, layer, row, column, largest, rest, n, mean),
        _update_line(reading, layer, row, column, mean, new, frozen=frozen),
        old,
        new,
        frozen,
        () if frozen or reading.perceptron else _between(reading, layer, row, column, mean),
    )


def _between(reading: Reading, layer: int, row: int, column: int, mean: float) -> tuple[Line, ...]:
    return optimiser_lines(reading, layer, row, column, _mean_name(reading, layer, row, column), mean)


def _mean_line(
    reading: Reading,
    layer: int,
    row: int,
    column: int,
    largest: tuple[BatchTerm, ...],
    rest: float,
    n: int,
    mean: float,
) -> Line:
    """Return the mean over the batch."""
    shown = [reading.factor(term.value) for term in largest]
    if n > len(largest):
        shown.append(rf"\underbrace{{{reading.factor(rest)}}}_{{\text{{{n - len(largest)} more}}}}")
    return Line(
        _mean_name(reading, layer, row, column),
        rf"\frac{{1}}{{{n}}} \sum_{{s=1}}^{{{n}}} {_term_name(reading, layer, row, column, 's')}",
        rf"\frac{{1}}{{{n}}} \left({' + '.join(shown)}\right)",
        mean,
        reading.number(mean),
        f"gradient:{layer}:{row}:{column}",
        "backward",
        layer,
        (notation.weight_key(layer, row, column),),
    )


def _update_line(reading: Reading, layer: int, row: int, column: int, mean: float, new: float, *, frozen: bool) -> Line:
    """Return the weight after the batch."""
    weight, old = reading.weight(layer, row, column), reading.old(layer, row, column)
    key = notation.weight_key(layer, row, column)
    name = _mean_name(reading, layer, row, column)
    told = reading.arithmetic(layer, row, column, name, mean)
    symbols = rf"{weight.latex} - {ETA_LATEX} \cdot {told.symbols}"
    numbers = rf"{reading.number(old)} - {reading.factor(reading.trace.eta)} \cdot {told.numbers}"
    note = ""
    if frozen:
        symbols, numbers = weight.latex, reading.number(old)
        note = f"{weight.label} is frozen and keeps its value."
    name = rf"\text{{new }}{weight.latex}"
    return Line(name, symbols, numbers, new, reading.number(new), key, "update", layer, (key,), note)


def _term_name(reading: Reading, layer: int, row: int, column: int, sample: str) -> str:
    """LaTeX of one sample's contribution."""
    weight, source = reading.weight(layer, row, column), reading.source(layer, row)
    if reading.perceptron:
        return rf"\left({reading.error(column)[0]}\right)_{{{sample}}} \left({source.latex}\right)_{{{sample}}}"
    return rf"\frac{{\partial E_{{{sample}}}}}{{\partial {weight.latex}}}"


def _mean_name(reading: Reading, layer: int, row: int, column: int) -> str:
    """LaTeX of the mean."""
    if reading.perceptron:
        return rf"\overline{{\left({reading.error(column)[0]}\right) {reading.source(layer, row).latex}}}"
    return rf"\overline{{{notation.derivative_latex(reading.weight(layer, row, column))}}}"
