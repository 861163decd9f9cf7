"""Penalties on large weights: R is added to the loss that is descended, and leaves the biases alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.engine.checks import Array, as_amount, as_name

PENALTIES: tuple[str, ...] = ("none", "l1", "l2")


@dataclass(frozen=True)
class Penalty:
    """R = rate · sum |w| for "l1", rate / 2 · sum w² for "l2", over all weights that are no biases.

    Where w is 0, |w| has no derivative, and 0 is taken: a weight that is 0 is not pushed.

    Raises
    ------
    ValueError
        If the kind is unknown or the rate is not a finite number of at least 0.
    """

    kind: str = "none"
    rate: float = 0.0

    def __post_init__(self) -> None:
        as_name("kind", self.kind, PENALTIES)
        object.__setattr__(self, "rate", as_amount("rate", self.rate))

    def __bool__(self) -> bool:
        """Whether it does anything."""
        return self.kind != "none" and self.rate > 0.0

    def value(self, weights: Sequence[Array]) -> float:
        """Return R for weight matrices (1 + fan_in, fan_out) whose row 0 is the bias."""
        if not self:
            return 0.0
        if self.kind == "l1":
            return self.rate * float(sum(np.abs(weight[1:]).sum() for weight in weights))
        return self.rate / 2.0 * float(sum(np.square(weight[1:]).sum() for weight in weights))

    def slopes(self, weights: Sequence[Array]) -> tuple[Array, ...]:
        """Return dR/dW, one array per layer, shaped like its weights; 0 for biases."""
        found = []
        for weight in weights:
            slope = np.zeros_like(weight)
            if self:
                slope[1:] = self.rate * (np.sign(weight[1:]) if self.kind == "l1" else weight[1:])
            found.append(slope)
        return tuple(found)


NONE = Penalty()
