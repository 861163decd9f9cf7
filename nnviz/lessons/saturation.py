"""Lesson 9: where the slope is nearly 0 a large error makes a small step, and slopes multiply through the layers."""

from __future__ import annotations

from functools import lru_cache

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_number
from nnviz.lessons.base import HAND, MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, other_run, weights
from nnviz.lessons.runs import LearnersRun, differing
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="one_to_zero", hidden=(), eta=0.15)
EAGER, SLOW = weights([[0.9], [0.6]]), weights([[2], [2]])
DEEP = Settings(dataset="xor", hidden=(4, 4, 4), eta=0.5)
ALL_ROWS = 140
GOOD, SHORT = 0.02, 1_000


@lru_cache(maxsize=64)
def first(eager: bool) -> tuple[float, float]:
    """Return y and δ in the first step from one of the two starts."""
    made = Experiment(START, hands=EAGER if eager else SLOW).next_trace
    assert made is not None
    return float(made.y[0]), float(made.layers[0].delta[0])


@lru_cache(maxsize=64)
def ratio(layers: int, activation: str = "logistic") -> float:
    """Return how many times the last layer's mean |gradient| at the start is that of the first, over all rows."""
    settings = DEEP.changed(hidden=(4,) * layers, activation=activation, batch_size=ALL_ROWS)
    found = Experiment(settings).gradient
    return float(abs(found[-1]).mean() / abs(found[0]).mean())


def _right(_experiment: Experiment) -> str:
    eager, slow = first(True)[1], first(False)[1]
    return "slower" if slow < 0.9 * eager else "faster" if slow > 1.1 * eager else "same"


def _delta(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    y, delta = first(False)
    slips = (
        Slip(y, "That is y, and the error as well, since t = 0. The slope y (1 − y) is a factor too.", "M2"),
        Slip(y * (1 - y), "That is the slope. δ is error times slope."),
        Slip(first(True)[1], "That is δ from w₁ = 0.6, w₀ = 0.9."),
    )
    # The error is near 1, so that slope and product agree in their first digit: the right one is looked at first.
    return judge_number(answer, delta, "Yes: 0.982 × 0.982 × 0.018, nearly nothing left of so large an error.", slips)


def _deaf(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if experiment.start.dataset != "one_to_zero" or experiment.sizes != (1, 1) or experiment.start.output != "logistic":
        return Verdict(False, "The single logistic neuron with one row is wanted. Open the set-up again.")
    coming = experiment.next_trace
    if coming is None:
        return Verdict(False, "The next step would diverge: smaller weights are wanted.")
    error, delta = float(coming.layers[0].dE_dout[0]), abs(float(coming.layers[0].delta[0]))
    if error <= 0.99:
        return Verdict(False, f"The error is {error:.4f}; above 0.99 is wanted. Larger weights make a larger u.")
    if delta >= 0.001:
        return Verdict(False, f"The error is {error:.4f}, but |δ| is {delta:.5f}; below 0.001 is wanted. Go on.", "M10")
    return Verdict(True, f"The error is {error:.5f} and |δ| only {delta:.6f}: nearly all wrong, and nearly deaf.")


def _ratio(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    found = ratio(4)
    right = "500" if found > 200 else "50" if found > 20 else "5"
    return chosen(
        RATIOS,
        answer,
        right,
        f"Yes: about {found:.0f} times. With tanh in place of the logistic it is {ratio(4, 'tanh'):.1f} times.",
        "Open the histograms of the gradients: compare the widths of the first and the last layer.",
    )


def _one_setting(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    changed = differing(experiment.start, DEEP)
    if experiment.start.dataset != "xor" or len(experiment.start.hidden) != 3:
        return Verdict(False, "XOR with three hidden layers is wanted. Open the task's set-up again.")
    if wrong := other_run(experiment, DEEP, free=changed[:1]):
        told = ", ".join(changed[:4])
        return Verdict(False, f"One setting only is to differ from the set-up; these do: {told}.") if changed else wrong
    train = experiment.losses()[0]
    if experiment.step > SHORT:
        return Verdict(False, f"{experiment.step:,} samples are too many: go back to {SHORT:,} or fewer.")
    if train >= GOOD:
        return Verdict(
            False, f"The training loss is {train:.4f} after {experiment.step:,} samples; below {GOOD} is wanted."
        )
    what = changed[0] if changed else "run"
    return Verdict(True, f"Another {what}: the training loss is {train:.4f} after {experiment.step:,} samples.")


RATIOS = (
    Choice("1", "About as large"),
    Choice("5", "About 5 times"),
    Choice("50", "About 50 times"),
    Choice("500", "About 500 times"),
)

LESSON = Lesson(
    key="saturation",
    title="Saturation and vanishing slopes",
    minutes=12,
    promise="You can tell from a neuron's slope whether it will learn, whatever its error.",
    set_up=(
        "One neuron with one input x₁ = 1, which is to answer 0. From w₁ = w₀ = 2 it answers y = 0.982. "
        "The slope of the logistic, y (1 − y), is how fast y changes with the weighted sum u. "
        "A neuron is saturated where the slope is nearly 0."
    ),
    settings=START,
    hands=SLOW,
    prediction=Prediction(
        "From w₁ = 0.6 and w₀ = 0.9 the neuron answers 0.818. From w₁ = w₀ = 2 it is more wrong: 0.982. "
        "From which does it learn faster?",
        (
            Choice("faster", "From 0.982: the error is larger", "M10"),
            Choice("slower", "From 0.818"),
            Choice("same", "Equally fast: η is the same", "M14"),
        ),
        _right,
        "δ is 0.1219 from 0.818, and 0.0173 from 0.982. The loss is below 0.05 after 63 and after 259 samples.",
    ),
    tasks=(
        Task(
            "a",
            "From w₁ = w₀ = 2: type δ of the first step. The target is 0, and δ = error × slope.",
            "number",
            (
                "The error is y − t = 0.982.",
                "The slope is y (1 − y) = 0.982 × 0.018 = 0.01766.",
                "0.982 × 0.01766 = 0.0173.",
            ),
            _delta,
            paper=True,
        ),
        Task(
            "b",
            "Set w₁ and w₀ by hand so that the error is above 0.99 and yet |δ| below 0.001.",
            "none",
            (
                "The slope has to be tiny: y very near 1.",
                "Larger weights make a larger u, and y nearer to 1.",
                "w₁ = w₀ = 4: the error is 0.9997 and δ is 0.00034.",
            ),
            _deaf,
        ),
        Task(
            "c",
            "Open four hidden logistic layers. How many times larger is the gradient next to the output, on average, "
            "than next to the inputs?",
            "choice",
            (
                "More, Histograms, gradients: one row for each layer.",
                "Each layer on the way back multiplies by a slope of at most 0.25, and by a weight.",
                "533 times: about 500.",
            ),
            _ratio,
            choices=RATIOS,
            address=query(DEEP.changed(hidden=(4, 4, 4, 4), batch_size=ALL_ROWS)),
        ),
        Task(
            "d",
            "Three hidden layers: bring the training loss below 0.02 within 1,000 samples by changing one setting.",
            "none",
            (
                "The logistic's slope is at most 0.25. Which activation has a larger one?",
                "With the logistic it takes 4,200 samples.",
                "Activation tanh, 560 samples.",
            ),
            _one_setting,
            address=query(DEEP),
        ),
    ),
    why=Why(
        "Why do the layers next to the inputs learn so slowly in a deep logistic network?",
        (
            Choice("slopes", "Their δ has the slopes of all layers behind as factors, each at most 0.25."),
            Choice("error", "They have a smaller error.", "M8"),
            Choice("eta", "Their η is smaller.", "M14"),
        ),
        "slopes",
        "Each layer on the way back multiplies δ by weights and by a slope. Four factors of 0.25 are 0.004.",
    ),
    meaning=(
        "The step is error × slope × input. If the slope is nearly 0, so is the step, however large the error. "
        "Steeper activations help. But slopes are one cause among several: good gradients alone do not make a deep "
        "network learn."
    ),
    variation="Five layers of tanh and full batch: the gradients are alike, and 14,000 samples still leave a loss "
    "of 0.107.",
    variation_address=query(DEEP.changed(hidden=(4,) * 5, activation="tanh", batch_size=ALL_ROWS)),
    locks=(*MOVES, HAND),
)
