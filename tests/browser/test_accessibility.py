"""The page by axe-core's rules, in all its states, and where the focus is seen."""

from __future__ import annotations

from importlib.resources import files

import pytest

from nnviz.page.more import PANELS
from tests.browser.conftest import plain, settle, step_of, wait_past
from tests.browser.test_playground import pause, press

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
FOUND = """
async ([part, only]) => {
  const found = [...document.querySelectorAll(part ?? 'html')];
  if (!found.length) throw new Error(`nothing is ${part}`);
  // Axe goes through every formula, wherever it is to look: for another part they are taken out meanwhile, but for
  // their heading, which comes first and which links lead to.
  const formulas = document.querySelector('.st-key-arithmetic');
  const meanwhile = part && formulas ? [...formulas.childNodes].slice(1) : [];
  meanwhile.forEach((node) => node.remove());
  const { violations } = await axe.run(part ? { include: found } : document, { resultTypes: ['violations'], ...only });
  formulas?.append(...meanwhile);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.html.slice(0, 300), node.failureSummary]));
}
"""
BROUGHT = (
    # rule, what its element says of itself, why it stands
    (
        "presentation-role-conflict",
        "stFileUploaderDropzone",
        "Streamlit's upload field gives its zone a role and a name",
    ),
    ("region", "data-floating-ui-portal", "Streamlit hangs up its popovers outside of the page's landmarks"),
    ("region", "stFloatingOverlayPortal", "and its tooltips"),
    (
        "empty-table-header",
        "<th style=",
        "headings that are one formula: axe does not read KaTeX's MathML, screen readers do",
    ),
)
# The elements that have the focus, one after another, with the mark by which that is seen.
STOP = """
async () => {
  await new Promise(requestAnimationFrame);
  const part = document.activeElement;
  const name = `${part.tagName} ${part.getAttribute('aria-label') ?? part.textContent}`.slice(0, 60);
  const field = part.matches('input:not([type=range], [role=switch])');
  const accent = getComputedStyle(document.querySelector('.st-key-play button')).backgroundColor;
  for (let up = part, i = 0; up && i < 5; up = up.parentElement, i += 1) {
    const { outlineStyle, outlineWidth, borderTopColor } = getComputedStyle(up);
    if (outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2) return [name, 'outline'];
    if (field && borderTopColor === accent) return [name, 'border'];
  }
  return [name, part === document.body ? 'end' : null];
}
"""


COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that look at colours: of the others, the second theme has nothing new to say."""

OPENED = {
    "Lessons": "[data-testid=stPopoverBody]",
    "Help": "[data-testid=stPopoverBody]",
    "Examples": "[data-testid=stPopoverBody]",
    "Share": ".st-key-more",
}
"""What each button of the bar opens; the rest of the page stays as it was."""
STANDS = """
(part) => document.querySelector(part).getAnimations({ subtree: true }).every((one) => one.playState !== 'running')
"""
"""Whether a part has faded in: what is half clear has other colours."""


def look(page, state: str, only: dict[str, list[str]], part: str | None = None) -> list[tuple[str, ...]]:
    """What is against axe's rules, or those alone that are named, and not brought by Streamlit.

    It is looked for on the whole page, or in that part alone, where the rest is as it was when it was looked at.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    brought = [(rule, mark) for rule, mark, _ in BROUGHT]
    return [
        (state, rule, html, why)
        for rule, html, why in page.evaluate(FOUND, [part, only])
        if not any(rule == known and mark in html for known, mark in brought)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_the_page_is_against_the_rules(open_page, scheme):
    page = open_page("?step=30", scheme=scheme)
    only = COLOURS if scheme == "dark" else {}
    found = look(page, "at rest", only)
    press(page, "Play")
    wait_past(page, 40)
    found += look(page, "playing", only)
    pause(page)
    bar = page.locator(".st-key-bar")
    for name, part in OPENED.items():
        bar.get_by_role("button", name=name).first.click()
        page.locator(part).wait_for()
        settle(page)
        page.wait_for_function(STANDS, arg=part)
        found += look(page, name, only, part)
        page.keyboard.press("Escape")
        settle(page)
    page.get_by_text("Predict first").first.click()
    settle(page)
    press(page, "Step")
    page.locator(".st-key-question").wait_for()
    settle(page)
    found += look(page, "a question", only)
    page.get_by_role("button", name="Present").first.click()
    page.locator(".st-key-leave").wait_for()
    settle(page)
    found += look(page, "for a projector", only)
    assert not found, found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_panel_is_against_the_rules(open_page, scheme):
    page = open_page(plain("?step=30"), scheme=scheme)
    only = COLOURS if scheme == "dark" else {}
    found = []
    page.locator("[data-testid=stSidebar] summary").filter(has_text="More").click()
    settle(page)
    found += look(page, "more settings", only, "[data-testid=stSidebar]")
    page.locator(".st-key-more summary").first.click()
    settle(page)
    panels = page.locator(".st-key-more_panel")
    for title in PANELS:
        panels.get_by_role("radio", name=title).click()
        panels.get_by_role("radio", name=title, checked=True).wait_for()
        settle(page)
        found += look(page, title, only, ".st-key-more")
    assert not found, found


def test_the_focus_is_seen_wherever_the_tab_key_leads(open_page):
    page = open_page("?step=30", reduced_motion="reduce")
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
        if stops[-1][1] == "end":
            break
    assert len(stops) > 35
    assert [name for name, mark in stops if mark is None] == []


HEARD = """
() => {
  window.heard = [];
  const voice = document.querySelector('.player-voice');
  new MutationObserver(() => window.heard.push(voice.textContent)).observe(voice, { childList: true });
}
"""


def test_a_screen_reader_hears_steps_and_phases_and_nothing_more_while_it_plays(open_page):
    page = open_page("?step=30")
    page.evaluate(HEARD)

    def heard(last: str) -> list[str]:
        page.wait_for_function("(last) => window.heard.at(-1)?.startsWith(last)", arg=last)
        return page.evaluate("() => window.heard.splice(0)")

    for _ in range(3):
        press(page, "Step")
    said = heard("Step 33, sample ")
    assert len(said) <= 3 and "E " in said[-1]
    press(page, "Play")
    wait_past(page, 80)
    assert heard("Playing.") == ["Playing."]
    pause(page)
    assert len(heard(f"Step {step_of(page):,}")) == 1
    page.get_by_text("Slow motion").click()
    settle(page)
    press(page, "Step")
    heard("Phase 1 of ")
