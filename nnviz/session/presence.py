"""Whether somebody is there, and how fast they press."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

IDLE_SECONDS = 600.0
"""The time without a touch after which playing stops: a page that nobody looks at costs nothing."""
HASTE_SECONDS = 0.3
"""The time between two presses on Step or Back in which nobody reads more than the pictures of the first."""
HASTE_ENDS_SECONDS = 0.6
"""The time between two presses that ends a visitor's haste; one press while the page was busy may take as long."""
STEADY_SECONDS = 1.0
"""The time between two presses of a visitor who presses on and on and looks at what each brings."""


@dataclass
class Presence:
    """When the visitor did what."""

    touched: float = field(default_factory=time.monotonic)
    """When the visitor last did something."""
    hasty: bool = False
    """Whether the visitor's last press on Step or Back came right after the one before."""
    steady: bool = False
    """Whether it came not long after the one before, and neither came in haste."""
    left_alone: bool = False
    """Whether it stopped playing because nobody did anything."""
    _walked: float = -STEADY_SECONDS
    """When Step or Back was pressed last."""

    def touch(self) -> None:
        """Note that the visitor is there."""
        self.touched = time.monotonic()

    def press(self, *, walking: bool) -> None:
        """Note a press; `walking` on Step or Back."""
        now = time.monotonic()
        was_hasty, since = self.hasty, now - self._walked
        self.hasty = walking and since < (HASTE_ENDS_SECONDS if was_hasty else HASTE_SECONDS)
        self.steady = walking and not was_hasty and HASTE_SECONDS <= since < STEADY_SECONDS
        if walking:
            self._walked = now

    def gone(self) -> bool:
        """Return whether the visitor has done nothing for so long that playing stops."""
        self.left_alone = time.monotonic() - self.touched > IDLE_SECONDS
        return self.left_alone
