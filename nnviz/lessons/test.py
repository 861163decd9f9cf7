"""Lesson 10: test rows teach nothing, and show what a training loss near 0 is worth."""

from __future__ import annotations

from functools import lru_cache

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_count
from nnviz.lessons.base import MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import other_run
from nnviz.lessons.runs import LearnersRun, differing
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="xor", n=40, noise=0.3, test_share=0.5, hidden=(16,), activation="tanh", eta=0.5, seed=2)
ROWS, LONG = 20, 6_000
EARLY, BETTER = 0.056, 0.055
"""Test losses to get below: by stopping early, and after the whole run with one other setting."""


@lru_cache(maxsize=64)
def rows_right(settings: Settings = START, step: int = LONG) -> tuple[int, int]:
    """Return how many training and test rows are classified rightly after so many samples."""
    experiment = Experiment(settings)
    experiment.seek(step)
    found = experiment.accuracy()
    assert found is not None and found[1] is not None
    return round(found[0] * ROWS), round(found[1] * ROWS)


def _right(_experiment: Experiment) -> str:
    count = rows_right()[1]
    return "all" if count >= 19 else "chance" if count <= 11 else "some"


def _early(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START):
        return wrong
    test = experiment.losses()[1]
    if test is None or test >= EARLY:
        told = "none" if test is None else f"{test:.4f}"
        way = "Go back" if experiment.step > 640 else "Go on"
        return Verdict(False, f"The test loss is {told} at step {experiment.step:,}; below {EARLY} is wanted. {way}.")
    return Verdict(True, f"The test loss is {test:.4f} at step {experiment.step:,}: here one would stop.")


def _one_setting(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    changed = differing(experiment.start, START)
    if len(changed) != 1 or experiment.edits or experiment.hands:
        told = ", ".join(changed[:4]) if changed else "none"
        return Verdict(False, f"Exactly one setting is to differ from the set-up, from step 0 on; now: {told}.")
    if {"noise", "dataset", "seed", "test_share"} & set(changed):
        return Verdict(False, "Leave the data as they are: change the network or how it learns.")
    if experiment.step < LONG:
        return Verdict(False, f"Go on to step {LONG:,}; this is {experiment.step:,}.")
    train, test = experiment.losses()
    if test is None or test >= BETTER:
        told = "none" if test is None else f"{test:.4f}"
        return Verdict(False, f"With another {changed[0]} the test loss is {told}; below {BETTER} is wanted.", "M11")
    return Verdict(True, f"With another {changed[0]}: training loss {train:.4f}, test loss {test:.4f}.")


def _taught(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    return judge_count(
        answer,
        len(Experiment(START).dataset.train),
        "Yes: the training rows alone. Other test rows would leave every weight the same, to the last bit.",
        (
            Slip(2 * ROWS, "That is all rows. The test rows only measure.", "M13"),
            Slip(
                rows_right()[1],
                "That is how many test rows are right. Having a part in the weights is another thing.",
                "M13",
            ),
        ),
    )


LESSON = Lesson(
    key="test",
    title="Training and test",
    minutes=12,
    promise="You can tell learning from remembering, and name three ways to do better on new rows.",
    set_up=(
        "40 rows with much noise: 20 training rows to learn from, 20 test rows held back to measure. "
        "16 hidden neurons learn them. The training loss is the mean error over the training rows, "
        "the test loss the same over the test rows."
    ),
    settings=START,
    prediction=Prediction(
        "After 6,000 samples all 20 training rows are right. How many of the 20 test rows will be?",
        (
            Choice("all", "All, or 19", "M12"),
            Choice("some", "12 to 18"),
            Choice("chance", "11 or fewer: as by chance", "M11"),
        ),
        _right,
        "14 of 20. The training loss is 0.0058, the test loss 0.1465. The noise of 20 rows was learned by heart.",
    ),
    tasks=(
        Task(
            "a",
            "Go to a step at which the test loss is below 0.056.",
            "none",
            (
                "Look at the loss picture: where is the test curve lowest?",
                "It is long before 6,000. Use the slider, or Back.",
                "Step 600: the test loss is 0.0537.",
            ),
            _early,
        ),
        Task(
            "b",
            "Bring the test loss below 0.055 at step 6,000 by changing one setting of the network or of learning.",
            "none",
            (
                "What can remember the noise is too much network.",
                "Fewer neurons, but enough for XOR.",
                "3 hidden neurons: training loss 0.0218, test loss 0.0448.",
            ),
            _one_setting,
        ),
        Task(
            "c",
            "How many of the 40 rows had a part in the weights?",
            "number",
            (
                "An update uses the rows of its batch.",
                "Batches are drawn from the training rows.",
                "20.",
            ),
            _taught,
        ),
    ),
    why=Why(
        "The training loss keeps falling while the test loss rises. Why?",
        (
            Choice("wrong", "The test rows are learned the wrong way round.", "M13"),
            Choice("noise", "The network fits the noise of its training rows, which other rows do not share."),
            Choice("eta", "η is too large.", "M14"),
        ),
        "noise",
        "With 16 neurons and 20 rows there is room to bend around every row. What is bent around chance is wrong "
        "elsewhere.",
    ),
    meaning=(
        "The training loss says how well the rows are remembered, the test loss what was learned. "
        "Stopping early, fewer neurons and a penalty on large weights all help. "
        "Test rows never enter: the weights are all that is kept."
    ),
    variation="A penalty: L2 with rate 0.003, η = 0.1, 12,000 samples. The test loss is then 0.0683.",
    variation_address=query(START.changed(eta=0.1, regularization="l2", regularization_rate=0.003)),
    locks=MOVES,
)
