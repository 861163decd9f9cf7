"""Lesson 1: the weights of a neuron turn and place a line, and their size makes it steep."""

from __future__ import annotations

import numpy as np

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_number
from nnviz.lessons.base import HAND, MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import other_run, table_verdict, weights
from nnviz.lessons.runs import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="and", hidden=(), eta=0.5)
BY_HAND = weights([[-15], [10], [10]])
CLOUDS = Settings(dataset="gauss", noise=0.1, hidden=(), eta=0.5)
AND, OR = (0, 0, 0, 1), (0, 1, 1, 1)
MOST_SAMPLES, GOOD = 600, 0.01


def _right(_experiment: Experiment) -> str:
    """Double the weights, and look where the output is one half and how far it is from there elsewhere."""
    network = Experiment(START).network
    doubled = network.with_flat(2.0 * network.flat())
    points = np.random.default_rng(0).uniform(-1.0, 2.0, (500, 2))
    before, after = (made.predict(points)[:, 0] - 0.5 for made in (network, doubled))
    if ((before > 0.0) != (after > 0.0)).any():
        return "moves"
    return "steeper" if (abs(after) > abs(before)).any() else "nothing"


def _is_table(experiment: Experiment) -> Verdict | None:
    if experiment.sizes != (2, 1) or len(experiment.dataset.X) != 4:
        return Verdict(False, "This is not the single neuron with four rows. Open the set-up again.")
    return None


def _by_hand(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := _is_table(experiment):
        return wrong
    if experiment.step:
        return Verdict(False, f"The run is at step {experiment.step:,}: go back to step 0 and set the weights by hand.")
    return table_verdict(experiment, AND, "All 4 rows are right, and no sample was presented: you were the learner.")


def _output(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    experiment = Experiment(START, hands=BY_HAND)
    y = float(experiment.network.predict(experiment.dataset.X)[3, 0])
    u = float(np.log(y / (1.0 - y)))
    slips = (
        Slip(u, "That is u, the weighted sum. The output is f(u) = 1 / (1 + e^−u)."),
        Slip(1.0 / (1.0 + np.exp(-20.0)), "The bias is left out: u = w₀ + w₁x₁ + w₂x₂.", "M1"),
    )
    return judge_number(
        answer, y, "Yes: u = −15 + 10 + 10 = 5, and f(5) is nearly 1.", slips, "First u, then 1 / (1 + e^−u)."
    )


def _one_weight(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := _is_table(experiment):
        return wrong
    if experiment.step:
        return Verdict(False, f"The run is at step {experiment.step:,}: go back to step 0 and set the weight by hand.")
    return table_verdict(experiment, OR, "OR: the bias moved the line, and the weights kept its direction.")


def _learned(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, CLOUDS, free=("eta", "seed", "init_seed", "batch_size", "order")):
        return wrong
    if experiment.step > MOST_SAMPLES:
        return Verdict(False, f"{experiment.step:,} samples are too many: go back to {MOST_SAMPLES} or fewer.")
    train = experiment.losses()[0]
    if train < GOOD:
        return Verdict(True, f"The training loss is {train:.4f} after {experiment.step:,} samples.")
    return Verdict(False, f"The training loss is {train:.4f}, and {GOOD} is wanted. Present more samples.")


LESSON = Lesson(
    key="neuron",
    title="A neuron is a line",
    minutes=10,
    promise="You can place a neuron's line by hand, and say what each weight and the bias do to it.",
    set_up=(
        "One neuron and the four rows of AND. The neuron adds up u = w₀ + w₁x₁ + w₂x₂ and answers y = f(u), "
        "a number from 0 to 1. w₁ and w₂ are its weights; w₀ is its bias, a weight whose input is always 1. "
        "Where y is above one half it says 1."
    ),
    settings=START,
    prediction=Prediction(
        "The line in the picture is where y = ½. You double w₀, w₁ and w₂. What happens?",
        (
            Choice("moves", "The line moves.", "M1"),
            Choice("steeper", "The line stays; the change from 0 to 1 gets steeper."),
            Choice("nothing", "Nothing changes.", "M1"),
        ),
        _right,
        "The line is where u = 0, and 2u is 0 at the same places. Everywhere else u is twice as large, "
        "so y is nearer to 0 or 1: the same line, but steeper.",
    ),
    tasks=(
        Task(
            "a",
            "Set w₀, w₁ and w₂ by hand, at step 0, so that all 4 rows are right: only (1, 1) gives 1. "
            "Click a weight in the network picture to set it.",
            "none",
            (
                "(1, 1) has to give u above 0, the other three rows u below 0.",
                "Let w₁ = w₂ = 10. Then u is w₀, w₀ + 10, w₀ + 10 and w₀ + 20. Which w₀ fits?",
                "w₀ = −15, w₁ = 10, w₂ = 10: u is −15, −5, −5 and 5.",
            ),
            _by_hand,
        ),
        Task(
            "b",
            "With w₀ = −15, w₁ = 10 and w₂ = 10: which y does the row (1, 1) get? Two digits suffice.",
            "number",
            (
                "First add up u = w₀ + w₁x₁ + w₂x₂ for x₁ = x₂ = 1.",
                "u = 5. The output is y = f(u) = 1 / (1 + e^−u).",
                "e^−5 = 0.0067, so y = 1 / 1.0067 = 0.993.",
            ),
            _output,
            paper=True,
        ),
        Task(
            "c",
            "Now change one weight only, still at step 0, so that the neuron answers OR: every row but (0, 0) gives 1.",
            "none",
            (
                "The line has to move, and not to turn.",
                "What moves the line is the bias w₀. It must be so that w₀ + 10 is above 0, and w₀ below 0.",
                "w₀ = −5: u is −5, 5, 5 and 15.",
            ),
            _one_weight,
        ),
        Task(
            "d",
            "Let the neuron find such a line itself: open two clouds and bring the training loss, its mean error on "
            "the rows it learns from, below 0.01 within 600 samples.",
            "none",
            (
                "Each press on Epoch presents all 140 training rows once.",
                "How many epochs are there in 600 samples?",
                "4 epochs are 560 samples; the loss is then below 0.01.",
            ),
            _learned,
            address=query(CLOUDS),
        ),
    ),
    why=Why(
        "Why does no neuron manage without its bias w₀ for AND?",
        (
            Choice("small", "Without it the weights are too small."),
            Choice("importance", "Without it no input is important enough.", "M1"),
            Choice("origin", "Without it the line goes through (0, 0), where u is always 0."),
        ),
        "origin",
        "Without w₀, u = w₁x₁ + w₂x₂ is 0 at (0, 0) and y is ½ there, whatever the weights. The bias moves the line.",
    ),
    meaning=(
        "A neuron is a line: it lies where u = 0. The weights give its direction and how steep y changes there; "
        "the bias moves it. A weight is no importance: what counts is the sum."
    ),
    variation="Try NAND, which is AND turned round: which signs have to change?",
    variation_address=query(Settings(dataset="nand", hidden=(), eta=0.5), BY_HAND),
    locks=(HAND, *MOVES),
)
