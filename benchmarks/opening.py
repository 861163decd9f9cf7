"""How long a page takes to open, from the address to its pictures, beside the barest page that Streamlit can make.

Run it as ``python -m benchmarks.opening [--times 12] [--query hidden=4] [--round-trip 100] [--tree FOLDER ...]``.

Both pages are opened in turns, by a browser that has nothing of them yet and by one that has opened them before; the
server has opened its first page already. Prints the medians in milliseconds, and how many times the bare page's ours
take. Each further ``--tree`` is another checkout, measured in the same turns.
"""

from __future__ import annotations

import argparse
import json
import statistics
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.delay import far_away
from scripts.chromium import FLAGS, ROOT, find_chromium, serve

BARE = "a bare Streamlit page"
# The moment of the animation frame after everything is there, counted from where the browser turned to the address.
WATCH = """
(() => {
  const there = () => {
    const views = ['network', 'boundary', 'loss'].map((name) => document.querySelector(`[data-view=${name}] canvas`));
    return views.every(Boolean) || document.querySelector('.st-key-transport [data-testid=stBaseButton-secondary]')
      && document.querySelector('[data-step]') && !document.querySelector('.st-key-bar');
  };
  const look = () => requestAnimationFrame(() => {
    if (there()) requestAnimationFrame(() => { window.openedAfter = performance.now(); });
    else look();
  });
  look();
})();
"""


def opening(context: BrowserContext, address: str) -> float:
    """Milliseconds until everything is seen."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.openedAfter !== undefined", timeout=60_000)
    taken: float = page.evaluate("() => window.openedAfter")
    page.wait_for_timeout(700)
    page.close()
    return taken


def measured(browser: Browser, addresses: dict[str, str], times: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds by page and by what the browser had of it."""
    found: dict[str, dict[str, list[float]]] = {name: {"new": [], "again": []} for name in addresses}
    for turn in range(times + 1):
        for name, address in addresses.items():
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            for word in ("new", "again"):
                taken = opening(context, address)
                if turn:  # the first turn is the server's own
                    found[name][word].append(taken)
            context.close()
    return found


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=12)
    parser.add_argument("--query", default="", help="what stands in our page's address")
    parser.add_argument("--round-trip", type=float, default=0.0, help="milliseconds to the server and back")
    parser.add_argument("--tree", type=Path, action="append", default=[], help="another checkout of ours")
    options = parser.parse_args()
    path = find_chromium()
    if path is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    with ExitStack() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        servers = {BARE: serve(script="benchmarks/bare_button.py")}
        servers |= {tree.name: serve(tree=tree) for tree in [ROOT, *options.tree]}
        addresses = {}
        for name, server in servers.items():
            address = stack.enter_context(far_away(stack.enter_context(server), options.round_trip))
            addresses[name] = address if name == BARE else f"{address}/?{options.query}"
        found = measured(browser, addresses, options.times)
        browser.close()
    medians = {name: {word: statistics.median(times) for word, times in rows.items()} for name, rows in found.items()}
    for name, row in medians.items():
        words = (f"{word} {row[word]:5.0f} ms ({row[word] / medians[BARE][word]:.2f} of the bare page)" for word in row)
        print(f"{name:24} {', '.join(words)}")
    print(json.dumps(medians))


if __name__ == "__main__":
    main()
