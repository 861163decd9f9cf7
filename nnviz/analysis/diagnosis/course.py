"""Rules that look at the course of the losses, which falls no more or falls for the training rows alone."""

from __future__ import annotations

import numpy as np

from nnviz.analysis.diagnosis.advice import bend, off_the_flat, one_line, simpler
from nnviz.analysis.diagnosis.evidence import FLAT_EPOCHS, LEAST_HISTORY, Evidence
from nnviz.analysis.diagnosis.finding import GOOD_SHARE, LEARNT, Finding

OVERFIT_RISE = 1.3
"""Test loss now over the least that it was."""
OVERFIT_GAP = 2.0
"""Test loss over train loss."""
OVERFIT_LEAST = 0.1
"""Test loss over the test loss at the start, below which both losses are small anyway."""
FEWEST_TEST_ROWS = 10
FLAT_FALL = 0.01
"""Part of the train loss that the later half of the run has gained, below which the ground is called flat."""


def overfitting(found: Evidence) -> Finding | None:
    """The test loss was lower before, while the train loss has gone on falling."""
    if found.test is None or len(found.dataset.test) < FEWEST_TEST_ROWS or len(found.history.train) < LEAST_HISTORY:
        return None
    test = np.asarray(found.history.test, dtype=np.float64)
    best = int(np.nanargmin(test))
    if best == len(test) - 1 or found.test < OVERFIT_RISE * test[best]:
        return None
    if found.train >= found.history.train[best] or found.test < OVERFIT_GAP * found.train:
        return None
    if found.test < OVERFIT_LEAST * test[0]:
        return None
    step = int(found.history.step[best])
    return Finding(
        "overfitting",
        f"The test loss was least at step {step:,} ({test[best]:.3g}) and is {found.test:.3g} now, while the train "
        f"loss fell to {found.train:.3g}: what is learned now is the noise of the training rows.",
        f"Go back to that step, or try {simpler(found)}.",
    )


def flat_region(found: Evidence) -> Finding | None:
    """The train loss no longer changes, though some rows are predicted wrongly."""
    course, first = found.course, float(found.history.train[0])
    if found.perceptron or found.epochs < FLAT_EPOCHS or len(course) < LEAST_HISTORY // 2:
        return None
    if found.train < LEARNT * first or (found.accuracy is not None and found.accuracy[0] >= GOOD_SHARE):
        return None
    # Losses are noisy, so the means of the two halves are compared.
    half = len(course) // 2
    before, after = float(course[:half].mean()), float(course[half:].mean())
    if not abs(before - after) < FLAT_FALL * before:
        return None
    return Finding(
        "flat region",
        f"The train loss has stood at {found.train:.3g} for the later half of the run: the ground is flat here, "
        "whether or not lower ground lies beyond.",
        _onwards(found),
    )


def _onwards(found: Evidence) -> str:
    words = off_the_flat(found)
    # A network without bends has no lower ground elsewhere.
    can_bend = not found.frozen and found.settings.bias and found.eta_now >= found.eta / 3 and one_line(found.network)
    return bend(found) if can_bend else f"{words[0].upper()}{words[1:]}."
