"""No formula is cut: whatever the network and the window, each is as wide as its box at most."""

from __future__ import annotations

import pytest

from tests.browser.conftest import settle, shoot
from tests.browser.test_explanations import EXPLAINED, choose

WIDE = """() => {
  document.querySelectorAll('.st-key-arithmetic [data-testid=stElementContainer]')
    .forEach((box) => { box.style.contentVisibility = 'visible'; });
  const boxes = [...document.querySelectorAll('.st-key-arithmetic .katex-display')];
  return boxes.map((box) => {
    const room = box.getBoundingClientRect();
    const inside = [...box.querySelectorAll('.katex-html .base')].map((part) => part.getBoundingClientRect());
    const wide = Math.max(...inside.map((one) => one.right)) - Math.min(...inside.map((one) => one.left));
    const size = parseFloat(getComputedStyle(box.querySelector('.katex')).fontSize);
    const right = Math.min(room.right, window.innerWidth);
    return { wide, room: right - room.left, over: Math.max(...inside.map((one) => one.right)) - right, size };
  });
}"""
# A frame after the new width, when what is measured for it has been.
WIDTH_IS = """async (width) => {
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
  return window.innerWidth === width;
}"""
RUNS = {
    "small": "?step=3",
    "wide": "?hidden=16-16&activation=tanh&step=3&regularization=l2&momentum=0.9",
    "softmax": "?dataset=iris&hidden=8&output=softmax&loss=cross_entropy&step=3&digits=10",
    "digits": "?dataset=digits&hidden=16&step=3",
}
WIDTHS = (1400, 1280, 820, 390)


@pytest.mark.parametrize("name", RUNS)
def test_no_formula_is_wider_than_its_box(open_page, name):
    page = open_page(f"{RUNS[name]}&{EXPLAINED}", width=WIDTHS[0], height=900)
    page.wait_for_function("() => document.querySelectorAll('.st-key-arithmetic .katex-html .base').length > 3")
    if name != "digits":
        choose(page, "neuron h₂" if name != "wide" else "neuron h⁽²⁾₁")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(WIDTH_IS, arg=width)
        settle(page)
        found = page.evaluate(WIDE)
        assert len(found) >= 4
        for formula in found:
            assert formula["over"] <= 1, (width, formula)
            assert formula["size"] >= 11, (width, formula)
        page.locator(".st-key-arithmetic").scroll_into_view_if_needed()
        shoot(page, f"formulas-{name}-{width}")
