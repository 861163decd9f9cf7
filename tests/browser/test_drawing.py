"""Points drawn in a real browser: with the mouse, with a finger, and what the run makes of them."""

import time

import numpy as np

from nnviz.run.settings import from_params
from tests.browser.conftest import plain, settle, shoot, step_of, wait_past

PARAMS = "() => Object.fromEntries(new URL(location).searchParams)"


def own_of(page):
    """The own data that the address of the page holds."""
    settings, problems = from_params(page.evaluate(PARAMS))
    assert not problems
    return settings.own


class Plane:
    """The plane to draw in, by the data's own coordinates."""

    def __init__(self, page):
        self.page = page
        page.get_by_text("More pictures, your own data").click()
        page.locator(".st-key-more").get_by_role("radio", name="Draw points").click()
        self.canvas = page.locator(".points-plane")
        self.canvas.wait_for()
        settle(page)
        self.canvas.scroll_into_view_if_needed()
        settle(page)

    def at(self, x, y):
        box = self.canvas.bounding_box()
        across = box["x"] + 46 + (box["width"] - 56) * (x + 1.2) / 2.4
        return across, box["y"] + 10 + (box["height"] - 48) * (1 - (y + 1.2) / 2.4)

    def says(self, text):
        self.page.locator(".points-said").get_by_text(text).wait_for()

    def sent(self, rows):
        """Wait until the run learns from so many points."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = own_of(self.page)
            if found is not None and len(found.X) == rows:
                settle(self.page)
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the run does not learn from {rows} points")

    def drag(self, *places, steps=8):
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=steps)
        self.page.mouse.up()


def test_points_are_clicked_dragged_undone_cleared_and_drawn_while_it_plays(open_page):
    page = open_page(plain("?test_share=0"))
    plane = Plane(page)
    page.mouse.click(*plane.at(-0.5, 0.5))
    plane.says("1 point of")
    page.get_by_role("button", name="Class 1").click()
    page.mouse.click(*plane.at(0.5, -0.25))
    plane.says("2 points")
    own = plane.sent(2)
    np.testing.assert_allclose(own.X, [[-0.5, 0.5], [0.5, -0.25]], atol=0.01)
    assert own.labels.tolist() == [0, 1]

    page.mouse.click(*plane.at(-0.5, 0.5))  # on the first point
    plane.says("1 point of")
    assert plane.sent(1).labels.tolist() == [1]
    page.get_by_role("button", name="Undo").click()
    plane.says("2 points")
    plane.sent(2)
    points_may_be_drawn_while_it_plays(page, plane)
    page.get_by_role("button", name="Undo").click()
    plane.says("2 points")
    plane.sent(2)

    page.get_by_role("slider", name="Brush size").fill("12")
    plane.drag((0.2, -0.8), (0.9, -0.8))
    own = plane.sent(int(page.locator(".points-said").inner_text().split()[0]))
    assert len(own.X) >= 12
    assert own.X[2:, 1].max() < -0.6  # within the brush
    shoot(page, "drawing")

    page.get_by_role("button", name="Erase").click()
    page.get_by_role("slider", name="Brush size").fill("13")  # points stand on three decimals
    plane.drag((0.0, -0.8), (1.1, -0.8), steps=2)  # as of a fast hand
    plane.says("2 points")
    page.get_by_role("button", name="Clear").click()
    plane.says("0 points")
    page.get_by_text("nothing in the plane yet").wait_for()
    assert len(own_of(page).X) == 2  # the run keeps what it had


def points_may_be_drawn_while_it_plays(page, plane):
    page.get_by_role("button", name="Start from the data set on show").click()
    plane.says("2 points")
    page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 0)")
    page.get_by_role("button", name="Play").click()
    wait_past(page, 300)
    plane.canvas.scroll_into_view_if_needed()
    page.mouse.click(*plane.at(0.0, 1.1))
    plane.says("3 points")
    plane.sent(3)
    wait_past(page, step_of(page) + 50)
    page.get_by_role("button", name="Pause").click()
    settle(page)
    assert len(own_of(page).X) == 3


def test_a_stroke_ends_when_the_plane_is_full_and_a_link_brings_all_points_back(open_page):
    page = open_page(plain("?test_share=0&n=750"))
    plane = Plane(page)
    page.get_by_role("button", name="Start from the data set on show").click()
    plane.says("750 points of at most 800")
    page.get_by_role("slider", name="Brush size").fill("30")
    page.get_by_role("slider", name="Points a click").fill("20")
    plane.drag((-0.8, -1.0), (-0.8, 1.0), (0.4, 1.0))
    plane.says("800 points, which is the most. Take some away to add others.")
    own = plane.sent(800)
    address = page.url.split("?", 1)[1]
    assert len(address) < 8_000
    other = open_page("?" + address)
    assert own_of(other) == own
    assert other.get_by_text("Your own data").is_visible()


def test_a_finger_draws_and_does_not_scroll(open_page):
    page = open_page(plain("?test_share=0"), width=390, height=844, has_touch=True, is_mobile=True)
    plane = Plane(page)
    page.touchscreen.tap(*plane.at(-0.5, 0.5))
    plane.says("1 point of")
    plane.sent(1)
    # What stands above the plane may grow by what is drawn; the plane stays under the finger.
    place = "() => document.querySelector('.points-plane').getBoundingClientRect().top"
    before = page.evaluate(place)
    touch = page.context.new_cdp_session(page)
    for kind, spot in (
        ("touchStart", (0, 0.6)),
        ("touchMove", (0.2, 0.2)),
        ("touchMove", (0.4, -0.4)),
        ("touchEnd", None),
    ):
        points = [] if spot is None else [dict(zip("xy", plane.at(*spot), strict=True))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(50)
    page.wait_for_function("() => parseInt(document.querySelector('.points-said').textContent) > 5")
    settle(page)
    assert abs(page.evaluate(place) - before) <= 2
    shoot(page, "drawing-phone")
