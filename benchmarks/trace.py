"""Where the time of a second of play and of a Step goes, by Chromium's trace and profiler and the server's own time.

Run it as ``python benchmarks/trace.py [--seconds 6] [--case NAME] [--tree PATH]``; PATH is another checkout of this
project (a git worktree), to compare with.

Prints one table for each case and one JSON line: milliseconds of each second, by process and thread, by kind of work on
the page's main thread, and by the JavaScript functions that take most of it. Last, of a press on Step: milliseconds to
the new picture, and what the page's main thread did in them.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import CASES, PRESS, WATCH, opened, percentile, press
from scripts.chromium import FLAGS, ROOT, find_chromium, serve

CATEGORIES = "devtools.timeline,toplevel,blink.user_timing,__metadata,disabled-by-default-devtools.timeline"
# Events of the main thread that say what it does; each is counted without those inside it.
KINDS = {
    "FireAnimationFrame": "script",
    "FunctionCall": "script",
    "TimerFire": "script",
    "EventDispatch": "script",
    "RunMicrotasks": "script",
    "EvaluateScript": "script",
    "V8.GC_SCAVENGER": "garbage",
    "MinorGC": "garbage",
    "MajorGC": "garbage",
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    "PrePaint": "paint",
    "Paint": "paint",
    "Layerize": "paint",
    "Commit": "commit",
    "CompositeLayers": "commit",
    "UpdateLayer": "commit",
}


def by_kind(events: list[dict[str, Any]], thread: tuple[int, int]) -> dict[str, float]:
    """Milliseconds of each kind on one thread, without what lies inside an event of another kind."""
    mine = [e for e in events if (e["pid"], e["tid"]) == thread and e["ph"] == "X" and e["name"] in KINDS]
    mine.sort(key=lambda e: (e["ts"], -e["dur"]))
    total: defaultdict[str, float] = defaultdict(float)
    open_events: list[dict[str, Any]] = []
    for event in mine:
        while open_events and open_events[-1]["ts"] + open_events[-1]["dur"] <= event["ts"]:
            open_events.pop()
        if open_events:
            total[KINDS[open_events[-1]["name"]]] -= event["dur"] / 1000
        total[KINDS[event["name"]]] += event["dur"] / 1000
        open_events.append(event)
    return dict(total)


def busy(events: list[dict[str, Any]]) -> dict[tuple[int, int], float]:
    """Milliseconds in tasks, by process and thread; a task within a task counts once."""
    tasks = [e for e in events if e["ph"] == "X" and e["name"] in ("ThreadControllerImpl::RunTask", "RunTask")]
    total: defaultdict[tuple[int, int], float] = defaultdict(float)
    over: defaultdict[tuple[int, int], float] = defaultdict(float)
    for event in sorted(tasks, key=lambda e: (e["ts"], -e["dur"])):
        thread = event["pid"], event["tid"]
        if event["ts"] >= over[thread]:
            over[thread] = event["ts"] + event["dur"]
            total[thread] += event["dur"] / 1000
    return total


def self_times(profile: dict[str, Any]) -> dict[str, float]:
    """Milliseconds in each JavaScript function itself, by the sampling profiler."""
    names = {node["id"]: node["callFrame"] for node in profile["nodes"]}
    total: defaultdict[str, float] = defaultdict(float)
    for node, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        frame = names[node]
        place = frame["url"].rsplit("/", 1)[-1].split("?")[0]
        total[f"{frame['functionName'] or 'anonymous'} {place}:{frame['lineNumber'] + 1}"] += delta / 1000
    return total


def processor(pid: int) -> float:
    """Milliseconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 10.0


def server_of(address: str) -> int | None:
    """The process that listens at an address, if it can be found."""
    port = int(address.rsplit(":", 1)[1].strip("/"))
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"streamlit" in b" ".join(words) and str(port).encode() in words:
                return int(folder.name)
    return None


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """Trace what happens inside; the events are there at its end."""
    session = browser.new_browser_cdp_session()
    events: list[dict[str, Any]] = []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    done: list[bool] = []
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    session.send(
        "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES.split(",")}}
    )
    yield events
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)


def main_thread(events: list[dict[str, Any]]) -> tuple[int, int]:
    """The page's main thread: that in which animation frames are fired."""
    frames: defaultdict[tuple[int, int], int] = defaultdict(int)
    for event in events:
        if event["name"] == "FireAnimationFrame":
            frames[event["pid"], event["tid"]] += 1
    return max(frames, key=lambda thread: frames[thread])


def stepping(browser: Browser, address: str, presses: int) -> dict[str, Any]:
    """Press Step, and return what the page's main thread did until the new picture."""
    page = opened(browser, address)
    times, marked = [], PRESS.replace("button.click();", "performance.mark('pressed'); button.click();")
    for _ in range(presses):  # untraced: tracing takes time itself
        times.append(page.evaluate(PRESS, ["Step"]))
        page.wait_for_timeout(300)
    with traced(browser, page) as events:
        traced_times = []
        for _ in range(presses):
            traced_times.append(page.evaluate(marked, ["Step"]))
            page.wait_for_timeout(300)
    page.close()
    main = main_thread(events)
    begins = [e["ts"] for e in events if e["name"] == "pressed" and (e["pid"], e["tid"]) == main]
    spans = [(begin, begin + 1000 * took) for begin, took in zip(begins, traced_times, strict=True)]
    within = [e for e in events if any(begin <= e["ts"] <= end for begin, end in spans)]
    kinds = by_kind(within, main)
    return {
        "median_ms": statistics.median(times),
        "p95_ms": percentile(times, 0.95),
        "traced_ms": statistics.median(traced_times),
        "main": {name: round(ms / presses, 1) for name, ms in sorted(kinds.items(), key=lambda item: -item[1])},
    }


def measure(browser: Browser, address: str, query: str, seconds: float) -> dict[str, Any]:
    """Play one case, and tell where each second of it went."""
    pid = server_of(address)
    page = opened(browser, f"{address}/{query}")
    press(page, "Play")
    page.wait_for_timeout(2500)
    # First without any instrument: the rate, and the server's time.
    before = processor(pid) if pid else 0.0
    page.evaluate(WATCH)
    page.wait_for_timeout(int(1000 * seconds))
    watched = page.evaluate("() => window.__stop()")
    server = (processor(pid) - before) / seconds if pid else None
    # Then the trace, then the profiler, each by itself: either slows the page.
    with traced(browser, page) as events:
        page.wait_for_timeout(int(1000 * seconds))
    mine = page.context.new_cdp_session(page)
    mine.send("Profiler.enable")
    mine.send("Profiler.setSamplingInterval", {"interval": 200})
    mine.send("Profiler.start")
    page.wait_for_timeout(int(1000 * seconds))
    profile = mine.send("Profiler.stop")["profile"]
    page.close()
    threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "thread_name"}
    processes = {e["pid"]: e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "process_name"}
    times = busy(events)
    main = main_thread(events)
    work = {
        f"{processes.get(pid, '?')} {re.sub(r'[0-9/]+$', '', threads.get((pid, tid), '?'))}": 0.0 for pid, tid in times
    }
    for (pid_, tid), spent in times.items():
        work[f"{processes.get(pid_, '?')} {re.sub(r'[0-9/]+$', '', threads.get((pid_, tid), '?'))}"] += spent / seconds
    functions = self_times(profile)
    return {
        "rate": watched["rate"],
        "display": watched["display"],
        "server_ms": server,
        "threads": {name: round(ms, 1) for name, ms in sorted(work.items(), key=lambda item: -item[1]) if ms > 5},
        "main": {
            name: round(ms / seconds, 1) for name, ms in sorted(by_kind(events, main).items(), key=lambda i: -i[1])
        },
        "functions": {
            name: round(ms / seconds, 1) for name, ms in sorted(functions.items(), key=lambda item: -item[1])[:22]
        },
    }


def main() -> None:
    """Measure, print the tables and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--case", choices=list(CASES), action="append")
    parser.add_argument("--tree", type=Path, default=ROOT)
    parser.add_argument("--presses", type=int, default=30)
    options = parser.parse_args()
    path = find_chromium()
    if path is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    report: dict[str, Any] = {}
    with sync_playwright() as playwright, serve(tree=options.tree) as address:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name in options.case or list(CASES):
            found = report[name] = measure(browser, address, CASES[name], options.seconds)
            print(f"{name}: {found['rate']:.1f} steps/s of {found['display']:.1f} frames; ms of each second:")
            if found["server_ms"] is not None:
                print(f"    {found['server_ms']:7.1f}  the server, its processor time")
            for part in ("threads", "main", "functions"):
                print(f"  {part}")
                for what, ms in found[part].items():
                    print(f"    {ms:7.1f}  {what}")
        step = report["Step"] = stepping(browser, address, options.presses)
        print(
            f"Step: median {step['median_ms']:.0f} ms to the new picture, 95th percentile {step['p95_ms']:.0f} ms;",
            end=" ",
        )
        print(f"traced {step['traced_ms']:.0f} ms, and of these on the main thread:")
        for what, ms in step["main"].items():
            print(f"    {ms:7.1f}  {what}")
        browser.close()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
