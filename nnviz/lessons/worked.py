"""Worked examples that fade: products of named factors from a step's trace, with blanks for the learner to fill in."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping

from nnviz.derivation.notation import (
    delta,
    derivative_label,
    neuron_label,
    target,
    weight,
    weight_label,
)
from nnviz.engine import StepTrace
from nnviz.lessons.answers import TURNED, Slip, judge_number, read_number
from nnviz.lessons.base import Equation, Part, Verdict

BY_ERROR = Slip(
    math.nan, "The sign is not right: an output's δ, and so a gradient, is negative where y is below its target.", "M2"
)
BY_SUM = Slip(
    math.nan, "The sign is not right: a hidden δ has the sign of the sum that is sent back, and no other.", "M8"
)
"""What is said to a wrong sign: of an output's numbers, and of a hidden neuron's."""
Slips = Mapping[str, Iterable[Slip]]
"""Known wrong numbers by the symbol of the blank."""


def gradient_line(
    trace: StepTrace, layer: int, row: int, column: int, blank: Collection[str] = (), *, split: bool = False
) -> Equation:
    """Return a weight's gradient as δ times the input; for an output neuron δ can be split into error and slope.

    Parameters
    ----------
    trace : StepTrace
    layer, row, column : int
        The weight.
    blank : collection of str
        Which of "error", "slope", "delta", "input" and "gradient" are blank.
    split : bool
    """
    sizes, found = trace.before.sizes, trace.layers[layer]
    ahead = trace.x if layer == 0 else trace.layers[layer - 1].out
    came_in = Part(
        "what came in",
        neuron_label(sizes, layer, None if row == 0 else row - 1),
        1.0 if row == 0 else float(ahead[row - 1]),
        "input" in blank,
    )
    neuron = neuron_label(sizes, layer + 1, column)
    factors: tuple[Part, ...]
    if split:
        wanted = target(sizes, column).label
        factors = (
            Part("error", f"{neuron} − {wanted}", float(found.dE_dout[column]), "error" in blank),
            Part("slope", "f′(u)", float(found.slope[column]), "slope" in blank),
        )
    else:
        symbol = delta(sizes, layer + 1, column).label
        factors = (Part(f"δ of {neuron}", symbol, float(found.delta[column]), "delta" in blank),)
    made = float(trace.dE_dW[layer][row, column])
    product = Part("gradient", derivative_label(weight(sizes, layer, row, column)), made, "gradient" in blank)
    return Equation((*factors, came_in), product)


def delta_lines(trace: StepTrace, column: int, blank: Collection[str] = ()) -> tuple[Equation, ...]:
    """Return a hidden neuron's δ in the last hidden layer: one line for each output, then their sum times the slope.

    Parameters
    ----------
    trace : StepTrace
    column : int
        The hidden neuron, counted from 0.
    blank : collection of str
        Which of "sum", "slope" and "delta" are blank.
    """
    sizes, last = trace.before.sizes, len(trace.layers) - 1
    out, hidden = trace.layers[last], trace.layers[last - 1]
    lines = []
    for j in range(sizes[-1]):
        w = float(trace.before.weights[last][column + 1, j])
        lines.append(
            Equation(
                (
                    Part("δ of the output", delta(sizes, last + 1, j).label, float(out.delta[j])),
                    Part("weight to it", weight_label(sizes, last, column + 1, j), w),
                ),
                Part("sent back", f"part {j + 1}", float(out.delta[j]) * w),
            )
        )
    total = Part("sum of the parts", "sum", float(hidden.dE_dout[column]), "sum" in blank)
    own = Part("own slope", "f′(u)", float(hidden.slope[column]), "slope" in blank)
    symbol = delta(sizes, last, column).label
    return (*lines, Equation((total, own), Part("δ", symbol, float(hidden.delta[column]), "delta" in blank)))


def split_answer(answer: str, count: int) -> list[str]:
    """Return the numbers of an answer, each as it was typed: with semicolons, on lines, or with blanks between."""
    parts = [part.strip() for part in re.split(r"[;\n]", answer)]
    if len(parts) == 1 and count > 1:
        parts = answer.split()
    return parts


def judge_blanks(
    equations: Iterable[Equation], answer: str, right: str, slips: Slips | None = None, sign: Slip = TURNED
) -> Verdict:
    """Judge the numbers for the blanks, and name the first that is not right.

    Parameters
    ----------
    equations : iterable of Equation
    answer : str
    right : str
        What is said if all are right.
    slips : mapping, optional
        Known wrong numbers by the symbol of the blank.
    sign : Slip
        What is said to a number with the wrong sign.
    """
    lines = tuple(equations)
    blanks = [part for line in lines for part in line.parts if part.blank]
    typed = split_answer(answer, len(blanks))
    if len(typed) != len(blanks):
        return Verdict(False, f"{len(blanks)} numbers are wanted, with semicolons between them.")
    known = slips or {}
    others = [part for line in lines for part in line.parts]
    found = []
    for part, text in zip(blanks, typed, strict=True):
        mixed = [Slip(other.value, f"That is the {other.name}, {other.symbol}.") for other in others if other != part]
        if read_number(text) is None and not text:
            found.append(Verdict(False, "It is empty."))
        else:
            found.append(judge_number(text, part.value, "", (*known.get(part.symbol, ()), *mixed), sign=sign))
    wrong = [(part, verdict) for part, verdict in zip(blanks, found, strict=True) if not verdict.passed]
    if not wrong:
        return Verdict(True, right)
    part, verdict = wrong[0]
    if len(blanks) == 1:
        return verdict
    words = f"{len(blanks) - len(wrong)} of {len(blanks)} are right; {part.symbol} is not. {verdict.words}"
    return Verdict(False, words, verdict.misconception)
