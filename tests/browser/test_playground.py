"""What people do on the page, in a real browser: transport, settings, a phone, both themes."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import plain, settle, shoot, step_of, wait_past

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


def test_the_first_visit_step_and_back_by_mouse_and_keys_play_that_learns_and_many_samples_at_once(open_page):
    page = open_page()
    the_first_visit_shows_three_pictures_and_says_what_to_press(page)
    step_and_back_move_by_one_sample_and_back_is_exact_and_nothing_fades_meanwhile(page)
    play_learns_and_pause_stops_exactly_at_the_step_on_show(page)
    many_samples_are_run_and_stopped(page)


def the_first_visit_shows_three_pictures_and_says_what_to_press(page) -> None:
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


def step_and_back_move_by_one_sample_and_back_is_exact_and_nothing_fades_meanwhile(page) -> None:
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


def play_learns_and_pause_stops_exactly_at_the_step_on_show(page) -> None:
    loss = float(page.locator("[data-field=train]").inner_text().split()[-1])
    page.evaluate(
        "() => { window.__nodes = [...document.querySelectorAll('[data-view]')]"
        ".map((v) => [v, v.querySelector('canvas')]); }"
    )
    play_for(page, 300)
    # Each sample moves the loss up or down: it is below its half for good when it was once below a third.
    page.wait_for_function(
        "(most) => Number(document.querySelector('[data-field=train]').textContent.split(' ').at(-1)) < most",
        arg=loss / 3,
        timeout=60_000,
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
    # The same by keys.
    page.keyboard.press("p")
    wait_past(page, stopped + 50)
    page.keyboard.press("p")
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Play")).wait_for()


def many_samples_are_run_and_stopped(page) -> None:
    press(page, "Reset")
    wait_step(page, 0)
    settle(page)
    page.get_by_role("button", name="Run…").click()
    field = page.get_by_label("Samples to present")
    field.fill("1000000")
    field.press("Enter")
    settle(page)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Running to step 1,000,000").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".st-key-running").wait_for(state="detached")
    settle(page)
    stopped = step_of(page)
    assert 0 < stopped < 1_000_000
    assert f"Step {stopped:,}: sample" in page.locator(".st-key-arithmetic").inner_text()
    page.wait_for_timeout(400)
    assert step_of(page) == stopped


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


def test_a_learning_rate_that_diverges_says_so_and_back_still_works(open_page):
    page = open_page("?dataset=plane&activation=relu&output=identity&eta=100&samples_per_frame=1")
    press(page, "Play")
    page.get_by_text(re.compile("It diverged at step")).wait_for(timeout=30_000)
    settle(page)
    shoot(page, "diverged")
    assert len({page.evaluate(PIXELS, view) for view in VIEWS}) == 3  # every picture is still drawn
    stopped = step_of(page)
    text = page.locator("[data-field=train]").inner_text()
    assert "NaN" not in text and "undefined" not in text
    press(page, "Back")
    wait_step(page, stopped - 1)


def test_a_phone_in_the_dark_shows_everything_in_cards(open_page):
    shows_everything_in_cards(open_page("?step=600", width=390, height=844, scheme="dark"), "dark")


def shows_everything_in_cards(page, scheme: str) -> None:
    """Whether a page is a phone's, in the browser's colours."""
    shoot(page, f"phone-{scheme}")
    ink = page.locator("[data-step]").evaluate("(e) => getComputedStyle(e).color.match(/\\d+/g).map(Number)")
    assert (sum(ink) > 380) == (scheme == "dark")
    assert page.evaluate(COLOURS, "network") > 8
    width = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    for view in VIEWS:
        picture = page.locator(f"[data-view={view}]")
        picture.scroll_into_view_if_needed()  # they are cards to swipe through
        settle(page)
        box = picture.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, view
    press(page, "Step")
    wait_step(page, 601)


def test_a_phone_in_the_light_and_what_stands_below_the_formulas_stays_when_they_come_into_sight(open_page):
    pages = {390: open_page("?step=600", width=390, height=844), 1400: open_page(width=1400, height=844)}
    pages[1400].wait_for_timeout(5500)  # by then what is out of sight is laid out no more
    tall = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    for width, page in pages.items():
        before = page.evaluate(tall)
        assert before > 1500, width
        page.locator(".st-key-more").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        assert abs(page.evaluate(tall) - before) < 20, width
    shows_everything_in_cards(pages[390], "light")
