"""ARFF, the format of Weka and OpenML: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_BEGIN = re.compile(r"\s*@(relation|attribute)\b", re.IGNORECASE)
_DATA = re.compile(r"\s*@data\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\s*@attribute\s+('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s{]+)\s*(.*)""", re.IGNORECASE | re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)")
_HEAD = 2_000
"""Lines among which its first declaration must be."""


def read_arff(text: str) -> Form | None:
    """Read ARFF; None if it is none."""
    head = (line for line in islice(io.StringIO(text), _HEAD) if line.strip() and not line.lstrip().startswith("%"))
    first = next(head, "")
    if not _BEGIN.match(first):
        return None
    names: list[str] = []
    grid = Grid()
    in_data = False
    for number, line in enumerate(io.StringIO(text), start=1):
        bare = line.strip()
        if not bare:
            continue
        if bare.startswith("%"):
            grid.comments.append(number)
        elif in_data:
            grid.rows.append(_row(bare, number, len(names)))
            grid.lines.append(number)
        elif _DATA.match(bare):
            in_data = True
        elif found := _ATTRIBUTE.fullmatch(bare):
            names.append(_name(found[1]))
            if found[2].lower().startswith("relational"):
                raise DataError(f"Line {number} declares a relational attribute: a table has one value in each cell.")
        elif bare.lower().startswith("@attribute"):
            raise DataError(f"Line {number} declares an attribute that cannot be read: it needs a name and a type.")
    if not in_data or not names:
        missing = "@data" if names else "@attribute"
        raise DataError(f"This is ARFF without {missing}: give the whole file.")
    said = [Remark("", f"This is ARFF: its {len(names)} attributes are the columns.")]
    return Form("ARFF", grid, tuple(names), comment="%", quote="'", said=said)


def _name(given: str) -> str:
    quoted = len(given) > 1 and given[0] in "'\"" and given[-1] == given[0]
    return _ESCAPED.sub(r"\1", given[1:-1]) if quoted else given


def _row(line: str, number: int, width: int) -> tuple[str, ...]:
    if line.startswith("{"):
        raise DataError(
            f"Line {number} is a sparse row of ARFF ({{place value, …}}), which is not read here: save the file with "
            "Weka’s filter SparseToNonSparse first."
        )
    # A missing value is a bare ?, and cells may stand in either kind of quotation marks.
    quote = "'" if "'" in line else '"'
    separator = "\t" if "\t" in line and "," not in line else ","
    if not ("'" in line or '"' in line or "\\" in line or "{" in line) and line.count(separator) == width - 1:
        return tuple(" ".join(cell.split()) for cell in line.split(separator))
    try:
        cells = next(
            csv.reader(
                [line], delimiter=separator, quotechar=quote, escapechar="\\", skipinitialspace=True, strict=True
            )
        )
    except csv.Error:
        raise DataError(f"Line {number} opens a quotation mark ({quote}) that is not closed.") from None
    cells = [" ".join(_name(cell.strip()).split()) for cell in cells]
    if len(cells) == width + 1 and (cells[-1].startswith("{") or not cells[-1]):
        cells.pop()  # the weight of a row, or nothing behind a last comma
    if len(cells) != width:
        raise DataError(f"Line {number} has {len(cells)} cells, where {width} attributes are declared.")
    return tuple(cells)
