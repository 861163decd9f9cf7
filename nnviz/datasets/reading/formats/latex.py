"""Rows of LaTeX: cells parted by &, rows ended by two backslashes, in a tabular environment or without it."""

from __future__ import annotations

import io
import re
from itertools import islice

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.lines import Grid

_PART = re.compile(r"(?<!\\)&")
_RULE = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|(?:cmidrule|cline)(?:\([lr]*\))?\{[^{}]*\}|addlinespace)")
_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline")
_OTHER = re.compile(
    r"\\(?:begin|end)\{[^{}]*\}.*|\\(?:centering|caption|label|small|footnotesize|scriptsize|vspace|hspace|setlength"
    r"|noalign|endhead|endfoot|endfirsthead|endlastfoot)\b.*"
)
_COMMAND = re.compile(r"\\(?:text|textbf|textit|textsc|texttt|textrm|emph|mathbf|mathrm|bm|num|underline)\{([^{}]*)\}")
_SIGN = re.compile(r"\\([%&_#$ {}])")
_SEVERAL = re.compile(r"\\(multicolumn|multirow)\b")
_LOOKED_AT = 40
_LONGEST = 2_000
"""Signs of a cell that are looked at for commands."""


def read_latex(text: str) -> Form | None:
    """Read LaTeX's rows; None if they are none.

    Raises
    ------
    DataError
        If a cell reaches over several rows or columns.
    """
    if "&" not in text:
        return None
    head = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]
    parted = [line for line in head if _PART.search(line)]
    plain = [line for line in parted if line.count("&") != line.count("&&") * 2 and not re.search(r"[,;\t|]", line)]
    ended = [line for line in parted if _END.search(line)]
    if len(parted) < 2 or not (len(ended) >= 0.6 * len(parted) or len(plain) == len(head)):
        return None
    grid = Grid()
    form = Form("LaTeX", grid, separator=" ")
    for number, line in enumerate(io.StringIO(text), start=1):
        bare = re.split(r"(?<!\\)%", line, maxsplit=1)[0].strip()
        if line.strip() and not bare:
            grid.comments.append(number)
            form.comment = "%"
            continue
        if _SEVERAL.search(bare):
            raise DataError(
                f"Line {number} is LaTeX with a cell over several rows or columns (\\multicolumn, \\multirow), which "
                "is not read here: write that line as plain cells."
            )
        if _RULE.search(bare):
            form.header = form.header or (True if len(grid.rows) + bool(_END.search(bare)) == 1 else None)
        drawn, bare = bool(bare), _RULE.sub("", bare).strip()
        if not bare:
            if drawn:
                form.why[number] = "a line of the drawing"
            continue
        if _OTHER.fullmatch(bare):
            form.why[number] = "a command of LaTeX"
            continue
        if not _PART.search(bare):
            form.why[number] = "outside of the table"
            continue
        for row in filter(_PART.search, _END.split(bare)):
            grid.rows.append(tuple(_plain(cell) for cell in _PART.split(row)))
            grid.lines.append(number)
    form.said.append(Remark("separator", "These are rows of LaTeX: cells are separated by &."))
    return form


def _plain(cell: str) -> str:
    """A cell without commands for letters and without the dollars of mathematics."""
    if any(sign in cell for sign in "\\${"):
        head = cell[:_LONGEST].replace("\\,", " ").replace("\\;", " ").replace("{,}", ",")
        head = _COMMAND.sub(r"\1", head)
        bare = head.strip()
        if bare.startswith("$") and bare.endswith("$") and bare.count("$") == 2 and len(bare) > 2:
            head = bare[1:-1]
        cell = _SIGN.sub(r"\1", head) + cell[_LONGEST:]
    return " ".join(cell.split())
