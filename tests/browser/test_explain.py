"""What was chosen is explained under the network, in the window and in place; before and after can be told apart."""

from __future__ import annotations

import re

import pytest

from nnviz.figures.theme import ROLE_COLOURS
from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.pointing import edge_at, neuron_at
from tests.browser.test_explanations import EXPLAINED
from tests.browser.test_playground import press, query, wait_step

PLACE = """() => {
  const { x, y, width, height } = document.querySelector('.st-key-explain').getBoundingClientRect();
  return [x, y, width, height];
}"""
ROLES = """() => {
  const { lit, halo } = window.nnviz.players.get('page').views.get('network').tables;
  return [lit.role, halo.role];
}"""
# The table's right edge is in the window, or in a box that scrolls to it.
REACHED = """() => {
  const table = document.querySelector('.st-key-arithmetic table'), { right } = table.getBoundingClientRect();
  const scrolls = (box) => ['auto', 'scroll'].includes(getComputedStyle(box).overflowX);
  let box = table;
  while (box && !scrolls(box)) box = box.parentElement;
  return right <= window.innerWidth || right - box.getBoundingClientRect().right <= box.scrollWidth - box.clientWidth;
}"""
FORMULAS = """() => {
  const place = document.querySelector('.st-key-explain');
  const box = place.getBoundingClientRect();
  return [...place.querySelectorAll('.katex-html .base')].map((part) => {
    const { right, bottom } = part.getBoundingClientRect();
    return { over: right - box.right, below: bottom - box.bottom };
  });
}"""
COLOURS = """() => [...document.querySelectorAll('.st-key-explain .katex-html [style*=color]')]
  .map((part) => part.style.color)"""
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def explained(page, words: str) -> str:
    """The words under the network, once they hold these."""
    place = page.locator(".st-key-explain")
    place.get_by_text(words).first.wait_for()
    settle(page)
    return place.inner_text()


def test_a_click_on_an_edge_fills_the_place_under_the_network_and_moves_nothing(open_page):
    page = open_page("?hidden=3&step=20", width=1280, height=720)
    assert "has moved" in explained(page, "Of all weights")
    before = page.evaluate(PLACE)
    page.mouse.click(*edge_at(page, "w:0:2:1"))
    told = explained(page, "w₂₂")
    assert "the weight from x₂ to h₂" in told and "step 20" in told
    assert page.evaluate(PLACE) == before and page.evaluate(SCROLLED) == 0
    shown = page.evaluate(FORMULAS)
    assert len(shown) >= 6
    assert max(part["over"] for part in shown) <= 1 and max(part["below"] for part in shown) <= 0
    assert before[1] + before[3] <= 724
    lit, halo = page.evaluate(ROLES)
    assert sorted(lit) == ["behind", "weight"] and sorted(halo) == ["behind", "delta", "input"]
    assert set(page.evaluate(COLOURS)) == {rgb(colour) for colour in ROLE_COLOURS["light"].values()}
    shoot(page, "explain-edge")
    page.mouse.click(*neuron_at(page, "n:1:2"))
    assert "a neuron (logistic)" in explained(page, "h₃")
    assert page.evaluate(PLACE) == before
    press(page, "Step")
    wait_step(page, 21)
    assert "step 21" in explained(page, "step 21")
    assert page.evaluate(PLACE) == before


def nothing_is_cut(page) -> None:
    """Hold the formulas to having room: on a phone, whose sheet scrolls, once they are scrolled to."""
    place = page.locator(".st-key-explain")
    fits = place.evaluate("(e) => e.scrollHeight <= e.clientHeight")
    assert fits or page.viewport_size["width"] <= 640
    assert max(part["over"] for part in page.evaluate(FORMULAS)) <= 1
    place.evaluate("(e) => e.scrollTo(0, e.scrollHeight)")
    assert max(part["below"] for part in page.evaluate(FORMULAS)) <= 0
    assert place.bounding_box()["y"] + place.bounding_box()["height"] <= page.viewport_size["height"]


def test_a_projectors_page_has_room_for_every_line(open_page):
    page = open_page("?hidden=3&step=20&present=1")
    page.mouse.click(*edge_at(page, "w:0:2:1"))
    explained(page, "w₂₂")
    nothing_is_cut(page)
    page.mouse.click(*neuron_at(page, "n:1:2"))
    explained(page, "h₃")
    nothing_is_cut(page)


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (820, 1180)])
def test_a_tap_fills_it_too_and_no_formula_is_cut(open_page, size):
    page = open_page("?hidden=3&step=20", width=size[0], height=size[1], has_touch=True, is_mobile=True)
    page.locator("[data-view=network]").scroll_into_view_if_needed()
    settle(page)
    # Both ends are sent at once: told apart, the touch lasts until a busy page has answered the first, and is long.
    page.touchscreen.tap(*edge_at(page, "w:0:2:1", 0.4))
    assert "the weight from x₂ to h₂" in explained(page, "w₂₂")
    nothing_is_cut(page)
    page.touchscreen.tap(*neuron_at(page, "n:1:0"))
    assert "a neuron (logistic)" in explained(page, "h₁")
    nothing_is_cut(page)
    shoot(page, f"explain-tap-{size[0]}")


def test_the_question_and_the_phases_are_under_the_network(open_page):
    page = open_page(f"?step=20&{EXPLAINED}")
    page.get_by_text("Predict first").click()
    settle(page)
    press(page, "Step")
    question = page.locator(".st-key-explain .st-key-question")
    question.wait_for()
    settle(page)
    assert step_of(page) == 20
    notes = page.evaluate("() => window.nnviz.players.get('page').views.get('network').tables.notes.text")
    labels = re.findall(r"w\S*?[₀-₉]+", question.locator("p").first.inner_text())
    assert labels and set(labels) <= set(notes)
    question.get_by_role("button").first.click()
    page.get_by_text(re.compile(r"[01] of 1 right")).wait_for()
    explained(page, "Press Step to see the update.")
    shoot(page, "explain-verdict")
    press(page, "Step")
    wait_step(page, 21)
    explained(page, "Update: every weight against its gradient.")


def test_before_and_after_an_update_are_one_press_apart_and_in_the_address(open_page):
    page = open_page(plain("?step=40"))
    field = page.locator("[data-field=train]")
    after = field.inner_text()
    page.get_by_text("before the update", exact=True).click()
    page.wait_for_function("(old) => document.querySelector('[data-field=train]').textContent !== old", arg=after)
    settle(page)
    before = field.inner_text()
    said = page.locator(".st-key-said").inner_text()
    assert f"Train loss {before.split()[1]} → {after.split()[1]}." in said
    assert step_of(page) == 40
    page.wait_for_function("() => new URL(location).searchParams.get('moment') === 'before'")
    again = open_page(plain(f"?step=40&moment={query(page)['moment']}"))
    assert again.locator("[data-field=train]").inner_text() == before
    again.get_by_text("after the update", exact=True).click()
    again.wait_for_function("(old) => document.querySelector('[data-field=train]').textContent === old", arg=after)


def test_the_update_is_a_table_whose_product_is_seen(open_page):
    page = open_page(f"?step=20&hidden=3&{EXPLAINED}", width=1280, height=800)
    table = page.locator(".st-key-arithmetic table")
    table.scroll_into_view_if_needed()
    settle(page)
    assert table.locator("tbody tr").count() == 13
    for row in table.locator("tbody tr").all()[:4]:
        _, delta, source, product, step, _ = (
            float(text.split()[-1].replace("−", "-")) for text in row.locator("td").all_inner_texts()
        )
        assert product == pytest.approx(delta * source, rel=2e-3)
        assert step == pytest.approx(-product, rel=1e-3)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "(width) => document.querySelector('[data-testid=stMain]').clientWidth <= width", arg=width
        )
        settle(page)
        table.scroll_into_view_if_needed()
        assert page.evaluate(REACHED), width
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        shoot(page, f"update-table-{width}")
