"""Data to learn from: toy sets by formula, truth tables, measured sets, a visitor's own."""

from nnviz.datasets.base import Dataset
from nnviz.datasets.kinds import KINDS, OWN, Kind, register, unregister
from nnviz.datasets.own import DataError, OwnData, own_of
from nnviz.datasets.registry import kind_of, make_dataset

__all__ = [
    "KINDS",
    "OWN",
    "DataError",
    "Dataset",
    "Kind",
    "OwnData",
    "kind_of",
    "make_dataset",
    "own_of",
    "register",
    "unregister",
]
