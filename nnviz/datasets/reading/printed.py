"""Lines that programs print around a table that they show: its size, the types of its columns, dots for rows left out.

pandas, polars, R, Julia, MATLAB and databases print them; they are taken out before anything else is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

TYPES = "the types of the columns"
LEFT_OUT = "dots for rows that were left out when the table was shown"
DOTS = frozenset({"...", "…", "⋯"})
_SIZE = "the size of the table"
LOOKED_AT = 40
"""Lines at the beginning, and at the end, among which such lines are looked for."""
_TYPE = re.compile(
    r"<[a-z]+\+?>|[iuf](8|16|32|64|128)|u?int(eger)?(8|16|32|64)?|float(8|16|32|64)?|str(ing)?(\d+)?\??|object|cat(egory)?"
    r"|categorical.*|bool(ean)?\??|date|time|(datetime|timestamp|duration).*|double|decimal.*|n?(var)?char(acter)?(\(\d+\))?"
    r"|(big|small|tiny)int|u?(big|small|tiny|huge)?int(eger)?\??|real|numeric|text|float(32|64)\?|factor|num|chr|fct|dbl|lgl",
    re.IGNORECASE,
)
_SIZES = re.compile(
    r"\[\d+ rows x \d+ columns\]|shape: ?\(\d+, ?\d+\)|# A (tibble|data\.table|data frame).*"
    r"|\d+×\d+ (Sub)?DataFrame"
    r"|\(?\d+ rows?( ?\([^()]*\))?( (selected|affected|returned|in set|fetched)\b.*)?\)?\.?"
    r"|only showing top \d+ rows?|Query OK.*|Length: \d+, dtype: .*|Name: .*, (Length: \d+, )?dtype: .*|dtype: \w+"
    r"|\(?\d[\d,]* (records?|observations?|obs\.?|entries|cases|samples|lines?|objects?)( in total)?\)?\.?"
    r"|\.\.\. with \d+ more (rows|variables).*|\s*\[ reached .*|\d+ rows? × \d+ columns?|\d+ rows omitted",
)
_BEGINNING = 300
"""Signs by which an array is known."""
_ARRAY = re.compile(r"(?:[A-Za-z_]\w*\s*=)?\s*(?:[A-Za-z_][\w.]*\()?\s*[\[({]\s*[\[({]")
_NAME = re.compile(r"(?!sep=)[A-Za-z_]\w*\s*=", re.IGNORECASE)
"""Of a matrix; sep= and a tab is how Excel names a separator."""
_DOTS = re.compile(r"[\s|│┆,;]*(?:(?:\.{2,3}|…|⋮|⋯|·)[\s|│┆,;]+){1,}(?:\.{2,3}|…|⋮|⋯|·)[\s|│┆,;]*")


def printed_lines(text: str) -> dict[int, str]:
    """Return the lines of a text, counted from 1, that a program printed around a table, and what each is."""
    if _ARRAY.match(text.lstrip()[:_BEGINNING]):
        return {}  # its dots stand inside of brackets, and it says of them what to do
    found = dict(_found(_edges(text)))
    rest = text.count("\n") + 1 - len(found)
    return found if rest > 1 else {}


def without(text: str, lines: Collection[int]) -> str:
    """Return a text with these lines empty."""
    if not lines:
        return text
    cut = text.split("\n")
    for line in lines:
        cut[line - 1] = ""
    return "\n".join(cut)


def are_types(cells: Sequence[str]) -> bool:
    """Whether cells name the types of columns, each of them."""
    known = [cell for cell in cells if cell]
    return len(known) > 1 and all(_TYPE.fullmatch(cell[:40]) for cell in known)


def _edges(text: str) -> Iterator[tuple[int, str, bool]]:
    """The first lines and the last, with their numbers, and whether each is the first that is not empty."""
    begin, number, first = 0, 0, True
    while number < LOOKED_AT and begin <= len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        number += 1
        line = text[begin : min(end, begin + 400)]
        yield number, line, first and bool(line.strip())
        first = first and not line.strip()
        begin = end + 1
    if begin > len(text):
        return
    tail: list[str] = []
    end = len(text)
    while len(tail) < LOOKED_AT and end > begin:
        start = max(text.rfind("\n", begin, end), begin - 1)
        tail.append(text[start + 1 : min(end, start + 401)])
        end = start
    last = text.count("\n") + 1
    for back, line in enumerate(tail):
        yield last - back, line, False


def _found(lines: Iterator[tuple[int, str, bool]]) -> Iterator[tuple[int, str]]:
    for number, line, first in lines:
        bare = line.strip()
        if not bare:
            continue
        if _SIZES.fullmatch(bare):
            yield number, _SIZE
        elif first and _NAME.fullmatch(bare):
            yield number, "the name of the table"
        elif bare in DOTS or _DOTS.fullmatch(bare):
            yield number, LEFT_OUT
        elif number <= LOOKED_AT and bare.startswith("<") and are_types(bare.split()):
            yield number, TYPES
