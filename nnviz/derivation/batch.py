"""A batch's step for one weight: the mean of the samples' gradients, and the samples that contribute most to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nnviz.derivation import notation
from nnviz.derivation.backward import chosen_weights, optimiser_lines, update
from nnviz.derivation.forward import loss, penalty_lines
from nnviz.derivation.notation import ETA_LATEX, Symbol
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line
from nnviz.derivation.weight import WeightRule, weight_rule, why_still
from nnviz.engine import Network, Rule, StepTrace
from nnviz.run.experiment import UpdateTrace

MEAN_LOSS = rf"\overline{{{notation.LOSS}}}"


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
    gradient : float
        The mean, as the update has it; `value` is the same found a second way.
    penalty, pull, step, word, rule
        As in WeightRule, with the mean for the gradient.
    up, down : int
        How many samples' gradients would have the weight rise, and fall.
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
    gradient: float
    penalty: float
    pull: float
    step: float
    word: str
    rule: Rule
    up: int
    down: int
    between: tuple[Line, ...] = ()
    carried: str = ""

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
    first = traces[0]
    for trace in traces:
        same = trace.before is first.before or trace.before == first.before
        if not same or trace.eta != first.eta or trace.rule != first.rule:
            raise ValueError("traces must all start from the same network, with the same eta and rule")
    if after is not None and after.sizes != first.before.sizes:
        raise ValueError(f"after must have sizes {first.before.sizes}, got {after.sizes}")
    reading = Reading(first, digits, terms)
    reading.check(layer, row, column)
    values = [float(trace.dE_dW[layer][row, column]) for trace in traces]
    new = None if after is None else float(after.weights[layer][row, column])
    return _rule(reading, (layer, row, column), values, None, new)


def update_rule(
    update: UpdateTrace, layer: int, row: int, column: int, digits: int = 4, terms: int = MOST_TERMS
) -> WeightRule | BatchRule:
    """Return how one weight's step in an update comes about: of one sample by the chain rule, of several by the mean.

    Parameters
    ----------
    update : UpdateTrace
        As `Experiment.made` and `Experiment.coming` give it.
    layer, row, column, digits, terms
        As in `weight_rule` and `batch_rule`.

    Raises
    ------
    ValueError
        If the network has no such weight, or digits or terms is out of range.
    """
    if update.n == 1:
        return weight_rule(update.whole, layer, row, column, digits, terms)
    reading = Reading(update.whole, digits, terms)
    reading.check(layer, row, column)
    values = update.shares(layer, row, column).tolist()
    mean, new = reading.gradient(layer, row, column), reading.new(layer, row, column)
    return _rule(reading, (layer, row, column), values, mean, new)


def update_lines(
    update_: UpdateTrace, keys: Collection[str] | None = None, digits: int = 4, terms: int = MOST_TERMS
) -> tuple[Line, ...]:
    """Return the weights with these keys, or all, after an update: by the gradient, or its mean over the batch.

    Raises
    ------
    ValueError
        If digits or terms is out of range, or a key is not that of a weight of the network.
    """
    if update_.n == 1:
        return update(update_.whole, keys, digits, terms)
    reading = Reading(update_.whole, digits, terms)
    lines: list[Line] = []
    for weight in chosen_weights(reading, keys):
        mean, new, frozen = reading.gradient(*weight), reading.new(*weight), reading.frozen(*weight)
        lines += _between(reading, *weight, mean)
        lines.append(_update_line(reading, *weight, mean, new, frozen=frozen))
    return tuple(lines)


def loss_lines(update_: UpdateTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return the line of E of the sample on show and, of a batch, that of its mean; with a penalty R and the sum too.

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    if update_.n == 1:
        return loss(update_.whole, digits, terms)
    reading = Reading(update_.whole, digits, terms)
    values = sorted(update_.losses.tolist(), reverse=True)
    mean, last = reading.trace.E, reading.last
    line = Line(
        MEAN_LOSS,
        rf"\frac{{1}}{{{update_.n}}} \sum_{{s=1}}^{{{update_.n}}} {notation.LOSS}_s",
        _mean_numbers(reading, values[:terms], float(sum(values[terms:])), update_.n),
        mean,
        reading.number(mean),
        "E:mean",
        "loss",
        last,
        tuple(reading.key(last, column) for column in reading.columns(last)),
    )
    rest = penalty_lines(reading, MEAN_LOSS) if reading.penalized else ()
    return (loss(update_.part, digits, terms)[0], line, *rest)


def _rule(
    reading: Reading, weight: tuple[int, int, int], values: Sequence[float], mean: float | None, new: float | None
) -> BatchRule:
    """Return the rule of a weight whose gradients are these; mean and new value follow from them unless given."""
    n, terms = len(values), reading.terms
    order = sorted(range(n), key=lambda position: -abs(values[position]))  # sorted keeps ties in the batch's order
    largest = tuple(BatchTerm(position, values[position], values[position] / n) for position in order[:terms])
    rest = float(sum(values[position] for position in order[terms:]))
    mean = (sum(term.value for term in largest) + rest) / n if mean is None else mean
    symbol, old, frozen = reading.weight(*weight), reading.old(*weight), reading.frozen(*weight)
    pull = reading.pull(*weight, mean)
    step = 0.0 if frozen else 0.0 - reading.trace.eta * pull
    new = old + step if new is None else new
    what = "the mean of its gradients"
    return BatchRule(
        notation.weight_key(*weight),
        symbol,
        n,
        largest,
        rest,
        _mean_line(reading, *weight, largest, rest, n, mean),
        _update_line(reading, *weight, mean, new, frozen=frozen),
        old,
        new,
        frozen,
        mean,
        reading.penalty(*weight),
        pull,
        step,
        why_still(reading, symbol, pull, frozen=frozen, moved=new != old, gradient=what),
        reading.trace.rule,
        sum(value < 0.0 for value in values),
        sum(value > 0.0 for value in values),
        _between(reading, *weight, mean),
        reading.carried(*weight),
    )


def _between(reading: Reading, layer: int, row: int, column: int, mean: float) -> tuple[Line, ...]:
    """Return the optimiser's own lines for a weight that it moves."""
    if reading.perceptron or reading.frozen(layer, row, column):
        return ()
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
    return Line(
        _mean_name(reading, layer, row, column),
        rf"\frac{{1}}{{{n}}} \sum_{{s=1}}^{{{n}}} {_term_name(reading, layer, row, column, 's')}",
        _mean_numbers(reading, [term.value for term in largest], rest, n),
        mean,
        reading.number(mean),
        f"gradient:{layer}:{row}:{column}",
        "backward",
        layer,
        (notation.weight_key(layer, row, column),),
    )


def _mean_numbers(reading: Reading, largest: Sequence[float], rest: float, n: int) -> str:
    """LaTeX of a mean of n numbers: the largest one by one, the others as their sum."""
    shown = [reading.factor(value) for value in largest]
    if n > len(largest):
        shown.append(rf"\underbrace{{{reading.factor(rest)}}}_{{\text{{{n - len(largest)} more}}}}")
    return rf"\frac{{1}}{{{n}}} \left({' + '.join(shown)}\right)"


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
