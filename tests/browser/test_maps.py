"""The neurons' small maps in a real browser: they move while it plays, and one can be seen large."""

from __future__ import annotations

import pytest

from tests.browser.conftest import plain, settle, shoot, step_of, wait_past
from tests.browser.test_playground import pause, play_for, press, wait_step

# What of the first hidden neuron's small map is on the screen: the middle of its square, as pixels of the chart.
MAP = """
([tile]) => {
  const canvas = window.nnviz.players.get('page').views.get('network').tiles[tile];
  return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join(' ');
}
"""
# Where the map marks lie on the page: their bounds in the scene graph, on the chart's canvas.
PLACES = """
() => {
  const view = window.nnviz.players.get('page').views.get('network');
  const box = view.element.querySelector('canvas').getBoundingClientRect();
  const [left, top] = view.view.origin();
  const found = [];
  const visit = (item) => {
    if (item.marktype === 'image') {
      for (const { bounds, datum } of item.items) found.push({
        x: box.left + left + (bounds.x1 + bounds.x2) / 2, y: box.top + top + (bounds.y1 + bounds.y2) / 2,
        width: bounds.x2 - bounds.x1, map: datum.map, right: box.left + left + bounds.x2, end: box.right,
      });
    }
    for (const child of item.items ?? []) visit(child);
  };
  visit(view.view.scenegraph().root);
  return found;
}
"""


def test_maps_move_while_it_plays_and_stand_still_with_it(open_page):
    page = open_page(plain())
    first = page.evaluate(MAP, [2])
    play_for(page, 0)
    seen = set()
    for _ in range(8):
        wait_past(page, step_of(page) + 100)
        seen.add(page.evaluate(MAP, [2]))
    assert len(seen - {first}) >= 3
    pause(page)
    still = page.evaluate(MAP, [2])
    page.wait_for_timeout(400)
    assert page.evaluate(MAP, [2]) == still
    shoot(page, "maps")


def test_a_map_is_seen_large_and_chooses_its_neuron(open_page):
    page = open_page()
    press(page, "Step")
    wait_step(page, 1)
    settle(page)
    places = {place["map"]: place for place in page.evaluate(PLACES)}
    assert set(places) == {"n:0:0", "n:0:1", *(f"n:1:{i}" for i in range(4)), "n:2:0"}
    for place in places.values():
        assert place["width"] == pytest.approx(46, abs=1) and place["right"] <= place["end"]
    at = places["n:1:2"]
    page.mouse.move(at["x"], at["y"])
    lens = page.locator(".player-lens")
    lens.wait_for()
    assert "h₃" in lens.inner_text() and "x1 across, x2 up" in lens.inner_text()
    assert page.locator(".vg-tooltip.visible").count() == 0
    shoot(page, "lens")
    page.mouse.click(at["x"], at["y"])
    page.get_by_text("Neuron h₃").wait_for()
    page.mouse.move(5, 5)
    assert lens.count() == 0


def test_a_phone_has_them_only_where_they_are_readable(open_page):
    page = open_page(plain("?hidden=8-8-8"), width=390, height=844)
    assert page.evaluate(PLACES) == []
    page = open_page(plain("?hidden=8-8-8&maps=1"), width=390, height=844)
    assert len(page.evaluate(PLACES)) == 2 + 24 + 1
    page = open_page(plain(), width=390, height=844)
    places = page.evaluate(PLACES)
    assert len(places) == 7
    assert all(place["right"] <= place["end"] + 0.5 for place in places)
