"""A table of text as it was understood: what everything that follows the reading of a file works with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

MISSING = frozenset({""})
"""How a missing cell is written in a table: whatever word stood for it in the file, here it is empty."""
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Table:
    """Columns of text.

    Cells are as they were understood: a number is written plainly with a decimal point (so 1,204 is 1204, and a
    typographic minus is a hyphen), and a missing cell is empty. A cell that says NA is therefore a word as any other.

    Attributes
    ----------
    names : tuple of str
        Of the columns, each another.
    rows : tuple of tuple of str
        Cells without blanks around them; as many in each row as there are names.
    first_line : int
        The line of the first row in the file.
    notes : tuple of str
        What was assumed, in sentences.
    lines : tuple of int
        The line of each row in the file, as a text editor counts lines. Empty: the rows stand one below the other
        from `first_line` on.
    counting : frozenset of str
        Columns that only number or name the rows. They can be chosen, and are never a default input.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_line: int = 2
    notes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    counting: frozenset[str] = frozenset()

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column."""
        at = self.names.index(name)
        return tuple(row[at] for row in self.rows)

    def line(self, row: int) -> int:
        """The line of a row (counted from 0) in the file, for messages."""
        return self.lines[row] if self.lines else self.first_line + row

    @cached_property
    def numeric(self) -> tuple[str, ...]:
        """Names of the columns whose cells are numbers or missing, not all missing; counting ones last."""
        found = [name for name in self.names if _is_numeric(self.column(name))]
        return tuple(sorted(found, key=lambda name: name in self.counting))


def number_of(cell: str) -> float | None:
    """The number that a cell of a table holds, or None."""
    return float(cell) if PLAIN_NUMBER.fullmatch(cell) else None


def to_csv(table: Table) -> str:
    """Return a table as CSV with a line of names; reading it with `AS_WRITTEN` gives the same names and cells."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.names)
    writer.writerows(table.rows)
    return text.getvalue()


def _is_numeric(cells: Sequence[str]) -> bool:
    known = set(cells) - MISSING
    return bool(known) and all(PLAIN_NUMBER.fullmatch(cell) for cell in known)
