"""The messages between the server and the browser, as the server has them; docs/protocol.md tells the conversation.

The browser's code has the same shapes in types.js. A report is checked here once, whatever a browser has sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict, get_args

Mode = Literal["replace", "append", "hold"]
Fact = Literal["held", "tick", "working", "want", "done"]
FACTS: tuple[Fact, ...] = get_args(Fact)
MOST_PRESSES = 100
"""Presses that one report may bring."""
MOST_HELD = 1000
"""Steps whose frames one report may name."""
MOST_LETTERS = 100
"""Letters that a name in a report may have."""


class ViewPart(TypedDict):
    """What one frame changes in one view."""

    shape: str
    tables: NotRequired[dict[str, Any]]
    first: NotRequired[dict[str, Any]]
    append: NotRequired[dict[str, Any]]
    images: NotRequired[dict[str, Any]]
    signals: NotRequired[dict[str, Any]]


class Frame(TypedDict):
    """One moment of the run."""

    step: int
    fields: dict[str, str]
    views: dict[str, Any]
    """Each a `ViewPart`, or the text of one."""


class How(TypedDict):
    """What the browser is to do with frames."""

    playing: bool
    light: bool
    low: int
    frame_ms: float
    ending: bool
    furthest: int
    working: bool
    pace: float | None
    line: str | None


class Orders(How):
    """Frames, and what to do with them."""

    id: str
    mode: Mode
    heard: int
    frames: Any
    """A list of `Frame`, or the text of one."""


class Chunk(Orders):
    """A visit's orders, with the address of what is on show."""

    address: dict[str, str | None] | None


class Ahead(TypedDict):
    """Frames of the steps around the one at rest."""

    line: str
    steps: list[int]
    epoch: int
    tables: dict[str, Any]
    frames: list[Frame]


@dataclass(frozen=True)
class Wish:
    """What was asked for last under a name, and the number of the report that first said so."""

    value: Any
    nonce: int


@dataclass(frozen=True)
class Press:
    """A press on a button of the transport, and the number of the report that first said so."""

    name: str
    nonce: int


@dataclass(frozen=True)
class Report:
    """What the browser says of itself.

    A report may be the last of several, so each says again what still counts.
    """

    nonce: int
    shown: int | None = None
    queued: int = 0
    chunk: str | None = None
    line: str | None = None
    holds: frozenset[int] = frozenset()
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    presses: tuple[Press, ...] = ()
    facts: Mapping[Fact, str] = field(default_factory=dict)
    """Each with the id of the chunk that it is about."""


def read_report(raw: object) -> Report | None:
    """Return a report of the browser's; what makes no sense in it is left out, and None is returned if all of it."""
    if isinstance(raw, Report):
        return raw
    if not isinstance(raw, Mapping) or (nonce := _count(raw.get("nonce"))) is None:
        return None
    holds = raw.get("holds")
    facts = {name: text for name in FACTS if (text := _text(raw.get(name))) is not None}
    return Report(
        nonce=nonce,
        shown=_count(raw.get("shown")),
        queued=_count(raw.get("queued")) or 0,
        chunk=_text(raw.get("chunk")),
        line=_text(raw.get("line")),
        holds=frozenset(step for step in holds[:MOST_HELD] if type(step) is int)
        if isinstance(holds, list)
        else frozenset(),
        wishes=_wishes(raw.get("wishes")),
        presses=_presses(raw.get("presses")),
        facts=facts,
    )


def _wishes(raw: object) -> dict[str, Wish]:
    found = raw.items() if isinstance(raw, Mapping) else ()
    return {
        name: Wish(wish["value"], nonce)
        for name, wish in found
        if isinstance(wish, Mapping) and "value" in wish and (nonce := _count(wish.get("nonce"))) is not None
    }


def _presses(raw: object) -> tuple[Press, ...]:
    found = raw[-MOST_PRESSES:] if isinstance(raw, list) else ()
    return tuple(
        Press(name, nonce)
        for press in found
        if isinstance(press, Mapping)
        and (name := _text(press.get("name"))) is not None
        and (nonce := _count(press.get("nonce"))) is not None
    )


def _count(raw: object) -> int | None:
    """Return a number of JavaScript's that counts something."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 2**53 else None


def _text(raw: object) -> str | None:
    return raw if isinstance(raw, str) and len(raw) <= MOST_LETTERS else None
