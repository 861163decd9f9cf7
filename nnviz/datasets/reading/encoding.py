"""Bytes to text: by the mark at their beginning, by where their zeros lie, by what decodes, or as it was chosen."""

from __future__ import annotations

import re

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import ENCODINGS, Remark
from nnviz.datasets.reading.letters import is_greek, likely

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LOOKED_AT = 4_000
"""Bytes by which an encoding is guessed."""
_HIGH = re.compile(rb"[\x80-\xff]+")


def decoded(raw: bytes, wanted: str | None) -> tuple[str, str, list[Remark]]:
    """Return the text of bytes without its mark, the encoding, and a sentence unless it is UTF-8.

    Raises
    ------
    DataError
        If the bytes are not of the wanted encoding, or of none that could be guessed.
    """
    encoding, how = (wanted, "") if wanted else _guessed(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(_told(raw, encoding, error, chosen=bool(wanted), how=how)) from None
    # A mark may be there twice, where a program put one before a file that had it already.
    text = text.lstrip("\ufeff")
    name = ENCODINGS[encoding].split(" (")[0]
    words = {"utf-8": "", "mark": f"The text is read as {name}, by its mark."}.get(
        encoding if encoding == "utf-8" else how,
        f"The text is no UTF-8 and is read as {name}: look at signs that are no plain letters.",
    )
    if how == "zeros":
        words = f"The text has no mark and is read as {name}, by where its zeros lie."
    return text, encoding, [Remark("encoding", words)] if words else []


def _guessed(raw: bytes) -> tuple[str, str]:
    """An encoding, and what it was guessed by."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return encoding, "mark"
    head = raw[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) > 3 and max(even, odd) > 0.6 * (len(head) // 2) and min(even, odd) <= 0.1 * (len(head) // 2):
        return ("utf-16-be" if even > odd else "utf-16-le"), "zeros"
    try:
        raw.decode("utf-8")
        return "utf-8", ""
    except UnicodeDecodeError:
        return _by_letters(raw), ""


def _by_letters(raw: bytes) -> str:
    """The encoding of letters that are no UTF-8, or Windows-1252 where they are of no language that is known here."""
    found = [run.group() for run, _ in zip(_HIGH.finditer(raw), range(2_000), strict=False)]
    high = sum(map(len, found))
    letters = sum(byte >= 0xC0 for run in found for byte in run)
    in_a_row = high >= 6 and sum(len(run) for run in found if len(run) > 2) >= 0.6 * high
    sample = _lines_beyond_ascii(raw)
    # Letters of Cyrillic stand where Western accents do, which never come three in a row: small ones in the upper half
    # of it in Windows-1251, in the lower half in KOI8-R.
    if in_a_row and letters > 0.9 * high:
        if is_greek(sample):
            return "cp1253"
        return "cp1251" if 2 * sum(byte >= 0xE0 for run in found for byte in run) > letters else "koi8-r"
    for guess in likely(sample):
        if _is_in(raw, guess):
            return guess
    if in_a_row:
        known = {name.replace("-", "_"): name for name in ENCODINGS if not name.startswith("utf")}
        from charset_normalizer import from_bytes  # large, and seldom needed

        best = from_bytes(sample[:_LOOKED_AT], cp_isolation=list(known)).best()
        guess = known.get(best.encoding if best else "", "cp1252")
        if _is_in(raw, guess):
            return guess
    return "cp1252"


def _lines_beyond_ascii(raw: bytes) -> bytes:
    """Lines with other bytes than ASCII, from the first one on."""
    first = _HIGH.search(raw)
    begin = raw.rfind(b"\n", 0, first.start()) + 1 if first else 0
    part = raw[begin : begin + 4 * _LOOKED_AT]
    if begin + len(part) < len(raw) and b"\n" in part:
        part = part[: part.rindex(b"\n")]
    return b"\n".join(line for line in part.splitlines()[:200] if _HIGH.search(line))


def _is_in(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _told(raw: bytes, encoding: str, error: UnicodeDecodeError, *, chosen: bool, how: str) -> str:
    line = raw[: error.start].count(b"\n") + 1
    if how == "mark" and encoding != "utf-8":
        return f"The text begins as {ENCODINGS[encoding]} and goes on as something else: save it as UTF-8."
    if chosen:
        return f"Line {line} holds what is no text in {ENCODINGS[encoding]}: choose another encoding."
    return f"Line {line} holds what is no text in UTF-8 or Windows-1252: save it as UTF-8."
