"""Text or bytes to a table, with every guess that was made on the way."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import replace

from nnviz.datasets.own import DataError
from nnviz.datasets.reading import aside, columns, lacking, telling
from nnviz.datasets.reading.choices import (
    AS_WRITTEN,
    FIXED,
    SEPARATORS,
    Choices,
    MissingWord,
    Reading,
    Remark,
    SetAside,
)
from nnviz.datasets.reading.counting import counting_columns
from nnviz.datasets.reading.dialect import are_rows, guess_comment, guess_dialect, head_of
from nnviz.datasets.reading.encoding import decoded
from nnviz.datasets.reading.formats import formatted
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.header import guess_header, unique_names
from nnviz.datasets.reading.lines import Grid, Row, cut, without_trailing
from nnviz.datasets.reading.names_line import commented_names, names_parted_otherwise, second_names
from nnviz.datasets.reading.numbers import Signs
from nnviz.datasets.reading.printed import DOTS, printed_lines, without
from nnviz.datasets.reading.refused import is_prose, refuse_bytes, refuse_text
from nnviz.datasets.reading.substituted import plainly
from nnviz.datasets.reading.table import Table
from nnviz.datasets.reading.titles import Why, spaced_title
from nnviz.datasets.reading.wrapped import unwrapped

MOST_BYTES = 2_000_000
MOST_COLUMNS = 100
NOTHING = Choices()
_TOLD_SEPARATOR = re.compile(r"\s*[\"']?sep=(\\t|.)[\"']?[,;\t ]*\n", re.IGNORECASE)
_ONE_COLUMN = (
    "Only one column was found: at least one input and a target are needed. Separate the cells of a row by commas, "
    "semicolons or tabs."
)


def read_table(given: bytes | str) -> Table:
    """Read a table by guesses alone; see `read`."""
    return read(given).table


def read(given: bytes | str, choices: Choices = NOTHING) -> Reading:
    """Read a table of text: CSV and its sisters, text in columns, ARFF, LIBSVM's rows, arrays and drawn tables.

    Parameters
    ----------
    given : bytes or str
        Of a file, or pasted text.
    choices : Choices
        What is not to be guessed.

    Returns
    -------
    Reading
        The table, what was done, and a sentence for every guess.

    Raises
    ------
    DataError
        If it is too large, no text, no table, empty, has one column only, or lines of different lengths; or if choices
        do not go with it.
    """
    size = len(given)
    if size > MOST_BYTES:
        most = MOST_BYTES / 1e6
        raise DataError(f"The table has {size / 1e6:.1f} MB; up to {most:.0f} MB can be read. Leave rows out.")
    if isinstance(given, bytes):
        refuse_bytes(given)
        text, encoding, said = decoded(given, choices.encoding)
    else:
        text, encoding, said = given.lstrip("\ufeff"), "utf-8", []
    if "\0" in text:
        raise DataError("This is no text: save the table as CSV first.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DataError("The table is empty: it needs a line of names and at least two rows.")
    printed: Why = {}
    if choices != AS_WRITTEN:
        text, replaced = plainly(text)
        text, wrappings = unwrapped(text)
        said += replaced + wrappings
        printed = printed_lines(text)
        if choices.aside is not None:
            printed = {line: words for line, words in printed.items() if line in choices.aside}
        text = without(text, printed)
    form = formatted(text)
    if form is not None and choices.separator not in (None, form.separator):
        form = None
    if form is None:
        # Who says what parts the cells says that there are some.
        if choices.separator is None:
            refuse_text(text)
        form = _separated(text, choices)
    else:
        form.grid = _within(form.grid, choices)
    form.why |= printed
    return _finished(form, replace(choices, encoding=encoding), said)


def _within(grid: Grid, choices: Choices) -> Grid:
    first, last = choices.first_line or 1, choices.last_line
    grid.keep([at for at, line in enumerate(grid.lines) if line >= first and (last is None or line <= last)])
    return grid


def _separated(text: str, choices: Choices) -> Form:
    """Rows of separated cells, or of cells that stand at their places."""
    why: Why = {}
    said: list[Remark] = []
    separator = choices.separator
    if told := _TOLD_SEPARATOR.match(text):
        line = text.count("\n", 0, told.start(1)) + 1
        why[line] = "the name of the separator"
        named = told[1].replace("\\t", "\t")
        separator = separator or (named if named in SEPARATORS else None)
        text = "\n" * line + text[told.end() :]
    head = head_of(text, choices.first_line, choices.last_line)
    if not head:
        raise DataError("The table is empty: it needs a line of names and at least two rows.")
    comment = choices.comment if choices.comment is not None else guess_comment(text, head)
    found, quote, places = guess_dialect(head, comment, separator, choices.quote)
    sure = choices.separator or found in ("\t", "|", FIXED) or are_rows(head, comment, found, quote)
    if not sure and is_prose(head):
        raise DataError(
            "This looks like running text, not like a table, which has a line for each row and a separator in it. If "
            "it is a table, choose what separates its cells."
        )
    if found is None:
        raise DataError(_ONE_COLUMN)
    text, trailing = without_trailing(text, found, comment)
    said += trailing
    grid = cut(text, found, quote, comment, places=places, first=choices.first_line, last=choices.last_line)
    if not grid.rows:
        raise DataError("The table is empty: all of its lines are comments.")
    words = f"Cells are separated by {SEPARATORS[found]}."
    said.insert(0, Remark("separator", "Cells are told apart by their place in the line." if found == FIXED else words))
    if quote == "'":
        said.append(Remark("quote", "Single quotation marks around cells are left out."))
    form = Form("", grid, separator=found, quote=quote, comment=comment, said=said, why=why)
    if choices.header is not False and choices != AS_WRITTEN:
        names_parted_otherwise(form, text)
    if choices.aside is None:
        spaced_title(grid, text, found, why)
    if choices.header is not False:
        commented_names(form, text, places)
    return form


def _finished(form: Form, choices: Choices, said: list[Remark]) -> Reading:
    """From rows of cells to a table: names, what is set aside, missing cells and numbers."""
    grid, why = form.grid, form.why
    said = said + form.said
    guess = choices.aside is None
    if choices.aside is not None:
        gone = set(choices.aside)
        why.update({line: "your choice" for line in grid.lines if line in gone and line not in why})
        grid.keep([at for at, line in enumerate(grid.lines) if line not in gone])
    if not grid.rows:
        raise DataError("The table has no rows left: set fewer lines aside.")
    given: Row | None
    if form.names is not None:
        width, given, header = len(form.names), form.names, True
    else:
        width = aside.even(grid, why, said, guess=guess)
        _check_width(width, grid)
        if choices.header is not False:
            second_names(grid, said)
        header, given = _header(form, grid, choices, said)
        if guess:
            aside.between(grid, given, why)
    _check_width(width, grid)
    if not grid.rows:
        raise DataError("The table has a line of names and no rows: at least two are needed.")
    names = unique_names(given or [""] * width)
    _say_unnamed(names, given, said)
    looked = columns.look(grid, width)
    left_out = _columns_aside(looked, names, given, choices)
    kept = [at for at, name in enumerate(names) if name not in left_out]
    if len(kept) < 2:
        raise DataError(_ONE_COLUMN)
    if left_out:
        grid.rows = [tuple(row[at] for at in kept) for row in grid.rows]
        looked, names = [looked[at] for at in kept], tuple(names[at] for at in kept)
        given = tuple(given[at] for at in kept) if given else None
    offered: list[MissingWord] = []
    if choices.missing is None:
        missing, more, offered = lacking.guess(looked, names)
        said += more
        choices = replace(choices, missing=tuple(lacking.entries(missing, looked, names)))
    else:
        choices = replace(choices, missing=lacking.plain(choices.missing))
        missing = lacking.chosen(choices.missing or (), names)
    columns.judge(looked, missing)
    signs = columns.signs_of(looked, choices)
    said += telling.odd_ones(looked, names, grid, offered)
    said += telling.alike(looked, names, grid.blanked if not left_out else grid.blanked.__class__())
    said += telling.told_signs(looked, signs, choices)
    said += telling.told_marks(looked, names, signs)
    said += columns.rewrite(grid, looked, names, signs, missing)
    found = _reading(form, names, given, choices, signs, header, left_out, said)
    return replace(found, offered=tuple(dict.fromkeys(offered)), places=lacking.places(looked, names))


def _reading(
    form: Form,
    names: tuple[str, ...],
    given: Row | None,
    choices: Choices,
    signs: Signs,
    header: bool,
    left_out: dict[str, str],
    said: list[Remark],
) -> Reading:
    grid, why = form.grid, form.why
    counting = counting_columns(names, given, grid.rows)
    for name in names:
        if name in counting:
            said.append(
                Remark("", f"Column “{name}” merely counts or names the rows: it is no input unless you choose it.")
            )
    filled = replace(
        choices,
        separator=form.separator,
        quote=form.quote,
        decimal=signs.decimal,
        thousands=signs.thousands,
        header=header,
        comment=form.comment,
        first_line=choices.first_line or 1,
        last_line=choices.last_line or max(grid.lines[-1], *(why or {1: ""}), *(grid.comments or [1])),
        aside=tuple(sorted(why)),
        columns_aside=tuple(left_out),
    )
    set_aside = _told(why, left_out, grid, form.comment)
    notes = (*(remark.words for remark in said), *map(str, set_aside))
    table = Table(names, tuple(grid.rows), grid.lines[0], notes, columns.line_numbers(grid.lines), counting)
    return Reading(table, filled, tuple(said), set_aside, format=form.name)


def _check_width(width: int, grid: Grid) -> None:
    if width < 2:
        raise DataError(_ONE_COLUMN)
    if width > MOST_COLUMNS:
        raise DataError(f"Line {grid.lines[0]} has {width} cells; up to {MOST_COLUMNS} columns can be read.")


def _header(form: Form, grid: Grid, choices: Choices, said: list[Remark]) -> tuple[bool, Row | None]:
    """Whether the first row holds names, and the names if so, taken off the rows."""
    header, reason = guess_header(grid.rows)
    if form.header is not None:
        header, reason = form.header, "as a line is drawn below it"
    if choices.header is not None:
        header, reason = choices.header, ""
    after = f", {reason}" if reason else ""
    if not header:
        said.append(Remark("header", f"No line of names was found{after}: columns have numbers."))
        return False, None
    said.append(Remark("header", f"Line {grid.lines[0]} holds the names of the columns{after}."))
    grid.lines.pop(0)
    return True, grid.rows.pop(0)


def _say_unnamed(names: tuple[str, ...], given: Row | None, said: list[Remark]) -> None:
    if given is None:
        return
    again = [name for name, cell in zip(names, given, strict=True) if cell and name != cell and cell in names]
    if again:
        said.append(Remark("header", f"A name comes twice: the later column is called “{again[0]}”."))


def _columns_aside(
    looked: list[columns.Column], names: tuple[str, ...], given: Row | None, choices: Choices
) -> dict[str, str]:
    """Names of columns that are left out, and why."""
    if choices.columns_aside is not None:
        return {name: "your choice" for name in names if name in choices.columns_aside}
    empty = [not one.plain and not one.odd for one in looked]
    gone = {
        name: "empty and without a name" for at, name in enumerate(names) if empty[at] and not (given and given[at])
    }
    for name, one in zip(names, looked, strict=True):
        if name in DOTS and not one.plain and set(one.odd) <= DOTS:
            gone[name] = "dots for columns that were left out when the table was shown"
    return gone


def _told(why: Why, left_out: dict[str, str], grid: Grid, comment: str) -> tuple[SetAside, ...]:
    """What was set aside, one for each reason."""
    by_reason: dict[str, list[int]] = {}
    for line in sorted(why):
        by_reason.setdefault(why[line], []).append(line)
    found = [SetAside(reason, tuple(lines)) for reason, lines in by_reason.items()]
    found += _lines("beginning with {}, as comments do" if comment else "ruled from end to end", comment, grid.comments)
    found += _lines("empty cells alone", "", grid.empty)
    return (*found, *(SetAside(reason, column=name) for name, reason in left_out.items()))


def _lines(reason: str, sign: str, lines: array[int] | Iterable[int]) -> list[SetAside]:
    kept = tuple(lines)
    return [SetAside(reason.format(sign), kept)] if kept else []
