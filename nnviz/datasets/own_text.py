"""Own data as a short text for an address, and back: strict JSON, packed, in letters that addresses keep."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib

from nnviz.datasets.own import LATER, DataError, OwnData

MOST_SHARED = 200
"""Rows that fit into an address."""
LONGEST = 12_000
"""Letters."""
_MOST_BYTES = 200_000
_VERSION = 1
_LATER = 3
"""Of texts of what version 1 does not know: several targets, values in own units, an output for each of two classes."""
_TEXT = re.compile(r"[A-Za-z0-9_-]+")


def own_text(own: OwnData) -> str | None:
    """Return own data as a text, or None if there are more than 200 rows or the text would be too long."""
    if len(own.X) > MOST_SHARED:
        return None
    targets = [[_short(value) for value in column] for column in own.targets.reshape(len(own.X), -1).T.tolist()]
    parts: list[object] = [
        _VERSION,
        list(own.inputs),
        own.target,
        own.scaling,
        list(own.classes),
        [[_short(value) for value in column] for column in own.X.T.tolist()],
        targets[0],
    ]
    if not own.in_first_version:
        parts = [_LATER, *parts[1:6], targets, {name: getattr(own, name) for name in LATER}]
    raw = json.dumps(parts, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    text = base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")
    return text if len(text) <= LONGEST else None


def _short(value: float) -> float | int:
    """The same number, without a point where it is whole."""
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def own_from(text: str) -> OwnData:
    """Return the data of a text of `own_text`.

    Raises
    ------
    DataError
        If it is none, or is damaged.
    """
    damaged = DataError("this text is damaged or cut off")
    if not isinstance(text, str) or len(text) > LONGEST or not _TEXT.fullmatch(text):
        raise damaged
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, _MOST_BYTES)
        if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
            raise damaged
        parts = json.loads(raw)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise damaged from None
    if not isinstance(parts, list) or not parts:
        raise damaged
    more: dict[str, object] = {}
    if parts[0] == _LATER and len(parts) == 8 and isinstance(parts[6], list) and isinstance(parts[7], dict):
        *parts, more = parts
    elif parts[0] == _VERSION and len(parts) == 7:
        parts[6] = [parts[6]]
    else:
        raise damaged
    _, inputs, target, scaling, classes, columns, targets = parts
    if not all(isinstance(part, list) for part in (inputs, classes, columns, targets, *targets)) or not targets:
        raise damaged
    if not all(isinstance(column, list) and len(column) == len(targets[0]) for column in (*columns, *targets)):
        raise damaged
    numbers = (value for column in (*columns, *targets) for value in column)
    if not all(_is_number(value) for value in numbers) or len(targets[0]) > MOST_SHARED:
        raise damaged
    if not more.keys() <= LATER.keys():
        raise damaged
    rows, told = ([list(row) for row in zip(*part, strict=True)] for part in (columns, targets))
    known: dict[str, object] = {"values": told}
    if classes:
        known = {"labels": targets[0] if len(targets) == 1 else told, "classes": tuple(classes)}
    names = tuple(target) if isinstance(target, list) else target
    try:
        return OwnData(X=rows, inputs=tuple(inputs), target=names, scaling=scaling, **known, **more)  # type: ignore[arg-type]
    except TypeError:  # names that are no texts cannot even be compared
        raise damaged from None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
