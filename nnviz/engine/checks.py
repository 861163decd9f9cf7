"""Checks of what callers hand in: each returns the value in the engine's own form or raises ValueError."""

from __future__ import annotations

import math
from collections.abc import Collection
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def as_floats(name: str, value: ArrayLike) -> Array:
    """Return a fresh, C-ordered float64 copy of finite real numbers."""
    try:
        raw = np.asarray(value)
    except ValueError:  # rows of unequal length
        raise ValueError(f"{name} must be an array of numbers with rows of equal length") from None
    if raw.dtype.kind not in "iuf":
        raise ValueError(f"{name} must hold real numbers, got {raw.dtype}")
    array = np.array(raw, dtype=np.float64, order="C")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")
    return array


def as_rows(name: str, value: ArrayLike, columns: int, *, rows: int | None = None) -> Array:
    """Return an (n, columns) matrix with at least one row; `rows` fixes n."""
    array = as_floats(name, value)
    if array.ndim != 2 or array.shape[1] != columns or len(array) == 0:
        raise ValueError(f"{name} must have shape (n, {columns}) with n >= 1, got {array.shape}")
    if rows is not None and len(array) != rows:
        raise ValueError(f"{name} must have as many rows as X ({rows}), got {len(array)}")
    return array


def as_vector(name: str, value: ArrayLike, length: int) -> Array:
    """Return a vector of the given length."""
    array = as_floats(name, value)
    if array.shape != (length,):
        raise ValueError(f"{name} must have shape ({length},), got {array.shape}")
    return array


def _is_real(value: object) -> bool:
    # A float is asked for first: asking the abstract class takes ten times as long, and this is asked for every frame.
    return isinstance(value, float) or (isinstance(value, Real) and not isinstance(value, bool | np.bool_))


def as_positive(name: str, value: float) -> float:
    """Return a positive finite number as a float."""
    if not _is_real(value):
        raise ValueError(f"{name} must be a positive finite number, got {value!r}")
    number = float(value)
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"{name} must be a positive finite number, got {value!r}")
    return number


def as_real(name: str, value: float) -> float:
    """Return a finite number as a float."""
    if not _is_real(value) or not math.isfinite(float(value)):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return float(value)


def as_amount(name: str, value: float, *, below: float = math.inf) -> float:
    """Return a finite number of at least 0, and below a limit if there is one, as a float."""
    if not _is_real(value) or not (math.isfinite(value) and 0.0 <= value < below):
        limit = "" if below == math.inf else f" and below {below:g}"
        raise ValueError(f"{name} must be a finite number of at least 0{limit}, got {value!r}")
    return float(value)


def as_count(name: str, value: int, *, least: int) -> int:
    """Return a whole number that is at least `least`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or int(value) < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return int(value)


def as_order(name: str, value: ArrayLike, n: int) -> NDArray[np.intp]:
    """Return row indices, each in 0..n-1; an empty order is allowed."""
    raw = np.asarray(value)
    if raw.ndim != 1 or (raw.size and raw.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a one-dimensional array of row numbers, got {raw.dtype} {raw.shape}")
    # As unsigned numbers those below 0 are the largest: one look instead of two.
    if raw.size and raw.astype(np.uint64).max() >= n:
        raise ValueError(f"{name} must hold row numbers from 0 to {n - 1}, got {raw.min()} to {raw.max()}")
    return raw.astype(np.intp)


def as_name(name: str, value: str, allowed: Collection[str]) -> str:
    """Return one of the allowed names."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
    return value


def as_flag(name: str, value: bool) -> bool:
    """Return a truth value; numbers are refused, since a seed in the wrong place would pass for True."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, got {value!r}")
    return bool(value)
