"""The fields of `Settings`, one table: what each may hold, how an address writes it, whether it may change on the way.

A menu, an address, a run file and a check ask here; a field is spelled out once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np

from nnviz.datasets import KINDS, OWN, DataError, OwnData
from nnviz.datasets.base import SCALED_BY
from nnviz.datasets.features import read_feature
from nnviz.datasets.own_text import own_from, own_text
from nnviz.engine import ACTIVATIONS, CRITERIA, INITS, OPTIMISERS, OUTPUT_ACTIVATIONS, PENALTIES
from nnviz.run.suggestion import suggestion

BOUNDS: dict[str, tuple[float, float]] = {
    "n": (4, 2000),
    "noise": (0.0, 0.5),
    "test_share": (0.0, 0.9),
    "hidden_layers": (0, 6),
    "neurons": (1, 16),
    "eta": (1e-5, 100.0),
    "batch_size": (1, 2000),
    "seed": (0, 2**32 - 1),
    "regularization_rate": (0.0, 10.0),
    "init_scale": (-10.0, 10.0),
    "init_seed": (0, 2**32 - 1),
    "eta_decay": (0.0, 1.0),
    "eta_every": (1, 10_000),
    "momentum": (0.0, 0.99),
    "beta1": (0.0, 0.9999),
    "beta2": (0.0, 0.9999),
    "rho": (0.0, 0.9999),
    "epsilon": (1e-12, 1.0),
}
"""Least and largest value of every number; `hidden_layers` and `neurons` (of a layer) are those of `hidden`."""

ETA_SCHEDULES: tuple[str, ...] = ("constant", "inverse", "step")
ORDERS: tuple[str, ...] = ("replacement", "shuffled", "file")
RULES: tuple[str, ...] = ("gradient", "perceptron")
_MOST_FEATURES = 256
"""Tokens, more than any data set has features."""

_WHOLE = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_TOKENS = re.compile(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,63}")
_NAMES = re.compile(r"[a-z][a-z0-9_]{0,23}(-[a-z][a-z0-9_]{0,23}){1,5}")
_LAYERS = re.compile(r"[0-9]{1,3}(-[0-9]{1,3}){0,5}")


class FieldError(ValueError):
    """A setting that is not allowed.

    Attributes
    ----------
    field : str
        The name of the setting.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

    def __reduce__(self) -> tuple[type[FieldError], tuple[str, str]]:
        """Pickle by what it was made from; an exception's own way would pass on the message alone."""
        return (FieldError, (self.field, str(self)))


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of `Settings`.

    Attributes
    ----------
    name : str
    check : callable
        Any value -> the same in the field's own type; raises FieldError if it is not allowed.
    read : callable
        Text of an address -> its value; text that is none is returned as it is, for `check` to refuse.
    write : callable
        A value -> its text; None if no address holds it.
    live : bool
        Whether it may change while a run goes on; a change of any other begins a new run.
    """

    name: str
    check: Callable[[Any], Any]
    read: Callable[[str], Any] = str
    write: Callable[[Any], str | None] = str
    live: bool = False


def _one_of(name: str, allowed: Collection[str]) -> Field:
    """One of the allowed names, as many as there are at that time."""
    return Field(name=name, check=lambda value: _name(name, value, allowed))


def _whole(name: str, *, live: bool = False) -> Field:
    """A whole number within its bounds."""
    read: Callable[[str], Any] = lambda text: int(text) if _WHOLE.fullmatch(text) else text  # noqa: E731
    return Field(name=name, check=lambda value: _as_whole(name, value, name), read=read, live=live)


def _number(name: str, *, live: bool = False) -> Field:
    """A number within its bounds."""

    def read(text: str) -> Any:
        number = float(text) if _NUMBER.fullmatch(text) else math.inf
        return number if math.isfinite(number) else text  # "1e999" is a number beyond float64

    return Field(name=name, check=lambda value: _as_number(name, value), read=read, live=live)


def _name(name: str, value: Any, allowed: Collection[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        meant = suggestion(value, allowed)
        raise FieldError(name, f"{name} must be one of {', '.join(allowed)}, not {shown(value)}{meant}")
    return str(value)


def _as_whole(name: str, value: Any, bounds: str) -> int:
    low, high = BOUNDS[bounds]
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise FieldError(name, f"{name} must be a whole number from {low} to {high}, not {shown(value)}")
    return int(value)


def _as_number(name: str, value: Any) -> float:
    """Return a number within the bounds; they leave out infinity, and NaN is within none."""
    low, high = BOUNDS[name]
    try:
        number = math.nan if isinstance(value, bool | np.bool_) or not isinstance(value, Real) else float(value)
    except OverflowError:  # a whole number beyond float64
        number = math.inf
    if not low <= number <= high:
        raise FieldError(name, f"{name} must be a number from {low:g} to {high:g}, not {shown(value)}")
    return number + 0.0  # -0.0 becomes 0.0, which reads and compares the same everywhere


def _hidden(value: Any) -> tuple[int, ...]:
    """Return the hidden layers' sizes."""
    most, widest = BOUNDS["hidden_layers"][1], BOUNDS["neurons"][1]
    try:
        if isinstance(value, str) or len(value) > most:
            raise ValueError
        return tuple(_as_whole("hidden", size, "neurons") for size in value)
    except (TypeError, ValueError):
        raise FieldError(
            "hidden",
            f"hidden must be at most {most} layers of 1 to {widest} neurons each (4-2 in an address, 0 for none), "
            f"not {shown(value)}",
        ) from None


def _read_hidden(text: str) -> Any:
    if text == "0":
        return ()
    sizes = tuple(map(int, text.split("-"))) if _LAYERS.fullmatch(text) else ()
    return sizes if sizes and all(1 <= size <= BOUNDS["neurons"][1] for size in sizes) else text


def _activation(value: Any) -> str | tuple[str, ...]:
    """Return one name, or a tuple of them; whether there are as many as layers is for the settings to say."""
    names = (value,) if isinstance(value, str) else value
    try:
        if not 1 <= len(names) <= BOUNDS["hidden_layers"][1]:
            raise ValueError
        for name in names:
            _name("activation", name, ACTIVATIONS)
    except (TypeError, ValueError):
        given = "-".join(map(str, names)) if isinstance(names, tuple | list) else value
        wrong = [name for name in given.split("-") if name not in ACTIVATIONS] if isinstance(given, str) else []
        meant = suggestion(wrong[0], ACTIVATIONS) if wrong else ""
        raise FieldError(
            "activation",
            f"activation must be one of {', '.join(ACTIVATIONS)}, or one for each hidden layer (tanh-relu in an "
            f"address), not {shown(given)}{meant}",
        ) from None
    return str(value) if isinstance(value, str) else tuple(map(str, names))


def _features(value: Any) -> tuple[str, ...]:
    """Return the tokens of features; whether the data set has the inputs for them is for the settings to say."""
    try:
        if isinstance(value, str) or len(value) > _MOST_FEATURES:
            raise ValueError
        return tuple(read_feature(token).token for token in value)
    except (TypeError, ValueError):
        raise FieldError(
            "features",
            "features must be made of the inputs, such as x1, x2x2, x1x2 and sinx1 (x1-x2x2 in an address, 0 for the "
            f"inputs as they are), not {shown(value)}",
        ) from None


def _read_features(text: str) -> Any:
    if text == "0":
        return ()
    return tuple(text.split("-")) if _TOKENS.fullmatch(text) else text


def _bias(value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise FieldError("bias", f"bias must be True or False (1 or 0 in an address), not {shown(value)}")
    return bool(value)


def _own(value: Any) -> OwnData | None:
    if value is not None and not isinstance(value, OwnData):
        raise FieldError("own", "own must be data of the visitor's own, packed in an address, or left out")
    return value


def _read_own(text: str) -> OwnData:
    try:
        return own_from(text)
    except DataError as error:
        words = f"own must be data as the page packs them ({error}), not {shown(text)}"
        raise FieldError("own", words) from None


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(name="dataset", check=lambda value: _name("dataset", value, (*KINDS, OWN))),
        _whole("n"),
        _number("noise"),
        _number("test_share"),
        Field(name="hidden", check=_hidden, read=_read_hidden, write=lambda sizes: "-".join(map(str, sizes)) or "0"),
        Field(
            name="activation",
            check=_activation,
            read=lambda text: tuple(text.split("-")) if _NAMES.fullmatch(text) else text,
            write=lambda value: value if isinstance(value, str) else "-".join(value),
        ),
        _one_of("output", OUTPUT_ACTIVATIONS),
        Field(
            name="bias",
            check=_bias,
            read=lambda text: {"1": True, "0": False}.get(text, text),
            write=lambda bias: "1" if bias else "0",
        ),
        _number("eta", live=True),
        _whole("batch_size", live=True),
        _one_of("order", ORDERS),
        _whole("seed"),
        _one_of("rule", RULES),
        Field(name="features", check=_features, read=_read_features, write=lambda tokens: "-".join(tokens) or "0"),
        _one_of("loss", CRITERIA),
        _one_of("regularization", PENALTIES),
        _number("regularization_rate", live=True),
        _one_of("init", INITS),
        _number("init_scale"),
        _whole("init_seed"),
        _one_of("eta_schedule", ETA_SCHEDULES),
        _number("eta_decay"),
        _whole("eta_every"),
        _number("momentum"),
        _one_of("optimiser", OPTIMISERS),
        _number("beta1"),
        _number("beta2"),
        _number("rho"),
        _number("epsilon"),
        _one_of("scaled_by", SCALED_BY),
        Field(name="own", check=_own, read=_read_own, write=lambda own: None if own is None else own_text(own)),
    )
}
"""Every field of `Settings` by its name, in their order."""

LIVE: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.live)
"""Fields that may change while a run goes on; a change of any other begins a new run."""


def check_field(name: str, value: Any) -> Any:
    """Return one field's value in its own type.

    Raises
    ------
    FieldError
        If there is no such field, or the value is not allowed for it.
    """
    if name not in FIELDS:
        raise FieldError(name, f"a setting must be one of {', '.join(FIELDS)}, not {shown(name)}")
    return FIELDS[name].check(value)


def field_from_text(name: str, text: str) -> Any:
    """Return one field's value as an address writes it.

    Raises
    ------
    FieldError
        If there is no such field, or the text is not a value that it allows.
    """
    return check_field(name, FIELDS[name].read(text) if name in FIELDS else text)


def shown(value: object) -> str:
    """Return what was given, short and fit for any page: in letters, digits and a few signs that no page acts on."""
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # Python refuses to write a whole number of more than 4,300 digits
        return "a number too long to write"
    short = text if len(text) <= 24 else text[:23] + "…"
    # A dot after a letter would make a link of "www.…"; a line between two letters emphasises nothing.
    return "'" + re.sub(r"[^A-Za-z0-9 .,+…_-]|(?<=[A-Za-z])\.|(?<![A-Za-z])_|_(?![A-Za-z])", "?", short) + "'"
