"""A real server and a real Chromium for the tests that do what people do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from scripts.chromium import READY, serve

# Parts of Streamlit's page that are fetched when they are first needed stand for a grey bar until then.
DRAWN = "() => !document.querySelector('[data-testid=stSkeleton]')"
PLOTLYS = "(reading 'locale')"
"""Part of what Plotly says if its chart is taken off the page while it is drawn; no other script has such a name."""
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


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Callable[..., BrowserContext]:
    """A browser profile by what only a profile can be given, the same for all tests: it keeps the page's scripts."""
    made: dict[str, BrowserContext] = {}

    def profile(**more: Any) -> BrowserContext:
        key = repr(sorted(more.items()))
        if key not in made:
            made[key] = browser.new_context(**more)
        return made[key]

    return profile


@pytest.fixture
def open_page(profiles: Callable[..., BrowserContext], server: str) -> Iterator[Callable[..., Page]]:
    """Open the app: ``open_page(query, width=, height=, scheme=)``. No page may have reported an error at the end."""
    used: list[BrowserContext] = []
    errors: list[str] = []

    def open_it(
        query: str = "",
        *,
        width: int = 1400,
        height: int = 900,
        scheme: Literal["dark", "light"] = "light",
        **more: Any,
    ) -> Page:
        context = profiles(**more)
        used.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)) if PLOTLYS not in str(error) else None)
        page.on("console", lambda message: errors.append(message.text) if is_an_error(message) else None)
        page.goto(f"{server}/{query}")
        page.wait_for_selector(READY)
        page.wait_for_selector("[data-view=loss] canvas")
        page.wait_for_function("() => document.querySelector('[data-step]').textContent.startsWith('step')")
        settle(page)
        return page

    yield open_it
    for page in [page for context in dict.fromkeys(used) for page in context.pages]:
        with suppress(Error):  # a page that a test has broken or closed
            page.evaluate("() => localStorage.clear()")  # the next test's page is a first visit
        page.close()
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
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(200)


def step_of(page: Page) -> int:
    """The step on show."""
    return int(page.locator("[data-step]").get_attribute("data-step") or "")


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page for whoever looks at it; in CI nobody does."""
    if os.environ.get("CI"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
