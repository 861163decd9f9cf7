"""A step in brief: what was chosen, or one phase, in a few short lines whose factors are coloured as in the picture."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import numpy as np

from nnviz.derivation import notation
from nnviz.derivation.backward import neuron_line
from nnviz.derivation.batch import BatchRule, update_rule
from nnviz.derivation.highlighted import Role
from nnviz.derivation.neuron import neuron_view
from nnviz.derivation.notation import ETA_LATEX, WeightKey
from nnviz.derivation.phases import Known, StepPhase
from nnviz.derivation.reading import Reading
from nnviz.derivation.table import WeightRow, weight_row, weight_table
from nnviz.derivation.terms import Line, add_up, bracket
from nnviz.run.experiment import UpdateTrace

Paint = Callable[[Role, str], str]
"""Gives a part of a formula the colour of its role."""
MOST_TERMS = 6
MOST_VALUES = 8
"""Values of one phase that stand in its line; a wide layer has more."""
MOST_UPDATES = 2
"""Weights that stand in the line of the update, those that move most."""
_FRACTION = r"\frac{\partial"
MOST_NOTES = 6
"""Weights that the picture names by how far they moved."""
IN_FULL = 2
"""Lines of a phase that stand there as they are."""


def unpainted(role: Role, latex: str) -> str:
    """Leave a part of a formula as it is, whatever its role."""
    return latex


def painted(colours: Mapping[str, str]) -> Paint:
    """Return what gives a part of a formula the colour of its role, as KaTeX understands it."""
    return lambda role, latex: rf"\textcolor{{{colours[role]}}}{{{latex}}}"


def inline(line: Line) -> str:
    """Return a line as one formula that stands in a text, its derivatives with a slash: ∂E/∂w.

    What would repeat the part before it is left out.
    """
    return _slashed(" = ".join(dict.fromkeys((line.name, line.symbols, line.numbers, line.shown))))


def weight_in_brief(
    update: UpdateTrace, layer: int, row: int, column: int, digits: int = 4, paint: Paint = unpainted
) -> tuple[Line, ...]:
    """Return the way of one weight in an update: ∂E/∂w = δ · x, the new weight, and where δ comes from.

    Of a batch δ and x are those of the sample that `update.part` is of, and the weight goes by the mean, which stands
    in a line of its own. Optimisers that take more than the gradient have their numbers in between.

    Parameters
    ----------
    update : UpdateTrace
    layer, row, column : int
        The weight; row 0 is the bias.
    digits : int
        Significant digits, 1 to 17.
    paint : callable
        Colours the factors.

    Raises
    ------
    ValueError
        If the network has no such weight, or digits is out of range.
    """
    rule = update_rule(update, layer, row, column, digits)
    reading = Reading(update.part, digits)
    mean: tuple[Line, ...] = ()
    if isinstance(rule, BatchRule):
        mean = (replace(rule.line, numbers=rule.line.symbols, key=f"mean:{layer}:{row}:{column}"),)
    between = tuple(replace(line, numbers=line.symbols) for line in rule.between)
    weight = reading.weight(layer, row, column).latex
    whole = not mean and reading.perceptron and not rule.frozen
    new = replace(
        rule.update,
        name=rf"\text{{new }}{paint('weight', weight)}",
        symbols=_step(reading, row, column, paint) if whole else rule.update.symbols,
        numbers=_step(reading, row, column, paint, shown=True) if whole else rule.update.numbers,
    )
    if reading.perceptron:
        return (_miss(reading, column, paint), *mean, new)
    return _gradient(reading, layer, row, column, paint), *mean, *between, new, _delta(reading, layer, column, paint)


def neuron_in_brief(
    update: UpdateTrace, layer: int, index: int, digits: int = 4, paint: Paint = unpainted
) -> tuple[Line, ...]:
    """Return u, f(u), f'(u) and δ of one neuron for the sample on show; by the perceptron rule there is no slope.

    Parameters
    ----------
    update : UpdateTrace
    layer, index : int
        As in its key "n:layer:index": layer 0 is the inputs, which compute nothing, so it starts from 1.
    digits, paint
        As in `weight_in_brief`.

    Raises
    ------
    ValueError
        If the network has no such neuron or it is an input or a bias node, or digits is out of range.
    """
    view, reading = neuron_view(update.part, layer, index, digits), Reading(update.part, digits)
    terms = [
        rf"{paint('weight', reading.factor(term.weight_value))} \cdot "
        rf"{paint('input', reading.factor(term.source_value))}"
        for term in view.terms
    ]
    added = add_up(terms, MOST_TERMS)
    first, *rest = view.lines
    known = [replace(first, symbols=added, numbers=added), *(replace(line, symbols=line.numbers) for line in rest)]
    if reading.perceptron:
        return (*known, _miss(reading, index, paint))
    return (*known, _delta(reading, layer - 1, index, paint))


def phase_in_brief(phase: StepPhase, update: UpdateTrace) -> tuple[tuple[Line, ...], int]:
    """Return the lines that say a phase in one line, and how many neurons or weights they leave out.

    Up to two lines stand as they are. Of more, a forward pass gives each neuron's output, a backward pass each δ, and
    the update the weights that move most.
    """
    if len(phase.lines) <= IN_FULL or phase.kind == "loss":
        return phase.lines, 0
    if phase.kind == "update":
        steps = {row.key: abs(row.step) for row in weight_table(update)}
        made = sorted((line for line in phase.lines if line.key in steps), key=lambda line: -steps[line.key])
        return tuple(made[:MOST_UPDATES]), max(len(made) - MOST_UPDATES, 0)
    wanted = "out:" if phase.kind == "forward" else "delta:"
    values = [
        replace(line, name=line.name.split(" = ")[0], symbols=line.shown, numbers=line.shown)
        for line in phase.lines
        if line.key.startswith(wanted)
    ]
    return tuple(values[:MOST_VALUES]), max(len(values) - MOST_VALUES, 0)


def notes_of(known: Known, update: UpdateTrace, digits: int = 3) -> dict[str, str]:
    """Return what stands in the picture beside neurons and edges, by their keys: each δ that is known, then each Δw.

    Of the weights only those that move most are named, so that the words do not cover one another.
    """
    reading = Reading(update.part, digits)
    if known.updated:
        rows = sorted(weight_table(update), key=lambda row: -abs(row.new - row.old))[:MOST_NOTES]
        return {row.key: f"Δ{row.symbol} {notation.number(row.new - row.old, digits)}" for row in rows}
    found = {}
    for layer in range(reading.last + 1):
        for column in reading.columns(layer):
            value = float(reading.trace.layers[layer].delta[column])
            name = reading.delta(layer, column).label
            if reading.perceptron:
                symbols = (reading.target(column).label, reading.out(layer, column).label)
                name, value = f" {notation.MINUS} ".join(symbols) + " =", 0.0 - value
            found[reading.key(layer, column)] = f"{name} {notation.number(value, digits)}"
    return {key: text for key, text in found.items() if key in known.deltas}


def names_of(update: UpdateTrace, keys: Collection[str]) -> dict[str, str]:
    """Return the symbols of weights, by their keys."""
    sizes = update.part.before.sizes
    parts = {key: notation.parse_key(key, sizes) for key in keys}
    return {key: notation.weight_label(sizes, *part) for key, part in parts.items() if isinstance(part, WeightKey)}


def largest_move(update: UpdateTrace) -> WeightRow | None:
    """Return the weight that an update moves farthest, of equal ones the first; None if it moves none."""
    before, after = update.whole.before.weights, update.whole.network.weights
    with np.errstate(over="ignore"):
        moves = [np.abs(new - old) for old, new in zip(before, after, strict=True)]
    layer = max(range(len(moves)), key=lambda layer: moves[layer].max())
    row, column = np.unravel_index(int(moves[layer].argmax()), moves[layer].shape)
    return weight_row(update, layer, int(row), int(column)) if moves[layer].max() > 0 else None


def _slashed(latex: str) -> str:
    """Write every derivative in one row, since a text's lines are low."""
    while (at := latex.find(_FRACTION)) >= 0:
        above, rest = _group(latex, at + len(r"\frac"))
        below, after = _group(latex, rest)
        latex = f"{latex[:at]}{above}/{below}{latex[after:]}"
    return latex


def _group(latex: str, start: int) -> tuple[str, int]:
    """Return what stands in the braces that open at a place, and the place after them."""
    depth = 0
    for at in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[at], 0)
        if depth == 0:
            return latex[start + 1 : at], at + 1
    raise ValueError(f"latex must have braces that close, got {latex!r}")


def _gradient(reading: Reading, layer: int, row: int, column: int, paint: Paint) -> Line:
    """Return ∂E/∂w = δ · x."""
    weight, source = reading.weight(layer, row, column), reading.source(layer, row)
    delta, value = float(reading.trace.layers[layer].delta[column]), reading.gradient(layer, row, column)

    def product(first: str, second: str) -> str:
        return rf"{paint('delta', first)} \cdot {paint('input', second)}"

    return Line(
        rf"\frac{{\partial {notation.LOSS}}}{{\partial {paint('weight', weight.latex)}}}",
        product(reading.delta(layer, column).latex, source.latex),
        product(reading.factor(delta), reading.factor(reading.source_value(layer, row))),
        value,
        reading.number(value),
        f"gradient:{layer}:{row}:{column}",
        "backward",
        layer,
        (notation.weight_key(layer, row, column), reading.key(layer, column), reading.source_key(layer, row)),
    )


def _delta(reading: Reading, layer: int, column: int, paint: Paint) -> Line:
    """Return where δ comes from: what arrives or the error, times the slope."""
    values, symbol = reading.trace.layers[layer], reading.delta(layer, column)
    value = float(values.delta[column])
    last = layer == reading.last
    if last:
        symbols, numbers = reading.error(column)
        symbols, numbers = paint("delta", bracket(symbols)), paint("delta", bracket(numbers))
    else:
        symbols = paint("behind", notation.derivative_latex(reading.out(layer, column)))
        numbers = paint("behind", reading.factor(float(values.dE_dout[column])))
    if not (last and reading.entropic):  # there the slope cancels
        slope_symbols, slope_numbers, compound = reading.slope(layer, column)
        if compound:
            slope_symbols, slope_numbers = bracket(slope_symbols), bracket(slope_numbers)
        symbols += rf" \cdot {paint('delta', slope_symbols)}"
        numbers += rf" \cdot {paint('delta', slope_numbers)}"
    return neuron_line(reading, layer, column, (paint("delta", symbol.latex), symbols, numbers), value)


def _miss(reading: Reading, column: int, paint: Paint) -> Line:
    """Return t - y, by which the perceptron rule goes."""
    symbols, numbers = reading.miss(column)
    value = 0.0 - float(reading.trace.layers[reading.last].delta[column])
    texts = (paint("delta", symbols), paint("delta", numbers), paint("delta", numbers))
    return neuron_line(reading, reading.last, column, texts, value, "miss")


def _step(reading: Reading, row: int, column: int, paint: Paint, *, shown: bool = False) -> str:
    """Return w + η (t - y) x, in symbols or in numbers."""
    miss, source = reading.miss(column), reading.source(0, row).latex
    if shown:
        old, eta = reading.number(reading.old(0, row, column)), reading.factor(reading.trace.eta)
        value = reading.factor(reading.source_value(0, row))
        return rf"{old} + {eta} \cdot {paint('delta', bracket(miss[1]))} \cdot {paint('input', value)}"
    weight = paint("weight", reading.weight(0, row, column).latex)
    return rf"{weight} + {ETA_LATEX} \cdot {paint('delta', bracket(miss[0]))} \cdot {paint('input', source)}"
