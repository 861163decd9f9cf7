"""What the page has shown in its widgets and what of it the browser has seen, to tell a choice from an echo.

With every message a browser sends the values of all widgets: also the old value of a widget to which the page has given
another one that has not arrived yet. Such an echo looks like a choice of the old value. It is none: each drawing of a
place on the page has a stamp, which is sent after all else of that place and comes back with the browser's messages.
What a message holds in a widget is an echo if it is what the widget held at the drawing that the message names, or what
later drawings gave it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

MOST_COMING = 64
"""Drawings of one widget on the way to the browser that are remembered."""
NOTHING: Final = object()
"""The value of a widget that has none yet."""


@dataclass
class _Shown:
    """What is known of one widget: its place, what the browser holds in it, and what is on the way there."""

    place: str
    held: Any
    coming: list[tuple[int, Any]] = field(default_factory=list)
    heard: bool = False

    def arrive(self, seen: int) -> None:
        """Move what the browser has seen from what is on the way to what it holds."""
        while self.coming and self.coming[0][0] <= seen:
            self.held = self.coming.pop(0)[1]


class ShownValues:
    """The values that one visitor's widgets have been given, by key; one for each session."""

    def __init__(self) -> None:
        self.stamp = 0
        self._widgets: dict[str, _Shown] = {}

    def tick(self) -> int:
        """Begin a drawing, or the answer to a message; return its stamp, greater than all before.

        Stamps are milliseconds since 1970 where that is greater, so that those of a new server are greater than what a
        browser has of the old one.
        """
        self.stamp = max(self.stamp + 1, time.time_ns() // 1_000_000)
        return self.stamp

    def place(self, key: str, place: str | None) -> None:
        """Note where a widget is drawn, if that is known."""
        if place is not None:
            self._widgets.setdefault(key, _Shown(place, NOTHING)).place = place

    def place_of(self, key: str) -> str | None:
        """Return the place where a widget was drawn, or None if it has not been."""
        shown = self._widgets.get(key)
        return None if shown is None else shown.place

    def show(self, key: str, value: Any, place: str, *, given: Any, seen: int, again: bool) -> bool:
        """Note that the page gives a widget a value; return whether that is to be sent to the browser.

        What is not to be sent ``again`` is not sent if the browser holds it already.

        Parameters
        ----------
        key : str
            Of the widget.
        value : object
            What the page gives it.
        place : str
            Where on the page it is drawn.
        given : object
            What the session held in it before, or NOTHING.
        seen : int
            The stamp of the latest drawing of the place that the browser had seen.
        again : bool
            Whether to send what the browser holds already.
        """
        shown = self._widgets.get(key)
        if shown is None or given is NOTHING:
            self._widgets[key] = shown = _Shown(place, value if given is NOTHING else given)
        shown.place, shown.heard = place, False
        shown.arrive(seen)
        if not shown.coming and given is not NOTHING:
            shown.held = given  # a value without a callback, which was not asked about
        if given is NOTHING:
            return True
        crossing = bool(shown.coming) and shown.coming[-1][1] != value  # and would take this value's place
        if given == value and not crossing and not again:
            return False
        shown.coming.append((self.stamp, value))
        del shown.coming[:-MOST_COMING]
        return True

    def chosen(self, key: str, value: Any, seen: int) -> bool:
        """Return whether a value in a message is the visitor's choice, and no echo.

        Parameters
        ----------
        key : str
            Of the widget.
        value : object
            What the message holds in it, other than what the session held.
        seen : int
            The stamp of the latest drawing of the widget's place that the browser had seen.
        """
        shown = self._widgets.get(key)
        if shown is None or (shown.heard and value == shown.held):
            return True
        shown.arrive(seen)
        if value == shown.held or any(value == other for _, other in shown.coming):
            return False
        shown.held, shown.heard = value, True
        return True

    def settled(self, key: str, value: Any, seen: int) -> Any:
        """Return what a widget should hold where the session has ``value``: that, or what an echo would take back."""
        shown = self._widgets.get(key)
        if shown is None or value is NOTHING:
            return value
        shown.arrive(seen)
        if not shown.coming or value == shown.coming[-1][1]:
            return value
        return value if self.chosen(key, value, seen) else shown.coming[-1][1]
