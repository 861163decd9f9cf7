"""The further settings that have to change so that a visitor's choice is allowed."""

from __future__ import annotations

from typing import Any

from nnviz.datasets import OWN, kind_of
from nnviz.run.settings import FieldError, Settings

_PLAIN: dict[str, Any] = {
    "loss": "squared",
    "features": (),
    "regularization": "none",
    "momentum": 0.0,
    "optimiser": "sgd",
}
"""What each of these falls back to where something else leaves no place for it."""

_WORDS = {
    "loss": "loss",
    "output": "output activation",
    "features": "input features",
    "regularization": "regularisation",
    "activation": "hidden activation",
    "optimiser": "optimiser",
    "momentum": "momentum",
    "init_scale": "scale of the first weights",
}


def fitted(settings: Settings, wish: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings with the visitor's choice, and a sentence for every other field that had to change.

    Raises
    ------
    FieldError
        If a value is not allowed, or the choice does not go with a field that cannot be changed to fit it.
    """
    wish = {**wish, **_data(settings, wish)}
    values = {"rule": _rule(settings, wish), **wish, **_loss_and_output(settings, wish)}
    while True:
        try:
            made = settings.changed(**values)
        except FieldError as error:
            instead = _instead(settings, error.field, values)
            if error.field in values or instead is None:
                raise
            values[error.field] = instead
            continue
        along = [
            f"{_WORDS[name]} is now {_said(getattr(made, name))}"
            for name in _WORDS
            if name not in wish and getattr(made, name) != getattr(settings, name)
        ]
        return made, along


def _data(settings: Settings, wish: dict[str, Any]) -> dict[str, Any]:
    """Choose the data set "own" together with a visitor's own data."""
    named = wish.get("dataset", settings.dataset)
    return {"own": None} if named != OWN and settings.own is not None else {}


def _rule(settings: Settings, wish: dict[str, Any]) -> str:
    """Use the perceptron's rule for a perceptron only."""
    stays = not wish.get("hidden", settings.hidden) and wish.get("output", settings.output) == "step"
    return "perceptron" if stays and settings.rule == "perceptron" else "gradient"


def _loss_and_output(settings: Settings, wish: dict[str, Any]) -> dict[str, Any]:
    """Cross-entropy needs logistic outputs or softmax, softmax cross-entropy, values in own units their range."""
    own = wish.get("own", settings.own)
    kind = kind_of(wish.get("dataset", settings.dataset), own)
    if own is not None and "output" not in wish and not own.reached_by(settings.output):
        return {"output": "identity"}
    several = kind.n_outputs > 1 and kind.task == "classification"
    if wish.get("loss") == "cross_entropy" and settings.output not in ("logistic", "softmax"):
        return {"output": "softmax" if several else "logistic"}
    if settings.output == "softmax" and "output" not in wish and (wish.get("loss") == "squared" or not several):
        return {"output": "logistic"}
    if wish.get("output") == "softmax" and "loss" not in wish:
        return {"loss": "cross_entropy"}
    return {}


def _instead(settings: Settings, field: str, values: dict[str, Any]) -> Any:
    if field == "init_scale":
        return abs(settings.init_scale)
    return _PLAIN.get(field)


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return "-".join(value) or "the inputs as they are"
    return str(value).replace("cross_entropy", "cross-entropy") if isinstance(value, str) else f"{value:g}"
