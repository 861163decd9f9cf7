"""Presses in haste, by key and by mouse: each of them counts, in its order, and none is made while text is typed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.browser.conftest import settle, step_of
from tests.browser.pointing import edge_at
from tests.browser.test_playground import query, wait_step

APART = 60
"""Milliseconds from one press to the next."""
WITH_FORMULAS = 150
"""Milliseconds in which some of the formulas and fields of a step come, and not all."""


def throttle(page, rate: int) -> None:
    """Let the browser compute so many times as slowly."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def stands_at(page, step: int) -> None:
    wait_step(page, step)
    settle(page)
    assert step_of(page) == step


def test_ten_presses_of_s_and_ten_clicks_on_step_are_ten_steps_each(open_page):
    page = open_page(fresh=True)
    for slower in (1, 6):
        start = step_of(page)
        throttle(page, slower)
        for _ in range(10):
            page.keyboard.press("s")
            page.wait_for_timeout(APART)
        stands_at(page, start + 10)
        for _ in range(6):
            page.keyboard.press("b")
            page.wait_for_timeout(APART)
        stands_at(page, start + 4)
        box = page.locator(".st-key-step_on button").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for _ in range(10):
            page.mouse.click(x, y)
            page.wait_for_timeout(APART)
        stands_at(page, start + 14)
    # The fields of a weight change with every step: what the browser says of them late is no wish of the visitor's.
    throttle(page, 1)
    page.mouse.click(*edge_at(page, "w:0:1:0"))
    page.locator(".st-key-weight_slid").wait_for()
    settle(page)
    start = step_of(page)
    for _ in range(10):
        page.mouse.click(x, y)
        page.wait_for_timeout(WITH_FORMULAS)
    stands_at(page, start + 10)
    page.wait_for_function(f"() => new URL(location).searchParams.get('step') === '{start + 10}'")
    assert query(page) == {"step": str(start + 10)}
    expect(page.locator(".st-key-moment").get_by_role("radio", checked=True)).to_have_text("after the update")


def test_different_presses_keep_their_order(open_page):
    page = open_page("?seed=4")
    for key in "ssebs0sse":
        page.keyboard.press(key)
        page.wait_for_timeout(10)
    run = Experiment(Settings(seed=4))
    for _ in range(2):
        run.forward()
    run.next_epoch()
    wait_step(page, run.step)
    settle(page)
    assert step_of(page) == run.step
    page.wait_for_url(re.compile(f"step={run.step}"))
    page.keyboard.press("p")
    page.keyboard.press("p")
    settle(page)
    page.wait_for_function("() => !window.nnviz.players.get('page').chunk.playing")
    assert int(query(page)["step"]) >= run.step


def test_a_key_that_is_held_down_steps_on_and_does_not_start_and_stop(open_page):
    page = open_page()
    page.keyboard.down("s")
    for _ in range(4):
        page.keyboard.down("s")
    page.keyboard.up("s")
    wait_step(page, 5)
    page.keyboard.down("p")
    for _ in range(3):
        page.keyboard.down("p")
    page.keyboard.up("p")
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 60")
    page.keyboard.press("p")
    page.wait_for_function("() => !window.nnviz.players.get('page').chunk.playing")
    settle(page)


def test_letters_that_are_typed_press_nothing(open_page):
    page = open_page()
    field = page.locator("[data-testid=stSidebar] input[type=number]").first
    field.click()
    page.keyboard.type("sbep0")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    settle(page)
    assert step_of(page) == 0
    assert not page.evaluate("window.nnviz.players.get('page').chunk.playing")


def test_a_press_closes_what_was_open(open_page):
    page = open_page()
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Run")).click()
    page.get_by_text("Samples to present").wait_for()
    page.locator(".st-key-step_on button").click()
    wait_step(page, 1)
    page.get_by_text("Samples to present").wait_for(state="hidden")
