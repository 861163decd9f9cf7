"""A visitor's sweep on its way: worked on a little at a time, while the page answers everyone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.analysis.paths import MOST as MOST_PATHS
from nnviz.analysis.paths import comparable
from nnviz.run.settings import Settings
from nnviz.session.turns import TURNS
from nnviz.sweeps import Sweeping, SweepResult

SLICE_SECONDS = 0.3
"""The time after which the progress on the page moves."""
_TURN_SECONDS = 0.015
_MOST_KEPT = 4
"""Results of work for the pictures of one sweep that are kept."""


@dataclass
class Begun:
    """A sweep on its way, or done.

    Attributes
    ----------
    sweep : Sweeping
    varied : tuple of str
        The fields that vary.
    base : Settings
        What all runs have in common.
    stopped : bool
        Whether the visitor has stopped it.
    """

    sweep: Sweeping
    varied: tuple[str, ...]
    base: Settings = field(default_factory=Settings)
    stopped: bool = False
    spent: float = 0.0
    _result: SweepResult | None = field(default=None, repr=False)
    _kept: dict[object, Any] = field(default_factory=dict, repr=False)

    @property
    def working(self) -> bool:
        """Whether there is more to do."""
        return not (self.stopped or self.sweep.done)

    def work(self, asked: Callable[[], bool] = lambda: False) -> None:
        """Do a slice, unless something is asked for; whoever else wants the turn has it first."""
        began = time.monotonic()
        with TURNS.aside():
            while self.working and time.monotonic() - began < SLICE_SECONDS and not asked():
                with TURNS.leisure(asked) as mine:
                    if mine:
                        self.sweep.work(_TURN_SECONDS)
        self.spent += time.monotonic() - began
        self._result = None

    @property
    def left(self) -> float | None:
        """About how many seconds of work are left; None while that cannot be told."""
        share = self.sweep.share
        return self.spent / share * (1.0 - share) if share > 0.02 else None

    @property
    def result(self) -> SweepResult:
        """What there is so far."""
        if self._result is None:
            self._result = self.sweep.result()
        return self._result

    def once(self, wish: object, make: Callable[[], Any]) -> Any:
        """Return what was made for a wish before, or make it; the oldest of a few is forgotten."""
        if wish not in self._kept:
            made = make()
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[wish] = made
        return self._kept[wish]


def ending(result: SweepResult, r: int, s: int) -> str:
    """Return in a word how a run ended."""
    if (r, s) in result.failed:
        return f"failed: {result.failed[r, s]}"
    if (at := int(result.diverged_at[r, s])) >= 0:
        return f"diverged at {at:,}"
    if not result.begun[r, s]:
        return "not begun"
    if not result.ended[r, s]:
        return f"stopped at {int(result.samples[result.last_point[r, s]]):,}"
    return "stuck" if result.stuck[r, s] else "learning"


def stopped(result: SweepResult) -> str:
    """Return in words how far a sweep came that was stopped."""
    begun, ended = int(result.begun.sum()), int(result.ended.sum())
    told = [
        (ended, "came to the end"),
        (begun - ended, "came a part of the way"),
        (result.begun.size - begun, "were not begun"),
    ]
    parts = [f"{count:,} {words}" for count, words in told if count]
    return f"The sweep was stopped. Of {result.begun.size:,} runs {', '.join(parts)}. What follows is what there is."


def looks_of(result: SweepResult) -> dict[int, int]:
    """Return the places of the looks to which any run came, with their samples."""
    weights = list(result.weights.values())
    samples = result.samples[result.looks].tolist()
    return {look: at for look, at in enumerate(samples) if any(np.isfinite(kept[look]).all() for kept in weights)}


def path_groups(begun: Begun, names: tuple[str, ...]) -> dict[str, list[tuple[int, int]]]:
    """Return which runs can lie on one landscape, by what is said of them: those of a seed, and those of settings."""
    result = begun.result
    found: dict[str, list[tuple[int, int]]] = {}

    def add(title: str, places: list[tuple[int, int]]) -> None:
        places = [place for place in places if place not in result.failed][:MOST_PATHS]
        if len(places) > 1 and comparable([result.of(r, s) for r, s in places]):
            found[title] = places

    for s, seed in list(enumerate(result.seeds))[:3]:
        add(f"seed {seed}: {', '.join(names[:MOST_PATHS])}", [(r, s) for r in range(len(names))])
    for r, name in enumerate(names):
        add(f"{name}: its seeds", [(r, s) for s in range(len(result.seeds))])
    return found
