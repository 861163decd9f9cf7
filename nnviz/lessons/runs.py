"""A run of the learner's own as a lesson remembers it, for lessons that compare runs."""

from __future__ import annotations

from dataclasses import dataclass, fields

from nnviz.run.counts import updates
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.settings import Settings


@dataclass(frozen=True, kw_only=True)
class LearnersRun:
    """Where one of the learner's runs stood when the lesson last looked at it.

    Attributes
    ----------
    settings : at its start.
    edits, hands : changes of the settings, and of the weights by hand, up to its step.
    step, samples, updates : samples presented (twice, under both names), and updates of the weights.
    train, test : mean losses; test is None without test rows.
    accuracy : shares of training and test rows that are classified rightly; None for regression.
    diverged_at : the step at which a weight would have become infinite, if it came to that.
    address : the query string that opens it.
    """

    settings: Settings
    edits: tuple[Edit, ...] = ()
    hands: tuple[HandEdit, ...] = ()
    step: int
    samples: int
    updates: int
    train: float
    test: float | None = None
    accuracy: tuple[float, float | None] | None = None
    diverged_at: int | None = None
    address: str = ""

    @classmethod
    def of(cls, experiment: Experiment, address: str = "") -> LearnersRun:
        """Return the run of an experiment as it stands."""
        step = experiment.step
        edits = tuple(edit for edit in experiment.edits if edit.step <= step)
        train, test = experiment.losses()
        return cls(
            settings=experiment.start,
            edits=edits,
            hands=tuple(hand for hand in experiment.hands if hand.step <= step),
            step=step,
            samples=step,
            updates=int(updates(experiment.start, edits, step, experiment.samples_per_epoch)),
            train=train,
            test=test,
            accuracy=experiment.accuracy(),
            diverged_at=experiment.diverged_at,
            address=address,
        )

    @classmethod
    def reported(
        cls,
        begun: Experiment,
        step: int,
        *,
        train: float,
        test: float | None,
        accuracy: tuple[float, float | None] | None,
        diverged_at: int | None,
        address: str,
    ) -> LearnersRun:
        """Return the run of an experiment at its beginning, with what it is said to come to at a step."""
        return cls(
            settings=begun.start,
            edits=begun.edits,
            hands=tuple(begun.hands),
            step=step,
            samples=step,
            updates=int(updates(begun.start, begun.edits, step, begun.samples_per_epoch)),
            train=train,
            test=test,
            accuracy=accuracy,
            diverged_at=diverged_at,
            address=address,
        )


def differing(one: Settings, other: Settings) -> tuple[str, ...]:
    """Return the names of the settings in which two runs differ at their start."""
    return tuple(field.name for field in fields(Settings) if getattr(one, field.name) != getattr(other, field.name))
