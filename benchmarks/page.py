"""Speed of the page in headless Chromium: steps shown a second, step to picture, answers while it plays.

Run it as ``python benchmarks/page.py [--seconds 8] [--clicks 100] [--round-trip 100] [--presses]``.

Prints a table and one JSON line. The peers in the same run are `naive_page.py`, the same pictures by `st.altair_chart`,
and for presses `bare_button.py`, a button of Streamlit's with a counter; both pages are pressed in turns, on loopback
and through a proxy that delays what passes by half a round trip (`delay.py`). With ``--presses`` nothing else is run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.delay import far_away
from scripts.chromium import FLAGS, READY, find_chromium, serve

CASES = {
    "the defaults (2-4-1, batch 1, 10 samples a frame)": "",
    "2-4-2-1": "?hidden=4-2",
    "2-8-8-8-1": "?hidden=8-8-8",
    "7 features, six layers of 8": "?hidden=8-8-8-8-8-8&features=x1-x2-x1x1-x2x2-x1x2-sinx1-sinx2",
}
PAUSES = {"steadily": 300, "hastily": 60}
TURN = 20
"""Presses on one page before the other's turn."""
# Counts the distinct steps that the counter showed at an animation frame, and whether the pictures' nodes stayed.
WATCH = """
() => {
  const counter = document.querySelector('[data-step]');
  const views = [...document.querySelectorAll('[data-view]')];
  const canvases = views.map((view) => view.querySelector('canvas'));
  const seen = { steps: new Set(), frames: 0, gaps: [], last: performance.now(), since: performance.now() };
  const tick = (now) => {
    seen.frames += 1;
    const step = document.querySelector('[data-step]')?.dataset.step;
    if (step !== undefined && !seen.steps.has(step)) {
      seen.steps.add(step);
      seen.gaps.push(now - seen.last);
      seen.last = now;
    }
    seen.clock = requestAnimationFrame(tick);
  };
  seen.clock = requestAnimationFrame(tick);
  window.__stop = () => {
    cancelAnimationFrame(seen.clock);
    const seconds = (performance.now() - seen.since) / 1000;
    const gaps = seen.gaps.slice(1).sort((a, b) => a - b);
    return {
      rate: seen.steps.size / seconds,
      display: seen.frames / seconds,
      worst_gap: gaps.at(-1),
      kept: views.every((view, i) => view.isConnected && canvases[i] === view.querySelector('canvas')),
    };
  };
}
"""
# Time from a press on a button to the animation frame after the counter changed, measured in the page itself.
PRESS = """
([name]) => new Promise((done) => {
  const shown = () => document.querySelector('[data-step]')?.dataset.step;
  const button = [...document.querySelectorAll('.st-key-transport button')].find((b) => b.textContent.includes(name));
  const before = shown();
  const begin = performance.now();
  const look = () => {
    if (![before, undefined].includes(shown())) requestAnimationFrame(() => done(performance.now() - begin));
    else if (performance.now() - begin > 5000) done(null);
    else requestAnimationFrame(look);
  };
  button.click();
  requestAnimationFrame(look);
})
"""


def opened(browser: Browser, address: str) -> Page:
    """A page that shows its first picture."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    page.wait_for_selector(READY)
    page.wait_for_timeout(1500)
    return page


def press(page: Page, name: str) -> None:
    """Press a transport button."""
    page.locator(".st-key-transport").get_by_role("button", name=name).first.click()


def playing(browser: Browser, address: str, seconds: float) -> dict[str, Any]:
    """Steps shown a second while it plays."""
    page = opened(browser, address)
    press(page, "Play")
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    page.wait_for_timeout(int(1000 * seconds))
    result: dict[str, Any] = page.evaluate("() => window.__stop()")
    page.close()
    return result


def naive(browser: Browser, address: str, seconds: float) -> dict[str, Any]:
    """The same count on the peer's page."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    page.wait_for_selector("[data-step]")
    page.wait_for_timeout(4000)
    page.evaluate(WATCH)
    page.wait_for_timeout(int(1000 * seconds))
    result: dict[str, Any] = page.evaluate("() => window.__stop()")
    page.close()
    return result


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def stepping(browser: Browser, address: str, clicks: int, pause: int) -> list[float]:
    """Milliseconds from a press on Step to the new picture, with a pause of some milliseconds before the next press."""
    page = opened(browser, address)
    times = []
    for _ in range(clicks):
        taken = page.evaluate(PRESS, ["Step"])
        if taken is None:
            raise RuntimeError("Step did not change the picture within five seconds")
        times.append(taken)
        page.wait_for_timeout(pause)
    page.close()
    return times


def beside(browser: Browser, ours: str, bare: str, clicks: int, pause: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds from a press to what it brings, by button, on our page and on that with a bare button."""
    bare_page = browser.new_page(viewport={"width": 1400, "height": 900})
    bare_page.goto(bare)
    bare_page.wait_for_selector("[data-step]")
    pages = {"ours": opened(browser, ours), "bare": bare_page}
    found: dict[str, dict[str, list[float]]] = {name: {"Step": [], "Back": []} for name in pages}
    while len(found["bare"]["Back"]) < clicks:
        for name, page in pages.items():
            page.bring_to_front()
            page.wait_for_timeout(1500)
            for button in ("Step", "Back"):
                for _ in range(TURN):
                    taken = page.evaluate(PRESS, [button])
                    if taken is None:
                        raise RuntimeError(f"{button} did not change the page within five seconds")
                    found[name][button].append(taken)
                    page.wait_for_timeout(pause)
    for page in pages.values():
        page.close()
    return found


def pressed(browser: Browser, clicks: int, round_trip: float) -> dict[str, Any]:
    """Presses beside those of a bare button, on loopback and from far away; prints them."""
    report: dict[str, Any] = {}
    with serve() as ours, serve(script="benchmarks/bare_button.py") as bare:
        for far in dict.fromkeys((0.0, round_trip)):
            with far_away(ours, far) as one, far_away(bare, far) as other:
                for word, pause in PAUSES.items():
                    for_each = beside(browser, one, other, clicks, pause)
                    for button in ("Step", "Back"):
                        row = {
                            name: {"median": statistics.median(times[button]), "p95": percentile(times[button], 0.95)}
                            for name, times in for_each.items()
                        }
                        report[f"{button} {word}, round trip {far:g} ms"] = row
                        shares = [row["ours"][key] / row["bare"][key] for key in ("median", "p95")]
                        print(
                            f"{button} pressed {word}, round trip {far:3.0f} ms:"
                            f" median {row['ours']['median']:4.0f} ms, 95th percentile {row['ours']['p95']:4.0f} ms;"
                            f" a bare button {row['bare']['median']:4.0f} and {row['bare']['p95']:4.0f}"
                            f" (ours are {shares[0]:.2f} and {shares[1]:.2f} of it)",
                            flush=True,
                        )
    return report


def answers(browser: Browser, address: str, tries: int) -> dict[str, list[float]]:
    """Milliseconds until Pause stops and until a new η is in force, while it plays."""
    page = opened(browser, address)
    found: dict[str, list[float]] = {"Pause": [], "η": []}
    for i in range(tries):
        press(page, "Play")
        page.wait_for_timeout(700)
        begin = time.monotonic()
        field = page.get_by_label("Exact η")
        field.fill(f"{0.53 + 0.1 * i:g}")
        field.press("Enter")
        page.wait_for_function(f"() => new URL(location).searchParams.get('eta') === '{0.53 + 0.1 * i:g}'", polling=10)
        found["η"].append(1000 * (time.monotonic() - begin))
        page.wait_for_timeout(400)
        begin = time.monotonic()
        press(page, "Pause")
        page.locator(".st-key-transport").get_by_role("button", name="Play").wait_for()
        found["Pause"].append(1000 * (time.monotonic() - begin))
        page.wait_for_timeout(400)
        before = page.locator("[data-step]").get_attribute("data-step")
        page.wait_for_timeout(300)
        if page.locator("[data-step]").get_attribute("data-step") != before:
            raise RuntimeError("the picture moved on after Pause")
    page.close()
    return found


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clicks", type=int, default=100)
    parser.add_argument("--round-trip", type=float, default=100.0, help="milliseconds to a server far away and back")
    parser.add_argument("--presses", action="store_true", help="measure presses alone")
    options = parser.parse_args()
    path = find_chromium()
    if path is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    report: dict[str, Any] = {"playing": {}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        report["presses"] = pressed(browser, options.clicks, options.round_trip)
        if options.presses:
            print(json.dumps(report))
            return
        with serve(script="benchmarks/naive_page.py") as address:
            peer = naive(browser, address, options.seconds)
        report["naive"] = peer
        print(f"{'while it plays':52} {'steps/s':>8} {'ratio':>6} {'longest gap':>12}  charts kept")
        print(
            f"{'naive: st.altair_chart for every frame':52} {peer['rate']:8.1f} {1:6.1f} {peer['worst_gap']:9.0f} ms  -"
        )
        begin = time.monotonic()
        with serve() as address:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(address)
            page.wait_for_selector("[data-view=boundary] canvas")
            report["start_to_picture_s"] = time.monotonic() - begin
            page.close()
            for name, query in CASES.items():
                one = playing(browser, f"{address}/{query}", options.seconds)
                report["playing"][name] = one
                ratio = one["rate"] / peer["rate"]
                kept = "yes" if one["kept"] else "NO"
                print(f"{name:52} {one['rate']:8.1f} {ratio:6.1f} {one['worst_gap']:9.0f} ms  {kept}")
            for word, pause in PAUSES.items():
                times = stepping(browser, address, options.clicks, pause)
                report[f"step_to_picture_{word}_ms"] = {
                    "median": statistics.median(times),
                    "p95": percentile(times, 0.95),
                }
            for name, values in answers(browser, address, 6).items():
                report[f"answer_{name}_ms"] = {"median": statistics.median(values), "worst": max(values)}
        browser.close()
    print(f"\nserver start to first picture: {report['start_to_picture_s']:.1f} s")
    for word, pause in PAUSES.items():
        picture = report[f"step_to_picture_{word}_ms"]
        print(
            f"Step to new picture, pressed {word} ({pause} ms after the last picture):"
            f" median {picture['median']:.0f} ms, 95th percentile {picture['p95']:.0f} ms"
        )
    for name in ("Pause", "η"):
        answer = report[f"answer_{name}_ms"]
        print(f"{name} while it plays: median {answer['median']:.0f} ms, worst {answer['worst']:.0f} ms")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
