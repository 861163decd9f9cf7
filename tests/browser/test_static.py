"""The static playground: with Pyodide where there is one, and with a stand-in for it that asks this Python.

Everything but Pyodide itself is the same in both: the page, its worker, the player, and the sources that it packs.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from nnviz.export.static_page import CORE, PACKAGES, static_page
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.answers import Answers
from scripts.static import BESIDE, build
from tests.browser.conftest import shoot, step_of
from tests.browser.test_html_page import SLIDE, as_the_engine, choose

SECONDS = 120
"""For Pyodide to be ready on a machine that others use too."""
STAND_IN = """
const ask = (what, text) => {
  const request = new XMLHttpRequest();
  request.open('POST', new URL(`../${what}`, import.meta.url), false);
  request.send(text);
  return request.responseText;
};
export const loadPyodide = async ({ indexURL }) => ({
  loadPackage: async () => {},
  unpackArchive: (bytes) => { if (new Uint8Array(bytes)[0] !== 80) throw new Error('no archive'); },
  runPython: () => (base) => [(text) => ask('answer', text), ask('looks', base)],
});
"""


def stand_in(folder: Path) -> Path:
    """Make a folder that looks like a distribution of Pyodide."""
    folder.mkdir()
    packages = {name: {"file_name": f"{name}.whl", "depends": []} for name in PACKAGES}
    texts = {**dict.fromkeys(CORE, ""), "pyodide.asm.mjs": "", "pyodide.mjs": STAND_IN}
    texts |= {"pyodide-lock.json": json.dumps({"packages": packages})}
    texts |= {f"{name}.whl": "" for name in PACKAGES}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


class Handler(SimpleHTTPRequestHandler):
    """Serves the page, and answers for the stand-in."""

    answers = Answers()
    lock = threading.Lock()

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.lock:
            if self.path == "/looks":
                type(self).answers = Answers(base=text or None)
                told = self.answers.looks_as_text()
            else:
                told = self.answers.answer(text)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(told.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/playground.html"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["stand-in", "Pyodide"])
def address(request, tmp_path) -> Iterator[str]:
    folder = stand_in(tmp_path / "stand-in") if request.param == "stand-in" else os.environ.get("NNVIZ_PYODIDE")
    if not folder:
        pytest.skip("no Pyodide: name a folder with a distribution of it in NNVIZ_PYODIDE")
    build(tmp_path / "site", pyodide=Path(folder), base="http://host.test/")
    with served(tmp_path / "site") as found:
        yield found


@pytest.fixture
def page(browser, address) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.goto(f"{address}#n=30&seed=3&step=4")
    opened.wait_for_selector("[data-view=loss] canvas", timeout=1000 * SECONDS)
    yield opened
    context.close()
    assert not errors, errors


def digest_in(page: Page) -> str:
    return page.evaluate("() => new URLSearchParams(window.location.hash.slice(1)).get('weights')")


def test_the_engine_answers_in_the_browser(page):
    experiment = Experiment(Settings(n=30, seed=3))
    page.wait_for_selector("[data-step='4']")
    page.keyboard.press("s")
    page.wait_for_selector("[data-step='5']")
    choose(page, "w:0:1:2")
    as_the_engine(page, experiment, 5, (0, 1, 2))
    page.get_by_role("button", name="Step").click()
    as_the_engine(page, experiment, 6, (0, 1, 2))
    page.keyboard.press("b")
    as_the_engine(page, experiment, 5, (0, 1, 2))
    assert page.locator(".outside-link").get_attribute("href") == "http://host.test/?n=30&seed=3&step=5"
    shoot(page, "static")
    # Play and Pause: it stands at the step on show, and the address says so.
    page.keyboard.press("p")
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 100")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_function("() => window.location.hash.includes(`step=${window.nnviz.players.get('page').shown}&`)")
    as_the_engine(page, experiment, step_of(page), (0, 1, 2))
    page.evaluate(SLIDE, 9)
    as_the_engine(page, experiment, 9, (0, 1, 2))
    page.get_by_role("button", name="Epoch").click()
    epoch = experiment.samples_per_epoch
    as_the_engine(page, experiment, epoch, (0, 1, 2))
    # Choices: one that cannot be is refused and put back, another one builds the run anew.
    hidden = page.get_by_label("Hidden")
    hidden.fill("99")
    hidden.press("Enter")
    page.get_by_text("hidden must be at most 6 layers").wait_for()
    page.wait_for_function("() => document.querySelector('[name=hidden]').value === '4'")
    assert step_of(page) == epoch
    hidden.fill("3-2")
    hidden.press("Enter")
    page.get_by_text("A 2-3-2-1 network learns: Circle").wait_for()
    page.get_by_label("Data").select_option("blobs3")
    page.get_by_text("A 2-3-2-3 network learns: ").wait_for()
    page.wait_for_selector("[data-step='0']")
    assert page.locator(".outside-refused").text_content() == ""
    # A link holds the digest of its weights, and says so where they are others.
    page.get_by_role("button", name="Step").click()
    page.wait_for_selector("[data-step='1']")
    page.wait_for_function("() => window.location.hash.includes('step=1&')")
    digest = digest_in(page)
    page.evaluate(f"() => {{ location.hash = location.hash.replace('{digest}', '{'0' * 64}'); }}")
    page.get_by_text("The weights at step 1 are not those that were saved. The link was changed").wait_for()
    assert digest_in(page) == digest
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    shoot(page, "static-phone")


def test_where_pyodide_cannot_be_had_the_page_says_so(browser, tmp_path):
    (tmp_path / "playground.html").write_text(static_page(BESIDE), encoding="utf-8")
    with served(tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        page.get_by_text("The engine could not be run in this browser: ").wait_for()
        page.close()
