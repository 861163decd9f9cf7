"""Whatever changes around the pictures, they are as on a page that was opened so: at rest and while it plays."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import PLAIN, plain, settle, shoot, step_of, wait_past
from tests.browser.test_playground import COLOURS, PIXELS, VIEWS, pause, press, wait_step

FITS = """
() => [...document.querySelectorAll('[data-view]')].every((box) => {
  const [canvas, ...more] = box.querySelectorAll('canvas');
  const { width, height } = canvas.getBoundingClientRect();
  return !more.length && Math.abs(width - box.clientWidth) <= 1 && height <= box.clientHeight + 1
    && Math.abs(canvas.width - width * devicePixelRatio) <= 2;
})
"""
# Every text of the legends and axes that Vega has drawn, whatever it drew first.
TEXTS = """
(name) => {
  const found = [];
  const visit = (item) => {
    if (item.marktype === 'text' && /label|title/.test(item.role)) {
      const seen = item.items.filter(({ opacity, text }) => opacity !== 0 && text !== '');
      found.push(...seen.map(({ text }) => String(text)));
    }
    (item.items ?? []).forEach(visit);
  };
  visit(window.nnviz.players.get('page').views.get(name).view.scenegraph().root);
  return found.sort();
}
"""
INK = "(name) => window.nnviz.players.get('page').views.get(name).chart.spec.config.axis.titleColor"


AT_300 = f"?step=300&{PLAIN}"
USUAL = {"width": 1400, "height": 900, "scheme": "light"}
FEW = 300
"""Pixels, at the rims of lines: drawn for the second time, Vega's places differ from the first in the last digits."""


def different(picture: str, other: str, view: str) -> int:
    """How many pixels of two pictures, as a canvas tells them, are not the same."""
    one, two = (np.asarray(Image.open(BytesIO(b64decode(told[22:])))) for told in (picture, other))
    assert one.shape == two.shape, (view, one.shape, two.shape)
    return int((one != two).any(axis=2).sum())


def so(query: str, **around) -> str:
    """A name for a page that is opened with an address in surroundings."""
    return repr((query, sorted(around.items())))


Drawn = dict[str, tuple[list[str], str]]
"""Of each picture its texts and its pixels."""


def drawn(page) -> Drawn:
    """What is drawn on a page now."""
    return {view: (page.evaluate(TEXTS, view), page.evaluate(PIXELS, view)) for view in VIEWS}


@pytest.fixture(scope="module")
def opened_so() -> dict[str, Drawn]:
    """What was drawn on pages that were opened, by the address and the surroundings with which they were."""
    return {}


@pytest.fixture
def same(open_page, opened_so):
    """Hold a page's pictures against those of a page that is opened so, once for all tests."""

    def hold(page, query: str, **around) -> None:
        key = so(query, **around)
        if key not in opened_so:
            fresh = open_page(query, **around)
            for view in VIEWS:
                assert fresh.evaluate(COLOURS, view) > 3, (query, around, view)
            opened_so[key] = drawn(fresh)
        for view, (texts, pixels) in drawn(page).items():
            wanted = opened_so[key][view]
            assert texts == wanted[0], (query, around, view)
            assert different(pixels, wanted[1], view) < FEW, (query, around, view)

    return hold


def made(page) -> None:
    """Wait until the charts are those of what is around them."""
    page.wait_for_function(FITS)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-view]')].every(({ dataset }) => {"
        " const view = window.nnviz.players.get('page').views.get(dataset.view);"
        " return view.fit === view.surroundings() && view.waiting === undefined; })"
    )
    settle(page)


def test_other_sizes_the_sidebar_shut_and_opened_and_the_systems_colours_at_rest(open_page, opened_so, same):
    page = open_page(AT_300, **USUAL)
    opened_so[so(AT_300, **USUAL)] = drawn(page)
    # Between 769 and 1,099 pixels a page opens with its sidebar shut, and one that is made so narrow keeps it open.
    for width, height in ((390, 844), (1120, 700), (1400, 900)):
        page.set_viewport_size({"width": width, "height": height})
        made(page)
        same(page, AT_300, width=width, height=height, scheme="light")
    the_sidebar_is_shut_and_opened(page)
    same(page, AT_300, **USUAL)
    dark = open_page(AT_300, **{**USUAL, "scheme": "dark"})
    opened_so[so(AT_300, **{**USUAL, "scheme": "dark"})] = drawn(dark)
    for turned, scheme in ((page, "dark"), (dark, "light")):
        the_system_changes_to(turned, scheme)
        same(turned, AT_300, **{**USUAL, "scheme": scheme})


def the_sidebar_is_shut_and_opened(page) -> None:
    page.locator("[data-testid=stSidebar]").hover()
    page.locator("[data-testid=stSidebarCollapseButton] button").click()
    page.wait_for_function("() => document.querySelector('[data-view=network]').clientWidth > 650")
    made(page)
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.wait_for_function("() => document.querySelector('[data-view=network]').clientWidth < 650")
    made(page)


def the_system_changes_to(page, scheme: str) -> None:
    other = page.evaluate(INK, "network")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"(ink) => ({INK})('loss') !== ink", arg=other)
    made(page)
    shoot(page, f"turned-{scheme}")


def test_other_sizes_while_it_plays(open_page, same):
    page = open_page(f"{AT_300}&samples_per_frame=1")
    labels = {view: page.evaluate(TEXTS, view) for view in VIEWS}
    press(page, "Play")
    wait_past(page, 305)
    for width, height in ((390, 800), (1400, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FITS)
        wait_past(page, step_of(page) + 30)
        assert page.evaluate(FITS)
    assert page.evaluate(TEXTS, "boundary") == labels["boundary"]
    shoot(page, "resized-playing")
    pause(page)
    made(page)
    same(page, f"?step={step_of(page)}&samples_per_frame=1&{PLAIN}")


def test_the_systems_colours_while_it_plays_and_in_three_dimensions(open_page):
    page = open_page(AT_300)
    light = page.evaluate(INK, "network")
    press(page, "Play")
    wait_past(page, 305)
    page.emulate_media(color_scheme="dark")
    for view in VIEWS:
        page.wait_for_function(f"([name, ink]) => ({INK})(name) !== ink", arg=[view, light])
    wait_past(page, step_of(page) + 60)
    shoot(page, "turned-playing")
    pause(page)
    page.get_by_role("radio", name="3-D").click()
    plot = ".st-key-surface .js-plotly-plot"
    page.wait_for_selector(plot)
    settle(page)
    colour = f"() => document.querySelector('{plot}')?.layout.font.color"
    dark = page.evaluate(colour)
    page.emulate_media(color_scheme="light")
    # The picture is made anew: for a moment there is none.
    page.wait_for_function(f"(dark) => ![dark, undefined].includes(({colour})())", arg=dark)


def test_the_browsers_zoom_at_rest_and_while_it_plays(open_page, same):
    page = open_page(AT_300, fresh=True)
    line = page.context.new_cdp_session(page)
    window = {"width": 1400, "height": 900, "mobile": False}
    zoom = "Emulation.setDeviceMetricsOverride"
    line.send(zoom, {**window, "deviceScaleFactor": 2})
    page.wait_for_function("() => devicePixelRatio === 2")
    page.wait_for_function(FITS)
    made(page)
    same(page, AT_300, device_scale_factor=2)
    line.send(zoom, {**window, "deviceScaleFactor": 1})
    page.wait_for_function("() => devicePixelRatio === 1")
    page.wait_for_function(FITS)
    press(page, "Play")
    wait_past(page, 310)
    line.send(zoom, {**window, "deviceScaleFactor": 2})
    page.wait_for_function("() => devicePixelRatio === 2")
    page.wait_for_function(FITS)


def test_another_order_on_the_page(open_page, same):
    page = open_page("?step=300")
    press(page, "Step")  # from here on the charts stand elsewhere in the server's message
    wait_step(page, 301)
    made(page)
    same(page, plain("?step=301"))


def test_another_network(open_page, same):
    page = open_page(f"?{PLAIN}")
    field = page.get_by_role("spinbutton", name="Hidden layers")
    for layers, hidden in ((6, "'4-4-4-4-4-4'"), (1, "null"), (2, "'4-4'")):
        field.fill(str(layers))
        field.press("Enter")
        page.wait_for_function(f"() => new URL(location).searchParams.get('hidden') === {hidden}")
    neurons = page.locator(".st-key-hidden_0 input")
    neurons.fill("7")
    neurons.press("Enter")
    page.wait_for_function("() => new URL(location).searchParams.get('hidden') === '7-4'")
    made(page)
    same(page, f"?hidden=7-4&{PLAIN}")
