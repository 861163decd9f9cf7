"""Slow motion: Step and Back go by phases, Play has a readable pace, and a question may precede the update."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.derivation.quiz import Score
from nnviz.run.experiment import Experiment
from nnviz.session.phase_walk import Walk


@dataclass
class SlowMotion:
    """The settings of slow motion, and the visitor's position within a step."""

    on: bool = False
    predict: bool = False
    pace: float = 1.5
    walk: Walk | None = None
    score: Score = field(default_factory=Score)

    @property
    def engaged(self) -> bool:
        """Whether Step does something other than a whole step at once."""
        return self.on or self.predict

    def leave(self) -> None:
        """Leave the present step without finishing it."""
        self.walk = None

    def forward(self, experiment: Experiment, weight: str | None) -> None:
        """Go one phase forward; the last one changes the weights, after the question if there is one."""
        walk = self.walk
        if walk is None or walk.at == walk.last:
            self.walk = walk = self._begin(experiment)
            if walk is None:  # it would diverge: the experiment says so
                experiment.forward()
                return
            # Without slow motion a step stops only for the question.
            walk.at = 0 if self.on else walk.last - 1
        elif walk.waits:
            return
        elif walk.at == walk.last - 1:
            experiment.forward()
            walk.at = walk.last
        else:
            walk.at += 1
        if self.predict and walk.at == walk.last - 1 and walk.asked is None:
            walk.ask(experiment.step, weight)

    def back(self, experiment: Experiment) -> None:
        """Go one phase back; from rest this enters the last step, just before its update."""
        walk = self.walk
        if walk is None:
            update = experiment.made
            if update is None:
                return
            step = experiment.step
            experiment.back()
            if experiment.step == step:
                return  # the manual edits here are undone, and the update stays
            self.walk = Walk(update)
            self.walk.at = self.walk.last - 1
        elif walk.at == walk.last:
            experiment.back()
            walk.at -= 1
        elif walk.at == 0:
            self.walk = None
        else:
            walk.at -= 1

    def _begin(self, experiment: Experiment) -> Walk | None:
        update = experiment.coming
        return None if update is None else Walk(update)

    def reply(self, choice: str) -> None:
        """Take the answer to the question."""
        if self.walk is not None:
            self.score = self.walk.reply(choice, self.score)
