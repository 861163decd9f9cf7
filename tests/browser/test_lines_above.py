"""Lines that come and go above the pictures, and runs that take another's place: the pictures are drawn."""

from __future__ import annotations

import pytest

from tests.browser.conftest import plain, settle, shoot
from tests.browser.test_playground import VIEWS, press, wait_step
from tests.browser.test_sharing import open_panel
from tests.browser.test_surroundings import FEW, different

THEIRS = "https://playground.tensorflow.org/#activation=tanh&batchSize=10&dataset=circle&networkShape=4,2"

LINK = "Paste a link of this page or of playground.tensorflow.org"


def open_theirs(page, link: str = THEIRS) -> None:
    open_panel(page)
    page.get_by_label(LINK).fill(link)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open the link").click()
    page.get_by_text("things are not the same here").wait_for()
    settle(page)


def load_example(page) -> None:
    page.locator(".st-key-bar").get_by_role("button", name="Examples").click()
    page.locator(".st-key-load_example button").click()
    page.get_by_text("Loaded: ").wait_for()
    settle(page)
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached", timeout=5000)  # what was loaded is seen


def change_the_seed(page) -> None:
    page.get_by_role("button", name="New seed").click()
    page.get_by_text("Built anew").first.wait_for()
    settle(page)


STILL = """
async (names) => {
  const pictures = () => names.map((name) => document.querySelector(`[data-view=${name}] canvas`).toDataURL());
  for (let before = [], now = pictures(); ; before = now, now = pictures()) {
    if (before.join() === now.join()) return now;
    await new Promise((done) => setTimeout(done, 150));
  }
}
"""


def drawn(page) -> dict[str, str]:
    """The pictures, once nothing of them changes and the pointer is on none."""
    page.mouse.move(0, 0)
    settle(page)
    return dict(zip(VIEWS, page.evaluate(STILL, VIEWS), strict=True))


@pytest.fixture(scope="module")
def opened_there() -> dict[str, dict[str, str]]:
    """The pictures of pages that were opened at an address, by the address."""
    return {}


@pytest.fixture
def as_opened_there(opened_there):
    """Hold a page's pictures against those of a page that is opened at its address, once for all tests."""

    def hold(page) -> None:
        now = drawn(page)  # by now the address tells of what is on show
        if page.url not in opened_there:
            page.reload()
            page.wait_for_selector("[data-view=loss] canvas")
            opened_there[page.url] = drawn(page)
        fresh = opened_there[page.url]
        assert [view for view in VIEWS if different(now[view], fresh[view], view) > FEW] == []

    return hold


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("?step=300", open_theirs),
        ("?eta=none", change_the_seed),
        ("?eta=none", load_example),
    ],
)
def test_the_pictures_are_those_of_a_page_opened_there(open_page, as_opened_there, address, what):
    page = open_page(plain(address))
    what(page)
    shoot(page, f"lines-{what.__name__}")
    as_opened_there(page)


def test_a_link_a_second_one_the_way_back_and_an_example_are_drawn(open_page, as_opened_there):
    page = open_page(plain())
    open_theirs(page)
    first = drawn(page)
    press(page, "Step")
    wait_step(page, 10)  # of a batch
    page.get_by_label(LINK).fill(THEIRS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open the link").click()
    wait_step(page, 0)
    assert drawn(page) == first
    as_opened_there(page)
    load_example(page)
    as_opened_there(page)


RECORD = """
let mount = null;
window.mounted = {};
// What the page's scripts share (shared.js), before the first of them comes.
window.nnviz = {
  players: new Map(),
  waits: [],
  get mount() {
    return mount;
  },
  set mount(given) {
    mount = (about) => {
      const { data } = about;
      const read = data instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(data)) : data;
      for (const [name, view] of Object.entries(read?.views ?? {})) if (view.spec) window.mounted[name] = read;
      return given(about);
    };
  },
};
"""
# The part of the page that holds a view, mounted once more, beside the first mount.
MOUNT_AGAIN = """
(name) => {
  const place = document.createElement('div');
  place.id = 'again';
  place.style.width = '400px';
  place.appendChild(document.createElement('div')).dataset.player = '';
  document.querySelector('.st-key-stage').appendChild(place);
  const { chunk, feed, ...rest } = window.mounted[name];
  window.nnviz.mount({ data: rest, parentElement: place, setStateValue: () => {} });
}
"""
COLOURS_AGAIN = """
() => {
  const canvas = document.querySelector('#again [data-view=boundary] canvas');
  if (!canvas) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) seen.add(`${data[i] >> 4},${data[i + 1] >> 4},${data[i + 2] >> 4}`);
  return seen.size;
}
"""


def test_a_picture_that_is_mounted_after_its_frame_came_is_drawn(open_page):
    page = open_page(plain(), script=RECORD)
    page.evaluate(MOUNT_AGAIN, "boundary")
    page.wait_for_function(f"() => ({COLOURS_AGAIN})() > 8")
