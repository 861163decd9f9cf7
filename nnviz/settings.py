"""Everything a run depends on, as one checked value, and the same as an address's parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from numbers import Integral, Real
from typing import Any

import numpy as np

from nnviz.datasets import KINDS
from nnviz.engine import ACTIVATIONS

BOUNDS: dict[str, tuple[float, float]] = {
    "n": (4, 2000),
    "noise": (0.0, 0.5),
    "test_share": (0.0, 0.9),
    "hidden_layers": (0, 6),
    "neurons": (1, 16),
    "eta": (1e-5, 100.0),
    "batch_size": (1, 2000),
    "seed": (0, 2**32 - 1),
}
"""Least and largest value of every number; `hidden_layers` and `neurons` (of a layer) are those of `hidden`."""

ACTIVATION_NAMES: tuple[str, ...] = tuple(ACTIVATIONS)
ORDERS: tuple[str, ...] = ("replacement", "shuffled", "file")
RULES: tuple[str, ...] = ("gradient", "perceptron")
LIVE: tuple[str, ...] = ("eta", "batch_size")
"""Fields that may change while a run goes on; a change of any other begins a new run."""


class FieldError(ValueError):
    """A setting that cannot be.

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
class Settings:
    """What a run starts from; two runs with equal settings are equal to the last bit.

    Parameters
    ----------
    dataset : str
        A name of `nnviz.datasets.KINDS`.
    n : int
        Samples, training and test together, for the data sets that are generated.
    noise : float
        How much noise is in them.
    test_share : float
        Share of the samples held out for testing.
    hidden : tuple of int
        Neurons of each hidden layer; () for none.
    activation, output : str
        Activation of the hidden layers and of the last one.
    bias : bool
        Whether the network has biases.
    eta : float
        Learning rate.
    batch_size : int
        Samples per update; as many as there are training rows, or more, means all of them.
    order : str
        How training rows follow one another: "shuffled" anew each epoch, in the order of the "file", or drawn at random
        with "replacement".
    seed : int
        Of the data, the first weights and the order, each by a stream of its own.
    rule : str
        "gradient", or "perceptron" for a single layer of unit steps: w + eta (t - y) x.

    Raises
    ------
    FieldError
        If a value is not one of those allowed (see BOUNDS), or the output's activation cannot learn the data set.
    """

    dataset: str = "circle"
    n: int = 200
    noise: float = 0.0
    test_share: float = 0.3
    hidden: tuple[int, ...] = (4,)
    activation: str = "logistic"
    output: str = "logistic"
    bias: bool = True
    eta: float = 1.0
    batch_size: int = 1
    order: str = "shuffled"
    seed: int = 1
    rule: str = "gradient"

    def __post_init__(self) -> None:
        for name, value in checked({field.name: getattr(self, field.name) for field in fields(self)}).items():
            object.__setattr__(self, name, value)
        if KINDS[self.dataset].task == "regression" and self.output == "step":
            raise FieldError(
                "output", f"output must not be step with the data set {self.dataset}, whose targets are any number"
            )

        if self.rule == "perceptron" and (self.hidden or self.output != "step"):
            raise FieldError("rule", "rule must be gradient unless there are no hidden layers and the output is step")

    def changed(self, **values: Any) -> Settings:
        """Return these settings with some fields changed.

        Raises
        ------
        FieldError
            If there is no such field, or a value is not allowed.
        """
        checked(values)
        return replace(self, **values)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of settings, each in its field's own type.

    Raises
    ------
    FieldError
        If a name is not a field's, or a value is not allowed for its field.
    """
    return {name: _check(name, value) for name, value in values.items()}


def _check(name: str, value: Any) -> Any:
    """Return one field's value in its own type."""
    match name:
        case "dataset":
            return _one_of(name, value, KINDS)
        case "n" | "batch_size" | "seed":
            return _whole(name, value, name)
        case "noise" | "test_share" | "eta":
            return _number(name, value)
        case "hidden":
            return _hidden(value)
        case "activation" | "output":
            return _one_of(name, value, ACTIVATION_NAMES)
        case "order":
            return _one_of(name, value, ORDERS)
        case "rule":
            return _one_of(name, value, RULES)
        case "bias":
            if not isinstance(value, bool | np.bool_):
                raise FieldError(name, f"bias must be True or False (1 or 0 in an address), not {shown(value)}")
            return bool(value)
    raise FieldError(name, f"a setting must be one of {', '.join(Settings.__dataclass_fields__)}, not {shown(name)}")


def _one_of(name: str, value: Any, allowed: Collection[str]) -> str:
    """Return one of the allowed names."""
    if not isinstance(value, str) or value not in allowed:
        raise FieldError(name, f"{name} must be one of {', '.join(allowed)}, not {shown(value)}")
    return str(value)


def _whole(name: str, value: Any, bounds: str) -> int:
    """Return a whole number within the bounds."""
    low, high = BOUNDS[bounds]
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise FieldError(name, f"{name} must be a whole number from {low} to {high}, not {shown(value)}")
    return int(value)


def _number(name: str, value: Any) -> float:
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
        return tuple(_whole("hidden", size, "neurons") for size in value)
    except (TypeError, ValueError):
        raise FieldError(
            "hidden",
            f"hidden must be at most {most} layers of 1 to {widest} neurons each (4-2 in an address, 0 for none), "
            f"not {shown(value)}",
        ) from None


def shown(value: object) -> str:
    """Return what was given, short and fit for any page: in letters, digits and a few signs that no page acts on."""
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # Python refuses to write a whole number of more than 4,300 digits
        return "a number too long to write"
    short = text if len(text) <= 24 else text[:23] + "…"
    # A dot after a letter would make a link of "www.…".
    return "'" + re.sub(r"[^A-Za-z0-9 .,+…-]|(?<=[A-Za-z])\.", "?", short) + "'"


# The address

_WHOLE = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_LAYERS = re.compile(r"[0-9]{1,3}(-[0-9]{1,3}){0,5}")


def to_params(settings: Settings) -> dict[str, str]:
    """Return the settings as an address's parameters: every field's name with its value as text.

    `from_params` reads them back to equal settings. Numbers are as short as they can be for that; `hidden` is "4-2", or
    "0" for no hidden layer; `bias` is "1" or "0".
    """
    values: dict[str, Any] = asdict(settings)
    hidden, bias = values["hidden"], values["bias"]
    return {name: str(value) for name, value in values.items()} | {
        "hidden": "-".join(map(str, hidden)) or "0",
        "bias": "1" if bias else "0",
    }


def from_params(params: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Return the settings that an address asks for, and a sentence for each that it cannot have.

    Fields that are not there, or hold what is not allowed, have their defaults. Other names are ignored. No text makes
    it raise.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name in Settings.__dataclass_fields__:
        if name in params:
            try:
                values[name] = _check(name, _read(name, params[name]))
            except FieldError as error:
                problems.append(f"{error}.")
    while True:
        try:
            return Settings(**values), problems
        except FieldError as error:  # each is allowed by itself, but not with the others
            problems.append(f"{error}.")
            del values[error.field]


def _read(name: str, text: str) -> Any:
    """Turn a field's text into its value; text that is none is returned as it is, for the check to refuse."""
    most = BOUNDS["neurons"][1]
    match name:
        case "n" | "batch_size" | "seed" if _WHOLE.fullmatch(text):
            return int(text)
        case "noise" | "test_share" | "eta" if _NUMBER.fullmatch(text):
            number = float(text)
            return number if math.isfinite(number) else text  # "1e999" is a number beyond float64
        case "hidden" if text == "0":
            return ()
        case "hidden" if _LAYERS.fullmatch(text) and all(1 <= int(size) <= most for size in text.split("-")):
            return tuple(map(int, text.split("-")))
        case "bias":
            return {"1": True, "0": False}.get(text, text)
    return text
