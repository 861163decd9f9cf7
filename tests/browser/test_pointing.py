"""What is said of the thing that is pointed at, while the picture moves: numbers of the frame on show, or none."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import plain, step_of, wait_past
from tests.browser.pointing import GRADIENT, TIP, WORDS, edge_at, neuron_at, words
from tests.browser.test_playground import pause, play_for, press, wait_step

WEIGHT = """
(key) => {
  const { edges } = window.nnviz.players.get('page').views.get('network').tables;
  return edges.w[edges.edge.indexOf(key)];
}
"""
EDGE = "w:1:2:0"
# The words and the weight of one and the same moment.
BOTH = f"(key) => [{WORDS.strip()}, ({WEIGHT.strip()})(key)]"


def said_and_true(page) -> tuple[float, float]:
    rows, weight = page.evaluate(BOTH, EDGE)
    said = {name.rstrip(":"): text for name, text in rows}["value"]
    return float(said.replace("\N{MINUS SIGN}", "-")), weight


@pytest.mark.parametrize("first", ["hover", "play"])
def test_the_words_about_an_edge_follow_the_frames_and_hold_nothing_old(open_page, first):
    page = open_page(plain("?step=50&samples_per_frame=1"))
    if first == "hover":
        page.mouse.move(*edge_at(page, EDGE))
        page.wait_for_selector(TIP)
        assert GRADIENT in words(page)
        page.keyboard.press("p")
    else:
        play_for(page, 100)
        page.mouse.move(*edge_at(page, EDGE))
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 60")
    page.wait_for_selector(TIP)
    seen = set()
    for _ in range(6):
        said, true = said_and_true(page)
        assert said == pytest.approx(true, rel=1e-4)
        seen.add(said)
        wait_past(page, step_of(page) + 5)
    assert len(seen) > 3
    assert GRADIENT not in words(page)
    # A neuron with a small map has its numbers below that map, large.
    page.mouse.move(*neuron_at(page, "n:1:0"))
    lens = page.locator(".player-lens")
    activations = set()
    for _ in range(4):
        activations.add(re.search(r"activation ([\d.e-]+)", lens.inner_text())[1])
        wait_past(page, step_of(page) + 5)
    assert len(activations) > 2
    page.mouse.move(*edge_at(page, EDGE))
    page.keyboard.press("p")
    page.wait_for_function(
        "() => { const p = window.nnviz.players.get('page'); return p.chunk.mode === 'replace' && !p.chunk.playing; }"
    )
    assert said_and_true(page)[0] == pytest.approx(page.evaluate(WEIGHT, EDGE), rel=1e-4)
    assert GRADIENT in words(page)


def test_the_words_follow_a_step_under_a_pointer_that_stands_still(open_page):
    page = open_page("?step=50")
    page.mouse.move(*edge_at(page, EDGE))
    page.wait_for_selector(TIP)
    page.keyboard.press("s")
    wait_step(page, 51)
    assert said_and_true(page)[0] == pytest.approx(page.evaluate(WEIGHT, EDGE), rel=1e-4)
    page.mouse.move(5, 5)
    page.wait_for_selector(TIP, state="detached")


def test_a_pixels_value_is_left_out_while_it_plays(open_page):
    page = open_page(plain("?dataset=digits&step=20"))
    spot = """() => {
      const { view, tables, element } = window.nnviz.players.get('page').views.get('network');
      const box = element.querySelector('canvas').getBoundingClientRect();
      const [left, top] = view.origin(), { x, y } = tables.sample;
      return [box.left + left + view.scale('x')(x[0]) + 5, box.top + top + view.scale('y')(y[0]) + 5];
    }"""
    page.mouse.move(*page.evaluate(spot))
    page.wait_for_selector(TIP)
    assert "value" in words(page)
    press(page, "Play")
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 60")
    page.mouse.move(*page.evaluate(spot))
    page.wait_for_selector(TIP)
    assert "input" in words(page) and "value" not in words(page)
    pause(page)


def test_a_click_counts_though_the_picture_is_made_anew_under_the_pressed_button(open_page):
    page = open_page("?step=50")
    page.mouse.move(*edge_at(page, EDGE))
    page.wait_for_selector(TIP)
    page.mouse.down()
    made = (
        "() => { const { view } = window.nnviz.players.get('page').views.get('network'); return view !== window.old; }"
    )
    page.evaluate(
        """() => {
          const picture = window.nnviz.players.get('page').views.get('network');
          window.old = picture.view;
          picture.make();
        }"""
    )
    page.wait_for_timeout(400)
    assert not page.evaluate(made)
    page.mouse.up()
    page.wait_for_function("() => window.nnviz.players.get('page').views.get('network').tables.lit.x?.length === 1")
    page.wait_for_function(made)
    assert said_and_true(page)[0] == pytest.approx(page.evaluate(WEIGHT, EDGE), rel=1e-4)
