"""Slow motion: one step of the network walked through phase by phase, with a question before the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nnviz.analysis.frames import Frame
from nnviz.derivation.brief import names_of, notes_of
from nnviz.derivation.phases import StepPhase, phases
from nnviz.derivation.quiz import Question, QuestionKind, Score, Verdict, answer, question
from nnviz.run.experiment import UpdateTrace

PACES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Seconds a phase when slow motion plays."""


@dataclass
class Walk:
    """A position within one step.

    Parameters
    ----------
    update : UpdateTrace
        The update; until the last phase the experiment is at the position before it.
    at : int
        The phase, counted from 0.
    """

    update: UpdateTrace
    at: int = 0
    asked: Question | None = None
    verdict: Verdict | None = None
    phases: tuple[StepPhase, ...] = field(init=False)
    _drawn: tuple[int, QuestionKind | None, str | None] = (0, None, None)
    _choice: str = ""

    def __post_init__(self) -> None:
        self.phases = phases(self.update)

    @property
    def here(self) -> StepPhase:
        """The phase on show."""
        return self.phases[self.at]

    @property
    def last(self) -> int:
        """The phase in which the weights change."""
        return len(self.phases) - 1

    @property
    def waits(self) -> bool:
        """Whether a question must be answered before the walk goes on."""
        return self.asked is not None and self.verdict is None

    @property
    def asks(self) -> bool:
        """Whether a question is on show, with its answer or without, and the weights have not changed yet."""
        return self.asked is not None and self.at == self.last - 1

    @property
    def lights(self) -> tuple[str, ...]:
        """Keys of the network's highlighted parts: those of the phase, or the weights that the question is about.

        In the update they are the weights whose Δw stands there: all weights together would cover it.
        """
        if self.asked is not None and self.asks:
            return self.asked.weights
        return tuple(self.notes) if self.here.known.updated else self.here.lights

    @property
    def notes(self) -> dict[str, str]:
        """What stands beside neurons and edges, by their keys: each δ that is known, then the largest Δw.

        A question names the weights that it is about.
        """
        names = names_of(self.update, self.asked.weights) if self.asked is not None and self.asks else {}
        return {**notes_of(self.here.known, self.update), **names}

    def ask(self, seed: int, weight: str | None) -> None:
        """Ask what the update will do to the chosen weight, or to weights that the question chooses."""
        kind: QuestionKind | None = "direction" if weight is not None and seed % 2 == 0 else None
        self._drawn = seed, kind, weight
        self.asked = question(self.update, *self._drawn)
        self.verdict = None

    def told(self, digits: int) -> tuple[Question, Verdict | None] | None:
        """Return the question and the verdict on the answer, with so many digits; None if nothing was asked."""
        if self.asked is None:
            return None
        asked = question(self.update, *self._drawn, digits=digits)
        return asked, None if self.verdict is None else answer(asked, self.update, self._choice, digits)

    def reply(self, choice: str, score: Score) -> Score:
        """Take an answer, and return the new score."""
        if self.asked is None or self.verdict is not None:
            return score
        self._choice = choice
        self.verdict = answer(self.asked, self.update, choice)
        return score.after(self.verdict)

    def frame(self, frame: Frame) -> Frame:
        """Return the frame within the step: its sample, its activations, its gradients and the network before it.

        `frame` is that of the position, which until the last phase is the one before the update.
        """
        if self.at == self.last:
            return frame
        part, whole = self.update.part, self.update.whole
        return replace(
            frame,
            sample=self.update.sample,
            presented=False,
            x=part.x,
            t=part.t,
            y=part.y,
            outs=tuple(layer.out for layer in part.layers),
            E=whole.E,
            gradient=whole.dE_dW,
            moment="before",
            batch=self.update.n,
        )
