"""Tables that are no rows of separated cells: each format in a file of its own, recognised by itself."""

from __future__ import annotations

from nnviz.datasets.reading.formats.arff import read_arff
from nnviz.datasets.reading.formats.boxes import read_boxes
from nnviz.datasets.reading.formats.brackets import read_brackets
from nnviz.datasets.reading.formats.form import Form
from nnviz.datasets.reading.formats.latex import read_latex
from nnviz.datasets.reading.formats.libsvm import read_libsvm
from nnviz.datasets.reading.formats.pairs import read_pairs
from nnviz.datasets.reading.formats.wiki import read_wiki

FORMATS = (read_arff, read_wiki, read_brackets, read_libsvm, read_boxes, read_latex, read_pairs)


def formatted(text: str) -> Form | None:
    """Return a text's rows if it is of one of these formats, else None.

    Raises
    ------
    DataError
        If it is, and cannot be read.
    """
    return next((form for one in FORMATS if (form := one(text)) is not None), None)
