"""Predict first: questions about a step before its update is shown, with the answer and the reason for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from nnviz.derivation.batch import BatchRule, update_rule
from nnviz.derivation.notation import WeightKey, number, parse_key
from nnviz.derivation.reading import Reading
from nnviz.derivation.sign import explain_sign
from nnviz.derivation.table import WeightRow, weight_table
from nnviz.derivation.terms import Factor, Sum
from nnviz.derivation.weight import WeightRule, weight_rule
from nnviz.engine import StepTrace
from nnviz.run.experiment import UpdateTrace

Asked = StepTrace | UpdateTrace
Rule = WeightRule | BatchRule

QuestionKind = Literal["direction", "largest"]
KINDS: tuple[QuestionKind, ...] = ("direction", "largest")
CHOICES = 3
"""Weights to choose from where the question is which of them moves most."""
CLEARLY = 0.1
"""Share by which two steps should differ, so that the question can be answered by thinking."""
LEVEL = 1e-9
"""Steps that differ by less than this share are equal but for rounding."""


class Option(NamedTuple):
    """One answer to choose: its key, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """A question about a step's update.

    Attributes
    ----------
    kind : {"direction", "largest"}
    text : str
    options : tuple of Option
        Keys are "up", "down" and "stay", or the keys of weights.
    weights : tuple of str
        Keys of the weights that it is about.
    """

    kind: QuestionKind
    text: str
    options: tuple[Option, ...]
    weights: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether the choice was right, the right option (of equal ones the first), and why, in plain sentences."""

    right: bool
    correct: Option
    why: str


@dataclass(frozen=True)
class Score:
    """How many questions were asked, and how many of them answered rightly."""

    asked: int = 0
    right: int = 0

    def after(self, verdict: Verdict) -> Score:
        """Return the score with one more answer in it."""
        return Score(self.asked + 1, self.right + verdict.right)


def question(
    trace: Asked, seed: int, kind: QuestionKind | None = None, weight: str | None = None, digits: int = 4
) -> Question:
    """Return a question about the update of this step; the same arguments always give the same one.

    Parameters
    ----------
    trace : StepTrace or UpdateTrace
        Of a batch the update as it is made, by the mean gradient.
    seed : int
        At least 0; it draws what is not given.
    kind : {"direction", "largest"}, optional
        "direction" asks whether a weight rises, falls or stays; "largest" which of three weights moves most (of two, if
        there are no more), with steps that clearly differ where there are such. Without it either, but "largest" only
        where one of the three moves farther than the others.
    weight : str, optional
        Key of the weight to ask about, or of one of the three.
    digits : int
        Significant digits, 1 to 17.

    Raises
    ------
    ValueError
        If seed is no whole number of at least 0, kind is unknown, there is one weight only and kind is "largest",
        weight is not the key of a weight of the network, or digits is out of range.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed must be a whole number of at least 0, got {seed!r}")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    rng = np.random.default_rng(seed)
    rows = weight_table(trace)
    if kind == "largest" and len(rows) < 2:
        raise ValueError("kind must be direction in a network with a single weight, got 'largest'")
    given = _row_of(trace, rows, weight) if weight is not None else None
    prefer_largest = bool(rng.integers(2))
    drawn = _without_frozen(trace, [rows[i] for i in rng.permutation(len(rows))])
    first = given or drawn[0]
    several = _to_compare([first, *(row for row in drawn if row is not first)])
    if kind == "largest" or (kind is None and prefer_largest and _one_moves_most(several)):
        several.sort(key=lambda row: rows.index(row))
        named = [Option(row.key, row.symbol) for row in several]
        text = f"Which of {_listed([option.label for option in named], 'and')} will move most in this update?"
        return Question("largest", text, tuple(named), tuple(option.key for option in named))
    text = f"Will {first.symbol}, now {number(first.old, digits)}, rise, fall or stay in this update?"
    return Question(
        "direction", text, (Option("up", "rise"), Option("down", "fall"), Option("stay", "stay")), (first.key,)
    )


def answer(asked: Question, trace: Asked, choice: str, digits: int = 4) -> Verdict:
    """Judge a choice, and say why by the signs or by the sizes of the factors.

    Of weights that move equally far each is right.

    Parameters
    ----------
    asked : Question
    trace : StepTrace or UpdateTrace
        The step that it was asked about.
    choice : str
        Key of one of its options.
    digits : int
        Significant digits, 1 to 17.

    Raises
    ------
    ValueError
        If choice is no key of an option, the network has no such weight, or digits is out of range.
    """
    options = {option.key: option for option in asked.options}
    if choice not in options:
        raise ValueError(f"choice must be one of {', '.join(options)}, got {choice!r}")
    rules = [_rule(trace, key, digits) for key in asked.weights]
    if asked.kind == "direction":
        story = explain_sign(rules[0])
        moved = "" if story.moves == "stay" else f" It moves by {number(rules[0].step, digits)}."
        return Verdict(choice == story.moves, options[story.moves], story.sentence + moved)
    most = max(_way(rule) for rule in rules)
    level = [rule for rule in rules if math.isclose(_way(rule), most, rel_tol=LEVEL)]
    others = [rule for rule in rules if rule not in level]
    right = choice in (rule.key for rule in level)
    return Verdict(right, options[level[0].key], _why_largest(level, others, _whole(trace).eta, digits))


def _whole(trace: Asked) -> StepTrace:
    return trace.whole if isinstance(trace, UpdateTrace) else trace


def _rule(trace: Asked, key: str, digits: int = 4) -> Rule:
    """Return how a weight's step comes about; raises if there is no such weight."""
    if isinstance(trace, UpdateTrace):
        return update_rule(trace, *_parts(key), digits)
    return weight_rule(trace, *_parts(key), digits)


def _parts(key: str) -> WeightKey:
    parts = parse_key(key)
    if not isinstance(parts, WeightKey):
        raise ValueError(f"weight must be the key of a weight, w:layer:row:column, got {key!r}")
    return parts


def _row_of(trace: Asked, rows: Sequence[WeightRow], key: str) -> WeightRow:
    """Return the weight with this key."""
    _rule(trace, key)  # raises if there is no such weight
    return next(row for row in rows if row.key == key)


def _without_frozen(trace: Asked, rows: Sequence[WeightRow]) -> Sequence[WeightRow]:
    """Return the weights that may move, if there are enough: that a frozen one stays is no riddle."""
    reading = Reading(_whole(trace))
    free = [row for row in rows if not reading.frozen(*_parts(row.key))]
    return free if len(free) >= min(CHOICES, len(rows)) else [*free, *(row for row in rows if row not in free)]


def _to_compare(rows: Sequence[WeightRow]) -> list[WeightRow]:
    """Return the first row and two more: clearly different steps if there are any, else different, else any."""
    found = [rows[0]]
    for share in (CLEARLY, LEVEL):
        for row in rows:
            if len(found) < CHOICES and not any(_equal(row, other, share) for other in found):
                found.append(row)
    least = min(found, key=_way)
    # Where steps must repeat, better the smaller one: there is still one that moves most.
    rest = sorted((row for row in rows if row not in found), key=lambda row: not _equal(row, least, LEVEL))
    return found + rest[: CHOICES - len(found)]


def _equal(row: WeightRow, other: WeightRow, share: float) -> bool:
    return math.isclose(_way(row), _way(other), rel_tol=share)


def _way(weight: Rule | WeightRow) -> float:
    """Return how far a weight moves: the size of its step, or 0 if the weight is too large for the step to show."""
    return 0.0 if weight.new == weight.old else abs(weight.step)


def _one_moves_most(rows: Sequence[WeightRow]) -> bool:
    most = max(rows, key=_way)
    return len(rows) > 1 and sum(_equal(row, most, LEVEL) for row in rows) == 1


def _why_largest(level: Sequence[Rule], others: Sequence[Rule], eta: float, digits: int) -> str:
    """Say how far each weight moves, and what makes the others move less."""
    best = level[0]
    if _way(best) == 0.0:
        return f"None of them moves. {' '.join(_why_still(rule) for rule in level)}"
    names = [rule.symbol.label for rule in level]
    if len(level) == 1:
        told = [f"{names[0]} moves most, by {_product(best, eta, digits)}{_of_the_mean(best)}."]
    else:
        told = [f"{_listed(names, 'and')} move equally far, by {number(abs(best.step), digits)}."]
    return " ".join(told + [_why_less(rule, best, eta, digits) for rule in others])


def _why_still(rule: Rule) -> str:
    """Say why a weight does not move: its step is 0, or too small for it."""
    return rule.word if rule.step == 0.0 else explain_sign(rule).sentence


def _of_the_mean(rule: Rule) -> str:
    """Say what the sizes of a batch's rule are."""
    if not isinstance(rule, BatchRule):
        return ""
    alone = rule.pull == rule.gradient
    return f", η times {'the mean gradient of the batch' if alone else 'all that pulls at it'}"


def _why_less(rule: Rule, best: Rule, eta: float, digits: int) -> str:
    """Say which factor makes this weight move less than the best."""
    if _way(rule) == 0.0:
        return rule.word if rule.frozen else explain_sign(rule).sentence
    if isinstance(rule, BatchRule) or isinstance(best, BatchRule):
        return f"{rule.symbol.label} moves by {_product(rule, eta, digits)}."
    # Both products have the same parts: the error or what arrives, the slope (not for a perceptron), the input.
    if rule.pull != rule.gradient or best.pull != best.gradient:
        return f"{rule.symbol.label} moves by {number(abs(rule.step), digits)}."
    pairs = _pairs(rule, best)
    ratios = [abs(more.value) / abs(less.value) for less, more in pairs]
    decides = ratios.index(max(ratios))
    alone = all(math.isclose(ratio, 1.0, rel_tol=LEVEL) for i, ratio in enumerate(ratios) if i != decides)
    less, more = pairs[decides]
    small, large = number(abs(less.value), digits), number(abs(more.value), digits)
    return (
        f"{rule.symbol.label} moves by {_product(rule, eta, digits)}, {'' if alone else 'mostly '}because {less.text} "
        f"is {small} in size, where {best.symbol.label} has {more.text.rstrip(',')}: {large}."
    )


def _pairs(rule: WeightRule, best: WeightRule) -> list[tuple[Factor | Sum, Factor | Sum]]:
    """Return the factors of two rules side by side; all but the input as one where they differ in number."""
    if len(rule.product.factors) == len(best.product.factors):
        return list(zip(rule.product.factors, best.product.factors, strict=True))
    return list(zip(_two(rule), _two(best), strict=True))


def _two(rule: WeightRule) -> tuple[Factor | Sum, Factor | Sum]:
    """Return the δ of the neuron that a weight leads to, as one factor, and the input."""
    *before, source = rule.product.factors
    name = f"the δ of the neuron that {rule.symbol.label} leads to"
    return Factor("", "", "", math.prod(factor.value for factor in before), name, "delta", ()), source


def _product(rule: Rule, eta: float, digits: int) -> str:
    """Write out the sizes of η and of the factors (of a batch, of all that pulls), and what they come to."""
    if isinstance(rule, BatchRule) or rule.pull != rule.gradient:
        return f"{number(eta, digits)} · {number(abs(rule.pull), digits)} = {number(abs(rule.step), digits)}"
    sizes = [number(size, digits) for size in (eta, *(abs(factor.value) for factor in rule.product.factors))]
    return f"{' · '.join(sizes)} = {number(abs(rule.step), digits)}"


def _listed(parts: Sequence[str], word: str) -> str:
    return f" {word} ".join(([", ".join(parts[:-1])] if len(parts) > 1 else []) + list(parts[-1:]))
