"""Lesson 3: one step of stochastic gradient descent, number by number."""

from __future__ import annotations

from functools import cache, lru_cache

from nnviz.engine import StepTrace
from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_count, judge_number
from nnviz.lessons.base import MOVES, Choice, Equation, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, weights
from nnviz.lessons.runs import LearnersRun
from nnviz.lessons.worked import BY_ERROR, gradient_line, judge_blanks
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="and", hidden=(), eta=0.5, order="file")
ZEROS = weights([[0], [0], [0]])


@lru_cache(maxsize=64)
def trace(step: int) -> StepTrace:
    """Return every number of a step of the lesson's run."""
    experiment = Experiment(START, hands=ZEROS)
    experiment.seek(step)
    found = experiment.trace
    assert found is not None
    return found


@cache
def first_rise() -> int:
    """Return the first step at which w₁ grows."""
    return next(n for n in range(1, 20) if trace(n).dE_dW[0][1, 0] < 0.0)


def _right(_experiment: Experiment) -> str:
    moved = [row for row in range(3) if trace(1).dE_dW[0][row, 0]]
    return {(0,): "bias", (0, 1, 2): "all", (): "none"}.get(tuple(moved), "weights")


def _one() -> tuple[Equation, ...]:
    return (gradient_line(trace(1), 0, 1, 0, split=True),)


def _two() -> tuple[Equation, ...]:
    return (gradient_line(trace(2), 0, 2, 0, ("gradient",), split=True),)


def _four() -> tuple[Equation, ...]:
    return (gradient_line(trace(4), 0, 1, 0, ("error", "slope", "input", "gradient"), split=True),)


def _which(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    factors = dict(zip(("error", "slope", "input"), _one()[0].factors, strict=True))
    right = next(name for name, part in factors.items() if part.value == 0.0)
    return chosen(
        FACTORS, answer, right, "Yes: x₁ = 0, so ∂E/∂w₁ = 0 and w₁ stays.", "Look which of the three factors is 0."
    )


def _bias(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    first = trace(1)
    error, delta = float(first.y[0] - first.t[0]), float(first.layers[0].delta[0])
    slips = (
        Slip(-START.eta * error, "The slope f′(u) = y (1 − y) is left out: the error is not the gradient.", "M2"),
        Slip(-error, "That is the error with a minus. Slope and η are factors too.", "M2"),
        Slip(delta, "That is the gradient. The update takes η times the gradient away from w₀.", "M18"),
        Slip(-delta, "η is left out: the update is −η × gradient.", "M18"),
    )
    sign = Slip(0.0, "The size is right and the sign is not: the update takes η times the gradient away.", "M18")
    right = "Yes: −η × error × slope × 1, and the input of the bias is always 1."
    return judge_number(answer, float(first.network.weights[0][0, 0]), right, slips, sign=sign)


def _product(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    second = trace(2)
    error, gradient = float(second.y[0] - second.t[0]), float(second.dE_dW[0][2, 0])
    after, first = second.network, trace(1)
    y = float(after.predict(second.x[None])[0, 0])
    symbol = _two()[0].product.symbol
    slips = {
        symbol: (
            Slip(error, "That is the error. The slope is a factor too.", "M2"),
            Slip(START.eta * gradient, "That is η times the gradient: the step, not the gradient.", "M18"),
            Slip((y - float(second.t[0])) * y * (1 - y), "That is with the weights after the step.", "M9"),
            Slip(float(first.layers[0].delta[0]), "That is δ of step 1. Step 2 starts from the new w₀."),
        )
    }
    return judge_blanks(_two(), answer, "Yes: error × slope is δ, and the input x₂ is 1.", slips, BY_ERROR)


def _all_blank(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    equations = _four()
    error, slope, _, product = equations[0].parts
    slips = {
        product.symbol: (Slip(error.value, "That is the error: the slope is left out.", "M2"),),
        slope.symbol: (Slip(float(trace(4).y[0]), "That is y. The slope is y (1 − y).", "M2"),),
        error.symbol: (Slip(float(trace(4).y[0]), "That is y. The error is y − t, and t = 1 here.", "M2"),),
    }
    right = "All four are right. The gradient is negative, so taking it away makes w₁ grow."
    return judge_blanks(equations, answer, right, slips, BY_ERROR)


def _when(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return judge_count(
        answer,
        first_rise(),
        "Yes: only the row (1, 1) has the target 1, and a negative error.",
        (
            Slip(1, "In row 1 both inputs are 0: w₁ stays.", "M3"),
            Slip(2, "In row 2 x₁ is 0: w₁ stays.", "M3"),
            Slip(3, "In row 3 w₁ moves, and falls: y is above the target 0."),
        ),
    )


def _back(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    third, fourth = (float(trace(n).network.weights[0][1, 0]) for n in (3, 4))
    experiment = Experiment(START, hands=ZEROS)
    experiment.seek(4)
    experiment.back()
    assert float(experiment.network.weights[0][1, 0]) == third
    slips = (
        Slip(fourth, "That is w₁ at step 4. Press Back once more and look again."),
        Slip(2 * third - fourth, "Back takes no second step the other way: it undoes the last one.", "M18"),
    )
    right = "Yes: the w₁ of step 3, to the last digit. A run follows from its settings and its step alone."
    return judge_number(answer, third, right, slips)


FACTORS = (
    Choice("error", "The error y − t", "M2"),
    Choice("slope", "The slope f′(u)", "M2"),
    Choice("input", "The input x₁"),
)

LESSON = Lesson(
    key="sgd",
    title="One step of gradient descent",
    minutes=12,
    promise="You can compute one update of a weight by hand, and say which weights stay.",
    set_up=(
        "One neuron with weights 0 answers y; the rows of AND come in order. Each step presents one row, a sample. "
        "E = ½ (y − t)² is its loss, t its target. The gradient ∂E/∂w says how fast E grows with w. "
        "Then w ← w − η ∂E/∂w; the learning rate η is 0.5."
    ),
    settings=START,
    hands=ZEROS,
    prediction=Prediction(
        "The first row is (0, 0) with target 0. Which weights will move in the first step?",
        (
            Choice("all", "All three", "M3"),
            Choice("weights", "w₁ and w₂", "M3"),
            Choice("bias", "w₀ alone"),
            Choice("none", "None", "M1"),
        ),
        _right,
        "A weight's gradient has its input as a factor. x₁ and x₂ are 0, so w₁ and w₂ stay; the bias has the input 1.",
    ),
    tasks=(
        Task(
            "a",
            "Here is the gradient of w₁ in step 1, worked out. Which factor makes it 0?",
            "choice",
            (
                "A product is 0 if one of its factors is 0.",
                "The error is 0.5 and the slope is 0.25. What is left?",
                "x₁ = 0: what did not come in cannot be blamed.",
            ),
            _which,
            choices=FACTORS,
            equations=_one,
        ),
        Task(
            "b",
            "Type the value of w₀ after step 1. At the start y = 0.5; the slope, how fast y changes with the "
            "weighted sum, is y (1 − y).",
            "number",
            (
                "The gradient of w₀ is error × slope × 1.",
                "It is 0.5 × 0.25 = 0.125. Take η times that away from 0.",
                "w₀ = 0 − 0.5 × 0.125 = −0.0625.",
            ),
            _bias,
            paper=True,
        ),
        Task(
            "c",
            "Step 2 presents (0, 1). Fill in the gradient of w₂, the product of the three factors.",
            "numbers",
            (
                "Multiply the three numbers that are shown.",
                "The input is 1, so error × slope is all there is: this product is called δ.",
                "0.4844 × 0.2498 × 1 = 0.121.",
            ),
            _product,
            equations=_two,
            paper=True,
        ),
        Task(
            "d",
            "Step 4 presents (1, 1), whose target is 1. Before it y = 0.4255. Fill in all of the line for w₁.",
            "numbers",
            (
                "The error is y − t, and t is 1 now: mind the sign.",
                "The slope is y (1 − y) = 0.4255 × 0.5745.",
                "−0.5745; 0.2444; 1; −0.1404.",
            ),
            _all_blank,
            equations=_four,
            paper=True,
        ),
        Task(
            "e",
            "In which step does w₁ grow for the first time?",
            "number",
            (
                "w₁ moves only where x₁ is 1.",
                "It grows where the gradient is negative: where y is below t.",
                "Step 4: w₁ goes from −0.0584 to 0.0118.",
            ),
            _when,
        ),
        Task(
            "f",
            "Go on to step 4, and then one step back. Type w₁ as it is now.",
            "number",
            (
                "Press Step four times, then Back once.",
                "Compare with the w₁ that you saw at step 3.",
                "At step 3 w₁ was −0.0584, and it is again.",
            ),
            _back,
        ),
    ),
    why=Why(
        "Two weights of a neuron have the gradients 0.12 and 0 in the same step. Why?",
        (
            Choice("input", "They share δ, but their inputs differ."),
            Choice("importance", "One of them is more important.", "M1"),
            Choice("order", "One of them has its turn in a later step.", "M9"),
        ),
        "input",
        "Gradient = δ × input, and δ = error × slope belongs to the neuron. So within a neuron only the inputs differ.",
    ),
    meaning=(
        "The gradient of a weight is δ × input. It only says where E grows and how fast; "
        "the update then takes η times it away. Going over single samples so is stochastic gradient descent, SGD."
    ),
    variation="Let the first row be another one: shuffle the order. Which weights move in step 1 now?",
    variation_address=query(START.changed(order="shuffled"), ZEROS),
    locks=MOVES,
)
