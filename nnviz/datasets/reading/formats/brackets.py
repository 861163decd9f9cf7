"""Rows in brackets, as programs show an array: [[1. 2.] [3. 4.]], {{1, 2}, {3, 4}}, (1, 2), (3, 4), [1 2; 3 4]."""

from __future__ import annotations

import re
import sys

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_PREFIX = re.compile(
    r"(?:(?:[A-Za-z_][\w<>:]* +){0,4}[A-Za-z_]\w*(?:\[\w*\]){0,2}\s*:?=\s*)?(?:[A-Za-z_][\w.]*\s*\()?\s*(?=[\[{(])"
)
"""What stands before the first bracket: a name, or a declaration, and a function."""
_ROWS = re.compile(
    r"\[\s*[\[(]\s*[-+\d.'\"A-Za-z]|\[\s*\[\s*\[\s*[-+\d.]|\{\s*\{\s*\{\s*[-+\d.]|\[\s*[-+\d.][^\[\]]*\](?:\s*,)?\s*\["
    r"|\{\s*\{\s*[-+\d.'\"A-Za-z]|\{\s*[-+\d.][^{}]*,[^{}]*\}(?:\s*,)?\s*\{"
    r"|\(\s*\(\s*[-+\d.'\"]|\(\s*[-+\d.'\"][^()\n]*,[^()\n]*(?:\)[ \t]*,|,[^()\n]*\))[ \t]*\n?\s*\("
)
_MATLAB = re.compile(r"\[([^\[\]]*;[^\[\]]*)\]\s*;?\s*")
_MATLAB_LINES = re.compile(r"\[([^\[\]]*[^\[\],\s][ \t]*\n[^\[\]]*)\]\s*;?\s*")
"""A matrix with a row in each line."""
_TOKEN = re.compile(
    r"""\n|[bBuUrR]{0,2}('[^'\n]*'|"[^"\n]*")|[A-Za-z_][\w.]*\(([^()\[\]{},\n]*)\)|[\[\](){}]|\.\.\.|…|[^\s,\[\](){}'"]+"""
)
"""A text may be one of bytes, b'a', and a number a call, np.float64(1.5)."""
_FLAT = re.compile(r"[\[({][^\[\](){}]*[\])}]")
_DEEP = re.compile(r"[\[({]\s*[\[({]")
_ARGUMENTS = re.compile(
    r"(?:[^\[\](){}]++|[\[({](?:[^\[\](){}]++|[\[({][^\[\](){}]*+[\])}])*+[\])}])*+\)",
)
"""What else a function is given behind an array, as dtype=[("a", "<f4")], and its last bracket."""
_BETWEEN = re.compile(r"(?:[\s;,]++|#[^\n]*+|//[^\n]*+)*+")
_CLOSED = re.compile(r"(?:[\s;,)\]}]++|#[^\n]*+|//[^\n]*+)*+")
_NEXT = re.compile(r"\s{0,100},?\s{0,100}[\[({]")
_CALLED = re.compile(r"([A-Za-z_]\w*)(?:\[\w*\])*\s*:?=")
_SUFFIX = re.compile(r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)[fFlLdD]")
"""A number of C with its kind."""
_LOOKED_AT = 1_000
"""Signs by which an array is recognised."""
_OPEN, _CLOSE = "[({", "])}"


def read_brackets(text: str) -> Form | None:
    """Read rows in brackets, and a vector beside them with a value for each; None if there are none."""
    found = _prefix(text, 0)
    if found is None:
        return None
    prefix, begin = found
    if matrix := _MATLAB.fullmatch(text.rstrip(), begin):
        return _matlab(text, matrix)
    if "=" in prefix and "(" not in prefix and (matrix := _MATLAB_LINES.fullmatch(text.rstrip(), begin)):
        # A row of Python that is broken over several lines has commas at their ends.
        if "\n" in matrix[1].strip() and not re.search(r",[ \t]*\n", matrix[1].strip()):
            return _matlab(text, matrix)
    before: tuple[str, Grid] | None = None
    if flat := _FLAT.match(text, begin):
        after = _prefix(text, _end(text, flat.end(), prefix))
        if after is not None and _DEEP.match(text[after[1] : after[1] + _LOOKED_AT]):
            before = prefix, _rows(text, begin, flat.end())[0]
            prefix, begin = after
    if not _ROWS.match(text[begin : begin + _LOOKED_AT]):
        return None
    grid, end = _rows(text, begin)
    if not grid.rows:
        raise DataError("The array is empty: it needs at least two rows.")
    widths = {len(row) for row in grid.rows}
    if len(widths) > 1:
        at = next(at for at, row in enumerate(grid.rows) if len(row) != len(grid.rows[0]))
        raise DataError(
            f"Line {grid.lines[at]} holds a row of {len(grid.rows[at])} numbers, where the first has "
            f"{len(grid.rows[0])}."
        )
    said = [Remark("separator", "This is an array: each inner pair of brackets is a row.")]
    end = _end(text, end, prefix)
    behind = None if before else _prefix(text, end)
    if before:
        said.append(_beside(*before, grid))
    elif behind:
        try:
            other, last = _rows(text, behind[1])
        except DataError:
            pass  # it is no array, and is told as what else there is
        else:
            said.append(_beside(behind[0], other, grid))
            end = _end(text, last, behind[0])
    begin = _CLOSED.match(text, end).end()  # type: ignore[union-attr]
    if rest := text[begin:].rstrip():
        first = text.count("\n", 0, begin) + 1
        last = first + rest.count("\n")
        lines = f"line {first}" if first == last else f"lines {first} to {last}"
        words = f"What stands behind the array in {lines} is left out: “{rest.splitlines()[0][:24].strip()}”."
        said.append(Remark("", words))
    return Form("array", grid, separator=" ", said=said)


def _prefix(text: str, at: int) -> tuple[str, int] | None:
    """What stands before the next bracket, and the bracket's place."""
    begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
    prefix = _PREFIX.match(text[begin : begin + _LOOKED_AT])
    return (prefix[0], begin + prefix.end()) if prefix else None


def _end(text: str, at: int, prefix: str) -> int:
    """The place behind the call that an array is in."""
    arguments = _ARGUMENTS.match(text, at) if "(" in prefix else None
    return arguments.end() if arguments else at


def _beside(prefix: str, other: Grid, grid: Grid) -> Remark:
    """Take an array beside the rows as their last column, if it has a value for each, and say so."""
    called = _CALLED.search(prefix)
    what = f"“{called[1]}” in line {other.lines[0]}" if called else f"The array in line {other.lines[0]}"
    values = other.rows[0] if len(other.rows) == 1 else [row[0] for row in other.rows if len(row) == 1]
    if len(other.rows) > 1 and len(values) < len(other.rows):
        raise DataError("There is more than one array: give one of them.")
    if len(values) != len(grid.rows):
        count = f"{len(values):,} value{'s' if len(values) != 1 else ''}"
        return Remark("", f"{what} has {count} for {len(grid.rows):,} rows, and is left out.")
    grid.rows = [(*row, value) for row, value in zip(grid.rows, values, strict=True)]
    return Remark("", f"{what} has a value for each row: it is the last column, and so the target.")


def _rows(text: str, begin: int, last: int = sys.maxsize) -> tuple[Grid, int]:
    """The innermost brackets' contents, and the place behind the last one."""
    grid = Grid()
    line = text.count("\n", 0, begin) + 1
    depth = deepest = 0
    row: list[str] | None = None
    began = line
    for token in _TOKEN.finditer(text, begin, last):
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
            deepest = max(depth, deepest)
            row, began = [], line
        elif sign in _CLOSE:
            depth -= 1
            if row is not None:
                grid.rows.append(tuple(row))
                grid.lines.append(began)
                row = None
            if depth < 0 or (depth == 0 and (deepest > 1 or not _NEXT.match(text, token.end()))):
                break
        elif row is not None:
            cell = token[1] or token[2] or sign
            number = _SUFFIX.fullmatch(cell)
            row.append(number[1] if number else cell.strip("'\" "))
        elif depth:
            raise DataError(f"Line {line} holds “{sign[:24]}” outside of a row’s brackets.")
    if depth > 0:
        raise DataError("The array’s last bracket is missing: give all of it.")
    return grid, token.end()


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
