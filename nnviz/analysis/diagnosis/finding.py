"""What a rule of the diagnosis finds."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.analysis.diagnosis.evidence import Evidence

GOOD_SHARE = 0.95
"""If at least this share of the training rows is predicted correctly, saturated and dead neurons are not reported."""
LEARNT = 0.01
"""A train loss below this part of the loss at the start leaves little to complain of."""


@dataclass(frozen=True)
class Finding:
    """One thing that is going wrong.

    Attributes
    ----------
    rule : str
        Name of the rule.
    words : str
        A sentence or two that say what is wrong, with its numbers, as plain text.
    advice : str
        A sentence that says what to try.
    """

    rule: str
    words: str
    advice: str


def learnt(found: Evidence) -> bool:
    """Whether there is little left to complain of."""
    if found.accuracy is not None:
        return found.accuracy[0] >= GOOD_SHARE
    return bool(found.train < LEARNT * found.history.train[0])
