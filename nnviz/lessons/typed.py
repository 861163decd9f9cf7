"""Answers of programs, which may be numbers, as a learner would type them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

Answer = str | float | Sequence[str | float]
"""A text, a number, or one of them for each blank."""
MOST_LETTERS = 200
"""Letters that an answer may have; a longer text is no answer."""


def as_typed(answer: object) -> str | None:
    """Return an answer as it would be typed, "" for none given; None for what is no answer."""
    if answer is None:
        return ""
    if isinstance(answer, list | tuple):
        parts = [_one(part) for part in answer[: MOST_LETTERS + 1]]
        known = [part for part in parts if part is not None]
        return "; ".join(known) if len(known) == len(parts) else None
    return _one(answer)


def _one(answer: object) -> str | None:
    if isinstance(answer, str):
        return answer.strip()
    if not isinstance(answer, Real) or isinstance(answer, bool):
        return None
    try:
        value = float(answer)
    except OverflowError:  # a whole number of hundreds of digits
        value = math.inf
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
