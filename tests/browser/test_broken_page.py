"""What breaks in the browser does not leave a blank page: it opens again by itself, with its run at its step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.chromium import READY
from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.test_playground import PIXELS, press, query, wait_step

ADDRESS = plain("?dataset=moons&hidden=3&seed=5&step=7")
AGAIN = "Something broke in the page, so it was opened again."


class Opened:
    """A page and its line to the server, on which a test can say something, too."""

    def __init__(self, page, server: str) -> None:
        self.page, self.lines = page, []
        page.route_web_socket("**/_stcore/stream", self._join)
        page.goto(f"{server}/{ADDRESS}")
        page.wait_for_selector(READY)
        settle(page)

    def _join(self, line) -> None:
        self.lines.append(line)
        line.connect_to_server()

    def say(self, message: ForwardMsg) -> None:
        message.hash = "of a test"
        self.lines[-1].send(message.SerializeToString())


def delta(*path: int) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    return message


def where_nothing_is(opened: Opened) -> None:
    """An element in a container that the page has not got."""
    message = delta(0, 5, 0)
    message.delta.new_element.empty.SetInParent()
    opened.say(message)


def far_outside(opened: Opened) -> None:
    """An element at a place that the page has not got."""
    message = delta(0, 90)
    message.delta.new_element.empty.SetInParent()
    opened.say(message)


def inside_an_element(opened: Opened) -> None:
    """An element in what is no container."""
    message = delta(0, 0, 0, 0)
    message.delta.new_element.empty.SetInParent()
    opened.say(message)


def not_to_be_drawn(opened: Opened) -> None:
    """A part of the page that cannot be drawn."""
    message = delta(0, 4)
    message.delta.new_element.plotly_chart.spec = "no JSON"
    opened.say(message)


def not_to_be_read(opened: Opened) -> None:
    """A message of a kind that Streamlit's page does not know."""
    opened.say(ForwardMsg())


def emptied(opened: Opened) -> None:
    """Everything taken away, as React does."""
    opened.page.evaluate("document.getElementById('root').replaceChildren()")


@pytest.fixture
def opened(browser, server: str) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield Opened(context.new_page(), server)
    context.close()


@pytest.mark.parametrize(
    "broken", [where_nothing_is, far_outside, inside_an_element, not_to_be_drawn, not_to_be_read, emptied]
)
def test_a_page_that_breaks_is_there_again_with_its_run_at_its_step(opened, broken: Callable):
    page = opened.page
    press(page, "Step")
    wait_step(page, 8)
    settle(page)
    pixels = page.evaluate(PIXELS, "boundary")
    page.evaluate("window.before = true")
    broken(opened)
    page.wait_for_function("() => !window.before")
    page.wait_for_selector(READY)
    assert page.locator("[data-revival]").inner_text().startswith(AGAIN)
    wait_step(page, 8)
    settle(page)
    assert page.evaluate(PIXELS, "boundary") == pixels
    assert {name: query(page)[name] for name in ("dataset", "hidden", "seed", "step")} == {
        "dataset": "moons",
        "hidden": "3",
        "seed": "5",
        "step": "8",
    }
    press(page, "Step")
    wait_step(page, 9)


def test_a_page_that_breaks_again_and_again_says_so_and_stops(opened):
    page = opened.page
    for _ in range(3):
        page.evaluate("window.before = true")
        emptied(opened)
        page.wait_for_function("() => !window.before")
        page.wait_for_selector(READY)
        settle(page)
    page.evaluate("window.before = true")
    emptied(opened)
    said = page.get_by_role("alert").filter(has_text="3 times in a row")
    said.wait_for()
    shoot(page, "broken")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.before")
    said.get_by_role("button", name="Open it again").click()
    page.wait_for_selector(READY)
    settle(page)
    assert step_of(page) == 7
    kept = json.loads(page.evaluate("sessionStorage.getItem('nnviz-revived')"))
    assert "words" not in kept
