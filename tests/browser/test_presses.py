"""Presses in haste, by key and by mouse: each of them counts, in its order, and none is made while text is typed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.browser.conftest import plain, settle, step_of, wait_past
from tests.browser.pointing import edge_at
from tests.browser.test_playground import query, wait_step

APART = 60
"""Milliseconds from one press to the next."""
WITH_FORMULAS = 150
"""Milliseconds in which some of the formulas and fields of a step come, and not all."""
STANDS = "() => !window.nnviz.players.get('page').chunk.playing"


def throttle(page, rate: int) -> None:
    """Let the browser compute so many times as slowly."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def stands_at(page, step: int) -> None:
    wait_step(page, step)
    settle(page)
    assert step_of(page) == step


def test_ten_presses_of_s_and_ten_clicks_on_step_are_ten_steps_each(open_page):
    page = open_page()
    x, y = centre(page.locator(".st-key-step_on button"))
    steps_on_and_back(page, x, y)
    # The fields of a weight change with every step: what the browser says of them late is no wish of the visitor's.
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


def test_ten_presses_of_s_and_ten_clicks_on_step_are_ten_steps_each_in_a_slow_browser(open_page):
    page = open_page(fresh=True)
    page.set_default_timeout(90_000)  # no press is lost, however late it is answered
    throttle(page, 6)
    steps_on_and_back(page, *centre(page.locator(".st-key-step_on button")))


def centre(place) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def steps_on_and_back(page, x: float, y: float) -> None:
    """Press by key and by mouse, faster than is answered; ``x`` and ``y`` lie on Step."""
    start = step_of(page)
    for _ in range(10):
        page.keyboard.press("s")
        page.wait_for_timeout(APART)
    stands_at(page, start + 10)
    for _ in range(6):
        page.keyboard.press("b")
        page.wait_for_timeout(APART)
    stands_at(page, start + 4)
    for _ in range(10):
        page.mouse.click(x, y)
        page.wait_for_timeout(APART)
    stands_at(page, start + 14)


def test_presses_keep_their_order_letters_that_are_typed_press_nothing_and_a_press_closes_what_was_open(open_page):
    page = open_page(plain("?seed=4"))
    letters_that_are_typed_press_nothing(page)
    a_press_closes_what_was_open(page)
    different_presses_keep_their_order(page)
    a_key_that_is_held_down_steps_on_and_does_not_start_and_stop(page)


def letters_that_are_typed_press_nothing(page) -> None:
    field = page.locator("[data-testid=stSidebar] input[type=number]").first
    field.click()
    page.keyboard.type("sbep0")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    settle(page)
    assert step_of(page) == 0
    assert not page.evaluate("window.nnviz.players.get('page').chunk.playing")


def a_press_closes_what_was_open(page) -> None:
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Run")).click()
    page.get_by_text("Samples to present").wait_for()
    page.locator(".st-key-step_on button").click()
    wait_step(page, 1)
    page.get_by_text("Samples to present").wait_for(state="hidden")


def different_presses_keep_their_order(page) -> None:
    for key in "0ssebs0sse":
        page.keyboard.press(key)
        page.wait_for_timeout(10)
    run = Experiment(Settings(seed=4))
    for _ in range(2):
        run.forward()
    run.next_epoch()
    stands_at(page, run.step)
    page.wait_for_url(re.compile(f"step={run.step}"))
    page.keyboard.press("p")
    page.keyboard.press("p")
    settle(page)
    page.wait_for_function(STANDS)
    assert int(query(page)["step"]) >= run.step


def a_key_that_is_held_down_steps_on_and_does_not_start_and_stop(page) -> None:
    start = step_of(page)
    page.keyboard.down("s")
    for _ in range(4):
        page.keyboard.down("s")
    page.keyboard.up("s")
    stands_at(page, start + 5)
    page.keyboard.down("p")
    for _ in range(3):
        page.keyboard.down("p")
    page.keyboard.up("p")
    wait_past(page, start + 60)
    page.keyboard.press("p")
    page.wait_for_function(STANDS)
    settle(page)
