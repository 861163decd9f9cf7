"""Suggestions for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 40


def suggestion(given: object, allowed: Iterable[str]) -> str:
    """Return " (did you mean …?)" with the nearest of the names that there are, or nothing where none is near."""
    if not isinstance(given, str) or len(given) > _LONGEST:
        return ""
    names = {name.lower(): name for name in allowed}
    found = get_close_matches(given.lower(), names, n=1, cutoff=0.6)
    return f" (did you mean {names[found[0]]}?)" if found else ""
