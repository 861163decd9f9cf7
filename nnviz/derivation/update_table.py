"""The update as a table: every weight with its δ, its input, their product, its step and its new value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnviz.derivation import notation
from nnviz.derivation.backward import chosen_weights
from nnviz.derivation.notation import ETA_LATEX, Symbol
from nnviz.derivation.reading import Reading
from nnviz.run.experiment import UpdateTrace

NOTHING = "–"
"""Stands where a frozen weight has no number."""
GRADIENT = rf"\partial {notation.LOSS}/\partial w"


@dataclass(frozen=True)
class Cell:
    """One number of the table, with the symbol that it is a value of, if the column holds different ones."""

    value: float
    symbol: Symbol | None = None

    def text(self, digits: int) -> str:
        """As plain text: δ₁ 0.0088."""
        shown = NOTHING if math.isnan(self.value) else notation.number(self.value, digits)
        return shown if self.symbol is None else f"{self.symbol.label} {shown}"


@dataclass(frozen=True)
class UpdateRow:
    """One weight's row: its key, the layer of weights that it is in, its cells, and whether it is frozen."""

    key: str
    layer: int
    cells: tuple[Cell, ...]
    frozen: bool


@dataclass(frozen=True)
class UpdateTable:
    """An update as a table.

    Attributes
    ----------
    headings : tuple of str
        Of the columns, in words with LaTeX between dollar signs.
    product : int
        The column that holds ∂E/∂w = δ · x, or (t - y) · x by the perceptron rule.
    pull : str
        LaTeX of d, by which weights go where it is more than the gradient; else "".
    rows : tuple of UpdateRow
        Layer by layer and row by row.
    count : int
        The weights that were asked for, those without a row included.
    """

    headings: tuple[str, ...]
    product: int
    pull: str
    rows: tuple[UpdateRow, ...]
    count: int


def update_table(update: UpdateTrace, layer: int | None = None, most: int | None = None) -> UpdateTable:
    """Return an update as a table, of all weights or of those of one layer, or of the first of these.

    Columns are the weight before, δ, the input, ∂E/∂w = δ · x, what comes to that, the step and the weight after. What
    may come to that: of a batch the mean (δ, input and product are then those of the sample that `update.part` is of),
    a penalty's slope, the optimiser's own numbers, and their sum d. By the perceptron rule t - y takes the place of δ,
    and the step is η (t - y) x.

    Parameters
    ----------
    update : UpdateTrace
    layer : int, optional
        Index in the network's weights.
    most : int, optional
        Rows to make at most: each takes its time, and a wide network has thousands.

    Raises
    ------
    ValueError
        If the network has no such layer.
    """
    part, whole = Reading(update.part), Reading(update.whole)
    if layer is not None and layer not in range(part.last + 1):
        raise ValueError(f"layer must be from 0 to {part.last}, got {layer}")
    keys = [key for key in chosen_weights(whole, None) if layer in (None, key.layer)]
    batch = update.n > 1
    headings, product = _headings(whole, batch=batch)
    rows = tuple(_row(part, whole, *key, batch=batch) for key in keys[:most])
    return UpdateTable(headings, product, _pull(whole, batch=batch), rows, len(keys))


def _headings(reading: Reading, *, batch: bool) -> tuple[tuple[str, ...], int]:
    """Return the headings, and which of them is that of the product."""
    if reading.perceptron:
        given = ["weight $w$", "$t - y$", "input $x$", "$(t - y) \\cdot x$"]
        mean = [r"mean $\overline{(t - y) \cdot x}$"] if batch else []
        return (*given, *mean, rf"step ${ETA_LATEX} \cdot (t - y) \cdot x$", "new $w$"), 3
    given = ["weight $w$", r"$\delta$", "input $x$", rf"${GRADIENT} = \delta \cdot x$"]
    mean = [rf"mean $\overline{{{GRADIENT}}}$"] if batch else []
    slope = [rf"penalty $\partial {notation.PENALTY}/\partial w$"] if reading.penalized else []
    own = [f"${name}$" for name, _ in _parts(reading, 0, 1, 0)]
    pull = [] if reading.plain and not reading.penalized else ["$d$"]
    of = "d" if pull else rf"\overline{{{GRADIENT}}}" if batch else GRADIENT
    return (*given, *mean, *slope, *own, *pull, rf"step $-{ETA_LATEX} \cdot {of}$", "new $w$"), 3


def _row(part: Reading, whole: Reading, layer: int, row: int, column: int, *, batch: bool) -> UpdateRow:
    frozen, place = whole.frozen(layer, row, column), (layer, row, column)
    sign = -1.0 if whole.perceptron else 1.0

    def turned(value: float) -> float:
        """By the perceptron rule t - y for y - t; no number is -0."""
        return sign * value + 0.0

    delta = turned(float(part.trace.layers[layer].delta[column]))
    cells = [
        Cell(whole.old(*place), whole.weight(*place)),
        Cell(delta, None if whole.perceptron else part.delta(layer, column)),
        Cell(part.source_value(layer, row), part.source(layer, row)),
        Cell(turned(part.gradient(*place))),
    ]
    if batch:
        cells.append(Cell(turned(whole.gradient(*place))))
    if not whole.perceptron:
        if whole.penalized:
            cells.append(Cell(whole.penalty(*place)))
        cells += [Cell(math.nan if frozen else value) for _, value in _parts(whole, *place)]
        if whole.penalized or not whole.plain:
            cells.append(Cell(math.nan if frozen else whole.pull(*place)))
    cells += [Cell(math.nan if frozen else whole.step(*place)), Cell(whole.new(*place))]
    return UpdateRow(notation.weight_key(*place), layer, tuple(cells), frozen)


def _parts(reading: Reading, layer: int, row: int, column: int) -> list[tuple[str, float]]:
    """Return name and value of the optimiser's own numbers for a weight; its g only where a penalty counts in it."""
    told = reading.arithmetic(layer, row, column, "g", reading.gradient(layer, row, column))
    return [(part.name, part.value) for part in told.parts if part.key != "g" or reading.penalized]


def _pull(reading: Reading, *, batch: bool) -> str:
    """LaTeX of what the step is η times of, for any weight that is no bias; "" where it is the bare gradient."""
    if reading.perceptron or (reading.plain and not reading.penalized):
        return ""
    gradient = rf"\overline{{{GRADIENT}}}" if batch else GRADIENT
    told = reading.arithmetic(0, 1, 0, gradient, reading.gradient(0, 1, 0))
    symbols = told.symbols.replace(reading.weight(0, 1, 0).latex, "w")
    g = [part.symbols.replace(reading.weight(0, 1, 0).latex, "w") for part in told.parts if part.key == "g"]
    return f"d = {symbols}" + (f", g = {g[0]}" if g else "")
