"""The past of a run: evenly spread steps that are cheap to compute again, and the network at each of them."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from nnviz.engine import Network
from nnviz.run.replay import Run

NEAR = 20_000
"""Up to this step the past is presented again from the start; beyond, checkpoints are what is looked at."""


class Past:
    """A run up to one step. It is valid as long as the run is not changed; looking at it does not change the run.

    Parameters
    ----------
    run : Run
    here : int
        A batch end that is known.
    """

    def __init__(self, run: Run, here: int) -> None:
        self._run = run
        self.here = here

    def steps(self, count: int) -> tuple[int, ...]:
        """Return at most `count` steps in rising order, the first 0 and the last `here`, about evenly spread.

        Far on in a run they are steps whose weights are kept, as long as half as many as asked for are.

        Raises
        ------
        ValueError
            If count is less than 2.
        """
        if count < 2:
            raise ValueError(f"count must be at least 2, got {count}")
        even = np.rint(np.linspace(0, self.here, count)).astype(int).tolist()
        kept = self._run.checkpoints.steps
        kept = kept[: bisect_right(kept, self.here)]
        if self.here > NEAR and 2 * len(kept) >= count:
            known = np.array(kept)
            steps = {int(known[np.abs(known - step).argmin()]) for step in even[:-1]}
        else:
            steps = {self._run.schedule.floor(step) for step in even[:-1]}
        return (*sorted(steps - {self.here}), self.here)

    def network(self, step: int, most: int) -> Network | None:
        """Return the network at one of `steps`; None if it takes more than `most` samples, and another call, to see it.

        Raises
        ------
        ValueError
            If the step is beyond `here` or negative, or most is not positive.
        """
        if not 0 <= step <= self.here:
            raise ValueError(f"step must be from 0 to {self.here:,}, got {step:,}")
        if most < 1:
            raise ValueError(f"most must be at least 1, got {most}")
        return self._run.look(step, most)
