"""Numbers as people type them, and the judging of them: two significant digits suffice, known slips are named."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nnviz.derivation.notation import number
from nnviz.lessons.base import Verdict

DIGITS = 2
"""Significant digits that suffice."""
FURTHEST_SHIFT = 6
"""If a decimal point is off by at most so many places, the verdict says so."""
_MINUS = str.maketrans(dict.fromkeys("−–—‐‑‒﹣－", "-"))
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PLAIN = r"[+-]?(?:[0-9]{1,20}(?:[.,][0-9]{0,25})?|[.,][0-9]{1,25})"
_TYPED = re.compile(rf"({_PLAIN})(?:(?:e|[x×·*]10\^?)([+-]?[0-9]{{1,3}}))?(%)?", re.IGNORECASE)
_FRACTION = re.compile(rf"({_PLAIN})/({_PLAIN})")


@dataclass(frozen=True)
class Slip:
    """A wrong number that is known, what to say to it, and the belief behind it."""

    value: float
    words: str
    misconception: str | None = None


def read_number(text: str) -> float | None:
    """Return the number that was typed, or None if it is none.

    A decimal comma or point, any dash for a minus, powers of ten (1.2e-5, 1,2·10⁻⁵), a fraction (1/16) and a percent
    sign are read.
    """
    if len(text) > 60:
        return None
    # "10⁻⁵" loses what says that it is a power when its letters are made plain.
    text = re.sub("10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "10^", text).translate(_POWERS)
    plain = "".join(unicodedata.normalize("NFKC", text.translate(_MINUS)).translate(_MINUS).split())
    plain = plain.rpartition("=")[2]
    if found := _TYPED.fullmatch(plain):
        value = float(f"{found[1].replace(',', '.')}e{found[2] or 0}") / (100.0 if found[3] else 1.0)
    elif found := _FRACTION.fullmatch(plain):
        above, below = (float(part.replace(",", ".")) for part in found.groups())
        value = above / below if below else math.nan
    else:
        return None
    return value if math.isfinite(value) else None


def read_count(text: str) -> int | None:
    """Return the whole number that was typed, or None; "1,400", "1 400" and "1.400" are 1400."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()) if len(text) <= 60 else ""
    if re.fullmatch(r"[0-9]{1,3}([.,'’][0-9]{3})+", plain, re.ASCII):
        plain = re.sub("[.,'’]", "", plain)
    return int(plain) if re.fullmatch(r"[0-9]{1,12}", plain, re.ASCII) else None


def same(typed: float, value: float) -> bool:
    """Return whether a typed number agrees with a value to two significant digits; 0 has to be 0."""
    if value == 0.0 or typed == 0.0:
        return abs(typed - value) < 1e-9
    return abs(typed - value) <= 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1) * (1 + 1e-6)


TURNED = Slip(math.nan, "The size is right and the sign is not.")
"""What is said to a number with the wrong sign, where a check knows nothing better."""


def judge_number(
    answer: str, value: float, right: str, slips: Iterable[Slip] = (), wrong: str = "", sign: Slip = TURNED
) -> Verdict:
    """Judge a typed number.

    Parameters
    ----------
    answer : str
    value : float
        The right number.
    right : str
        What is said to it.
    slips : iterable of Slip
        Wrong numbers that are known; they are looked at in order.
    wrong : str
        What is said to any other number: where to look.
    sign : Slip
        What is said to the right size with the wrong sign; its value is not looked at.
    """
    typed = read_number(answer)
    if typed is None:
        return Verdict(False, "This could not be read as a number. Type one such as -0.0625, with a point or a comma.")
    if same(typed, value):
        return Verdict(True, right)
    # The sign comes before the slips: the same number with the other sign may be one of them.
    if value != 0.0 and same(typed, -value):
        return Verdict(False, sign.words, sign.misconception)
    for slip in slips:
        if same(typed, slip.value):
            return Verdict(False, slip.words, slip.misconception)
    if value != 0.0 and typed != 0.0:
        shift = round(math.log10(abs(typed)) - math.log10(abs(value)))
        if 0 < abs(shift) <= FURTHEST_SHIFT and same(typed / 10.0**shift, value):
            return Verdict(False, "The digits are right; the decimal point is in another place.")
        if abs(typed - value) <= 0.02 * abs(value):
            return Verdict(False, "Very near. Give two digits that count, rounded and not cut off.")
    return Verdict(False, wrong or f"{number(typed)} is not it yet. Check each factor, then their product.")


def judge_count(
    answer: str, value: int, right: str, slips: Iterable[Slip] = (), wrong: str = "", near: int = 0
) -> Verdict:
    """Judge a typed whole number, which may be off by `near`."""
    typed = read_count(answer)
    if typed is None:
        return Verdict(False, "A whole number is wanted, such as 4.")
    if abs(typed - value) <= near:
        return Verdict(True, right)
    for slip in slips:
        if typed == slip.value:
            return Verdict(False, slip.words, slip.misconception)
    return Verdict(False, wrong or f"{typed:,} is not it yet.")
