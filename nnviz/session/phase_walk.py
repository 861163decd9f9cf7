"""Slow motion: one step of the network walked through phase by phase, with a question before the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nnviz.analysis.frames import Frame
from nnviz.derivation.phases import StepPhase, phases
from nnviz.derivation.quiz import Question, QuestionKind, Score, Verdict, answer, question
from nnviz.engine import StepTrace

PACES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Seconds a phase when slow motion plays."""


@dataclass
class Walk:
    """Where in a step one stands.

    Parameters
    ----------
    trace : StepTrace
        Of the step; until its last phase the experiment stands before it.
    sample : int
        The data set's row that it presents.
    at : int
        The phase, counted from 0.
    """

    trace: StepTrace
    sample: int
    at: int = 0
    asked: Question | None = None
    verdict: Verdict | None = None
    phases: tuple[StepPhase, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.phases = phases(self.trace)

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
        """Whether a question has to be answered before the walk goes on."""
        return self.asked is not None and self.verdict is None

    def ask(self, seed: int, weight: str | None) -> None:
        """Ask what the update will do: to the chosen weight, or to weights of the question's own choice."""
        kind: QuestionKind | None = "direction" if weight is not None and seed % 2 == 0 else None
        self.asked = question(self.trace, seed, kind, weight)
        self.verdict = None

    def reply(self, choice: str, score: Score) -> Score:
        """Take an answer, and give the score after it."""
        if self.asked is None or self.verdict is not None:
            return score
        self.verdict = answer(self.asked, self.trace, choice)
        return score.after(self.verdict)

    def frame(self, frame: Frame) -> Frame:
        """The picture of the step's middle: its sample, its activations, its gradients, the weights from before."""
        if self.at == self.last:
            return frame
        trace = self.trace
        return replace(
            frame,
            sample=self.sample,
            presented=False,
            x=trace.x,
            t=trace.t,
            y=trace.y,
            outs=tuple(layer.out for layer in trace.layers),
            E=trace.E,
            gradient=trace.dE_dW,
        )
