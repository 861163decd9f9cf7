"""Columns of numbers as bytes, exact to the bit: each in the way that is the shortest for it.

A column of decimals is whole numbers over a power of ten, less the smallest of them: bit by bit, or byte by byte with
all first bytes together, or as the differences from row to row. Any other is float64, byte by byte in the same manner.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Array

Whole = NDArray[np.uint64]

_HEAD = struct.Struct("<BBBq")  # way, power of ten, bits or bytes of a number, the smallest
_FLOATS, _BITS, _BYTES, _STEPS = range(4)
_MOST_PLACES = 20  # a power of ten is exact in float64 up to 22
_MOST_WHOLE = 2**53  # up to which whole numbers are


def pack_columns(columns: Sequence[Array]) -> bytes:
    """Return columns (n,) of finite numbers as bytes; all have as many rows, at least one."""
    return struct.pack("<I", len(columns[0])) + b"".join(_pack(column) for column in columns)


def unpack_columns(raw: bytes, count: int, most_rows: int) -> list[Array]:
    """Return as many columns from the bytes of `pack_columns`.

    Raises
    ------
    ValueError
        If the bytes are not just these columns, or there are more rows.
    """
    if len(raw) < 4:
        raise ValueError("the columns are cut off")
    (rows,) = struct.unpack_from("<I", raw)
    if not 1 <= rows <= most_rows:
        raise ValueError(f"there must be 1 to {most_rows} rows")
    at, columns = 4, []
    for _ in range(count):
        column, at = _unpack(raw, at, rows)
        columns.append(column)
    if at != len(raw):
        raise ValueError("there is more than the columns")
    return columns


def _pack(column: Array) -> bytes:
    ways = [_HEAD.pack(_FLOATS, 0, 8, 0) + _planes(column.astype("<f8").view("<u8"), 8)]
    found = _decimals(column)
    if found is not None:
        places, numbers = found
        low = int(numbers.min())
        rest = (numbers - low).astype(np.uint64)
        width = int(rest.max()).bit_length()
        size = (width + 7) // 8
        ways.append(_HEAD.pack(_BITS, places, width, low) + _bits(rest, width))
        ways.append(_HEAD.pack(_BYTES, places, size, low) + _planes(rest, size))
        steps = np.diff(numbers, prepend=np.int64(low))
        zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
        size = (int(zigzag.max()).bit_length() + 7) // 8
        ways.append(_HEAD.pack(_STEPS, places, size, low) + _planes(zigzag, size))
    return min(ways, key=lambda way: min(len(way), len(zlib.compress(way))))


def _decimals(column: Array) -> tuple[int, NDArray[np.int64]] | None:
    """Power of ten and whole numbers of which a column is made, if it is made of such."""
    for places in range(_MOST_PLACES + 1):
        unit = 10.0**places
        numbers = np.rint(column * unit)
        if np.abs(numbers).max() > _MOST_WHOLE:
            return None
        # Both are exact in float64, so their quotient is the float64 nearest to the decimal, as when a text is read.
        if np.array_equal(numbers / unit, column):
            return places, numbers.astype(np.int64)
    return None


def _unpack(raw: bytes, at: int, rows: int) -> tuple[Array, int]:
    if at + _HEAD.size > len(raw):
        raise ValueError("the columns are cut off")
    way, places, width, low = _HEAD.unpack_from(raw, at)
    at += _HEAD.size
    if places > _MOST_PLACES or abs(low) > _MOST_WHOLE:
        raise ValueError("a column is damaged")
    if way == _BITS and width <= 55:
        size = (rows * width + 7) // 8
        numbers = _from_bits(raw[at : at + size], rows, width)
    elif way in (_FLOATS, _BYTES, _STEPS) and width <= 8:
        size = rows * width
        numbers = _from_planes(raw[at : at + size], rows, width)
    else:
        raise ValueError("a column is damaged")
    if at + size > len(raw):
        raise ValueError("the columns are cut off")
    at += size
    if way == _FLOATS:
        if width != 8:
            raise ValueError("a column is damaged")
        return numbers.view(np.float64), at
    whole = numbers.astype(np.int64)
    if way == _STEPS:
        whole = np.cumsum((numbers >> np.uint64(1)).astype(np.int64) ^ -(numbers & np.uint64(1)).astype(np.int64))
    whole = whole + low
    if np.abs(whole).max() > _MOST_WHOLE:
        raise ValueError("a column is damaged")
    return whole / 10.0**places, at


def _planes(numbers: Whole, size: int) -> bytes:
    """The first bytes of all numbers, then the second ones, and so on."""
    table = numbers.astype("<u8").view(np.uint8).reshape(len(numbers), 8)
    return table[:, :size].T.tobytes()


def _from_planes(raw: bytes, rows: int, size: int) -> Whole:
    if len(raw) != rows * size:
        raise ValueError("the columns are cut off")
    table = np.zeros((rows, 8), dtype=np.uint8)
    table[:, :size] = np.frombuffer(raw, dtype=np.uint8).reshape(size, rows).T
    found: Whole = table.reshape(-1).view("<u8").astype(np.uint64)
    return found


def _bits(numbers: Whole, width: int) -> bytes:
    """Every number in as many bits."""
    places = np.arange(width, dtype=np.uint64)
    return np.packbits(((numbers[:, None] >> places) & np.uint64(1)).astype(np.uint8)).tobytes()


def _from_bits(raw: bytes, rows: int, width: int) -> Whole:
    if len(raw) != (rows * width + 7) // 8:
        raise ValueError("the columns are cut off")
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8), count=rows * width).reshape(rows, width)
    places = np.arange(width, dtype=np.uint64)
    found: Whole = (bits.astype(np.uint64) << places).sum(axis=1, dtype=np.uint64)
    return found
