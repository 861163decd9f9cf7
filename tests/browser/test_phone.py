"""A phone: its pictures are cards, the sentence stands under them, and explanations and settings are sheets."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser.conftest import settle, shoot, step_of
from tests.browser.pointing import TIP, Finger, edge_at
from tests.browser.test_explain import FORMULAS, explained
from tests.browser.test_layout import SHIFTS, are_in_the_window, ends, nothing_jumps
from tests.browser.test_maps import PLACES
from tests.browser.test_playground import press, wait_step
from tests.browser.test_surroundings import FITS
from tests.browser.test_touch import LIT

NETWORK, BOUNDARY, LOSS = (f"[data-view={name}]" for name in ("network", "boundary", "loss"))
SAID, SHEET, FOOT = ".st-key-said > :first-child", ".st-key-explain", ".st-key-play button"


def by_finger(open_page, width: int, height: int, query: str = "", **more):
    page = open_page(query, width=width, height=height, has_touch=True, is_mobile=True, **more)
    page.wait_for_function(FITS)
    settle(page)
    return page


def swipe(page, part: str, dx: float) -> None:
    """Push a card aside with a finger."""
    left, right, top, bottom = ends(page, part)
    Finger(page).drag((left + right) / 2 - dx / 2, (top + bottom) / 2, 0, dx)
    page.wait_for_timeout(700)
    settle(page)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_nothing_jumps_and_the_picture_and_the_sentence_are_in_the_window(open_page, width, height):
    page = by_finger(open_page, width, height, script=SHIFTS)
    nothing_jumps(page)
    shoot(page, f"phone-{width}")
    are_in_the_window(page, (NETWORK, SAID), width, height)
    *_, top, bottom = ends(page, NETWORK)
    assert top < 60 and bottom - top > 0.45 * height
    assert bottom <= ends(page, SAID)[2] and ends(page, SAID)[3] <= ends(page, FOOT)[2]
    # The next card peeps in, as high as this one, and the last one lies beyond it.
    assert width - 60 < ends(page, BOUNDARY)[0] < ends(page, LOSS)[0] - 200


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_a_tap_opens_a_sheet_and_a_swipe_turns_to_the_next_card(open_page, width, height):
    page = by_finger(open_page, width, height, "?step=20")
    for part in (BOUNDARY, LOSS):
        swipe(page, NETWORK if part == BOUNDARY else BOUNDARY, -0.6 * width)
        are_in_the_window(page, (part, SAID), width, height)
        assert page.evaluate(FITS) and not page.evaluate(LIT) and page.locator(TIP).count() == 0
    page.locator(NETWORK).scroll_into_view_if_needed()
    settle(page)
    foot = ends(page, ".st-key-back button")
    Finger(page).tap(*edge_at(page, "w:0:2:1", 0.6))
    explained(page, "w₂₂")
    shoot(page, f"phone-sheet-{width}")
    left, right, top, bottom = ends(page, TIP)
    assert left >= 0 and right <= width and top >= 0 and bottom <= height
    are_in_the_window(page, (SHEET, ".st-key-unchoose button"), width, height)
    assert ends(page, SHEET)[2] > ends(page, NETWORK)[3] - 40 and ends(page, SHEET)[3] <= foot[2]
    page.locator(SHEET).evaluate("(e) => e.scrollTo(0, e.scrollHeight)")
    assert max(part["below"] for part in page.evaluate(FORMULAS)) <= 0  # the line of its δ is the last
    press(page, "Step")
    wait_step(page, 21)
    explained(page, "step 21")
    page.locator(".st-key-unchoose button").tap()
    page.wait_for_function(f"() => !({LIT})()")
    settle(page)
    assert page.locator(".st-key-unchoose").count() == 0 and step_of(page) == 21
    # The button of the settings lies on the bar, wherever the page is scrolled to, and they fill the window.
    page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 400)")
    settle(page)
    button = "[data-testid=stExpandSidebarButton]"
    assert ends(page, button)[3] <= ends(page, ".st-key-top")[3] and ends(page, ".st-key-top")[2] <= 0
    left, right, *_ = ends(page, "[data-testid=stLayoutWrapper]:has(> .st-key-top)")
    assert (round(left), round(right)) == (0, width)
    page.locator(button).tap()
    page.wait_for_function("() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().left >= 0")
    settle(page)
    shoot(page, f"phone-settings-{width}")
    left, right, *_ = ends(page, "[data-testid=stSidebar]")
    assert (left, right) == (0, width)
    page.locator("[data-testid=stSidebarCollapseButton] button").tap()
    page.locator(button).wait_for()


@pytest.mark.parametrize(("width", "height"), [(844, 390), (667, 375)])
def test_sideways_the_network_is_on_the_left_and_the_cards_on_the_right(open_page, width, height):
    page = by_finger(open_page, width, height, "?step=20")
    shoot(page, f"phone-sideways-{width}")
    are_in_the_window(page, (NETWORK, BOUNDARY, ".st-key-step_on", ".st-key-play"), width, height)
    assert ends(page, NETWORK)[1] <= ends(page, BOUNDARY)[0] < ends(page, LOSS)[0]
    assert ends(page, NETWORK)[3] - ends(page, NETWORK)[2] > 0.55 * height
    # Small maps have air between them in a low picture, too.
    maps = sorted((place["y"], place["width"]) for place in page.evaluate(PLACES) if place["map"].startswith("n:1:"))
    assert len(maps) == (4 if width > 800 else 0)
    assert all(low - high >= side + 4 for (high, side), (low, _) in pairwise(maps))
    swipe(page, BOUNDARY, -0.3 * width)
    are_in_the_window(page, (NETWORK, LOSS), width, height)
    assert page.evaluate(FITS)
    Finger(page).tap(*edge_at(page, "w:0:2:1", 0.6))
    explained(page, "w₂₂")
    shoot(page, f"phone-sideways-sheet-{width}")
    are_in_the_window(page, (SHEET, NETWORK, TIP), width, height)
    assert ends(page, SHEET)[0] >= ends(page, NETWORK)[1] - 20
    page.locator(SHEET).evaluate("(e) => e.scrollTo(0, e.scrollHeight)")
    assert max(part["below"] for part in page.evaluate(FORMULAS)) <= 0
    page.locator(".st-key-unchoose button").tap()
    page.wait_for_function(f"() => !({LIT})()")
