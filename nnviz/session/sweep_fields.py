"""Which settings a sweep can vary, and their values as a visitor types them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nnviz.run.settings import Settings
from nnviz.session.typed_values import HIDDEN, values_of


@dataclass(frozen=True)
class Varied:
    """A setting that a sweep can vary.

    Attributes
    ----------
    label : str
    values : callable
        Settings -> values to begin with, as text.
    number : bool
        Whether its values are numbers, so that something can be drawn against them.
    counts : callable
        Settings -> whether it makes a difference to a run with them.
    """

    label: str
    values: Callable[[Settings], str]
    number: bool = True
    counts: Callable[[Settings], bool] = lambda settings: True


def _batch_sizes(settings: Settings) -> str:
    rows = len(settings.make_dataset().train)
    return ", ".join(map(str, sorted({1, min(10, rows), rows})))


def _has_layers(settings: Settings) -> bool:
    return bool(settings.hidden)


VARIED: dict[str, Varied] = {
    "hidden": Varied(HIDDEN, lambda settings: "1, 2, 3, 4", number=False),
    "eta": Varied("Learning rate η", lambda settings: "0.1, 0.3, 1, 3, 10"),
    "batch_size": Varied("Batch size", _batch_sizes),
    "activation": Varied("Activation", lambda settings: "logistic, tanh, relu", number=False, counts=_has_layers),
    "optimiser": Varied("Optimiser", lambda settings: "sgd, momentum, adam", number=False),
    "init": Varied("First weights", lambda settings: "auto, uniform, normal, zeros", number=False),
    "noise": Varied("Noise", lambda settings: "0, 0.1, 0.3", counts=lambda settings: settings.kind.uses_noise),
    "regularization_rate": Varied(
        "Penalty λ",
        lambda settings: "0, 0.0001, 0.001, 0.01",
        counts=lambda settings: settings.regularization != "none",
    ),
    "momentum": Varied("Momentum β", lambda settings: "0, 0.5, 0.9"),
}
"""The settings on offer by their fields of Settings, in the order of the menu."""

BESIDE = {
    "hidden": "hidden",
    "eta": "η",
    "batch_size": "batch",
    "activation": "",
    "optimiser": "",
    "init": "first weights",
    "noise": "noise",
    "regularization_rate": "λ",
    "momentum": "β",
}
"""What they are called beside their values, where there is little room; "" for values that say what they are."""


def words_of(names: Sequence[str]) -> str:
    """Return what these settings are called in a sentence."""
    labels = (VARIED[name].label.split(" (")[0] for name in names)
    return " and ".join(f"{label[0].lower()}{label[1:]}" for label in labels)


def offered(settings: Settings) -> list[str]:
    """Return the names of what makes a difference to a run with these settings."""
    return [name for name, varied in VARIED.items() if varied.counts(settings)]


def read_values(name: str, text: str, settings: Settings | None = None) -> list[object]:
    """Return the values of a field as `values_of` reads them."""
    return values_of(name, VARIED[name].label, text, settings)
