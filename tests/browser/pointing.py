"""Where the network's edges and neurons lie on the page, and a finger on them."""

from __future__ import annotations

from playwright.sync_api import Page

SPOT = """
([table, column, key, part]) => {
  const { view, tables, element } = window.nnviz.players.get('page').views.get('network');
  const box = element.querySelector('canvas').getBoundingClientRect();
  const x = view.scale('x'), y = view.scale('y'), [across, down] = view.origin(), pad = view.padding();
  const [left, top] = [across + pad.left, down + pad.top];
  const i = tables[table][column].indexOf(key), at = (name) => tables[table][name][i];
  const along = (from, to) => (to in tables[table] ? at(from) + part * (at(to) - at(from)) : at(from));
  const start = 'x2' in tables[table] ? (1 - part) * view.signal('past') : 0;
  return [box.left + left + x(along('x', 'x2')) + start, box.top + top + y(along('y', 'y2'))];
}
"""
GRADIENT = "gradient ∂E/∂w before the update"
TIP = "#vg-tooltip-element.visible"
WORDS = f"""
[...document.querySelectorAll('{TIP} tr')].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))
"""


def edge_at(page: Page, key: str, part: float = 0.55) -> tuple[float, float]:
    x, y = page.evaluate(SPOT, ["edges", "edge", key, part])
    return x, y


def neuron_at(page: Page, key: str) -> tuple[float, float]:
    x, y = page.evaluate(SPOT, ["neurons", "neuron", key, 0])
    return x, y


def words(page: Page) -> dict[str, str]:
    """The tooltip's lines by name."""
    return {name.rstrip(":"): text for name, text in page.evaluate(WORDS)}


class Finger:
    """A finger as the browser itself has it, from the screen up."""

    def __init__(self, page: Page) -> None:
        self._line = page.context.new_cdp_session(page)
        self._page = page

    def _say(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self._line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def tap(self, x: float, y: float, milliseconds: int = 40) -> None:
        self._say("touchStart", (x, y))
        self._page.wait_for_timeout(milliseconds)
        self._say("touchEnd")

    def drag(self, x: float, y: float, dy: float, dx: float = 0.0) -> None:
        self._say("touchStart", (x, y))
        for part in range(1, 11):
            self._say("touchMove", (x + dx * part / 10, y + dy * part / 10))
            self._page.wait_for_timeout(16)
        self._say("touchEnd")
