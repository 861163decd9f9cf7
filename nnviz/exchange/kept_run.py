"""A run of a learner's own, kept in a lesson: the link that opens it, and what it had come to.

The numbers are kept with the link, so that a table of runs is there at once and no reader has to train them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnviz.exchange.parts import a_number, a_text, an_object, whole

LONGEST_LINK = 2_000
"""Characters of the link to a state; a longer one is left out."""
_MOST_STEPS = 10**15
_NAMES = ("link", "train", "test", "right", "diverged_at")


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """One run at the step at which it was kept.

    Attributes
    ----------
    link : str
        The parameters of the address that opens it.
    train, test : float or None
        Mean losses; None where a loss is beyond all numbers, and `test` without test rows, too.
    right : tuple of (float, float or None), optional
        Shares of training and test rows that are classified rightly; None for regression.
    diverged_at : int, optional
        The step at which a weight would have become infinite.
    """

    link: str
    train: float | None
    test: float | None = None
    right: tuple[float, float | None] | None = None
    diverged_at: int | None = None

    def __post_init__(self) -> None:
        a_text("link", self.link, LONGEST_LINK)
        for name in ("train", "test"):
            if getattr(self, name) is not None:
                a_number(name, getattr(self, name))
        if self.right is not None:
            if not isinstance(self.right, tuple) or len(self.right) != 2:
                raise ValueError("right must be the shares of training and of test rows")
            for share in self.right[: 1 if self.right[1] is None else 2]:
                a_number("right", share, 1)
        if self.diverged_at is not None:
            whole("diverged_at", self.diverged_at, _MOST_STEPS)


def kept_to(run: KeptRun) -> dict[str, Any]:
    """Return a kept run as plain JSON; what it has not is left out."""
    found = {name: getattr(run, name) for name in _NAMES}
    found["right"] = None if run.right is None else list(run.right)
    return {name: value for name, value in found.items() if value is not None}


def kept_from(found: Any) -> KeptRun:
    """Return the kept run of plain JSON.

    Raises
    ------
    ValueError
        If it is none; the message names the field.
    """
    parts = an_object(found, "kept", _NAMES)
    right = parts.get("right")
    if right is not None and not isinstance(right, list):
        raise ValueError("right must be the shares of training and of test rows")
    return KeptRun(
        link=parts.get("link", ""),
        train=parts.get("train"),
        test=parts.get("test"),
        right=None if right is None else tuple(right),
        diverged_at=parts.get("diverged_at"),
    )
