"""Values of a setting as a visitor types them, one for each run of a race or of a sweep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnviz.run.settings import BOUNDS, field_from_text
from nnviz.session.meant_values import as_meant

DECIMAL = tuple(name for name, (_, most) in BOUNDS.items() if isinstance(most, float))
"""Fields whose values may have a decimal sign."""
_PART = re.compile(r"[(\[][^)\]]*[)\]]|[^,;\s]+")
_DECIMAL_PART = re.compile(r"[(\[][^)\]]*[)\]]|(?:[^,;\s]|(?<=[0-9]),(?=[0-9]))+")
HIDDEN = "Hidden layers (4 or 4-2)"
"""What the field is called: its values hold no commas."""


def values_of(name: str, label: str, text: str, words: Mapping[str, str] | None = None) -> list[object]:
    """Return the values of a field from text with commas, semicolons or blanks between them, each once.

    Where semicolons are between them, a comma is a decimal one, or parts the sizes of layers.

    Parameters
    ----------
    name : str
        Of the field of Settings.
    label : str
        What the page calls it.
    text : str
    words : mapping, optional
        Words, in small letters, that stand for a value, with its text.

    Raises
    ------
    ValueError
        If there is none, or one is not allowed; the message names the field.
    """
    parts = parts_of(text)
    if not parts:
        raise ValueError(f"{label}: give one value or more, with commas between them")
    values = [field_from_text(name, _meant(name, part, words or {})) for part in parts]
    return [value for at, value in enumerate(values) if value not in values[:at]]


def parts_of(text: str) -> list[str]:
    """Return the texts of single values; what stands in brackets is one."""
    return [part for part in (_DECIMAL_PART if ";" in text else _PART).findall(text) if part]


def in_other_words(name: str, text: str) -> str:
    """Say how a text was read that could be one number with a decimal comma; "" if it could not."""
    parts = parts_of(text)
    if name not in DECIMAL or not re.fullmatch(r"\s*[0-9]+,[0-9]+\s*", text):
        return ""
    return f"Read as two values, {parts[0]} and {parts[1]}. One value is {parts[0]}.{parts[1]}, with a point."


def _meant(name: str, part: str, words: Mapping[str, str]) -> str:
    plain = part.replace("−", "-")
    if name in DECIMAL:
        plain = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", plain)
    return words.get(part.lower()) or as_meant({name: plain})[0][name]
