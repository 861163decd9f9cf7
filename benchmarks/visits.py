"""Memory of a server whose visitors come and go: how much remains after they have left.

Run it as ``python benchmarks/visits.py [--visits 200] [--together 10]``. Ten visitors stay all the while, with ten
settings; the others come in groups, play, and close the tab. Streamlit keeps a closed session for two minutes, so that
a broken connection can be resumed; then a last visitor comes and goes, which clears it, and within a minute the server
gives the memory back. Then the memory is compared with that before. Takes under five minutes; prints a table
and one JSON line.

The server is started as ``deploy/`` does, with the C library's allocator: it gives back page by page. Python's own
(``PYTHONMALLOC=pymalloc``) keeps a megabyte for whatever is left in it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.room import QUERIES, clock, cpu_of, memory_of, process_of
from benchmarks.visitor import Visitor
from scripts.chromium import serve

MOST_VISITS = 400
KEPT_S = 125.0
"""A little more than Streamlit keeps the session of who left."""
TENDED_S = 62.0
"""A little more than from one time that the server gives memory back to the next."""
PLAY_S = 1.5


async def group(address: str, first: int, count: int) -> tuple[list[Visitor], list[asyncio.Task[None]]]:
    """Visitors who have come and play."""
    numbers = range(first, first + count)
    visitors = [Visitor(i, address, QUERIES[i % len(QUERIES)], seed=i) for i in numbers]
    visits = [asyncio.create_task(visitor.visit()) for visitor in visitors]
    ticking = asyncio.create_task(clock(visitors, []))
    await asyncio.gather(*(visitor.ready(120.0) for visitor in visitors))
    await asyncio.gather(*(visitor.play("Play", 60.0) for visitor in visitors))
    await asyncio.sleep(PLAY_S)
    ticking.cancel()
    return visitors, visits


async def leave(visitors: list[Visitor], visits: list[asyncio.Task[None]]) -> None:
    """They close the tab while it plays."""
    await asyncio.gather(*(visitor.close() for visitor in visitors))
    await asyncio.gather(*visits, return_exceptions=True)


async def come_and_go(address: str, process: int, count: int, together: int) -> dict[str, Any]:
    """Measure before, right after and when their sessions are cleared."""
    residents, staying = await group(address, 0, len(QUERIES))
    for visitor in residents:
        await visitor.press("play")
    await asyncio.sleep(3.0)
    before, begin = memory_of(process), time.monotonic()
    for first in range(0, count, together):
        await leave(*await group(address, first, min(together, count - first)))
    after, taken = memory_of(process), time.monotonic() - begin
    await asyncio.sleep(5.0)
    used = cpu_of(process)
    await asyncio.sleep(KEPT_S)
    idle = (cpu_of(process) - used) / KEPT_S
    await leave(*await group(address, 0, 1))
    await asyncio.sleep(TENDED_S)
    cleared = memory_of(process)
    await leave(residents, staying)
    return {
        "visits": count,
        "seconds": taken,
        "before_mb": before,
        "after_mb": after,
        "cleared_mb": cleared,
        "ratio": cleared / before,
        "idle_cpu_share": idle,
    }


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--together", type=int, default=10)
    options = parser.parse_args()
    os.environ.setdefault("PYTHONMALLOC", "malloc")
    with serve() as address:
        count, together = min(options.visits, MOST_VISITS), max(options.together, 1)
        report = asyncio.run(come_and_go(address, process_of(address), count, together))
    lines = {
        f"memory with {len(QUERIES)} visitors": f"{report['before_mb']:.0f} MB",
        f"after {report['visits']} more came and left": f"{report['after_mb']:.0f} MB ({report['seconds']:.0f} s)",
        "three minutes later": f"{report['cleared_mb']:.0f} MB, {report['ratio']:.3f} times what it was",
        "the server meanwhile": f"{100 * report['idle_cpu_share']:.1f} % of a core",
    }
    for name, words in lines.items():
        print(f"{name:32} {words}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
