"""The page's address in a real browser: it holds the run, follows it, and is refused in words."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.test_playground import PIXELS, VIEWS, press, query, wait_step


def test_the_address_brings_the_same_page_back(open_page):
    page = open_page(plain("?dataset=moons&noise=0.1&hidden=5-3&activation=tanh&eta=0.3&seed=7&log=1"))
    for epoch in (1, 2, 3):
        press(page, "Epoch")
        wait_step(page, 140 * epoch)
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '420'")
    assert query(page)["hidden"] == "5-3"
    settle(page)
    again = open_page("?" + urlsplit(page.url).query)
    for view in VIEWS:
        assert again.evaluate(PIXELS, view) == page.evaluate(PIXELS, view), view
    assert again.locator("[data-field=train]").inner_text() == page.locator("[data-field=train]").inner_text()


def test_the_address_changes_no_oftener_than_every_browser_allows(open_page):
    page = open_page(plain())
    page.evaluate(
        """() => {
          const put = history.replaceState.bind(history);
          window.__put = [];
          history.replaceState = (...about) => { window.__put.push(performance.now()); return put(...about); };
        }"""
    )
    page.evaluate(
        """async () => {
          const buttons = [...document.querySelectorAll('.st-key-transport button')];
          const step = buttons.find((button) => button.textContent.includes('Step'));
          const counter = document.querySelector('[data-step]');
          for (let i = 1; i <= 30; i += 1) {
            step.click();
            while (counter.dataset.step !== String(i)) await new Promise(requestAnimationFrame);
          }
        }"""
    )
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '30'")
    put = page.evaluate("() => window.__put")
    assert len(put) <= 10 + 1 + (put[-1] - put[0]) / 340  # Safari allows 100 in 30 s


def test_what_differs_from_the_defaults_is_in_the_address(open_page):
    page = open_page("?dataset=circle&hidden=4&eta=1.0&noise=0.05&samples_per_frame=10")
    page.wait_for_function("() => !new URL(location).searchParams.has('eta')")
    assert query(page) == {"noise": "0.05", "step": "0"}
    page.get_by_label("Seed").first.fill("9")
    page.get_by_label("Seed").first.press("Enter")
    page.wait_for_function("() => new URL(location).searchParams.has('seed')")
    assert query(page) == {"noise": "0.05", "seed": "9", "step": "0"}


def test_a_bad_address_opens_with_defaults_and_one_warning_that_names_the_fields(open_page):
    page = open_page(plain("?eta=banana&hidden=999&step=-4&dataset=<b>x</b>"))
    warnings = page.get_by_test_id("stAlert")
    assert warnings.count() == 1
    text = warnings.inner_text()
    for field in ("eta", "hidden", "step", "dataset"):
        assert field in text
    assert step_of(page) == 0
    shoot(page, "bad-address")


def test_the_browsers_back_and_forward_bring_the_runs_at_their_steps(open_page, server):
    page = open_page(plain("?dataset=moons&seed=4&step=40"))
    press(page, "Step")
    wait_step(page, 41)
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '41'")
    first, pictures = query(page), page.evaluate(PIXELS, "network")
    train = page.locator("[data-field=train]").inner_text()
    page.goto(f"{server}/{plain('?dataset=xor&seed=9&hidden=3')}")
    wait_step(page, 0)
    settle(page)
    press(page, "Epoch")
    wait_step(page, 140)
    page.wait_for_function("() => new URL(location).searchParams.get('step') === '140'")
    second = query(page)
    page.go_back()
    wait_step(page, 41)
    settle(page)
    assert query(page) == first
    assert page.evaluate(PIXELS, "network") == pictures
    assert page.locator("[data-field=train]").inner_text() == train
    page.go_forward()
    wait_step(page, 140)
    settle(page)
    assert query(page) == second
