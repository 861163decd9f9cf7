"""A real server and a real Chromium for the tests that do what people do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from scripts.chromium import READY, serve

# Whether the page has said all and heard all, is drawn, and has been so for a fifth of a second. Parts of Streamlit's
# page that are fetched when they are first needed stand for a grey bar until then. The script has ended when all of the
# answer to a press is there, but it may not have begun when the press is made.
SETTLED = """
(begun) => {
  const now = performance.now();
  if (window.__settling?.begun !== begun) window.__settling = { begun, since: now };
  const app = document.querySelector('[data-testid=stApp]');
  const drawn = app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]');
  const { chunk, reports, shown } = window.nnviz?.players?.get('page') ?? {};
  const heard = !reports?.presses.length && Object.keys(reports?.facts ?? {}).every((fact) => fact === 'want');
  const rests = chunk && chunk.address && !chunk.playing && !chunk.working && !chunk.pace && chunk.mode === 'replace';
  const there = new URL(window.location).searchParams;
  const wanted = rests ? Object.entries({ ...chunk.address, step: String(shown) }) : [];
  const told = wanted.every(([name, value]) => there.get(name) === value);
  if (!drawn || !heard || !told) window.__settling.since = now;
  return now - window.__settling.since >= 200;
}
"""
PLOTLYS = "(reading 'locale')"
"""Part of what Plotly says if its chart is taken off the page while it is drawn; no other script has such a name."""
PLAIN = "view=controls,transport,network,loss,boundary,more"
"""A parameter of addresses: no formulas, which take half of a step's time, for tests that look at something else."""
MEDIA = ("reduced_motion", "forced_colors")
"""What a tab is told that others need a profile for."""
KEPT = 2
"""Tabs of a profile that wait for the next test: what most tests open."""
SHOTS = Path(__file__).parent / "shots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app; at the end its log must hold no traceback."""
    log_file = tmp_path_factory.mktemp("server") / "server.log"
    with log_file.open("w") as log, serve(log) as address:
        yield address
    text = log_file.read_text()
    assert "Traceback" not in text, text[-3000:]


def new_window(context: BrowserContext) -> Page:
    """Open a page in a window of its own: one that lies behind another in its window is drawn twice a second."""
    if not context.pages:
        return context.new_page()
    known = context.new_cdp_session(context.pages[0])
    profile = known.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    known.detach()
    assert context.browser is not None
    line = context.browser.new_browser_cdp_session()
    with context.expect_page() as opened:
        line.send("Target.createTarget", {"url": "about:blank", "newWindow": True, "browserContextId": profile})
    line.detach()
    return opened.value


class Tabs:
    """The browser's profiles, each by what only a profile can be given, and in each the tabs that tests use in turn.

    A tab that has shown the page opens it again in two thirds of the processor's time: the scripts are compiled.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.profiles: dict[str, BrowserContext] = {}
        self.waiting: dict[BrowserContext, list[Page]] = {}

    def take(self, *, fresh: bool, **more: Any) -> Page:
        """Give a tab of a profile: one that was cleared, or a new one."""
        key = repr(sorted(more.items()))
        if key not in self.profiles:
            self.profiles[key] = self.browser.new_context(**more)
        context = self.profiles[key]
        waiting = self.waiting.setdefault(context, [])
        return waiting.pop() if waiting and not fresh else new_window(context)

    def give_back(self, page: Page, *, fresh: bool) -> None:
        """Clear a tab for the next test, or close it. The next test's page is a first visit either way."""
        waiting = self.waiting[page.context]
        try:
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            if not fresh and len(waiting) < KEPT:
                page.unroute_all(behavior="ignoreErrors")
                page.goto("about:blank")
                waiting.append(page)
        except Error:  # a page that a test has broken or closed
            pass
        if page not in waiting:
            page.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def open_page(tabs: Tabs, server: str) -> Iterator[Callable[..., Page]]:
    """Open the app: ``open_page(query, width=, height=, scheme=)``. No page may have reported an error at the end.

    ``fresh=True`` gives a tab that no other test gets, for a slower processor or network. ``script`` is run in such a
    tab before the page's own scripts.
    """
    used: list[tuple[Page, bool]] = []
    errors: list[str] = []

    def fail(error: Error) -> None:
        if PLOTLYS not in str(error):
            errors.append(str(error))

    def say(message: ConsoleMessage) -> None:
        if is_an_error(message):
            errors.append(message.text)

    def open_it(
        query: str = "",
        *,
        width: int = 1400,
        height: int = 900,
        scheme: Literal["dark", "light"] = "light",
        fresh: bool = False,
        script: str = "",
        **more: Any,
    ) -> Page:
        fresh = fresh or bool(script)
        asked = {name: more.pop(name, "null") for name in MEDIA}
        page = tabs.take(fresh=fresh, **more)
        if script:
            page.add_init_script(script)
        used.append((page, fresh))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme=scheme, **asked)
        page.set_default_timeout(15_000)
        page.on("pageerror", fail)
        page.on("console", say)
        page.goto(f"{server}/{query}")
        page.wait_for_selector(READY)
        page.wait_for_selector("[data-view=loss] canvas")
        page.wait_for_function("() => document.querySelector('[data-step]').textContent.startsWith('step')")
        settle(page)
        return page

    yield open_it
    for page, fresh in used:
        page.remove_listener("pageerror", fail)
        page.remove_listener("console", say)
        for other in page.context.pages:
            if other not in [opened for opened, _ in used] and other not in tabs.waiting[page.context]:
                other.close()  # a tab that the page or the test opened
        tabs.give_back(page, fresh=fresh)
    assert not errors, errors


def is_an_error(message: ConsoleMessage) -> bool:
    """Whether a line of the console is an error, and not Streamlit's of a file that a newer one has replaced.

    A download button asks for its file when it is mounted. If the run has gone on meanwhile, the file is another one,
    and the button gets its address with the same messages.
    """
    replaced = "/media/" in message.location["url"] or "Download Button source error - 404" in message.text
    return message.type == "error" and not replaced


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say, and what it said is drawn: what comes late moves the rest."""
    page.wait_for_function(SETTLED, arg=time.monotonic())


def plain(query: str = "") -> str:
    """The same query for a page without formulas."""
    return f"{query}&{PLAIN}" if query else f"?{PLAIN}"


def step_of(page: Page) -> int:
    """The step on show."""
    return int(page.locator("[data-step]").get_attribute("data-step") or "")


def wait_past(page: Page, step: int) -> None:
    """Wait while it plays until the frame of a later step is on show."""
    page.wait_for_function("(step) => Number(document.querySelector('[data-step]').dataset.step) > step", arg=step)


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page for whoever looks at it; in CI nobody does."""
    if os.environ.get("CI"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
