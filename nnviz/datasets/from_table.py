"""Own data from a table of text: which columns, what is to be learned, and a word for every cell that cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.datasets.base import Task
from nnviz.datasets.own import LONGEST_NAME, MOST_CLASSES, MOST_INPUTS, MOST_NUMBER, DataError, OwnData, Scaling
from nnviz.datasets.reader import MISSING, Table, number_of

FEW_VALUES = 10
"""Different whole numbers in a target column up to which they are taken for classes."""


def guess_columns(table: Table) -> tuple[tuple[str, ...], str]:
    """Return the columns to learn from and the one to learn: the last one, from the first eight with numbers."""
    target = table.names[-1]
    inputs = tuple(name for name in table.numeric if name != target)[:MOST_INPUTS]
    return inputs, target


def guess_task(table: Table, target: str) -> Task:
    """Return whether a column holds classes (texts, or a few whole numbers) or values."""
    cells = [cell for cell in table.column(target) if cell.lower() not in MISSING]
    numbers = [number_of(cell) for cell in cells]
    if any(number is None for number in numbers):
        return "classification"
    known = {number for number in numbers if number is not None}
    whole = all(number == int(number) for number in known if abs(number) <= MOST_NUMBER)
    return "classification" if whole and len(known) <= FEW_VALUES else "regression"


def own_from_table(
    table: Table,
    inputs: Sequence[str],
    target: str,
    *,
    task: Task | None = None,
    scaling: Scaling = "standardise",
    leave_out: bool = False,
) -> OwnData:
    """Make own data of a table's columns.

    Parameters
    ----------
    table : Table
    inputs : sequence of str
        1 to 8 columns of numbers.
    target : str
        The column to learn.
    task : {"classification", "regression"}, optional
        Guessed from the target column if not given.
    scaling : {"standardise", "min-max", "none"}
    leave_out : bool
        Leave out rows with a missing cell in one of these columns, instead of refusing them.

    Raises
    ------
    DataError
        If a column is missing, a cell is missing or no number or too large, a column never changes, there are too few
        rows, or one class only or too many.
    """
    chosen = tuple(inputs)
    if not 1 <= len(chosen) <= MOST_INPUTS:
        raise DataError(f"Choose 1 to {MOST_INPUTS} input columns, not {len(chosen)}.")
    for name in (*chosen, target):
        if name not in table.names:
            raise DataError("A column that was chosen is no longer in the table: choose again.")
    if target in chosen:
        raise DataError(f"The column “{target}” cannot be an input and the target: take it out of one of the two.")
    rows = _complete(table, (*chosen, target), leave_out=leave_out)
    if len(rows) < 2:
        raise DataError("At least two rows are needed.")
    columns = [[_number(line, name, cell) for line, cell in _cells(table, rows, name)] for name in chosen]
    for name, column in zip(chosen, columns, strict=True):
        if min(column) == max(column):
            raise DataError(
                f"The column “{name}” is {column[0]:g} in every row: nothing can be learned from it. Leave it out."
            )
    X = [list(row) for row in zip(*columns, strict=True)]
    if (task or guess_task(table, target)) == "regression":
        values = [_number(line, target, cell) for line, cell in _cells(table, rows, target)]
        return OwnData(X=X, inputs=chosen, values=values, target=target, scaling=scaling)  # type: ignore[arg-type]
    placed = _cells(table, rows, target)
    cells = [cell for _, cell in placed]
    classes = _classes(cells, target)
    for line, cell in placed:
        if len(cell) > LONGEST_NAME or not cell.isprintable():
            raise DataError(
                f"Line {line}, column “{target}”: a class must be of 1 to {LONGEST_NAME} letters, digits and signs. "
                "Give it a shorter name, without signs that cannot be seen."
            )
    labels = [classes.index(cell) for cell in cells]
    return OwnData(X=X, inputs=chosen, labels=labels, classes=classes, target=target, scaling=scaling)  # type: ignore[arg-type]


def table_of(own: OwnData) -> Table:
    """Return own data as a table of text: numbers in full, classes by name."""
    targets = [repr(float(v)) for v in own.values] if own.values is not None else [own.classes[i] for i in own.targets]
    rows = tuple((*(_text(v) for v in row), target) for row, target in zip(own.X.tolist(), targets, strict=True))
    name = own.target
    while name in own.inputs:
        name += " 2"
    return Table((*own.inputs, name), rows)


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _cells(table: Table, rows: Sequence[int], name: str) -> list[tuple[int, str]]:
    """The cells of a column in some rows, each with its line."""
    column = table.column(name)
    return [(table.first_line + row, column[row]) for row in rows]


def _complete(table: Table, names: Sequence[str], *, leave_out: bool) -> list[int]:
    """The rows in which no cell of these columns is missing."""
    columns = {name: table.column(name) for name in names}
    kept = []
    for row in range(len(table.rows)):
        gap = next((name for name in names if columns[name][row].lower() in MISSING), None)
        if gap is None:
            kept.append(row)
        elif not leave_out:
            raise DataError(
                f"Line {table.first_line + row}, column “{gap}”: the cell is empty. Fill it in, choose another column, "
                "or leave out rows with empty cells."
            )
    return kept


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
