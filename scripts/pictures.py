"""Make the README's pictures: the running page in headless Chromium.

Run it as ``python scripts/pictures.py``.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from nnviz.export import page as html_page
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from scripts import static
from scripts.chromium import FLAGS, READY, ROOT, find_chromium, serve
from scripts.gallery import build

FOLDER = ROOT / "docs"
PICTURES: dict[str, tuple[str, int, int, Literal["light", "dark"]]] = {
    "playground": ("?step=2400", 1400, 900, "light"),
    "dark": ("?dataset=blobs3&hidden=5&step=900", 1400, 900, "dark"),
    "surface": ("?step=2400&surface=1", 1400, 900, "light"),
    "effects": ("?step=601&effects=1", 1400, 900, "light"),
    "phone": ("?step=2400", 390, 844, "light"),
    "features": ("?features=x1-x2-x1x1-x2x2-x1x2&hidden=4&activation=tanh&eta=0.1&step=1500", 1400, 900, "light"),
    "lesson": ("?lesson=chain_rule&step_of_lesson=4", 1400, 900, "light"),
    "race": ("?dataset=moons&noise=0.1&eta=0.5&race=batch_size:10~~batch_size:140&step=1400", 1400, 900, "light"),
    "digits": ("?dataset=digits&hidden=12&output=softmax&loss=cross_entropy&eta=0.1&step=6000", 1400, 900, "dark"),
}
PANELS = {
    "landscape": ("Loss landscape", "?step=2400"),
    "hidden-space": ("Hidden space", "?hidden=2&activation=tanh&dataset=xor&eta=0.1&seed=3&step=6000"),
    "draw": ("Draw points", "?dataset=moons&n=60"),
    "sweep": ("Sweep", "?dataset=xor4&eta=0.5"),
}
EXPLAINED = "?hidden=3&step=60"

# Where an edge can be clicked: a little before its middle, where no map lies over it.
EDGE = """(edge) => {
  const { view, tables } = window.nnviz.players.get('page').views.get('network');
  const x = view.scale('x'), y = view.scale('y'), [left, top] = view.origin();
  const i = tables.edges.edge.indexOf(edge), t = 0.55, at = (name) => tables.edges[name][i];
  const begin = x(at('x')) + view.signal('past'); // edges start where the maps of their layer end
  return [left + begin + t * (x(at('x2')) - begin), top + y(at('y') + t * (at('y2') - at('y')))];
}"""
MOVING = 1000, 562
"""Width and height of the moving picture, in pixels."""
STEPS = 5
STEP_MS = 1600
"""One reads what a step did."""
PLAYED = 16
PLAYED_MS = 220


FILLED = "() => [...document.querySelectorAll('[data-testid=stSidebar] input[type=number]')].every((one) => one.value)"
"""Whether the number fields of the settings have their values, which come after the fields."""


def _opened(page: Page) -> None:
    """Wait until the pictures are there, and numbers in the fields."""
    page.wait_for_selector(READY)
    page.wait_for_function(FILLED)


def moving(browser: Browser, address: str) -> None:
    """Write the moving picture: a weight is chosen, some steps with its numbers, then Play."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{address}/?step=10&hidden=3&seed=4")
    _opened(page)
    page.wait_for_timeout(3000)
    frames = [_shot(page)]
    _choose(page, "w:1:2:0")
    page.wait_for_timeout(1500)
    frames.append(_shot(page))
    for _ in range(STEPS):
        page.keyboard.press("s")
        page.wait_for_timeout(1500)
        frames.append(_shot(page))
    page.keyboard.press("p")
    for _ in range(PLAYED):
        page.wait_for_timeout(350)
        frames.append(_shot(page))
    page.keyboard.press("p")
    page.wait_for_timeout(2000)
    frames.append(_shot(page))
    page.close()
    # One palette for all frames: colours of their own would flicker.
    palette = frames[-1].quantize(128)
    flat = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    times = [STEP_MS] * (2 + STEPS) + [PLAYED_MS] * PLAYED + [2 * STEP_MS]
    path = FOLDER / "playground.gif"
    flat[0].save(path, save_all=True, append_images=flat[1:], duration=times, loop=0, optimize=True)


def slow(browser: Browser, address: str) -> None:
    """Take the picture of a step in slow motion, of a page that was not scrolled: where it was, traces may stay."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{address}/{EXPLAINED}")
    _opened(page)
    page.wait_for_timeout(1500)
    _choose(page, "w:0:2:0")
    page.get_by_text("Slow motion").click()
    page.wait_for_timeout(800)
    for _ in range(5):
        page.keyboard.press("s")
        page.wait_for_timeout(900)
    page.screenshot(path=FOLDER / "slow.png")
    page.close()


def anywhere(browser: Browser) -> None:
    """Take the pictures of what needs no server: a run as one HTML file, with a weight chosen, and the gallery."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        experiment = Experiment(Settings(dataset="moons", hidden=(4,), eta=0.5))
        experiment.seek(300)
        (folder / "run.html").write_text(html_page(experiment, range(290, 301)), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto((folder / "run.html").as_uri() + "#step=300")
        _opened(page)
        page.wait_for_timeout(800)
        _choose(page, "w:0:1:2")
        page.wait_for_timeout(500)
        page.screenshot(path=FOLDER / "html-file.png")
        build(folder / "gallery", pictures=2, playground=True)
        page.goto((folder / "gallery" / "index.html").as_uri())
        page.wait_for_timeout(800)
        page.screenshot(path=FOLDER / "gallery.png")
        page.close()


def in_the_browser(browser: Browser) -> None:
    """Take the picture of the page whose engine runs in the browser, if NNVIZ_PYODIDE names a folder with Pyodide."""
    pyodide = os.environ.get("NNVIZ_PYODIDE")
    if not pyodide:
        return
    with tempfile.TemporaryDirectory() as scratch:
        static.build(Path(scratch), pyodide=Path(pyodide))
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=scratch)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{static.NAME}#hidden=3&step=2400")
            page.wait_for_selector("[data-view=loss] canvas", timeout=120_000)
            page.wait_for_timeout(1500)
            _choose(page, "w:0:1:2")
            page.wait_for_timeout(800)
            page.screenshot(path=FOLDER / "static.png")
            page.close()
            server.shutdown()


def _choose(page: Page, edge: str) -> None:
    box = page.locator("[data-view=network]").bounding_box()
    if box is None:
        raise SystemExit("the network is not on show")
    x, y = page.evaluate(EDGE, edge)
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.mouse.move(4, 4)


def _shot(page: Page) -> Image.Image:
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shot.resize(MOVING, Image.Resampling.LANCZOS)


def main() -> None:
    """Start the app, take each picture and the moving one, write them into docs/."""
    path = find_chromium()
    if path is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    FOLDER.mkdir(exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        moving(browser, address)
        for name, (query, width, height, scheme) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"{address}/{query}")
            _opened(page)
            page.wait_for_timeout(3000 if "surface" in query else 1500)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        for name, (title, query) in PANELS.items():
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{address}/{query}")
            _opened(page)
            page.get_by_text("More pictures, your own data").click()
            page.get_by_text(title, exact=True).first.click()
            page.wait_for_timeout(4000)
            if name == "draw":  # an empty plane shows little
                page.get_by_role("button", name="Start from the data set on show").click()
                page.wait_for_timeout(2000)
            if name == "sweep":
                page.get_by_role("button", name="Start the sweep").click()
                page.get_by_text("Where each run ends.").wait_for()
                page.set_viewport_size({"width": 1400, "height": 1300})
            page.evaluate("document.querySelector('.st-key-more').scrollIntoView()")
            page.wait_for_timeout(1500)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{address}/{EXPLAINED}")
        _opened(page)
        page.get_by_role("combobox", name="Chosen weight or neuron").click()
        page.keyboard.type("weight w₂₁")
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
        page.locator(".st-key-chosen_panel .katex").first.wait_for()
        page.locator(".st-key-chosen_panel").scroll_into_view_if_needed()
        page.wait_for_timeout(800)
        page.screenshot(path=FOLDER / "weight.png")
        page.close()
        slow(browser, address)
        anywhere(browser)
        in_the_browser(browser)
        browser.close()


if __name__ == "__main__":
    main()
