"""What is known of each data set before it is made, and the registry of all of them by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnviz.datasets.base import Indices, Task
from nnviz.engine import Array

OWN = "own"
"""Name of a visitor's own data, which are no KINDS of ours."""
Generator = np.random.Generator
Made = tuple[Array, Array]
"""Inputs (n, 2), and for each row the number of its class or its value."""
Make = Callable[[int, float, Generator, Generator], Made]
"""From n, noise and two streams of random numbers, the second one for the noise, to the rows."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")


@dataclass(frozen=True, eq=False)
class Measured:
    """A table of measurements.

    Attributes
    ----------
    X : array (n, K)
        In real units.
    labels : int array (n,)
    inputs, classes : tuple of str
        Names of the measurements and the classes.
    centre, scale : array (K,)
        A network gets (X - centre) / scale.
    picture : (int, int) or None
        Rows and columns of the picture that the inputs are, read row by row from its top.
    axes : (int, int)
        The two inputs to look at first.
    standardised : bool
        Whether centre and scale are mean and standard deviation: here those of all rows.
    """

    X: Array
    labels: Indices
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    centre: Array
    scale: Array
    picture: tuple[int, int] | None = None
    axes: tuple[int, int] = (0, 1)
    standardised: bool = False

    def __post_init__(self) -> None:
        for array in (self.X, self.labels, self.centre, self.scale):
            array.flags.writeable = False


@dataclass(frozen=True)
class Kind:
    """What is known of a data set before it is made, and where its rows come from: exactly one of the last four.

    Attributes
    ----------
    name, title : str
        Its name in addresses and files, and in words.
    task : {"classification", "regression"}
    n_outputs : int
        Outputs of a network for it: one for two classes, else one a class.
    about : str
        A sentence for the page.
    uses_n, uses_noise, splits : bool
        Whether the number of rows, the noise and the share of test rows mean anything to it.
    n_inputs : int
    scaled : bool
        Whether the rows themselves say how it is scaled.
    make : callable, optional
        A formula in the plane, with inputs about -1 to 1 and as targets numbers of classes or values from -1 to 1.
        The exported script prints its source, so that it uses NumPy and numbers of its own file alone.
    table : tuple of int, optional
        A truth table: the targets of 00, 01, 10, 11.
    row : (tuple of float, tuple of float), optional
        Inputs and targets of the only sample; they are what they are, whatever the output.
    measured : callable, optional
        Reads a table of measurements.
    """

    name: str
    title: str
    task: Task
    n_outputs: int
    about: str
    uses_n: bool = True
    uses_noise: bool = True
    splits: bool = True
    n_inputs: int = 2
    scaled: bool = False
    make: Make | None = None
    table: tuple[int, int, int, int] | None = None
    row: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    measured: Callable[[], Measured] | None = None


_KINDS: dict[str, Kind] = {}
KINDS: MappingProxyType[str, Kind] = MappingProxyType(_KINDS)
"""Every data set by name, in the order of the menu."""


def register(kind: Kind) -> Kind:
    """Add a data set: from then on it is in the menu, in addresses, in run files and in the exported script.

    Raises
    ------
    ValueError
        If its name is not made of small letters, digits and underscores or is taken, or its rows come from nowhere or
        from several places.
    """
    if not _NAME.fullmatch(kind.name):
        raise ValueError(f"name must be 1 to 24 small letters, digits and underscores, got {kind.name!r}")
    if kind.name in _KINDS or kind.name == OWN:
        raise ValueError(f"name must be a new one: there is a data set {kind.name} already")
    if sum(source is not None for source in (kind.make, kind.table, kind.row, kind.measured)) != 1:
        raise ValueError("exactly one of make, table, row and measured must be given")
    _KINDS[kind.name] = kind
    return kind


def unregister(name: str) -> None:
    """Take out a data set that `register` added; runs that have it cannot be made any more.

    Raises
    ------
    ValueError
        If there is no such data set.
    """
    if name not in _KINDS:
        raise ValueError(f"name must be one of {', '.join(_KINDS)}, got {name!r}")
    del _KINDS[name]
