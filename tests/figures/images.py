"""Pictures and colours of the figures, read back."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def rgb(colour: str) -> NDArray[np.float64]:
    """Return a colour such as #ff8800 as its three parts, each from 0 to 255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def decoded(address: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read an 8-bit palette PNG from a data address: its indices and its palette; every chunk's checksum is checked."""
    raw = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = [], 8
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        kind, body = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size]
        assert struct.unpack(">I", raw[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        chunks.append((kind, body))
        at += 12 + size
    assert [kind for kind, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    assert rest == [8, 3, 0, 0, 0]  # 8 bits, palette, no interlacing
    lines = np.frombuffer(zlib.decompress(chunks[2][1]), dtype=np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()  # every line is unfiltered
    return lines[:, 1:], np.frombuffer(chunks[1][1], dtype=np.uint8).reshape(-1, 3)
