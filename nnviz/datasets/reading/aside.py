"""Lines around and between the rows that are no rows: titles, units, names that come again, totals, sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.header import kind_of, numeric_columns
from nnviz.datasets.reading.lines import Grid, Row
from nnviz.datasets.reading.names_line import named_below
from nnviz.datasets.reading.printed import TYPES, are_types
from nnviz.datasets.reading.titles import TAIL, UNIT_BRACKETS, Why, are_names, titles

KNOWN = 200
"""Rows above in which a word of such a row is looked for."""
_TOTAL = re.compile(
    r"(grand |sub[- ]?)?(totals?|sum|mean|averages?|avg|median|min(imum)?|max(imum)?|std(ev)?( dev)?|s\.?d\.?|count|n|"
    r"(end|gesamt|zwischen)?summen?|gesamt|gesamt(ergebnis|zahl|wert)|insgesamt|mittel(wert)?|durchschnitt|mittlere|median"
    r"|sommes?|moyennes?|médiane|écart[- ]type|suma|promedio|media|mediana|desviación|somma|totale|totais|soma|média"
    r"|totaal|gemiddelde|som|razem|średnia|celkem|součet|průměr|summa|medel(värde)?|yhteensä|toplam|ortalama"
    r"|итого|всего|сумма|среднее|合计|总计|平均|合計|합계|평균|σ|∑)(\b|[ .:=]).*|"
    r"(totals?|sum|mean|n|∑)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(sources?|notes?|quelle|anmerkung|footnote|see|data from|copyright|https?|supplement)\b|©|\(?c\)|\*|\d\)",
    re.IGNORECASE,
)
_OTHER_SEPARATORS = re.compile(r"[,;\t|]")
_SUBTOTAL = re.compile(
    r"(grand |sub[- ]?)?totals?|sum|(zwischen)?summe|gesamt|suma|somme|totale|totaal|итого|всего|合计|总计|合計",
    re.IGNORECASE,
)
_COUNT = re.compile(r"n|count", re.IGNORECASE)
_FLAGS = frozenset({"", "class", "meta", "ignore", "weight"})


def even(grid: Grid, why: Why, said: list[Remark], *, guess: bool) -> int:
    """Take out lines that have another number of cells than the table and words alone; return its number of columns.

    Cells too many that are empty are cut off, or filled up where the others have them. A first line that is one cell
    shorter than all others gets an empty one in front: it names all columns but the first.

    Raises
    ------
    DataError
        If a line in the table has too many or too few cells.
    """
    widths = Counter(map(len, grid.rows))
    width = max(widths, key=lambda one: (widths[one] * (one > 1), len(grid.rows[0]) == one, one))
    last_used = any(len(row) == width and row[-1] for row in grid.rows)
    filled = width if last_used else max(_filled(row) for row in grid.rows if len(row) == width)
    for at, row in enumerate(grid.rows if filled < width else ()):
        if 1 < filled <= len(row) < width:
            grid.rows[at] = (*row, *[""] * (width - len(row)))
    longer = 0
    if len(grid.rows[0]) > width and not any(grid.rows[0][width:]):
        grid.rows[0] = grid.rows[0][:width]
        longer += 1
    named_below(grid, width, said)
    first = len(grid.rows[0])
    if 0 < first == width - 1 and len(grid.rows) > 2 and len(grid.rows[1]) == len(grid.rows[2]) == width:
        named = width > 2 or any(kind_of(row[0]) == "word" or row[0].isdecimal() for row in grid.rows[1:3])
        if named and not (guess and are_names(grid.rows[1:])):
            grid.rows[0] = ("", *grid.rows[0])
            said.append(
                Remark("header", f"Line {grid.lines[0]} has one cell less than the rows: their first one has no name.")
            )
    if guess:
        titles(grid, width, why)
        _words_of_other_length(grid, width, why)
    reference = next((at for at, row in enumerate(grid.rows) if len(row) == width), 0)
    for at, row in enumerate(grid.rows):
        if len(row) > width and not any(row[width:]):
            grid.rows[at] = row[:width]
            longer += 1
        elif len(row) != width:
            raise DataError(_uneven(grid, at, reference, width))
    if longer:
        lines = "1 line" if longer == 1 else f"{longer:,} lines"
        said.append(Remark("separator", f"Empty cells too many at the end of {lines} are left out."))
    return width


def _filled(row: Row) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell), default=0)


def _words_of_other_length(grid: Grid, width: int, why: Why) -> None:
    """Lines of one cell between rows, and lines of words below them."""
    count = len(grid.rows)
    others = [at for at, row in enumerate(grid.rows) if len(row) != width]
    if count <= 2 or not others:
        return
    gone = set()
    for at in others:
        row = grid.rows[at]
        cells = [cell for cell in row if cell]
        words = cells and all(kind_of(cell) == "word" for cell in cells)
        odd = (len(row) != width and any(row[width:])) or len(row) < width
        total = bool(cells) and _TOTAL.fullmatch(cells[0][:80]) is not None
        source = bool(cells) and _SOURCE.match(cells[0][:80]) is not None
        if at and odd and at >= count - TAIL and (words or total or source) and _ends(grid, at, width):
            why[grid.lines[at]] = "a total" if total else "a note below the table"
            gone.add(at)
        elif at and odd and len(row) == 1 and words and not _OTHER_SEPARATORS.search(row[0]):
            why[grid.lines[at]] = "words in one cell alone"
            gone.add(at)
    grid.keep([at for at in range(count) if at not in gone])


def _ends(grid: Grid, at: int, width: int) -> bool:
    """Whether no full row of numbers and words comes after a line."""
    return all(len(row) != width or not any(kind_of(cell) == "number" for cell in row) for row in grid.rows[at + 1 :])


def _uneven(grid: Grid, at: int, reference: int, width: int) -> str:
    line, count = grid.lines[at], len(grid.rows[at])
    words = (
        f"Line {line} has {count} cell{'s' if count != 1 else ''}, where line {grid.lines[reference]} has {width}. "
        "Look for a separator too many or too few, or put texts that hold one in quotation marks."
    )
    last = grid.several.get(line)
    return words + (f" Its quotation mark is closed in line {last} only." if last else "")


def between(grid: Grid, names: Row | None, why: Why) -> None:
    """Take out rows, below the names, that are units, names again, titles of parts, totals, sources or nearly empty."""
    rows = grid.rows
    if len(rows) < 2:
        return
    if names is not None:
        _repeated(grid, names, why)
        for _ in range(3):
            _units(grid, why)
    rows = grid.rows
    if len(rows) < 3:
        return
    numeric = numeric_columns(rows)
    gone: dict[int, str] = dict(_parts(rows, numeric))
    if len(gone) > len(rows) // 3:
        gone = {}
    gone.update(_tail(rows, numeric, gone))
    if gone and len(rows) - len(gone) >= 2:
        why.update({grid.lines[at]: words for at, words in gone.items()})
        grid.keep([at for at in range(len(rows)) if at not in gone])


def _repeated(grid: Grid, names: Row, why: Why) -> None:
    """Rows that say the names of the columns again, all or some of them."""
    plain = tuple(name.casefold() for name in names)
    gone = set()
    begin = plain[0]
    worded = any(kind_of(cell) == "word" for cell in names)
    for at, row in enumerate(grid.rows):
        if row[0] and row[0].casefold() != begin:
            continue
        if row == names and worded:
            gone.add(at)
            continue
        same = [cell.casefold() == name for cell, name in zip(row, plain, strict=True) if cell]
        if same and all(same) and 2 * len(same) >= len(row) and any(kind_of(cell) == "word" for cell in row):
            gone.add(at)
    if len(grid.rows) - len(gone) >= 2:
        why.update({grid.lines[at]: "the names of the columns again" for at in gone})
        grid.keep([at for at in range(len(grid.rows)) if at not in gone])


def _units(grid: Grid, why: Why) -> None:
    """A row of units right below the names."""
    first, rest = grid.rows[0], grid.rows[1:]
    if len(rest) < 2:
        return
    if set(first) <= _FLAGS and any(first):
        why[grid.lines[0]] = "the roles of the columns, as Orange writes them"
        grid.keep(list(range(1, len(grid.rows))))
        return
    numeric = numeric_columns(rest)
    kinds = [kind_of(cell) for cell, is_number in zip(first, numeric, strict=True) if is_number]
    if "word" not in kinds or "number" in kinds:
        return
    others = [cell for cell, is_number in zip(first, numeric, strict=True) if cell and not is_number]
    again = any(cell in {row[at] for row in rest[:200]} for at, cell in enumerate(first) if cell)
    words = [cell for cell, is_number in zip(first, numeric, strict=True) if cell and is_number]
    short = all(len(cell) <= 12 or UNIT_BRACKETS.fullmatch(cell) for cell in words)
    if (kinds.count("word") > 1 or not others or all(UNIT_BRACKETS.fullmatch(cell) for cell in words)) and not again:
        kind = "the units of the columns" if short else "words where the others have numbers"
        why[grid.lines[0]] = TYPES if are_types(first) else kind
        grid.keep(list(range(1, len(grid.rows))))


def _parts(rows: Sequence[Row], numeric: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """Rows of one word alone, the title of a part."""
    width = len(numeric)
    for at, row in enumerate(rows):
        if "" in row and row.count("") == width - 1:
            column, cell = next((column, cell) for column, cell in enumerate(row) if cell)
            if kind_of(cell) == "word" and (numeric[column] or (len(row) > 2 and column == 0)):
                yield at, "words in one cell alone"
                continue
        if "" in row and _SUBTOTAL.fullmatch(next(filter(None, row), "")[:40]):
            yield at, "a total"


def _tail(rows: Sequence[Row], numeric: Sequence[bool], gone: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Rows at the end that are totals, sources or nearly empty."""
    head = rows[: max(2, len(rows) - TAIL)]
    sparse = min(sum(map(bool, row)) for row in head)
    for at in range(len(rows) - 1, max(1, len(rows) - TAIL), -1):
        if at in gone:
            continue
        row = rows[at]
        cells = [cell for cell in row if cell]
        kinds = {kind_of(cell) for cell, is_number in zip(row, numeric, strict=True) if is_number}
        word = next((cell for cell in cells if kind_of(cell) == "word"), "")
        column = row.index(word) if word else 0
        known = any(other[column] == word for other in rows[:at]) if word else True
        if _is_row(rows, at, column, numeric):
            return
        if word and not known and _TOTAL.fullmatch(word[:80]) and (not any(row[:column]) or numeric[column]):
            yield at, "a total"
        elif word and "word" in kinds and "number" not in kinds and (not known or numeric[column]):
            yield at, "a note below the table"
        elif word and not known and _SOURCE.match(word[:80]) and column == 0:
            yield at, "a note below the table"
        elif 2 * len(cells) < len(row) and len(cells) < sparse:
            yield at, "nearly empty"
        else:
            return


def _is_row(rows: Sequence[Row], at: int, column: int, numeric: Sequence[bool]) -> bool:
    """Whether a full row that begins as a total or a source does is one like the others, such as N for nitrogen.

    In another column it has one of the words above, where these differ; or it is called N, and its numbers count no
    rows. A source without an empty cell is a row too. What says that it is a total is one.
    """
    row = rows[at]
    if not all(row) or numeric[column] or _SUBTOTAL.fullmatch(row[column][:40]):
        return False
    numbers = [cell for cell, is_number in zip(row, numeric, strict=True) if is_number]
    texts = [other for other, is_number in enumerate(numeric) if not is_number and other != column]
    for other in texts:
        words = {above[other] for above in rows[max(0, at - KNOWN) : at]}
        if len(words) > 1 and row[other] in words:
            return True
    if _COUNT.fullmatch(row[column]):
        return any(not cell.isdecimal() or int(cell[:9]) > at for cell in numbers)
    return bool(numbers) and _SOURCE.match(row[column][:80]) is not None
