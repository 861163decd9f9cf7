"""Lesson 7: the gradient of a weight is what came in times what is wanted behind; its factors fade one by one."""

from __future__ import annotations

from functools import lru_cache

from nnviz.engine import StepTrace
from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_number
from nnviz.lessons.base import MOVES, Choice, Equation, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, replaced
from nnviz.lessons.runs import LearnersRun
from nnviz.lessons.worked import BY_ERROR, BY_SUM, gradient_line, judge_blanks
from nnviz.run.examples import EXAMPLES
from nnviz.run.experiment import Experiment

MAZUR = EXAMPLES["mazur"]
NUDGE = 0.01
WEIGHTS = {"w'11": (1, 1, 0), "w'21": (1, 2, 0), "w'12": (1, 1, 1), "w11": (0, 1, 0), "w22": (0, 2, 1)}


@lru_cache(maxsize=64)
def trace(step: int = 1) -> StepTrace:
    """Return every number of a step of the published example."""
    experiment = MAZUR.experiment()
    experiment.seek(step)
    found = experiment.trace
    assert found is not None
    return found


def nudged(weight: tuple[int, int, int] = (1, 1, 0), by: float = NUDGE) -> float:
    """Return by how much the row's loss changes when a weight grows a little."""
    start, data = trace().before, MAZUR.experiment().dataset
    layer, row, column = weight
    value = float(start.weights[layer][row, column])
    return start.with_weight(layer, row, column, value + by).loss(data.X, data.T) - start.loss(data.X, data.T)


def _right(_experiment: Experiment) -> str:
    first, last = abs(trace().dE_dW[0][1, 0]), abs(trace().dE_dW[1][1, 0])
    return "last" if last > 1.01 * first else "first" if first > 1.01 * last else "same"


def _shown() -> tuple[Equation, ...]:
    return (gradient_line(trace(), 1, 1, 0),)


def _last_blank() -> tuple[Equation, ...]:
    return (gradient_line(trace(), 1, 2, 0, ("gradient",)),)


def _two_blank() -> tuple[Equation, ...]:
    return (gradient_line(trace(), 1, 1, 1, ("input", "gradient")),)


def _all_blank() -> tuple[Equation, ...]:
    return (gradient_line(trace(), 0, 1, 0, ("delta", "input", "gradient")),)


def _differs(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    here, other = _shown()[0].factors, gradient_line(trace(), 1, 2, 0).factors
    right = "delta" if here[0] != other[0] else "input"
    return chosen(
        FACTORS,
        answer,
        right,
        "Yes: both lead to y₁, so δ′₁ is the same; what comes in is h₂ in place of h₁.",
        "Both weights lead to y₁. What is y₁'s alone stays the same.",
    )


def _product(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    made, error = trace(), float(trace().layers[1].dE_dout[0])
    h, w = float(made.layers[0].out[1]), float(made.before.weights[1][2, 0])
    slips = {
        _last_blank()[0].product.symbol: (
            Slip(error * h, "The slope of y₁ is left out: δ′₁ is error times slope.", "M2"),
            Slip(error, "That is the error. It is not the gradient.", "M2"),
            Slip(
                float(made.layers[1].delta[0]) * w,
                "That is δ′₁ times the weight. What counts is what came in, h₂.",
                "M8",
            ),
            Slip(made.eta * float(made.dE_dW[1][2, 0]), "That is η times the gradient: the step.", "M18"),
        )
    }
    return judge_blanks(_last_blank(), answer, "Yes: δ′₁ × h₂.", slips, BY_ERROR)


def _two(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    made, line = trace(), _two_blank()[0]
    h1, h2 = (float(out) for out in made.layers[0].out)
    delta = float(made.layers[1].delta[1])
    slips = {
        line.factors[1].symbol: (Slip(h2, "That is h₂. This weight leads from h₁."),),
        line.product.symbol: (
            Slip(delta * h2, "That is with h₂. This weight leads from h₁."),
            Slip(float(made.layers[1].dE_dout[1]) * h1, "The slope is left out.", "M2"),
        ),
    }
    return judge_blanks(
        (line,), answer, "Both are right. δ′₂ is negative, since y₂ is below its target.", slips, BY_ERROR
    )


def _three(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    made, lines = trace(), _all_blank()
    (delta, came_in), gradient = lines[0].factors, lines[0].product
    hidden, x1 = made.layers[0], float(made.x[0])
    total, slope = float(hidden.dE_dout[0]), float(hidden.slope[0])
    new = float(made.network.weights[1][1] @ made.layers[1].delta) * slope
    slips = {
        delta.symbol: (
            Slip(total, "That is the sum alone: the slope of h₁ is left out.", "M8"),
            Slip(new, "That is with the weights after the step. All gradients come from the old ones.", "M9"),
        ),
        came_in.symbol: (Slip(float(made.x[1]), "That is x₂. This weight leads from x₁."),),
        gradient.symbol: (
            Slip(total * x1, "The slope of h₁ is left out.", "M8"),
            Slip(new * x1, "That is with the weights after the step.", "M9"),
        ),
    }
    return judge_blanks(lines, answer, "All are right: the same rule, one layer further back.", slips, BY_SUM)


def _largest(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    sizes = {key: abs(float(trace().dE_dW[at[0]][at[1], at[2]])) for key, at in WEIGHTS.items()}
    return chosen(
        LARGEST,
        answer,
        max(sizes, key=sizes.__getitem__),
        "Yes: δ′₁ is the largest δ, and h₂ is a little larger than h₁.",
        "Compare δ times input: first the δs, then what comes in.",
    )


def _nudged(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    gradient = float(trace().dE_dW[1][1, 0])
    slips = (
        Slip(gradient, "That is the gradient: the change for each whole unit. The weight grows by 0.01 only.", "M18"),
        Slip(-trace().eta * gradient, "That is the step of the update. Here you set the weight yourself.", "M18"),
    )
    return judge_number(answer, nudged(), "Yes: gradient × change of the weight, very nearly.", slips)


FACTORS = (
    Choice("delta", "δ′₁", "M8"),
    Choice("input", "What came in: h"),
    Choice("both", "Both", "M8"),
)
LARGEST = (
    Choice("w'11", "w′₁₁, from h₁ to y₁"),
    Choice("w'21", "w′₂₁, from h₂ to y₁"),
    Choice("w'12", "w′₁₂, from h₁ to y₂"),
    Choice("w11", "w₁₁, from x₁ to h₁", "M8"),
    Choice("w22", "w₂₂, from x₂ to h₂", "M8"),
)

LESSON = Lesson(
    key="chain_rule",
    title="The chain rule for one weight",
    minutes=12,
    promise="You can compute the gradient of any weight of a small network from its factors.",
    set_up=(
        "Mazur's published example: inputs x₁, x₂; hidden neurons h₁, h₂; outputs y₁, y₂; one row. "
        "w′₁₁ leads from h₁ to y₁. The gradient ∂E/∂w says how fast the loss E grows with w. "
        "A neuron's δ is how fast E grows with its weighted sum u."
    ),
    settings=MAZUR.settings,
    hands=MAZUR.hands,
    prediction=Prediction(
        "Which will move more in the first step: w₁₁, from x₁ to h₁, or w′₁₁, from h₁ to y₁?",
        (
            Choice("first", "w₁₁, next to the input", "M8"),
            Choice("last", "w′₁₁, next to the output"),
            Choice("same", "Both the same: they share the error", "M8"),
        ),
        _right,
        "w′₁₁ moves by 0.041, w₁₁ by 0.00022. On the way back come factors below 1: a weight, a slope, and the "
        "small x₁.",
    ),
    tasks=(
        Task(
            "a",
            "Here is ∂E/∂w′₁₁ with all its factors. Which of them is another one for w′₂₁, from h₂ to the same y₁?",
            "choice",
            (
                "δ′₁ belongs to y₁.",
                "What came in belongs to the neuron that the weight leads from.",
                "h₁ = 0.5933 becomes h₂ = 0.5969; δ′₁ = 0.1385 stays.",
            ),
            _differs,
            choices=FACTORS,
            equations=_shown,
        ),
        Task(
            "b",
            "Fill in ∂E/∂w′₂₁.",
            "numbers",
            (
                "Multiply the two numbers that are shown.",
                "Two digits that count suffice: 0.14 × 0.6 is near.",
                "0.1385 × 0.5969 = 0.08267.",
            ),
            _product,
            equations=_last_blank,
            paper=True,
        ),
        Task(
            "c",
            "Now w′₁₂, from h₁ to y₂. Fill in what came in, and the gradient.",
            "numbers",
            (
                "What came in is the output of the neuron that the weight leads from.",
                "That is h₁ = 0.5933. Mind the sign of δ′₂.",
                "0.5933; −0.0381 × 0.5933 = −0.0226.",
            ),
            _two,
            equations=_two_blank,
            paper=True,
        ),
        Task(
            "d",
            "And w₁₁, from x₁ to h₁. The outputs send back 0.0364 to h₁, and the slope of h₁ is 0.2413; "
            "δ₁ is their product. Fill in all of the line.",
            "numbers",
            (
                "δ₁ = 0.0364 × 0.2413.",
                "What came in is x₁ = 0.05.",
                "0.00877; 0.05; 0.00877 × 0.05 = 0.000439.",
            ),
            _three,
            equations=_all_blank,
            paper=True,
        ),
        Task(
            "e",
            "Which of these five weights has the gradient of the largest size?",
            "choice",
            (
                "Weights next to the output have the larger δ here.",
                "δ′₁ = 0.1385 and δ′₂ = −0.0381: it leads to y₁.",
                "h₂ = 0.5969 is larger than h₁ = 0.5933, so it is w′₂₁.",
            ),
            _largest,
            choices=LARGEST,
        ),
        Task(
            "f",
            "∂E/∂w′₁₁ is 0.0822. Set w′₁₁ from 0.4 to 0.41 by hand: by how much does the row's loss change?",
            "number",
            (
                "The gradient is the change of E for each unit of the weight.",
                "The weight changes by 0.01.",
                "0.0822 × 0.01 = 0.00082.",
            ),
            _nudged,
        ),
    ),
    why=Why(
        "What does backpropagation do?",
        (
            Choice("learns", "It changes the weights layer by layer on its way back.", "M9"),
            Choice("computes", "It computes all gradients; the update then uses them."),
            Choice("rule", "It is the rule by which a network learns.", "M18"),
        ),
        "computes",
        "Backpropagation is a way to compute gradients. What is done with them, a step of −η times the gradient, "
        "is gradient descent.",
    ),
    meaning=(
        "The gradient of a weight is local: what came in × δ of the neuron that it leads to. "
        "Everything that happens behind is in that δ. So one pass back gives the gradients of all weights."
    ),
    variation="Set w′₁₁ to 1.4: which gradients change, and which hardly?",
    variation_address=query(MAZUR.settings, replaced(MAZUR.hands, (1, 1, 0), 1.4)),
    locks=MOVES,
)
