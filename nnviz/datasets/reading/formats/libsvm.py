"""LIBSVM's sparse rows: a label, then place:value for every input that is not 0."""

from __future__ import annotations

import io
import re
from itertools import islice

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

MOST_INPUTS = 99
MOST_CELLS = 2_000_000
_ROW = re.compile(r"\s*([^\s:,;]+)((?:\s+\d{1,9}:[^\s:,;]+)*)\s*(?:#.*)?")
_LOOKED_AT = 20


def read_libsvm(text: str) -> Form | None:
    """Read LIBSVM's rows; None if they are none."""
    head = [line for line in islice(io.StringIO(text), 200) if line.strip() and not line.lstrip().startswith("#")]
    found = [_ROW.fullmatch(line) for line in head[:_LOOKED_AT] if len(line) < 20_000]
    if len(found) < 2 or not all(found) or not any(one[2] for one in found if one):
        return None
    sparse: list[tuple[str, list[tuple[int, str]]]] = []
    grid = Grid()
    places: set[int] = set()
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _ROW.fullmatch(line)
        if row is None:
            raise DataError(f"Line {number} is no row of a label and place:value, as the lines above it are.")
        cells = []
        for part in row[2].split():
            name, value = part.split(":")
            place = int(name)
            cells.append((place, value))
            if place not in places:
                places.add(place)
                if max(places) - min(places) >= MOST_INPUTS:
                    raise DataError(
                        f"Line {number} has input {max(places)}: LIBSVM’s rows can be read here up to {MOST_INPUTS} "
                        "inputs."
                    )
        sparse.append((row[1], cells))
        grid.lines.append(number)
    if not places:
        return None
    first, last = min(1, min(places)), max(places)
    width = last - first + 1
    if width > MOST_INPUTS or width * len(sparse) > MOST_CELLS:
        raise DataError(f"{len(sparse):,} rows of {width} inputs are too many to be written out: leave rows out.")
    for label, cells in sparse:
        row_cells = ["0"] * width
        for place, value in cells:
            row_cells[place - first] = value
        grid.rows.append((*row_cells, label))
    names = (*(f"x{place}" for place in range(first, last + 1)), "label")
    said = [Remark("", "These are LIBSVM’s rows (label place:value …): an input that a row does not name is 0 in it.")]
    return Form("LIBSVM", grid, names, separator=" ", said=said)
