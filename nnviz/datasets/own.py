"""A visitor's own data: numbers of samples with a class or a value each, checked once and then read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from nnviz.datasets.base import Dataset, Indices, Task
from nnviz.engine import Array, get_activation

Scaling = Literal["standardise", "min-max", "none"]
SCALINGS: tuple[Scaling, ...] = ("standardise", "min-max", "none")
TargetScaling = Literal["range", "none"]
TARGET_SCALINGS: tuple[TargetScaling, ...] = ("range", "none")
MOST_ROWS = 10_000
MOST_INPUTS = 8
MOST_CLASSES = 10
MOST_TARGETS = 8
MOST_NUMBER = 1e12
LONGEST_NAME = 40
MOST_SPREADS = 1e30
"""How far from the centre of the training rows a row may lie, in their spreads, for these to be the unit: no measured
number lies so far, and its square is still one for float64."""
_ARRAYS = ("X", "labels", "values")


class DataError(ValueError):
    """The data cannot be learned from; the message says where the fault is and how to correct it."""


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
    values : array (n,) or (n, M) or None
        Each row's target in its own units, for a regression: either `labels` or `values` is there. Of several targets,
        2 to 8, each has a column.
    target : str or tuple of str
        Name of what is to be learned; of several targets, a name for each.
    scaling : {"standardise", "min-max", "none"}
        What is done to each input before the network gets it: mean 0 and standard deviation 1, the range -1 to 1, or
        nothing.
    target_scaling : {"range", "none"}
        Values fill the range of the output's activation, each target by itself, or stay in their own units.
    one_per_class : bool
        Whether two classes have an output each, as three and more always have (where it is False), or share one.

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
    target: str | tuple[str, ...] = "target"
    scaling: Scaling = "standardise"
    target_scaling: TargetScaling = "range"
    one_per_class: bool = False
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
        if self.scaling not in SCALINGS:
            raise DataError(f"scaling must be one of {', '.join(SCALINGS)}")
        if self.target_scaling not in TARGET_SCALINGS:
            raise DataError(f"target_scaling must be one of {', '.join(TARGET_SCALINGS)}")
        if not isinstance(self.one_per_class, bool | np.bool_):
            raise DataError("one_per_class must be True or False")
        if (self.labels is None) == (self.values is None):
            raise DataError("either labels or values must be given")
        if self.labels is None:
            object.__setattr__(self, "classes", ())
            self._keep("values", _values(self.values))
        else:
            object.__setattr__(self, "classes", _names("classes", self.classes))
            if not 2 <= len(self.classes) <= MOST_CLASSES:
                raise DataError(f"classes must be 2 to {MOST_CLASSES}, not {len(self.classes)}")
            self._keep("labels", _labels(self.labels, len(self.classes)))
            object.__setattr__(self, "target_scaling", "range")
        object.__setattr__(self, "one_per_class", bool(self.one_per_class) and len(self.classes) == 2)
        names = _names("target", (self.target,) if isinstance(self.target, str) else self.target)
        width = 1 if self.targets.ndim == 1 else self.targets.shape[1]
        if len(names) != width:
            raise DataError(f"target must be a name for each of the {width} columns of values, not {len(names)}")
        object.__setattr__(self, "target", names[0] if width == 1 else names)
        if len(self.targets) != rows:
            raise DataError(f"each of the {rows:,} rows must have one target, not {len(self.targets):,} together")
        object.__setattr__(self, "_hash", hash(self._content()))

    def _keep(self, name: str, array: Array | Indices) -> None:
        array.flags.writeable = False
        object.__setattr__(self, name, array)

    def _content(self) -> tuple[object, ...]:
        arrays = (None if array is None else array.tobytes() for array in (self.X, self.labels, self.values))
        names = (self.inputs, self.classes, self.target_names)
        return (self.X.shape, *arrays, *names, self.scaling, self.target_scaling, self.one_per_class)

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
    def target_names(self) -> tuple[str, ...]:
        """The names of the targets, one or several."""
        return (self.target,) if isinstance(self.target, str) else self.target

    @property
    def targets(self) -> Array | Indices:
        """The labels, or the values."""
        found = self.values if self.labels is None else self.labels
        assert found is not None
        return found

    @property
    def n_outputs(self) -> int:
        """How many outputs a network for these data has: one a target; or one for two classes, or one a class."""
        if self.labels is None:
            return len(self.target_names)
        return len(self.classes) if len(self.classes) > 2 or self.one_per_class else 1

    def reached_by(self, output: str) -> bool:
        """Whether an output's activation can give the targets: values in their own units may lie beyond its range."""
        if self.values is None or self.target_scaling == "range":
            return True
        low, high = get_activation(output).range
        if output in ("step", "softmax"):  # which give no value between their ends, and shares
            return False
        return bool(low <= self.values.min() and self.values.max() <= high)

    @property
    def scaled(self) -> bool:
        """Whether the rows themselves say how inputs or targets are scaled."""
        return self.scaling != "none" or (self.values is not None and self.target_scaling == "range")

    def centre_scale(self, rows: Indices | None = None) -> tuple[Array, Array]:
        """Return centre and scale, (K,) each: what the network gets is (X - centre) / scale.

        Parameters
        ----------
        rows : int array, optional
            The rows that say it, by default all. An input that never changes in them has scale 1.
        """
        centre, scale = self._centre_scale(self.X if rows is None else self.X[rows])
        if rows is not None:
            # Of 0 and 1e-300 the spread would throw others beyond what float64 holds.
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


def own_of(data: Dataset, *, decimals: int = 4) -> OwnData:
    """Return a data set's samples as own data, to be changed from there.

    They are in their own units, to a few decimals, so that they can be read and fit into an address; generated sets
    keep their coordinates. The targets of a single row, as Mazur's, stay as they are: one row spans no range.

    Raises
    ------
    DataError
        If it has more than eight inputs or targets.
    """
    if data.raw.shape[1] > MOST_INPUTS:
        raise DataError(f"{data.title} has {data.raw.shape[1]} inputs; own data have at most {MOST_INPUTS}")
    scaled = not (np.all(data.centre == 0) and np.all(data.scale == 1))
    X = np.round(data.raw * data.scale + data.centre, decimals)
    scaling: Scaling = "standardise" if scaled else "none"
    if data.labels is not None:
        return OwnData(
            X=X,
            inputs=data.raw_inputs,
            labels=data.labels,
            classes=data.classes,
            target="class",
            scaling=scaling,
            one_per_class=data.T.shape[1] > 1,
        )
    own_units = bool(np.any(data.target_centre != 0.0) or np.any(data.target_scale != 1.0))
    if own_units or data.name == "own" or len(data.T) == 1:
        values = np.round(data.T * data.target_scale + data.target_centre, decimals)
    else:
        low, high = data.span
        values = np.round(2 * (data.T - low) / (high - low) - 1, decimals)
    names = data.outputs if data.T.shape[1] > 1 else ("value",)
    return OwnData(
        X=X,
        inputs=data.raw_inputs,
        values=values,
        target=names,
        scaling=scaling,
        target_scaling="none" if not own_units and (data.name == "own" or len(data.T) == 1) else "range",
    )


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


def _values(given: Any) -> Array:
    """A copy of values, (n,) of one target and (n, M) of several."""
    try:
        axes = 2 if np.ndim(given) == 2 else 1
    except ValueError:  # rows of different lengths
        raise DataError("values must be as many in each row") from None
    array = _numbers("values", given, axes)
    if axes == 1:
        return array
    if not 1 <= array.shape[1] <= MOST_TARGETS:
        raise DataError(f"values must be of 1 to {MOST_TARGETS} targets, not {array.shape[1]}")
    return array[:, 0].copy() if array.shape[1] == 1 else array


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
