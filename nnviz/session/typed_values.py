"""Values of a setting as a visitor types them, one for each run of a race or of a sweep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnviz.run.settings import field_from_text

HIDDEN = "Hidden layers (4 or 4-2)"
"""What the field is called: its values hold no commas."""


def values_of(name: str, label: str, text: str, words: Mapping[str, str] | None = None) -> list[object]:
    """Return the values of a field from text with commas, semicolons or blanks between them, each once.

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
    parts = [part for part in re.split(r"[;,\s]+", text.strip()) if part]
    if not parts:
        raise ValueError(f"{label}: give one value or more, with commas between them")
    words = words or {}
    values = [field_from_text(name, words.get(part.lower(), part.replace("−", "-"))) for part in parts]
    return [value for at, value in enumerate(values) if value not in values[:at]]
