"""Rows in brackets, as programs show an array: [[1. 2.] [3. 4.]], {{1, 2}, {3, 4}}, (1, 2), (3, 4), [1 2; 3 4]."""

from __future__ import annotations

import re

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_PREFIX = re.compile(
    r"(?:(?:[A-Za-z_][\w<>:]* +){0,4}[A-Za-z_]\w*(?:\[\w*\]){0,2}\s*:?=\s*)?(?:[A-Za-z_][\w.]*\s*\()?\s*(?=[\[{(])"
)
"""What stands before the first bracket: a name, or a declaration, and a function."""
_ROWS = re.compile(
    r"\[\s*[\[(]\s*[-+\d.'\"A-Za-z]|\[\s*[-+\d.][^\[\]]*\](?:\s*,)?\s*\["
    r"|\{\s*\{\s*[-+\d.'\"A-Za-z]|\{\s*[-+\d.][^{}]*,[^{}]*\}(?:\s*,)?\s*\{"
    r"|\(\s*\(\s*[-+\d.'\"]|\(\s*[-+\d.'\"][^()\n]*,[^()\n]*(?:\)[ \t]*,|,[^()\n]*\))[ \t]*\n?\s*\("
)
_MATLAB = re.compile(r"\[([^\[\]]*;[^\[\]]*)\]\s*;?\s*")
_MATLAB_LINES = re.compile(r"\[([^\[\]]*[^\[\],\s][ \t]*\n[^\[\]]*)\]\s*;?\s*")
"""A matrix with a row in each line."""
_TOKEN = re.compile(r"""\n|[\[\](){}]|'[^'\n]*'|"[^"\n]*"|\.\.\.|…|[^\s,\[\](){}'"]+""")
_SUFFIX = re.compile(r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)[fFlLdD]")
"""A number of C with its kind."""
_LOOKED_AT = 1_000
"""Signs by which an array is recognised."""
_OPEN, _CLOSE = "[({", "])}"


def read_brackets(text: str) -> Form | None:
    """Read rows in brackets; None if there are none."""
    blank = len(text) - len(text.lstrip())
    prefix = _PREFIX.match(text[blank : blank + _LOOKED_AT])
    if prefix is None:
        return None
    begin = blank + prefix.end()
    if matrix := _MATLAB.fullmatch(text.rstrip(), begin):
        return _matlab(text, matrix)
    if "=" in prefix[0] and "(" not in prefix[0] and (matrix := _MATLAB_LINES.fullmatch(text.rstrip(), begin)):
        # A row of Python that is broken over several lines has commas at their ends.
        if "\n" in matrix[1].strip() and not re.search(r",[ \t]*\n", matrix[1].strip()):
            return _matlab(text, matrix)
    if not _ROWS.match(text[begin : begin + _LOOKED_AT]):
        return None
    grid = _rows(text, begin)
    if not grid.rows:
        raise DataError("The array is empty: it needs at least two rows.")
    widths = {len(row) for row in grid.rows}
    if len(widths) > 1:
        at = next(at for at, row in enumerate(grid.rows) if len(row) != len(grid.rows[0]))
        raise DataError(
            f"Line {grid.lines[at]} holds a row of {len(grid.rows[at])} numbers, where the first has "
            f"{len(grid.rows[0])}."
        )
    return Form(
        "array",
        grid,
        separator=" ",
        said=[Remark("separator", "This is an array: each inner pair of brackets is a row.")],
    )


def _rows(text: str, begin: int) -> Grid:
    """The innermost brackets' contents."""
    grid = Grid()
    line = text.count("\n", 0, begin) + 1
    depth = 0
    row: list[str] | None = None
    began = line
    for token in _TOKEN.finditer(text, begin):
        sign = token.group()
        if sign == "\n":
            line += 1
        elif sign in ("...", "…"):
            raise DataError(
                f"Line {line} holds “...”: rows or columns were left out when the array was shown. Show all of it, as "
                "with np.set_printoptions(threshold=np.inf), or save it with np.savetxt."
            )
        elif sign in _OPEN:
            depth += 1
            if depth > 2:
                raise DataError(
                    f"Line {line} has brackets in brackets in brackets: a table has rows and columns alone. Give one "
                    "of its parts."
                )
            row, began = [], line
        elif sign in _CLOSE:
            depth -= 1
            if row is not None:
                grid.rows.append(tuple(row))
                grid.lines.append(began)
                row = None
            if depth < 0 or (depth == 0 and not re.match(r"\s*,?\s*[\[({]", text[token.end() : token.end() + 200])):
                break
        elif row is not None:
            number = _SUFFIX.fullmatch(sign)
            row.append(number[1] if number else sign.strip("'\" "))
        elif depth:
            raise DataError(f"Line {line} holds “{sign[:24]}” outside of a row’s brackets.")
    rest = text[token.end() :] if depth <= 0 else ""
    if depth > 0:
        raise DataError("The array’s last bracket is missing: give all of it.")
    if "[[" in rest.replace(" ", ""):
        raise DataError("There is more than one array: give one of them.")
    return grid


def _matlab(text: str, matrix: re.Match[str]) -> Form:
    grid = Grid()
    line = text.count("\n", 0, matrix.start(1)) + 1
    for part in re.split(r"(;|\n)", matrix[1]):
        if part == "\n":
            line += 1
        cells = tuple(cell.strip("'\"") for cell in re.split(r"[\s,]+", part.strip(" \t,;")) if cell)
        if part not in (";", "\n") and cells:
            grid.rows.append(cells)
            grid.lines.append(line)
    return Form(
        "array",
        grid,
        separator=" ",
        said=[Remark("separator", "This is a matrix: semicolons and line ends part its rows.")],
    )
