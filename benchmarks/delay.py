"""A server as it is from far away: a proxy on loopback that delivers everything later by half a round trip."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scripts.chromium import free_port

CHUNK = 1 << 16


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Deliver in order what is read, each part so many seconds after it came."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, part = await waiting.get()
            await asyncio.sleep(max(due - loop.time(), 0.0))
            if not part:
                break
            writer.write(part)
            await writer.drain()
        writer.close()

    delivering = asyncio.create_task(deliver())
    try:
        while part := await reader.read(CHUNK):
            waiting.put_nowait((loop.time() + seconds, part))
    except ConnectionError:
        pass
    except asyncio.CancelledError:
        delivering.cancel()
        writer.close()
        raise
    waiting.put_nowait((loop.time() + seconds, b""))
    await asyncio.gather(delivering, return_exceptions=True)


async def _proxy(port: int, target: int, seconds: float, ready: threading.Event) -> None:
    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(_carry(reader, far_writer, seconds), _carry(far_reader, writer, seconds))

    async with await asyncio.start_server(accept, "127.0.0.1", port) as server:
        ready.set()
        await server.serve_forever()


@contextmanager
def far_away(address: str, round_trip_ms: float) -> Iterator[str]:
    """Give an address at which a server on loopback answers as if it were so far away; 0 is the server's own."""
    if round_trip_ms <= 0:
        yield address
        return
    port, target = free_port(), int(address.rsplit(":", 1)[1])
    ready, loop = threading.Event(), asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)  # what is cut off at the end
    serving = loop.create_task(_proxy(port, target, round_trip_ms / 2000.0, ready))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(5)
