"""Lines above the names of the columns: titles, with as many separators in them as it happens, and units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.datasets.reading.header import guess_header, kind_of, numeric_columns
from nnviz.datasets.reading.lines import Grid, Row
from nnviz.datasets.reading.numbers import is_unit
from nnviz.datasets.reading.printed import are_types

TAIL = 30
"""Lines at an end of a table among which titles, totals and sources are looked for."""
LONGEST = 4_000
"""Signs of a line that are looked at."""
LOOKED_AT = 200
"""Rows by which names are told from units."""
UNIT_BRACKETS = re.compile(r"[(\[].*[)\]]")
Why = dict[int, str]
"""Of each line that is no row, the half sentence that says why."""


def spaced_title(grid: Grid, text: str, separator: str, why: Why) -> None:
    """Set a first line aside whose separators are those of a sentence: a blank follows each, and none below."""
    if separator.isspace() or len(separator) > 1 or len(grid.rows) < 4 or not are_names(grid.rows[1:]):
        return
    lines = text.split("\n", grid.lines[3])
    first, *below = (lines[line - 1][:LONGEST] for line in grid.lines[:4])
    count = first.count(separator)
    if count and first.count(separator + " ") == count and not any(separator + " " in line for line in below):
        why[grid.lines[0]] = "a title above the table"
        grid.keep(list(range(1, len(grid.rows))))


def are_names(rows: Sequence[Row]) -> bool:
    """Whether the first of rows names columns of which some hold numbers, and does not name their units."""
    if len(rows) < 3 or len({len(row) for row in rows[:3]}) > 1:
        return False
    width, first = len(rows[0]), rows[0]
    below = [row for row in rows[1:LOOKED_AT] if len(row) == width]
    kinds = [kind_of(cell) for cell, numeric in zip(first, numeric_columns(below), strict=True) if numeric]
    if len(set(kinds)) != 1 or len(set(first)) < width or not all(map(kind_of, first)):
        return False
    return not _units(first) and not are_types(first) and guess_header([first, *below])[0]


def _units(cells: Sequence[str]) -> list[str]:
    """Those of cells that are units; a single letter is one only beside others, as it may well be a name."""
    found = [cell for cell in cells if UNIT_BRACKETS.fullmatch(cell) or is_unit(cell)]
    return found if any(len(cell) > 1 for cell in found) or len(found) == len(cells) else []


def _above_names(grid: Grid, why: Why) -> str:
    """What a first line as long as the table is, if it is none of names and these follow below it, or "".

    A title stands apart, or has a number in it.
    """
    if len(grid.rows) < 4 or not are_names(grid.rows[1:]):
        return ""
    lines, known = grid.lines, [cell for cell in grid.rows[0] if kind_of(cell)]
    if known and len(_units(known)) == len(known):
        return "the units of the columns"
    apart = lines[1] - lines[0] > 1 == lines[2] - lines[1] and lines[0] + 1 not in {*why, *grid.comments}
    numbered = len(known) > 1 and [kind_of(cell) for cell in known].count("number") == 1
    return "a title above the table" if apart or numbered else ""


def titles(grid: Grid, width: int, why: Why) -> None:
    """Set aside lines above the names: of another length than the table, filled up, or with separators of their own."""
    begin = next((at for at, row in enumerate(grid.rows) if len(row) == width), 0)
    begin = begin if begin <= TAIL else 0
    for at in range(begin):
        cells = [cell for cell in grid.rows[at] if cell]
        states_size = all(cell.isdecimal() for cell in cells[:1]) and int(cells[0][:9]) == len(grid.rows) - begin
        if not states_size and sum(kind_of(cell) == "number" for cell in cells) * 2 > len(cells):
            return
        why[grid.lines[at]] = "the size of the table" if states_size else "a title above the table"
    if begin and len(above := grid.rows[begin - 1]) > 1 and grid.lines[begin] == grid.lines[begin - 1] + 1:
        # Names that do not fit: a separator too many or too few in each row, or commas in its numbers.
        plain = all(kind_of(cell) == "word" and len(cell.split()) <= 3 for cell in above)
        if plain and any(kind_of(cell) == "number" for cell in grid.rows[begin]):
            why[grid.lines[begin - 1]] = f"it has {len(above)} names, where the rows have {width} cells"
    if not begin and len(grid.rows) > 3 and len(grid.rows[0]) == len(grid.rows[1]) == width:
        # A title with as many separators in it as the table: whole phrases above plain names.
        first, names, below = grid.rows[:3]
        phrases = max(len(cell.split()) for cell in first) >= 3 > max(len(cell.split()) for cell in names)
        if phrases and all(names) and all(kind_of(cell) == "word" for cell in (*filter(None, first), *names)):
            if any(kind_of(cell) == "number" for cell in below) and not any(map(UNIT_BRACKETS.fullmatch, names)):
                why[grid.lines[0]] = "a title above the table"
                begin = 1
    if not begin and (what := _above_names(grid, why)):
        why[grid.lines[0]] = what
        begin = 1
    begin = begin or _begin_of_names(grid.rows)
    for at in range(begin):
        why.setdefault(grid.lines[at], "a title above the table")
    if not begin and width > 1 and len(grid.rows) > 3:
        # A title that was filled up with separators stands in the first cell alone.
        while begin < len(grid.rows) - 3 and grid.rows[begin][0] and not any(grid.rows[begin][1:]):
            below = grid.rows[begin + 1]
            if sum(map(bool, below)) < 2 and (not below[0] or any(below[1:])):
                break
            if width == 2 and any(kind_of(cell) == "number" for cell in below):
                break
            if kind_of(grid.rows[begin][0]) != "word":
                break
            why[grid.lines[begin]] = "a title above the table"
            begin += 1
    grid.keep(list(range(begin, len(grid.rows))))


def _begin_of_names(rows: Sequence[Row]) -> int:
    """The place of a line of names below lines of fewer cells that were filled up: Station, 123 and nothing."""
    for at, row in enumerate(rows[:TAIL]):
        if all(row) and len(row) > 2:
            below = rows[at + 1 : at + 3]
            plain = len(set(row)) == len(row) and all(kind_of(cell) == "word" for cell in row)
            numbers = [any(kind_of(cell) == "number" for cell in each) and all(each) for each in below]
            return at if at and plain and len(numbers) == 2 and all(numbers) else 0
        if row[-1]:
            return 0
    return 0
