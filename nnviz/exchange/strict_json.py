"""A strict reader for JSON from any source: it refuses everything that a program could misread."""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any

from nnviz.run.settings import shown

_NO_TEXT = "the file must be text in UTF-8 or UTF-16"
LONGEST_WHOLE = 30
"""Digits of a whole number."""
MOST_BRACKETS = 400_000
"""Brackets of lists and objects in a file: many times as many as any file needs that the program writes."""
# Up to the next bracket that is in no string. A string ends at its closing quote, or else with the file, so that every
# byte is looked at once.
_TO_BRACKET = re.compile(rb'(?:[^"\[{\]}]++|"(?:[^"\\]|\\.)*+"?+)*+([\[{\]}])', re.DOTALL)


def strict_object(raw: bytes, *, most_bytes: int, most_depth: int) -> dict[str, Any]:
    """Return the JSON object that the bytes hold.

    Parameters
    ----------
    raw : bytes
        Text in UTF-8, or as editors save it, too: with a byte order mark, or in UTF-16.
    most_bytes : int
    most_depth : int
        Lists and objects inside one another, the outermost counted.

    Raises
    ------
    ValueError
        If there are more bytes, they are nested deeper or hold more than 200,000 lists and objects, if they are no such
        text, no JSON or no object, if a key is there twice in one object, or a number is not finite or has more than 30
        digits before its point.
    """
    if len(raw) > most_bytes:
        raise ValueError(f"the file must have at most {most_bytes >> 20} MB")
    raw = _as_utf8(raw)
    depth = at = count = 0
    while found := _TO_BRACKET.match(raw, at):
        depth, at = depth + (1 if found[1] in b"[{" else -1), found.end()
        count += 1
        if depth > most_depth:
            raise ValueError(f"there must be at most {most_depth} lists and objects inside one another")
        if count > MOST_BRACKETS:
            raise ValueError(f"there must be at most {MOST_BRACKETS // 2:,} lists and objects")
    try:
        document = json.loads(
            raw.decode(), object_pairs_hook=_once, parse_constant=_constant, parse_float=_finite, parse_int=_whole
        )
    except UnicodeDecodeError:
        raise ValueError(_NO_TEXT) from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the file is damaged, or was never JSON: see line {error.lineno}") from None
    if not isinstance(document, dict):
        raise ValueError("the file must hold a JSON object")
    return document


def _as_utf8(raw: bytes) -> bytes:
    """Return a file's text in UTF-8 without a byte order mark."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw[len(codecs.BOM_UTF8) :]
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # JSON begins with a sign of ASCII, which in UTF-16 has a zero beside it.
    order = "utf-16" if marked else {b"\x00": "utf-16-le"}.get(raw[1:2], "utf-16-be" if raw[:1] == b"\x00" else "")
    if not order:
        return raw
    try:
        return raw.decode(order).encode()
    except UnicodeError:
        raise ValueError(_NO_TEXT) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, each of whose keys is there once."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the key {shown(key)} is there twice")
        made[key] = value
    return made


def _constant(text: str) -> Any:
    raise ValueError(f"every number must be finite, not {text}")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"every number must be finite, not {shown(text)}")
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST_WHOLE:
        raise ValueError(f"a whole number must have at most {LONGEST_WHOLE} digits")
    return int(text)
