"""The browser's console stays empty: a warning there is a fault of ours that nobody has seen yet."""

from __future__ import annotations

from scripts.chromium import READY
from tests.browser.conftest import settle
from tests.browser.test_playground import pause, play_for, press, wait_step

QUERIES = ("", "?dataset=iris", "?dataset=digits", "?dataset=plane&output=identity")


def test_opening_stepping_and_playing_say_nothing(browser, server):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    said: list[tuple[str, str]] = []
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append((page.url, message.text)))
        page.on("pageerror", lambda error: said.append((page.url, str(error))))
        for query in QUERIES:
            page.goto(f"{server}/{query}")
            page.wait_for_selector(READY)
            page.wait_for_selector("[data-view=boundary] canvas")
            settle(page)
            press(page, "Step")
            wait_step(page, 1)
            settle(page)
            play_for(page, 500)
            pause(page)
            press(page, "Back")
            settle(page)
    finally:
        context.close()
    assert not said, said
