"""Values of an address that were written otherwise than the page writes them: "XOR" for "xor", "5,4" for "5-4"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nnviz.run.fields import FIELDS, FieldError, field_from_text, shown
from nnviz.session.view import View, view_from_params

_AROUND = "\"'`“”‘’«»()[]{}<>,;:.! \t\r\n\u00a0"
"""What stands around a value and is not of it."""
_WORDS = {
    **dict.fromkeys(("true", "yes", "on"), "1"),
    **dict.fromkeys(("false", "no", "off", "none"), "0"),
    "sigmoid": "logistic",
    "linear": "identity",
    "swish": "silu",
    "mse": "squared",
}
"""Other words for a value, in small letters."""
_LISTS = ("hidden", "activation", "features", "axes")
"""Names whose values are lists, which an address parts by hyphens."""
_PARTED = re.compile(r"\s*[-,;:/+ ]\s*")
_TIMES = re.compile(r"(?<=[0-9])\s*[x×]\s*(?=[0-9])", re.IGNORECASE)
_QUOTES = re.compile("[\"'“”‘’]")
_LONGEST = 200
"""Characters of a value that is looked at."""
_MOST_PUTS = 64
"""More than the inputs, or the outputs, that any choice of the view counts."""


def as_meant(params: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the parameters with the values that were meant, and a sentence for each that was written otherwise.

    A value that is allowed stays, and so does one that nothing near it makes allowed.
    """
    made, said = dict(params), []
    for name, text in params.items():
        if not _known(name) or len(text) > _LONGEST or _allowed(name, text):
            continue
        found = next((near for near in _near(name, text) if near != text and _allowed(name, near)), None)
        if found is not None:
            made[name] = found
            said.append(f"{name}={shown(text)} was read as {shown(found)}.")
    return made, tuple(said)


def _known(name: str) -> bool:
    return (name in FIELDS and name != "own") or name in View.__dataclass_fields__


def _allowed(name: str, text: str) -> bool:
    if name not in FIELDS:
        return not view_from_params({name: text}, _MOST_PUTS, _MOST_PUTS)[1]
    try:
        field_from_text(name, text)
    except FieldError:
        return False
    return True


def _near(name: str, text: str) -> Iterator[str]:
    """Ways to read a value: small letters, nothing around it, hyphens in a list, other words and ways to count."""
    bare = text.strip(_AROUND)
    small = bare.lower()
    yield from (bare, small, _WORDS.get(small, bare), small.replace("-", "_"), small.replace(" ", "_"))
    yield re.sub(r"\.0+$", "", small)
    yield re.sub(r"(?<=[0-9]),(?=[0-9]{3}\b)", "", small)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?%", small):
        yield f"{float(small[:-1]) / 100:.12g}"
    if name in _LISTS:
        plain = _QUOTES.sub("", small)
        yield "-".join(_WORDS.get(part, part) for part in _PARTED.sub("-", plain).split("-"))
        yield _PARTED.sub("-", _TIMES.sub("-", plain))
