"""What a learner hands in, as one JSON file, there and back: a name and the progress in the lessons.

A file may come from anywhere and is checked whole before any part of it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nnviz.exchange.progress import Progress, progress_from, progress_to
from nnviz.exchange.strict_json import strict_object
from nnviz.run.settings import shown

FORMAT = "nnviz-hand-in"
VERSION = 1
MOST_BYTES = 4 * 1024 * 1024
LONGEST_NAME = 80
_MOST_DEPTH = 10
_KEYS = ("format", "version", "name", "progress")


class HandInError(ValueError):
    """A file that nobody can have handed in; the message says why."""


@dataclass(frozen=True)
class HandIn:
    """A learner's name, as they typed it, and what they did."""

    name: str
    progress: Progress

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise HandInError(f"name must be a text of 1 to {LONGEST_NAME} characters")
        if not self.name.isprintable():
            raise HandInError("name must be one line of characters that can be seen")

    @property
    def file_name(self) -> str:
        """A name for the file, of letters and digits that every system takes."""
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in self.name.strip())
        return f"nnviz-{'-'.join(part for part in plain.split('-') if part)[:40].lower() or 'learner'}"


def save_hand_in(hand_in: HandIn) -> bytes:
    """Return the file.

    Raises
    ------
    HandInError
        If it gets too large.
    """
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "name": hand_in.name.strip()}
    document["progress"] = progress_to(hand_in.progress)
    raw = json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1).encode()
    if len(raw) > MOST_BYTES:
        raise HandInError(f"the file would have more than {MOST_BYTES >> 20} MB")
    return raw


def read_hand_in(raw: bytes) -> HandIn:
    """Return what a file holds, checked whole.

    Raises
    ------
    HandInError
        If it is no such file. No bytes make it raise anything else.
    """
    try:
        document = strict_object(raw, most_bytes=MOST_BYTES, most_depth=_MOST_DEPTH)
        if document.get("format") != FORMAT:
            raise HandInError(f'this is nothing that was handed in: its "format" must be "{FORMAT}"')
        version = document.get("version")
        if version != VERSION or isinstance(version, bool | float):
            raise HandInError(f"version must be {VERSION}, not {shown(version)}")
        if set(document) != set(_KEYS):
            raise HandInError(f"the file must have {', '.join(_KEYS)} and nothing else")
        return HandIn(document["name"], progress_from(document["progress"]))
    except HandInError:
        raise
    except ValueError as error:
        raise HandInError(str(error)) from None
