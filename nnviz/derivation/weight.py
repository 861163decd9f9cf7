"""The chain rule of one weight, factor by factor.

An output weight: ∂E/∂w'_ij = (y_j - t_j) · f'(u'_j) · h_i. A hidden one: the sum over the next layer's neurons, then
f'(u_i) · x_k. Where the next layer is the output, each term of the sum is (y_j - t_j) · f'(u'_j) · w'_ij; further back
it is δ_j · w_ij, and each δ is made from the layer behind it in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnviz.derivation import notation
from nnviz.derivation.backward import arriving_line, delta_line, delta_lines, gradient_line, weight_lines
from nnviz.derivation.notation import Symbol
from nnviz.derivation.reading import Reading
from nnviz.derivation.terms import (
    MOST_TERMS,
    Factor,
    Line,
    Product,
    Sum,
    chain_latex,
    symbols_latex,
    values_latex,
)
from nnviz.engine import Rule, StepTrace, step


@dataclass(frozen=True)
class WeightRule:
    """How one weight's step comes about.

    Attributes
    ----------
    key : str
        The weight's key in the picture.
    symbol : Symbol
    product : Product
        The factors; their product is the gradient (for a perceptron (y - t) x, which takes the gradient's place).
    chain : str
        LaTeX of the chain rule in derivatives; "" for a perceptron, whose rule is not derived from E.
    lines : tuple of Line
        What the factors are made from, from the output back, and last the gradient itself: in `symbols` every factor as
        an expression, in `numbers` every factor's value.
    update : Line
        The weight after the step.
    between : tuple of Line
        The optimiser's own lines, which lead from the gradient to the step; none for plain descent and momentum.
    old, new, gradient, step : float
        As in the trace; step = -eta · pull, or 0 if the weight is frozen.
    frozen : bool
    word : str
        A plain sentence if the weight does not move, else "".
    rule : {"gradient", "perceptron"}
    penalty : float
        Slope of the penalty, ∂R/∂w.
    pull : float
        What eta is multiplied by: what the optimiser makes of gradient, penalty's slope and what it remembers.
    carried : str
        What beside the gradient pulls at the weight by the optimiser, as plain words; "" if nothing does.
    """

    key: str
    symbol: Symbol
    product: Product
    chain: str
    lines: tuple[Line, ...]
    update: Line
    old: float
    new: float
    gradient: float
    step: float
    frozen: bool
    word: str
    rule: Rule
    penalty: float = 0.0
    pull: float = 0.0
    between: tuple[Line, ...] = ()
    carried: str = ""

    @property
    def value(self) -> float:
        """The displayed factors multiplied and added up: the gradient, found a second way."""
        return self.product.value

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the picture's parts that the rule uses, the weight itself first, each once."""
        return tuple(dict.fromkeys((self.key, *(key for factor in self.product.leaves() for key in factor.keys))))


def weight_rule(
    trace: StepTrace, layer: int, row: int, column: int, digits: int = 4, terms: int = MOST_TERMS
) -> WeightRule:
    """Return the chain rule of weights[layer][row, column] in this step.

    Parameters
    ----------
    trace : StepTrace
    layer, row, column : int
        Row 0 is the bias. `weight_rule(trace, *parse_key("w:1:0:2"))` works too.
    digits : int
        Significant digits, 1 to 17.
    terms : int
        A sum of more terms is written without its middle; at least 2. The value has all of them.

    Raises
    ------
    ValueError
        If the network has no such weight, or digits or terms is out of range.
    """
    reading = Reading(trace, digits, terms)
    reading.check(layer, row, column)
    upstream: dict[tuple[int, int], Factor] = {}
    product = _product(reading, layer, row, column, upstream)
    symbol = reading.weight(layer, row, column)
    old, new = reading.old(layer, row, column), reading.new(layer, row, column)
    gradient, frozen = reading.gradient(layer, row, column), reading.frozen(layer, row, column)
    *between, last = weight_lines(reading, layer, row, column)
    return WeightRule(
        notation.weight_key(layer, row, column),
        symbol,
        product,
        "" if reading.perceptron else chain_latex(product, terms),
        _lines(reading, layer, row, column, product),
        last,
        old,
        new,
        gradient,
        reading.step(layer, row, column),
        frozen,
        why_still(reading, symbol, reading.pull(layer, row, column), frozen=frozen, moved=new != old),
        trace.rule,
        reading.penalty(layer, row, column),
        reading.pull(layer, row, column),
        tuple(between),
        reading.carried(layer, row, column),
    )


def step_gradient(
    trace: StepTrace, row: int, column: int, digits: int = 4, terms: int = MOST_TERMS
) -> tuple[WeightRule, str]:
    """Return why gradient descent cannot train a perceptron: the chain rule of a weight, and a sentence about it.

    Parameters
    ----------
    trace : StepTrace
        Of one layer with the step activation; the rule is that of a gradient step for the same sample.

    Raises
    ------
    ValueError
        If the network is not one layer of threshold neurons, or as `weight_rule`.
    """
    if trace.before.activations != ("step",):
        raise ValueError(f"trace must be of one layer with the step activation, got {trace.before.activations}")
    rule = weight_rule(step(trace.before, trace.x, trace.t, trace.eta), 0, row, column, digits, terms)
    error = notation.number(float(trace.layers[0].dE_dout[column]), digits)
    return rule, (
        "The unit step is flat on both sides of its jump, so its slope is 0 for every u: "
        f"an error of {error}, times 0, is 0. The gradient is 0 for every sample and every weight, "
        f"and gradient descent never moves {rule.symbol.label}."
    )


def _product(reading: Reading, layer: int, row: int, column: int, upstream: dict[tuple[int, int], Factor]) -> Product:
    """Return the factors of a weight's gradient."""
    source = reading.source(layer, row)
    value = reading.source_value(layer, row)
    of = reading.u(layer, column).latex
    name = notation.derivative_latex(reading.weight(layer, row, column), of)
    key = reading.source_key(layer, row)
    incoming = Factor(name, source.latex, reading.number(value), value, source.label, "input", (key,))
    return Product((*_delta_factors(reading, layer, column, upstream), incoming))


def _delta_factors(
    reading: Reading, layer: int, column: int, upstream: dict[tuple[int, int], Factor]
) -> tuple[Factor | Sum, ...]:
    """Return the factors of a neuron's δ; `upstream` keeps each δ that is made, since many weights share it."""
    if layer == reading.last:
        error = _error(reading, column)
        return (error,) if reading.perceptron or reading.entropic else (error, _slope(reading, layer, column))
    following = layer + 1
    symbol = reading.out(layer, column)
    terms = []
    for j in reading.columns(following):
        weight = reading.weight(following, column + 1, j)
        value = reading.old(following, column + 1, j)
        key = notation.weight_key(following, column + 1, j)
        name = notation.derivative_latex(symbol, reading.u(following, j).latex)
        edge = Factor(name, weight.latex, reading.number(value), value, weight.label, "weight", (key,))
        behind = (
            _delta_factors(reading, following, j, upstream)
            if following == reading.last
            else (_delta(reading, following, j, upstream),)
        )
        terms.append(Product((*behind, edge)))
    name = notation.derivative_latex(symbol)
    arriving = Sum(tuple(terms), name, f"what arrives at {symbol.label}, {notation.derivative_label(symbol)},")
    return arriving, _slope(reading, layer, column)


def _delta(reading: Reading, layer: int, column: int, upstream: dict[tuple[int, int], Factor]) -> Factor:
    """Return a neuron's δ as one factor, made once per derivation."""
    if (layer, column) not in upstream:
        symbol, detail = reading.delta(layer, column), Product(_delta_factors(reading, layer, column, upstream))
        value = detail.value
        upstream[layer, column] = Factor(
            notation.derivative_latex(reading.u(layer, column)),
            symbol.latex,
            reading.number(value),
            value,
            symbol.label,
            "delta",
            (reading.key(layer, column),),
            detail=detail,
        )
    return upstream[layer, column]


def _error(reading: Reading, column: int) -> Factor:
    """Return y - t of an output."""
    symbol = reading.out(reading.last, column)
    expression, numbers = reading.error(column)
    values = reading.trace.layers[reading.last]
    # Under cross-entropy the slope cancels, and the error is the derivative by the net input itself.
    by = reading.u(reading.last, column) if reading.entropic else symbol
    return Factor(
        notation.derivative_latex(by),
        expression,
        numbers,
        float((values.delta if reading.entropic else values.dE_dout)[column]),
        f"the error {symbol.label} {notation.MINUS} {reading.target(column).label}",
        "error",
        (reading.key(reading.last, column),),
        compound=True,
    )


def _slope(reading: Reading, layer: int, column: int) -> Factor:
    """Return f'(u) of a neuron."""
    symbol = reading.out(layer, column)
    expression, numbers, compound = reading.slope(layer, column)
    return Factor(
        notation.derivative_latex(reading.u(layer, column), symbol.latex),
        expression,
        numbers,
        float(reading.trace.layers[layer].slope[column]),
        f"the slope of {symbol.label}",
        "slope",
        (reading.key(layer, column),),
        compound=compound,
    )


def _lines(reading: Reading, layer: int, row: int, column: int, product: Product) -> tuple[Line, ...]:
    """Return the δ's behind the weight, its own factors and the gradient."""
    if reading.perceptron:  # its own line has everything
        return delta_line(reading, layer, column), gradient_line(reading, layer, row, column)
    lines = list(delta_lines(reading, layer + 1))
    for factor in product.factors:
        if isinstance(factor, Sum):
            lines.append(arriving_line(reading, layer, column))
        else:
            lines.append(_factor_line(reading, layer, row, column, factor))
    own = gradient_line(reading, layer, row, column)
    lights = tuple(dict.fromkeys((own.lights[0], *(key for factor in product.leaves() for key in factor.keys))))
    value = product.value
    whole = replace(
        own,
        symbols=symbols_latex(product, reading.terms),
        numbers=values_latex(product, reading.digits, reading.terms),
        value=value,
        shown=reading.number(value),
        lights=lights,
    )
    return (*lines, whole)


def _factor_line(reading: Reading, layer: int, row: int, column: int, factor: Factor) -> Line:
    """Return one of the weight's own factors as a line."""
    quantity = {"error": "delta" if reading.entropic else "dE_dout", "slope": "slope", "input": "input"}[factor.kind]
    return Line(
        factor.name,
        factor.expression,
        factor.numbers,
        factor.value,
        reading.number(factor.value),
        f"{quantity}:{layer}:{row if quantity == 'input' else column}",
        "backward",
        layer,
        factor.keys,
    )


def why_still(
    reading: Reading, symbol: Symbol, pull: float, *, frozen: bool, moved: bool, gradient: str = "its gradient"
) -> str:
    """Say why a weight does not move; "" if it does."""
    what = f"(t {notation.MINUS} y) x" if reading.perceptron else gradient
    if reading.penalized or not reading.plain:
        what = "what pulls at it, all in all,"
    if frozen:
        return f"{symbol.label} is frozen: it keeps its value, whatever its gradient."
    if pull == 0.0:
        return f"{symbol.label} stays: {what} is 0."
    if not moved:
        return f"{symbol.label} stays: the step is too small to change a number of this size."
    return ""
