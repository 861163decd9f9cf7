"""Lesson 5: each hidden neuron draws a line, and three of them close a ring."""

from __future__ import annotations

from functools import lru_cache

from nnviz.lessons.address import query
from nnviz.lessons.base import MOVES, Choice, Lesson, Prediction, Task, Verdict, Why
from nnviz.lessons.checks import chosen, other_run
from nnviz.lessons.runs import LearnersRun, differing
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

START = Settings(dataset="circle", hidden=(2,), eta=1.0)
FOUR = START.changed(hidden=(4,))
LEAST = 3
"""Hidden neurons that close the ring; a test counts over seeds."""
GOOD, LONG, LOOKED = 0.02, 14_000, 5_600


@lru_cache(maxsize=2)
def without_each(settings: Settings = FOUR) -> tuple[float, ...]:
    """Return the training loss with the outgoing weight of each hidden neuron set to 0 in turn."""
    experiment = Experiment(settings)
    experiment.seek(LOOKED)
    data, network = experiment.dataset, experiment.network
    X, T = data.X[data.train], data.T[data.train]
    return tuple(network.with_weight(1, row, 0, 0.0).loss(X, T) for row in range(1, settings.hidden[0] + 1))


def _closed(experiment: Experiment, _answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    if wrong := other_run(experiment, START, free=("hidden", "seed", "init_seed", "eta", "order", "batch_size")):
        return wrong
    hidden, train = experiment.start.hidden, experiment.losses()[0]
    if len(hidden) != 1:
        return Verdict(False, "One hidden layer is wanted.")
    if train >= GOOD:
        few = " This many are too few, however long it runs." if hidden[0] < LEAST and experiment.step >= LONG else ""
        told = f"The training loss is {train:.4f} with {hidden[0]} hidden neurons; below {GOOD} is wanted."
        return Verdict(False, told + few)
    if hidden[0] > LEAST:
        return Verdict(False, f"{train:.4f} with {hidden[0]} hidden neurons. Fewer will do: try it.", "M11")
    return Verdict(True, f"{hidden[0]} lines close the ring: the training loss is {train:.4f}.")


def _hurts(_experiment: Experiment, answer: str, _runs: tuple[LearnersRun, ...]) -> Verdict:
    losses = without_each()
    right = max(range(len(losses)), key=losses.__getitem__)
    told = ", ".join(f"{loss:.4f}" for loss in losses)
    return chosen(
        NEURONS,
        answer,
        f"h{right + 1}",
        f"Yes. Without h₁ to h₄, one at a time, the loss is {told}.",
        "Set one outgoing weight to 0, read the training loss, take it back, and try the next.",
    )


def _two_seeds(_experiment: Experiment, _answer: str, runs: tuple[LearnersRun, ...]) -> Verdict:
    long = [run for run in runs if run.settings.dataset == "circle" and run.step >= LOOKED and not run.hands]
    for at, one in enumerate(long):
        for other in long[:at]:
            if set(differing(one.settings, other.settings)) in ({"seed"}, {"init_seed"}) and one.edits == other.edits:
                return Verdict(
                    True,
                    f"Losses of {other.train:.4f} after {other.step:,} samples and {one.train:.4f} after {one.step:,}: "
                    "the same settings, another start. State both, or better ten.",
                )
    return Verdict(
        False,
        f"Two runs of {LOOKED:,} samples or more are wanted that differ in nothing but the seed; "
        f"{len(long)} so long {'is' if len(long) == 1 else 'are'} there.",
    )


NEURONS = tuple(Choice(f"h{i}", f"The one of h{sub}", "M1") for i, sub in enumerate("₁₂₃₄", start=1))

LESSON = Lesson(
    key="network",
    title="How many lines close a ring?",
    minutes=12,
    promise="You can say what a hidden neuron adds, and how few suffice for a closed border.",
    set_up=(
        "A disc inside a ring: no line can part them. A hidden neuron is one between inputs and output; "
        "each draws a line of its own, and the output neuron adds them up. "
        "There are 2 now. The training loss is the mean error over the 140 rows to learn from."
    ),
    settings=START,
    prediction=Prediction(
        "How many hidden neurons does it take at least, so that the border closes around the disc?",
        (
            Choice("1", "1"),
            Choice("2", "2"),
            Choice("3", "3"),
            Choice("4", "4", "M11"),
            Choice("8", "8", "M11"),
        ),
        lambda _experiment: str(LEAST),
        "Three lines make a triangle, two only an angle. In 10 seeds of 10, 3 neurons came below a loss of 0.02 "
        "within 14,000 samples; 2 neurons in none.",
    ),
    tasks=(
        Task(
            "a",
            "Bring the training loss below 0.02 with as few hidden neurons as you can.",
            "none",
            (
                "Change the number of hidden neurons in the sidebar, then Run….",
                "Give each number up to 14,000 samples.",
                "3 hidden neurons, η = 1, 14,000 samples.",
            ),
            _closed,
        ),
        Task(
            "b",
            "Open 4 hidden neurons after 5,600 samples. Set the weight from one hidden neuron to the output to 0. "
            "For which of them does the training loss rise most?",
            "choice",
            (
                "Click a weight between h and y, set it to 0, and read the loss. Back takes it back.",
                "The largest weight is not the one.",
                "Without h₁ the loss is 0.1618; the others give 0.0500, 0.0900 and 0.1052.",
            ),
            _hurts,
            choices=NEURONS,
            address=query(FOUR, step=LOOKED),
        ),
        Task(
            "c",
            "Make two runs of 5,600 samples or more that differ in the seed alone, the number by which data and "
            "first weights are drawn. Compare their losses.",
            "none",
            (
                "New seed, in the sidebar, begins the second run.",
                "Run the same number of samples in both.",
                "4 hidden neurons with seed 1 and with seed 2, 5,600 samples each.",
            ),
            _two_seeds,
        ),
    ),
    why=Why(
        "Why can two hidden neurons not close the ring, however long they learn?",
        (
            Choice("time", "They learn too slowly.", "M14"),
            Choice("lines", "Two lines enclose no region."),
            Choice("stuck", "They are stuck in a local minimum.", "M7"),
        ),
        "lines",
        "Each hidden neuron changes along one direction only. Two lines leave a way out to infinity; three can "
        "enclose a triangle.",
    ),
    meaning=(
        "Each hidden neuron is a line, and the output adds soft steps up. What counts is what the sum can form: "
        "3 suffice here, whatever more could do. A large weight is no importance either: "
        "ask what happens without it."
    ),
    variation="Try η = 0.1: for thousands of samples the loss hardly falls. It answers one half for nearly all "
    "rows first.",
    variation_address=query(FOUR.changed(eta=0.1)),
    locks=(*MOVES, "hidden"),
    compares=True,
    many="One run proves nothing. The sweep trains one to four hidden neurons with ten seeds each: count how many come "
    "below the target, and look at their borders after equal samples.",
    many_address=query(START, sweep=f"hidden:1,2,3,4~seeds:10~samples:{LONG}"),
)
