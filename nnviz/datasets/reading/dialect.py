"""What parts the cells of a row: the separator that gives rows of one length, of cells that look like cells.

The measure is that of G. J. J. van den Burg, A. Nazábal and C. Sutton, "Wrangling messy CSV files by detecting row and
type patterns" (2019): how regular the rows are, times how many of their cells are of a known kind.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Literal

from nnviz.datasets.reading.choices import BLANKS, FIXED
from nnviz.datasets.reading.header import kind_of, numeric_columns
from nnviz.datasets.reading.lines import is_comment
from nnviz.datasets.reading.missing import is_missing
from nnviz.datasets.reading.numbers import written
from nnviz.datasets.reading.table import PLAIN_NUMBER

LOOKED_AT = 100
"""Lines by which it is guessed."""
LONGEST = 4_000
"""Signs of a line by which it is guessed."""
_RARE = ("~", "^", "¦")
"""Separators that are taken only if no other gives a table."""
_TRIED = (",", ";", "\t", "|", BLANKS, ":", *_RARE)
_GAP = re.compile(r"\S {2,}\S")
_SINGLE = re.compile(r"(?:^|[,;\t|])[ \t]*'[^'\n]*'[ \t]*(?=[,;\t|]|$)")
_COMMENT_SIGNS = ("#", "%", "//", "--", "!", ";")


def head_of(text: str, first: int | None, last: int | None) -> list[str]:
    """The first lines that are not empty."""
    begin = (first or 1) - 1
    found = (line[:LONGEST].rstrip("\n") for line in islice(io.StringIO(text), begin, last))
    return list(islice((line for line in found if line.strip()), LOOKED_AT))


def guess_comment(text: str, head: list[str]) -> str:
    """The sign that lines begin with which are no rows, or ""."""
    of_rows = set()
    for sign in _COMMENT_SIGNS:
        found = [line for line in head if is_comment(line, sign) and line.lstrip().startswith(sign)]
        rest = [line for line in head if line not in found]
        if not found or not rest:
            continue
        if _are_rows(found, rest, sign):
            of_rows.add(sign)
            continue
        if sign == ";" and any(";" in line for line in rest):
            continue
        if sign in "!;--" and not all(re.match(r"\s*(!|;|--)+ *[^\d\s,|\t]", line) for line in found):
            continue
        return sign
    if sum(bool(re.search(r"\S[ \t]+# ", line)) for line in head) > 0.8 * len(head):
        return "#"
    if "#" in of_rows:
        return ""
    # A comment below the head of a long file.
    return "#" if re.search(r"^[ \t]*#(?: |$)", text, re.MULTILINE) and len(head) == LOOKED_AT else ""


def _are_rows(found: list[str], rest: list[str], sign: str) -> bool:
    """Whether lines that begin with a sign of comments are rows of the table that the rest is.

    So is a line with as many cells as the table whose first cell is the sign alone, as in #,Name,HP. Where a column of
    words begins so in most rows, as #ff0000, those are too that have numbers where the rest has them. A row that was
    commented out is none: without the sign its first cell is as those of the others, or few are like it.
    """
    separator, quote, _ = guess_dialect(rest, "", None, None)
    if separator in (None, FIXED):
        return False
    rows = _split(rest, separator, quote)
    width = Counter(map(len, rows)).most_common(1)[0][0]
    rows = [row for row in rows if len(row) == width]
    numeric = numeric_columns(rows)
    alone = worded = 0
    for cells in _split(found, separator, quote):
        if len(cells) != width or width < 2 or not any(cells[1:]):
            continue
        alone += cells[0] == sign and separator != BLANKS
        fits = all(kind_of(cell) != "word" for cell, is_number in zip(cells, numeric, strict=True) if is_number)
        worded += fits and not numeric[0] and bool(cells[0][len(sign) :][:1].strip())
    return alone > 0 or (worded > 1 and worded >= len(rows) - 1)


def guess_dialect(
    head: list[str], comment: str, separator: str | None, quote: str | None
) -> tuple[str | None, str, list[int]]:
    """Return the separator, the quotation mark, and for columns of fixed places where they begin.

    The separator is None if none of them gives a table.
    """
    lines = [line for line in head if not is_comment(line, comment)]
    quotes = [quote] if quote is not None else ['"']
    if quote is None and lines and sum(bool(_SINGLE.search(line)) for line in lines) >= max(1, len(lines) / 2):
        quotes = ["'", '"']
    if separator == FIXED:
        return FIXED, quotes[0], places_of(lines)
    tabs = sum("\t" in line.strip() for line in lines) > len(lines) / 2
    counts = Counter(line.count("\t") for line in lines)
    tabbed = tabs and max(counts.values()) >= 0.8 * len(lines)
    found: list[tuple[float, str, str]] = []
    for one in [separator] if separator else _TRIED:
        for mark in quotes:
            value = _regular(_split(lines, one, mark), one)
            if one == BLANKS and tabs:
                value *= 0.6 if tabbed else 0.9
            if one == ":":
                value *= 0.2
            if one in _RARE:
                value *= 0.4 if len(lines) > 1 else 0.0
            found.append((value, one, mark))
    value, best, mark = max(found, key=lambda each: each[0])
    if separator is not None:
        return separator, mark, []
    spaced = [line for line in lines if _GAP.search(line.strip())]
    if len(spaced) > 0.6 * len(lines) and len(spaced) > 2 and value < 0.45:
        places = places_of(spaced)
        fixed = _regular(
            [[line[a:b].strip() for a, b in zip(places, [*places[1:], None], strict=True)] for line in spaced], FIXED
        )
        if len(places) > 1 and fixed > value:
            return FIXED, mark, places
    return (best if value > 0.05 else None), mark, []


def are_rows(head: list[str], comment: str, separator: str | None, quote: str) -> bool:
    """Whether a separator that is no blank gives rows of one length, with words that come again in a column."""
    if separator in (None, BLANKS, FIXED):
        return False
    rows = _split([line for line in head if not is_comment(line, comment)], separator, quote)
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    if width < 3 or count < 3 or count < 0.9 * len(rows):
        return False
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    return any(len(set(filled)) < len(filled) for filled in ([cell for cell in cells if cell] for cells in columns))


def places_of(lines: list[str]) -> list[int]:
    """Where columns begin that stand at the same place in every line."""
    width = max(map(len, lines), default=0)
    filled = [False] * width
    for line in lines:
        for at, sign in enumerate(line):
            filled[at] |= not sign.isspace()
    places = [0] + [at for at in range(1, width) if filled[at] and not filled[at - 1] and any(filled[:at])]
    return _without_gaps_in_names(lines, places)


def _without_gaps_in_names(lines: list[str], places: list[int]) -> list[int]:
    """Places without those that a single blank in a name makes, where no row has a cell on one side of it."""
    names, rows = lines[0] if lines else "", lines[1:]
    kept = places[:1]
    for at, place in enumerate(places[1:], start=1):
        end = places[at + 1] if at + 1 < len(places) else None
        single = (
            names[place - 1 : place] == " "
            and names[place - 2 : place - 1].strip()
            and names[place : place + 1].strip()
        )
        alone = not any(row[place:end].strip() for row in rows) or not any(
            row[kept[-1] : place].strip() for row in rows
        )
        if not (single and rows and alone):
            kept.append(place)
    return kept


def _split(lines: list[str], separator: str, quote: str) -> list[list[str]]:
    """Rows of cells, as far as they can be read."""
    given = [" ".join(line.split()) for line in lines] if separator == BLANKS else lines
    kind: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader = csv.reader(given, delimiter=separator, quotechar=quote or None, quoting=kind, skipinitialspace=True)
    rows = []
    try:
        for cells in reader:
            rows.append([cell.strip() for cell in cells[:200]])
    except csv.Error:
        pass
    return [row for row in rows if any(row)]


def _regular(rows: list[list[str]], separator: str) -> float:
    """How much like a table rows are, from 0 to 1."""
    widths = Counter(map(len, rows))
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0
    # R leaves out the name of the rows' names.
    share = (count + (len(rows[0]) == width - 1)) / len(rows)
    kinds = [_plain(cell, separator) for row in rows if len(row) == width for cell in row]
    kind = sum(kinds) / len(kinds)
    return share * (width - 1) / width * kind * kind


def _plain(cell: str, separator: str) -> float:
    """How much like one cell a text is, from 0 to 1."""
    if PLAIN_NUMBER.fullmatch(cell) or is_missing(cell):
        return 0.9 if not cell else 1.0
    others = [sign for sign in ",;\t|" if sign in cell and sign != separator]
    others += [sign for sign in _RARE if sign in cell[1:-1] and sign != separator]
    if cell in ",;|:" or (separator == BLANKS and others):
        return 0.1
    if written(cell) is not None:
        return 1.0
    if others:
        return 0.3
    if " " in cell:
        return 0.3 if all(PLAIN_NUMBER.fullmatch(part) for part in cell.split()) else 0.9
    return 0.95
