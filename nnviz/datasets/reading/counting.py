"""Columns that only number or name the rows, as R, pandas and spreadsheets put them there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.datasets.reading.table import PLAIN_NUMBER

_IDS = re.compile(
    r"unnamed: ?\d+(_level_\d+|\.\d+)?|\.\.\.1|ids?|uid|uuid|idx|index|row ?names?|row[ ._-]?(id|no|nr|num|index)"
    r"|rn|编号|编號|編號|序号|序號|番号|行番号|번호|№ ?п/?п|id[ _.-].*|.*[ _.-]id",
    re.IGNORECASE,
)
"""Names of columns that name rows, whatever order they come in."""
_NUMBERS = re.compile(
    r"no|nr|n|num|number|#|n°|nº|№|rows?|obs|observation|case|record|sample|item|serial( ?(no|number))?"
    r"|s[./ ]*no|sl[. ]*no|sr[. ]*no|lfd[. ]*nr|laufende nummer|zeile|nummer|nro|numéro|номер"
    r"|.*[ _.-](no|nr|index|number)",
    re.IGNORECASE,
)
"""Names of columns that number rows if they do count."""
_CAMEL = re.compile(r".*[a-z](Id|ID)")
FEWEST = 10
"""Rows from which a first column without a name is taken for a count where no column has one."""


def counting_columns(
    names: Sequence[str], given: Sequence[str] | None, rows: Sequence[Sequence[str]]
) -> frozenset[str]:
    """Return names of columns that count the rows.

    Parameters
    ----------
    names : sequence of str
        Of the columns, as they are called here.
    given : sequence of str or None
        As they were called in the file; None if it had no names.
    rows : sequence of sequence of str
    """
    found = set()
    for at, name in enumerate(names):
        called = given[at].strip().rstrip(".:") if given is not None else None
        if called is None:
            is_one = at == 0 and len(names) > 2 and len(rows) >= FEWEST and _counts(_column(rows, at), plainly=True)
        elif called == "":
            is_one = _counts(_column(rows, at)) or (at == 0 and _names_rows(_column(rows, at)))
        elif _IDS.fullmatch(called) or _CAMEL.fullmatch(called):
            is_one = _numbers_rows(_column(rows, at))
        else:
            is_one = _NUMBERS.fullmatch(called) is not None and _counts(_column(rows, at))
        if is_one:
            found.add(name)
    return frozenset(found)


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows]


def _whole(cell: str) -> int | None:
    """The whole number that a cell holds: 7, 007, 7.0 and 7.0e+00 are one."""
    if cell.isdecimal():
        return int(cell) if len(cell) < 10 else None
    value = float(cell) if PLAIN_NUMBER.fullmatch(cell) and len(cell) < 40 else 0.5
    return int(value) if 0 <= value < 1e9 and value == int(value) else None


def _counts(cells: Sequence[str], *, plainly: bool = False) -> bool:
    """Whether cells are whole numbers each one more than the one before; plainly: written as 7 and not as 7.0."""
    if len(cells) < 2 or (first := _whole(cells[0])) is None or _whole(cells[-1]) is None:
        return False
    return all(_whole(cell) == first + i and (cell.isdecimal() or not plainly) for i, cell in enumerate(cells))


def _is_name(cell: str) -> bool:
    """Whether a cell is a whole number or a word."""
    return cell.isdecimal() or not PLAIN_NUMBER.fullmatch(cell) or _whole(cell) is not None


def _numbers_rows(cells: Sequence[str]) -> bool:
    """Whether cells are whole numbers or names, hardly any of them twice."""
    known = [cell for cell in cells if cell]
    return len(known) > 1 and all(map(_is_name, known)) and len(set(known)) >= 0.9 * len(known)


def _names_rows(cells: Sequence[str]) -> bool:
    """Whether cells are names or whole numbers, each another."""
    return len(cells) > 1 and len(set(cells)) == len(cells) and all(cell and _is_name(cell) for cell in cells)
