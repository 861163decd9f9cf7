"""What a visitor may decide about the reading of a table, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.table import Table

BLANKS = " "
"""As a separator: any run of blanks and tabs."""
FIXED = "fixed"
"""As a separator: each column stands at its place in every line."""
SEPARATORS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "bars",
    ":": "colons",
    "~": "tildes",
    "^": "carets",
    "¦": "broken bars",
    BLANKS: "blanks",
    FIXED: "their place in the line",
}
"""What parts the cells of a row, and its name."""
DECIMALS = {".": "a point", ",": "a comma"}
THOUSANDS = {"": "nothing", ",": "a comma", ".": "a point", " ": "a blank", "'": "an apostrophe"}
QUOTES = {'"': "double quotes", "'": "single quotes", "": "no quotes"}
COMMENTS = {"": "none", "#": "#", "%": "%", "//": "//", ";": ";", "--": "--", "!": "!"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16, big-endian",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859-2": "ISO 8859-2 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "mac-roman": "Mac Roman",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "shift-jis": "Shift JIS (Japanese)",
    "euc-jp": "EUC-JP (Japanese)",
    "euc-kr": "EUC-KR (Korean)",
}
"""Encodings that can be chosen, by Python's name."""

MissingWord = str | tuple[str, str]
"""A word for a missing cell, in any case: by itself in each column, or with the name of the one column it is so in."""


@dataclass(frozen=True)
class Choices:
    """What was decided about the reading of a table; None leaves it to a guess.

    Attributes
    ----------
    encoding : str or None
        One of `ENCODINGS`; only for bytes.
    separator : str or None
        One of `SEPARATORS`.
    quote : {'"', "'", ""} or None
        What cells that hold a separator stand in.
    decimal : {".", ","} or None
        Decides cells that could be read in two ways, as 1,250; a cell that can be read in one way only is read so.
    thousands : {"", ",", ".", " ", "'"} or None
        What parts the digits of large numbers in threes.
    header : bool or None
        Whether the first line of the table holds the names of its columns.
    missing : tuple of str or of tuple of str, or None
        Words for a missing cell, each a `MissingWord`; an empty cell is always missing.
    comment : str or None
        What lines that are no part of the table begin with; "" if there are none.
    first_line, last_line : int or None
        The lines of the file between which the table stands, both included.
    aside : tuple of int or None
        Lines that are no rows: titles, units, totals, sources and names that come again. Comments are apart from that.
    columns_aside : tuple of str or None
        Names of columns that are left out.

    Raises
    ------
    DataError
        If one of them is not among what is allowed.
    """

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header: bool | None = None
    missing: tuple[MissingWord, ...] | None = None
    comment: str | None = None
    first_line: int | None = None
    last_line: int | None = None
    aside: tuple[int, ...] | None = None
    columns_aside: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for field, known in (
            ("encoding", ENCODINGS),
            ("separator", SEPARATORS),
            ("quote", QUOTES),
            ("decimal", DECIMALS),
            ("thousands", THOUSANDS),
            ("comment", COMMENTS),
        ):
            value = getattr(self, field)
            if value is not None and value not in known:
                raise DataError(f"{field} must be one of {', '.join(map(repr, known))}, or None, not {value!r}.")
        if self.decimal is not None and self.decimal == self.thousands:
            raise DataError(
                "The sign that parts thousands and the decimal sign cannot be the same: change one of them."
            )
        if None not in (self.first_line, self.last_line) and self.first_line > self.last_line:  # type: ignore[operator]
            raise DataError("The table cannot end above its first line: change one of the two.")


AS_WRITTEN = Choices(
    separator=",",
    quote='"',
    decimal=".",
    thousands="",
    header=True,
    missing=(),
    comment="",
    aside=(),
    columns_aside=(),
)
"""How a table that was written as CSV here is read back to the letter: nothing is guessed."""


@dataclass(frozen=True)
class SetAside:
    """What of the file is no part of the table.

    Attributes
    ----------
    why : str
        What it is, to stand after a colon: "the names of the columns again".
    lines : tuple of int
        The lines, or none if it is a column.
    column : str
        The column's name, or "" if it is lines.
    text : str
        How the first of these lines begins.
    """

    why: str
    lines: tuple[int, ...] = ()
    column: str = ""
    text: str = ""

    @property
    def where(self) -> str:
        """The place in words: "Line 3", "Lines 3, 4 and 9", "Column “x”"."""
        if self.column:
            return f"Column “{self.column}”"
        if len(self.lines) == 1:
            return f"Line {self.lines[0]}"
        if len(self.lines) > 4:
            return f"{len(self.lines):,} lines from {self.lines[0]} to {self.lines[-1]}"
        return f"Lines {', '.join(map(str, self.lines[:-1]))} and {self.lines[-1]}"

    def __str__(self) -> str:
        return f"{self.where} {'is' if self.column or len(self.lines) == 1 else 'are'} set aside: {self.why}."


@dataclass(frozen=True)
class Remark:
    """One sentence about the reading, and the field of `Choices` that it is about ("" if it is about none)."""

    about: str
    words: str


@dataclass(frozen=True)
class Reading:
    """A table, and how it was made of the text.

    Attributes
    ----------
    table : Table
    choices : Choices
        All filled: what was done. Reading with them gives the same table.
    remarks : tuple of Remark
        Each guess in one plain sentence, with the choice that it is about.
    set_aside : tuple of SetAside
        Lines and columns that are no part of the table, and why.
    offered : tuple of str or of tuple of str
        Words in columns of numbers, or among classes, that could be counted as missing, each a `MissingWord`.
    places : tuple of tuple of str
        Words that often stand for a missing cell and are in several columns, with the name of each.
    format : str
        "ARFF", "LIBSVM", "LaTeX", "array", "drawn table", "log" or "wiki"; "" for rows of separated cells. What the
        format says about separators, quotation marks and comments is not a choice.
    """

    table: Table
    choices: Choices
    remarks: tuple[Remark, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    offered: tuple[MissingWord, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    format: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """All remarks, and what was set aside, in sentences."""
        return (*(remark.words for remark in self.remarks), *map(str, self.set_aside))
