"""How long "Run 100,000 samples" takes on the page, against the engine's ``train`` alone, and whether the page answers.

Run it as ``python benchmarks/long_run.py [--tries 5]``.

Prints a table and one JSON line. Both work on the same samples in the same order on 2-4-1; the page's time is from the
press on Run to the animation frame that shows the last step. A second series presses a control in the middle of it.
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


def alone() -> float:
    """Seconds that ``train`` takes by itself."""
    experiment = Experiment(Settings())
    order = [experiment.order(step) for step in range(SAMPLES)] if hasattr(experiment, "order") else None
    data = experiment.dataset
    rows = order or [data.train[i % len(data.train)] for i in range(SAMPLES)]
    begin = time.perf_counter()
    train(experiment.network, data.X, data.T, Settings().eta, rows)
    return time.perf_counter() - begin


def ready(page: Page) -> None:
    """Open "Run…" and put the number in."""
    press(page, "Reset")
    page.wait_for_function("() => document.querySelector('[data-step]').dataset.step === '0'")
    page.get_by_role("button", name="Run…").click()
    field = page.get_by_label("Samples to present")
    field.fill(str(SAMPLES))
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
    engine = [alone() for _ in range(options.tries)]
    whole: list[float] = []
    with sync_playwright() as playwright, serve() as address:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = opened(browser, f"{address}/")
        for _ in range(options.tries):
            ready(page)
            taken = page.evaluate(RUN, [SAMPLES])
            if taken is None:
                raise RuntimeError("the run did not end within 30 seconds")
            whole.append(taken / 1000)
        browser.close()
    report: dict[str, Any] = {"train_s": statistics.median(engine), "page_s": statistics.median(whole)}
    report["ratio"] = report["page_s"] / report["train_s"]
    print(engine, whole)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
