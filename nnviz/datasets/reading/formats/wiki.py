"""Tables of wikis: MediaWiki's markup, as of Wikipedia ({| … |}), and Jira's (||names||, |cells|).

https://www.mediawiki.org/wiki/Help:Tables and Atlassian's "Text Formatting Notation Help" describe them.
"""

from __future__ import annotations

import io
import re

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_REFERENCE = re.compile(r"<ref[^<>]*/>|<ref[^<>]*>[^<]*</ref>|<!--.*?-->|</?(?:small|sup|sub|nowiki|b|i)>|<br ?/?>")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_ATTRIBUTE = r"[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s|\"']+)"
_ATTRIBUTES = re.compile(rf"\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\|(?!\|)")
_SEVERAL = re.compile(r"\b(?:row|col)span\s*=\s*[\"']?\s*(?!1\b)\d", re.IGNORECASE)
_LONGEST = 2_000
"""Signs of a cell that are looked at for markup."""


def read_wiki(text: str) -> Form | None:
    """Read a wiki's table; None if it is none.

    Raises
    ------
    DataError
        If a cell reaches over several rows or columns.
    """
    begin = text.lstrip()[:_LONGEST]
    if begin.startswith("{|"):
        return _mediawiki(text)
    first, _, rest = begin.partition("\n")
    below = rest.lstrip()
    if re.fullmatch(r"\|\|.+\|\|\s*", first) and below.startswith("|") and not below.startswith("||"):
        return _jira(text)
    return None


def _mediawiki(text: str) -> Form:
    grid = Grid()
    form = Form("wiki", grid, separator="|")
    row: list[str] = []
    began = heads = 0
    for number, line in enumerate(io.StringIO(text), start=1):
        bare = line.strip()
        if not bare:
            continue
        ends = bare.startswith(("|-", "|}"))
        if ends and row:
            _add(form, row, began, names=heads == len(row))
            row, heads = [], 0
        if ends or bare.startswith(("{|", "|+")):
            form.why[number] = "a line of the wiki’s markup"
            if bare.startswith("|}"):
                break
        elif bare[0] in "!|":
            if _SEVERAL.search(bare[:_LONGEST]):
                raise DataError(
                    f"Line {number} is a wiki’s table with a cell over several rows or columns (rowspan, colspan), "
                    "which is not read here: copy the table from the page as the browser shows it, and paste that."
                )
            cells = re.split(r"\|\||!!" if bare[0] == "!" else r"\|\|", bare[1:])
            began = began if row else number
            heads += len(cells) * (bare[0] == "!")
            row += map(_plain, cells)
        elif row and len(row[-1]) < _LONGEST:
            row[-1] = f"{row[-1]} {_plain(bare)}"
        elif row:
            raise DataError(f"Line {number} goes on with a cell that is longer than {_LONGEST:,} signs: shorten it.")
        else:
            form.why[number] = "outside of the table"
    if row:
        _add(form, row, began, names=heads == len(row))
    form.said.append(Remark("separator", "This is a wiki’s table: bars part its cells."))
    return form


def _add(form: Form, row: list[str], line: int, *, names: bool) -> None:
    if names and not form.grid.rows:
        form.header = True
    form.grid.rows.append(tuple(row))
    form.grid.lines.append(line)


def _jira(text: str) -> Form:
    grid = Grid()
    form = Form("wiki", grid, separator="|", header=True)
    for number, line in enumerate(io.StringIO(text), start=1):
        bare = line.strip()
        if bare.startswith("|"):
            cells = bare.strip("|").split("||" if bare.startswith("||") else "|")
            grid.rows.append(tuple(_plain(cell) for cell in cells))
            grid.lines.append(number)
        elif bare:
            form.why[number] = "outside of the table"
    form.said.append(Remark("separator", "This is a wiki’s table: bars part its cells."))
    return form


def _plain(cell: str) -> str:
    """A cell without attributes, links, references and stress."""
    head = cell[:_LONGEST]
    if attributes := _ATTRIBUTES.match(head):
        head = head[attributes.end() :]
    head = _LINK.sub(r"\1", _REFERENCE.sub(" ", head)).replace("'''", "").replace("''", "").replace("&nbsp;", " ")
    return " ".join((head + cell[_LONGEST:]).split())
