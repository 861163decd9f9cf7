"""The Streamlit component that plays frames.

Its browser side is `js/mount.js` and what that imports, which comes once a page; `js/part.js` is each of its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from nnviz.components.loader import component
from nnviz.components.vega import STATIC, ensure_bundle

_HERE = Path(__file__).parent


def player_script(*, key: str) -> None:
    """Mount what the parts on the page are played by: once, outside every fragment, since it is large.

    Parameters
    ----------
    key
        The component's key.
    """
    component("player", "mount", _HERE / "player.css", mark="player-script")(key=key, data={"vega": _vega_address()})


def _vega_address() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/app/static/{ensure_bundle(STATIC)}"


_PACKING = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def packed(part: Any) -> orjson.Fragment:
    """Pack a part of a message as the text that it travels as: to be kept, a hundredth of the objects."""
    return orjson.Fragment(orjson.dumps(part, option=_PACKING))


def player(
    *,
    key: str,
    theme: str | None = None,
    layout: list[dict[str, str]] | None = None,
    views: Mapping[str, Mapping[str, Any]] | None = None,
    chunk: Mapping[str, Any] | None = None,
    feed: Mapping[str, Any] | None = None,
    ahead: Mapping[str, Any] | None = None,
    asks: bool = False,
    awaits: Sequence[str] | None = None,
    fields: list[dict[str, str]] | None = None,
    time: Mapping[str, str] | None = None,
    spoken: str | None = None,
    on_report: Callable[[], None] | None = None,
    on_drawn: Callable[[], None] | None = None,
) -> Mapping[str, Any]:
    """Mount a part of the player; `player_script` is to be on the page, too.

    Parameters
    ----------
    key
        The component's key.
    theme
        Name of the theme that this mount's charts are made for; where the page is in the other, the browser says so.
    layout
        The views of this mount in their order: ``name`` and ``label`` (for who cannot see it).
    views
        For each of them ``id``, and where the browser may not have it yet ``spec``, ``tables``, ``palette``, ``picks``,
        ``lens`` (words under a small picture that is shown large), ``follows`` (columns that rows of one table take
        from another's, while they are pointed at: ``table``, ``from``, ``key`` and ``columns``).
    chunk
        Frames and what to do with them (`nnviz.page.charts` makes it); mounts of one page share one queue.
    feed
        The same, in the mount that the player asks for more frames while it plays.
    ahead
        Frames of the steps around the one at rest, which the browser holds for presses to come.
    asks
        Whether this is that mount.
    awaits
        Names of the views that this mount waits for: it says once, under "drawn", that they have been drawn.
    fields
        The counters above the views; "step" is one of them.
    time
        ``label`` and ``title`` of a slider over the steps, if this mount has it.
    spoken
        What a screen reader says of the position, if this mount says it.
    on_report
        Called when the browser reports: the step on show, a click, a wish for more frames.
    on_drawn
        Called when the awaited views have been drawn.

    Returns
    -------
    Mapping
        What the browser reported last, under "report", and whether what it awaits is "drawn".
    """
    data: dict[str, Any] = {
        "group": "page",
        "vega": _vega_address(),
        "theme": theme,
        "layout": layout or [],
        "views": dict(views or {}),
        "fields": fields,
        "time": time,
        "chunk": chunk,
        "feed": feed,
        "ahead": ahead,
        "spoken": spoken,
        "asks": asks,
        "awaits": awaits,
    }
    heard = {"on_report_change": on_report, "on_drawn_change": on_drawn}
    callbacks = {name: call for name, call in heard.items() if call}
    # Streamlit would write a dict as JSON twice, once for the browser and once for the component's identity. What is
    # small stays a dict: the browser sees that it is the same as before, and leaves the mount alone.
    large = bool(chunk or feed or ahead or any("tables" in view for view in data["views"].values()))
    message = orjson.dumps(data, option=_PACKING) if large else data
    result: Mapping[str, Any] = component("player_part", "part", mark="player")(key=key, data=message, **callbacks)
    return result
