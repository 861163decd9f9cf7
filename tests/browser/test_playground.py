"""What people do on the page, in a real browser: transport, settings, a phone, both themes."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from nnviz.figures.network_layers import edge_width
from tests.browser.conftest import plain, settle, shoot, step_of

VIEWS = ("network", "boundary", "loss")
# How many colours a picture has, and which: a blank one has one or two.
COLOURS = """
(view) => {
  const canvas = document.querySelector(`[data-view=${view}] canvas`);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    const key = `${data[i] >> 4},${data[i + 1] >> 4},${data[i + 2] >> 4}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return seen.size;
}
"""
PIXELS = "(view) => document.querySelector(`[data-view=${view}] canvas`).toDataURL()"


def press(page, name: str) -> None:
    page.locator(".st-key-transport").get_by_role("button", name=re.compile(f"^{name}")).click()


def wait_step(page, step: int) -> None:
    page.wait_for_selector(f"[data-step='{step}']")


def query(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def play_for(page, milliseconds: int) -> None:
    before = step_of(page)
    press(page, "Play")
    page.wait_for_function(f"() => Number(document.querySelector('[data-step]').dataset.step) > {before}")
    page.wait_for_timeout(milliseconds)


def pause(page) -> None:
    press(page, "Pause")
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Play")).wait_for()
    page.wait_for_function(
        "() => { const p = window.nnviz.players.get('page'); return p.chunk.mode === 'replace' && !p.chunk.playing; }"
    )
    settle(page)


def test_the_first_visit_shows_three_pictures_and_says_what_to_press(open_page):
    page = open_page()
    shoot(page, "first")
    for view in VIEWS:
        assert page.evaluate(COLOURS, view) > (8 if view != "loss" else 3), view
    assert step_of(page) == 0
    assert page.locator("[data-step]").inner_text() == "step 0"
    assert page.get_by_text("Press Play to watch it learn").is_visible()
    for key in ("transport", "stage", "arithmetic", "settings"):
        assert page.locator(f".st-key-{key}").count() == 1, key
    # Nothing needs scrolling: all three pictures are inside the window.
    for view in VIEWS:
        box = page.locator(f"[data-view={view}]").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 900, (view, box)


WAITING = """
() => {
  window.__waiting = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { opacity, transitionDuration } = getComputedStyle(target);
      if (target.dataset.stale === 'true') window.__waiting.push([opacity, transitionDuration].join());
    }
  }).observe(document.body, { subtree: true, attributeFilter: ['data-stale'] });
}
"""


def test_step_and_back_move_by_one_sample_and_back_is_exact_and_nothing_fades_meanwhile(open_page):
    page = open_page()
    before = page.evaluate(PIXELS, "network")
    page.evaluate(WAITING)
    press(page, "Step")
    wait_step(page, 1)
    settle(page)
    # What waits for an answer does not fade: as layers of their own, fading, they took longer than the step.
    assert set(page.evaluate("() => window.__waiting")) == {"1,0s"}
    after = page.evaluate(PIXELS, "network")
    assert after != before
    press(page, "Step")
    wait_step(page, 2)
    press(page, "Back")
    wait_step(page, 1)
    settle(page)
    assert page.evaluate(PIXELS, "network") == after
    assert "Step 1: sample" in page.locator(".st-key-arithmetic").inner_text()
    press(page, "Back")
    wait_step(page, 0)
    settle(page)
    assert page.evaluate(PIXELS, "network") == before
    # The same by keys.
    page.keyboard.press("s")
    wait_step(page, 1)
    settle(page)
    page.keyboard.press("b")
    wait_step(page, 0)
    settle(page)
    assert page.evaluate(PIXELS, "network") == before
    page.keyboard.press("p")
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 50")
    page.keyboard.press("p")
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Play")).wait_for()


def test_epoch_stops_at_its_end_and_reset_at_the_very_start_and_edges_take_the_new_weights(open_page):
    page = open_page(plain())
    start = page.evaluate(PIXELS, "boundary")
    press(page, "Epoch")
    wait_step(page, 140)
    assert page.locator("[data-field=epoch]").inner_text() == "epoch 1"
    settle(page)
    press(page, "Reset")
    wait_step(page, 0)
    settle(page)
    assert page.evaluate(PIXELS, "boundary") == start
    the_edges_stay_the_same_marks(page)


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
    play_for(page, 1500)
    pause(page)
    assert page.evaluate(f"() => ({EDGES})().every((rule, i) => rule === window.__edges[i])")
    after = dict(page.evaluate("() => window.__edges.map((rule) => [rule.datum.edge, rule.strokeWidth])"))
    assert after != dict(before)
    weights = page.evaluate("() => window.__edges.map((rule) => [rule.datum.edge, rule.datum.w])")
    assert after == {key: pytest.approx(edge_width(weight)) for key, weight in weights}


def test_play_learns_and_pause_stops_exactly_at_the_step_on_show(open_page):
    page = open_page()
    loss = float(page.locator("[data-field=train]").inner_text().split()[-1])
    page.evaluate(
        "() => { window.__nodes = [...document.querySelectorAll('[data-view]')]"
        ".map((v) => [v, v.querySelector('canvas')]); }"
    )
    play_for(page, 300)
    page.wait_for_function(
        "(most) => Number(document.querySelector('[data-field=train]').textContent.split(' ').at(-1)) < most",
        arg=loss / 2,
        timeout=30_000,
    )
    shoot(page, "playing")
    pause(page)
    stopped = step_of(page)
    page.wait_for_timeout(600)
    assert step_of(page) == stopped
    # Charts are changed, never torn down.
    assert page.evaluate("() => window.__nodes.every(([v, c]) => v.isConnected && v.querySelector('canvas') === c)")
    assert float(page.locator("[data-field=train]").inner_text().split()[-1]) < loss / 2
    # Counters, arithmetic, slider and address tell of the same step.
    assert f"Step {stopped:,}: sample" in page.locator(".st-key-arithmetic").inner_text()
    assert page.get_by_role("slider", name="Time").input_value() == str(stopped)
    page.wait_for_function(f"() => new URL(location).searchParams.get('step') === '{stopped}'")
    # And the experiment is there as well: the next step is the one after.
    press(page, "Step")
    wait_step(page, stopped + 1)


def test_pausing_at_any_moment_never_loses_the_press(open_page):
    page = open_page(plain("?samples_per_frame=1"))
    for moment in (30, 200, 410, 620):
        play_for(page, moment)
        pause(page)
        stopped = step_of(page)
        page.wait_for_timeout(250)
        assert step_of(page) == stopped


def test_a_change_of_data_while_it_plays_starts_again_and_plays_on(open_page):
    page = open_page(plain())
    play_for(page, 700)
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Three clouds").click()
    page.wait_for_function("() => new URL(location).searchParams.get('dataset') === 'blobs3'")
    page.get_by_text("Built anew: 2-4-3").wait_for()
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 300")
    shoot(page, "changed-while-playing")
    pause(page)
    assert page.locator("[data-view=boundary] canvas").count() == 1
    assert page.evaluate(COLOURS, "boundary") > 20


def test_a_new_learning_rate_while_it_plays_goes_on_from_here_and_is_undone_by_back(open_page):
    page = open_page(plain("?samples_per_frame=1"))
    play_for(page, 600)
    field = page.get_by_label("Exact η")
    field.fill("0.25")
    field.press("Enter")
    page.wait_for_function("() => new URL(location).searchParams.get('eta') === '0.25'")
    changed_at = int(re.search(r"@(\d+)", query(page)["history"])[1])
    assert changed_at > 0
    page.wait_for_timeout(300)
    pause(page)
    assert step_of(page) > changed_at
    slider = page.get_by_role("slider", name="Time")
    slider.fill(str(changed_at - 1))
    wait_step(page, changed_at - 1)
    page.wait_for_function("() => new URL(location).searchParams.get('eta') === null")
    settle(page)
    expect(page.get_by_label("Exact η")).to_have_value("1")


def test_the_time_slider_goes_to_any_step(open_page):
    page = open_page(plain("?step=900"))
    wait_step(page, 900)
    pictures = page.evaluate(PIXELS, "network")
    slider = page.get_by_role("slider", name="Time")
    slider.fill("123")
    wait_step(page, 123)
    slider.fill("900")
    wait_step(page, 900)
    settle(page)
    assert page.evaluate(PIXELS, "network") == pictures


def test_run_many_samples_shows_how_far_it_is_and_can_be_stopped(open_page):
    page = open_page("?hidden=16-16-16-16")
    page.get_by_role("button", name="Run…").click()
    field = page.get_by_label("Samples to present")
    field.fill("1000000")
    field.press("Enter")
    settle(page)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Running to step 1,000,000").wait_for(timeout=5000)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".st-key-running").wait_for(state="detached", timeout=5000)
    settle(page)
    stopped = step_of(page)
    assert 0 < stopped < 1_000_000
    assert f"Step {stopped:,}: sample" in page.locator(".st-key-arithmetic").inner_text()
    page.wait_for_timeout(400)
    assert step_of(page) == stopped


def test_a_learning_rate_that_diverges_says_so_and_back_still_works(open_page):
    page = open_page("?dataset=plane&activation=relu&output=identity&eta=100&samples_per_frame=1")
    press(page, "Play")
    page.get_by_text(re.compile("It diverged at step")).wait_for(timeout=30_000)
    settle(page)
    shoot(page, "diverged")
    stopped = step_of(page)
    text = page.locator("[data-field=train]").inner_text()
    assert "NaN" not in text and "undefined" not in text
    press(page, "Back")
    wait_step(page, stopped - 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_in_one_column_and_the_theme_follows_the_browser(open_page, scheme):
    page = open_page("?step=600", width=390, height=844, scheme=scheme)
    shoot(page, f"phone-{scheme}")
    ink = page.locator("[data-step]").evaluate("(e) => getComputedStyle(e).color.match(/\\d+/g).map(Number)")
    assert (sum(ink) > 380) == (scheme == "dark")
    assert page.evaluate(COLOURS, "network") > 8
    width = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    boxes = [page.locator(f"[data-view={view}]").bounding_box() for view in VIEWS]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    press(page, "Step")
    wait_step(page, 601)


def test_the_boundary_turns_into_a_surface_and_back(open_page):
    page = open_page(plain("?step=600"))
    page.get_by_role("radio", name="3-D").or_(page.get_by_role("button", name="3-D")).first.click()
    page.wait_for_selector(".st-key-surface .js-plotly-plot")
    settle(page)
    page.wait_for_timeout(800)
    shoot(page, "surface")
    page.get_by_role("radio", name="2-D").or_(page.get_by_role("button", name="2-D")).first.click()
    page.wait_for_selector("[data-view=boundary] canvas")
    settle(page)
    assert page.evaluate(COLOURS, "boundary") > 20


def test_several_outputs_show_the_winner_or_any_one_of_them(open_page):
    page = open_page(plain("?dataset=iris&step=400"))
    winner = page.evaluate(PIXELS, "boundary")
    shoot(page, "iris")
    page.get_by_role("combobox", name="Output shown").click()
    page.get_by_role("option", name="virginica").click()
    page.wait_for_function("() => new URL(location).searchParams.get('output_shown') === '3'")
    settle(page)
    assert page.evaluate(PIXELS, "boundary") != winner
    assert page.get_by_text("held at their mean").is_visible()


def test_an_edge_can_be_hovered_and_chosen(open_page):
    page = open_page("?step=50")
    view = page.locator("[data-view=network]")
    box = view.bounding_box()
    where = page.evaluate(
        """() => {
          const { view, tables } = window.nnviz.players.get('page').views.get('network');
          const x = view.scale('x'), y = view.scale('y'), [left, top] = view.origin();
          const i = tables.edges.edge.indexOf('w:1:2:0');
          const t = 0.55, at = (name) => tables.edges[name][i];
          return [left + x(at('x') + t * (at('x2') - at('x'))), top + y(at('y') + t * (at('y2') - at('y')))];
        }"""
    )
    page.mouse.move(box["x"] + where[0], box["y"] + where[1] + 4)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "gradient" in page.locator("#vg-tooltip-element").inner_text()
    page.mouse.click(box["x"] + where[0], box["y"] + where[1] + 4)
    page.wait_for_function("() => window.nnviz.players.get('page').views.get('network').tables.lit.x?.length === 1")
    shoot(page, "chosen")


def test_what_stands_below_the_formulas_does_not_move_when_they_come_into_sight(open_page):
    pages = {width: open_page(width=width, height=844) for width in (390, 1400)}
    pages[1400].wait_for_timeout(5500)  # by then what is out of sight is laid out no more
    tall = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    for width, page in pages.items():
        before = page.evaluate(tall)
        assert before > 1500, width
        page.locator(".st-key-more").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        assert abs(page.evaluate(tall) - before) < 20, width
