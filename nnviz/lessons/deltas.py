"""Lesson 8: δ goes back through the weights and each neuron's own slope; all gradients come before all updates."""

from __future__ import annotations

from functools import cache

import numpy as np

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip
from nnviz.lessons.base import HAND, MOVES, Choice, Equation, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.chain_rule import MAZUR, trace
from nnviz.lessons.checks import chosen, replaced
from nnviz.lessons.runs import LearnersRun
from nnviz.lessons.worked import BY_SUM, delta_lines, judge_blanks
from nnviz.run.experiment import Experiment

NOTHING = 2e-4
"""A δ of less than this counts as 0; it is 0.00877 at the start."""
REAL = 0.01
"""A weight of at least this size is not 0."""
PUBLISHED = 0.291027924


@cache
def wrong_order() -> float:
    """Return the loss after one step whose hidden gradients are taken with the new output weights."""
    made, data = trace(), MAZUR.experiment().dataset
    new = made.network.weights[1]
    deltas = (new[1:] @ made.layers[1].delta) * made.layers[0].slope
    network = made.network
    for (k, i), value in np.ndenumerate(made.before.weights[0][1:] - made.eta * np.outer(made.x, deltas)):
        network = network.with_weight(0, k + 1, i, float(value))
    return network.loss(data.X, data.T)


def _right(_experiment: Experiment) -> str:
    delta = float(trace().layers[0].delta[0])
    return "positive" if delta > 0.0 else "negative" if delta < 0.0 else "zero"


def _shown() -> tuple[Equation, ...]:
    return delta_lines(trace(), 0)


def _last_blank() -> tuple[Equation, ...]:
    return delta_lines(trace(), 1, ("delta",))


def _two_blank() -> tuple[Equation, ...]:
    return delta_lines(trace(2), 0, ("sum", "delta"))


def _own(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return chosen(
        FACTORS,
        answer,
        "slope",
        "Yes: the slope is of h₁ itself; all else comes from behind it.",
        "The δs belong to the outputs, and the weights to the way between.",
    )


def _second(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    made, lines = trace(), _last_blank()
    out, hidden = made.layers[1], made.layers[0]
    total, slope = float(hidden.dE_dout[1]), float(hidden.slope[1])
    slips = {
        lines[-1].product.symbol: (
            Slip(total, "That is the sum: the slope of h₂ is left out.", "M8"),
            Slip(
                float(made.network.weights[1][2] @ out.delta) * slope, "That is with the weights after the step.", "M9"
            ),
            Slip(float(out.delta.sum()) * slope, "The weights are left out: δ is not handed down unchanged.", "M8"),
            Slip(float(out.delta.sum()), "That is the sum of the outputs' δ. Weights and slope are left out.", "M8"),
            Slip(
                float(made.before.weights[1][2] @ out.dE_dout) * slope,
                "That sends the errors back. What goes back is δ: error times slope.",
                "M2",
            ),
        )
    }
    return judge_blanks(lines, answer, "Yes: the sum of δ′ × weight, times the own slope.", slips, BY_SUM)


def _next_step(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    lines, first = _two_blank(), trace()
    total, delta = lines[-1].factors[0], lines[-1].product
    parts = [line.product.value for line in lines[:-1]]
    slips = {
        total.symbol: (
            Slip(parts[0] - parts[1], "Add the parts with their signs: the second one is negative."),
            Slip(float(first.layers[0].dE_dout[0]), "That is the sum of step 1.", "M9"),
        ),
        delta.symbol: (Slip(float(first.layers[0].delta[0]), "That is δ₁ of step 1.", "M9"),),
    }
    return judge_blanks(lines, answer, "Both are right, with the weights of step 2's start.", slips, BY_SUM)


def _silent(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if experiment.start.dataset != "mazur" or experiment.sizes != (2, 2, 2):
        return Verdict(False, "Mazur's network is wanted. Open the set-up again.")
    coming = experiment.next_trace
    if coming is None:
        return Verdict(False, "The next step would diverge: smaller weights are wanted.")
    delta, pair = float(coming.layers[0].delta[0]), coming.before.weights[1][1]
    if min(abs(pair)) < REAL:
        return Verdict(False, "Neither of the two weights may be 0: the parts are to cancel.")
    if abs(delta) >= NOTHING:
        sign = "the part through w′₁₁ is too large" if delta > 0 else "the part through w′₁₂ is too large"
        return Verdict(False, f"In the next step δ₁ is {delta:.5f}: {sign}. Below {NOTHING} counts as 0.")
    return Verdict(True, f"δ₁ is {delta:.6f}: what comes back from both outputs cancels, and h₁ learns nothing.")


def _order(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    right = "new" if abs(wrong_order() - PUBLISHED) < 5e-9 else "rounded"
    return chosen(
        ORDERS,
        answer,
        right,
        "Yes: with the new output weights it is 0.2910279. All gradients come first, from the old weights.",
        "Which weights does δ₁ go back through, those before or after the step?",
    )


FACTORS = (
    Choice("delta", "The δ of the outputs", "M8"),
    Choice("weight", "The weights w′₁₁ and w′₁₂", "M8"),
    Choice("slope", "The slope"),
)
ORDERS = (
    Choice("rounded", "He rounded.", "M9"),
    Choice("new", "The output weights were updated first, and δ₁, δ₂ taken through the new ones."),
    Choice("hidden", "The hidden weights were left as they were.", "M9"),
)

LESSON = Lesson(
    key="deltas",
    title="Deltas go back",
    minutes=12,
    promise="You can compute a hidden neuron's δ, and say why gradients come before updates.",
    set_up=(
        "Mazur's network of one row, two hidden neurons, two outputs. δ of a neuron is ∂E/∂u: how fast the loss E "
        "grows with its weighted sum u. δ′₁ = 0.1385 and δ′₂ = −0.0381 are those of the outputs; "
        "w′₁₁ = 0.4 and w′₁₂ = 0.5 lead there from h₁."
    ),
    settings=MAZUR.settings,
    hands=MAZUR.hands,
    prediction=Prediction(
        "Which sign has δ₁, the δ of h₁?",
        (
            Choice("positive", "Positive"),
            Choice("negative", "Negative", "M8"),
            Choice("zero", "It is 0: the outputs cancel", "M8"),
        ),
        _right,
        "0.1385 × 0.4 − 0.0381 × 0.5 = 0.0364, and a logistic's slope is positive: δ₁ = 0.00877.",
    ),
    tasks=(
        Task(
            "a",
            "Here is δ₁, worked out. A slope is how fast a neuron's output changes with its u. Which factor "
            "belongs to h₁ itself?",
            "choice",
            (
                "Each output sends back its δ times the weight between.",
                "Then the neuron multiplies the sum by something of its own.",
                "Its slope: h₁ (1 − h₁) = 0.5933 × 0.4067 = 0.2413.",
            ),
            _own,
            choices=FACTORS,
            equations=_shown,
        ),
        Task(
            "b",
            "Fill in δ₂ of h₂.",
            "numbers",
            (
                "Multiply the sum by the slope of h₂.",
                "The sum is 0.0414, the slope 0.2406.",
                "0.0414 × 0.2406 = 0.00995.",
            ),
            _second,
            equations=_last_blank,
            paper=True,
        ),
        Task(
            "c",
            "One step later the weights are new. Fill in the sum for h₁, and δ₁.",
            "numbers",
            (
                "Add the two parts with their signs.",
                "0.0503 − 0.0191 is the sum.",
                "0.0312; 0.0312 × 0.2413 = 0.0075.",
            ),
            _next_step,
            equations=_two_blank,
            paper=True,
        ),
        Task(
            "d",
            "Set w′₁₁ by hand, at step 0, so that δ₁ of the next step is 0, while neither w′₁₁ nor w′₁₂ is.",
            "none",
            (
                "δ′₁ × w′₁₁ and δ′₂ × w′₁₂ have to cancel.",
                "δ′₂ × w′₁₂ is −0.019, and δ′₁ is nearly 0.14: divide.",
                "w′₁₁ = 0.133.",
            ),
            _silent,
        ),
        Task(
            "e",
            "Mazur's page prints the loss 0.291027924 after one step; here it is 0.2910277737. "
            "Which order of work gives his?",
            "choice",
            (
                "The difference is in the seventh decimal: a step of nearly the same size.",
                "Ask which weights the δs of the outputs go back through.",
                "With the new w′ in place of the old, δ₁ is 0.00729, and the loss is his.",
            ),
            _order,
            choices=ORDERS,
        ),
    ),
    why=Why(
        "Why must all gradients be computed before the first weight is changed?",
        (
            Choice("speed", "It is faster.", "M9"),
            Choice("habit", "It makes no difference.", "M9"),
            Choice("same", "All are slopes of one loss at one place: at the old weights."),
        ),
        "same",
        "A gradient belongs to a place. Changed weights are another place, and a mix of both is the gradient of "
        "nothing.",
    ),
    meaning=(
        "A hidden neuron's δ is the sum of the δs behind it, each times the weight to it, times its own slope. "
        "It is no share of the error: weights can cancel it, turn its sign or make it larger."
    ),
    variation="Set w′₁₁ to −0.4 at step 0: what becomes of the sign of δ₁?",
    variation_address=query(MAZUR.settings, replaced(MAZUR.hands, (1, 1, 0), -0.4)),
    locks=(*MOVES, HAND),
)
