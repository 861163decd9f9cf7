"""Tables drawn with bars: Markdown, Org, what databases print, and boxes of line-drawing signs."""

from __future__ import annotations

import io
import re
from itertools import islice

from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.header import kind_of
from nnviz.datasets.reading.lines import Grid
from nnviz.datasets.reading.printed import LEFT_OUT, TYPES, are_types

_BARS = re.compile(r"[│┃║┆┇┊┋]")
_RULE = re.compile(r"[\s|+:=\-_─━═┄┅┈┉┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╞╡╪╟╢╫╒╕╘╛╤╧╥╨╭╮╯╰┠┨┯┷┿│┃║╓╖╙╜]+")
_DRAWN = re.compile(r"[-=─━═]")
_ALIGNED = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_PART = re.compile(r"(?<!\\)\|")
_STRESS = re.compile(r"(\*\*|__|`)(.+)\1")
_LOOKED_AT = 60
_DOTS = frozenset({"", "…", "...", "..", "·", "⋮", "⋯", "・"})


def read_boxes(text: str) -> Form | None:
    """Read a drawn table; None if it is none."""
    head = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]
    rules = [at for at, line in enumerate(head) if _is_rule(line)]
    barred = [at for at, line in enumerate(head) if at not in rules and _has_bar(line)]
    if not rules or len(barred) < 2 or not any(_joined(head[at]) for at in rules):
        return None
    if len(barred) < 0.6 * sum(1 for at in range(barred[0], barred[-1] + 1) if at not in rules):
        return None
    grid = Grid()
    form = Form("drawn table", grid, separator="|")
    ruled = False
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        if _is_rule(line):
            ruled = ruled or len(grid.rows) == 1
            form.why[number] = "a line of the drawing"
        elif _has_bar(line):
            row = _cells(line)
            if any(row):
                grid.rows.append(row)
                grid.lines.append(number)
        else:
            form.why[number] = "outside of the table"
    form.header = True if ruled else None
    _split(grid)
    _without_drawing(form)
    form.said.append(Remark("separator", "Cells are separated by bars, with lines drawn between rows."))
    return form


def _is_rule(line: str) -> bool:
    bare = line.strip()[:1_000]
    return bool(_RULE.fullmatch(bare) and _DRAWN.search(bare)) and (len(bare) > 2 or "|" in bare)


def _joined(rule: str) -> bool:
    """Whether a rule has joints where bars are, which tells it from a row of missing cells."""
    return any(sign in rule for sign in "|+┼╋╬╪┬┴├┤╞┿╠┣┠╟") and (
        _ALIGNED.fullmatch(rule) is not None or rule.count("-") + rule.count("=") >= 3 or "|" not in rule
    )


def _has_bar(line: str) -> bool:
    return "|" in line or _BARS.search(line) is not None


def _cells(line: str) -> tuple[str, ...]:
    bare = _BARS.sub("|", line.strip())
    bare = bare.removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    cells = (" ".join(cell.replace("\\|", "|").split()) for cell in _PART.split(bare))
    return tuple(found[2] if (found := _STRESS.fullmatch(cell)) else cell for cell in cells)


def _without_drawing(form: Form) -> None:
    """Take out rows that the program drew itself: dashes below the names, types of columns, dots for rows left out."""
    grid = form.grid
    kept: list[int] = []
    for at, row in enumerate(grid.rows):
        if at == 1 and all(cell == "---" for cell in row):
            form.why[grid.lines[at]] = "a line of the drawing"
            form.header = True
        elif 0 < at < 3 and len(kept) == 1 and are_types(row):
            form.why[grid.lines[at]] = TYPES
            form.header = True
        elif at and not set(row) - _DOTS and any(row):
            form.why[grid.lines[at]] = LEFT_OUT
        else:
            kept.append(at)
    grid.keep(kept)


def _split(grid: Grid) -> None:
    """Part cells that hold several: a frame with a single bar, behind the rows' numbers, has blanks between columns."""
    rows = [("", *row) if len(row) == 1 else row for row in grid.rows]
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return
    width = len(rows[0][1].split())
    if width < 2 or any(len(row[1].split()) != width for row in rows):
        return
    if any(kind_of(cell) == "number" for cell in rows[-1][1].split()):
        grid.rows = [(row[0].rstrip(".:"), *row[1].split()) for row in rows]
