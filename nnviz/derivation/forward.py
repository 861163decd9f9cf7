"""Forward and loss of a step, line by line."""

from __future__ import annotations

from nnviz.derivation import notation
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line, add_up, bracket
from nnviz.engine import StepTrace


def forward(trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return u and f(u) of every neuron, layer by layer from the first, after the inputs that are made of others.

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
    lines: list[Line] = list(feature_lines(reading))
    for layer in range(reading.last + 1):
        lines += [net_input_line(reading, layer, column) for column in reading.columns(layer)]
        lines += [output_line(reading, layer, column) for column in reading.columns(layer)]
    return tuple(lines)


def loss(trace: StepTrace, digits: int = 4, terms: int = MOST_TERMS) -> tuple[Line, ...]:
    """Return the line of E, the squared error or the cross-entropy; with a penalty, also R and E + R.

    Raises
    ------
    ValueError
        If digits or terms is out of range.
    """
    reading = Reading(trace, digits, terms)
    last = reading.last
    symbols, numbers = [], []
    for column in reading.columns(last):
        if reading.entropic:
            part_symbols, part_numbers = reading.surprise(column)
            symbols.append(part_symbols)
            numbers.append(part_numbers)
            continue
        miss_symbols, miss_numbers = reading.miss(column)
        symbols.append(bracket(miss_symbols) + "^2")
        numbers.append(bracket(miss_numbers) + "^2")
    whole = _negative if reading.entropic else _half
    told, worked, note = whole(symbols, terms), whole(numbers, terms), ""
    if reading.entropic and not reading.outputs_tell:
        form, worked = reading.from_net_inputs()
        told = f"{told} = {form}"
        note = "An output is 0 or 1 as a number, or so near that its logarithm says little: E is worked out from u."
    line = Line(
        notation.LOSS,
        told,
        worked,
        trace.E,
        reading.number(trace.E),
        "E",
        "loss",
        last,
        tuple(reading.key(last, column) for column in reading.columns(last)),
        note,
    )
    return (line, *penalty_lines(reading)) if reading.penalized else (line,)


def penalty_lines(reading: Reading, loss_name: str = notation.LOSS) -> tuple[Line, Line]:
    """Return R, the penalty on the weights that are no biases, and E + R, what the update makes smaller."""
    trace, penalty = reading.trace, reading.trace.penalty
    keys = [
        (layer, row, column)
        for layer in range(reading.last + 1)
        for row in reading.rows(layer)
        if row
        for column in reading.columns(layer)
    ]
    shape = r"\left|{}\right|" if penalty.kind == "l1" else "{}^2"
    symbols, numbers = [], []
    for key in keys:
        symbol, value = reading.weight(*key), reading.old(*key)
        base = symbol.latex if symbol.layer is None and not symbol.prime else bracket(symbol.latex)
        symbols.append(shape.format(symbol.latex if penalty.kind == "l1" else base))
        numbers.append(shape.format(reading.number(value) if penalty.kind == "l1" else reading.factor(value)))
    half = "" if penalty.kind == "l1" else r"\frac{1}{2} "
    value = penalty.value(trace.before.weights)
    rate = reading.factor(penalty.rate)
    lights = tuple(notation.weight_key(*key) for key in keys)
    own = Line(
        notation.PENALTY,
        rf"{half}{notation.LAMBDA_LATEX} \left[{add_up(symbols, reading.terms)}\right]",
        rf"{half}\cdot {rate} \cdot \left[{add_up(numbers, reading.terms)}\right]"
        if half
        else rf"{rate} \cdot \left[{add_up(numbers, reading.terms)}\right]",
        value,
        reading.number(value),
        "R",
        "loss",
        reading.last,
        lights,
        "The penalty leaves biases out.",
    )
    total = trace.E + value
    both = Line(
        f"{loss_name} + {notation.PENALTY}",
        f"{loss_name} + {notation.PENALTY}",
        f"{reading.number(trace.E)} + {reading.number(value)}",
        total,
        reading.number(total),
        "E+R",
        "loss",
        reading.last,
    )
    return own, both


def feature_lines(reading: Reading) -> tuple[Line, ...]:
    """Return how the network's inputs are made of the sample's own, for those that are."""
    trace = reading.trace
    if trace.features is None or trace.raw is None:
        return ()
    lines = []
    for k, feature in enumerate(trace.features.all):
        if feature.second is None and not feature.sine:
            continue
        symbol = notation.made(feature, trace.features.unit)
        parts = [float(trace.raw[feature.first])]
        parts.append(float(trace.raw[feature.second]) if feature.second is not None else parts[0])
        first, second = (reading.factor(part) for part in parts)
        times = r" \cdot " if feature.second is not None or trace.features.unit != 1.0 else ""
        numbers = symbol.written(rf"\cdot {first}" if feature.sine and times else first, second, times)
        value = float(trace.x[k])
        shown, lights = reading.number(value), (notation.neuron_key(0, k),)
        lines.append(Line(symbol.latex, symbol.latex, numbers, value, shown, f"feature:{k}", "forward", 0, lights))
    return tuple(lines)


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
        reading.output(value, layer),
        f"out:{layer}:{column}",
        "forward",
        layer,
        (reading.key(layer, column),),
    )


def _negative(parts: list[str], terms: int) -> str:
    """Return minus the sum of the parts."""
    return rf"-\left[{add_up(parts, terms)}\right]"


def _half(squares: list[str], terms: int) -> str:
    """Return half the sum of the squares."""
    added = add_up(squares, terms)
    return r"\frac{1}{2}" + (rf"\left[{added}\right]" if len(squares) > 1 else added)
