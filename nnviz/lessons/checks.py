"""What several checks ask of an experiment: which rows are right, and whether it is the run that the task is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from nnviz.lessons.base import Choice, Verdict
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.settings import Settings

CLEAR = 1e-6
"""An output nearer than this to the middle is on neither side."""


def weights(*matrices: ArrayLike) -> tuple[HandEdit, ...]:
    """Return changes by hand at step 0 that give a network these weights, layer by layer, biases in row 0."""
    return tuple(
        HandEdit(0, "weight", (layer, row, column), float(value))
        for layer, matrix in enumerate(matrices)
        for (row, column), value in np.ndenumerate(np.asarray(matrix, dtype=float))
    )


def replaced(hands: Iterable[HandEdit], key: tuple[int, int, int], value: float) -> tuple[HandEdit, ...]:
    """Return changes by hand with another value for one weight."""
    return tuple(replace(hand, value=value) if hand.kind == "weight" and hand.key == key else hand for hand in hands)


def rows_right(experiment: Experiment, targets: Sequence[int]) -> list[bool]:
    """Return for each row of a truth table whether the output is clearly on the target's side of one half."""
    y = experiment.network.predict(experiment.dataset.X)[:, 0]
    return [bool((out - 0.5) * (2 * target - 1) > CLEAR) for out, target in zip(y, targets, strict=True)]


def table_verdict(experiment: Experiment, targets: Sequence[int], right: str) -> Verdict:
    """Judge the outputs for the rows of a truth table, and name the rows that are wrong."""
    found = rows_right(experiment, targets)
    wrong = [row + 1 for row, ok in enumerate(found) if not ok]
    if not wrong:
        return Verdict(True, right)
    y = experiment.network.predict(experiment.dataset.X)[:, 0]
    between = " An output of ½ is neither 0 nor 1." if (abs(y - 0.5) <= CLEAR).any() else ""
    told = f"row {wrong[0]} is" if len(wrong) == 1 else f"rows {', '.join(map(str, wrong[:-1]))} and {wrong[-1]} are"
    return Verdict(False, f"{len(found) - len(wrong)} of {len(found)} rows are right; {told} not.{between}")


def other_run(experiment: Experiment, wanted: Settings, free: Sequence[str] = ()) -> Verdict | None:
    """Return what to say if the run is not of the settings wanted; fields that are free may differ."""
    names = [
        name
        for name in Settings.__dataclass_fields__
        if name not in free and getattr(experiment.start, name) != getattr(wanted, name)
    ]
    if not names:
        return None
    told = ", ".join(names[:3])
    return Verdict(False, f"This run differs from the task's set-up in: {told}. Open the set-up again.")


def chosen(choices: Sequence[Choice], answer: str, right: str, words: str, wrong: str) -> Verdict:
    """Judge a choice among several."""
    found = next((choice for choice in choices if choice.key == answer), None)
    if found is None:
        return Verdict(False, "Choose one of the answers.")
    return Verdict(True, words) if answer == right else Verdict(False, wrong, found.misconception)
