"""Makes own data from a table of text and the chosen columns, with a message for every cell that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from nnviz.datasets.base import Task
from nnviz.datasets.columns import Column, columns_of, different, guess_columns, guess_task, one_spelling
from nnviz.datasets.own import (
    LONGEST_NAME,
    MOST_CLASSES,
    MOST_INPUTS,
    MOST_NUMBER,
    MOST_TARGETS,
    DataError,
    OwnData,
    Scaling,
    TargetScaling,
)
from nnviz.datasets.reader import MISSING, Table, number_of

__all__ = ["GAPS", "Gaps", "complete", "fills", "guess_columns", "guess_task", "own_from_table", "table_of"]

Gaps = Literal["refuse", "leave out", "fill"]
GAPS: tuple[Gaps, ...] = ("leave out", "fill", "refuse")


def own_from_table(
    table: Table,
    inputs: Sequence[str],
    target: str | Sequence[str],
    *,
    task: Task | None = None,
    scaling: Scaling = "standardise",
    target_scaling: TargetScaling = "range",
    one_per_class: bool = False,
    gaps: Gaps = "refuse",
    merge: bool = False,
) -> OwnData:
    """Make own data of a table's columns.

    Parameters
    ----------
    table : Table
    inputs : sequence of str
        Columns of numbers, or of up to 8 different texts: of two texts one input is 1 for the latter in the alphabet
        and else 0, of more texts each has such an input. 1 to 8 inputs together.
    target : str or sequence of str
        The column to learn; of values up to 8 columns.
    task : {"classification", "regression"}, optional
        Guessed from the first target column if not given.
    scaling : {"standardise", "min-max", "none"}
    target_scaling : {"range", "none"}
    one_per_class : bool
        As `OwnData` has them.
    gaps : {"refuse", "leave out", "fill"}
        Rows with a missing cell in one of these columns are refused, left out, or filled: numbers by their column's
        median, texts by the commonest one. A row without its target is left out in the last case too.
    merge : bool
        Count texts as one that differ in capitals alone, or that are the same number, such as 1 and 1.0.

    Raises
    ------
    DataError
        If a column is missing, a cell is missing or no number or too large, no input ever changes, there are too few
        rows, too many inputs or targets, or one class only or too many.
    """
    chosen, targets = tuple(inputs), (target,) if isinstance(target, str) else tuple(target)
    _check_names(table, chosen, targets)
    # What a column can be is told by all rows, so that the inputs are those that the page has named.
    kinds = columns_of(_only(table, chosen), merge=merge)
    table, rows = complete(table, chosen, targets, gaps=gaps)
    learned = task or guess_task(table, targets[0])
    # One row spans no range to scale by, but it can be learned as it is, as worked examples are.
    bare = len(rows) == 1 and learned == "regression" and scaling == "none" and target_scaling == "none"
    if len(rows) < 2 and not bare:
        raise DataError(_too_few(len(table.rows), len(rows)))
    names, columns = _inputs(table, rows, [kinds[name] for name in chosen], targets)
    if not bare and all(min(column) == max(column) for column in columns):
        raise DataError(
            f"The column “{chosen[0]}” is {columns[0][0]:g} in every row: nothing can be learned from it. Leave it out."
        )
    X = np.array(columns).T
    if learned == "regression":
        values = [[_number(line, name, cell) for line, cell in _cells(table, rows, name)] for name in targets]
        return OwnData(
            X=X,
            inputs=names,
            values=np.array(values).T,
            target=targets,
            scaling=scaling,
            target_scaling=target_scaling,
        )
    if len(targets) > 1:
        raise DataError("Classes are learned from one target column: choose one, or learn values.")
    cells = [cell for _, cell in _cells(table, rows, targets[0])]
    if merge:
        kept = one_spelling(cells)
        cells = [kept[cell] for cell in cells]
    classes = _classes(cells, targets[0])
    for row, cell in zip(rows, cells, strict=True):
        if len(cell) > LONGEST_NAME or not cell.isprintable():
            raise DataError(
                f"Line {table.line(row)}, column “{targets[0]}”: a class must be of 1 to {LONGEST_NAME} letters, "
                "digits and signs. Give it a shorter name, without signs that cannot be seen."
            )
    labels = np.array([classes.index(cell) for cell in cells])
    return OwnData(
        X=X,
        inputs=names,
        labels=labels,
        classes=classes,
        target=targets,
        scaling=scaling,
        one_per_class=one_per_class,
    )


def table_of(own: OwnData) -> Table:
    """Return own data as a table of text: numbers in full, classes by name."""
    if own.values is not None:
        targets = [[repr(float(v)) for v in row] for row in own.values.reshape(len(own.X), -1).tolist()]
    else:
        targets = [[own.classes[label]] for label in own.targets]
    rows = tuple((*(_text(v) for v in row), *told) for row, told in zip(own.X.tolist(), targets, strict=True))
    return Table((*own.inputs, *different(own.target_names, own.inputs)), rows)


def complete(
    table: Table, inputs: Sequence[str], targets: Sequence[str], *, gaps: Gaps
) -> tuple[Table, tuple[int, ...]]:
    """Return the table with its gaps filled, if so wished, and the rows that no cell of these columns is missing of.

    Raises
    ------
    DataError
        If a cell is missing and gaps are refused; it names the first one.
    """
    names = (*inputs, *targets)
    columns = {name: table.column(name) for name in names}
    gappy = [name for name in names if any(cell in MISSING for cell in columns[name])]
    for row in range(len(table.rows)) if gaps == "refuse" else ():
        gap = next((name for name in names if columns[name][row] in MISSING), None)
        if gap is not None:
            raise DataError(
                f"Line {table.line(row)}, column “{gap}”: the cell is empty. Fill it in, choose another column, "
                "or leave out rows with empty cells."
            )
    if gaps == "fill":
        found = fills(table, inputs, targets)
        if found:
            at = {table.names.index(name): text for name, text in found.items()}
            table = replace(
                table,
                rows=tuple(
                    tuple(at.get(i, cell) if cell in MISSING else cell for i, cell in enumerate(row))
                    for row in table.rows
                ),
            )
            columns = {name: table.column(name) for name in names}
    rows = range(len(table.rows))
    return table, tuple(row for row in rows if all(columns[name][row] not in MISSING for name in gappy))


def fills(table: Table, inputs: Sequence[str], targets: Sequence[str]) -> dict[str, str]:
    """Return what fills the gaps of each of these inputs that has some, taken from the rows that have their targets."""
    told = [table.column(name) for name in targets]
    known = [row for row in range(len(table.rows)) if all(column[row] not in MISSING for column in told)]
    columns = {name: table.column(name) for name in inputs}
    gappy = [name for name, column in columns.items() if any(cell in MISSING for cell in column)]
    return {name: _filling([columns[name][row] for row in known]) for name in gappy}


def _filling(cells: Sequence[str]) -> str:
    """Return what fills the gaps of a column: the median of its numbers, its commonest text, or ""."""
    filled = [cell for cell in cells if cell not in MISSING]
    numbers = [number for number in map(number_of, filled) if number is not None and abs(number) <= MOST_NUMBER]
    if filled and len(numbers) == len(filled):
        return _text(float(np.median(numbers)))
    return Counter(filled).most_common(1)[0][0] if filled else ""


def _too_few(rows: int, left: int) -> str:
    if left == rows:
        return "At least two rows are needed, or one row of values where inputs and values stay as they are."
    return f"At least two rows are needed, and {rows - left:,} of {rows:,} have an empty cell in a chosen column."


def _check_names(table: Table, chosen: Sequence[str], targets: Sequence[str]) -> None:
    if not 1 <= len(chosen) <= MOST_INPUTS:
        raise DataError(f"Choose 1 to {MOST_INPUTS} input columns, not {len(chosen)}.")
    if not 1 <= len(targets) <= MOST_TARGETS:
        raise DataError(f"Choose 1 to {MOST_TARGETS} target columns, not {len(targets)}.")
    for name in (*chosen, *targets):
        if name not in table.names:
            raise DataError("A column that was chosen is no longer in the table: choose again.")
    for name in targets:
        if name in chosen:
            raise DataError(f"The column “{name}” cannot be an input and the target: take it out of one of the two.")
    if len(set(chosen)) < len(chosen) or len(set(targets)) < len(targets):
        raise DataError("A column was chosen twice: take it out once.")


def _only(table: Table, names: Sequence[str]) -> Table:
    """Some columns of a table."""
    cells = tuple(zip(*(table.column(name) for name in names), strict=True))
    return replace(table, names=tuple(names), rows=cells)


def _inputs(
    table: Table, rows: Sequence[int], chosen: Sequence[Column], targets: Sequence[str]
) -> tuple[tuple[str, ...], list[list[float]]]:
    """The names of the inputs, and a column of numbers for each."""
    made = [(column, name) for column in chosen for name in column.inputs]
    if len(made) > MOST_INPUTS:
        coded = " and ".join(f"“{one.name}” becomes {len(one.inputs)}" for one in chosen if len(one.inputs) > 1)
        raise DataError(
            f"These columns make {len(made)} inputs, and a network here has up to {MOST_INPUTS}: {coded}. "
            "Take a column out."
        )
    numbers: list[list[float]] = []
    for column in chosen:
        placed = _cells(table, rows, column.name)
        if column.kind != "texts":
            numbers.append([_number(line, column.name, cell) for line, cell in placed])
            continue
        cells = [cell for _, cell in placed]
        kept = column.spelled(cells)
        texts = column.texts[-1:] if len(column.inputs) == 1 else column.texts
        numbers += [[float(kept[cell] == text) for cell in cells] for text in texts]
    plain = [name for column, name in made if column.kind != "texts"]
    names = iter(different((name for column, name in made if column.kind == "texts"), (*plain, *targets)))
    return tuple(next(names) if column.kind == "texts" else name for column, name in made), numbers


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _cells(table: Table, rows: Sequence[int], name: str) -> list[tuple[int, str]]:
    """The cells of a column in some rows, each with its line."""
    column = table.column(name)
    return [(table.line(row), column[row]) for row in rows]


def _number(line: int, name: str, cell: str) -> float:
    number = number_of(cell)
    short = cell if len(cell) <= 24 else cell[:23] + "…"
    if number is None:
        raise DataError(
            f"Line {line}, column “{name}”: “{short}” is not a number. Correct it, or choose another column."
        )
    if not abs(number) <= MOST_NUMBER:
        raise DataError(
            f"Line {line}, column “{name}”: {short} is too large; numbers up to {MOST_NUMBER:g} can be used. "
            "Use another unit, or leave the row out."
        )
    return number


def _classes(cells: Sequence[str], target: str) -> tuple[str, ...]:
    """The classes in a column: whole numbers by size, texts by first appearance."""
    found = tuple(dict.fromkeys(cells))
    if len(found) < 2:
        raise DataError(
            f"The column “{target}” holds one class only, “{found[0][:24]}”: there is nothing to tell apart. "
            "Add rows of another class, or choose another target."
        )
    if len(found) > MOST_CLASSES:
        raise DataError(
            f"The column “{target}” holds {len(found):,} different classes; up to {MOST_CLASSES} can be told apart. "
            "Choose another target, or predict its value instead."
        )
    numbers = [number_of(cell) for cell in found]
    if all(number is not None for number in numbers):
        return tuple(sorted(found, key=lambda cell: float(cell)))
    return found
