"""When a run that goes on by itself stops: at a step, or when loss or accuracy of the training rows is good enough.

Loss and accuracy are looked at where an epoch ends, so that a run stops at the same step however it is watched. A
condition that holds where the run goes on from does not stop it: it has to cease to hold first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.run.evaluation import Evaluator
from nnviz.run.experiment import Experiment, Snapshot


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Conditions; any of them stops the run.

    Attributes
    ----------
    step : int
        At the first batch end at or after this step; 0 for never.
    loss : float
        The mean training loss is below it; 0 for never.
    accuracy : float
        The share of training rows that are classified rightly is at least this, from 0 to 1; 0 for never.
    """

    step: int = 0
    loss: float = 0.0
    accuracy: float = 0.0

    @property
    def judges(self) -> bool:
        """Whether the ends of epochs have to be looked at."""
        return self.loss > 0.0 or self.accuracy > 0.0


class Watch:
    """Conditions over one stretch of a run that goes on by itself, from where the experiment stands.

    Attributes
    ----------
    word : str
        Which condition stopped the run, as a sentence; "" as long as none has.
    """

    def __init__(self, experiment: Experiment, stop: Stop) -> None:
        self.word = ""
        self._stop = stop
        self._experiment = experiment
        self._evaluator = Evaluator(experiment.dataset, experiment.network) if stop.judges else None
        self._held = self._holding()

    def advance(self, samples: int, go: Callable[[int], object]) -> None:
        """Go on by so many samples, or fewer if a condition stops the run; `go` takes a number of samples."""
        experiment = self._experiment
        target = experiment.step + samples
        while experiment.step < target and not self.word:
            before = experiment.step
            go(min(target, self._next()) - before)
            if experiment.diverged_at is not None or experiment.step == before:
                return
            self._look(before)

    def snapshots(self, count: int, samples: int) -> list[Snapshot]:
        """As Experiment.snapshots, but for what a condition cuts off; the last snapshot is of where it stopped."""
        found: list[Snapshot] = []
        for _ in range(count):
            parts: list[Snapshot] = []
            self.advance(samples, lambda n: parts.extend(self._experiment.snapshots(1, n)))  # noqa: B023  # called at once
            if parts:
                history = tuple(row for part in parts for row in part.history)
                found.append(replace(parts[-1], history=history))
            if self.word or self._experiment.diverged_at is not None or not parts:
                break
        return found

    def _next(self) -> int:
        """The next step to look at."""
        step, length = self._experiment.step, self._experiment.samples_per_epoch
        ends = [(step // length + 1) * length] if self._stop.judges else []
        if self._stop.step > step:
            ends.append(self._stop.step)
        return min(ends, default=1 << 62)

    def _look(self, before: int) -> None:
        step, stop = self._experiment.step, self._stop
        if before < stop.step <= step:
            self.word = f"Stopped at step {step:,}, as was wished."
            return
        if stop.judges and step % self._experiment.samples_per_epoch == 0:
            held, self._held = self._held, self._holding()
            new = [words for words in self._held if words not in held]
            if new:
                self.word = f"Stopped at step {step:,}: {new[0]}."

    def _holding(self) -> list[str]:
        """The conditions that hold here, in words."""
        if self._evaluator is None:
            return []
        flat, stop, held = self._experiment.network.flat(), self._stop, []
        if stop.loss > 0.0 and self._evaluator.losses(flat)[0] < stop.loss:
            held.append(f"the training loss is below {stop.loss:g}")
        accuracy = self._evaluator.accuracy(flat) if stop.accuracy > 0.0 else None
        if accuracy is not None and accuracy[0] >= stop.accuracy:
            held.append(f"{100 * stop.accuracy:g} % of the training rows are classified rightly")
        return held
