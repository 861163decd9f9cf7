"""Lesson 12: equal weights stay equal, and chance is what tells neurons apart."""

from __future__ import annotations

import numpy as np

from nnviz.engine import Network
from nnviz.lessons.address import query
from nnviz.lessons.answers import judge_number
from nnviz.lessons.base import HAND, MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import other_run
from nnviz.lessons.runs import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="circle", hidden=(4,), eta=1.0, init="constant", init_scale=0.5)
ZEROS = START.changed(init="zeros")
RANDOM = START.changed(init="uniform")
LONG, GOOD, BETTER, FEWEST = 5_600, 0.02, 0.01, 2


def spread(network: Network) -> float:
    """Return how far the hidden neurons' weights differ at most from each other."""
    hidden, out = network.weights
    return float(max(np.ptp(hidden, axis=1).max(), np.ptp(out[1:, 0])))


def _right(_experiment: Experiment) -> str:
    """Look at a hundred steps: neurons that start equal and get equal gradients stay equal for ever."""
    experiment = Experiment(START)
    experiment.seek(100)
    return "equal" if spread(experiment.network) < 1e-9 else "differ"


def _set(experiment: Experiment) -> int | None:
    """Return how many weights were set by hand at the start, or None if something else was done by hand."""
    if any(hand.step or hand.kind != "weight" for hand in experiment.hands):
        return None
    return len(experiment.hands)


def _few(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if experiment.start.init not in ("constant", "zeros") or other_run(
        experiment, START, free=("init", "init_scale", "seed", "init_seed", "order")
    ):
        return Verdict(False, "First weights that are all equal are wanted, as in the set-up. Open it again.")
    count = _set(experiment)
    if not count:
        return Verdict(False, "Set weights by hand at step 0, and at no other step.")
    train = experiment.losses()[0]
    if experiment.step > LONG:
        return Verdict(False, f"{experiment.step:,} samples are too many: go back to {LONG:,} or fewer.")
    if train >= GOOD:
        return Verdict(
            False,
            f"With {count} set by hand the training loss is {train:.4f} after {experiment.step:,} samples; below "
            f"{GOOD} "
            "is wanted. How many neurons still are equal?",
        )
    if count > FEWEST:
        return Verdict(False, f"It learns: {train:.4f}, with {count} weights set by hand. Fewer will do.")
    return Verdict(
        True, f"{count} weights set by hand, and the training loss is {train:.4f}: three kinds of neurons suffice."
    )


def _scale(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if experiment.start.init != "uniform":
        return Verdict(False, "Choose uniform first weights, then set their scale.")
    if wrong := other_run(experiment, RANDOM, free=("init_scale", "seed", "init_seed", "order")):
        return wrong
    if experiment.hands:
        return Verdict(False, "Set no weight by hand in this task.")
    train, scale = experiment.losses()[0], experiment.start.init_scale
    if experiment.step > LONG:
        return Verdict(False, f"{experiment.step:,} samples are too many: go back to {LONG:,} or fewer.")
    if train >= BETTER:
        return Verdict(False, f"With scale {scale:g} the loss is {train:.4f} after {experiment.step:,} samples.")
    return Verdict(True, f"With scale {scale:g} the training loss is {train:.4f} after {experiment.step:,} samples.")


def _gradient(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    made = Experiment(ZEROS).next_trace
    assert made is not None
    return judge_number(
        answer,
        float(made.dE_dW[0][1, 0]) + 0.0,
        "Yes: δ₁ goes back through w′₁₁ = 0, and nothing comes through.",
        wrong="Not that: δ of h₁ is δ of the output × w′₁₁ × slope, and w′₁₁ is 0.",
    )


LESSON = Lesson(
    key="start",
    title="The first weights",
    minutes=10,
    promise="You can say why first weights are drawn at random, and how large they should be.",
    set_up=(
        "A disc in a ring, 4 hidden neurons between inputs and output, and all weights 0.5 at the start. The "
        "learning rate η is 1. "
        "The training loss is the mean error over the 140 rows to learn from."
    ),
    settings=START,
    prediction=Prediction(
        "Every weight starts as 0.5. After 5,600 samples, will the four hidden neurons differ from each other?",
        (
            Choice("differ", "Yes, they learn different lines", "M16"),
            Choice("some", "Two or three will", "M16"),
            Choice("equal", "No, they stay equal"),
        ),
        _right,
        "They are equal still, and the loss is 0.1258 with half of the rows right. Equal weights get equal gradients.",
    ),
    tasks=(
        Task(
            "a",
            "Set as few weights as you can by hand, at step 0, so that the training loss is below 0.02 within "
            "5,600 samples.",
            "none",
            (
                "A neuron with another weight gets another gradient.",
                "One weight makes two kinds of neurons, and 0.11 or 0.05 is what they reach. Three lines close a ring.",
                "w₁₁ = 1 and w₂₂ = 2, then 5,600 samples: the loss is 0.0034.",
            ),
            _few,
        ),
        Task(
            "b",
            "Draw the first weights at random: uniform. Find a scale with which the loss is below 0.01 at 5,600 "
            "samples.",
            "none",
            (
                "Under More: first weights, and their scale.",
                "Scale 0.5 comes to 0.0493. Try a larger one.",
                "Scale 2: the loss is 0.0043.",
            ),
            _scale,
            address=query(RANDOM),
        ),
        Task(
            "c",
            "With all weights 0: type the gradient of w₁₁ in step 1.",
            "number",
            (
                "The gradient is δ₁ × x₁.",
                "δ₁ is sent back through w′₁₁.",
                "w′₁₁ = 0, so δ₁ and the gradient are 0.",
            ),
            _gradient,
            address=query(ZEROS),
            paper=True,
        ),
    ),
    why=Why(
        "Why do the hidden neurons stay equal?",
        (
            Choice("small", "Their weights are too small to move.", "M16"),
            Choice("gradients", "Equal weights give equal outputs and δs, so equal gradients, at every step."),
            Choice("flat", "They are in a local minimum.", "M7"),
        ),
        "gradients",
        "Nothing in the arithmetic tells them apart: every number of one is that of the others. Only different "
        "first weights do.",
    ),
    meaning=(
        "Chance at the start is no nuisance: it gives each neuron a direction of its own. "
        "Too small a scale leaves them nearly equal for long: with 0.01 the loss is still 0.1259 at 5,600 samples."
    ),
    variation="All weights 0 at the start: is it another story than 0.5, or the same?",
    variation_address=query(ZEROS),
    locks=(*MOVES, HAND, "init", "init_scale"),
    compares=True,
    many="Side by side: first weights that are all equal, all zero, and drawn at random. Watch whose hidden neurons "
    "differ.",
    many_address=query(START, step=LONG, race="init:zeros~~init:uniform~init_scale:2"),
)
