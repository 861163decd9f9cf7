"""A page that opens: its pictures come before what takes the browser long, however late they are."""

from __future__ import annotations

# Vega comes late, as over a slow line; and when what was first there.
LATE = """
(() => {
  const append = Node.prototype.appendChild;
  Node.prototype.appendChild = function (node) {
    if (!String(node.src).includes('/vega-')) return append.call(this, node);
    setTimeout(() => append.call(this, node), 1500);
    return node;
  };
  window.first = {};
  const parts = {
    network: '[data-view=network] canvas', boundary: '[data-view=boundary] canvas', loss: '[data-view=loss] canvas',
    formula: '.katex', settings: '[data-testid=stSidebar] [data-testid=stSlider]',
    transport: '.st-key-transport button',
  };
  const look = () => {
    for (const [name, part] of Object.entries(parts)) {
      if (!(name in window.first) && document.querySelector(part)) window.first[name] = performance.now();
    }
    if (Object.keys(window.first).length < Object.keys(parts).length) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def test_the_pictures_come_before_the_formulas_and_the_settings(open_page):
    page = open_page(script=LATE)
    page.wait_for_function("() => Object.keys(window.first).length === 6")
    first = page.evaluate("() => window.first")
    pictures = max(first[name] for name in ("network", "boundary", "loss"))
    assert first["transport"] < pictures < min(first["formula"], first["settings"]), first
