"""How long "Run 100,000 samples" takes on the page, against the engine's ``train`` alone, and whether the page answers.

Run it as ``python benchmarks/long_run.py [--tries 5]``.

Prints a table and one JSON line. Both work on the same samples in the same order on 2-4-1; the page's time is from the
press on Run to the animation frame that shows the last step. A second series presses Stop in a longer one.
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

from playwright.sync_api import Page, sync_playwright

from benchmarks.page import opened, press
from nnviz import Experiment, Settings
from nnviz.engine import train
from nnviz.run.schedule import Order
from scripts.chromium import FLAGS, find_chromium, serve

SAMPLES = 100_000
RUN = """
([samples]) => new Promise((done) => {
  const counter = document.querySelector('[data-step]');
  const button = [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === 'Run');
  const begin = performance.now();
  const look = () => {
    if (Number(counter.dataset.step) >= samples) requestAnimationFrame(() => done(performance.now() - begin));
    else if (performance.now() - begin > 30000) done(null);
    else requestAnimationFrame(look);
  };
  button.click();
  requestAnimationFrame(look);
})
"""


STOP = """
() => new Promise((done) => {
  const button = document.querySelector('.st-key-stop_run button');
  const begin = performance.now();
  const look = () => {
    if (!document.querySelector('.st-key-running')) requestAnimationFrame(() => done(performance.now() - begin));
    else if (performance.now() - begin > 30000) done(null);
    else requestAnimationFrame(look);
  };
  button.click();
  requestAnimationFrame(look);
})
"""


def alone() -> tuple[float, float]:
    """Seconds that ``train`` takes by itself, and those of the run that the page works on, with its loss curve."""
    experiment = Experiment(Settings())
    data = experiment.dataset
    rows = Order(Settings().order, data.train, Settings().seed).between(0, SAMPLES)
    begin = time.perf_counter()
    net = train(experiment.network, data.X, data.T, Settings().eta, rows)
    middle = time.perf_counter()
    experiment.advance(SAMPLES)
    experiment.history()
    end = time.perf_counter()
    if experiment.network != net:
        raise RuntimeError("the two do not present the same samples")
    return middle - begin, end - middle


def ready(page: Page, samples: int) -> None:
    """Open "Run…" and put the number in."""
    press(page, "Reset")
    page.wait_for_function("() => document.querySelector('[data-step]').dataset.step === '0'")
    page.get_by_role("button", name="Run…").click()
    field = page.get_by_label("Samples to present")
    field.fill(str(samples))
    field.press("Enter")
    page.wait_for_timeout(500)


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=5)
    options = parser.parse_args()
    path = find_chromium()
    if path is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    engine: list[tuple[float, float]] = []
    whole: list[float] = []
    stops: list[float] = []
    with sync_playwright() as playwright, serve() as address:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = opened(browser, f"{address}/")
        for _ in range(options.tries):
            ready(page, SAMPLES)
            engine.append(alone())  # beside each other: the machine is at times faster and at times slower
            taken = page.evaluate(RUN, [SAMPLES])
            if taken is None:
                raise RuntimeError("the run did not end within 30 seconds")
            whole.append(taken / 1000)
        for _ in range(options.tries):
            ready(page, 10 * SAMPLES)
            page.get_by_role("button", name="Run", exact=True).click()
            page.wait_for_selector(".st-key-stop_run button")
            page.wait_for_timeout(300)
            taken = page.evaluate(STOP)
            if taken is None:
                raise RuntimeError("the run was not stopped within 30 seconds")
            stops.append(taken / 1000)
        browser.close()
    report: dict[str, Any] = {
        "train_s": statistics.median(train for train, _ in engine),
        "run_s": statistics.median(run for _, run in engine),
        "page_s": statistics.median(whole),
        "stop_s": {"median": statistics.median(stops), "worst": max(stops)},
    }
    base = report["train_s"]
    print(f"{SAMPLES:,} samples on 2-4-1:")
    for name, words in (
        ("train_s", "train alone"),
        ("run_s", "the run, with checkpoints and its loss curve"),
        ("page_s", "on the page, from the press on Run to the picture"),
    ):
        print(f"  {words:52} {report[name]:6.3f} s  {report[name] / base:5.2f}")
    print(f"Stop in the midst of a longer one: median {1000 * report['stop_s']['median']:.0f} ms,", end=" ")
    print(f"worst {1000 * report['stop_s']['worst']:.0f} ms")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
