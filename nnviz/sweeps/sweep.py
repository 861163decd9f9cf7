"""A sweep: settings times seeds, trained together as far as they are of one shape."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, as_completed
from dataclasses import replace
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from nnviz.run.settings import BOUNDS, Settings, shown
from nnviz.sweeps.piece import Alone, Kind, Together, begin, looks_at, pieces, run_piece
from nnviz.sweeps.recorded import Recorded
from nnviz.sweeps.result import SweepResult

MOST_RUNS = 10_000
MOST_SAMPLES = 10_000_000
MOST_NUMBERS = 20_000_000
"""Losses that a result holds, of one kind: 160 MB. The last weights of 10,000 of the largest networks are as many."""
_MOST_IN_A_PIECE = 32
"""Runs that go out to an executor together."""
_AT_A_TIME = 128
"""Samples between two looks at the clock."""

Progress = Callable[[float], object]


class Sweeping:
    """A sweep on its way, which is worked on a little at a time.

    Parameters
    ----------
    settings : iterable of Settings
        R of them, or a single one.
    seeds : iterable of int
        S of them, which take the place of the settings' own.
    samples : int
        How far each run goes.
    every : int
        Samples between two points at which losses are recorded; the last point is `samples`.

    Raises
    ------
    ValueError
        If an argument is not as described, or there would be too much of it.
    """

    def __init__(self, settings: Iterable[Settings] | Settings, seeds: Iterable[int], samples: int, every: int) -> None:
        self.settings = (settings,) if isinstance(settings, Settings) else tuple(settings)
        if not self.settings or not all(isinstance(each, Settings) for each in self.settings):
            raise ValueError("settings must be one or more Settings")
        self.seeds = tuple(_whole("seeds", seed, 0, int(BOUNDS["seed"][1])) for seed in seeds)
        if not self.seeds:
            raise ValueError("seeds must be one or more whole numbers")
        samples, every = _whole("samples", samples, 1, MOST_SAMPLES), _whole("every", every, 1, MOST_SAMPLES)
        self.points = [*range(0, samples, every), samples]
        runs = len(self.settings) * len(self.seeds)
        if runs > MOST_RUNS:
            raise ValueError(f"settings times seeds must be at most {MOST_RUNS:,} runs, not {runs:,}")
        if runs * len(self.points) > MOST_NUMBERS:
            raise ValueError(
                f"every must be larger: {runs:,} runs with {len(self.points):,} points each are more than "
                f"{MOST_NUMBERS:,} numbers"
            )
        self._each = [replace(each, seed=seed) for each in self.settings for seed in self.seeds]
        self._recorded = Recorded.empty(runs, len(self.points))
        self._looked_at = 0
        self._kinds: dict[int, Kind] = {}
        self._looks: list[int] = []
        self._pieces: list[list[int]] | None = None
        self._now: tuple[list[int], Together | Alone] | None = None
        self._finished = 0
        self._stopped = False

    @property
    def done(self) -> bool:
        """Whether every run has come to its last point."""
        return not self._stopped and self._pieces == [] and self._now is None

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        now = len(self._now[0]) * self._now[1].share if self._now else 0.0
        return 1.0 if self.done else (self._finished + now) / len(self._each)

    def work(self, seconds: float) -> None:
        """Go on for about so many seconds."""
        until = time.perf_counter() + seconds
        while not self.done:
            self._little()
            if time.perf_counter() >= until:
                return

    def _little(self) -> None:
        """Do what takes about a millisecond or two."""
        if self._pieces is None:
            self._look_at_next()
            return
        if self._now is None:
            places = self._pieces.pop(0)
            self._now = places, begin([self._each[place] for place in places], self.points, self._looks)
        at, piece = self._now
        piece.work(_AT_A_TIME)
        if piece.done:
            self._recorded.take(at, piece.recorded)
            self._finished += len(at)
            self._now = None

    def _look_at_next(self) -> None:
        """Find out one more run's kind; when all are known, lay out the pieces."""
        place = self._looked_at
        try:
            self._kinds[place] = Kind.of(self._each[place])
        except (ValueError, ArithmeticError, MemoryError) as error:
            self._fail([place], error)
        self._looked_at += 1
        if self._looked_at == len(self._each):
            self._pieces = pieces(self._kinds, len(self._each))
            self._looks = looks_at(len(self.points), sum(kind.weights for kind in self._kinds.values()))

    def send(self, executor: Executor, progress: Progress | None) -> None:
        """Let an executor do it all, a piece at a time; what fails is named, and the rest kept."""
        while self._pieces is None:
            self._look_at_next()
        waiting: dict[Future[Recorded], list[int]] = {}
        for at in pieces(self._kinds, _MOST_IN_A_PIECE):
            try:
                waiting[executor.submit(run_piece, [self._each[place] for place in at], self.points, self._looks)] = at
            except Exception as error:  # a pool whose processes have died takes nothing more
                self._fail(at, error)
        self._pieces = []
        for future in as_completed(waiting):
            at = waiting[future]
            try:
                recorded = future.result()
            except BaseException as error:
                if not isinstance(error, Exception) and not future.cancelled():
                    raise
                if not self._stopped:
                    self._fail(at, error)
                continue
            self._recorded.take(at, recorded)
            self._finished += len(at)
            if not self._stopped and progress is not None and progress(self._finished / len(self._each)) is False:
                self._stopped = True
                for other in waiting:
                    other.cancel()

    def _fail(self, at: list[int], error: BaseException) -> None:
        for place in at:
            self._recorded.failed[place] = f"{type(error).__name__}: {error}"
        self._finished += len(at)

    def _updates(self, r: int) -> NDArray[np.int64]:
        """Return how many updates are made at each point, the batch in which it lies completed; 0 if unknown."""
        first = r * len(self.seeds)
        kind = next(
            (self._kinds[place] for place in range(first, first + len(self.seeds)) if place in self._kinds), None
        )
        if kind is None:
            return np.zeros(len(self.points), dtype=np.int64)
        size = min(self.settings[r].batch_size, kind.rows)
        epochs, rest = np.divmod(np.array(self.points, dtype=np.int64), kind.rows)
        updates: NDArray[np.int64] = epochs * -(-kind.rows // size) + -(-rest // size)
        return updates

    def result(self) -> SweepResult:
        """Return what there is so far."""
        shape = (len(self.settings), len(self.seeds))
        recorded = self._recorded
        if self._now is not None:
            recorded.take(self._now[0], self._now[1].recorded)
        return SweepResult(
            self.settings,
            self.seeds,
            np.array(self.points, dtype=np.int64),
            np.array([self._updates(r) for r in range(len(self.settings))]),
            recorded.train.reshape(*shape, -1).copy(),
            recorded.test.reshape(*shape, -1).copy(),
            recorded.accuracy.reshape(*shape, -1).copy(),
            recorded.diverged_at.reshape(shape).copy(),
            {divmod(place, len(self.seeds)): words for place, words in sorted(recorded.failed.items())},
            self.done,
            recorded.seconds.reshape(shape).copy(),
            {divmod(place, len(self.seeds)): kept for place, kept in recorded.weights.items()},
            np.array(self._looks, dtype=np.int64),
        )


def sweep(
    settings: Iterable[Settings] | Settings,
    seeds: Iterable[int] = range(20),
    samples: int = 14_000,
    every: int = 140,
    executor: Executor | None = None,
    progress: Progress | bool | None = None,
) -> SweepResult:
    """Train settings times seeds, and record losses on the way.

    Parameters
    ----------
    settings, seeds, samples, every
        As in Sweeping.
    executor : concurrent.futures.Executor, optional
        Does the work in pieces, in any order: a process pool, or that of a cluster.
    progress : callable or bool, optional
        Called now and then with the share that is done, from 0 to 1; the sweep stops if it returns False, and keeps
        what there is. True: a line on the error stream.

    Returns
    -------
    SweepResult
        With R = len(settings) and S = len(seeds). Every number agrees with a run of its own to 1e-9 over the first
        2,000 samples; later, small differences can grow where a run is chaotic.

    Raises
    ------
    ValueError
        If an argument is not as described.
    """
    work = Sweeping(settings, seeds, samples, every)
    tell = _Line() if progress is True else progress or None
    if executor is not None:
        work.send(executor, tell)
    else:
        while not work.done:
            work.work(0.1 if tell else 1.0)
            if tell is not None and tell(work.share) is False:
                break
    if progress is True:
        print(file=sys.stderr)
    return work.result()


class _Line:
    """The share that is done as a line that is written over, with the time left."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, share: float) -> None:
        """Write the line."""
        width, gone = 40, time.monotonic() - self._began
        left = f"{gone:.0f} s, about {gone / share * (1.0 - share):.0f} s left" if share > 0.0 else ""
        bar = f"{'█' * round(share * width):<{width}}"
        print(f"\r{share:5.0%} |{bar}| {left:<40}", end="", file=sys.stderr, flush=True)


def _whole(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number.

    Raises
    ------
    ValueError
        If it is none, or not from `least` to `most`.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or not least <= int(value) <= most:
        raise ValueError(f"{name} must be a whole number from {least:,} to {most:,}, not {shown(value)}")
    return int(value)
