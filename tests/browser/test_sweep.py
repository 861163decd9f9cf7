"""A sweep as a visitor makes it: start, look, click, open that run."""

from __future__ import annotations

from tests.browser.conftest import plain, settle

POINT = """
([chart, marks, at, part]) => {
  const found = [...document.querySelectorAll(`.st-key-${chart} svg ${marks}`)];
  const mark = found.at(at), box = mark.getBoundingClientRect();
  if (!mark.getPointAtLength || !part) return [box.x + box.width / 2, box.y + box.height / 2];
  const place = mark.getPointAtLength(mark.getTotalLength() * part).matrixTransform(mark.getScreenCTM());
  return [place.x, place.y];
}
"""
SHOW = """
([chart]) => document.querySelector(`.st-key-${chart} svg`).scrollIntoView({ block: 'center', behavior: 'instant' })
"""
SCROLLS = """
() => {
  const box = document.querySelector('.st-key-sweep_maps');
  return box.scrollWidth > box.clientWidth;
}
"""
THIN, MEDIAN = "path[stroke-width='9']", "g.mark-symbol.role-mark path[opacity='0.001']"
DASHED, MARK = "g.mark-rule line", "g.mark-symbol.role-mark path"


def test_every_line_mark_tile_and_picture_chooses_its_run(open_page):
    page = open_page(plain("?dataset=circle&sweep=eta:0.3,3~seeds:4~samples:2000"))
    page.set_default_timeout(30_000)
    page.get_by_role("button", name="Start the sweep").click()
    page.get_by_text("Where each run ends.").wait_for()
    settle(page)

    def click(chart: str, marks: str, at: int, part: float = 0.0) -> list[str]:
        """Click a mark; return what the buttons say that open a run of this sweep."""
        page.evaluate(SHOW, [chart])
        buttons = page.locator("[class*=st-key-sweep_][class*=_open] button")
        before = buttons.all_inner_texts()
        page.mouse.click(*page.evaluate(POINT, [chart, marks, at, part]))
        settle(page)
        for _ in range(10):  # of a chart that is clicked the page hears a moment later
            if buttons.all_inner_texts() != before:
                break
            page.wait_for_timeout(100)
            settle(page)
        return buttons.all_inner_texts()

    def one(chart: str, marks: str, at: int, part: float = 0.0) -> str:
        opens = click(chart, marks, at, part)
        assert len(opens) == 1 and opens[0].startswith("Open the run: "), (chart, marks, opens)
        return opens[0]

    ends = {one("sweep_curves", THIN, run, 0.99) for run in range(4, 8)}
    assert len(ends) >= 3, ends  # of two that end in one place only one can be hit
    one("sweep_curves", MEDIAN, 5)
    click("sweep_curves", DASHED, 0)
    for chart, marks, at in (("sweep_reached", MARK, -1), ("sweep_maps", "image", 2), ("sweep_ends", MARK, 2)):
        one(chart, marks, at)
    page.get_by_role("button", name="Open the run: 0.3, seed").click()
    page.wait_for_function("() => document.querySelector('[data-step]')?.dataset.step === '2000'")
    page.wait_for_function("() => new URL(location).searchParams.get('eta') === '0.3'")
    page = open_page(plain("?dataset=xor4&sweep=hidden:1,2~eta:0.5,1~seeds:3~samples:300"))
    page.get_by_role("button", name="Start the sweep").click()
    page.get_by_text("Where each run ends.").wait_for()
    settle(page)
    one("sweep_tiles", "g.mark-text.role-mark text", 1)
    for width in (390, 1400):
        page.set_viewport_size({"width": width, "height": 844})
        settle(page)
        note = page.get_by_text("The boundaries scroll sideways.")
        assert note.is_visible() == page.evaluate(SCROLLS) == (width == 390)
