"""Lesson 4: samples, updates and epochs are three things, and a batch of all rows is not the better one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nnviz.lessons.address import query
from nnviz.lessons.answers import Slip, judge_count
from nnviz.lessons.base import MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import other_run
from nnviz.lessons.runs import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="moons", noise=0.1, hidden=(4,), eta=0.5)
ROWS = 140
SIZES = (1, 10, ROWS)
UPDATES = 140
GOOD, FEW, MANY = 0.03, 1_200, 10_000


@lru_cache(maxsize=64)
def loss_after(settings: Settings, samples: int) -> float:
    """Return the training loss after so many samples."""
    experiment = Experiment(settings)
    experiment.seek(samples)
    return experiment.losses()[0]


@lru_cache(maxsize=64)
def rises(settings: Settings) -> int:
    """Return in how many of the first updates the mean loss over the training rows rises."""
    experiment = Experiment(settings)
    last, count = experiment.losses()[0], 0
    for _ in range(UPDATES):
        experiment.forward()
        now = experiment.losses()[0]
        count += now > last
        last = now
    return count


def _right(_experiment: Experiment) -> str:
    return str(min(SIZES, key=lambda size: loss_after(START.changed(batch_size=size), 1_400)))


def _fast(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START, free=("batch_size",)):
        return wrong
    train = experiment.losses()[0]
    if experiment.step > FEW:
        return Verdict(False, f"{experiment.step:,} samples are too many: go back to {FEW:,} or fewer.")
    if train >= GOOD:
        size = experiment.settings.batch_size
        return Verdict(
            False, f"The training loss is {train:.4f} after {experiment.step:,} samples, with batch size {size}."
        )
    return Verdict(True, f"The training loss is {train:.4f} after {experiment.step:,} samples.")


def _updates(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    slips = (
        Slip(1_400, "That is the number of samples. An update is made once for a batch of 10.", "M5"),
        Slip(10, "That is the number of epochs: passes over all 140 rows.", "M5"),
        Slip(14_000, "Divide by the batch size and do not multiply.", "M5"),
    )
    return judge_count(answer, 1_400 // 10, "Yes: one update for each batch of 10 samples.", slips)


def _never_rises(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START, free=("batch_size",)):
        return wrong
    size = experiment.start.batch_size
    if experiment.edits:
        return Verdict(False, "The batch size or η was changed on the way. Set it at step 0.")
    made = LearnersRun.of(experiment).updates
    if made < UPDATES:
        return Verdict(False, f"{made} updates are made so far, and {UPDATES} are wanted. Go on.")
    if count := rises(experiment.start):
        return Verdict(False, f"With batch size {size} the loss rises in {count} of {UPDATES} updates.", "M4")
    return Verdict(
        True, f"With batch size {size} the loss falls in each of {UPDATES} updates: a smooth way, and a slow one."
    )


def at_updates(runs: Sequence[LearnersRun]) -> dict[int, LearnersRun]:
    """Return the learner's runs of this lesson that stand at the updates to compare, by their batch size."""
    return {
        run.settings.batch_size: run
        for run in runs
        if run.updates == UPDATES
        and not run.edits
        and not run.hands
        and run.settings == START.changed(batch_size=run.settings.batch_size)
    }


def _side_by_side(_experiment: Experiment, _answer: str, runs: tuple[LearnersRun, ...]) -> Verdict:
    found = at_updates(runs)
    lacking = [size for size in SIZES if size not in found]
    if lacking:
        steps = ", ".join(f"{size} at {size * UPDATES:,} samples" for size in lacking)
        return Verdict(
            False, f"{len(SIZES) - len(lacking)} of {len(SIZES)} runs are there. Missing: batch size {steps}."
        )
    told = ", ".join(f"{found[size].train:.4f}" for size in SIZES)
    return Verdict(True, f"After {UPDATES} updates each, the losses are {told}: nearly the same. The samples are not.")


def _eta_alone(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START.changed(batch_size=ROWS), free=("eta",)):
        return wrong
    if experiment.settings.batch_size != ROWS:
        return Verdict(False, f"The batch size is to stay {ROWS}.")
    train = experiment.losses()[0]
    if experiment.step >= MANY:
        return Verdict(False, f"{experiment.step:,} samples are too many: fewer than {MANY:,} are wanted.")
    if train >= GOOD:
        return Verdict(False, f"The training loss is {train:.4f} at η = {experiment.settings.eta:g}.")
    return Verdict(True, f"η = {experiment.settings.eta:g} reaches {train:.4f} after {experiment.step:,} samples.")


LESSON = Lesson(
    key="batch",
    title="One sample, ten, or all",
    minutes=12,
    promise="You can tell samples, updates and epochs apart, and say what a larger batch buys and costs.",
    set_up=(
        "Two moons, 140 rows to learn from, and 4 hidden neurons. The gradient says how fast the loss grows with "
        "each weight. A batch is the rows whose mean gradient makes one update; its size is 1 here. The training "
        "loss is the mean loss over all 140 rows. An epoch is one pass "
        "over them."
    ),
    settings=START,
    prediction=Prediction(
        "Three runs from the same start, with batch sizes 1, 10 and 140. After 1,400 samples, which has the least "
        "loss?",
        (
            Choice("10", "Batch size 10", "M6"),
            Choice("1", "Batch size 1"),
            Choice("140", "All 140 rows: its gradient is exact", "M6"),
            Choice("same", "All are the same: they saw as many samples", "M5"),
        ),
        _right,
        "0.0262 with size 1, 0.0702 with 10, 0.1681 with all 140. From 1,400 samples they made 1,400, 140 and 10 "
        "updates.",
    ),
    tasks=(
        Task(
            "a",
            "Bring the training loss below 0.03 within 1,200 samples. Change the batch size only, if at all.",
            "none",
            (
                "The more updates, the further you come.",
                "Which batch size makes the most updates of 1,200 samples?",
                "Batch size 1, and 1,200 samples: the loss is 0.0276.",
            ),
            _fast,
        ),
        Task(
            "b",
            "How many updates are made of 1,400 samples with batch size 10?",
            "number",
            (
                "One update for each batch.",
                "How many batches of 10 are 1,400 samples?",
                "1,400 / 10 = 140.",
            ),
            _updates,
        ),
        Task(
            "c",
            "Make three runs with the batch sizes 1, 10 and 140, and stop each after 140 updates: "
            "at 140, 1,400 and 19,600 samples. Compare their losses.",
            "none",
            (
                "Set the batch size at step 0; Run… goes so many samples at once.",
                "The lesson's table shows which of your runs are there.",
                "The losses are 0.0699, 0.0702 and 0.0702: per update they are nearly equal.",
            ),
            _side_by_side,
        ),
        Task(
            "d",
            "Find a batch size with which the training loss never rises in the first 140 updates.",
            "none",
            (
                "With size 1 it rises in 67 of the 140 updates.",
                "With size 10 it still rises in 5: the larger, the smoother.",
                "All 140 rows: no update raises it. Size 70 will do too.",
            ),
            _never_rises,
        ),
        Task(
            "e",
            "Batch size 140: bring the training loss below 0.03 in fewer than 10,000 samples, by η alone.",
            "none",
            (
                "There are few updates: each has to go further.",
                "Try η = 5, then more.",
                "η = 30 gets there after 2,380 samples.",
            ),
            _eta_alone,
            address=query(START.changed(batch_size=ROWS)),
        ),
    ),
    why=Why(
        "With one sample at a time the loss rises in about every second update. Why is this no fault?",
        (
            Choice("eta", "η is too large.", "M4"),
            Choice("bug", "It is one: a step must lower the loss.", "M4"),
            Choice("others", "Each step serves its own sample; over many, the mean falls."),
        ),
        "others",
        "A sample's gradient points down for this sample alone. On average over the samples it points where the "
        "exact one does.",
    ),
    meaning=(
        "An update costs as many samples as its batch holds. A larger batch makes a smoother way, and fewer steps of "
        "the same samples. So count what you compare: samples, updates or epochs. All rows at once can bear a larger η."
    ),
    variation="Try batch size 10 with η = 5: as many samples as size 1 needs?",
    variation_address=query(START.changed(batch_size=10, eta=5.0)),
    locks=(*MOVES, "batch_size"),
    compares=True,
    many="The three batch sizes side by side: against samples presented their losses part, against updates made they "
    "fall onto one line.",
    many_address=query(START, step=14_000, race=f"batch_size:10~~batch_size:{ROWS}", race_axis="updates", log="1"),
)
