"""The direction in which a weight moves, explained by the signs of its factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnviz.derivation.batch import BatchRule
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
        Of the gradient's factors; a sum over the next layer counts as one. None for a batch: its gradient is a mean.
    gradient : int
        Sign of the gradient, of a batch that of the mean.
    moves : {"up", "down", "stay"}
        What the weight does in the step.
    sentence : str
    """

    signs: tuple[Sign, ...]
    gradient: int
    moves: Literal["up", "down", "stay"]
    sentence: str


def explain_sign(rule: WeightRule | BatchRule) -> SignStory:
    """Return which way the weight will move and why."""
    gradient, change = _sign(rule.gradient), _sign(rule.new - rule.old)
    moves: Literal["up", "down", "stay"] = "up" if change > 0 else "down" if change < 0 else "stay"
    if isinstance(rule, BatchRule):
        return SignStory((), gradient, moves, _of_a_batch(rule, gradient, moves))
    signs = tuple(Sign(factor.text, factor.value, _sign(factor.value)) for factor in rule.product.factors)
    return SignStory(signs, gradient, moves, _sentence(rule, signs, gradient, moves))


def _sentence(rule: WeightRule, signs: tuple[Sign, ...], gradient: int, moves: str) -> str:
    """Explain the direction in one sentence."""
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
        return f"{told}, so {whole} is {_word(gradient)}; {_with(beside, symbol, moves)}."
    return f"{told}, so {whole} is {_word(gradient)} and {symbol} goes {moves}, against it."


def _with(beside: str, symbol: str, moves: str) -> str:
    """Say what the weight does where more than its gradient pulls at it."""
    does = "stays" if moves == "stay" else f"goes {moves}, against the sum"
    return f"{beside} {'come' if ' and ' in beside else 'comes'} to it, and {symbol} {does}"


def _of_a_batch(rule: BatchRule, gradient: int, moves: str) -> str:
    """Explain the direction for a batch: how many samples pull each way, and the result."""
    if rule.frozen:
        return rule.word
    symbol, still = rule.symbol.label, rule.n - rule.up - rule.down
    counts = [(rule.up, "pull", "up"), (rule.down, "pull", "down"), (still, "do not pull", "at all")]
    wishes = [(count, verb if count != 1 else _singular(verb), way) for count, verb, way in counts if count]
    names = [symbol, *("it" for _ in wishes[1:])]
    parts = [f"{count} {verb} {name} {way}" for (count, verb, way), name in zip(wishes, names, strict=True)]
    told = f"Of the {rule.n} samples of the batch, {_listed(parts)}"
    mean = "the mean" if rule.rule == "perceptron" else "the mean of their gradients"
    beside = _beside(rule)
    if beside:
        return f"{told}; {mean} is {_word(gradient)}, {_with(beside, symbol, moves)}."
    if gradient == 0:
        return f"{told}; {mean} is 0, and {symbol} stays."
    if moves == "stay":
        return f"{told}; {mean} is {_word(gradient)}, but the step is too small to change {symbol}."
    return f"{told}; {mean} is {_word(gradient)}, and {symbol} goes {moves}, against it."


def _singular(verb: str) -> str:
    return {"pull": "pulls", "do not pull": "does not pull"}[verb]


def _beside(rule: WeightRule | BatchRule) -> str:
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
