"""Which words stand for a missing cell, column by column: None is a class beside Mild, and no number beside 20."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nnviz.datasets.reading.choices import MissingWord, Remark
from nnviz.datasets.reading.columns import TOLD, Column, judge, listed, short
from nnviz.datasets.reading.missing import CAN_BE_CLASSES, WORDS

MOST_PLACES = 200
"""Places of such words, by word and column, that can be chosen one by one."""


def plain(words: Iterable[MissingWord]) -> tuple[MissingWord, ...]:
    """Return chosen words in small letters, each once."""
    small = [w.strip().lower() if isinstance(w, str) else (w[0].strip().lower(), w[1]) for w in words]
    return tuple(sorted({word for word in small if word and word[0]}, key=lambda word: (isinstance(word, tuple), word)))


def chosen(words: Iterable[MissingWord], names: Sequence[str]) -> list[frozenset[str]]:
    """Return of each column the plain words that were chosen for it."""
    pairs = [(word, None) if isinstance(word, str) else word for word in words]
    return [frozenset(word for word, column in pairs if column in (None, name)) for name in names]


def guess(
    columns: Sequence[Column], names: Sequence[str]
) -> tuple[list[frozenset[str]], list[Remark], list[MissingWord]]:
    """Return of each column the words for a missing cell, what was guessed, and what could be such a word too."""
    judge(columns, [WORDS] * len(columns))
    found: list[frozenset[str]] = []
    kept: list[tuple[str, str]] = []
    for name, column in zip(names, columns, strict=True):
        spelled = {cell.lower(): cell for cell in reversed(column.odd) if cell.lower() in WORDS}
        words = {word for word in spelled if _is_word(word, column)}
        kept += [(spelled[word], name) for word in spelled if word in words]
        found.append(frozenset(spelled) - words)
    said = _told(found, columns, names)
    for word, name in kept[:TOLD]:
        words_of = f"“{word}” in column “{name}” is one of its words; it can be counted as missing."
        said.append(Remark("missing", words_of))
    return found, said, [entry(word, name, columns) for word, name in kept]


def _is_word(word: str, column: Column) -> bool:
    """Whether a word of this column is one among words, as None beside Mild or - beside +."""
    if column.mostly or word not in CAN_BE_CLASSES or not column.words:
        return False
    return word.strip("-") != "" or any(other.startswith("+") for other in column.words)


def _told(found: Sequence[frozenset[str]], columns: Sequence[Column], names: Sequence[str]) -> list[Remark]:
    """A sentence for the words of the same columns."""
    where: dict[str, list[int]] = {}
    for at, lacking in enumerate(found):
        for word in lacking:
            where.setdefault(word, []).append(at)
    together: dict[tuple[int, ...], list[str]] = {}
    for word in sorted(where):
        together.setdefault(tuple(where[word]), []).append(word)
    said = []
    for places, words in list(together.items())[:TOLD]:
        held = [(cell, n) for at in places for cell, n in columns[at].odd.items() if cell.lower() in words]
        spelled = {cell.lower(): cell for cell, _ in reversed(held)}
        shown = listed([f"“{spelled[word]}”" for word in words[:TOLD]])
        inside = [f"“{short(names[at])}”" for at in places]
        inside = inside if len(inside) <= TOLD else [*inside[: TOLD - 1], f"{len(inside) - TOLD + 1} others"]
        count = sum(n for _, n in held)
        said.append(
            Remark(
                "missing",
                f"{shown} stand{'s' if len(words) == 1 else ''} for a missing cell in "
                f"column{'s' if len(places) > 1 else ''} {listed(inside)}: {count:,} cell{'s' if count != 1 else ''}.",
            )
        )
    return said


def entry(word: str, name: str, columns: Sequence[Column]) -> MissingWord:
    """Return how a word of this column is chosen: by itself if no other column has it, else with the column's name."""
    return word if sum(word in column.odd or word in column.few for column in columns) < 2 else (word.lower(), name)


def entries(found: Sequence[frozenset[str]], columns: Sequence[Column], names: Sequence[str]) -> list[MissingWord]:
    """Return guessed words as choices: by itself what is missing wherever it stands, else with its columns' names."""
    kept: set[str] = set()
    for words, column in zip(found, columns, strict=True):
        kept |= ({cell.lower() for cell in column.odd} & WORDS) - words
    plain = sorted(frozenset().union(*found) - kept)
    return [*plain, *((word, name) for name, words in zip(names, found, strict=True) for word in sorted(words & kept))]


def places(columns: Sequence[Column], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the words that often stand for a missing cell and are in several columns, with each column's name."""
    found: dict[str, list[str]] = {}
    for name, column in zip(names, columns, strict=True):
        for word in {cell.lower() for cell in column.odd} & WORDS:
            found.setdefault(word, []).append(name)
    return tuple((word, name) for word in sorted(found) for name in found[word] if len(found[word]) > 1)[:MOST_PLACES]
