"""Data to learn from: toy sets by formula, truth tables, measured sets."""

from nnviz.datasets.base import Dataset
from nnviz.datasets.registry import KINDS, Kind, make_dataset

__all__ = ["KINDS", "Dataset", "Kind", "make_dataset"]
