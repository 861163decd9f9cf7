"""One visit in Firefox and in WebKit, from the first picture to data of one's own."""

from __future__ import annotations

import pytest

from nnviz.derivation.notation import weight_label
from nnviz.export import page as html_page
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.sentences import what_it_did
from nnviz.session.visit import Visit
from tests.browser.pointing import SPOT
from tests.other_browsers.conftest import WAITS_FOR_NOTHING
from tests.other_browsers.drivers import Driver, Firefox

pytestmark = pytest.mark.browser

STEP = "Number(document.querySelector('[data-step]').dataset.step)"
COUNTERS = "return document.querySelector('.player-fields').textContent"
COLOURS = """((name) => {
  const canvas = document.querySelector(`[data-view=${name}] canvas`);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})(arguments[0])"""
IS_DARK = """(() => {
  const app = getComputedStyle(document.querySelector('[data-testid=stApp]'));
  return app.backgroundColor === 'rgb(14, 17, 23)' && window.nnviz.players.get('page').theme === 'dark';
})()"""
ENTER = "\ue007"


def press(driver: Driver, key: str) -> None:
    driver.click(f".st-key-{key} button")


def at(driver: Driver, step: int) -> str:
    """The counters, once a step is on show and the server has nothing more to say of it."""
    driver.wait(f"{STEP} === arguments[0]", step)
    driver.wait(WAITS_FOR_NOTHING)
    return driver.run(COUNTERS)


def test_the_first_picture_is_drawn(driver):
    for name in ("network", "boundary", "loss"):
        assert driver.run(f"return {COLOURS}", name) > 8, name
    assert driver.run(COUNTERS).startswith("step 30")


def test_step_and_back_come_to_the_same_numbers(driver):
    before = at(driver, 30)
    press(driver, "step_on")
    assert at(driver, 31) != before
    press(driver, "back")
    assert at(driver, 30) == before
    driver.keys("s")
    at(driver, 31)


def test_pause_stays_at_the_step_on_show_and_its_numbers_are_those_of_the_step(driver):
    start = driver.run(f"return {STEP}")
    press(driver, "play")
    driver.wait(f"{STEP} > arguments[0]", start + 20)
    press(driver, "play")
    driver.wait(WAITS_FOR_NOTHING)
    step = driver.run(f"return {STEP}")
    paused = at(driver, step)
    press(driver, "back")
    at(driver, step - 1)
    press(driver, "step_on")
    assert at(driver, step) == paused


def test_a_click_and_a_tap_choose_an_edge(driver):
    for kind, edge in (("mouse", "w:0:1:0"), ("touch", "w:1:2:0")):
        if kind == "touch" and not isinstance(driver, Firefox):
            continue  # WebKit's driver has fingers on Apple's devices alone
        driver.pointer(*driver.run(f"return ({SPOT})(arguments[0])", ["edges", "edge", edge, 0.8]), kind)
        label = weight_label((2, 4, 1), *map(int, edge.split(":")[1:]))
        driver.wait(
            "document.querySelector('.st-key-explain')?.textContent.includes(arguments[0])", f"{label}, the weight"
        )
        driver.wait(WAITS_FOR_NOTHING)


def test_it_is_dark_where_the_system_is(driver):
    if isinstance(driver, Firefox):
        driver.dark(dark=True)
    driver.wait(IS_DARK)
    driver.wait(WAITS_FOR_NOTHING)
    assert driver.run(f"return {COLOURS}", "boundary") > 8


def test_data_of_ones_own_are_pasted_and_used(driver):
    press(driver, "open_own_data")
    driver.wait("document.querySelector('.st-key-close_sheet button')")
    driver.wait(WAITS_FOR_NOTHING)
    driver.click(".st-key-own_source [role=radio]:nth-of-type(2), .st-key-own_source label:nth-of-type(2)")
    driver.click(".st-key-own_pasted textarea")
    driver.keys(ENTER.join(("a,b,kind", "1,3,u", "2,1,v", "3,0,v", "0,4,u", "2,2,v", "1,1,u")))
    driver.run("document.activeElement.blur()")
    driver.wait("document.querySelector('.st-key-own_use button')")
    driver.wait(WAITS_FOR_NOTHING)
    driver.click(".st-key-own_use button")
    driver.wait("new URL(location).searchParams.get('dataset') === 'own'")
    driver.wait("document.querySelector('.st-key-headline')?.textContent.includes('learning from 4 samples')")


def test_an_exported_page_plays_from_disk(driver, tmp_path):
    experiment = Experiment(Settings(n=30))
    experiment.seek(6)
    path = tmp_path / "run.html"
    path.write_text(html_page(experiment, 7), encoding="utf-8")
    driver.open(path.as_uri())
    driver.wait("document.querySelector('[data-view=loss] canvas')")
    for name in ("network", "boundary", "loss"):
        driver.wait(f"{COLOURS} > 8", name)
    press(driver, "step_on")
    driver.wait(f"{STEP} === 1")
    experiment.seek(1)
    assert driver.run("return document.querySelector('.outside-said').textContent") == what_it_did(Visit(experiment))
    press(driver, "play")
    driver.wait(f"{STEP} === 6")
    driver.keys("b")
    driver.wait(f"{STEP} === 5")
