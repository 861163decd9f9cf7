"""Text to cells: rows of one separator, each with the line of the file that it begins in."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import BLANKS, FIXED, Remark

Row = tuple[str, ...]
_RULE = re.compile(r"[\s+=_-]*(-{3,}|={3,}|_{3,})[\s+=_-]*")
_ERROR_WORD = re.compile(r"#(N/A|NA\b|DIV/0|VALUE|REF|NAME|NUM|NULL|NV\b|WERT|BEZUG|ZAHL|SPILL|CALC)", re.IGNORECASE)
MOST_CELLS = 1_000
"""Cells of a line from which it is not looked at further."""
_LIMIT = 300
"""Places in columns where blanks around a cell are remembered."""


@dataclass
class Grid:
    """Rows of cells without blanks around them, and where they stand.

    Attributes
    ----------
    rows : list of tuple of str
    lines : array of int
        The line in which each row begins.
    comments : array of int
        Lines left out as comments.
    empty : array of int
        Lines of separators alone.
    several : dict
        The last line of each row that stands in several.
    blanked : Counter
        By (column, cell): how often blanks inside of quotation marks or before a separator were taken away.
    """

    rows: list[Row] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("l"))
    comments: array[int] = field(default_factory=lambda: array("l"))
    empty: array[int] = field(default_factory=lambda: array("l"))
    several: dict[int, int] = field(default_factory=dict)
    blanked: Counter[tuple[int, str]] = field(default_factory=Counter)

    def keep(self, kept: list[int]) -> None:
        """Keep the rows at these places only."""
        if len(kept) < len(self.rows):
            self.rows = [self.rows[at] for at in kept]
            self.lines = array("l", (self.lines[at] for at in kept))


class _Source:
    """Lines for csv.reader, without comments, that knows the line of each row's beginning."""

    def __init__(
        self, text: str, comment: str, blanks: bool, first: int, last: int | None, comments: array[int]
    ) -> None:
        self._lines = io.StringIO(text)
        self._comment, self._blanks, self._comments = comment, blanks, comments
        self._first, self._last = first, last
        self.number = 0
        self.began = 0
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            if self.number < self._first:
                continue
            if self._last is not None and self.number > self._last:
                return
            if is_comment(line, self._comment):
                self._comments.append(self.number)
                continue
            if not self.began:
                self.began = self.number
            plain = " ".join(line.split()) + "\n" if self._blanks else line
            self.held.append(plain)
            yield plain


def is_comment(line: str, sign: str) -> bool:
    """Whether a line begins with the sign of comments, or is ruled from end to end."""
    bare = line.lstrip()
    if sign and bare.startswith(sign):
        return not (sign == "#" and _ERROR_WORD.match(bare)) and not (sign == "--" and not bare[2:3].strip(",;\t|"))
    return bare[:1] in "-=+_" and bare[:1] != "" and _RULE.fullmatch(bare[:400]) is not None


def cut(
    text: str,
    separator: str,
    quote: str,
    comment: str = "",
    *,
    places: list[int] | None = None,
    first: int | None = None,
    last: int | None = None,
    most: int | None = None,
) -> Grid:
    """Return the rows of a text that are not empty.

    Parameters
    ----------
    text : str
        With line feeds only.
    separator, quote, comment : str
        As in `Choices`.
    places : list of int, optional
        For separator "fixed": where columns begin.
    first, last : int, optional
        Lines between which rows are.
    most : int, optional
        Rows after which to stop: for a guess by the head of a text.

    Raises
    ------
    DataError
        If a quotation mark is never closed.
    """
    grid = Grid()
    blanks = separator == BLANKS
    source = _Source(text, comment, blanks, first or 1, last, grid.comments)
    if separator == FIXED:
        found: Iterator[list[str]] = (_pieces(line, places or [0]) for line in source)
    else:
        found = csv.reader(
            iter(source),
            delimiter=separator,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            skipinitialspace=True,
        )
    shared: dict[str, str] = {}
    while True:
        source.began = 0
        source.held.clear()
        try:
            cells = next(found)
        except StopIteration:
            break
        except csv.Error as error:
            words = (
                f"Line {source.began or source.number} cannot be read ({error}): look for a quotation mark too many."
            )
            raise DataError(words) from None
        line = source.began or source.number
        if source.number > line and separator != FIXED and quote:
            _check_closed(source.held, line, separator, quote)
            grid.several[line] = source.number
        elif separator != FIXED and quote and cells and source.number == line and cells[-1].endswith("\n"):
            _check_closed(source.held, line, separator, quote)
        if len(cells) > MOST_CELLS:
            raise DataError(f"Line {line} has {len(cells):,} cells; up to 100 columns can be read.")
        row = _clean(cells, grid, shared)
        if any(row):
            grid.rows.append(row)
            grid.lines.append(line)
        elif len(row) > 1:
            grid.empty.append(line)
        if most is not None and len(grid.rows) >= most:
            break
    return grid


def without_trailing(text: str, separator: str, comment: str) -> tuple[str, list[Remark]]:
    """Without comments at the ends of lines, as R and NumPy leave them out."""
    if comment != "#" or separator == FIXED or (" #" not in text and "\t#" not in text):
        return text, []
    lines = text.split("\n")
    found = False
    for at, line in enumerate(lines):
        row, sign, behind = line.partition("#")
        if not sign or not row.strip() or row[-1] not in " \t" or '"' in line:
            continue
        if separator == BLANKS or separator not in behind:
            lines[at] = row.rstrip()
            found = True
    if not found:
        return text, []
    return "\n".join(lines), [Remark("comment", "What stands behind # at the end of a line is left out.")]


def _clean(cells: list[str], grid: Grid, shared: dict[str, str]) -> Row:
    """Cells without blanks around them, equal ones of them one object."""
    row = []
    for column, cell in enumerate(cells):
        if cell in shared:
            row.append(shared[cell])
            continue
        plain = " ".join(cell.split()) if not cell.isalnum() else cell
        if len(plain) != len(cell) and plain and len(grid.blanked) < _LIMIT and cell.strip() != cell:
            grid.blanked[column, plain] += 1
        if len(plain) == len(cell) and len(shared) < 5_000:
            shared[plain] = plain
        row.append(plain)
    return tuple(row)


def _check_closed(lines: list[str], line: int, separator: str, quote: str) -> None:
    """Refuse a row of several lines whose quotation mark is not closed where a cell ends."""
    try:
        for cells in csv.reader(lines, delimiter=separator, quotechar=quote, skipinitialspace=True, strict=True):
            if len(cells) > 1000:
                break
    except csv.Error:
        raise DataError(
            f"Line {line} opens a quotation mark ({quote}) that is not closed: close it, take it away, or choose that "
            "there are no quotation marks."
        ) from None


def _pieces(line: str, places: list[int]) -> list[str]:
    ends = [*places[1:], len(line)]
    return [line[begin:end] for begin, end in zip(places, ends, strict=True)]
