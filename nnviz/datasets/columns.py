"""The uses of each column of a table: an input of numbers, inputs of 0 and 1 from texts, or none, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nnviz.datasets.base import Task
from nnviz.datasets.own import LONGEST_NAME, MOST_INPUTS, MOST_NUMBER
from nnviz.datasets.reader import MISSING, Table, number_of

FEW_VALUES = 10
"""Different whole numbers in a target column up to which they are taken for classes."""
MOST_TEXTS = MOST_INPUTS
"""Different texts in a column up to which it can become inputs of 0 and 1."""
_SHORT = 24
_FEW_LINES = 4


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
    kind : {"numbers", "texts", "none"}
        Numbers in all cells that are filled, few texts that can become inputs of 0 and 1, or neither.
    texts : tuple of str
        The different texts of the second kind, in alphabetical order.
    constant : bool
        Whether all cells that are filled hold the same.
    counting : bool
        Whether it merely counts or names the rows.
    why : str
        Why it is no input unasked, as the end of a sentence that begins with its name; "" if it is one.
    """

    name: str
    kind: Literal["numbers", "texts", "none"]
    texts: tuple[str, ...] = ()
    constant: bool = False
    counting: bool = False
    why: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can be an input at all."""
        return self.kind != "none"

    def spelled(self, cells: Iterable[str]) -> dict[str, str]:
        """Which of the column's texts each of its cells is, whatever its spelling."""
        senses = {_sense(text): text for text in self.texts}
        return {cell: cell if cell in self.texts else senses[_sense(cell)] for cell in cells}

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs that it becomes: of two texts one for the latter, of more texts one for each."""
        if self.kind != "texts":
            return (self.name,)
        return different(_joined(self.name, text) for text in (self.texts[-1:] if len(self.texts) == 2 else self.texts))


def columns_of(table: Table, *, merge: bool = False) -> dict[str, Column]:
    """Return what each column can be, by its name.

    Parameters
    ----------
    table : Table
    merge : bool
        Count texts as one that differ in capitals alone.
    """
    return {name: _column(table, name, merge=merge) for name in table.names}


def _column(table: Table, name: str, *, merge: bool) -> Column:
    cells = table.column(name)
    filled = [cell for cell in cells if cell not in MISSING]
    counting = name in table.counting
    if not filled:
        return Column(name, "none", why="has no cell that is filled")
    numbers = [number_of(cell) for cell in dict.fromkeys(filled)]
    if all(number is not None for number in numbers):
        constant = len(set(numbers)) == 1
        why = f"is {_cut(filled[0])} in every row: nothing can be learned from it" if constant else ""
        why = why or ("only numbers the rows" if counting else "")
        return Column(name, "numbers", constant=constant, counting=counting, why=why)
    odd = [row for row, cell in enumerate(cells) if cell not in MISSING and number_of(cell) is None]
    if 2 * len(odd) <= len(filled):
        lines = [table.line(row) for row in odd]
        return Column(name, "none", counting=counting, why=_odd(lines, cells[odd[0]]))
    kept = one_spelling(filled) if merge else {}
    texts = sorted({kept.get(cell, cell) for cell in filled}, key=lambda text: (text.casefold(), text))
    if len(texts) == 1:
        return Column(name, "none", constant=True, why=f"holds “{_cut(texts[0])}” in every row")
    if len(texts) > MOST_TEXTS:
        why = f"holds {len(texts):,} different texts; up to {MOST_TEXTS} can become inputs of 0 and 1"
        return Column(name, "none", counting=counting, why=why)
    found = Column(name, "texts", tuple(texts), counting=counting)
    return Column(name, "texts", tuple(texts), counting=counting, why=f"holds texts: {_becomes(found)}")


def _becomes(column: Column) -> str:
    inputs = ", ".join(f"“{name}”" for name in column.inputs)
    one = len(column.inputs) == 1
    return f"as {'an input' if one else 'inputs'} of 0 and 1 it becomes {inputs}"


def _odd(lines: Sequence[int], cell: str) -> str:
    if len(lines) == 1:
        return f"holds numbers but in line {lines[0]}, where “{_cut(cell)}” is none: correct it in the table"
    listed = ", ".join(map(str, lines[:_FEW_LINES])) + (" and others" if len(lines) > _FEW_LINES else "")
    return f"holds numbers but in lines {listed}, where “{_cut(cell)}” is none: correct them in the table"


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _joined(name: str, text: str) -> str:
    """The name of an input of 0 and 1, no longer than names may be."""
    text = "".join(sign for sign in text if sign.isprintable())
    text = _cut(text) or "…"
    room = LONGEST_NAME - 3 - len(text)
    return f"{name if len(name) <= room else name[: room - 1] + '…'} = {text}"


def different(names: Iterable[str], taken: Collection[str] = ()) -> tuple[str, ...]:
    """Return names that differ from one another and from those that are taken, none longer than names may be."""
    found: list[str] = []
    for name in names:
        made, count = name, 1
        while made in found or made in taken:
            count += 1
            end = f" {count}"
            made = name[: LONGEST_NAME - len(end)] + end
        found.append(made)
    return tuple(found)


def guess_columns(table: Table, columns: dict[str, Column] | None = None) -> tuple[tuple[str, ...], str]:
    """Return the columns to learn from and the one to learn.

    The target is the last column that does not only count the rows and that has a filled cell; the inputs are the first
    eight others with numbers that change, else those of few texts while there is room, else numbers that never change.
    """
    found = columns or columns_of(table)
    filled = [name for name, column in found.items() if column.why != "has no cell that is filled"]
    target = next((name for name in reversed(filled) if name not in table.counting), table.names[-1])
    others = [column for name, column in found.items() if name != target and not column.counting]
    numbers = [column for column in others if column.kind == "numbers"]
    inputs = [column.name for column in numbers if not column.constant][:MOST_INPUTS]
    if not inputs:
        room = MOST_INPUTS
        for column in others:
            if column.kind == "texts" and len(column.inputs) <= room:
                inputs.append(column.name)
                room -= len(column.inputs)
    return tuple(inputs or [column.name for column in numbers][:MOST_INPUTS]), target


def offered(columns: dict[str, Column]) -> tuple[str, ...]:
    """Return the columns that can be inputs: numbers, then texts, constant ones, and counting ones."""
    usable = [column for column in columns.values() if column.usable]
    return tuple(c.name for c in sorted(usable, key=lambda c: (c.counting, c.constant, c.kind == "texts")))


def guess_task(table: Table, target: str) -> Task:
    """Return whether a column holds classes (texts, or a few whole numbers) or values."""
    cells = [cell for cell in table.column(target) if cell not in MISSING]
    numbers = [number_of(cell) for cell in cells]
    if any(number is None for number in numbers):
        return "classification"
    known = {number for number in numbers if number is not None}
    whole = all(number == int(number) for number in known if abs(number) <= MOST_NUMBER)
    return "classification" if whole and len(known) <= FEW_VALUES else "regression"


def one_spelling(cells: Sequence[str]) -> dict[str, str]:
    """Return for each cell the commonest spelling of the same: the same number, or the same text but for capitals."""
    counts = Counter(cells)
    best: dict[object, str] = {}
    for cell in counts:
        key = _sense(cell)
        if key not in best or counts[cell] > counts[best[key]]:
            best[key] = cell
    return {cell: best[_sense(cell)] for cell in counts}


def _sense(cell: str) -> object:
    number = number_of(cell)
    return " ".join(cell.casefold().split()) if number is None else number


def spellings(table: Table, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of texts in a column that differ in capitals alone, or are the same number."""
    groups: dict[object, list[str]] = {}
    for cell in dict.fromkeys(table.column(name)):
        if cell not in MISSING:
            groups.setdefault(_sense(cell), []).append(cell)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
