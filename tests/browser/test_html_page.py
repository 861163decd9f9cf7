"""The page of a recorded run, opened from disk with no network: what it shows is what the engine computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from nnviz.derivation.notation import number
from nnviz.export import page as html_page
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.frame_encoder import counters
from nnviz.session.sentences import what_it_did
from nnviz.session.visit import Visit
from scripts.pictures import EDGE
from tests.browser.conftest import shoot, step_of
from tests.export.test_html_page import EVIL, hostile

STEPS = 30
BOTTOM = "() => document.documentElement.scrollWidth <= window.innerWidth"
COLOUR = "() => getComputedStyle(document.getElementById('run')).backgroundColor"
FIELDS = "(all) => Object.fromEntries(all.map((one) => [one.dataset.field, one.textContent]))"
SLIDE = """(place) => {
  const range = document.querySelector('.player-time input');
  range.value = place;
  range.dispatchEvent(new Event('input', { bubbles: true }));
}"""


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page from disk in a profile without network, in which every request beyond the file itself fails."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    context.set_offline(True)
    context.route(lambda url: not url.startswith("file:"), lambda route: asked.append(route.request.url))
    asked: list[str] = []
    errors: list[str] = []

    def open_it(text: str, *, hash_: str = "", outer: str = "") -> Page:
        path = tmp_path / "run.html"
        path.write_text(text, encoding="utf-8")
        opened = context.new_page()
        opened.set_default_timeout(15_000)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        if outer:
            path = tmp_path / "outer.html"
            path.write_text(outer, encoding="utf-8")
        opened.goto(path.as_uri() + hash_)
        return opened

    yield open_it
    context.close()
    assert not errors, errors
    assert not asked, asked


def ready(page: Page, step: int) -> None:
    page.wait_for_selector("[data-view=network] canvas")
    page.wait_for_selector("[data-view=loss] canvas")
    page.wait_for_selector(f"[data-step='{step}']")
    page.wait_for_timeout(150)


def choose(page: Page, edge: str) -> None:
    box = page.locator("[data-view=network]").bounding_box()
    assert box is not None
    x, y = page.evaluate(EDGE, edge)
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.mouse.move(4, 4)
    page.wait_for_function("document.querySelector('.outside-explain').textContent.includes('the weight from')")


def as_the_engine(page: Page, experiment: Experiment, step: int, weight: tuple[int, int, int]) -> None:
    """Compare counters, sentence and a weight's chain rule with those of the run at a step."""
    page.wait_for_selector(f"[data-step='{step}']")
    experiment.seek(step)
    visit = Visit(experiment)
    for name, text in counters(visit.rest_frame(), 4).items():
        assert page.locator(f"[data-field={name}]").text_content() == text
    assert page.locator(".outside-said").text_content() == what_it_did(visit)
    layer, row, column = weight
    trace = experiment.made.part
    gradient, after = trace.dE_dW[layer][row, column], trace.network.weights[layer][row, column]
    told = [line.replace(" × 10", "×10") for line in page.locator(".outside-explain .formula").all_text_contents()]
    plain = [number(float(value)).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")) for value in (gradient, after)]
    assert told[0].endswith(f"= {plain[0]}") and told[1].endswith(f"= {plain[1]}")
    numbers = page.evaluate("() => window.nnviz.players.get('page').views.get('network').tables.edges")
    shown = dict(zip(numbers["edge"], numbers["w"], strict=True))
    np.testing.assert_allclose(shown[f"w:{layer}:{row}:{column}"], after, rtol=1e-6)


def test_a_page_from_disk_shows_every_step_as_the_engine_does(open_file):
    experiment = Experiment(Settings(hidden=(4,), seed=3))
    experiment.seek(STEPS)
    page = open_file(html_page(experiment, STEPS + 1, base="http://host.test/"))
    ready(page, 0)
    assert page.get_by_role("button", name="Back").is_disabled()
    assert "press Step" in page.locator(".outside-explain").text_content()
    page.keyboard.press("s")
    page.wait_for_selector("[data-step='1']")
    choose(page, "w:0:1:2")
    as_the_engine(page, experiment, 1, (0, 1, 2))
    page.get_by_role("button", name="Step").click()
    as_the_engine(page, experiment, 2, (0, 1, 2))
    page.evaluate(SLIDE, 17)
    as_the_engine(page, experiment, 17, (0, 1, 2))
    page.keyboard.press("b")
    as_the_engine(page, experiment, 16, (0, 1, 2))
    choose(page, "w:1:2:0")
    as_the_engine(page, experiment, 16, (1, 2, 0))
    assert page.locator(".outside-link").get_attribute("href") == "http://host.test/?seed=3&step=16"
    assert "at step 16" in page.locator("[data-view=network]").get_attribute("aria-label")
    # Play goes to the end and stays there; what was chosen is explained there.
    page.get_by_label("Speed").select_option("60")
    page.keyboard.press("p")
    page.locator(".st-key-step_on button:disabled").wait_for()  # at rest, at the end
    assert page.get_by_role("button", name="Play").count() == 1
    as_the_engine(page, experiment, STEPS, (1, 2, 0))
    assert page.get_by_role("button", name="Step").is_disabled()
    # Dark, without a new opening; the step stays.
    light = page.evaluate(COLOUR)
    first = page.evaluate("() => window.nnviz.players.get('page').theme")
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function("() => window.nnviz.players.get('page').theme === 'dark'")
    assert first == "light" and page.evaluate(COLOUR) != light and step_of(page) == STEPS
    page.wait_for_timeout(300)
    shoot(page, "html-page-dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate(BOTTOM)
    shoot(page, "html-page-phone")
    # A browser that cannot unpack it says so.
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    page.get_by_text("needs a browser of 2023 or later").wait_for()


def test_its_link_opens_the_live_page_at_that_very_step(open_file, open_page, server):
    experiment = Experiment(Settings(hidden=(3,), seed=5, eta=0.8))
    experiment.seek(STEPS)
    page = open_file(html_page(experiment, STEPS + 1, base=f"{server}/"), hash_="#step=12")
    ready(page, 12)
    shown = page.locator("[data-field]").evaluate_all(FIELDS)
    link = page.locator(".outside-link").get_attribute("href")
    address, _, query = link.partition("?")
    assert address == f"{server}/"
    live = open_page(f"?{query}")
    assert step_of(live) == 12
    told = live.locator("[data-field]").evaluate_all(FIELDS)
    assert len(shown) >= 4 and shown.items() <= told.items()


def test_inside_another_page_and_with_names_that_would_break_it(open_file):
    outer = '<!doctype html><iframe src="run.html#step=2" sandbox="allow-scripts" width="1200" height="800"></iframe>'
    page = open_file(html_page(hostile(), 4, title=EVIL), outer=outer)
    inside = page.frame_locator("iframe")
    inside.locator("[data-step='2']").wait_for()
    inside.locator("[data-view=boundary] canvas").wait_for()
    assert inside.locator("h1").text_content() == EVIL
    inside.get_by_role("button", name="Step").click()
    inside.locator("[data-step='3']").wait_for()
    assert [frame.evaluate("() => window.evil") for frame in page.frames] == [None, None]
