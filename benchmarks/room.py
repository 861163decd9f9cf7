"""A room of visitors on one server: frames a second each, time from click to answer, CPU and memory.

Run it as ``python benchmarks/room.py [--visitors 30] [--playing 1.0] [--sweeping 0] [--seconds 30]``. Every visitor is
a real session that speaks Streamlit's websocket protocol on loopback, with settings of its own; most play, and all
press buttons and change η now and then; some may sweep instead. Bounded in number (200) and time (120 s). Prints a
table and one JSON line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.visitor import DISPLAY, Visitor
from scripts.chromium import serve

MOST_VISITORS, MOST_SECONDS = 200, 120.0
QUERIES = (
    "",
    "dataset=xor&hidden=3&eta=0.5",
    "dataset=moons&hidden=4-2&activation=tanh&eta=0.1",
    "dataset=spiral&hidden=8-8&activation=tanh&eta=0.05&samples_per_frame=20",
    "dataset=iris&hidden=4",
    "hidden=8-8-8&activation=relu&eta=0.03",
    "dataset=plane&output=identity&eta=0.03&activation=tanh",
    "dataset=gauss&hidden=0&batch_size=10",
    "hidden=2&samples_per_frame=1",
    "dataset=moons&hidden=6&test_share=0.5&n=500",
)
SWEEP = "sweep=hidden:1,2,3,4~seeds:25~samples:200000"
"""What visitors who sweep ask for: more than the time of a measurement takes."""
WARM_UP_S = 5.0


def percentile(values: list[float], share: float) -> float | None:
    """The value that this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def cpu_of(process: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> float:
    """Megabytes of a process that are resident."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else float("nan")


async def clock(visitors: list[Visitor], late: list[float]) -> None:
    """The display of all visitors; its own delay shows whether this side was the bottleneck."""
    before = time.monotonic()
    while True:
        await asyncio.sleep(1 / DISPLAY)
        now = time.monotonic()
        late.append(now - before - 1 / DISPLAY)
        for visitor in visitors:
            await visitor.tick(now, now - before)
        before = now


async def room(
    address: str, process: int, count: int, share: float, seconds: float, sweeping: int = 0
) -> dict[str, Any]:
    """Fill the room, let it play, and report."""
    empty = memory_of(process)
    asked = [SWEEP if i >= count - sweeping else QUERIES[i % len(QUERIES)] for i in range(count)]
    visitors = [Visitor(i, address, query, seed=i) for i, query in enumerate(asked)]
    visits = [asyncio.create_task(visitor.visit()) for visitor in visitors]
    late: list[float] = []
    ticking = asyncio.create_task(clock(visitors, late))
    await asyncio.gather(*(visitor.ready(120.0) for visitor in visitors))
    players = visitors[: max(1, round(share * (count - sweeping)))]
    for visitor in visitors[count - sweeping :]:
        await visitor.sweep(60.0)
    await asyncio.gather(*(visitor.play("first Play", 60.0) for visitor in players))
    await asyncio.sleep(WARM_UP_S)
    late.clear()
    shown = [(visitor.frames, visitor.samples, visitor.played) for visitor in players]
    received = sum(visitor.received for visitor in visitors)
    begin, used, mine = time.monotonic(), cpu_of(process), time.process_time()
    end = begin + seconds
    # Frames are counted over the time that a visitor plays, from the first frames after Play to Pause.
    await asyncio.gather(*(visitor.wander(end) for visitor in players))
    taken = time.monotonic() - begin
    used, mine = cpu_of(process) - used, time.process_time() - mine
    lasted = [max(visitor.played - played, 1e-9) for visitor, (*_, played) in zip(players, shown, strict=True)]
    before = list(zip(players, shown, lasted, strict=True))
    rates = [(visitor.frames - frames) / played for visitor, (frames, *_), played in before]
    samples = [(visitor.samples - presented) / played for visitor, (_, presented, _), played in before]
    full = memory_of(process)
    answers = {name: [t for v in visitors for t in v.answers.get(name, [])] for name in ("Pause", "Step", "Play", "η")}
    ticking.cancel()
    await asyncio.gather(*(visitor.close() for visitor in visitors))
    await asyncio.gather(*visits, return_exceptions=True)
    clicks = [t for times in answers.values() for t in times]
    return {
        "visitors": count,
        "playing": len(players),
        "sweeping": sweeping,
        "seconds": taken,
        "frames_per_s": {"median": statistics.median(rates), "worst": min(rates), "best": max(rates)},
        "samples_per_s": {"mean": statistics.mean(samples), "median": statistics.median(samples)},
        "answer_s": {
            name: {"n": len(t), "p50": percentile(t, 0.5), "p95": percentile(t, 0.95)} for name, t in answers.items()
        },
        "click_p95_s": percentile(clicks, 0.95),
        "server_cpu_share": used / taken,
        "server_cpu_per_visitor_s": used / taken / count,
        "memory_mb": {"empty": empty, "full": full, "per_visitor": (full - empty) / count},
        "received_mb_per_s": (sum(v.received for v in visitors) - received) / taken / 1e6,
        "load_generator": {"cpu_share": mine / taken, "late_p95_s": percentile(late, 0.95)},
        "problems": [problem for visitor in visitors for problem in visitor.problems],
    }


def process_of(address: str) -> int:
    """The process that listens at an address of this machine."""
    port = int(address.rsplit(":", 1)[1])
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"streamlit" in words and str(port).encode() in words:
                return int(entry.name)
    raise RuntimeError("the server's process was not found")


def show(report: dict[str, Any]) -> None:
    """Print the table."""
    frames, memory, own = report["frames_per_s"], report["memory_mb"], report["load_generator"]

    def line(name: str, words: str) -> None:
        print(f"{name:24} {words}")

    line(
        f"{report['visitors']} visitors",
        f"{report['playing']} playing, {report['sweeping']} sweeping, {report['seconds']:.0f} s",
    )
    line("frames a second each", f"median {frames['median']:6.1f}   worst {frames['worst']:6.1f}")
    presented = report["samples_per_s"]
    line("samples a second each", f"median {presented['median']:6.0f}   mean {presented['mean']:7.0f}")
    for name, times in report["answer_s"].items():
        if times["n"]:
            middle, high = 1000 * times["p50"], 1000 * times["p95"]
            line(f"answer to {name}", f"median {middle:6.0f} ms   p95 {high:6.0f} ms   ({times['n']})")
    if report["click_p95_s"] is not None:
        line("answer to any click", f"p95 {1000 * report['click_p95_s']:.0f} ms")
    line("server", f"{100 * report['server_cpu_share']:.0f} % of a core, {report['received_mb_per_s']:.1f} MB/s")
    line("memory", f"{memory['full']:.0f} MB, {memory['per_visitor']:.1f} MB a visitor")
    line("load generator", f"{100 * own['cpu_share']:.0f} % of a core, late by {1000 * own['late_p95_s']:.0f} ms (p95)")
    for problem in report["problems"][:5]:
        line("PROBLEM", problem)


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--playing", type=float, default=1.0, help="share of them that play")
    parser.add_argument("--sweeping", type=int, default=0, help="how many of them sweep instead")
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    count, seconds = min(options.visitors, MOST_VISITORS), min(options.seconds, MOST_SECONDS)
    with serve() as address:
        report = asyncio.run(
            room(address, process_of(address), count, options.playing, seconds, min(options.sweeping, count - 1))
        )
    show(report)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
