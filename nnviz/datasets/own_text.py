"""Own data as a short text for an address, and back, exact to the bit, in letters that addresses keep.

A text of version 2 is "2" and base64 of packed bytes: what is no array as JSON, and columns of numbers as
own_columns.py has them.
A text of version 1, as addresses had it first, is base64 of JSON alone, packed; it is read for ever.
"""

from __future__ import annotations

import base64
import binascii
import json
import lzma
import re
import zlib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from nnviz.datasets.own import MOST_INPUTS, MOST_ROWS, DataError, OwnData
from nnviz.datasets.own_columns import pack_columns, unpack_columns

LONGEST = 20_000
"""Letters in an address: 200 rows of eight numbers in full digits have about 17,500. Browsers take far more; the server
takes 64,000 in the line of a request, the nginx of `deploy/` 32,000, many another proxy 16,000 or 8,000."""
LONGEST_KEPT = 1_200_000
"""Letters anywhere: 10,000 rows of eight numbers in full digits and their targets have up to 960,000."""
_MOST_BYTES = 2_000_000
_ARRAYS = ("X", "labels", "values")
_MOST_COLUMNS = MOST_INPUTS + 1 + 16
_TEXT = re.compile(r"[A-Za-z0-9_-]+")
_LZMA = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 21, "lc": 0, "lp": 0, "pb": 0}]
_PACKED: WeakKeyDictionary[OwnData, str] = WeakKeyDictionary()


def own_text(own: OwnData) -> str | None:
    """Return own data as a text for an address, or None if it would have more than 20,000 letters."""
    text = packed_own(own)
    return text if len(text) <= LONGEST else None


def packed_own(own: OwnData) -> str:
    """Return own data as a text, however long; it is kept for as long as the data are."""
    text = _PACKED.get(own)
    if text is None:
        text = _PACKED[own] = _pack(own)
    return text


def _pack(own: OwnData) -> str:
    about: dict[str, Any] = {}
    columns: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    for part in fields(OwnData):
        value = getattr(own, part.name)
        if not part.init or value is None:
            continue
        if isinstance(value, np.ndarray):
            about[part.name] = 0 if value.ndim == 1 else value.shape[1]
            columns += list(value.reshape(len(value), -1).T.astype(np.float64))
        elif value != _default(part):
            about[part.name] = value
    head = json.dumps(about, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    raw = len(head).to_bytes(4, "little") + head + pack_columns(columns)
    # LZMA takes long for what is too long for an address anyway.
    ways = _WAYS if len(raw) < 5 * LONGEST else {b"d": _WAYS[b"d"]}
    shortest = min((name + pack(raw) for name, (pack, _) in ways.items()), key=len)
    return "2" + base64.urlsafe_b64encode(shortest).decode().rstrip("=")


def _default(part: Field[Any]) -> Any:
    return MISSING if part.default is MISSING else part.default


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    raw = unpacker.decompress(packed, _MOST_BYTES)
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise ValueError
    return raw


def _deflated(raw: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(raw) + packer.flush()


def _unlzma(packed: bytes) -> bytes:
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_LZMA)
    raw = unpacker.decompress(packed, _MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError
    return raw


_WAYS: dict[bytes, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    b"r": (bytes, bytes),
    b"d": (_deflated, _inflated),
    b"l": (lambda raw: lzma.compress(raw, lzma.FORMAT_RAW, filters=_LZMA), _unlzma),
}
"""How the bytes are packed: as they are, by deflate, by LZMA."""


def own_from(text: str) -> OwnData:
    """Return the data of a text of `own_text`, of this or of an earlier version.

    Raises
    ------
    DataError
        If it is none, or is damaged.
    """
    damaged = DataError("this text is damaged or cut off")
    if not isinstance(text, str) or len(text) > LONGEST_KEPT or not _TEXT.fullmatch(text):
        raise damaged
    second = text.startswith("2")
    letters = text[1:] if second else text
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        return _second(packed) if second else _first(packed)
    except DataError:
        raise
    except (binascii.Error, zlib.error, lzma.LZMAError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise damaged from None


def _second(packed: bytes) -> OwnData:
    raw = _WAYS[packed[:1]][1](packed[1:])
    if len(raw) > _MOST_BYTES:
        raise ValueError
    end = 4 + int.from_bytes(raw[:4], "little")
    about = json.loads(raw[4:end])
    parts = {part.name for part in fields(OwnData) if part.init}
    if not isinstance(about, dict) or not set(about) <= parts or "X" not in about:
        raise ValueError
    shapes = {name: about.pop(name) for name in _ARRAYS if name in about}
    if not all(type(width) is int and 0 <= width <= _MOST_COLUMNS for width in shapes.values()):
        raise ValueError
    columns = unpack_columns(raw[end:], sum(max(width, 1) for width in shapes.values()), MOST_ROWS)
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in about.items()}
    at = 0
    for name in (part.name for part in fields(OwnData) if part.name in shapes):
        width = shapes[name]
        values[name] = np.column_stack(columns[at : at + width]) if width else columns[at]
        at += max(width, 1)
    return OwnData(**values)


def _first(packed: bytes) -> OwnData:
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(packed, _MOST_BYTES)
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise ValueError
    parts = json.loads(raw)
    if not isinstance(parts, list) or len(parts) != 7 or parts[0] != 1:
        raise ValueError
    _, inputs, target, scaling, classes, columns, targets = parts
    lists = all(isinstance(part, list) for part in (inputs, classes, columns, targets))
    if not lists or not all(isinstance(column, list) and len(column) == len(targets) for column in columns):
        raise ValueError
    if not all(_is_number(value) for column in (*columns, targets) for value in column):
        raise ValueError
    rows = [list(row) for row in zip(*columns, strict=True)]
    known = {"labels": targets, "classes": tuple(classes)} if classes else {"values": targets}
    return OwnData(X=rows, inputs=tuple(inputs), target=target, scaling=scaling, **known)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
