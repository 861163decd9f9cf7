"""The browser's console stays empty: a warning there is a fault of ours that nobody has seen yet."""

from __future__ import annotations

from scripts.chromium import READY
from tests.browser.conftest import settle, wait_past
from tests.browser.test_playground import pause, press, wait_step

QUERIES = ("", "?dataset=iris", "?dataset=digits", "?dataset=plane&output=identity")


def test_opening_stepping_and_playing_say_nothing(tabs, server):
    said: list[tuple[str, str]] = []
    page = tabs.take(fresh=False)
    try:
        page.set_viewport_size({"width": 1400, "height": 900})
        page.emulate_media(media="null", color_scheme="light", reduced_motion="null", forced_colors="null")
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
            press(page, "Play")
            wait_past(page, 20)
            pause(page)
            press(page, "Back")
            settle(page)
    finally:
        tabs.give_back(page, fresh=False)
    assert not said, said
