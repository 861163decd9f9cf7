"""Where the system forces colours of its own, sliders, switches and what is chosen are still to be seen."""

from __future__ import annotations

from tests.browser.conftest import settle, shoot

BACK = "(e) => getComputedStyle(e).backgroundColor"
CLEAR = "rgba(0, 0, 0, 0)"
# The contrast of an element's innermost text with the element's ground.
CONTRAST = """
(e) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ink = [...e.querySelectorAll('*')].findLast((part) => part.textContent) ?? e;
  const both = [getComputedStyle(ink).color, getComputedStyle(e).backgroundColor].map(light).sort((a, b) => b - a);
  return (both[0] + 0.05) / (both[1] + 0.05);
}
"""


def test_what_is_drawn_by_backgrounds_alone_is_seen(open_page):
    page = open_page("?step=50", scheme="light", forced_colors="active")
    page.locator("[data-testid=stSidebar] summary").filter(has_text="More").click()
    page.get_by_role("switch", name="Bias").wait_for(state="attached")
    is_seen(page, "light")
    light = page.locator("[data-testid=stApp]").evaluate(BACK)
    page.emulate_media(color_scheme="dark", forced_colors="active")
    page.wait_for_function(f"(light) => ({BACK})(document.querySelector('[data-testid=stApp]')) !== light", arg=light)
    settle(page)
    is_seen(page, "dark")


def is_seen(page, scheme: str) -> None:
    """Hold what is drawn by grounds alone against the ground that it lies on, in the system's light or dark colours."""
    shoot(page, f"forced-{scheme}")
    ground = page.locator("[data-testid=stApp]").evaluate(BACK)
    bar = page.locator("[data-testid=stSlider] [role=group] > [data-rac]").first
    switches = page.locator("[data-testid=stCheckbox] label:has([role=switch]) > div:first-of-type")
    track, thumb = bar.locator(":scope > div").nth(0), bar.locator(":scope > [data-rac]")
    seen = [track, thumb]
    for part in seen:
        assert part.evaluate(BACK) not in (CLEAR, ground)
    for switch in switches.all():
        assert switch.evaluate(BACK) != switch.locator(":scope > div").evaluate(BACK)
    on, off = (
        page.get_by_role("switch", name=name).locator("xpath=ancestor::label/div[1]")
        for name in ("Bias", "Slow motion")
    )
    assert on.evaluate(BACK) != off.evaluate(BACK)
    chosen = page.get_by_role("radio", name="network", exact=True)
    assert chosen.evaluate(BACK) != page.get_by_role("radio", name="deep").evaluate(BACK)
    for name in ("network", "2-D"):
        assert page.get_by_role("radio", name=name, exact=True).evaluate(CONTRAST) > 4.5, name
    picture = page.locator("[data-view=network]")
    paper = picture.evaluate("(e) => getComputedStyle(e).getPropertyValue('--st-background-color').trim()")
    assert picture.evaluate(BACK) == "rgb({}, {}, {})".format(*bytes.fromhex(paper[1:]))
