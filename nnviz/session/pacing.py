"""Pacing for all visitors of a process: it decides how many frames each visitor gets.

The work for a second of play is measured for each visitor. When there is more work than time, everyone gets fewer
frames, evenly, with more samples in each; only when that is not enough does everyone get fewer samples per second.
Only numbers of seconds are kept here.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from nnviz.session.turns import TURNS, Turns

DISPLAY = 60.0
"""Frames a second that a browser can show."""
FEWEST = 3.0
"""Frames a second below which samples give way as well."""
OUTSIDE = 0.12
"""The share of the time that is left to what Streamlit does outside of turns, where nobody else uses the machine.

Where others use it, too, all takes longer by the clock, and so does that."""
LEAST_BUSY = 0.5
"""The least share that is left for clicks and frames."""
LEAST_BUDGET = 0.15
"""The share of the time that frames may take however much is clicked."""
TRAINING = 3.0
"""How many times as long as a visitor's frames their samples may take without giving way, where others play too."""
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
"""The share of what is known of a visitor's chunks that the next one makes be forgotten."""


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
    """The work for one visitor's last chunks in seconds, and what they held: the older a chunk, the less it counts.

    Sums and not means of chunks: the first one after Play holds few frames, and what it cost says little of a frame.
    """

    asked: float
    frames: float = 2.0
    samples: float = 2.0
    drawing: float = 0.001
    packing: float = 0.0
    training: float = 0.0
    last: float = 0.0
    """Seconds that a frame of the last chunk took."""

    def add(self, frames: int, samples: int, drawing: float, training: float) -> None:
        """Count a chunk."""
        for name in ("frames", "samples", "drawing", "packing", "training"):
            setattr(self, name, getattr(self, name) * (1 - MEMORY))
        self.frames += frames
        self.samples += samples
        self.drawing += drawing
        self.training += training
        self.last = drawing / frames

    @property
    def picture(self) -> float:
        """The seconds of a frame that do not depend on its samples."""
        return (self.drawing + self.packing) / self.frames

    @property
    def work(self) -> float:
        """The seconds of a frame, with the samples that do not give way to it."""
        return self.picture + min(self.training / self.frames, TRAINING * self.picture)


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
        ahead = min(SECONDS_AHEAD + 0.07 * max(count - FEW, 0), MOST_AHEAD)
        busy = max(1.0 - OUTSIDE * self.turns.stretch, LEAST_BUSY)
        budget = max(busy - self.turns.hurried_share(now) - count * AROUND_SECONDS / ahead, LEAST_BUDGET)
        fps = budget / sum(player.work for player in players)
        few = fps < FEWEST
        fps = DISPLAY if fps > 0.9 * DISPLAY else max(fps, FEWEST)
        samples = max(1, round(samples_per_frame * DISPLAY / fps))
        if count > 1 and mine.training:
            fair = budget / count / fps - mine.picture
            allowed = fair if few else max(fair, TRAINING * mine.picture)
            samples = max(1, min(samples, int(mine.samples * allowed / mine.training)))
        most = max(int(DRAWING_SECONDS / mine.last), LEAST_FRAMES) if mine.last else MOST_FRAMES
        frames = min(max(LEAST_FRAMES, round(ahead * fps)), most)
        return Pace(fps, frames, max(LEAST_LEFT, round(0.53 * ahead * fps)), samples)

    def spent(self, visitor: int, frames: int, samples: int, drawing: float, training: float) -> None:
        """Record the seconds that a chunk took for its frames and for its samples."""
        mine = self.players.get(visitor)
        if mine is not None and frames:
            mine.add(frames, samples, drawing, training)

    def packed(self, visitor: int, seconds: float) -> None:
        """Record the seconds that it took to pack the frames of the chunk that was counted last."""
        mine = self.players.get(visitor)
        if mine is not None:
            mine.packing += seconds

    def left(self, visitor: int) -> None:
        """Note that a visitor no longer plays."""
        with self._lock:
            self.players.pop(visitor, None)


ROOM = Room(TURNS)
