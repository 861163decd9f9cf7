"""Everything a run depends on, as one checked value, and the same as an address's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from nnviz.datasets import OWN, Dataset, Kind, OwnData, kind_of, make_dataset
from nnviz.datasets.base import ScaledBy
from nnviz.datasets.features import make_features
from nnviz.engine import Optimiser, get_optimiser
from nnviz.run.fields import (
    BOUNDS,
    ETA_SCHEDULES,
    FIELDS,
    LIVE,
    ORDERS,
    FieldError,
    check_field,
    field_from_text,
    shown,
)

__all__ = [
    "BOUNDS",
    "ETA_SCHEDULES",
    "LIVE",
    "MOVING",
    "ORDERS",
    "FieldError",
    "Settings",
    "checked",
    "field_from_text",
    "from_params",
    "optimiser_fields",
    "shown",
    "to_params",
]

MOVING: tuple[str, ...] = ("momentum", "nesterov")
"""Optimisers that have a velocity; with a momentum of 0 they would be plain gradient descent."""
USUAL_MOMENTUM = 0.9


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
    return {name: check_field(name, value) for name, value in values.items()}


# The address


def to_params(settings: Settings) -> dict[str, str]:
    """Return the settings as an address's parameters: every field's name with its value as text.

    `from_params` reads them back to equal settings. Numbers are as short as they can be for that; `hidden` is "4-2", or
    "0" for no hidden layer; `activation` is "tanh", or "tanh-relu" for one a layer; `features` is "x1-x2x2", or "0" for
    the inputs as they are; `bias` is "1" or "0". `own` is there for data of the visitor's own that are few enough
    to be packed.
    """
    written = {name: field.write(getattr(settings, name)) for name, field in FIELDS.items()}
    return {name: text for name, text in written.items() if text is not None}


def from_params(params: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Return the settings that an address asks for, and a sentence for each that it cannot have.

    Fields that are not there, or hold what is not allowed, have their defaults; but for `scaled_by`, which is "all" in
    an address that does not have it: addresses were made before there was another way, and are to open as they did.
    Other names are ignored. No text makes it raise.
    """
    values: dict[str, Any] = {} if "scaled_by" in params else {"scaled_by": "all"}
    problems: list[str] = []
    for name in FIELDS:
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
