"""Data of one's own in a real browser: in the address as long as they fit, in the tab where they do not."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit

import numpy as np

from scripts.chromium import READY
from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.test_playground import PIXELS, press, query, wait_step

NOT_WHOLE = "not the whole run"


def table(rows: int, decimals: int) -> str:
    X = np.random.default_rng(7).uniform(-1, 1, (rows, 2))
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(["x1", "x2", "c"])
    write.writerows([*(repr(round(v, decimals)) for v in row), "ab"[int(sum(row) > 0)]] for row in X.tolist())
    return text.getvalue()


PUT = """(field, text) => {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def use(page, rows: int, decimals: int) -> None:
    """Use a pasted table as own data."""
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.locator(".st-key-more").get_by_role("radio", name="Your own data").click()
    page.get_by_role("radio", name="Pasted text").click()
    field = page.locator(".st-key-own_pasted textarea")
    # Chromium takes a quarter of a minute to type that many lines, and so to fill a field.
    field.evaluate(PUT, table(rows, decimals))
    field.press("Control+Enter")
    page.get_by_role("button", name="Use these data").click()
    page.wait_for_function("() => new URL(location).searchParams.get('dataset') === 'own'")
    settle(page)


def reloaded(page) -> None:
    page.reload()
    page.wait_for_selector(READY)
    settle(page)


def test_a_few_hundred_rows_are_in_the_address(open_page):
    page = open_page(plain("?dataset=moons&step=50"))
    use(page, 300, 17)
    press(page, "Epoch")
    wait_step(page, 210)
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '210'")
    assert page.get_by_text(NOT_WHOLE).count() == 0
    pixels = page.evaluate(PIXELS, "network")
    other = open_page("?" + urlsplit(page.url).query)
    assert step_of(other) == 210 and other.evaluate(PIXELS, "network") == pixels


def test_more_rows_than_fit_survive_a_reload_of_the_tab_and_are_missed_elsewhere(open_page):
    page = open_page(plain("?dataset=moons&step=50"))
    use(page, 1500, 17)
    press(page, "Epoch")
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '1050'")
    page.get_by_text("In this tab a reload brings them back").first.wait_for()
    assert query(page)["lacks"] == "own" and "own" not in query(page)
    shoot(page, "not-the-whole-run")
    pixels, address = page.evaluate(PIXELS, "network"), page.url
    reloaded(page)
    wait_step(page, 1050)
    settle(page)
    assert page.url == address
    assert page.evaluate(PIXELS, "network") == pixels
    press(page, "Step")
    wait_step(page, 1051)
    # Another browser is told, and shows no other run without a word.
    other = open_page("?" + urlsplit(address).query)
    other.get_by_text("this browser does not have them").wait_for()
    shoot(other, "data-missing")
    assert other.url.endswith(urlsplit(address).query)
    reloaded(other)
    other.get_by_text("this browser does not have them").wait_for()
