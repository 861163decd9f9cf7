"""What people do while the page plays, and at its steps: the slider, the surface, other data, another learning rate."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from nnviz.figures.network_layers import edge_width
from tests.browser.conftest import plain, settle, shoot, step_of, wait_past
from tests.browser.pointing import edge_at
from tests.browser.test_playground import COLOURS, PIXELS, pause, play_for, press, query, wait_step

NEURONS = "window.nnviz.players.get('page').views.get('network').tables.neurons.neuron.length"


def test_an_epoch_the_time_slider_three_dimensions_reset_and_a_change_of_data_while_it_plays(open_page):
    page = open_page(plain())
    start = page.evaluate(PIXELS, "boundary")
    press(page, "Epoch")
    wait_step(page, 140)
    assert page.locator("[data-field=epoch]").inner_text() == "epoch 1"
    settle(page)
    the_time_slider_goes_to_any_step(page)
    the_boundary_turns_into_a_surface_and_back(page)
    press(page, "Reset")
    wait_step(page, 0)
    settle(page)
    assert page.evaluate(PIXELS, "boundary") == start
    the_edges_stay_the_same_marks(page)
    a_change_of_data_while_it_plays_starts_again_and_plays_on(page)


def the_time_slider_goes_to_any_step(page) -> None:
    pictures = page.evaluate(PIXELS, "network")
    slider = page.get_by_role("slider", name="Time")
    slider.fill("23")
    wait_step(page, 23)
    assert page.evaluate(PIXELS, "network") != pictures
    slider.fill("140")
    wait_step(page, 140)
    settle(page)
    assert page.evaluate(PIXELS, "network") == pictures


def the_boundary_turns_into_a_surface_and_back(page) -> None:
    page.get_by_role("radio", name="3-D").or_(page.get_by_role("button", name="3-D")).first.click()
    page.wait_for_selector(".st-key-surface .js-plotly-plot")
    settle(page)
    shoot(page, "surface")
    page.get_by_role("radio", name="2-D").or_(page.get_by_role("button", name="2-D")).first.click()
    page.wait_for_selector("[data-view=boundary] canvas")
    settle(page)
    assert page.evaluate(COLOURS, "boundary") > 20


EDGES = """
() => {
  const found = [];
  const visit = (item) => {
    if (item.marktype === 'rule') found.push(...item.items.filter((rule) => rule.datum.edge && rule.datum.colour));
    (item.items ?? []).forEach(visit);
  };
  visit(window.nnviz.players.get('page').views.get('network').view.scenegraph().root);
  return found;
}
"""


def the_edges_stay_the_same_marks(page) -> None:
    """Hold the edges' marks while it plays: they are not made anew, and each is as wide as its new weight asks."""
    page.evaluate(f"() => {{ window.__edges = ({EDGES})(); }}")
    before = page.evaluate("() => window.__edges.map((rule) => [rule.datum.edge, rule.strokeWidth])")
    press(page, "Play")
    wait_past(page, 500)
    pause(page)
    assert page.evaluate(f"() => ({EDGES})().every((rule, i) => rule === window.__edges[i])")
    after = dict(page.evaluate("() => window.__edges.map((rule) => [rule.datum.edge, rule.strokeWidth])"))
    assert after != dict(before)
    weights = page.evaluate("() => window.__edges.map((rule) => [rule.datum.edge, rule.datum.w])")
    assert after == {key: pytest.approx(edge_width(weight)) for key, weight in weights}


def a_change_of_data_while_it_plays_starts_again_and_plays_on(page) -> None:
    press(page, "Play")
    wait_past(page, step_of(page) + 200)
    neurons = page.evaluate(NEURONS)
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Three clouds").click()
    page.wait_for_function("() => new URL(location).searchParams.get('dataset') === 'blobs3'")
    page.get_by_text("Built anew: 2-4-3").wait_for()
    page.wait_for_function(f"(former) => {NEURONS} === former + 2", arg=neurons)
    wait_past(page, 300)
    shoot(page, "changed-while-playing")
    pause(page)
    assert page.locator("[data-view=boundary] canvas").count() == 1
    assert page.evaluate(COLOURS, "boundary") > 20


def test_pausing_at_any_moment_never_loses_the_press_and_a_new_learning_rate_goes_on_from_there(open_page):
    page = open_page(plain("?samples_per_frame=1"))
    pausing_at_any_moment_never_loses_the_press(page)
    a_new_learning_rate_while_it_plays_goes_on_from_here_and_is_undone_by_back(page)
    an_edge_can_be_hovered_and_chosen(page)


def pausing_at_any_moment_never_loses_the_press(page) -> None:
    for moment in (30, 200, 410, 620):
        play_for(page, moment)
        pause(page)
        stopped = step_of(page)
        page.wait_for_timeout(250)
        assert step_of(page) == stopped


def a_new_learning_rate_while_it_plays_goes_on_from_here_and_is_undone_by_back(page) -> None:
    press(page, "Play")
    wait_past(page, step_of(page) + 10)
    field = page.get_by_label("Exact η")
    field.fill("0.25")
    field.press("Enter")
    page.wait_for_function("() => new URL(location).searchParams.get('eta') === '0.25'")
    changed_at = int(re.search(r"@(\d+)", query(page)["history"])[1])
    assert changed_at > 0
    wait_past(page, changed_at)
    pause(page)
    assert step_of(page) > changed_at
    slider = page.get_by_role("slider", name="Time")
    slider.fill(str(changed_at - 1))
    wait_step(page, changed_at - 1)
    page.wait_for_function("() => new URL(location).searchParams.get('eta') === null")
    settle(page)
    expect(page.get_by_label("Exact η")).to_have_value("1")


def an_edge_can_be_hovered_and_chosen(page) -> None:
    x, y = edge_at(page, "w:1:2:0")
    page.mouse.move(x, y + 4)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "gradient" in page.locator("#vg-tooltip-element").inner_text()
    page.mouse.click(x, y + 4)
    page.wait_for_function("() => window.nnviz.players.get('page').views.get('network').tables.lit.x?.length === 1")
    shoot(page, "chosen")
