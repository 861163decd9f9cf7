"""Sharing in a real browser: the link on the clipboard, a page inside a page, a run saved and opened again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import PLAIN, plain, settle, shoot, step_of, wait_past
from tests.browser.test_playground import PIXELS, pause, press, query, wait_step

PANEL = "Share and keep"
SHOWN = set(parse_qs(PLAIN)["view"][0].split(","))
"""The parts of a page without formulas."""
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def open_panel(page) -> None:
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.locator(".st-key-more").get_by_role("radio", name=PANEL).click()
    page.get_by_role("button", name="Copy link").wait_for()
    settle(page)


def test_the_copied_link_opens_the_same_picture(open_page):
    page = open_page(plain("?seed=7&step=40&hide=noise"), **CLIPBOARD)
    open_panel(page)
    press(page, "Step")
    wait_step(page, 41)
    settle(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied: a link of").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    # What the defaults say is left out.
    told = parse_qs(urlsplit(link).query)
    assert set(told.pop("view")[0].split(",")) == SHOWN
    assert told == {"seed": ["7"], "hide": ["noise"], "step": ["41"]}
    assert (query(page)["step"], query(page)["hide"]) == ("41", "noise")
    shoot(page, "copied")
    other = open_page("?" + urlsplit(link).query)
    assert step_of(other) == 41
    assert other.evaluate(PIXELS, "network") == page.evaluate(PIXELS, "network")
    assert other.get_by_text("Noise", exact=True).count() == 0


def test_on_a_phone_without_a_clipboard_the_link_is_selected_and_the_qr_code_stays_inside(open_page):
    page = open_page(plain("?step=12"), width=390, height=844)
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;"
    )
    open_panel(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Selected: press Ctrl+C").wait_for()
    chosen = page.evaluate("window.getSelection().toString() || document.activeElement.value")
    told = parse_qs(urlsplit(chosen).query)
    assert urlsplit(chosen).path == "/" and set(told.pop("view")[0].split(",")) == SHOWN
    assert told == {"step": ["12"]}
    page.get_by_text("QR code for a projector").click()
    picture = page.locator(".st-key-more img")
    picture.wait_for()
    box = picture.bounding_box()
    assert box["x"] >= 0 and 250 < box["width"] <= 390 - box["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_inside_a_page_shows_what_it_was_told_to(open_page):
    page = open_page("?embed=true&view=network,loss,transport&hide=reset,examples", width=800, height=700)
    assert page.locator("[data-view=boundary]").count() == 0
    assert page.locator("[data-testid=stSidebar]").count() == 0
    assert page.locator("[data-testid=stMainMenu]").count() == 0
    assert page.locator(".st-key-arithmetic").count() == 0
    assert page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Reset")).count() == 0
    press(page, "Play")
    wait_past(page, 50)
    pause(page)
    told = query(page)
    assert (told["embed"], told["view"], told["hide"]) == ("true", "transport,network,loss", "reset,examples")
    assert int(told["step"]) == step_of(page)
    # What it has no picture for does not pile up in the browser.
    assert page.evaluate("Object.keys(window.nnviz.players.get('page').latest).length") == 0
    page.reload()
    page.wait_for_selector(f"[data-step='{told['step']}']")
    assert page.locator("[data-testid=stSidebar]").count() == 0


def test_a_saved_run_is_opened_again(open_page, tmp_path):
    page = open_page(plain("?seed=3&step=60"))
    open_panel(page)
    before = page.evaluate(PIXELS, "network")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save this run").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "nnviz-run-step-60.json"
    other = open_page(plain("?dataset=spiral&hidden=8-8"))
    open_panel(other)
    other.locator(".st-key-run_file input[type=file]").set_input_files(path)
    other.locator(".st-key-open_run button:enabled").click()
    wait_step(other, 60)
    other.get_by_text("to the last bit.", exact=False).first.wait_for()
    settle(other)
    other.wait_for_function(f"(old) => ({PIXELS})('network') === old", arg=before)
