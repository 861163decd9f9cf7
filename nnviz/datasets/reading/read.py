"""A table of text from a file or from the clipboard: its encoding, separator and header, and what is wrong with it.

Lines are counted as a spreadsheet counts them, the header as line 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from nnviz.datasets.own import LONGEST_NAME, MOST_ROWS, DataError
from nnviz.datasets.reading.choices import Choices, Reading, Remark
from nnviz.datasets.reading.table import Table

NOTHING = Choices()
WORDS = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
MOST_BYTES = 2_000_000
MOST_COLUMNS = 100
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_Line = tuple[int, list[str]]
"""Its number, and its cells."""
_LOOKED_AT = 50
"""Lines by which the separator is guessed."""
_SIGNATURES = {
    b"PK\x03\x04": "a spreadsheet or zip file: save it as CSV first",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet: save it as CSV first",
    b"%PDF": "a PDF: copy the table out of it, and paste it",
    b"\x1f\x8b": "a packed file: unpack it first",
    b"\x89PNG": "a picture: the table has to be text",
    b"PAR1": "a Parquet file: save it as CSV first",
}


def read(given: bytes | str, choices: Choices = NOTHING) -> Reading:
    """Read a table."""
    table = read_table(given)
    return Reading(table, choices, tuple(Remark("", note) for note in table.notes))


def read_table(given: bytes | str) -> Table:
    """Read CSV, TSV or a pasted table.

    Parameters
    ----------
    given : bytes or str
        Of a file, or pasted text. UTF-8, UTF-16 with its mark, else Windows-1252. Cells are separated by commas,
        semicolons, tabs, bars or blanks, whichever gives a table; a decimal comma is understood unless cells are
        separated by commas.

    Raises
    ------
    DataError
        If it is too large, no text, empty, has one column only, or lines of different lengths.
    """
    size = len(given)
    if size > MOST_BYTES:
        most = MOST_BYTES / 1e6
        raise DataError(f"The table has {size / 1e6:.1f} MB; up to {most:.0f} MB can be read. Leave rows out.")
    text, notes = (given, []) if isinstance(given, str) else _decoded(given)
    if "\0" in text:
        raise DataError("This is no text: save the table as CSV first.")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DataError("The table is empty: it needs a line of names and at least two rows.")
    separator, lines, count = _parted(text)
    notes += [f"Cells are separated by {_SEPARATORS.get(separator, 'blank')}s."]
    width = len(lines[0][1])
    if width < 2:
        raise DataError(
            "Only one column was found: at least one input and a target are needed. Separate the cells of a row by "
            "commas, semicolons or tabs."
        )
    if width > MOST_COLUMNS:
        raise DataError(f"Line {lines[0][0]} has {width} cells; up to {MOST_COLUMNS} columns can be read.")
    for number, cells in lines:
        if len(cells) != width:
            raise DataError(
                f"Line {number} has {len(cells)} cell{'s' if len(cells) != 1 else ''}, where line {lines[0][0]} has "
                f"{width}. Look for a separator too many or too few, or put texts that hold one in quotation marks."
            )
    if separator != "," and any(_COMMA.fullmatch(cell) for _, cells in lines for cell in cells):
        lines = [(n, [_pointed(cell) for cell in cells]) for n, cells in lines]
        notes.append("A comma in a number is read as its decimal point.")
    first = lines[0][1]
    headed = not any(_NUMBER.fullmatch(cell) for cell in first) and count > 1
    names = _unique(first) if headed else tuple(f"column {i + 1}" for i in range(width))
    if not headed:
        notes.append("No line of names was found: columns have numbers.")
    if count - headed > MOST_ROWS:
        raise DataError(f"The table has {count - headed:,} rows; up to {MOST_ROWS:,} can be read. Leave rows out.")
    body = lines[1:] if headed else lines
    rows = tuple(tuple("" if cell.lower() in WORDS else cell for cell in cells) for _, cells in body)
    return Table(names, rows, body[0][0], tuple(notes), tuple(number for number, _ in body))


def _pointed(cell: str) -> str:
    return cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    """Text of bytes, and which encoding was assumed if not UTF-8."""
    for mark, what in _SIGNATURES.items():
        if raw.startswith(mark):
            raise DataError(f"This is {what}.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ["The text is read as UTF-16."]
        except UnicodeDecodeError:
            raise DataError("The text begins as UTF-16 and goes on as something else: save it as UTF-8.") from None
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        try:
            return raw.decode("cp1252"), ["The text is no UTF-8 and is read as Windows-1252."]
        except UnicodeDecodeError:
            line = raw[: error.start].count(b"\n") + 1
            raise DataError(f"Line {line} holds what is no text in UTF-8 or Windows-1252: save it as UTF-8.") from None


def _parted(text: str) -> tuple[str, list[_Line], int]:
    """The separator that makes a table of the text, its first lines that are not empty, and how many there are."""
    found = []
    head = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    for separator in _SEPARATORS:
        widths = [len(cells) for _, cells in _cut(head, separator)]
        if widths and widths[0] > 1:
            common = max(set(widths), key=widths.count)
            found.append((widths.count(common) / len(widths), common, separator))
    if found:
        best = max(found, key=lambda one: (round(one[0], 1), one[1]))[2]
        return best, *_kept(_cut(text, best))
    lines = enumerate(io.StringIO(text), start=1)
    return " ", *_kept((number, line.split()) for number, line in lines if line.strip())


def _kept(lines: Iterator[_Line]) -> tuple[list[_Line], int]:
    """As many lines as a table may have and its header, and how many there are: a table too long takes no more room."""
    kept = list(islice(lines, MOST_ROWS + 1))
    return kept, len(kept) + sum(1 for _ in lines)


def _cut(text: str, separator: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error as error:
        words = f"Line {reader.line_num} cannot be read ({error}): look for a quotation mark too many."
        raise DataError(words) from None


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of columns: printable, not too long, each another."""
    names: list[str] = []
    for i, cell in enumerate(cells):
        plain = "".join(sign for sign in cell if sign.isprintable()).strip()[: LONGEST_NAME - 4] or f"column {i + 1}"
        name, count = plain, 1
        while name in names:
            count += 1
            name = f"{plain} {count}"
        names.append(name)
    return tuple(names)
