"""The reader of tables by its names: text or bytes in, a table and how it was read out."""

from nnviz.datasets.own import DataError
from nnviz.datasets.reading.choices import AS_WRITTEN, Choices, Reading, Remark, SetAside
from nnviz.datasets.reading.missing import WORDS as MISSING_WORDS
from nnviz.datasets.reading.read import MOST_BYTES, MOST_COLUMNS, read, read_table
from nnviz.datasets.reading.sampling import sample
from nnviz.datasets.reading.table import MISSING, Table, number_of, to_csv

__all__ = [
    "AS_WRITTEN",
    "MISSING",
    "MISSING_WORDS",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "Choices",
    "DataError",
    "Reading",
    "Remark",
    "SetAside",
    "Table",
    "number_of",
    "read",
    "read_table",
    "sample",
    "to_csv",
]
