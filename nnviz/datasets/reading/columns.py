"""Columns of cells: numbers, words that stand for a missing one, and a sentence for what is not plain."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from nnviz.datasets.reading.choices import Choices, Remark
from nnviz.datasets.reading.lines import Grid
from nnviz.datasets.reading.missing import CAN_BE_CLASSES, SENTINELS, WORDS
from nnviz.datasets.reading.numbers import LONGEST, Signs, Written, guess_signs, plain_number, readings, written
from nnviz.datasets.reading.table import PLAIN_NUMBER

MOST_KINDS = 2_000
"""Different cells of a column that are kept apart; a column with more of them that are no plain numbers is judged by
these."""
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d\d?|\d{4,})")
"""A number that can be read in this way only."""
_TOLD = 6
"""Columns of one kind that are told one by one."""


@dataclass
class Column:
    """What the cells of a column are.

    Attributes
    ----------
    plain : int
        How many are numbers in plain form.
    few : Counter
        Plain numbers as they are written, up to a bound.
    odd : Counter
        All other cells that are not empty, up to a bound.
    """

    plain: int = 0
    few: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, Written] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    is_number: bool = False
    """Whether all cells that are there are numbers."""
    mostly: bool = False
    """Whether at least half of them are."""


def look(grid: Grid, width: int) -> list[Column]:
    """Return what each column holds."""
    found = [Column() for _ in range(width)]
    plain = PLAIN_NUMBER.fullmatch
    for at, column in enumerate(found):
        few, odd = column.few, column.odd
        for row in grid.rows:
            cell = row[at]
            if cell in few:
                few[cell] += 1
                column.plain += 1
            elif cell in odd:
                odd[cell] += 1
            elif cell and plain(cell):
                column.plain += 1
                if len(few) < MOST_KINDS:
                    few[cell] = 1
            elif cell and len(odd) < MOST_KINDS:
                odd[cell] = 1
    return found


def judge(columns: Sequence[Column], missing: frozenset[str]) -> None:
    """Decide of each column whether it is one of numbers, some words being missing cells."""
    for column in columns:
        known = {cell: count for cell, count in column.odd.items() if cell.lower() not in missing}
        column.numbers = {cell: number for cell in known if (number := written(cell)) is not None}
        column.words = [cell for cell in known if cell not in column.numbers]
        column.marks = {number.mark for number in column.numbers.values() if number.mark}
        numbers = column.plain + sum(known[cell] for cell in column.numbers)
        words = sum(known[cell] for cell in column.words)
        column.is_number = numbers > 0 and not words and len(column.marks) < 2
        column.mostly = numbers > 0 and numbers >= words


def guess_missing(columns: Sequence[Column], names: Sequence[str]) -> tuple[frozenset[str], list[Remark], list[str]]:
    """Return the words that stand for a missing cell, in small letters, what was guessed, and what could be one too."""
    judge(columns, WORDS)
    found: Counter[str] = Counter()
    places: dict[str, list[str]] = {}
    kept: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for column in columns:
        for cell, count in column.odd.items():
            word = cell.lower()
            if word in WORDS and column.mostly:
                found[word] += count
    for name, column in zip(names, columns, strict=True):
        for cell, count in column.odd.items():
            word = cell.lower()
            if word not in WORDS:
                continue
            spelled.setdefault(word, cell)
            as_word = word in CAN_BE_CLASSES and word not in found and not column.mostly
            if word == "-" and not any(other.startswith("+") for other in column.odd):
                as_word = False
            if as_word and any(other.lower() not in WORDS for other in column.odd):
                kept[word] = name
            elif word not in kept:
                places.setdefault(word, []).append(name)
                found[word] += count if not column.mostly else 0
    missing = frozenset(word for word in places if word not in kept)
    said = []
    if missing:
        words = _listed([f"“{spelled[word]}”" for word in sorted(missing)][:_TOLD])
        count = sum(sum(n for cell, n in column.odd.items() if cell.lower() in missing) for column in columns)
        cells = f"{count:,} cell{'s' if count != 1 else ''}"
        said.append(Remark("missing", f"{words} stand{'s' if len(missing) == 1 else ''} for a missing cell: {cells}."))
    for word, name in list(kept.items())[:_TOLD]:
        said.append(
            Remark(
                "missing", f"“{spelled[word]}” in column “{name}” is one of its words; it can be counted as missing."
            )
        )
    return missing, said, [spelled[word] for word in kept]


def odd_ones(columns: Sequence[Column], names: Sequence[str], grid: Grid, offered: list[str]) -> list[Remark]:
    """Return sentences for columns kept from being numbers by a few cells, and offer these as missing."""
    said: list[Remark] = []
    words_alone = [name for name, column in zip(names, columns, strict=True) if not column.mostly and column.words]
    if inner := [name for name in words_alone if name != names[-1]]:
        listed = _listed([f"“{name}”" for name in inner[:_TOLD]])
        said.append(
            Remark(
                "",
                f"Column{'s' if len(inner) > 1 else ''} {listed}{' and others' if len(inner) > _TOLD else ''} "
                f"hold{'s' if len(inner) == 1 else ''} words.",
            )
        )
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column.is_number or not column.mostly:
            if column.is_number and (found := [cell for cell in column.few if cell in SENTINELS]):
                if column.plain > sum(column.few[cell] for cell in found) > 0 and _far(column, found):
                    listed = _listed([f"“{cell}”" for cell in found])
                    said.append(Remark("missing", f"{listed} in column “{name}” may stand for a missing number."))
                    offered += found
            continue
        if len(column.marks) > 1 and not column.words:
            marks = _listed([f"“{mark}”" for mark in sorted(column.marks)][:_TOLD])
            said.append(Remark("", f"Column “{name}” has numbers in different units, {marks}: it is read as words."))
            continue
        words = column.words[:_TOLD]
        lines = [line for line, row in zip(grid.lines, grid.rows, strict=True) if row[at] == words[0]][:3]
        count = sum(column.odd[word] for word in column.words)
        cells = "1 cell that is" if count == 1 else f"{count:,} cells that are"
        short = _listed([f"“{_short(word)}”" for word in words])
        said.append(
            Remark(
                "missing",
                f"Column “{name}” has {cells} no number, {short}{' and others' if len(column.words) > _TOLD else ''} "
                f"(line {lines[0]}): it is read as words. Count that as missing to use it as numbers.",
            )
        )
        offered += words
    return said


def _far(column: Column, found: Sequence[str]) -> bool:
    """Whether a number that may stand for a missing one is far from all others."""
    others = [abs(float(cell)) for cell in column.few if cell not in found and len(cell) < 20]
    return bool(others) and all(abs(float(cell)) > 3 * max(others) for cell in found)


def signs_of(columns: Sequence[Column], choices: Choices) -> Signs:
    """Return how numbers of these columns are written."""
    bodies = []
    for column in columns:
        if not column.mostly:
            continue
        plain = [cell.lstrip("+-") for cell in column.few if len(cell) <= LONGEST and "e" not in cell.lower()]
        bodies.append(plain + [number.body for number in column.numbers.values()])
    return guess_signs(bodies, choices.decimal, choices.thousands)


def told_signs(columns: Sequence[Column], signs: Signs, choices: Choices) -> list[Remark]:
    """Sentences for decimal commas and signs of thousands, if there are any."""
    said = []
    cells = [(number.body, cell) for column in columns if column.mostly for cell, number in column.numbers.items()]
    cells += [(cell.lstrip("+-"), cell) for column in columns if signs.thousands == "." for cell in column.few]
    for body, cell in cells:
        ways = [way for way in readings(body) if way[0] == "," and not way[1]] if len(body) <= LONGEST else []
        if ways and plain_number(Written(body), signs) == ways[0][2]:
            said.append(Remark("decimal", f"A comma in a number is read as its decimal point: {cell} is {ways[0][2]}."))
            break
    for body, _ in cells:
        ways = [way for way in readings(body) if way[1]] if len(body) <= LONGEST else []
        if ways and plain_number(Written(body), signs) == ways[0][2]:
            sign = {",": "commas", ".": "points", " ": "blanks", "'": "apostrophes"}[ways[0][1]]
            said.append(Remark("thousands", f"Thousands are parted by {sign}: {body} is {ways[0][2]}."))
            break
    if signs.doubtful and choices.decimal is None and choices.thousands is None:
        one, other = (way[2] for way in readings(signs.doubtful)[:2])
        taken = plain_number(Written(signs.doubtful), signs)
        said.append(
            Remark(
                "thousands", f"“{signs.doubtful}” could be {one} or {other}: it is read as {taken}. Choose the signs."
            )
        )
    return said


def rewrite(
    grid: Grid, columns: Sequence[Column], names: Sequence[str], signs: Signs, missing: frozenset[str]
) -> list[Remark]:
    """Write numbers plainly and missing cells empty, in place, and return a sentence for whatever was changed."""
    changes: dict[int, dict[str, str]] = {}
    wholes: dict[int, Column] = {}
    said: list[Remark] = []
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        new = {cell: "" for cell in column.odd if cell.lower() in missing}
        new |= {cell: "" for cell in column.few if cell.lower() in missing}
        if column.is_number:
            said += _marked(column, name)
            new |= _numbers(column, signs, new, said, name)
            if len(column.odd) >= MOST_KINDS or (signs.thousands == "." and len(column.few) >= MOST_KINDS):
                wholes[at] = column
        if new:
            changes[at] = new
    if not changes:
        return said
    for place, row in enumerate(grid.rows):
        cells = None
        for at, new in changes.items():
            old = row[at]
            plain = new.get(old)
            if plain is None and at in wholes and old:
                plain = _again(old, signs, wholes[at])
            if plain is not None and plain != old:
                cells = cells or list(row)
                cells[at] = plain
        if cells:
            grid.rows[place] = tuple(cells)
    return said


def _numbers(column: Column, signs: Signs, missing: dict[str, str], said: list[Remark], name: str) -> dict[str, str]:
    """Each cell of a column that is not plain, and how it is written plainly."""
    new = {}
    for cell in list(column.numbers) + [cell for cell in column.few if "." in cell and signs.thousands == "."]:
        if cell in missing:
            continue
        plain = _again(cell, signs, column)
        if plain is None:
            column.is_number = False
            said.append(Remark("decimal", f"“{cell}” in column “{name}” is no number with these signs."))
            return {}
        new[cell] = plain
    values: dict[float, str] = {}
    for cell in (*column.few, *new.values()):
        if len(column.few) < 50 and len(cell) < 20 and cell not in missing:
            first = values.setdefault(float(cell), cell)
            shorter = min(first, cell, key=len)
            if first != cell:
                values[float(cell)] = shorter
                if shorter == cell:
                    first = cell if first == cell else first
                said.append(Remark("", f"“{first}” and “{cell}” in column “{name}” are one number."))
    for cell in column.few:
        if len(column.few) < 50 and len(cell) < 20 and cell not in missing and values.get(float(cell), cell) != cell:
            new[cell] = values[float(cell)]
    return new


def _again(cell: str, signs: Signs, column: Column) -> str | None:
    """A cell of a column of numbers in plain form."""
    if PLAIN_NUMBER.fullmatch(cell) and not (signs.thousands == "." and "." in cell):
        return cell
    if _DECIMAL_COMMA.fullmatch(cell):
        return cell.replace(",", ".")
    number = written(cell)
    plain = None if number is None else plain_number(number, signs)
    if number is not None and plain is not None and number.mark == "%" and _is_share(column):
        return f"{float(plain) / 100:.12g}"
    return plain


def _is_share(column: Column) -> bool:
    """Whether the plain numbers beside percentages are shares of 1."""
    return bool(column.few) and all(abs(float(cell)) <= 1 for cell in column.few if len(cell) < 20)


def _marked(column: Column, name: str) -> list[Remark]:
    """Sentences for what else than digits stood in a column of numbers."""
    said = []
    for mark in column.marks:
        example = next(cell for cell, number in column.numbers.items() if number.mark == mark)
        plain = next(number.body for number in column.numbers.values() if number.mark == mark)
        if mark == "%" and _is_share(column):
            words = f"Column “{name}” has shares and percentages: “{example}” is read as a share of 1."
        elif mark == "%":
            words = f"Column “{name}” is in percent: “{example}” is read as {plain}."
        else:
            words = f"Column “{name}” is read without “{mark}”: “{example}” is {plain}."
        said.append(Remark("", words))
    odd = {number.odd: cell for cell, number in column.numbers.items() if number.odd}
    if "minus" in odd:
        said.append(Remark("", f"“{odd['minus']}” in column “{name}” is read as a number below 0."))
    if "brackets" in odd:
        said.append(
            Remark("", f"Brackets in column “{name}” are read as a minus sign: “{odd['brackets']}” is below 0.")
        )
    return said


def alike(columns: Sequence[Column], names: Sequence[str], blanked: Counter[tuple[int, str]]) -> list[Remark]:
    """Sentences for words of a column that differ by case or by blanks alone."""
    said: list[Remark] = []
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column.is_number or len(column.words) >= MOST_KINDS:
            continue
        by_case: dict[str, str] = {}
        for word in column.words[:200]:
            other = by_case.setdefault(word.casefold(), word)
            if other != word and len(said) < 2 * _TOLD:
                said.append(
                    Remark(
                        "",
                        f"“{_short(other)}” and “{_short(word)}” in column “{name}” differ by case "
                        "alone: they are two words.",
                    )
                )
            if 0 < blanked[at, word] < column.odd[word] and len(column.words) <= 50 and len(said) < 2 * _TOLD:
                said.append(
                    Remark(
                        "",
                        f"“{_short(word)}” stands in column “{name}” with blanks around it and "
                        "without: it is one word.",
                    )
                )
    return said


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _short(cell: str) -> str:
    return cell if len(cell) <= 24 else cell[:23] + "…"


def line_numbers(lines: array[int]) -> tuple[int, ...]:
    """Lines of rows, or none if they stand one below the other."""
    if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
        return ()
    return tuple(lines)
