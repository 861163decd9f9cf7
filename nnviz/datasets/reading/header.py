"""Whether the first line of a table holds the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nnviz.datasets.own import LONGEST_NAME
from nnviz.datasets.reading.missing import is_missing
from nnviz.datasets.reading.numbers import readings, written

LOOKED_AT = 200
"""Rows by which it is guessed."""
YEARS = range(1700, 2201)
ENOUGH = 10
"""Rows from which a class that only the first one has is taken for a name."""
ROUNDED = 0.01
"""The part of a step by which others may differ from it as numbers are rounded."""


def kind_of(cell: str) -> str:
    """Return "" for a missing cell, "number" or "word"."""
    if is_missing(cell):
        return ""
    return "number" if written(cell) is not None else "word"


def numeric_columns(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Of each column, whether at least half of its cells that are there are numbers."""
    found = []
    for column in zip(*rows[:LOOKED_AT], strict=True):
        kinds = [kind_of(cell) for cell in column]
        numbers, words = kinds.count("number"), kinds.count("word")
        found.append(numbers > 0 and numbers >= words)
    return found


def guess_header(rows: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Return whether the first row holds names, and the reason as a half sentence that begins with "as"."""
    if len(rows) < 2:
        return False, "as there is one line only"
    first, body = rows[0], rows[1 : LOOKED_AT + 1]
    numeric = numeric_columns(body)
    kinds = [kind_of(cell) for cell in first]
    words = [
        at for at, (kind, is_number) in enumerate(zip(kinds, numeric, strict=True)) if is_number and kind == "word"
    ]
    numbers = [at for at, is_number in enumerate(numeric) if is_number and kinds[at] == "number"]
    if not any(numeric):
        if "number" in kinds and len([cell for cell in first if cell]) == len(set(first)):
            return True, "as it has numbers where the others have words"
        again = [at for at, cell in enumerate(first) if cell and any(row[at] == cell for row in body)]
        if again:
            return False, "as its words come again below"
        return True, "as none of its words comes again below"
    if words and len(words) >= len(numbers):
        return True, "as it has words where the others have numbers"
    if numbers and _stand_out(first, body, numbers, kinds):
        return True, "as its numbers count up and the others’ do not"
    if _steady_beside_words(first, body, numbers, words, kinds):
        return True, "as its numbers follow each other evenly and none of its words comes again below"
    if numbers:
        return False, "as the first line has numbers as the others have"
    if any(kind == "word" for kind in kinds) and not any(
        cell and any(row[at] == cell for row in body) for at, cell in enumerate(first)
    ):
        return True, "as none of its words comes again below"
    return False, "as the first line looks like the others"


def _stand_out(first: Sequence[str], body: Sequence[Sequence[str]], numbers: list[int], kinds: list[str]) -> bool:
    """Whether the numbers of the first row are names: a run of whole numbers, or years, unlike those below."""
    run = [_whole(first[at]) for at in numbers]
    if len(run) < 2 or any(one is None for one in run):
        return False
    steps = {b - a for a, b in pairwise(run)}  # type: ignore[operator]
    years = all(one in YEARS for one in run) and len(steps) == 1 and 0 not in steps
    counted = steps == {1} and run[0] in (0, 1)
    if not (years or counted):
        return False
    blank_corner = any(not kind for kind in kinds) and not any(not cell for row in body for cell in row)
    if blank_corner and len(run) + 1 >= len(first):
        return True
    far = beyond = decimals = 0
    for at, name in zip(numbers, run, strict=True):
        values = [value for value in (_value(row[at]) for row in body) if value is not None]
        low, high = min(values, default=0.0), max(values, default=0.0)
        reach = high - low
        decimals += any(value != int(value) for value in values if abs(value) < 1e300)
        beyond += name < low or name > high  # type: ignore[operator]
        far += name < low - reach or name > high + reach  # type: ignore[operator]
    unlike = 2 * far > len(numbers) and len(body) > 2
    if years:
        inside = sum(_whole(row[at]) in YEARS for row in body for at in numbers)
        return unlike or decimals > 0 or inside * 4 < len(body) * len(numbers)
    return unlike or (decimals > 0 and 2 * beyond > len(numbers) and len(body) > 1)


def _steady_beside_words(
    first: Sequence[str], body: Sequence[Sequence[str]], numbers: list[int], words: list[int], kinds: list[str]
) -> bool:
    """Whether the first row has an even run of numbers, as names count them, beside words that are no row's.

    A word is no row's if it stands above numbers, or if it never comes again where those below it do. Three years are
    names beside any word, and two follow each other at any distance, unless all numbers below are years too. Two other
    numbers begin with 0 or 1.
    """
    run = [value for value in (_value(first[at]) for at in numbers) if value is not None]
    texts = [at for at, kind in enumerate(kinds) if kind == "word"]
    if not texts or any(row[at] == first[at] for at in texts for row in body):
        return False
    others = (_value(row[at]) for row in body for at in numbers if kind_of(row[at]) == "number")
    years = all(value in YEARS for value in run) and any(value not in YEARS for value in others)
    steps = [b - a for a, b in pairwise(run)]
    mean = sum(steps) / len(steps) if steps else 0
    even = mean != 0 and all(abs(step - mean) <= ROUNDED * abs(mean) for step in steps)
    counted = steps == [1] and (run[0] in (0, 1) or run[0] in YEARS)
    if not even or (len(run) == 2 and not years and not counted):
        return False
    below = [[row[at] for row in body if row[at]] for at in texts]
    classes = any(3 * len(set(cells)) <= 2 * len(cells) for cells in below)
    # In few rows any may begin with 0, 1 and be the only one of its class: there the cells have to look otherwise too.
    longer = any(len(first[at]) > max(map(len, cells), default=0) for at, cells in zip(texts, below, strict=True))
    decimals = any("." in row[at] and "." not in first[at] for row in body for at in numbers)
    new = any(all(row[at] != first[at] for row in body) for at in numbers)
    told = len(body) >= ENOUGH or (new and (longer or decimals))
    return bool(words) or (classes and told) or (years and len(run) > 2)


def _whole(cell: str) -> int | None:
    return int(cell) if cell.isdecimal() and len(cell) < 7 else None


def _value(cell: str) -> float | None:
    number = written(cell)
    if number is None or len(number.body) > 40:
        return None
    value = float(readings(number.body)[0][2] + (number.power if len(number.power) < 4 else ""))
    return -value if number.minus else value


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of columns: printable, not too long, each another."""
    names: list[str] = []
    taken: set[str] = set()
    for i, cell in enumerate(cells):
        plain = "".join(sign for sign in cell if sign.isprintable()).strip()[: LONGEST_NAME - 4] or f"column {i + 1}"
        name, count = plain, 1
        while name in taken:
            count += 1
            name = f"{plain} {count}"
        names.append(name)
        taken.add(name)
    return tuple(names)
