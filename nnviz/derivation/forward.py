"""Forward and loss of a step, line by line."""

from __future__ import annotations

from nnviz import notation
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line, add_up, bracket
from nnviz.engine import StepTrace


def forward(trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return u and f(u) of every neuron, layer by layer from the first.

    Parameters
    ----------
    trace : StepTrace
    digits : int
        Significant digits, 1 to 17.
    terms : int
        A sum of more terms is shown without its middle; at least 2.

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    reading = Reading(trace, digits, terms)
    lines: list[Line] = []
    for layer in range(reading.last + 1):
        lines += [net_input_line(reading, layer, column) for column in reading.columns(layer)]
        lines += [output_line(reading, layer, column) for column in reading.columns(layer)]
    return tuple(lines)


def loss(trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return the one line of E = 1/2 sum_j (t_j - y_j)².

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    reading = Reading(trace, digits, terms)
    last = reading.last
    symbols, numbers = [], []
    for column in reading.columns(last):
        miss_symbols, miss_numbers = reading.miss(column)
        symbols.append(bracket(miss_symbols) + "^2")
        numbers.append(bracket(miss_numbers) + "^2")
    line = Line(
        notation.LOSS,
        _half(symbols, terms),
        _half(numbers, terms),
        trace.E,
        reading.number(trace.E),
        "E",
        "loss",
        last,
        tuple(reading.key(last, column) for column in reading.columns(last)),
    )
    return (line,)


def net_input_line(reading: Reading, layer: int, column: int) -> Line:
    """Return u = sum_k w_k x_k of one neuron."""
    rows = reading.rows(layer)
    value = float(reading.trace.layers[layer].u[column])
    symbols = [f"{reading.weight(layer, row, column).latex} {reading.source(layer, row).latex}" for row in rows]
    numbers = [
        rf"{reading.factor(reading.old(layer, row, column))} \cdot {reading.factor(reading.source_value(layer, row))}"
        for row in rows
    ]
    return Line(
        reading.u(layer, column).latex,
        add_up(symbols, reading.terms),
        add_up(numbers, reading.terms),
        value,
        reading.number(value),
        f"u:{layer}:{column}",
        "forward",
        layer,
        (
            *(notation.weight_key(layer, row, column) for row in rows),
            *(reading.source_key(layer, row) for row in rows),
            reading.key(layer, column),
        ),
    )


def output_line(reading: Reading, layer: int, column: int) -> Line:
    """Return f(u) of one neuron."""
    symbols, numbers = reading.activation(layer, column)
    value = float(reading.trace.layers[layer].out[column])
    return Line(
        reading.out(layer, column).latex,
        symbols,
        numbers,
        value,
        reading.number(value),
        f"out:{layer}:{column}",
        "forward",
        layer,
        (reading.key(layer, column),),
    )


def _half(squares: list[str], terms: int) -> str:
    """Return half the sum of the squares."""
    added = add_up(squares, terms)
    return r"\frac{1}{2}" + (rf"\left[{added}\right]" if len(squares) > 1 else added)
