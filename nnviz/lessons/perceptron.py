"""Lesson 2: the perceptron's rule moves weights on errors only, and the unit step has no slope to follow."""

from __future__ import annotations

from functools import cache, lru_cache

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_count
from nnviz.lessons.base import MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, other_run, table_verdict, weights
from nnviz.lessons.runs import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="nand", hidden=(), output="step", rule="perceptron", eta=0.5, order="file")
ZEROS = weights([[0], [0], [0]])
XOR = START.changed(dataset="xor4")
BY_GRADIENT = START.changed(rule="gradient")
SHORT = 24
"""Samples within which the rows are to be right."""


@lru_cache(maxsize=64)
def errors_by_epoch(settings: Settings, epochs: int = 8) -> tuple[int, ...]:
    """Return how many rows of each epoch were wrong when they were presented."""
    experiment = Experiment(settings, hands=ZEROS)
    counts = [0] * epochs
    for n in range(4 * epochs):
        experiment.forward()
        trace = experiment.trace
        counts[n // 4] += trace is not None and trace.E > 0.0
    return tuple(counts)


@lru_cache(maxsize=64)
def first_all_right(settings: Settings) -> int:
    """Return after how many samples all four rows are right for the first time."""
    experiment = Experiment(settings, hands=ZEROS)
    for _ in range(100):
        experiment.forward()
        accuracy = experiment.accuracy()
        if accuracy is not None and accuracy[0] == 1.0:
            break
    return experiment.step


@lru_cache(maxsize=64)
def _moves_after(settings: Settings) -> bool:
    """Look whether a weight moves in the two epochs after the first without an error."""
    errors = errors_by_epoch(settings)
    end = 4 * (errors.index(0) + 1)
    experiment = Experiment(settings, hands=ZEROS)
    experiment.seek(end)
    before = experiment.network
    experiment.seek(end + 8)
    return experiment.network != before


@cache
def epochs_until_back() -> int:
    """Return the first epoch of XOR that ends with the weights of the end of an earlier one."""
    experiment = Experiment(XOR, hands=ZEROS)
    seen = []
    for epoch in range(1, 50):
        experiment.seek(4 * epoch)
        if experiment.network in seen:
            return epoch
        seen.append(experiment.network)
    return 0


def _all_right(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START, free=("eta", "order", "seed", "init_seed")):
        return wrong
    if experiment.step == 0:
        return Verdict(False, "No sample has been presented yet. Press Step, or Epoch for all 4 rows.")
    if experiment.step > SHORT:
        return Verdict(False, f"Go back to step {SHORT} or before: it takes no more.")
    return table_verdict(experiment, (1, 1, 1, 0), f"All 4 rows are right after {experiment.step} samples.")


def _same_pace(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    pace = [first_all_right(START.changed(eta=eta)) for eta in (0.5, 1.0)]
    return chosen(
        TASK_B,
        answer,
        "same" if pace[0] == pace[1] else "fewer" if pace[1] < pace[0] else "more",
        f"{pace[0]} and {pace[1]} samples: from zeros, η only stretches all weights, and the line is where it was.",
        "Look after how many samples the line is first right with either η.",
    )


def _comes_round(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return judge_count(
        answer,
        epochs_until_back(),
        "Yes. From there on the same four updates come round for ever: no line parts XOR.",
        (Slip(4 * epochs_until_back(), "That is the number of samples. An epoch is all 4 rows.", "M5"),),
        "Write down the weights at the end of each epoch, and compare.",
    )


def _stands(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, BY_GRADIENT, free=("dataset", "eta", "order", "seed", "init_seed", "batch_size")):
        return wrong
    if experiment.step < 40:
        return Verdict(False, f"Present 40 samples or more; so far it is {experiment.step}.")
    first = Experiment(experiment.start, hands=[hand for hand in experiment.hands if hand.step == 0])
    moved = float(abs(experiment.network.flat() - first.network.flat()).max())
    if moved:
        return Verdict(False, "A weight was changed by hand on the way. Start again and leave the weights alone.")
    return Verdict(
        True, f"{experiment.step:,} samples, and every weight moved by exactly 0: the slope is 0 everywhere."
    )


TASK_B = (
    Choice("fewer", "Fewer samples", "M14"),
    Choice("same", "As many samples as before"),
    Choice("more", "More samples", "M14"),
)

LESSON = Lesson(
    key="perceptron",
    title="The perceptron",
    minutes=10,
    promise="You can say when the perceptron's rule moves a weight, and why the gradient needs another neuron.",
    set_up=(
        "A perceptron answers 1 where u = w₀ + w₁x₁ + w₂x₂ is above 0, else 0: a step. Its rule is w ← w + η (t − "
        "y) x, "
        "with the target t, the answer wanted, and the learning rate η. The weights start at 0; "
        "the 4 rows of NAND come in order, again and again."
    ),
    settings=START,
    hands=ZEROS,
    prediction=Prediction(
        "An epoch is a pass over all 4 rows. The first one without an error is over, and you go on. Will any "
        "weight move again?",
        (
            Choice("slowly", "Yes, in smaller and smaller steps.", "M3"),
            Choice("yes", "Yes, at every sample.", "M3"),
            Choice("no", "No, never."),
        ),
        lambda experiment: "yes" if _moves_after(START) else "no",
        "Without an error t − y is 0, and so is every step. Nothing moves again, for these rows.",
    ),
    tasks=(
        Task(
            "a",
            "Present samples until all 4 rows are right, within 24 samples.",
            "none",
            (
                "Press Step and watch in which rows a weight moves.",
                "Go on by single steps after the fourth epoch.",
                "After step 18 all rows are right: w₀ = 1.5, w₁ = −1, w₂ = −0.5.",
            ),
            _all_right,
        ),
        Task(
            "b",
            "Set η to 1 in place of 0.5 and start again from zeros. When are all 4 rows right for the first time?",
            "choice",
            (
                "Try it: the weights go back to 0 with Reset.",
                "Compare the weights with those of before, one by one.",
                "Every weight is twice what it was at each step, so u has the same sign: 18 samples again.",
            ),
            _same_pace,
            choices=TASK_B,
            address=query(START.changed(eta=1.0), ZEROS),
        ),
        Task(
            "c",
            "Open XOR: 1 where exactly one input is 1. Look at the weights at the end of each epoch. "
            "After which epoch are they, for the first time, what they were an epoch before?",
            "number",
            (
                "Press Epoch and write down w₀, w₁ and w₂.",
                "After the first epoch they are 0, −0.5, 0.",
                "After the second and after the third they are 0.5, −0.5, 0: the answer is 3.",
            ),
            _comes_round,
            address=query(XOR, ZEROS),
        ),
        Task(
            "d",
            "Open the same neuron with gradient descent in place of the perceptron's rule. Present 40 samples or more.",
            "none",
            (
                "Press Epoch ten times.",
                "Compare the weights with those at step 0.",
                "No weight moves: a step is flat left and right of its jump.",
            ),
            _stands,
            address=query(BY_GRADIENT),
        ),
    ),
    why=Why(
        "Why does gradient descent move nothing here, although rows are wrong?",
        (
            Choice("error", "The error is 0.", "M2"),
            Choice("slope", "The slope of the step is 0, and it is a factor of every gradient."),
            Choice("eta", "η is too small.", "M14"),
        ),
        "slope",
        "The gradient is error × slope × input. The step is flat wherever u is not 0: its slope is 0, and so is "
        "the product.",
    ),
    meaning=(
        "The perceptron's rule does without a slope: it moves only on errors, and finds a line if there is one. "
        "Gradient descent needs a slope. So the step was replaced by the logistic, a step with a soft edge."
    ),
    variation="Try AND: is it found as fast, and which weights come out?",
    variation_address=query(START.changed(dataset="and"), ZEROS),
    locks=MOVES,
)
