"""Which way a weight moves, told by the signs of its factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnviz.derivation.weight import WeightRule


@dataclass(frozen=True)
class Sign:
    """One factor's sign: -1, 0 or 1, with its value and its name in plain words."""

    text: str
    value: float
    sign: int


@dataclass(frozen=True)
class SignStory:
    """Why a weight rises, falls or stays.

    Attributes
    ----------
    signs : tuple of Sign
        Of the gradient's factors; a sum over the next layer counts as one.
    gradient : int
        Sign of the gradient.
    moves : {"up", "down", "stay"}
        What the weight does in the step.
    sentence : str
    """

    signs: tuple[Sign, ...]
    gradient: int
    moves: Literal["up", "down", "stay"]
    sentence: str


def explain_sign(rule: WeightRule) -> SignStory:
    """Return which way the weight will move and why."""
    signs = tuple(Sign(factor.text, factor.value, _sign(factor.value)) for factor in rule.product.factors)
    gradient, change = _sign(rule.gradient), _sign(rule.new - rule.old)
    moves: Literal["up", "down", "stay"] = "up" if change > 0 else "down" if change < 0 else "stay"
    return SignStory(signs, gradient, moves, _sentence(rule, signs, gradient, moves))


def _sentence(rule: WeightRule, signs: tuple[Sign, ...], gradient: int, moves: str) -> str:
    """Tell it in one sentence."""
    whole = "their product" if rule.rule == "perceptron" else "their product, the gradient,"
    symbol = rule.symbol.label
    nothing = [sign.text.rstrip(",") for sign in signs if sign.sign == 0]
    if rule.frozen:
        return rule.word
    if nothing and not _beside(rule):
        verb = "is" if len(nothing) == 1 else "are"
        return f"{_capital(_listed(nothing))} {verb} 0, so {whole} is 0 and {symbol} stays."
    beside = _beside(rule)
    told = _capital(_listed([f"{sign.text} is {_word(sign.sign)}" for sign in signs]))
    if gradient == 0 and not beside:
        return f"{told}, but {whole} is too small for a number: {symbol} stays."
    if moves == "stay" and not beside:
        return f"{told}, so {whole} is {_word(gradient)}, but the step is too small to change {symbol}."
    if beside:
        does = "stays" if moves == "stay" else f"goes {moves}, against the sum"
        return f"{told}, so {whole} is {_word(gradient)}; {beside} comes to it, and {symbol} {does}."
    return f"{told}, so {whole} is {_word(gradient)} and {symbol} goes {moves}, against it."


def _beside(rule: WeightRule) -> str:
    """Name what pulls at the weight beside its gradient."""
    found = (["the penalty's slope"] if rule.penalty else []) + ([rule.carried] if rule.carried else [])
    return " and ".join(found) if rule.rule == "gradient" else ""


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _word(sign: int) -> str:
    return "positive" if sign > 0 else "negative" if sign < 0 else "0"


def _capital(text: str) -> str:
    """Begin a sentence; symbols such as x₁ keep their case."""
    return text[0].upper() + text[1:] if text.startswith(("the ", "what ")) else text


def _listed(parts: list[str]) -> str:
    return " and ".join(([", ".join(parts[:-1])] if len(parts) > 1 else []) + parts[-1:])
