"""Values of a setting as a visitor types them, one for each run of a race or of a sweep."""

from __future__ import annotations

import re

from nnviz.run.settings import BOUNDS, Settings, field_from_text
from nnviz.session.meant_values import as_meant

DECIMAL = tuple(name for name, (_, most) in BOUNDS.items() if isinstance(most, float))
"""Fields whose values may have a decimal sign."""
_PART = re.compile(r"[(\[][^)\]]*[)\]]|[^,;\s]+")
_DECIMAL_PART = re.compile(r"[(\[][^)\]]*[)\]]|(?:[^,;\s]|(?<=[0-9]),(?=[0-9]))+")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_ONE_COMMA = re.compile(r"([0-9]{1,9}),([0-9]{1,9}),?")
ALL = "all"
"""A batch of all training rows."""
HIDDEN = "Hidden layers (4 or 4-2)"
"""What the field is called: its values hold no commas."""


def values_of(name: str, label: str, text: str, settings: Settings | None = None) -> list[object]:
    """Return the values of a field from text with commas, semicolons or blanks between them, each once.

    Where semicolons are between them, a comma is a decimal one, or parts the sizes of layers.

    Parameters
    ----------
    name : str
        Of the field of Settings.
    label : str
        What the page calls it.
    text : str
    settings : Settings, optional
        Of the run whose training rows a batch of "all" is.

    Raises
    ------
    ValueError
        If there is none, or one is not allowed; the message names the field.
    """
    parts = parts_of(text)
    if not parts:
        raise ValueError(f"{label}: give one value or more, with commas between them")
    values = [value_of(name, part, settings) for part in parts]
    return [value for at, value in enumerate(values) if value not in values[:at]]


def value_of(name: str, text: str, settings: Settings | None = None) -> object:
    """Return one value of a field, from text that says it as it is allowed or as it was meant.

    Raises
    ------
    ValueError
        If it is not allowed; the message names the field.
    """
    plain = text.replace("−", "-")
    if name in DECIMAL:
        plain = _DECIMAL_COMMA.sub(".", plain)
    if name == "batch_size" and settings is not None and plain.lower() == ALL:
        return len(settings.make_dataset().train)
    return field_from_text(name, as_meant({name: plain})[0][name])


def parts_of(text: str) -> list[str]:
    """Return the texts of single values; what stands in brackets is one."""
    return [part for part in (_DECIMAL_PART if ";" in text else _PART).findall(text) if part]


def in_other_words(name: str, text: str) -> str:
    """Say how a text was read that could hold a number with a decimal comma; "" if it could not."""
    found = next(filter(None, map(_ONE_COMMA.fullmatch, text.split())), None)
    if name not in DECIMAL or ";" in text or found is None:
        return ""
    one, other = found.groups()
    return (
        f"{one},{other} is read as two values, {one} and {other}. One value is {one}.{other} with a point, or {one},"
        f"{other}; with a semicolon after it."
    )
