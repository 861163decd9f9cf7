"""Checks of the parts of JSON from any source; each names the part and what is allowed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from nnviz.run.settings import shown

_KEY = re.compile(r"[a-z0-9_]{1,40}")


def an_object(found: Any, what: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return an object that has no other names than these."""
    if not isinstance(found, dict):
        raise ValueError(f"{what} must be an object with names and values")
    for name in found:
        if name not in names:
            raise ValueError(f"{what} must be made of {', '.join(names)}, not {shown(name)}")
    return found


def entries(found: Any, name: str, most: int) -> dict[str, Any]:
    """Return an object of records by their keys."""
    if not isinstance(found, dict) or len(found) > most:
        raise ValueError(f"{name} must be an object with at most {most} names")
    return found


def mapping(name: str, found: Any, most: int, kind: type) -> None:
    """Refuse a mapping that is too long, or holds anything but keys and records."""
    if not isinstance(found, Mapping) or len(found) > most:
        raise ValueError(f"{name} must have at most {most} names")
    for key, value in found.items():
        a_key(name, key)
        if not isinstance(value, kind):
            raise ValueError(f"{name} must hold records of what was done")


def a_key(name: str, value: Any) -> None:
    """Refuse what is no key."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise ValueError(f"{name} must be made of keys of small letters, digits and _, not {shown(value)}")


def whole(name: str, value: Any, most: int) -> None:
    """Refuse what is no whole number from 0 to a bound."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{name} must be a whole number from 0 to {most:,}, not {shown(value)}")


def a_text(name: str, value: Any, longest: int) -> None:
    """Refuse what is no text, is too long or cannot be written."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{name} must be a text of at most {longest:,} characters, not {shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be a text whose characters can be written") from None


def a_number(name: str, value: Any, most: float = math.inf) -> None:
    """Refuse what is no finite number from 0 to a bound."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not (math.isfinite(value) and 0 <= value <= most)
    ):
        upper = "" if most == math.inf else f" to {most:g}"
        raise ValueError(f"{name} must be a finite number from 0{upper}, not {shown(value)}")
