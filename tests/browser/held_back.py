"""A server like any other, but for one thing: what it has to say may be held back.

Started in place of ``streamlit``, with the same arguments. ``NNVIZ_HELD_BACK`` names a file with a number: so many
messages of a session go out, and the rest when the next run of a fragment has begun, as on a busy machine. What each
message says, and where on the page, is written into a file beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.web.cli import main

PLAN = Path(os.environ.get("NNVIZ_HELD_BACK", os.devnull))
LONGEST = 5.0
"""Seconds that something is held back at most."""

flush, clear = AppSession.flush_browser_queue, AppSession._clear_queue


@dataclass
class Told:
    """What a session was told, whether all it has to say goes out, and since when something does not."""

    free: bool
    messages: list[dict[str, object]] = field(default_factory=list)
    held: float | None = None


TOLD: WeakKeyDictionary[AppSession, Told] = WeakKeyDictionary()


def about(message: ForwardMsg) -> dict[str, object]:
    """Where a message belongs, whose it is and what it brings."""
    if not message.HasField("delta"):
        return {"kind": message.WhichOneof("type")}
    kind = message.delta.WhichOneof("type")
    return {
        "kind": kind,
        "path": list(message.metadata.delta_path),
        "fragment": message.delta.fragment_id,
        "block": kind == "add_block",
    }


def flush_some(self: AppSession) -> list[ForwardMsg]:
    """Let through what the plan allows."""
    plan = json.loads(PLAN.read_text() or "{}") if PLAN.is_file() else {}
    now = time.monotonic()
    told = TOLD.setdefault(self, Told(free="let" not in plan))
    if told.held is not None and now - told.held > LONGEST:
        told.free = True
    waiting = self._browser_queue._queue
    allowed = len(waiting) if told.free else max(0, min(plan["let"] - len(told.messages), len(waiting)))
    if allowed < len(waiting) and told.held is None:
        told.held = now
        if self._message_enqueued_callback is not None:
            asyncio.get_running_loop().call_later(LONGEST + 0.1, self._message_enqueued_callback)
    rest = waiting[allowed:]
    self._browser_queue._queue = waiting[:allowed]
    sent = flush(self)
    self._browser_queue._queue = rest
    self._browser_queue._delta_index_map = {}
    told.messages += [about(message) for message in sent]
    if PLAN.is_file():
        PLAN.with_suffix(".told").write_text(json.dumps(told.messages))
    return sent


def clear_and_go_on(self: AppSession, fragment_ids_this_run: list[str] | None = None) -> None:
    """Streamlit's own way, and then nothing is held back any more."""
    clear(self, fragment_ids_this_run)
    if fragment_ids_this_run and self in TOLD:
        TOLD[self].free = True


if __name__ == "__main__":
    AppSession.flush_browser_queue = flush_some  # type: ignore[method-assign]
    AppSession._clear_queue = clear_and_go_on  # type: ignore[method-assign]
    sys.exit(main())
