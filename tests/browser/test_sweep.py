"""A sweep as a visitor makes it: start, look, click a line, a median or a dot, open that run."""

from __future__ import annotations

from tests.browser.conftest import plain, settle

POINT_OF_A_LINE = """
(line) => {
  const { x, y } = line.getPointAtLength(line.getTotalLength() * 0.75).matrixTransform(line.getScreenCTM());
  return { x, y };
}
"""


def test_a_sweep_is_made_and_a_line_a_median_and_a_dot_choose_their_runs(open_page):
    page = open_page(plain("?dataset=xor4&eta=0.5"))
    page.set_default_timeout(30_000)
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.get_by_role("radio", name="Sweep").click()
    page.get_by_role("button", name="Start the sweep").click()
    page.get_by_text("Where each run ends.").wait_for()
    curves = page.locator(".st-key-sweep_curves svg.marks")
    opening = page.get_by_role("button", name="Open the run: ")
    curves.evaluate("chart => chart.scrollIntoView({ block: 'center', behavior: 'instant' })")
    settle(page)
    # A thin line through its wide one, which is not seen and lies over what else is there.
    lines = curves.locator("g.mark-line.role-mark path[stroke-width='9']")
    assert lines.count() == 40
    spot = lines.nth(25).evaluate(POINT_OF_A_LINE)
    page.mouse.click(spot["x"], spot["y"])
    opening.wait_for()
    name = opening.text_content()
    # Points of the medians lie beneath the lines; a click on one of them chooses a run and breaks nothing.
    medians = curves.locator("g.mark-symbol.role-mark path[opacity='0']")
    medians.nth(3).dispatch_event("click")
    opening.wait_for()
    assert page.locator("[data-testid=stException]").count() == 0 and name
    dots = page.locator(".st-key-sweep_ends svg g.mark-symbol.role-mark path")
    dots.nth(15).evaluate("dot => dot.scrollIntoView({ block: 'center', behavior: 'instant' })")
    settle(page)
    dots.nth(15).click(force=True)
    page.get_by_role("button", name="Open the run: 2, seed").click()
    page.wait_for_function("() => document.querySelector('[data-step]')?.dataset.step === '14000'")
    page.wait_for_function("() => new URL(location).searchParams.get('hidden') === '2'")
