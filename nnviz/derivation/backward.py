"""Backward and update of a step, line by line.

δ stands for ∂E/∂u. For an output δ_j = (y_j - t_j) f'(u_j), under cross-entropy δ_j = y_j - t_j, where the slope
cancels; for a hidden neuron ∂E/∂h_i is the sum over the next layer of w_ij δ_j, and δ_i = ∂E/∂h_i · f'(u_i). Then
∂E/∂w_ki = δ_i x_k. The perceptron rule leaves f' out: its δ is y - t, and its step is η (t - y) x.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nnviz.derivation import notation
from nnviz.derivation.notation import ETA_LATEX, WeightKey
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line, add_up, bracket
from nnviz.engine import StepTrace


def backward(trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return the deltas of every neuron, from the output back; before a hidden one, what arrives at it.

    Parameters are those of `forward`.

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    return delta_lines(Reading(trace, digits, terms), 0)


def gradients(
    trace: StepTrace, keys: Collection[str] | None = None, digits: int = 4, terms: int = MOST_TERMS
) -> tuple[Line, ...]:
    """Return ∂E/∂w = δ · input for the weights with these keys, or for all; for a perceptron η (t - y) x.

    Raises
    ------
    ValueError
        If digits or terms is out of range, or a key is not that of a weight of the network.
    """
    reading = Reading(trace, digits, terms)
    return tuple(gradient_line(reading, *weight) for weight in chosen_weights(reading, keys))


def update(
    trace: StepTrace, keys: Collection[str] | None = None, digits: int = 4, terms: int = MOST_TERMS
) -> tuple[Line, ...]:
    """Return w - η · ∂E/∂w for the weights with these keys, or for all; for a perceptron w + η (t - y) x.

    With momentum and a penalty it is w - η · [β v + ∂E/∂w + λ w], where v is the weight's velocity before. Optimisers
    that take more than that have lines of their own before each weight's.

    A weight that the update left out says so in its note.

    Raises
    ------
    ValueError
        If digits or terms is out of range, or a key is not that of a weight of the network.
    """
    reading = Reading(trace, digits, terms)
    return tuple(line for weight in chosen_weights(reading, keys) for line in weight_lines(reading, *weight))


def delta_lines(reading: Reading, first: int) -> tuple[Line, ...]:
    """Return the deltas from the output back to the layer `first`."""
    lines: list[Line] = []
    for layer in range(reading.last, first - 1, -1):
        for column in reading.columns(layer):
            if layer < reading.last:
                lines.append(arriving_line(reading, layer, column))
            lines.append(delta_line(reading, layer, column))
    return tuple(lines)


def arriving_line(reading: Reading, layer: int, column: int) -> Line:
    """Return ∂E/∂h of a hidden neuron: what arrives from the next layer, over the weights from before the update."""
    row, following = column + 1, layer + 1
    columns = reading.columns(following)
    deltas = reading.trace.layers[following].delta
    value = float(reading.trace.layers[layer].dE_dout[column])
    symbols = [rf"{reading.delta(following, j).latex} \cdot {reading.weight(following, row, j).latex}" for j in columns]
    numbers = [
        rf"{reading.factor(float(deltas[j]))} \cdot {reading.factor(reading.old(following, row, j))}" for j in columns
    ]
    return Line(
        notation.derivative_latex(reading.out(layer, column)),
        add_up(symbols, reading.terms),
        add_up(numbers, reading.terms),
        value,
        reading.number(value),
        f"dE_dout:{layer}:{column}",
        "backward",
        layer,
        (
            *(reading.key(following, j) for j in columns),
            *(notation.weight_key(following, row, j) for j in columns),
            reading.key(layer, column),
        ),
    )


def delta_line(reading: Reading, layer: int, column: int) -> Line:
    """Return δ of one neuron."""
    values = reading.trace.layers[layer]
    symbol, value = reading.delta(layer, column), float(values.delta[column])
    if layer == reading.last:
        symbols, numbers = reading.error(column)
    else:
        symbols = notation.derivative_latex(reading.out(layer, column))
        numbers = reading.factor(float(values.dE_dout[column]))
    name = symbol.latex
    if reading.entropic and layer == reading.last:
        name += f" = {notation.derivative_latex(reading.u(layer, column))}"
        symbols = f"{_cancelled(reading, column)} = {symbols}"
    elif not reading.perceptron:
        name += f" = {notation.derivative_latex(reading.u(layer, column))}"
        slope_symbols, slope_numbers, compound = reading.slope(layer, column)
        if layer == reading.last:
            symbols, numbers = bracket(symbols), bracket(numbers)
        if compound:
            slope_symbols, slope_numbers = bracket(slope_symbols), bracket(slope_numbers)
        symbols, numbers = rf"{symbols} \cdot {slope_symbols}", rf"{numbers} \cdot {slope_numbers}"
    return neuron_line(reading, layer, column, (name, symbols, numbers), value)


def neuron_line(
    reading: Reading, layer: int, column: int, texts: tuple[str, str, str], value: float, kind: str = "delta"
) -> Line:
    """Return a line about a neuron in the backward pass, of its name, its symbols and its numbers as LaTeX."""
    key = f"{kind}:{layer}:{column}"
    return Line(*texts, value, reading.number(value), key, "backward", layer, (reading.key(layer, column),))


def gradient_line(reading: Reading, layer: int, row: int, column: int) -> Line:
    """Return ∂E/∂w = δ · input, or the perceptron's η (t - y) x."""
    weight, source = reading.weight(layer, row, column), reading.source(layer, row)
    if reading.perceptron:
        symbols, numbers = _perceptron_step(reading, row, column)
        value, name, key = (
            0.0 - reading.trace.eta * reading.gradient(layer, row, column),
            rf"\Delta {weight.latex}",
            "step",
        )
    else:
        delta = float(reading.trace.layers[layer].delta[column])
        symbols = rf"{reading.delta(layer, column).latex} \cdot {source.latex}"
        numbers = rf"{reading.factor(delta)} \cdot {reading.factor(reading.source_value(layer, row))}"
        value, name, key = reading.gradient(layer, row, column), notation.derivative_latex(weight), "gradient"
    return Line(
        name,
        symbols,
        numbers,
        value,
        reading.number(value),
        f"{key}:{layer}:{row}:{column}",
        "backward",
        layer,
        (notation.weight_key(layer, row, column), reading.key(layer, column), reading.source_key(layer, row)),
    )


def weight_lines(reading: Reading, layer: int, row: int, column: int) -> tuple[Line, ...]:
    """Return the optimiser's own lines for a weight, if it has any and moves it, and the weight after the update."""
    own: tuple[Line, ...] = ()
    if not reading.perceptron and not reading.frozen(layer, row, column):
        weight, gradient = reading.weight(layer, row, column), reading.gradient(layer, row, column)
        own = optimiser_lines(reading, layer, row, column, notation.derivative_latex(weight), gradient)
    return (*own, update_line(reading, layer, row, column))


def optimiser_lines(
    reading: Reading, layer: int, row: int, column: int, name: str, gradient: float
) -> tuple[Line, ...]:
    """Return the optimiser's own lines for a weight, from its gradient: its LaTeX name, and its value."""
    return tuple(
        Line(
            part.name,
            part.symbols,
            part.numbers,
            part.value,
            reading.number(part.value),
            f"{reading.optimiser.name}.{part.key}:{layer}:{row}:{column}",
            "update",
            layer,
            (notation.weight_key(layer, row, column),),
        )
        for part in reading.arithmetic(layer, row, column, name, gradient).parts
    )


def update_line(reading: Reading, layer: int, row: int, column: int) -> Line:
    """Return the weight after the update."""
    weight = reading.weight(layer, row, column)
    old, new = reading.old(layer, row, column), reading.new(layer, row, column)
    note = ""
    if reading.frozen(layer, row, column):
        symbols, numbers = weight.latex, reading.number(old)
        note = f"{weight.label} is frozen and keeps its value."
    elif reading.perceptron:
        symbols, numbers = _perceptron_step(reading, row, column)
        symbols, numbers = f"{weight.latex} + {symbols}", f"{reading.number(old)} + {numbers}"
    else:
        gradient = reading.gradient(layer, row, column)
        told = reading.arithmetic(layer, row, column, notation.derivative_latex(weight), gradient)
        symbols = rf"{weight.latex} - {ETA_LATEX} \cdot {told.symbols}"
        numbers = rf"{reading.number(old)} - {reading.factor(reading.trace.eta)} \cdot {told.numbers}"
        if row == 0 and reading.penalized:
            note = f"{weight.label} is a bias: the penalty leaves it out."
    return Line(
        rf"\text{{new }}{weight.latex}",
        symbols,
        numbers,
        new,
        reading.number(new),
        notation.weight_key(layer, row, column),
        "update",
        layer,
        (notation.weight_key(layer, row, column),),
        note,
    )


def _cancelled(reading: Reading, column: int) -> str:
    """LaTeX of the chain rule of an output under cross-entropy, in which the slope cancels."""
    out, target = reading.out(reading.last, column).latex, reading.target(column).latex
    if reading.trace.before.activations[-1] == "softmax":
        one = r"\left[i{=}" + str(column + 1) + r"\right]"
        return rf"\sum_i -\frac{{t_i}}{{y_i}} \cdot y_i\left({one} - {out}\right)"
    slope = rf"{out}\left(1 - {out}\right)"
    return rf"\frac{{{out} - {target}}}{{{slope}}} \cdot {slope}"


def _perceptron_step(reading: Reading, row: int, column: int) -> tuple[str, str]:
    """Return η (t - y) x, in symbols and in numbers."""
    symbols, numbers = reading.miss(column)
    eta, source = reading.factor(reading.trace.eta), reading.factor(reading.source_value(0, row))
    return (
        rf"{ETA_LATEX} \cdot {bracket(symbols)} \cdot {reading.source(0, row).latex}",
        rf"{eta} \cdot {bracket(numbers)} \cdot {source}",
    )


def chosen_weights(reading: Reading, keys: Collection[str] | None) -> Iterator[WeightKey]:
    """Yield the weights with these keys in that order, or all of them, layer by layer and row by row."""
    if keys is None:
        for layer in range(reading.last + 1):
            for row in reading.rows(layer):
                yield from (WeightKey(layer, row, column) for column in reading.columns(layer))
        return
    for key in keys:
        parts = notation.parse_key(key, reading.sizes)
        if not isinstance(parts, WeightKey):
            raise ValueError(f"keys must be keys of weights, w:layer:row:column, got {key!r}")
        reading.check(*parts)
        yield parts
