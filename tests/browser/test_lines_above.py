"""Lines that come and go above the pictures, and runs that take another's place: the pictures are drawn."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import settle, shoot
from tests.browser.test_playground import PIXELS, VIEWS, press, wait_step
from tests.browser.test_sharing import open_panel

THEIRS = "https://playground.tensorflow.org/#activation=tanh&batchSize=10&dataset=circle&networkShape=4,2"


def open_theirs(page, link: str = THEIRS) -> None:
    open_panel(page)
    page.get_by_label("Paste a link of playground.tensorflow.org").fill(link)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open their link").click()
    page.get_by_text("things are not the same here").wait_for()
    settle(page)


def load_example(page) -> None:
    page.locator(".st-key-transport").get_by_role("button", name="Examples").click()
    page.locator("[data-testid=stPopoverBody] button").first.click()
    page.get_by_text("Loaded: ").wait_for()
    page.keyboard.press("Escape")
    settle(page)


def change_the_seed(page) -> None:
    page.get_by_role("button", name="New seed").click()
    page.get_by_text("Built anew").first.wait_for()
    settle(page)


def diverge(page) -> None:
    press(page, "Epoch")
    page.get_by_text(re.compile("It diverged at step")).wait_for()
    settle(page)


def drawn(page) -> dict[str, str]:
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    return {view: page.evaluate(PIXELS, view) for view in VIEWS}


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("", open_theirs),
        ("?step=300", open_theirs),
        ("", load_example),
        ("?eta=none", change_the_seed),
        ("?eta=none", load_example),
        ("?eta=1000&dataset=xor&activation=relu&output=identity", diverge),
    ],
)
def test_the_pictures_are_those_of_a_page_opened_there(open_page, address, what):
    page = open_page(address)
    what(page)
    now = drawn(page)
    shoot(page, f"lines-{what.__name__}")
    page.wait_for_timeout(1200)  # the address follows within a second
    page.reload()
    page.wait_for_selector("[data-view=loss] canvas")
    settle(page)
    page.wait_for_timeout(500)
    if what is diverge:
        assert len(set(now.values())) == 3
        return
    fresh = drawn(page)
    different = [view for view in VIEWS if now[view] != fresh[view]]
    assert not different


def test_a_second_link_and_the_way_back_are_drawn(open_page):
    page = open_page()
    open_theirs(page)
    first = drawn(page)
    press(page, "Step")
    wait_step(page, 1)
    page.get_by_label("Paste a link of playground.tensorflow.org").fill(THEIRS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open their link").click()
    wait_step(page, 0)
    settle(page)
    assert drawn(page) == first
