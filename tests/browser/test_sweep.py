"""A sweep as a visitor makes it: start, look, click a dot, open that run."""

from __future__ import annotations

from tests.browser.conftest import plain, settle


def test_a_sweep_is_made_and_a_dot_opens_its_run(open_page):
    page = open_page(plain("?dataset=xor4&eta=0.5"))
    page.set_default_timeout(30_000)
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.get_by_role("radio", name="Sweep").click()
    page.get_by_role("button", name="Start the sweep").click()
    page.get_by_text("Where each run ends.").wait_for()
    dots = page.locator(".st-key-sweep_ends svg g.mark-symbol.role-mark path")
    dots.nth(15).evaluate("dot => dot.scrollIntoView({ block: 'center', behavior: 'instant' })")
    settle(page)
    dots.nth(15).click(force=True)
    page.get_by_role("button", name="Open the run: 2, seed").click()
    page.wait_for_function("() => document.querySelector('[data-step]')?.dataset.step === '14000'")
    page.wait_for_function("() => new URL(location).searchParams.get('hidden') === '2'")
