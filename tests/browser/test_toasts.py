"""What is said in passing: once, over no picture, and it goes away by itself."""

from __future__ import annotations

import pytest

from tests.browser.conftest import plain, settle, shoot
from tests.browser.test_playground import VIEWS, press, wait_step

TOAST = "[data-testid=stToast]"
# Toasts come and go: each is counted as it comes.
COUNT = f"""
() => {{
  window.told = [];
  const seen = new WeakSet();
  new MutationObserver(() => {{
    for (const toast of document.querySelectorAll('{TOAST}')) {{
      if (seen.has(toast)) continue;
      seen.add(toast);
      window.told.push(toast.textContent);
    }}
  }}).observe(document.body, {{ childList: true, subtree: true }});
}}
"""


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes do not overlap."""
    return any(
        a[start] + a[length] <= b[start]
        for a, b in ((one, other), (other, one))
        for start, length in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_a_change_is_told_once_over_no_picture_and_goes_away(open_page, width, height):
    page = open_page(plain(), width=width, height=height)
    page.evaluate(COUNT)
    press(page, "Step")
    wait_step(page, 1)
    settle(page)
    if width < 640:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("radio", name="single neuron").click()
    page.locator(TOAST).wait_for()
    if width < 640:
        page.locator("[data-testid=stSidebarCollapseButton] button").click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right < innerWidth"
    )
    shoot(page, f"toast-{width}")
    toast = page.locator(TOAST).bounding_box()
    assert toast["x"] >= 0 and toast["x"] + toast["width"] <= width
    for view in VIEWS:
        assert apart(toast, page.locator(f"[data-view={view}]").bounding_box()), view
    page.locator(TOAST).wait_for(state="detached", timeout=15_000)
    # What the page does next does not bring it again.
    press(page, "Step")
    wait_step(page, 1)
    settle(page)
    (told,) = page.evaluate("() => window.told")
    assert "Built anew: 2-1, at step 0 with seed 1." in told
