"""A visitor without a browser: speaks Streamlit's websocket protocol and plays frames at the rate of a display.

Real sessions on the server; here no chart is drawn, so that one process can be a whole room.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

DISPLAY = 60.0
"""Frames a second."""
PATIENCE_S = 1.5
"""After which a request for frames is made again, as the player does."""
THINK_S = (5.0, 15.0)
"""Seconds between two things that a visitor does."""
CONTROLS = {"play", "step_on", "eta"}
"""What visitors touch."""


class Visitor:
    """One session: what the server sent, the queue of frames that are still to show, and what was measured."""

    def __init__(self, name: int, address: str, query: str, seed: int) -> None:
        self.name, self.query = name, query
        self.address = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.random = random.Random(seed)
        self.queue: deque[int] = deque()
        self.chunk: dict[str, Any] = {}
        self.frames = 0
        self.samples = 0
        self.played = 0.0
        self.answers: dict[str, list[float]] = {}
        self.problems: list[str] = []
        self.shown: int | None = None
        self.received = 0
        self._known: dict[str, ForwardMsg] = {}
        self._widgets: dict[str, str] = {}
        self._values: dict[str, WidgetState] = {}
        self._mounts: dict[str, tuple[str, str]] = {}
        self._nonce = 0
        self._credit = 0.0
        self._asked = 0.0
        self._news = asyncio.Condition()
        self._socket: ClientConnection | None = None

    async def visit(self) -> None:
        """Open the page and listen until it is closed."""
        async with connect(self.address, subprotocols=["streamlit"], max_size=None, compression=None) as socket:  # type: ignore[list-item]
            self._socket = socket
            await self._rerun()
            async for raw in socket:
                self.received += len(raw)
                await self._take(ForwardMsg.FromString(bytes(raw) if isinstance(raw, bytes) else raw.encode()))

    async def close(self) -> None:
        """Leave, as a visitor does who closes the tab."""
        if self._socket is not None:
            await self._socket.close()

    async def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._known[message.ref_hash]
        elif message.metadata.cacheable:
            self._known[message.hash] = message
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        what = element.WhichOneof("type")
        if what == "exception":
            self.problems.append(element.exception.message)
        elif what == "bidi_component":
            await self._mounted(element.bidi_component, message.delta.fragment_id)
        elif what in ("button", "number_input"):
            widget = getattr(element, what).id
            self._widgets[widget.rsplit("-", 1)[-1]] = widget

    async def _mounted(self, part: Any, fragment: str) -> None:
        name = part.id.rsplit("-", 1)[-1]
        if name not in ("player", "player_feed"):
            return
        self._mounts[name] = (part.id, fragment)
        data = json.loads(part.bytes or part.json)
        chunk = data["chunk"] or data["feed"]
        if chunk is None:
            return
        async with self._news:
            if _number(chunk) > _number(self.chunk):
                await self._received(chunk)
                self.chunk = chunk
            elif _number(chunk) == _number(self.chunk):
                self.chunk = chunk  # it may bring another address
            self._news.notify_all()

    async def _received(self, chunk: dict[str, Any]) -> None:
        if chunk["mode"] != "append":
            self.queue.clear()
        self.queue.extend(frame["step"] for frame in chunk["frames"])
        self.chunk = chunk
        self._asked = 0.0
        if chunk["mode"] == "hold":
            await self._report(held=chunk["id"])
        elif chunk["working"]:
            await self._report(working=chunk["id"])

    async def tick(self, now: float, seconds: float) -> None:
        """Show the frames that are due, and ask for more where the player would."""
        if not self.chunk:
            return
        self.played += seconds if self.chunk["playing"] else 0.0
        low, playing = self.chunk["low"], self.chunk["playing"]
        left = len(self.queue)
        stretch = 1.0 if not playing or left > low / 2 else 1.5 if left > low / 4 else 3.0
        self._credit = min(self._credit + seconds * 1000.0 / self.chunk["frame_ms"] / stretch, 4.0)
        while self._credit >= 1.0 and self.queue:
            self._credit -= 1.0
            before, self.shown = self.shown, self.queue.popleft()
            if playing:
                self.frames += 1
                self.samples += max(self.shown - before, 0) if before is not None else 0
        if playing and len(self.queue) <= low and now - self._asked > PATIENCE_S:
            self._asked = now
            await self._report("player_feed" if self.chunk["light"] else "player", want=self.chunk["id"])

    # Actions of the visitor

    async def press(self, key: str) -> None:
        """Press a button."""
        await self._rerun(WidgetState(id=self._widgets[key], trigger_value=True), fragment=self._mounts["player"][1])

    async def type(self, key: str, value: float) -> None:
        """Put a number into a field of the sidebar."""
        state = WidgetState(id=self._widgets[key], double_value=value)
        self._values[key] = state
        await self._rerun()

    async def until(self, wanted: Any, name: str, begin: float, limit: float) -> None:
        """Wait until the server has sent what is wanted, and note how long that took."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: bool(self.chunk) and wanted(self.chunk)), limit)
            except TimeoutError:
                self.problems.append(f"visitor {self.name}: no answer to {name} in {limit:g} s")
        self.answers.setdefault(name, []).append(time.monotonic() - begin)

    async def ready(self, limit: float = 60.0) -> None:
        """Wait for the first picture."""
        begin = time.monotonic()
        await self.until(lambda chunk: chunk["frames"], "open", begin, limit)
        # The picture is sent before the buttons.
        while not CONTROLS <= self._widgets.keys() and time.monotonic() - begin < limit:
            await asyncio.sleep(0.01)

    async def sweep(self, limit: float) -> None:
        """Press the button that starts a sweep, which the address has opened the panel of."""
        begin = time.monotonic()
        while "sweep_start" not in self._widgets and time.monotonic() - begin < limit:
            await asyncio.sleep(0.05)
        if "sweep_start" not in self._widgets:
            self.problems.append(f"visitor {self.name}: no button to start the sweep in {limit:g} s")
            return
        await self.press("sweep_start")

    async def play(self, name: str = "Play", limit: float = 20.0) -> None:
        """Press Play and wait for frames."""
        begin = time.monotonic()
        await self.press("play")
        await self.until(lambda chunk: chunk["playing"] and chunk["frames"], name, begin, limit)

    async def wander(self, until: float, limit: float = 20.0) -> None:
        """Do what visitors do, now and then, while it plays: pause, step, go on, try another learning rate."""
        while (now := time.monotonic()) < until:
            await asyncio.sleep(min(self.random.uniform(*THINK_S), max(until - now, 0.0)))
            if time.monotonic() >= until:
                return
            begin = time.monotonic()
            if self.random.random() < 0.4:
                eta = round(self.random.uniform(0.1, 2.0), 3)
                await self.type("eta", eta)
                await self.until(lambda chunk, eta=eta: chunk["address"]["eta"] == str(eta), "η", begin, limit)
                continue
            await self.press("play")
            await self.until(_rests, "Pause", begin, limit)
            for _ in range(2):
                begin, known = time.monotonic(), self.chunk["id"]
                await self.press("step_on")
                await self.until(
                    lambda chunk, known=known: _rests(chunk) and chunk["id"] != known, "Step", begin, limit
                )
            await self.play(limit=limit)

    async def _report(self, mount: str = "player", **what: Any) -> None:
        self._nonce += 1
        told = {"shown": self.shown, "queued": len(self.queue), "chunk": self.chunk["id"], "nonce": self._nonce, **what}
        widget, fragment = self._mounts[mount]
        self._values[mount] = WidgetState(id=widget, json_value=json.dumps({"report": told}))
        await self._rerun(fragment=fragment)

    async def _rerun(self, trigger: WidgetState | None = None, fragment: str = "") -> None:
        if self._socket is None:
            return
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(self._values.values())
        if trigger is not None:
            message.rerun_script.widget_states.widgets.append(trigger)
        message.rerun_script.context_info.color_scheme = "light"
        await self._socket.send(message.SerializeToString())


def _number(chunk: dict[str, Any]) -> int:
    return int(chunk["id"].rsplit("-", 1)[1]) if chunk else -1


def _rests(chunk: dict[str, Any]) -> bool:
    return not chunk["playing"] and chunk["mode"] == "replace" and not chunk["working"]
