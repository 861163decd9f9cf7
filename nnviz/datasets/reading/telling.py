"""Sentences about columns: signs of numbers, units, words among numbers, words that look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from nnviz.datasets.reading.choices import Choices, MissingWord, Remark
from nnviz.datasets.reading.columns import MOST_KINDS, TOLD, Column, is_share, listed, short
from nnviz.datasets.reading.lacking import entry
from nnviz.datasets.reading.lines import Grid
from nnviz.datasets.reading.missing import SENTINELS
from nnviz.datasets.reading.numbers import LONGEST, Signs, Written, plain_number, readings


def odd_ones(columns: Sequence[Column], names: Sequence[str], grid: Grid, offered: list[MissingWord]) -> list[Remark]:
    """Return sentences for columns kept from being numbers by a few cells, and offer these as missing."""
    said: list[Remark] = []
    words_alone = [name for name, column in zip(names, columns, strict=True) if not column.mostly and column.words]
    if inner := [name for name in words_alone if name != names[-1]]:
        inside = listed([f"“{name}”" for name in inner[:TOLD]])
        said.append(
            Remark(
                "",
                f"Column{'s' if len(inner) > 1 else ''} {inside}{' and others' if len(inner) > TOLD else ''} "
                f"hold{'s' if len(inner) == 1 else ''} words.",
            )
        )
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column.is_number or not column.mostly:
            if column.is_number and (found := [cell for cell in column.few if cell in SENTINELS]):
                if column.plain > sum(column.few[cell] for cell in found) > 0 and _far(column, found):
                    numbers = listed([f"“{cell}”" for cell in found])
                    said.append(Remark("missing", f"{numbers} in column “{name}” may stand for a missing number."))
                    offered += [entry(cell, name, columns) for cell in found]
            continue
        if len(column.marks) > 1 and not column.words:
            marks = listed([f"“{mark}”" for mark in sorted(column.marks)][:TOLD])
            said.append(Remark("", f"Column “{name}” has numbers in different units, {marks}: it is read as words."))
            continue
        words = column.words[:TOLD]
        lines = _lines_of(column.words, at, grid)
        count = sum(column.odd[word] for word in column.words)
        cells = "1 cell that is" if count == 1 else f"{count:,} cells that are"
        shown = listed([f"“{short(word)}”" for word in words])
        said.append(
            Remark(
                "missing",
                f"Column “{name}” has {cells} no number, {shown}{' and others' if len(column.words) > TOLD else ''} "
                f"({lines}): it is read as words. Count that as missing to use it as numbers.",
            )
        )
        offered += [entry(word, name, columns) for word in words]
    return said


def _lines_of(words: Sequence[str], at: int, grid: Grid) -> str:
    """The first lines that have one of these words in a column: "line 2", "lines 2, 6 and others"."""
    held = set(words)
    found = islice((line for line, row in zip(grid.lines, grid.rows, strict=True) if row[at] in held), TOLD + 1)
    lines = list(map(str, found))
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {listed(lines if len(lines) <= TOLD else [*lines[:TOLD], 'others'])}"


def _far(column: Column, found: Sequence[str]) -> bool:
    """Whether a number that may stand for a missing one is far from all others."""
    others = [abs(float(cell)) for cell in column.few if cell not in found and len(cell) < 20]
    return bool(others) and all(abs(float(cell)) > 3 * max(others) for cell in found)


def told_signs(columns: Sequence[Column], signs: Signs, choices: Choices) -> list[Remark]:
    """Sentences for decimal commas and signs of thousands, if there are any."""
    said = []
    cells = [(number, cell) for column in columns if column.mostly for cell, number in column.numbers.items()]
    few = [(cell.lstrip("+-"), cell) for column in columns if signs.thousands == "." for cell in column.few]
    cells += [(Written(body, minus=cell[0] == "-"), cell) for body, cell in few]
    for number, cell in cells:
        body = number.body
        ways = [way for way in readings(body) if way[0] == "," and not way[1]] if len(body) <= LONGEST else []
        if ways and plain_number(Written(body), signs) == ways[0][2]:
            plain = plain_number(number, signs)
            said.append(Remark("decimal", f"A comma in a number is read as its decimal point: {cell} is {plain}."))
            break
    for body in (number.body for number, _ in cells):
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


def alike(columns: Sequence[Column], names: Sequence[str], blanked: Counter[tuple[int, str]]) -> list[Remark]:
    """Sentences for words of a column that differ by case or by blanks alone."""
    said: list[Remark] = []
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column.is_number or len(column.words) >= MOST_KINDS:
            continue
        by_case: dict[str, str] = {}
        for word in column.words[:200]:
            other = by_case.setdefault(word.casefold(), word)
            if other != word and len(said) < 2 * TOLD:
                said.append(
                    Remark(
                        "",
                        f"“{short(other)}” and “{short(word)}” in column “{name}” differ by case alone: as classes "
                        "they are counted as one, unless you choose otherwise.",
                    )
                )
            if 0 < blanked[at, word] < column.odd[word] and len(column.words) <= 50 and len(said) < 2 * TOLD:
                said.append(
                    Remark(
                        "",
                        f"“{short(word)}” stands in column “{name}” with blanks around it and without: it is one word.",
                    )
                )
    return said


def told_marks(columns: Sequence[Column], names: Sequence[str], signs: Signs) -> list[Remark]:
    """Sentences for percent, currencies, units and unusual minus signs in columns of numbers."""
    pairs = zip(names, columns, strict=True)
    return [remark for name, column in pairs if column.is_number for remark in _marks_of(column, name, signs)]


def _marks_of(column: Column, name: str, signs: Signs) -> list[Remark]:
    """Sentences for what else than digits stood in a column of numbers."""
    said = []
    for mark in column.marks:
        example, number = next((cell, number) for cell, number in column.numbers.items() if number.mark == mark)
        plain = plain_number(number, signs) or number.body
        if mark == "%" and is_share(column):
            words = f"Column “{name}” has shares and percentages: “{example}” is read as a share of 1."
        elif mark == "%":
            words = f"Column “{name}” is in percent: “{example}” is read as {plain}."
        else:
            words = f"Column “{name}” is read without “{mark}”: “{example}” is {plain}."
        said.append(Remark("", words))
    odd = {number.odd: cell for cell, number in column.numbers.items() if number.odd}
    if "minus" in odd:
        said.append(Remark("", f"“{odd['minus']}” in column “{name}” is read as a number below 0."))
    for kind, why in (("cents", "as one without cents"), ("footnote", "without the sign of a footnote")):
        if kind in odd:
            example = odd[kind]
            plain = plain_number(column.numbers[example], signs) or example
            said.append(Remark("", f"“{example}” in column “{name}” is read {why}, as {plain}."))
    if "brackets" in odd:
        said.append(
            Remark("", f"Brackets in column “{name}” are read as a minus sign: “{odd['brackets']}” is below 0.")
        )
    return said
