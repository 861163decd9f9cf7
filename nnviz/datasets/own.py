"""A visitor's own data: numbers of samples with a class or a value each, checked once and then read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from nnviz.datasets.base import Array, Dataset, Indices, Task

Scaling = Literal["standardise", "min-max", "none"]
SCALINGS: tuple[Scaling, ...] = ("standardise", "min-max", "none")
MOST_ROWS = 10_000
MOST_INPUTS = 8
MOST_CLASSES = 10
MOST_NUMBER = 1e12
LONGEST_NAME = 40
MOST_SPREADS = 1e6
"""How far from the centre of the training rows a row may lie, in their spreads, for these to be the unit."""
_ARRAYS = ("X", "labels", "values")


class DataError(ValueError):
    """Data that cannot be learned from; the message says where, and what to do about it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class OwnData:
    """Samples in their own units; equal and hashed by content.

    Attributes
    ----------
    X : array (n, K)
        Inputs in their own units, 1 to 10,000 rows of 1 to 8 columns.
    inputs : tuple of str
        Names of the K inputs, x1 to xK unless given.
    labels : int array (n,) or None
        Number of each row's class, for a classification; a class may have no row.
    classes : tuple of str
        Names of the classes, 2 to 10 of them.
    values : array (n,) or None
        Each row's target in its own units, for a regression: either `labels` or `values` is there.
    target : str
        Name of what is to be learned.
    scaling : {"standardise", "min-max", "none"}
        What is done to each input before the network gets it: mean 0 and standard deviation 1, the range -1 to 1, or
        nothing.

    Raises
    ------
    DataError
        If a number is not finite or beyond 10¹², shapes do not fit, there are too many rows, inputs or classes, or a
        name is empty, there twice, longer than 40 characters or not printable.
    """

    X: Array
    inputs: tuple[str, ...] = ()
    labels: Indices | None = None
    classes: tuple[str, ...] = ()
    values: Array | None = None
    target: str = "target"
    scaling: Scaling = "standardise"
    _hash: int = field(init=False, repr=False, default=0)

    def __post_init__(self) -> None:
        self._keep("X", _numbers("X", self.X, 2))
        rows, width = self.X.shape
        if not 1 <= rows <= MOST_ROWS or not 1 <= width <= MOST_INPUTS:
            raise DataError(
                f"X must have 1 to {MOST_ROWS:,} rows and 1 to {MOST_INPUTS} inputs, not {rows:,} and {width}"
            )
        inputs = self.inputs or tuple(f"x{k + 1}" for k in range(width))
        object.__setattr__(self, "inputs", _names("inputs", inputs))
        if len(self.inputs) != width:
            raise DataError(f"inputs must be a name for each of the {width} columns of X")
        (target,) = _names("target", (self.target,))
        object.__setattr__(self, "target", target)
        if self.scaling not in SCALINGS:
            raise DataError(f"scaling must be one of {', '.join(SCALINGS)}")
        if (self.labels is None) == (self.values is None):
            raise DataError("either labels or values must be given")
        if self.labels is None:
            object.__setattr__(self, "classes", ())
            self._keep("values", _numbers("values", self.values, 1))
        else:
            object.__setattr__(self, "classes", _names("classes", self.classes))
            if not 2 <= len(self.classes) <= MOST_CLASSES:
                raise DataError(f"classes must be 2 to {MOST_CLASSES}, not {len(self.classes)}")
            self._keep("labels", _labels(self.labels, len(self.classes)))
        if len(self.targets) != rows:
            raise DataError(f"each of the {rows:,} rows must have one target, not {len(self.targets):,} together")
        object.__setattr__(self, "_hash", hash(self._content()))

    def _keep(self, name: str, array: Array | Indices) -> None:
        array.flags.writeable = False
        object.__setattr__(self, name, array)

    def _content(self) -> tuple[object, ...]:
        arrays = (None if array is None else array.tobytes() for array in (self.X, self.labels, self.values))
        return (self.X.shape, *arrays, self.inputs, self.classes, self.target, self.scaling)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OwnData):
            return NotImplemented
        return self is other or (self._hash == other._hash and self._content() == other._content())

    def __hash__(self) -> int:
        return self._hash

    def __deepcopy__(self, memo: object) -> OwnData:
        return self  # nothing in it can change

    @property
    def task(self) -> Task:
        """What is to be learned: a class or a value."""
        return "regression" if self.labels is None else "classification"

    @property
    def targets(self) -> Array | Indices:
        """The labels, or the values."""
        found = self.values if self.labels is None else self.labels
        assert found is not None
        return found

    @property
    def n_outputs(self) -> int:
        """How many outputs a network for these data has: one, or one a class from three classes on."""
        return len(self.classes) if len(self.classes) > 2 else 1

    @property
    def scaled(self) -> bool:
        """Whether the rows themselves say how inputs or targets are scaled."""
        return self.scaling != "none" or self.values is not None

    def centre_scale(self, rows: Indices | None = None) -> tuple[Array, Array]:
        """Return centre and scale, (K,) each: what the network gets is (X - centre) / scale.

        Parameters
        ----------
        rows : int array, optional
            The rows that say it, by default all. An input that never changes in them has scale 1.
        """
        centre, scale = self._centre_scale(self.X if rows is None else self.X[rows])
        if rows is not None:
            # What hardly changes in these rows would throw others beyond what float64 holds.
            still = np.abs(self.X - centre).max(axis=0) > MOST_SPREADS * scale
            scale = np.where(still, 1.0, scale)
        return centre, scale

    def _centre_scale(self, X: Array) -> tuple[Array, Array]:
        low, high = X.min(axis=0), X.max(axis=0)
        reach = np.where(high > low, high - low, 1.0)
        if self.scaling == "none":
            return np.zeros_like(low), np.ones_like(low)
        if self.scaling == "min-max":
            half = np.where(high > low, reach / 2, 1.0)
            return low + (high - low) / 2, np.where(half > 0, half, reach)
        centre = np.where(high > low, X.mean(axis=0), low)
        # In parts of the reach, so that neither very small nor very large numbers are lost when squared.
        spread = reach * np.sqrt((((X - centre) / reach) ** 2).mean(axis=0))
        return centre, np.where(spread > 0, spread, reach)

    def changed(self, **values: Any) -> OwnData:
        """Return these data with some fields changed.

        Raises
        ------
        DataError
            If they cannot be.
        """
        return replace(self, **values)

    def with_row(self, x: Sequence[float] | Array, target: str | float) -> OwnData:
        """Return these data with a row more, at the end.

        Parameters
        ----------
        x : (K,)
            The inputs in their own units.
        target : str, int or float
            For a classification a class by its name (a new name is a new class) or by its number; for a regression the
            value.

        Raises
        ------
        DataError
            If x does not fit, the class or value cannot be, or there are too many rows or classes.
        """
        x = _numbers("x", x, 1)
        if len(x) != self.X.shape[1]:
            raise DataError(f"x must have {self.X.shape[1]} numbers, not {len(x)}")
        X = np.vstack([self.X, x])
        if self.values is not None:
            return replace(self, X=X, values=np.append(self.values, _numbers("target", [target], 1)))
        classes = self.classes
        if isinstance(target, str):
            classes = classes if target in classes else (*classes, target)
            label = classes.index(target)
        else:
            label = int(_labels([target], len(classes))[0])
        return replace(self, X=X, labels=np.append(self.targets, label), classes=classes)

    def without_row(self, row: int) -> OwnData:
        """Return these data without a row; its class stays, even if no other row has it.

        Raises
        ------
        DataError
            If there is no such row, or it is the only one.
        """
        if isinstance(row, bool) or not 0 <= row < len(self.X):
            raise DataError(f"row must be a whole number from 0 to {len(self.X) - 1}")
        if len(self.X) == 1:
            raise DataError("the last row cannot be taken away: there would be nothing to learn from")
        kept = np.delete(self.targets, row)
        part: dict[str, Any] = {"labels": kept} if self.values is None else {"values": kept}
        return replace(self, X=np.delete(self.X, row, axis=0), **part)


def own_of(data: Dataset, *, decimals: int = 4) -> OwnData:
    """Return a data set's samples as own data, to be changed from there.

    They are in their own units, to a few decimals, so that they can be read and fit into an address; generated sets
    keep their coordinates.

    Raises
    ------
    DataError
        If it has more than one target, as Mazur's row.
    """
    if data.labels is None and data.T.shape[1] > 1:
        raise DataError(f"{data.title} has {data.T.shape[1]} targets a row; own data have one")
    if data.raw.shape[1] > MOST_INPUTS:
        raise DataError(f"{data.title} has {data.raw.shape[1]} inputs; own data have at most {MOST_INPUTS}")
    scaled = not (np.all(data.centre == 0) and np.all(data.scale == 1))
    X = np.round(data.raw * data.scale + data.centre, decimals)
    scaling: Scaling = "standardise" if scaled else "none"
    if data.labels is not None:
        return OwnData(
            X=X, inputs=data.raw_inputs, labels=data.labels, classes=data.classes, target="class", scaling=scaling
        )
    if (data.target_centre, data.target_scale) != (0.0, 1.0):
        values = np.round(data.T[:, 0] * data.target_scale + data.target_centre, decimals)
    else:
        low, high = data.span
        values = np.round(2 * (data.T[:, 0] - low) / (high - low) - 1, decimals)
    return OwnData(X=X, inputs=data.raw_inputs, values=values, target="value", scaling=scaling)


def _numbers(name: str, given: Any, axes: int) -> Array:
    """A copy of finite numbers with that many axes."""
    try:
        array = (
            np.array(given, dtype=np.float64) + 0.0
        )  # -0.0 becomes 0.0, which reads and compares the same everywhere
    except (TypeError, ValueError, OverflowError):
        raise DataError(f"{name} must be numbers") from None
    if array.ndim != axes:
        raise DataError(f"{name} must have {axes} ax{'i' if axes == 1 else 'e'}s, not {array.ndim}")
    if not (np.abs(array) <= MOST_NUMBER).all():  # which NaN is not either
        raise DataError(f"{name} must be finite numbers up to {MOST_NUMBER:g} in size")
    return array


def _labels(given: Any, classes: int) -> Indices:
    """A copy of whole numbers below the number of classes."""
    array = _numbers("labels", given, 1)
    if not ((array == np.floor(array)) & (array >= 0) & (array < classes)).all():
        raise DataError(f"labels must be whole numbers from 0 to {classes - 1}")
    return array.astype(np.int64)


def _names(field: str, given: Any) -> tuple[str, ...]:
    """Names that are there, differ and can be printed."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise DataError(f"{field} must be names")
    for name in given:
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise DataError(f"{field} must be names of 1 to {LONGEST_NAME} letters, digits and signs")
    if len(set(given)) < len(given):
        raise DataError(f"{field} must each have another name")
    return tuple(given)
