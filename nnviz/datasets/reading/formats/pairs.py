"""Lines of a log, each with the same names and their values: epoch=1 loss=0.5, or epoch: 1, loss: 0.5."""

from __future__ import annotations

import io
import re
from itertools import islice

from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_SIGN = re.compile(r"([A-Za-z_)\]])\s*[:=]\s*")
_SPLIT = re.compile(r"\s*[,;|\t]\s*")
_PAIR = re.compile(r"([A-Za-z_][\w ./%()\[\]-]{0,39})=(\S.*)")
_LOOKED_AT = 20
_LONGEST = 2_000
_MOST = 100


def read_pairs(text: str) -> Form | None:
    """Read lines of names and values; None if they are none."""
    head = [line for line in islice(io.StringIO(text), 200) if line.strip()][:_LOOKED_AT]
    found = [_pairs(line) for line in head]
    if len(found) < 2 or not found[0] or any(one is None or one[0] != found[0][0] for one in found):
        return None
    names = found[0][0]
    grid = Grid()
    form = Form("log", grid, names, separator=" ")
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        row = _pairs(line)
        if row is None or row[0] != names:
            form.why[number] = "other names than in the first line, or none"
        else:
            grid.rows.append(row[1])
            grid.lines.append(number)
    form.said.append(Remark("separator", "Each line holds names and their values: the names are those of the columns."))
    return form


def _pairs(line: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names of a line and their values; None if it holds anything else, or one name twice."""
    if len(line) > _LONGEST:
        return None
    plain = _SIGN.sub(r"\1=", line.strip().rstrip(",;|"))
    parts = _SPLIT.split(plain) if _SPLIT.search(plain) else plain.split()
    pairs = [_PAIR.fullmatch(part) for part in parts]
    names = tuple(" ".join(pair[1].split()) for pair in pairs if pair)
    if not 2 <= len(names) == len(parts) <= _MOST or len(set(names)) < len(names):
        return None
    return names, tuple(pair[2].strip("\"'") for pair in pairs if pair)
