"""How a table is read, in a real browser: what is said fits in, and a choice is made by hand."""

from __future__ import annotations

import pytest

from scripts.chromium import serve
from tests.browser.conftest import shoot

TEXT = "# weighed in March\nx;weight;region\n1;950;NA\n2;1,250;EU\n3;730;AS\n4;810;EU\nlow;905;EU\nTotal;4645;\n"


@pytest.fixture(scope="module")
def panel(chromium: str, tmp_path_factory: pytest.TempPathFactory):
    log_file = tmp_path_factory.mktemp("reading") / "server.log"
    with log_file.open("w") as log, serve(log, "tests/app/reading_page.py") as address:
        yield address
    assert "Traceback" not in log_file.read_text()


def open_with(tabs, address: str, text: str, width: int, scheme: str = "light"):
    page = tabs.take(fresh=True)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.set_default_timeout(30_000)
    page.goto(address)
    page.get_by_label("Table").fill(text)
    page.get_by_label("Table").press("Control+Enter")
    page.locator(".st-key-reading").wait_for()
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_a_choice_changes_the_table_and_can_be_taken_back(tabs, panel, width, scheme):
    page = open_with(tabs, panel, TEXT, width, scheme)
    said = page.locator(".st-key-reading")
    said.get_by_text("Line 8 is set aside: a total.").wait_for()
    said.get_by_text("“1,250” could be 1250 or 1.250: it is read as 1250.").wait_for()
    said.get_by_text("Column “x” has 1 cell that is no number, “low” (line 7)").wait_for()
    page.get_by_text("Change how it is read").click()
    page.get_by_role("combobox", name="Decimal sign").wait_for()
    shoot(page, f"reading_{width}")
    sign = page.get_by_role("combobox", name="Decimal sign")
    sign.scroll_into_view_if_needed()  # first, as people do: Streamlit shuts a list when the page scrolls under it
    page.wait_for_timeout(400)
    sign.click()
    page.get_by_role("option", name="a comma", exact=True).click()
    said.get_by_text("A comma in a number is read as its decimal point: 1,250 is 1.250.").wait_for()
    page.get_by_role("button", name="Count “low” as missing").click()
    said.get_by_text("Column “x” has 1 cell").wait_for(state="detached")
    page.get_by_role("button", name="Guess everything anew").click()
    said.get_by_text("Column “x” has 1 cell that is no number").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tabs.give_back(page, fresh=True)
