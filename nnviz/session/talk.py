"""The server's side of the talk with one page: the numbers of its messages, what was said last, and what is new."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from nnviz.session.protocol import Fact, Frame, How, Mode, Orders, Report, read_report

_WISHES = ("pick", "seek")
"""What only a visitor asks for.

"need", a chart that the browser has not got, and "theme", charts in the page's colours, the player asks for by itself.
"""
_NONE: Orders = {
    "id": "",
    "mode": "replace",
    "playing": False,
    "light": True,
    "low": 0,
    "frame_ms": 0.0,
    "ending": False,
    "furthest": 0,
    "heard": 0,
    "working": False,
    "pace": None,
    "line": None,
    "frames": [],
}


@dataclass(frozen=True)
class News:
    """What a report says that was not heard before."""

    report: Report
    wishes: dict[str, Any]
    done: tuple[str | int, ...]
    """Names of pressed buttons and the step that was sought, in the order in which the visitor did it."""
    facts: Collection[Fact]
    """What the report says of the orders that were given last."""


@dataclass
class Talk:
    """What the server has said and heard."""

    name: str = field(default_factory=lambda: token_hex(6))
    """The run's name, unlike any other's in any process: a page may come back from another one."""
    heard: int = 0
    """Number of the browser's report that was heard last."""
    orders: Orders = field(default_factory=_NONE.copy)
    """What the browser was told last."""
    _told: int = 0

    def tell(self, mode: Mode, frames: list[Frame], how: How) -> None:
        """Give the browser new orders."""
        self._told += 1
        # Each visit counts from another start, so that a reconnected page does not mistake a new chunk for an old one.
        number = f"{self.name}-{self._told}"
        self.orders = {"id": number, "mode": mode, "heard": self.heard, "frames": frames, **how}

    def take(self, raw: object) -> News | None:
        """Return what a report says that is new; None if that is nothing, or is meant for another run or server."""
        report = read_report(raw)
        if report is None or report.nonce <= self.heard:
            return None  # each of the player's mounts repeats its latest report
        before, self.heard = self.heard, report.nonce
        if not (report.chunk or self.name).startswith(self.name):
            return None
        wishes = {name: wish for name, wish in report.wishes.items() if wish.nonce > before}
        done: list[tuple[int, str | int]] = [(one.nonce, one.name) for one in report.presses if one.nonce > before]
        if (seek := wishes.get("seek")) is not None and type(seek.value) is int:
            done.append((seek.nonce, seek.value))
        return News(
            report,
            {name: wish.value for name, wish in wishes.items()},
            tuple(what for _, what in sorted(done, key=lambda one: one[0])),
            frozenset(fact for fact, chunk in report.facts.items() if chunk == self.orders["id"]),
        )

    def by_hand(self, raw: object) -> bool:
        """Return whether a report, or none, means that the visitor did something, and not the player by itself."""
        report = read_report(raw)
        if report is None or report.nonce <= self.heard or "held" in report.facts:
            return True
        told = [press.nonce for press in report.presses]
        told += [wish.nonce for name, wish in report.wishes.items() if name in _WISHES]
        return max(told, default=0) > self.heard
