"""Fingers and pens on the pictures: they choose, they see the numbers, and they scroll."""

from __future__ import annotations

import pytest

from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.pointing import GRADIENT, TIP, Finger, edge_at, neuron_at, words
from tests.browser.test_maps import PLACES

SIZES = [(390, 844), (820, 1000)]
LIT = "() => window.nnviz.players.get('page').views.get('network').tables.lit.x?.length === 1"


def by_touch(open_page, size, query="?step=50", **more):
    width, height = size
    page = open_page(query, width=width, height=height, has_touch=True, **more)
    page.locator("[data-view=network]").scroll_into_view_if_needed()
    settle(page)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_a_tap_chooses_an_edge_and_a_neuron_and_shows_their_numbers(open_page, size):
    page = by_touch(open_page, size, is_mobile=True)
    finger = Finger(page)
    finger.tap(*edge_at(page, "w:1:2:0", 0.4))
    page.wait_for_selector(TIP)
    assert {"weight", "value", GRADIENT} <= set(words(page))
    page.wait_for_function(LIT)
    shoot(page, f"touch-edge-{size[0]}")
    settle(page)
    finger.tap(*neuron_at(page, "n:1:1"))
    page.get_by_text("Neuron h₂").wait_for()
    assert "activation" in page.locator(".player-lens").inner_text()
    # A tap beside the pictures puts the words away.
    finger.tap(*map(float, centre(page.locator("[data-step]"))))
    page.wait_for_selector(".player-lens", state="detached")


def centre(place) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_long_press_sees_and_does_not_choose_a_small_map_is_seen_large_and_playwrights_own_tap_chooses(open_page):
    page = by_touch(open_page, SIZES[0], plain("?step=50"))
    finger = Finger(page)
    finger.tap(*edge_at(page, "w:1:2:0", 0.4), 700)
    page.wait_for_selector(TIP)
    page.wait_for_timeout(300)
    assert not page.evaluate(LIT)
    place = next(place for place in page.evaluate(PLACES) if place["map"] == "n:1:2")
    finger.tap(place["x"], place["y"], 700)
    lens = page.locator(".player-lens")
    lens.wait_for()
    assert "h₃" in lens.inner_text()
    shoot(page, "touch-lens")
    finger.tap(*map(float, centre(page.locator("[data-step]"))))
    lens.wait_for(state="detached")
    page.touchscreen.tap(*edge_at(page, "w:1:2:0", 0.4))
    page.wait_for_function(LIT)


def test_a_finger_that_moves_scrolls_the_page_and_chooses_nothing(open_page):
    page = by_touch(open_page, SIZES[0], plain("?step=50"), is_mobile=True)
    top = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    before = page.evaluate(top)
    x, y = centre(page.locator("[data-view=network]"))
    Finger(page).drag(x, y, -200)
    page.wait_for_timeout(500)
    assert page.evaluate(top) > before + 100
    assert page.locator(TIP).count() == 0 and not page.evaluate(LIT)
    assert step_of(page) == 50


def test_a_pen_chooses(open_page):
    page = by_touch(open_page, SIZES[1], plain("?step=50"))
    line = page.context.new_cdp_session(page)
    x, y = edge_at(page, "w:1:2:0", 0.4)
    for kind, buttons in (("mousePressed", 1), ("mouseReleased", 0)):
        about = {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1}
        line.send("Input.dispatchMouseEvent", {**about, "pointerType": "pen"})
    page.wait_for_function(LIT)
