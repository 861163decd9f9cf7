"""The letters on the buttons work wherever the focus is, but where they are typed; and Help's numbers cover no word."""

from __future__ import annotations

from playwright.sync_api import TimeoutError

from tests.browser.conftest import settle, shoot, step_of

FOCUS = {
    "a toggle": ".st-key-effects input",
    "a slider": ".st-key-speed input",
    "the time slider": ".st-key-player_time input",
    "a closed list": ".st-key-dataset input",
    "a list of what is shown": ".st-key-activation input",
    "a segment": ".st-key-model button[data-variant]",
    "a thumbnail": ".st-key-thumbnails button",
    "2-D": ".st-key-surface_shown button:nth-of-type(1)",
    "3-D": ".st-key-surface_shown button:nth-of-type(2)",
    "Help": ".st-key-bar [data-testid=stPopoverButton]:has-text('Help')",
    "View": ".st-key-switches [data-testid=stPopoverButton]",
    "Play": ".st-key-play button",
    "More": ".st-key-settings summary",
}
TYPED = {"a number": ".st-key-eta input", "a name": ".st-key-dataset input"}
BADGES = """
() => {
  const rects = (node) => { const range = document.createRange(); range.selectNodeContents(node);
    return [...range.getClientRects()]; };
  const texts = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT), words = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (node.data.trim() && node.parentElement.checkVisibility()) words.push([node.data, rects(node)]);
  const said = document.querySelector('.st-key-help_text').closest('[data-testid=stPopoverBody]');
  const over = said.getBoundingClientRect();
  const found = {};
  for (const part of document.querySelectorAll('*')) {
    const { content, left, top, width, height } = getComputedStyle(part, '::before');
    if (!/^"[1-9]"$/.test(content)) continue;
    const box = part.getBoundingClientRect();
    const [x, y] = [box.left + parseFloat(left), box.top + parseFloat(top)];
    const [right, bottom] = [x + parseFloat(width), y + parseFloat(height)];
    const meets = (one) => one.left < right && one.right > x && one.top < bottom && one.bottom > y;
    const covered = words.filter(([, all]) => all.some(meets)).map(([text]) => text);
    found[content[1]] = { covered, hidden: meets(over) || x < 0 };
  }
  return found;
}
"""


def test_a_letter_presses_its_button_wherever_the_focus_is_but_where_it_is_typed(open_page):
    page = open_page("?step=20")
    dead = []
    for name, selector in FOCUS.items():
        page.locator(selector).first.focus()
        page.keyboard.press("s")
        try:
            page.wait_for_selector("[data-step='21']", timeout=5_000)
            page.keyboard.press("b")
            page.wait_for_selector("[data-step='20']", timeout=5_000)
        except TimeoutError:
            dead.append(name)
    assert dead == []
    page.locator(TYPED["a number"]).first.focus()
    page.keyboard.press("s")
    page.locator(TYPED["a name"]).first.click()  # opens the list
    page.keyboard.type("spi")
    page.get_by_role("option").first.wait_for()
    assert page.locator(TYPED["a name"]).input_value() == "spi"
    page.keyboard.press("Escape")
    settle(page)
    assert step_of(page) == 20
    page.locator(FOCUS["Help"]).click()
    page.locator(".st-key-help_text").wait_for()
    settle(page)
    shoot(page, "help-badges")
    found = page.evaluate(BADGES)
    assert sorted(found) == list("123456789")
    assert {number: badge for number, badge in found.items() if badge["covered"] or badge["hidden"]} == {}
