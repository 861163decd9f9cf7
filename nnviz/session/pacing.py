"""Pacing for all visitors of a process: it decides whose turn it is to work and how many frames each visitor gets.

Python runs one thread at a time. Thirty threads that all want to work only slow one another down and keep clicks
waiting. So sessions take turns, and clicks come before frames. The work for a second of play is measured for each
visitor. When there is more work than time, everyone gets fewer frames, evenly, with more samples in each; only when
that is not enough does everyone get fewer samples per second. Only numbers of seconds are kept here.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

DISPLAY = 60.0
"""Frames a second that a browser can show."""
FEWEST = 3.0
"""Frames a second below which samples give way as well."""
BUSY = 0.8
"""The share of the time that clicks and frames together may take; the rest is for what Streamlit does around them.

Time by the clock: on a machine that others use too, everything takes longer, and that counts."""
LEAST_BUDGET = 0.15
"""The share of the time that frames may take however much is clicked."""
TRAINING = 3.0
"""How many times as long as a visitor's frames their samples may take without giving way, where others play too."""
WINDOW_SECONDS = 4.0
"""The time over which the share of clicks is measured."""
PATIENCE_SECONDS = 0.25
"""The time after which work without hurry becomes urgent too: a click of the same visitor waits behind it."""
LEISURE_SECONDS = 1.0
"""The time after which work that can wait stands in line with frames."""
RECHECK_SECONDS = 0.004
"""The time between two looks whether the turn is free."""
GONE_SECONDS = 6.0
"""A visitor who has not asked for frames for so long does not play any more."""
SECONDS_AHEAD = 1.1
"""Seconds of play in a chunk for a few visitors."""
MOST_AHEAD = 2.5
DRAWING_SECONDS = 0.5
"""The most that a chunk's frames may take, by those of the last one: a press of the same visitor waits for them."""
LEAST_FRAMES, MOST_FRAMES = 4, 1000
"""Frames that a chunk has at least and at most, however long or short they take."""
LEAST_LEFT = 3
"""Frames that the browser has at least when it asks for more."""
FEW = 4
AROUND_SECONDS = 0.006
"""The time that Streamlit takes for a chunk, whatever is in it."""
MEMORY = 0.3
"""Weight of the newest measurement in a mean."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One visitor's allowance for the next chunk.

    Attributes
    ----------
    fps : frames per second.
    frames : in the chunk.
    low : frames left in the browser when it asks for the next chunk.
    samples : samples per frame.
    """

    fps: float = DISPLAY
    frames: int = 45
    low: int = 24
    samples: int = 10


@dataclass(slots=True)
class _Player:
    """The seconds of work that a frame takes for one visitor, in the mean of the last chunks."""

    asked: float
    drawing: float = 0.0005
    packing: float = 0.0
    training: float = 0.0
    samples: float = 1.0
    """Samples in a frame, to which the training belongs."""
    last: float = 0.0
    """Seconds that a frame of the last chunk took, around which nothing was done."""

    @property
    def picture(self) -> float:
        """The seconds that do not depend on the samples."""
        return self.drawing + self.packing


class Turns:
    """A lock that is passed on in the order of the requests, but to urgent ones first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._hurried: list[threading.Event] = []
        self._patient: list[threading.Event] = []
        self._mine = threading.local()
        self._used: deque[tuple[float, float]] = deque()

    @property
    def wanted(self) -> bool:
        """Whether another thread is waiting for its turn."""
        return bool(self._hurried or self._patient)

    @contextmanager
    def turn(self, *, hurry: bool) -> Iterator[None]:
        """Hold the turn, so that no other thread works; a thread that already has the turn keeps it."""
        if getattr(self._mine, "held", False):
            yield
            return
        with self._as(hurry=hurry):
            self._take(hurry)
            try:
                yield
            finally:
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

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Give up the turn for a while and let others work."""
        if not getattr(self._mine, "held", False):
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take(True)

    @contextmanager
    def _as(self, *, hurry: bool) -> Iterator[None]:
        """Count what is held inside as urgent or not; a turn around it that was given up stays what it was."""
        before, self._mine.hurry = getattr(self._mine, "hurry", False), hurry
        try:
            yield
        finally:
            self._mine.hurry = before

    def _take(self, hurry: bool) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                self._begin()
                return
            mine = threading.Event()
            (self._hurried if hurry else self._patient).append(mine)
        if not mine.wait(None if hurry else PATIENCE_SECONDS):
            with self._lock:
                if mine in self._patient:
                    self._patient.remove(mine)
                    self._hurried.append(mine)
            mine.wait()
        self._begin()

    def _begin(self) -> None:
        self._mine.held = True
        self._mine.since = time.monotonic()

    def _give(self) -> None:
        self._mine.held = False
        if self._mine.hurry:
            now = time.monotonic()
            self._used.append((now, now - self._mine.since))
        with self._lock:
            waiting = self._hurried or self._patient
            if waiting:
                waiting.pop(0).set()
            else:
                self._taken = False


@dataclass
class Room:
    """All visitors in this process whose run is playing."""

    turns: Turns
    players: dict[int, _Player] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pace(self, visitor: int, samples_per_frame: int) -> Pace:
        """Return a playing visitor's present allowance; the request itself counts as playing."""
        now = time.monotonic()
        with self._lock:
            for gone in [name for name, player in self.players.items() if now - player.asked > GONE_SECONDS]:
                del self.players[gone]
            mine = self.players.setdefault(visitor, _Player(now))
            mine.asked = now
            players = list(self.players.values())
        count = len(players)
        budget = max(BUSY - self.turns.hurried_share(now), LEAST_BUDGET)
        fps = budget / sum(player.picture + min(player.training, TRAINING * player.picture) for player in players)
        few = fps < FEWEST
        fps = DISPLAY if fps > 0.9 * DISPLAY else max(fps, FEWEST)
        samples = max(1, round(samples_per_frame * DISPLAY / fps))
        if count > 1 and mine.training:
            fair = budget / count / fps - mine.picture
            allowed = fair if few else max(fair, TRAINING * mine.picture)
            samples = max(1, min(samples, int(mine.samples * allowed / mine.training)))
        most = max(int(DRAWING_SECONDS / mine.last), LEAST_FRAMES) if mine.last else MOST_FRAMES
        ahead = min(SECONDS_AHEAD + 0.07 * max(count - FEW, 0), MOST_AHEAD)
        frames = min(max(LEAST_FRAMES, round(ahead * fps)), most)
        return Pace(fps, frames, max(LEAST_LEFT, round(0.53 * ahead * fps)), samples)

    def spent(self, visitor: int, frames: int, samples: int, drawing: float, training: float) -> None:
        """Record the seconds that a chunk took for its frames and for its samples."""
        mine = self.players.get(visitor)
        if mine is None or not frames:
            return
        mine.last = drawing / frames
        mine.drawing += MEMORY * ((drawing + AROUND_SECONDS) / frames - mine.drawing)
        mine.training += MEMORY * (training / frames - mine.training)
        mine.samples += MEMORY * (samples / frames - mine.samples)

    def packed(self, visitor: int, frames: int, seconds: float) -> None:
        """Record the seconds that it took to pack the frames of a chunk."""
        mine = self.players.get(visitor)
        if mine is not None:
            mine.packing += MEMORY * (seconds / frames - mine.packing)

    def left(self, visitor: int) -> None:
        """Note that a visitor no longer plays."""
        with self._lock:
            self.players.pop(visitor, None)


TURNS = Turns()
ROOM = Room(TURNS)
