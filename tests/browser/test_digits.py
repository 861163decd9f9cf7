"""Digits in a real browser: the sample as a picture, pixels and small pictures to click on."""

from tests.browser.conftest import settle, shoot, step_of

SPOTS = """() => {
  const { view, element } = window.nnviz.players.get('page').views.get('network');
  const box = element.querySelector('canvas').getBoundingClientRect();
  const found = {};
  const walk = (mark) => (mark.items ?? []).forEach((item) => {
    const key = item.datum?.patch ?? item.datum?.pixel;
    const { bounds } = item;
    if (key && mark.marktype === 'symbol') {
      found[key] = [box.x + (bounds.x1 + bounds.x2) / 2, box.y + (bounds.y1 + bounds.y2) / 2];
    }
    walk(item);
  });
  walk(view.scenegraph().root);
  return found;
}"""
INK = """([x, y]) => {
  const canvas = document.querySelector('[data-view=network] canvas');
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  return canvas.getContext('2d').getImageData((x - box.x) * scale, (y - box.y) * scale, 1, 1).data[0];
}"""


def test_digits_are_seen_played_and_asked_about(open_page):
    page = open_page("?dataset=digits&hidden=8&eta=0.5&step=300&seed=1")
    spots = page.evaluate(SPOTS)
    assert len(spots) == 64 + 8
    inks = [page.evaluate(INK, spots[f"n:0:{k}"]) for k in range(64)]
    assert min(inks) < 60 < 230 < max(inks)  # black on white
    page.mouse.click(*spots["n:1:5"])
    page.get_by_text("Neuron h₆").wait_for()
    settle(page)
    page.mouse.click(*spots["n:0:36"])
    page.get_by_text("The chain rule of w₃₇,₆").wait_for()
    settle(page)
    shoot(page, "digits")
    before = step_of(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => +document.querySelector('[data-step]').dataset.step > {before + 600}")
    page.get_by_role("button", name="Pause").click()
    settle(page)
    assert [page.evaluate(INK, spots[f"n:0:{k}"]) for k in range(64)] != inks  # another sample
