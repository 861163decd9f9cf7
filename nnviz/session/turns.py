"""Turns: whose work is done now, among all visitors of a process.

Python runs one thread at a time. Thirty threads that all want to work only slow one another down and keep clicks
waiting. So sessions take turns: clicks first, then what follows the answer to a click, then frames.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

WINDOW_SECONDS = 4.0
"""The time over which the share of clicks is measured."""
PATIENCE_SECONDS = 1.2
"""The time after which frames come before others' formulas: the browser has frames for about so long."""
ASK_SECONDS = 0.05
"""The time between two looks whether the visitor whose work waits wants something else."""
LEISURE_SECONDS = 1.0
"""The time after which work that can wait stands in line with frames."""
RECHECK_SECONDS = 0.004
"""The time between two looks whether the turn is free."""


class Rank(IntEnum):
    """In which order turns are given."""

    CLICK = 0
    """The picture that answers a click."""
    REST = 1
    """What follows the picture: formulas, and the steps around."""
    FRAMES = 2
    """Frames of a run that plays, of which the browser still has some."""


class GivenUpError(Exception):
    """The visitor waits for something else, so that the rest of this work is not wanted any more."""


def nobody() -> bool:
    """Say that nobody waits for something else."""
    return False


class Turns:
    """A lock that is passed on by rank, and within a rank in the order of the requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: tuple[list[threading.Event], ...] = tuple([] for _ in Rank)
        self._mine = threading.local()
        self._used: deque[tuple[float, float]] = deque()
        self._took, self._worked = 1.0, 1.0

    @property
    def wanted(self) -> bool:
        """Whether another thread is waiting for its turn."""
        return any(self._waiting)

    @property
    def held(self) -> bool:
        """Whether this thread has the turn."""
        return bool(getattr(self._mine, "held", False))

    @contextmanager
    def turn(self, *, hurry: bool, asked: Callable[[], bool] = nobody) -> Iterator[bool]:
        """Hold the turn, so that no other thread works, and say whether it is held; who already has it keeps it.

        Parameters
        ----------
        hurry : bool
            Whether a click is answered; otherwise frames are made.
        asked : callable, optional
            Returns whether the visitor waits for something else. Then frames whose turn has not come are given up,
            since the visitor's click would wait behind them.
        """
        if self.held:
            yield True
            return
        with self._as(hurry=hurry):
            took = self._take(Rank.CLICK if hurry else Rank.FRAMES, asked)
            try:
                yield took
            finally:
                if self.held:
                    self._give()

    @contextmanager
    def spare(self) -> Iterator[bool]:
        """Hold the turn if nobody has it or waits for it, and say whether it is held: for work that can be left."""
        with self._lock:
            mine = not self._taken
            self._taken = True
        if not mine:
            yield False
            return
        with self._as(hurry=False):
            self._begin()
            try:
                yield True
            finally:
                self._give()

    @contextmanager
    def leisure(self, asked: Callable[[], bool]) -> Iterator[bool]:
        """Hold the turn as soon as nobody else wants it, and say whether it is held: it is not if something is asked.

        Who has waited for `LEISURE_SECONDS` stands in line once, so that a full room does not keep it from ever ending.
        """
        until = time.monotonic() + LEISURE_SECONDS
        while not asked() and time.monotonic() < until:
            with self.spare() as free:
                if free:
                    yield True
                    return
            time.sleep(RECHECK_SECONDS)
        if asked():
            yield False
            return
        with self.turn(hurry=False):
            yield True

    def hurried_share(self, now: float) -> float:
        """The share of the recent time that urgent turns took."""
        used = self._used
        while used and now - used[0][0] > WINDOW_SECONDS:
            used.popleft()
        return sum(seconds for _, seconds in list(used)) / WINDOW_SECONDS

    @property
    def stretch(self) -> float:
        """How many times as long as its work a turn lasts by the clock: more than 1 where others use the machine."""
        return max(self._took / self._worked, 1.0)

    @contextmanager
    def aside(self, asked: Callable[[], bool] = nobody, *, back: bool = True) -> Iterator[None]:
        """Give up the turn for a while and let others work; whoever has the turn back comes after others' clicks.

        Parameters
        ----------
        asked : callable, optional
            Returns whether the visitor waits for something else than the work that is left.
        back : bool
            Whether there is work left that needs the turn. It is not taken back after an error either.

        Raises
        ------
        GivenUpError
            If something else was asked for before the turn came back.
        """
        if not self.held:
            yield
            return
        self._give()
        yield
        if back and not self._take(Rank.REST, asked):
            raise GivenUpError

    def let_pass(self) -> None:
        """Let clicks that wait be answered before the work that this thread has the turn for goes on."""
        if self.held and self._waiting[Rank.CLICK]:
            began = time.monotonic()
            with self.aside():
                pass
            self._mine.passed = getattr(self._mine, "passed", 0.0) + time.monotonic() - began

    def clock(self) -> float:
        """Seconds of this thread's clock, which stands still while clicks are let pass: for what work costs."""
        return time.monotonic() - float(getattr(self._mine, "passed", 0.0))

    @contextmanager
    def _as(self, *, hurry: bool) -> Iterator[None]:
        """Count what is held inside as urgent or not; a turn around it that was given up stays what it was."""
        before, self._mine.hurry = getattr(self._mine, "hurry", False), hurry
        try:
            yield
        finally:
            self._mine.hurry = before

    def _take(self, rank: Rank, asked: Callable[[], bool]) -> bool:
        """Wait for the turn and return True, or False if something else is asked for meanwhile."""
        with self._lock:
            if not self._taken:
                self._taken = True
                self._begin()
                return True
            mine = threading.Event()
            self._waiting[rank].append(mine)
        until = time.monotonic() + PATIENCE_SECONDS
        try:
            while not mine.wait(None if asked is nobody and rank is not Rank.FRAMES else ASK_SECONDS):
                if asked():
                    return self._came(mine)
                if rank is Rank.FRAMES and time.monotonic() > until:
                    rank = Rank.REST
                    with self._lock:
                        if mine in self._waiting[Rank.FRAMES]:
                            self._waiting[Rank.FRAMES].remove(mine)
                            self._waiting[Rank.REST].append(mine)
        except BaseException:  # Streamlit ends a run wherever its state is asked for
            if self._came(mine):
                self._give()
            raise
        self._begin()
        return True

    def _came(self, mine: threading.Event) -> bool:
        """Stand in line no longer; return whether the turn came before that, and begin it then."""
        with self._lock:
            for line in self._waiting:
                if mine in line:
                    line.remove(mine)
                    return False
        self._begin()
        return True

    def _begin(self) -> None:
        self._mine.held = True
        self._mine.since = time.monotonic(), time.thread_time()

    def _give(self) -> None:
        mine, now = self._mine, time.monotonic()
        mine.held = False
        began, worked = mine.since
        took = now - began
        keep = math.exp(-took / WINDOW_SECONDS)
        self._took = keep * self._took + took
        self._worked = keep * self._worked + time.thread_time() - worked
        if mine.hurry:
            self._used.append((now, took))
        with self._lock:
            line = next(filter(None, self._waiting), None)
            if line:
                line.pop(0).set()
            else:
                self._taken = False


TURNS = Turns()
"""The turns of this process."""
