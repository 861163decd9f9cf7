"""Names of columns that stand otherwise than the rows: in a comment, in two lines, or parted by another separator."""

from __future__ import annotations

import re

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.header import guess_header, kind_of, numeric_columns
from nnviz.datasets.reading.lines import Grid, cut

_SHORT_NAMES = re.compile(r"[^\W\d]\w{0,2}|[^\W\d]\w*[\d_]\w*")
_OTHERS = {" {2,}": "two blanks or more", "\t": "tabs", ",": "commas", ";": "semicolons", r"\|": "bars", " +": "blanks"}
"""Separators that a line of names may have by itself."""
_LONGEST = 4_000


def commented_names(form: Form, text: str, places: list[int]) -> None:
    """Take names from the last comment above the rows, as np.savetxt writes them, if the rows have none."""
    grid = form.grid
    above = [line for line in grid.comments if line < grid.lines[0]]
    if not above or not form.comment:
        return
    width = max(len(grid.rows[0]), len(grid.rows[-1]))
    line = text.split("\n", above[-1])[above[-1] - 1].strip()
    if not line.startswith(form.comment):
        return
    bare = line.lstrip(form.comment).strip()
    try:
        row = cut(bare, form.separator, form.quote, places=places).rows
    except DataError:
        return
    if not row or len(row[0]) != width or not all(row[0]) or len(grid.rows[0]) != width:
        return
    if guess_header(grid.rows)[0] or not guess_header([row[0], *grid.rows[:200]])[0]:
        return
    grid.rows.insert(0, row[0])
    grid.lines.insert(0, above[-1])
    grid.comments.remove(above[-1])


def names_parted_otherwise(form: Form, text: str) -> None:
    """Cut the line of names by another separator than the rows have, if that gives a name for each column."""
    grid = form.grid
    widths = {len(row) for row in grid.rows[1:20]}
    if len(grid.rows) < 3 or len(widths) != 1 or len(grid.rows[0]) in (*widths, max(widths) - 1):
        return
    line = text.split("\n", grid.lines[0])[grid.lines[0] - 1].strip()
    if len(line) > _LONGEST or guess_header(grid.rows[1:200])[0]:
        return
    for separator, called in _OTHERS.items():
        cells = [" ".join(cell.strip("\"' ").split()) for cell in re.split(separator, line)]
        names = {cell for cell in cells if kind_of(cell) == "word" and len(cell.split()) <= 3}
        # A title may have as many words as there are columns.
        likely = separator != " +" or all(map(_SHORT_NAMES.fullmatch, cells))
        if {len(cells)} == widths and len(names) == len(cells) and likely:
            grid.rows[0] = tuple(cells)
            form.said.append(
                Remark("header", f"The names in line {grid.lines[0]} are separated by {called}, unlike the rows.")
            )
            return


def second_names(grid: Grid, said: list[Remark]) -> None:
    """Join two lines of names to one, where names of the first are there twice, or stand over several columns."""
    if len(grid.rows) < 4:
        return
    first, second = grid.rows[:2]
    filled = [cell for cell in first if cell]
    again = len(set(filled)) < len(filled) or any(below and not name for name, below in zip(first, second, strict=True))
    if not again or len(filled) < 2 or any(kind_of(cell) == "number" for cell in (*first, *second)):
        return
    numeric = numeric_columns(grid.rows[2:])
    if not any(is_number and kind_of(cell) == "word" for is_number, cell in zip(numeric, second, strict=True)):
        return
    if any(cell and any(row[at] == cell for row in grid.rows[2:200]) for at, cell in enumerate(second)):
        return
    names, last = [], ""
    for name, below in zip(first, second, strict=True):
        last = name or last
        part = "" if below.startswith("Unnamed:") else below
        names.append(f"{last} {part}".strip() if part or not name else name)
    said.append(Remark("header", f"Lines {grid.lines[0]} and {grid.lines[1]} are both names, and are joined."))
    grid.rows[1] = tuple(names)
    grid.keep(list(range(1, len(grid.rows))))


def named_below(grid: Grid, width: int, said: list[Remark]) -> None:
    """Put in front the name of the first column, where it stands alone below the others, as pandas prints an index."""
    if len(grid.rows) < 4 or [len(row) for row in grid.rows[:4]] != [width - 1, 1, width, width]:
        return
    name = grid.rows[1][0]
    if kind_of(name) == "word" and all(kind_of(cell) == "word" for cell in grid.rows[0]):
        grid.rows[0] = (name, *grid.rows[0])
        said.append(Remark("header", f"Line {grid.lines[1]} holds the name of the first column alone."))
        grid.keep([0, *range(2, len(grid.rows))])
