"""Lesson 11: beyond a threshold steps lead away, and a logistic that cannot overflow goes deaf."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_number
from nnviz.lessons.base import MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, other_run
from nnviz.lessons.runs import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

ROWS = 140
START = Settings(dataset="plane", hidden=(), output="identity", eta=1.0, batch_size=ROWS)
SINGLE = START.changed(batch_size=1)
RING = Settings(dataset="circle", hidden=(4,), eta=1.0)
TOO_LARGE = 2.05
EPOCHS, ENOUGH, MOST = 100, 20, 400
AT_THE_BOTTOM = 1e-3
"""A loss below this has fallen, even if it falls no further."""
CLOSE = 1.03
"""The two etas of a bracket may differ by this factor."""


@cache
def curvature() -> float:
    """Return the largest curvature of the loss, the largest eigenvalue of the inputs' second moments."""
    data = Experiment(START).dataset
    X = np.column_stack([np.ones(len(data.train)), data.X[data.train]])
    return float(np.linalg.eigvalsh(X.T @ X / len(X))[-1])


@lru_cache(maxsize=256)
def losses_after(eta: float, epochs: int) -> float:
    """Return the training loss of full-batch descent on the plane after so many epochs; infinite where it diverged."""
    experiment = Experiment(START.changed(eta=eta))
    experiment.seek(epochs * ROWS)
    loss = experiment.losses()[0]
    return loss if math.isfinite(loss) and experiment.diverged_at is None else math.inf


def _right(_experiment: Experiment) -> str:
    begin, end = losses_after(TOO_LARGE, 0), losses_after(TOO_LARGE, EPOCHS)
    return "grows" if end > begin else "faster" if end < losses_after(1.0, EPOCHS) else "slower"


def tendency(run: LearnersRun) -> str:
    """Return whether a run of this lesson falls or grows, by its loss at half the way; "" if neither can be told."""
    if run.edits or run.hands or run.settings != START.changed(eta=run.settings.eta) or run.step < ENOUGH * ROWS:
        return ""
    epochs = min(run.step // ROWS, MOST)
    half, end = losses_after(run.settings.eta, epochs // 2), losses_after(run.settings.eta, epochs)
    if end == math.inf or end > 1.01 * half:
        return "grows"
    return "falls" if end < 0.99 * half or end < AT_THE_BOTTOM else ""


def _bracket(_experiment: Experiment, _answer: str, runs: tuple[LearnersRun, ...]) -> Verdict:
    told = [(run.settings.eta, tendency(run)) for run in runs]
    falls = max((eta for eta, how in told if how == "falls"), default=0.0)
    grows = min((eta for eta, how in told if how == "grows"), default=math.inf)
    if not falls or grows == math.inf:
        lacking = " and ".join(
            word for word, there in (("one that falls", falls), ("one that grows", grows < math.inf)) if not there
        )
        return Verdict(False, f"Still wanted: {lacking}, each of {ENOUGH} epochs or more with this set-up.")
    if grows > CLOSE * falls:
        return Verdict(
            False, f"It falls at η = {falls:g} and grows at {grows:g}. They are to lie within 3 %: halve the gap."
        )
    return Verdict(True, f"It falls at η = {falls:g} and grows at {grows:g}: between them lies the threshold.")


def _threshold(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    slips = (
        Slip(1.0 / curvature(), "That is 1 / λ, which leads to the bottom in one step. Twice that is the threshold."),
        Slip(curvature() / 2.0, "That is λ / 2: turn it round."),
    )
    # 1/λ and λ agree in two digits; 2/λ is the only one near 2.
    return judge_number(
        answer, 2.0 / curvature(), "Yes: a step of twice the way to the bottom ends as high as before.", slips
    )


def _single(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return chosen(
        THRESHOLDS,
        answer,
        "smaller",
        "Yes: single samples have larger curvatures than their mean, and one of them is enough.",
        "Open batch size 1 with η = 1.5 and present 5,000 samples.",
    )


def _killed(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, RING, free=("eta", "seed", "init_seed", "order")):
        return wrong
    if experiment.diverged_at is not None or not np.isfinite(experiment.network.flat()).all():
        return Verdict(False, "A weight became infinite. It is to die with finite weights.", "M15")
    if experiment.step < ROWS:
        return Verdict(False, f"Present {ROWS} samples or more; so far it is {experiment.step}.")
    train, made = experiment.losses()[0], experiment.trace
    slope = 1.0 if made is None else float(made.layers[-1].slope.max())
    if train < 0.2 or slope > 1e-3:
        return Verdict(
            False,
            f"It still learns: the training loss is {train:.4f}, the slope of y {slope:.2g}. A larger η is wanted.",
        )
    return Verdict(
        True, f"Loss {train:.4f}, every weight finite, and the slope of y is {slope:.1g}: it learns nothing any more."
    )


def _where(experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return chosen(
        SLOPES,
        answer,
        "output",
        "Yes: y is nearly 0 or 1 for every row, and y (1 − y) is a factor of every gradient.",
        "Look at the slopes in the arithmetic: one of them is a power of ten.",
    )


THRESHOLDS = (
    Choice("smaller", "Smaller"),
    Choice("same", "The same", "M6"),
    Choice("larger", "Larger", "M6"),
)
SLOPES = (
    Choice("hidden", "Those of the four hidden neurons", "M15"),
    Choice("output", "That of the output y"),
    Choice("none", "None: the weights are only too large", "M15"),
)

LESSON = Lesson(
    key="eta",
    title="A learning rate too large",
    minutes=12,
    promise="You can find the largest learning rate that works, and tell divergence from a neuron gone deaf.",
    set_up=(
        "One neuron that answers its weighted sum as it is fits a plane. All 140 rows make one update, so an "
        "epoch, a pass over all "
        "rows, "
        "is one step. The learning rate η scales each step; it is 1. The training loss is the mean error over "
        "these rows."
    ),
    settings=START,
    prediction=Prediction(
        "With η = 1 the loss falls to nearly nothing. You set η = 2.05. After 100 epochs the loss is…",
        (
            Choice("faster", "even smaller: it goes faster", "M14"),
            Choice("slower", "small, but it took a zigzag", "M14"),
            Choice("grows", "larger than at the start"),
        ),
        _right,
        "It falls at first, then grows and grows: 0.484 at the start, 513 after 100 epochs. Each step overshoots "
        "by more.",
    ),
    tasks=(
        Task(
            "a",
            "Bracket the threshold: make a run that falls and one that grows, of 20 epochs or more each, "
            "whose η differ by at most 3 %.",
            "none",
            (
                "Set η at step 0, then Run… 14,000 samples: that is 100 epochs.",
                "η = 1.5 falls and η = 2.05 grows. Try the middle.",
                "η = 1.98 falls, η = 2.02 grows.",
            ),
            _bracket,
        ),
        Task(
            "b",
            "The loss is a bowl. Its curvature λ, how fast its slope changes, is at most 1.0036. "
            "The threshold is 2 / λ: type it.",
            "number",
            (
                "Divide.",
                "2 / 1.0036 is a little below 2.",
                "1.993.",
            ),
            _threshold,
            paper=True,
        ),
        Task(
            "c",
            "Now one sample at a time. Is the threshold larger or smaller?",
            "choice",
            (
                "Try η = 1.15, 1.2 and 1.5, with 5,000 samples each.",
                "η = 1.15 stays small.",
                "Smaller: η = 1.2 grows, and 1.5 overflows at step 4,838.",
            ),
            _single,
            choices=THRESHOLDS,
            address=query(SINGLE.changed(eta=1.15)),
        ),
        Task(
            "d",
            "Open a ring with 4 hidden neurons. Spoil it by η alone, so that it learns nothing any more, "
            "though every weight stays finite.",
            "none",
            (
                "η = 1, 3 and 10 still learn it.",
                "The largest η that the page allows will do.",
                "η = 100 and 140 samples: the loss stays at 0.25.",
            ),
            _killed,
            address=query(RING),
        ),
        Task(
            "e",
            "Which slope is nearly 0 in the network that you spoiled?",
            "choice",
            (
                "Look at the arithmetic of a step.",
                "The hidden slopes are ordinary, near 0.1 or 0.2.",
                "That of y: y is nearly 0 or nearly 1 for every row.",
            ),
            _where,
            choices=SLOPES,
        ),
    ),
    why=Why(
        "Why does a step that is too long make the loss grow?",
        (
            Choice("sign", "The gradient has the wrong sign.", "M2"),
            Choice("nan", "A weight becomes infinite at once.", "M15"),
            Choice("far", "It lands on the other side of the bowl, higher than it began."),
        ),
        "far",
        "Along the steepest direction a step multiplies the distance by 1 − ηλ. If that is below −1, the distance "
        "grows each time.",
    ),
    meaning=(
        "η sets more than the pace: beyond 2 / λ steps climb out of the bowl. "
        "A neuron without a bound then overflows. A logistic cannot: it saturates, its slope vanishes, "
        "and it goes deaf with finite weights."
    ),
    variation="Try the ring with η = 10: it reaches a loss of 0.01 sooner than with η = 1. Why is that no "
    "contradiction?",
    variation_address=query(RING.changed(eta=10.0)),
    locks=(*MOVES, "eta"),
    compares=True,
    many="The sweep trains the ring with seven learning rates, five seeds each. The samples to the target, against η, "
    "make a U: too small is slow, too large never gets there.",
    many_address=query(RING, sweep="eta:0.1,0.3,1,3,10,20,30~seeds:5~samples:25000"),
)
