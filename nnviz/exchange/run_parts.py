"""The parts of a run file, there and back: settings and changes, with a sentence for what is not allowed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np

from nnviz.engine import Network
from nnviz.run.experiment import Edit, HandEdit
from nnviz.run.settings import Settings, shown

T = TypeVar("T")

MOST_CHANGES = 2_000
MOST_BY_HAND = 1_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


class RunFileError(ValueError):
    """A file that is no run, or a run that cannot be a file; the message says why."""


def digest_of(network: Network) -> str:
    """SHA-256 of all weights as little-endian float64, in the order of `Network.flat`, in hexadecimal digits."""
    return hashlib.sha256(network.flat().astype("<f8").tobytes()).hexdigest()


def is_digest(text: object) -> bool:
    """Whether it is a digest as `digest_of` writes it."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def edits_to(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Return changes on the way as plain JSON."""
    return [{"step": edit.step, "field": edit.field, "value": edit.value} for edit in edits]


def hands_to(hands: Iterable[HandEdit]) -> list[dict[str, Any]]:
    """Return changes by hand as plain JSON."""
    return [{"step": edit.step, "kind": edit.kind, "key": list(edit.key), "value": edit.value} for edit in hands]


def plain_value(value: Any) -> Any:
    """Return a setting's value as JSON has it; a value with fields of its own becomes an object."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [plain_value(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain_value(getattr(value, part.name)) for part in fields(value) if part.init}
    return value


def said(make: Callable[[], T]) -> T:
    """Return what a function makes; what cannot be is refused in the words of who checked it."""
    try:
        return make()
    except ValueError as error:
        raise RunFileError(str(error)) from None


def an_object(found: Any, what: str) -> dict[str, Any]:
    """Return a value of JSON if it is an object."""
    if not isinstance(found, dict):
        raise RunFileError(f"{what} must be an object with names and values")
    return found


def exactly(found: dict[str, Any], names: tuple[str, ...], what: str, free: tuple[str, ...] = ()) -> None:
    """Refuse an object with other keys than these; those that are free may be missing."""
    for name in found:
        if name not in names:
            raise RunFileError(f"{what} must have {', '.join(names)} and nothing else, not {shown(name)}")
    for name in names:
        if name not in found and name not in free:
            raise RunFileError(f"{what} must have {', '.join(names)}; {name} is missing")


def listed(document: dict[str, Any], name: str, most: int) -> list[Any]:
    """Return the list of this name, if it is one and not too long."""
    found = document[name]
    if not isinstance(found, list) or len(found) > most:
        raise RunFileError(f"{name} must be a list of at most {most:,} changes")
    return found


def settings_of(found: Any, instead: Mapping[str, Any]) -> Settings:
    """The settings; a field that is not there has its default, or what the file's version has instead of it."""
    values = {**instead, **an_object(found, "settings")}
    hints = get_type_hints(Settings)
    return said(lambda: Settings(**{known(name, hints): typed(name, values[name], hints) for name in values}))


def known(name: str, hints: Mapping[str, Any]) -> str:
    """Return the name of a field of Settings, if it is one."""
    if name not in Settings.__dataclass_fields__ or name not in hints:
        raise RunFileError(f"settings must be fields of a run, not {shown(name)}")
    return name


def typed(name: str, value: Any, hints: Mapping[str, Any]) -> Any:
    """A field's value; lists become tuples, and an object the value with fields of its own that the field holds."""
    hint = hints[name]
    if isinstance(value, dict):
        made = next((part for part in (hint, *get_args(hint)) if is_dataclass(part) and isinstance(part, type)), None)
        if made is None:
            raise RunFileError(f"{name} must not be an object")
        known = [part for part in fields(made) if part.init]
        free = tuple(part.name for part in known if part.default is not MISSING)
        exactly(value, tuple(part.name for part in known), name, free)
        parts = {key: _part(f"{name}: {key}", part) for key, part in value.items()}
        try:
            return made(**parts)
        except (ValueError, TypeError, OverflowError) as error:
            words = str(error) if isinstance(error, ValueError) else "every part must be of its own type"
            raise RunFileError(f"{name}: {words}") from None
    if isinstance(value, list):
        return tuple(value)
    return value


def _part(name: str, part: Any) -> Any:
    """A part of such a value: names become a tuple; anything else in lists must be numbers, in rows or alone."""
    if isinstance(part, dict):
        raise RunFileError(f"{name} must not be an object")
    if not isinstance(part, list):
        return part
    if all(isinstance(text, str) for text in part):
        return tuple(part)
    for row in part:
        for number in row if isinstance(row, list) else (row,):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise RunFileError(f"{name} must be names, numbers or rows of numbers")
    return part


def an_edit(found: Any) -> Edit:
    """Return a change on the way."""
    exactly(an_object(found, "A change"), ("step", "field", "value"), "A change")
    if not isinstance(found["field"], str):
        raise RunFileError(f"field must be a name, not {shown(found['field'])}")
    return said(lambda: Edit(found["step"], found["field"], found["value"]))


def a_hand_edit(found: Any) -> HandEdit:
    """Return a change by hand."""
    exactly(an_object(found, "A change by hand"), ("step", "kind", "key", "value"), "A change by hand")
    if not isinstance(found["kind"], str) or not isinstance(found["key"], list):
        raise RunFileError("kind must be weight or freeze, and key a list of three whole numbers")
    return said(lambda: HandEdit(found["step"], found["kind"], tuple(found["key"]), found["value"]))
