"""The page laid out for the eye: what is in the window, what stays in view, what opens from the bar."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import settle, shoot, step_of, wait_past
from tests.browser.test_playground import pause, press, query, wait_step
from tests.browser.test_surroundings import FITS

LOOP = (
    "[data-view=network]",
    "[data-view=boundary]",
    "[data-view=loss]",
    ".st-key-said",
    ".st-key-explain",
    ".st-key-transport",
)
RAIL = (
    ".st-key-thumbnails",
    ".st-key-eta",
    ".st-key-batch_size",
    ".st-key-activation",
    ".st-key-open_own_data",
    ".st-key-seed",
)
# Which of the model's names has no border on one of its sides, and whether what is on show is cut in the bar.
UNBOUND = """() => [...document.querySelectorAll('.st-key-model [role=radio]')].filter((e) => {
  const look = getComputedStyle(e);
  return ['Top', 'Right', 'Bottom', 'Left'].some((side) =>
    parseFloat(look[`border${side}Width`]) < 1 || /, 0\\)$/.test(look[`border${side}Color`]));
}).map((e) => e.textContent)"""
CUT = """(part) => { const e = document.querySelector(part);
  return e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1; }"""
ENDS = "(e) => { const { left, right, top, bottom } = e.getBoundingClientRect(); return [left, right, top, bottom]; }"
SHIFTS = """
(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, startTime, sources } of list.getEntries()) {
      const part = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest('[class*=st-key]')?.className;
      window.shifts.push([value, Math.round(startTime), ...sources.map(part)]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  // Chromium counts what moves while it cannot be seen, too.
  const look = () => {
    const page = document.querySelector('[data-testid=stAppViewContainer]');
    if (page && getComputedStyle(page).visibility === 'visible') window.seen = performance.now();
    else requestAnimationFrame(look);
  };
  look();
})()
"""


def ends(page, part: str) -> list[float]:
    return page.locator(part).first.evaluate(ENDS)


def are_in_the_window(page, parts, width: int, height: int) -> None:
    for part in parts:
        left, right, top, bottom = ends(page, part)
        assert left >= 0 and right <= width and top >= 0 and bottom <= height, (part, left, right, top, bottom)
        assert right - left > 20 and bottom - top > 10, part


def nothing_jumps(page) -> None:
    """Make the first step, play and pause: from the opening on, what is seen stays where it is."""
    press(page, "Step")
    wait_step(page, 1)
    settle(page)
    press(page, "Play")
    wait_past(page, 20)
    press(page, "Pause")
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Play")).wait_for()
    settle(page)
    shifts = page.evaluate("() => window.shifts.filter(([, time]) => time >= window.seen)")
    assert sum(shift[0] for shift in shifts) < 0.02, shifts


def test_nothing_jumps_and_the_loop_is_in_the_window_without_scrolling(open_page):
    page = open_page(script=SHIFTS)
    assert page.get_by_text("Watch a network learn one sample at a time").is_visible()
    nothing_jumps(page)
    shoot(page, "layout-1400")
    are_in_the_window(page, (*LOOP, *RAIL), 1400, 900)
    heights = {}
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FITS)
        settle(page)
        shoot(page, f"layout-{width}")
        are_in_the_window(page, (*LOOP, *RAIL), width, height)
        assert not page.evaluate(UNBOUND), width
        assert not page.evaluate(CUT, ".st-key-headline p"), width
        heights[width] = [bottom - top for *_, top, bottom in (ends(page, part) for part in LOOP[:3])]
    assert all(large > small * 1.3 for small, large in zip(heights[1280], heights[1920], strict=True))
    # All buttons of the transport are in one row, Play is the largest, and they stay in view.
    page.set_viewport_size({"width": 1280, "height": 720})
    names = ("reset", "back", "step_on", "epoch", "play")
    boxes = [page.locator(f".st-key-{name} button").first.bounding_box() for name in names]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert max(boxes, key=lambda box: box["width"]) == boxes[-1]
    page.locator(".st-key-more").scroll_into_view_if_needed()
    settle(page)
    are_in_the_window(page, (".st-key-transport",), 1280, 720)
    before = step_of(page)
    press(page, "Step")
    wait_step(page, before + 1)
    headings = page.evaluate("() => [...document.querySelectorAll('h1, h2, h3')].map((h) => h.tagName)")
    assert headings.count("H1") == 1 and "H2" in headings
    settle(page)
    has_no_transitions(page)


def test_the_bar_opens_sharing_help_and_a_projectors_page_and_a_data_set_is_chosen_in_the_rail(open_page):
    page = open_page("?step=30")
    bar = page.locator(".st-key-bar")
    bar.get_by_role("button", name="Share").first.click()
    page.get_by_role("button", name="Copy link").wait_for()
    settle(page)
    shoot(page, "layout-share")
    page.keyboard.press("Escape")
    page.locator(".st-key-sheet").wait_for(state="detached")
    bar.get_by_role("button", name="Help").first.click()
    page.get_by_role("heading", name="Marks and colours").wait_for()
    shoot(page, "layout-help")
    picture = '[class*="st-key-player"]:has([data-view={}])'
    parts = {".st-key-transport": 2, picture.format("network"): 6, picture.format("loss"): 9}
    for part, number in parts.items():
        shown = page.locator(part).evaluate("(e) => getComputedStyle(e, '::before').content")
        assert shown == f'"{number}"', part
    page.keyboard.press("Escape")
    settle(page)
    small = page.locator(".player-fields").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    bar.get_by_role("button", name="Present").first.click()
    page.locator(".st-key-leave").wait_for()
    page.wait_for_function("() => new URL(location).searchParams.get('present') === '1'")
    settle(page)
    shoot(page, "layout-present")
    assert bar.count() == 0 and page.locator(".st-key-settings").count() == 0
    large = page.locator(".player-fields").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert large > 1.35 * small
    are_in_the_window(page, LOOP[:3], 1400, 900)
    page.keyboard.press("Escape")
    bar.wait_for()
    settle(page)
    assert step_of(page) == 30 and page.locator(".st-key-settings").count() == 1
    a_data_set_is_chosen_by_its_picture_and_own_data_open_from_the_rail(page)
    page.goto(f"{page.url.split('?')[0]}?present=1&lesson=xor")
    page.locator(".st-key-lesson").wait_for()
    page.wait_for_selector("[data-view=loss] canvas")
    settle(page)
    are_in_the_window(page, (".stMain", *LOOP[:2]), 1400, 900)


def a_data_set_is_chosen_by_its_picture_and_own_data_open_from_the_rail(page) -> None:
    pictures = page.locator(".st-key-thumbnails").get_by_role("radio")
    assert pictures.count() == 10
    chosen = page.locator(".st-key-thumbnails").get_by_role("radio", name="Circle")
    assert chosen.get_attribute("aria-checked") == "true"
    spiral = page.locator(".st-key-thumbnails").get_by_role("radio", name="Spiral")
    assert "svg" in spiral.evaluate("(e) => getComputedStyle(e).backgroundImage")
    spiral.click()
    page.wait_for_function("() => new URL(location).searchParams.get('dataset') === 'spiral'")
    settle(page)
    assert page.get_by_role("combobox", name="Data set").inner_text() == "Spiral" or query(page)["dataset"] == "spiral"
    page.get_by_role("button", name="Own data").first.click()
    page.locator(".st-key-sheet").wait_for()
    settle(page)
    are_in_the_window(page, (".st-key-more_panel", ".st-key-close_sheet"), 1400, 900)
    page.set_viewport_size({"width": 1400, "height": 300})  # lower than what lies in it
    page.evaluate("() => document.querySelector('.st-key-more').scrollTo(0, 300)")
    assert page.evaluate("() => document.querySelector('.st-key-more').scrollTop") > 100
    are_in_the_window(page, (".st-key-close_sheet",), 1400, 300)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.locator(".st-key-close_sheet button").first.click()
    page.locator(".st-key-sheet").wait_for(state="detached")


@pytest.mark.parametrize("asked", ["?step=30", "?step=30&dataset=iris&hidden=6-6"])
def test_print_takes_two_pages_and_cuts_nothing(open_page, asked):
    page = open_page(asked)
    page.locator(".st-key-arithmetic table").wait_for()
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert pages == 2
    page.set_viewport_size({"width": 718, "height": 1047})  # what A4 has between its margins
    page.emulate_media(media="print")
    for _ in range(2):  # drawn for the new width, and for paper
        page.wait_for_function(FITS)
        settle(page)
    for part in (".st-key-transport", ".st-key-settings", ".st-key-switches"):
        assert not page.locator(part).is_visible(), part
    shown = ("[data-view=network] canvas", "[data-view=boundary] canvas", "[data-view=loss] canvas", ".st-key-explain")
    for part in (*shown, ".st-key-said", ".st-key-arithmetic table"):
        left, right, top, bottom = ends(page, part)
        assert left >= 0 and right <= 718 and right - left > 200 and bottom - top > 30, part
    tall = page.locator(".st-key-explain").evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")
    assert tall


def has_no_transitions(page) -> None:
    """Hold the page to standing still where the system asks for less motion."""
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate(
        "() => [...document.querySelectorAll('.stApp *')].filter((e) => {"
        " const { transitionProperty: name, transitionDuration: time } = getComputedStyle(e);"
        " return name !== 'none' && time.split(',').some((t) => parseFloat(t) > 0); }).length"
    )
    assert moving == 0


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_on_a_phone_the_most_pressed_buttons_lie_at_the_foot_and_nothing_is_cut(open_page, width, height):
    page = open_page("?step=30", width=width, height=height)
    shoot(page, f"layout-{width}")
    # The bar's buttons share one row.
    assert len({ends(page, f".st-key-{name}")[2] for name in ("lessons", "examples", "share", "help")}) == 1
    names = ("back", "step_on", "play")
    tops = [ends(page, f".st-key-{name}")[2] for name in names]
    assert len(set(tops)) == 1 and tops[0] > height - 70
    are_in_the_window(page, [f".st-key-{name} button" for name in names], width, height)
    page.locator("[data-view=loss]").scroll_into_view_if_needed()
    press(page, "Step")
    wait_step(page, 31)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    for part in ("[data-view=network]", "[data-view=boundary]", "[data-view=loss]", ".st-key-bar", ".st-key-said"):
        page.locator(part).scroll_into_view_if_needed()  # the pictures are cards to swipe through
        settle(page)
        left, right, *_ = ends(page, part)
        assert left >= 0 and right <= width, part
    settle(page)
    below = "() => { const at = (e) => document.querySelector(e).getBoundingClientRect().top;"
    below += " return at('[data-view=network]') - at('.st-key-player_counters'); }"
    at_rest = page.evaluate(below)
    press(page, "Play")
    wait_past(page, 41)
    assert page.evaluate(below) == at_rest  # what is said goes while it plays, and nothing moves for it
    pause(page)
    page.locator("label", has_text="Slow motion").first.click()
    page.locator(".st-key-pace").wait_for()
    assert ends(page, ".st-key-pace")[0] >= ends(page, ".st-key-predict")[1]


def test_a_narrow_page_opens_with_its_sidebar_shut(open_page):
    page = open_page("?step=30", width=1024, height=768)
    page.locator("[data-testid=stExpandSidebarButton]").wait_for()
    settle(page)
    shoot(page, "layout-1024")
    left, *_ = ends(page, "[data-view=network]")
    assert left < 100
    are_in_the_window(page, LOOP[:3], 1024, 768)
    page.locator(".st-key-bar").get_by_role("button", name="Help").first.click(trial=True)
    # As a window of 1400 pixels is at 200 %.
    page.set_viewport_size({"width": 700, "height": 450})
    settle(page)
    assert all(ends(page, f".st-key-{name}")[1] <= 700 for name in ("lessons", "present", "help"))
    page.set_viewport_size({"width": 1024, "height": 768})
    # The visitor did not choose that: where there is room the sidebar is open.
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('stSidebarCollapsed'))")
