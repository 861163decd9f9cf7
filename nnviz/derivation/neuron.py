"""One neuron in a step: its weighted sum term by term, its output, its slope and the slope's effect on its weights."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.derivation import notation
from nnviz.derivation.forward import net_input_line, output_line
from nnviz.derivation.notation import Symbol
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import MOST_TERMS, Line
from nnviz.engine import StepTrace, get_activation

# Below this share of the largest slope a neuron is called saturated: |u| > 3.64 for the logistic, 1.82 for tanh. The
# neuron that Nielsen calls saturated (chapter 3 of his book: w = b = 2, x = 1, so y = .982) has a share of 7 %.
SATURATED_SHARE = 0.1


@dataclass(frozen=True)
class Term:
    """One term of a weighted sum: weight · input = product, and the gradient that the weight gets."""

    weight: Symbol
    source: Symbol
    weight_key: str
    source_key: str
    weight_value: float
    source_value: float
    product: float
    gradient: float


@dataclass(frozen=True)
class NeuronView:
    """One neuron's numbers.

    Attributes
    ----------
    key : str
        Its key in the picture.
    symbol : Symbol
        Of its output.
    activation : str
    terms : tuple of Term
        The bias first, if there is one.
    u, out, slope, delta : float
        Net input, f(u), f'(u), ∂E/∂u, as in the trace.
    saturated : bool
        The slope is below SATURATED_SHARE of the activation's largest in size, or 0 where relu and the step are flat.
    word : str
        What a small slope does to the incoming weights, as plain text; else "".
    lines : tuple of Line
        u, f(u) and f'(u).
    """

    key: str
    symbol: Symbol
    activation: str
    terms: tuple[Term, ...]
    u: float
    out: float
    slope: float
    delta: float
    saturated: bool
    word: str
    lines: tuple[Line, ...]


def neuron_view(trace: StepTrace, layer: int, index: int, digits: int = 4, terms: int = MOST_TERMS) -> NeuronView:
    """Return one neuron's numbers.

    Parameters
    ----------
    trace : StepTrace
    layer, index : int
        As in its key "n:layer:index": layer 0 is the inputs, which compute nothing, so it starts from 1.
    digits, terms : int
        As in `forward`.

    Raises
    ------
    ValueError
        If the network has no such neuron or it is an input or a bias node, or digits or terms is out of range.
    """
    reading = Reading(trace, digits, terms)
    if index is None:
        raise ValueError("index must be a neuron's: a bias node is always 1")
    notation.net_input(reading.sizes, layer, index)
    at = layer - 1
    values = trace.layers[at]
    activation = trace.before.activations[at]
    slope = float(values.slope[index])
    saturated = not reading.perceptron and _is_saturated(activation, slope)
    return NeuronView(
        notation.neuron_key(layer, index),
        reading.out(at, index),
        activation,
        tuple(_term(reading, at, row, index) for row in reading.rows(at)),
        float(values.u[index]),
        float(values.out[index]),
        slope,
        float(values.delta[index]),
        saturated,
        _word(activation, slope, digits) if saturated else "",
        (
            net_input_line(reading, at, index),
            output_line(reading, at, index),
            *(() if reading.perceptron else (_slope_line(reading, at, index),)),
        ),
    )


def _term(reading: Reading, layer: int, row: int, column: int) -> Term:
    """Return one term of the sum."""
    weight, source = reading.old(layer, row, column), reading.source_value(layer, row)
    return Term(
        reading.weight(layer, row, column),
        reading.source(layer, row),
        notation.weight_key(layer, row, column),
        reading.source_key(layer, row),
        weight,
        source,
        weight * source,
        reading.gradient(layer, row, column),
    )


def _slope_line(reading: Reading, layer: int, column: int) -> Line:
    """Return f'(u)."""
    symbols, numbers, _ = reading.slope(layer, column)
    value = float(reading.trace.layers[layer].slope[column])
    return Line(
        notation.derivative_latex(reading.u(layer, column), reading.out(layer, column).latex),
        symbols,
        numbers,
        value,
        reading.number(value),
        f"slope:{layer}:{column}",
        "backward",
        layer,
        (reading.key(layer, column),),
    )


def _is_saturated(activation: str, slope: float) -> bool:
    steepest = get_activation(activation).steepest
    return slope == 0.0 if steepest is None else abs(slope) < SATURATED_SHARE * steepest


def _word(activation: str, slope: float, digits: int) -> str:
    """Explain what the small slope means."""
    record = get_activation(activation)
    if record.flat == "dead":
        return "Dead for this sample: u is not above 0, so the slope is 0, and no gradient reaches its weights."
    if record.corner == "jump":
        return f"The {record.label} is flat: its slope is 0 for every u, and no gradient ever reaches its weights."
    name = "Flat here" if record.flat == "flat" else "Saturated"
    if slope == 0.0 or record.steepest is None:
        return f"{name}: the slope is so small that it is 0 as a number, and no gradient reaches its weights."
    share = notation.number(100.0 * abs(slope) / record.steepest, 2)
    return (
        f"{name}: the slope is {notation.number(slope, digits)}, {share} % of its largest value. It is a factor in "
        "the gradient of every weight into this neuron, so they hardly move, however large the error."
    )
