"""Everything a run depends on, as one checked value, and the same as an address's parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from numbers import Integral, Real
from typing import Any

import numpy as np

from nnviz.datasets import KINDS, OWN, DataError, Dataset, Kind, OwnData, kind_of, make_dataset
from nnviz.datasets.base import SCALED_BY, ScaledBy
from nnviz.datasets.features import make_features, read_feature
from nnviz.datasets.own_text import own_from, own_text
from nnviz.engine import (
    ACTIVATIONS,
    CRITERIA,
    INITS,
    OPTIMISERS,
    OUTPUT_ACTIVATIONS,
    PENALTIES,
    Optimiser,
    get_optimiser,
)
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
LIVE: tuple[str, ...] = ("eta", "batch_size", "regularization_rate")
"""Fields that may change while a run goes on; a change of any other begins a new run."""

MOVING: tuple[str, ...] = ("momentum", "nesterov")
"""Optimisers that have a velocity; with a momentum of 0 they would be plain gradient descent."""
USUAL_MOMENTUM = 0.9
_MOST_FEATURES = 256
"""Tokens, more than any data set has features."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "loss": CRITERIA,
    "regularization": PENALTIES,
    "init": INITS,
    "eta_schedule": ETA_SCHEDULES,
    "order": ORDERS,
    "rule": RULES,
    "scaled_by": SCALED_BY,
}


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
class Settings:
    """The settings at a run's start; two runs with equal settings are equal to the last bit.

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
    activation : str or tuple of str
        Activation of the hidden layers: one name for all of them, or one for each. All the same become one name.
    output : str
        Activation of the last layer.
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
    features : tuple of str
        What the network gets, as tokens such as "x1", "x2x2", "x1x2", "sinx1"; () for the inputs as they are.
    loss : str
        "squared", or "cross_entropy" for classes by logistic outputs or softmax.
    regularization : str
        "none", "l1" or "l2", on all weights that are no biases.
    regularization_rate : float
        Its factor.
    init : str
        How the first weights are drawn, a name of `nnviz.engine.INITS`.
    init_scale : float
        Range, standard deviation or value of "uniform", "normal" and "constant".
    init_seed : int
        0: the first weights follow from `seed`; any other number: other weights for the same data and order.
    eta_schedule : str
        "constant"; "inverse": eta / (1 + eta_decay · epochs done); "step": eta times eta_decay after every `eta_every`
        epochs.
    eta_decay : float
    eta_every : int
    momentum : float
        Share of its velocity that every update keeps, for the optimisers of MOVING, with which 0 stands for the usual
        0.9. Above 0 without an optimiser it makes "sgd" the optimiser "momentum".
    optimiser : str
        How gradients become steps, a name of `nnviz.engine.OPTIMISERS`.
    beta1, beta2 : float
        Shares of Adam's two running means that are kept.
    rho : float
        Share of RMSProp's running mean that is kept.
    epsilon : float
        What keeps the quotients of AdaGrad, RMSProp and Adam finite.
    scaled_by : str
        Rows that say how measured and own data are scaled: "training", or "all", test rows included. It is "training"
        for data whose scale no row decides.
    own : OwnData or None
        The data themselves where the data set is "own", else None.

    Raises
    ------
    FieldError
        If a value is not one of those allowed (see BOUNDS), or does not go with the others: the output's activation
        with the data set or the loss, features with the data set's inputs, as many activations as there are hidden
        layers, momentum with the optimiser, the perceptron's rule with anything else.
    """

    dataset: str = "circle"
    n: int = 200
    noise: float = 0.0
    test_share: float = 0.3
    hidden: tuple[int, ...] = (4,)
    activation: str | tuple[str, ...] = "logistic"
    output: str = "logistic"
    bias: bool = True
    eta: float = 1.0
    batch_size: int = 1
    order: str = "shuffled"
    seed: int = 1
    rule: str = "gradient"
    features: tuple[str, ...] = ()
    loss: str = "squared"
    regularization: str = "none"
    regularization_rate: float = 0.01
    init: str = "auto"
    init_scale: float = 0.5
    init_seed: int = 0
    eta_schedule: str = "constant"
    eta_decay: float = 0.5
    eta_every: int = 10
    momentum: float = 0.0
    optimiser: str = "sgd"
    beta1: float = 0.9
    beta2: float = 0.999
    rho: float = 0.99
    epsilon: float = 1e-8
    scaled_by: ScaledBy = "training"
    own: OwnData | None = None

    def __post_init__(self) -> None:
        for name, value in checked({field.name: getattr(self, field.name) for field in fields(self)}).items():
            object.__setattr__(self, name, value)
        if self.dataset == OWN and self.own is None:
            raise FieldError("dataset", "dataset must not be own without the data themselves")
        if self.dataset != OWN and self.own is not None:
            raise FieldError("own", "own must be left out unless dataset is own")
        self._check_activations()
        self._check_output()
        self._check_features()
        if not self.kind.scaled:  # so that equal runs have equal settings
            object.__setattr__(self, "scaled_by", "training")
        if self.init in ("uniform", "normal") and self.init_scale < 0.0:
            raise FieldError("init_scale", f"init_scale must be from 0 to 10 with init {self.init}")
        if self.rule == "perceptron":
            if self.hidden or self.output != "step":
                raise FieldError(
                    "rule", "rule must be gradient unless there are no hidden layers and the output is step"
                )
            if self.regularization != "none":
                raise FieldError("regularization", "regularization must be none with the perceptron's rule")
            if self.momentum:
                raise FieldError("momentum", "momentum must be 0 with the perceptron's rule")
            if self.optimiser != "sgd":
                raise FieldError("optimiser", "optimiser must be sgd with the perceptron's rule")
        self._check_momentum()

    @property
    def kind(self) -> Kind:
        """What is known of the data set before it is made."""
        return kind_of(self.dataset, self.own)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of every layer, the last one's too."""
        one = isinstance(self.activation, str)
        hidden = (self.activation,) * len(self.hidden) if one else self.activation
        return (*hidden, self.output)

    def make_dataset(self) -> Dataset:
        """Make the data set that these settings describe, and raise what `nnviz.datasets.make_dataset` raises."""
        return make_dataset(
            self.dataset,
            n=self.n,
            noise=self.noise,
            test_share=self.test_share,
            seed=self.seed,
            output=self.output,
            features=self.features,
            own=self.own,
            scaled_by=self.scaled_by,
        )

    @property
    def made_optimiser(self) -> Optimiser:
        """The optimiser with its settings."""
        kind = get_optimiser(self.optimiser)
        return kind(**{name: getattr(self, name) for name in optimiser_fields(self.optimiser)})

    def _check_activations(self) -> None:
        """Refuse another number of activations than there are hidden layers; all the same become one name."""
        if isinstance(self.activation, str):
            return
        if len(self.activation) != len(self.hidden):
            layers = f"{len(self.hidden)} hidden layer{'' if len(self.hidden) == 1 else 's'}"
            raise FieldError(
                "activation",
                f"activation must be one name, or one for each of the {layers}, not {len(self.activation)} of them",
            )
        if len(set(self.activation)) == 1:
            object.__setattr__(self, "activation", self.activation[0])

    def _check_momentum(self) -> None:
        """Let momentum and optimiser go together: a velocity needs a momentum, and a momentum a velocity."""
        if self.momentum and self.optimiser == "sgd":
            object.__setattr__(self, "optimiser", "momentum")
        elif not self.momentum and self.optimiser in MOVING:
            object.__setattr__(self, "momentum", USUAL_MOMENTUM)
        elif self.momentum and "momentum" not in optimiser_fields(self.optimiser):
            raise FieldError("momentum", f"momentum must be 0 with the optimiser {self.optimiser}")

    def _check_output(self) -> None:
        """Refuse an output that cannot learn the data set, or that the loss cannot judge."""
        kind = self.kind
        if kind.task == "regression" and self.output in ("step", "softmax"):
            raise FieldError(
                "output",
                f"output must not be {self.output} with the data set {self.dataset}, whose targets are any number",
            )
        if self.own is not None and not self.own.reached_by(self.output):
            raise FieldError(
                "output",
                f"output must be identity, not {self.output}, for these data of your own: their values stay in their "
                "own units, and lie beyond what another output gives",
            )
        if self.output == "softmax" and kind.n_outputs == 1:
            raise FieldError("output", f"output must not be softmax with {self.dataset}, which has one output")
        if self.output == "softmax" and self.loss != "cross_entropy":
            raise FieldError("output", "output must not be softmax unless loss is cross_entropy")
        if self.loss == "cross_entropy" and (kind.task == "regression" or self.output not in ("logistic", "softmax")):
            raise FieldError(
                "loss", "loss must be squared unless the data set has classes and the output is logistic or softmax"
            )

    def _check_features(self) -> None:
        """Refuse features that the data set's inputs do not give; the inputs as they are become ()."""
        try:
            made = make_features(self.kind.n_inputs, self.features)
        except ValueError as error:
            raise FieldError("features", f"{error}, not {shown('-'.join(self.features))}") from None
        object.__setattr__(self, "features", tuple(feature.token for feature in made.chosen))

    def changed(self, **values: Any) -> Settings:
        """Return these settings with some fields changed.

        What cannot stay as it is follows, unless it is among the values: with other hidden layers, activations that
        were given one by one (a new layer takes that of the layer before it); with an optimiser that has no velocity,
        the momentum; with a momentum of 0, an optimiser that has one.

        Raises
        ------
        FieldError
            If there is no such field, or a value is not allowed.
        """
        checked(values)
        along: dict[str, Any] = {}
        if "hidden" in values and not isinstance(self.activation, str):
            count = len(values["hidden"])
            names = (*self.activation, *self.activation[-1:] * count)[:count]
            along["activation"] = names or self.activation[0]
        if "optimiser" in values and "momentum" not in optimiser_fields(values["optimiser"]):
            along["momentum"] = 0.0
        if values.get("momentum") == 0.0 and self.optimiser in MOVING:
            along["optimiser"] = "sgd"
        return replace(self, **{**along, **values})


def optimiser_fields(name: str) -> tuple[str, ...]:
    """Return the names of the fields of Settings that are settings of an optimiser.

    Raises
    ------
    ValueError
        If there is no such optimiser.
    """
    return tuple(field.name for field in fields(get_optimiser(name)) if field.name in Settings.__dataclass_fields__)


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
            return _one_of(name, value, (*KINDS, OWN))
        case "own":
            if value is not None and not isinstance(value, OwnData):
                raise FieldError(name, "own must be data of the visitor's own, packed in an address, or left out")
            return value
        case "n" | "batch_size" | "seed" | "init_seed" | "eta_every":
            return _whole(name, value, name)
        case "noise" | "test_share" | "eta" | "regularization_rate" | "init_scale" | "eta_decay" | "momentum":
            return _number(name, value)
        case "beta1" | "beta2" | "rho" | "epsilon":
            return _number(name, value)
        case "optimiser":
            return _one_of(name, value, OPTIMISERS)
        case "features":
            return _features(value)
        case "loss" | "regularization" | "init" | "eta_schedule" | "order" | "rule" | "scaled_by":
            return _one_of(name, value, _CHOICES[name])
        case "hidden":
            return _hidden(value)
        case "activation":
            return _activation(value)
        case "output":
            return _one_of(name, value, OUTPUT_ACTIVATIONS)
        case "bias":
            if not isinstance(value, bool | np.bool_):
                raise FieldError(name, f"bias must be True or False (1 or 0 in an address), not {shown(value)}")
            return bool(value)
    raise FieldError(name, f"a setting must be one of {', '.join(Settings.__dataclass_fields__)}, not {shown(name)}")


def _one_of(name: str, value: Any, allowed: Collection[str]) -> str:
    """Return one of the allowed names."""
    if not isinstance(value, str) or value not in allowed:
        meant = suggestion(value, allowed)
        raise FieldError(name, f"{name} must be one of {', '.join(allowed)}, not {shown(value)}{meant}")
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


def _activation(value: Any) -> str | tuple[str, ...]:
    """Return one name, or a tuple of them; whether there are as many as layers is for the settings to say."""
    names = (value,) if isinstance(value, str) else value
    try:
        if not 1 <= len(names) <= BOUNDS["hidden_layers"][1]:
            raise ValueError
        for name in names:
            _one_of("activation", name, ACTIVATIONS)
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
_TOKENS = re.compile(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,63}")
_NAMES = re.compile(r"[a-z][a-z0-9_]{0,23}(-[a-z][a-z0-9_]{0,23}){1,5}")
_LAYERS = re.compile(r"[0-9]{1,3}(-[0-9]{1,3}){0,5}")


def to_params(settings: Settings) -> dict[str, str]:
    """Return the settings as an address's parameters: every field's name with its value as text.

    `from_params` reads them back to equal settings. Numbers are as short as they can be for that; `hidden` is "4-2", or
    "0" for no hidden layer; `activation` is "tanh", or "tanh-relu" for one a layer; `features` is "x1-x2x2", or "0" for
    the inputs as they are; `bias` is "1" or "0". `own` is there for data of the visitor's own that are few enough
    to be packed.
    """
    values: dict[str, Any] = {field.name: getattr(settings, field.name) for field in fields(settings)}
    own = values.pop("own")
    packed = None if own is None else own_text(own)
    hidden, bias, activation = values["hidden"], values["bias"], values["activation"]
    return {name: str(value) for name, value in values.items()} | {
        "hidden": "-".join(map(str, hidden)) or "0",
        "activation": activation if isinstance(activation, str) else "-".join(activation),
        "features": "-".join(values["features"]) or "0",
        "bias": "1" if bias else "0",
        **({} if packed is None else {"own": packed}),
    }


def from_params(params: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Return the settings that an address asks for, and a sentence for each that it cannot have.

    Fields that are not there, or hold what is not allowed, have their defaults; but for `scaled_by`, which is "all" in
    an address that does not have it: addresses were made before there was another way, and are to open as they did.
    Other names are ignored. No text makes it raise.
    """
    values: dict[str, Any] = {} if "scaled_by" in params else {"scaled_by": "all"}
    problems: list[str] = []
    for name in Settings.__dataclass_fields__:
        if name in params:
            try:
                values[name] = field_from_text(name, params[name])
            except FieldError as error:
                problems.append(f"{error}.")
    if values.get("dataset") != OWN:
        values.pop("own", None)
    while True:
        try:
            return Settings(**values), problems
        except FieldError as error:  # each is allowed by itself, but not with the others
            if error.field in values:
                problems.append(f"{error}.")
                del values[error.field]
            else:  # the default output does not reach the values of own data in their own units
                values["output"] = "identity"


def field_from_text(name: str, text: str) -> Any:
    """Return one field's value as an address writes it.

    Raises
    ------
    FieldError
        If there is no such field, or the text is not a value that it allows.
    """
    return _check(name, _read(name, text))


def _read(name: str, text: str) -> Any:
    """Turn a field's text into its value; text that is none is returned as it is, for the check to refuse."""
    most = BOUNDS["neurons"][1]
    match name:
        case "n" | "batch_size" | "seed" | "init_seed" | "eta_every" if _WHOLE.fullmatch(text):
            return int(text)
        case (
            "noise" | "test_share" | "eta" | "regularization_rate" | "init_scale" | "eta_decay" | "momentum"
            | "beta1" | "beta2" | "rho" | "epsilon"
        ) if _NUMBER.fullmatch(text):  # fmt: skip
            number = float(text)
            return number if math.isfinite(number) else text  # "1e999" is a number beyond float64
        case "activation" if _NAMES.fullmatch(text):
            return tuple(text.split("-"))
        case "hidden" if text == "0":
            return ()
        case "hidden" if _LAYERS.fullmatch(text) and all(1 <= int(size) <= most for size in text.split("-")):
            return tuple(map(int, text.split("-")))
        case "features" if text == "0":
            return ()
        case "features" if _TOKENS.fullmatch(text):
            return tuple(text.split("-"))
        case "own":
            try:
                return own_from(text)
            except DataError as error:
                words = f"own must be data as the page packs them ({error}), not {shown(text)}"
                raise FieldError(name, words) from None
        case "bias":
            return {"1": True, "0": False}.get(text, text)
    return text
