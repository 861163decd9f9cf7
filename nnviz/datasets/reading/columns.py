"""Columns of cells: numbers, words that stand for a missing one, and a sentence for what is not plain."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from nnviz.datasets.reading.choices import Choices, Remark
from nnviz.datasets.reading.lines import Grid
from nnviz.datasets.reading.numbers import LONGEST, Signs, Written, guess_signs, plain_number, written
from nnviz.datasets.reading.table import PLAIN_NUMBER

MOST_KINDS = 2_000
"""Different cells of a column that are kept apart; a column with more of them that are no plain numbers is judged by
these."""
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d\d?|\d{4,})")
"""A number that can be read in this way only."""
_NUMPYS = re.compile(r"[+-]?\d+(\.|\.?\d*[eE][+-]?\d+)")
_FEW = 50
"""Different numbers up to which a column may be one of classes."""
TOLD = 6
"""Columns of one kind that are told one by one."""


@dataclass
class Column:
    """What the cells of a column are.

    Attributes
    ----------
    plain : int
        How many are numbers in plain form.
    few : Counter
        Plain numbers as they are written, up to a bound.
    odd : Counter
        All other cells that are not empty, up to a bound.
    """

    plain: int = 0
    few: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, Written] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    is_number: bool = False
    """Whether all cells that are there are numbers."""
    mostly: bool = False
    """Whether at least half of them are."""


def look(grid: Grid, width: int) -> list[Column]:
    """Return what each column holds."""
    found = [Column() for _ in range(width)]
    plain = PLAIN_NUMBER.fullmatch
    for at, column in enumerate(found):
        few, odd = column.few, column.odd
        for row in grid.rows:
            cell = row[at]
            if cell in few:
                few[cell] += 1
                column.plain += 1
            elif cell in odd:
                odd[cell] += 1
            elif cell and plain(cell):
                column.plain += 1
                if len(few) < MOST_KINDS:
                    few[cell] = 1
            elif cell and len(odd) < MOST_KINDS:
                odd[cell] = 1
    return found


def judge(columns: Sequence[Column], missing: Sequence[frozenset[str]]) -> None:
    """Decide of each column whether it is one of numbers, some words being missing cells in it."""
    for column, lacking in zip(columns, missing, strict=True):
        known = {cell: count for cell, count in column.odd.items() if cell.lower() not in lacking}
        column.numbers = {cell: number for cell in known if (number := written(cell)) is not None}
        column.words = [cell for cell in known if cell not in column.numbers]
        column.marks = {number.mark for number in column.numbers.values() if number.mark}
        numbers = column.plain + sum(known[cell] for cell in column.numbers)
        words = sum(known[cell] for cell in column.words)
        column.is_number = numbers > 0 and not words and len(column.marks) < 2
        column.mostly = numbers > 0 and numbers >= words


def signs_of(columns: Sequence[Column], choices: Choices) -> Signs:
    """Return how numbers of these columns are written."""
    bodies = []
    for column in columns:
        if not column.mostly:
            continue
        plain = [cell.lstrip("+-") for cell in column.few if len(cell) <= LONGEST and "e" not in cell.lower()]
        bodies.append(plain + [number.body for number in column.numbers.values()])
    return guess_signs(bodies, choices.decimal, choices.thousands)


def rewrite(
    grid: Grid, columns: Sequence[Column], names: Sequence[str], signs: Signs, missing: Sequence[frozenset[str]]
) -> list[Remark]:
    """Write numbers plainly and missing cells empty, in place, and return a sentence for whatever was changed."""
    changes: dict[int, dict[str, str]] = {}
    wholes: dict[int, Column] = {}
    said: list[Remark] = []
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        new = {cell: "" for cell in (*column.odd, *column.few) if cell.lower() in missing[at]}
        if column.is_number:
            new |= _numbers(column, signs, new, said, name)
            if len(column.odd) >= MOST_KINDS or (signs.thousands == "." and len(column.few) >= MOST_KINDS):
                wholes[at] = column
        if new:
            changes[at] = new
    if not changes:
        return said
    for place, row in enumerate(grid.rows):
        cells = None
        for at, new in changes.items():
            old = row[at]
            plain = new.get(old)
            if plain is None and at in wholes and old:
                plain = _again(old, signs, wholes[at])
            if plain is not None and plain != old:
                cells = cells or list(row)
                cells[at] = plain
        if cells:
            grid.rows[place] = tuple(cells)
    return said


def _numbers(column: Column, signs: Signs, missing: dict[str, str], said: list[Remark], name: str) -> dict[str, str]:
    """Each cell of a column that is not plain, and how it is written plainly."""
    new = {}
    for cell in list(column.numbers) + [cell for cell in column.few if "." in cell and signs.thousands == "."]:
        if cell in missing:
            continue
        plain = _again(cell, signs, column)
        if plain is None:
            column.is_number = False
            said.append(Remark("decimal", f"“{cell}” in column “{name}” is no number with these signs."))
            return {}
        new[cell] = plain
    new |= _whole(column, new, missing)
    values: dict[float, str] = {}
    for cell in (*(new.get(cell, cell) for cell in column.few), *new.values()):
        if len(column.few) < _FEW and len(cell) < 20 and cell not in missing:
            first = values.setdefault(float(cell), cell)
            shorter = min(first, cell, key=len)
            if first != cell:
                values[float(cell)] = shorter
                if shorter == cell:
                    first = cell if first == cell else first
                said.append(Remark("", f"“{first}” and “{cell}” in column “{name}” are one number."))
    for cell in column.few:
        if len(column.few) < _FEW and len(cell) < 20 and cell not in missing and values.get(float(cell), cell) != cell:
            new[cell] = values[float(cell)]
    return new


def _whole(column: Column, new: dict[str, str], missing: dict[str, str]) -> dict[str, str]:
    """Cells as NumPy writes whole numbers, 2. and 2.000e+00, as whole numbers, if a column of few has no others."""
    cells = [new.get(cell, cell) for cell in column.few if cell not in missing]
    if len(cells) >= _FEW or not all(len(cell) <= LONGEST and abs(float(cell)) < 1e6 for cell in cells):
        return {}
    if any(float(cell) % 1 for cell in (*cells, *(cell for cell in new.values() if cell))):
        return {}
    odd = (cell for cell in column.few if cell not in missing and _NUMPYS.fullmatch(new.get(cell, cell)))
    return {cell: str(int(float(new.get(cell, cell)))) for cell in odd}


def _again(cell: str, signs: Signs, column: Column) -> str | None:
    """A cell of a column of numbers in plain form."""
    if PLAIN_NUMBER.fullmatch(cell) and not (signs.thousands == "." and "." in cell):
        return cell
    if _DECIMAL_COMMA.fullmatch(cell):
        return cell.replace(",", ".")
    number = written(cell)
    plain = None if number is None else plain_number(number, signs)
    if number is not None and plain is not None and number.mark == "%" and is_share(column):
        return f"{float(plain) / 100:.12g}"
    return plain


def is_share(column: Column) -> bool:
    """Whether the plain numbers beside percentages are shares of 1."""
    return bool(column.few) and all(abs(float(cell)) <= 1 for cell in column.few if len(cell) < 20)


def listed(words: Sequence[str]) -> str:
    """Return words in a row: “a”, “b” and “c”."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def short(cell: str) -> str:
    """Return a cell, or the beginning of a long one."""
    return cell if len(cell) <= 24 else cell[:23] + "…"


def line_numbers(lines: array[int]) -> tuple[int, ...]:
    """Lines of rows, or none if they stand one below the other."""
    if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
        return ()
    return tuple(lines)
