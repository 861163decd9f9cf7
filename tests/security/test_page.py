"""In a real browser: nothing comes from other hosts, text from outside stays text, files too large are refused."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

import pytest

from nnviz.datasets import OwnData
from nnviz.datasets.own_text import own_text
from nnviz.page.more import PANELS
from scripts.chromium import READY
from tests.browser.conftest import plain, settle
from tests.browser.test_explanations import edge_at

pytestmark = pytest.mark.browser
EVIL = "evil.example"
TEXTS = (
    "<img src=//evil.example onerror=hurt()>",
    "<script>alert(1)</script>",
    "![a](http://evil.example/a.png)",
    "[click](http://evil.example)",
    "$\\href{http://evil.example}{a}$",
    "http://evil.example",
    "www.evil.example",
    "<a href=//evil.example>a</a>",
)
"""Each as long as a name may be."""
FOREIGN = f"""() => {{
  const host = (url) => URL.canParse(url ?? '') ? new URL(url).host : '';
  const found = [...document.querySelectorAll('a[href], img, iframe, script, object, embed, form, link')]
    .filter((one) => [one.href, one.src, one.data, one.action].some((url) => host(url).includes('{EVIL}')));
  return [...found.map((one) => one.outerHTML), ...(window.hurt_done ? ['ran'] : [])];
}}"""
"""What on the page leads to the other host, and whether a script of a text ran."""
SAID = """(name) => {
  const panel = document.querySelector('.st-key-chosen_panel');
  return panel?.innerText.replaceAll('\u2060', '').includes(name);
}"""
"""Whether the words about an input hold its name."""


class Visitor:
    """A browser whose every request, dialog and error is written down.

    A tab that has shown the page opens it in two thirds of the time, so that one is there for the visits of all tests.
    """

    def __init__(self, browser, address, **more):
        self.address, self.asked, self.dialogs, self.errors = address, [], [], []
        self.context = browser.new_context(viewport={"width": 1400, "height": 900}, **more)
        self.context.add_init_script("window.hurt = () => { window.hurt_done = true; }")
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def forget(self):
        """Be a browser that has never been here, with nothing written down."""
        self.page.emulate_media(color_scheme="light")
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.context.clear_cookies()
        self.page.goto("about:blank")
        for heard in (self.asked, self.dialogs, self.errors):
            heard.clear()

    def open(self, query=""):
        self.page.goto(f"{self.address}/{query}")
        self.page.wait_for_selector(READY)
        settle(self.page)
        return self.page

    def panels(self):
        """Each of the panels at the foot of the page, one after another."""
        self.page.get_by_text("More pictures, your own data, share and keep").click()
        for title in PANELS:
            self.page.locator(".st-key-more").get_by_role("radio", name=title).click()
            settle(self.page)
            yield title

    @property
    def elsewhere(self):
        """What was asked of other hosts."""
        own = urlsplit(self.address).netloc
        return [url for url in self.asked if urlsplit(url).netloc not in (own, "")]


@pytest.fixture(scope="module")
def browses(browser, watched):
    made = Visitor(browser, watched.address, permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.context.close()


@pytest.fixture
def visitor(browses, watched):
    yield browses
    dialogs = list(browses.dialogs)
    browses.forget()
    assert not dialogs
    assert watched.calls() == []


def press(page, name):
    page.locator(".st-key-transport").get_by_role("button", name=name).first.click()


def test_nothing_is_fetched_from_other_hosts(visitor):
    page = visitor.open()  # the panels are opened by another test here
    for name in ("Examples", "Run…", "View"):
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        page.locator("[data-testid=stPopoverBody]").last.wait_for()
        settle(page)
        page.keyboard.press("Escape")
    press(page, "Play")
    page.wait_for_function("() => +document.querySelector('[data-step]').dataset.step > 30")
    press(page, "Pause")
    settle(page)
    page.get_by_text("3-D", exact=True).first.click()
    page.locator(".js-plotly-plot .gl-container canvas, .js-plotly-plot canvas").first.wait_for(state="attached")
    settle(page)
    page.emulate_media(color_scheme="dark")
    settle(page)
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.locator(".st-key-more").get_by_role("radio", name="Share and keep").click()
    page.get_by_text("QR code for a projector").click()
    page.locator(".st-key-more img").wait_for()
    page.locator(".st-key-more").get_by_role("radio", name="Export").click()
    page.get_by_role("button", name=re.compile("[Dd]raw")).last.click()
    settle(page)
    visitor.open("?dataset=digits&hidden=8&step=20")
    assert visitor.elsewhere == []
    assert any(url.startswith("ws://") for url in visitor.asked)
    assert len(visitor.asked) > 20
    assert not visitor.errors


def own_of_evil():
    names = TEXTS[:3]
    rows = [[i * 0.3, (i * i) % 5, (i * 7) % 4] for i in range(12)]
    return OwnData(X=rows, inputs=names, labels=[i % 4 for i in range(12)], classes=TEXTS[3:7], target=TEXTS[7])


def test_names_of_own_data_stay_text_everywhere(visitor):
    query = {"dataset": "own", "own": own_text(own_of_evil()), "effects": "1", "step": "5", "eta": TEXTS[0]}
    page = visitor.open("?" + urlencode(query))
    for k, name in enumerate(TEXTS[:3]):
        page.mouse.click(*edge_at(page, f"w:0:{k + 1}:0", 0.0))  # where the edge begins, the input lies on it
        page.wait_for_function(SAID, arg=name)
        page.wait_for_timeout(150)  # what the picture says of it
        assert page.evaluate(FOREIGN) == []
    page.get_by_text("The pictures and all weights as tables").click()
    settle(page)
    assert page.evaluate(FOREIGN) == []
    for title in visitor.panels():
        assert (title, page.evaluate(FOREIGN)) == (title, [])
    assert visitor.elsewhere == []
    assert not visitor.errors


def test_text_in_an_address_stays_text(visitor):
    names = ("dataset", "hidden", "eta", "own", "history", "edits", "hide", "view", "axes", "maps", "step")
    query = {name: TEXTS[i % len(TEXTS)] for i, name in enumerate(names)}
    page = visitor.open("?" + urlencode(query))
    warned = page.locator("[data-testid=stAlert]").first.inner_text()
    for name in names:
        assert f"{name} must" in warned
    assert page.locator("[data-testid=stAlert] a, [data-testid=stAlert] img, [data-testid=stAlert] .katex").count() == 0
    assert page.evaluate(FOREIGN) == []
    theirs = {
        "activation": TEXTS[0],
        "seed": TEXTS[2],
        "networkShape": TEXTS[4],
        TEXTS[3] + "_hide": "true",
        "x_hide": "1",
    }
    page = visitor.open("?" + urlencode(theirs))
    page.get_by_text("From a link of TensorFlow Playground").click()
    settle(page)
    assert page.evaluate(FOREIGN) == []
    assert visitor.elsewhere == []
    assert not visitor.errors


def table(page):
    page.get_by_text("More pictures, your own data, share and keep").click()
    page.locator(".st-key-more").get_by_role("radio", name="Your own data").click()
    settle(page)
    return page.locator("[class*=st-key-own_file_] input[type=file]")


def test_a_table_of_such_names_stays_text(visitor, tmp_path):
    page = visitor.open()
    given = table(page)
    path = tmp_path / f"{TEXTS[1]}.csv".replace("/", "_")
    cells = "\n".join(f'{i},{i % 3},"{TEXTS[i % 4]}"' for i in range(1, 9))
    path.write_text(f'"{TEXTS[0]}","{TEXTS[3]}","{TEXTS[4]}"\n{cells}\n', encoding="utf-8")
    given.set_input_files(path)
    page.get_by_role("button", name="Use these data").wait_for()
    settle(page)
    assert page.evaluate(FOREIGN) == []
    page.get_by_role("button", name="Use these data").click()
    page.get_by_text("Built anew").first.wait_for()
    settle(page)
    assert page.evaluate(FOREIGN) == []
    other = tmp_path / "other.csv"
    other.write_text(f'"{TEXTS[0]}","{TEXTS[3]}"\n1,{TEXTS[5]}\n1e13,x\n', encoding="utf-8")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        given.set_input_files(other)
    page.wait_for_timeout(500)
    settle(page)
    page.get_by_role("button", name="Use these data").click()
    settle(page)
    alert = page.locator(".st-key-more [data-testid=stAlert]")
    alert.wait_for()
    assert "Line 3" in alert.inner_text()
    assert page.evaluate(FOREIGN) == []
    assert visitor.elsewhere == []
    assert not visitor.errors


def test_what_is_too_large_is_refused_in_words_and_by_the_server(visitor, tmp_path):
    page = visitor.open(plain())
    given = table(page)
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" + b"1,2\n" * 600_000)
    given.set_input_files(large)
    page.get_by_text(re.compile(r"must be 2\.0\s?MB or smaller")).wait_for()
    small = tmp_path / "small.csv"
    small.write_bytes(b"a,b,c\n1,2,x\n2,1,y\n")
    with page.expect_request(lambda request: request.method == "PUT") as asked:
        given.set_input_files(small)
    page.get_by_role("button", name="Use these data").wait_for()
    settle(page)
    errors = list(visitor.errors)
    send = """async ([url, token, megabytes]) => {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(megabytes * 1024 * 1024)]), 'large.csv');
      return (await fetch(url, { method: 'PUT', body, headers: { 'X-Xsrftoken': token } })).status;
    }"""
    token = asked.value.headers["x-xsrftoken"]
    url = asked.value.url
    assert page.evaluate(send, [url, token, 3]) == 204
    assert page.evaluate(send, [url, token, 5]) == 413
    assert page.evaluate(send, [url, "", 1]) == 403
    shout = """(megabytes) => new Promise((done) => {
      const socket = new WebSocket(`ws://${location.host}/_stcore/stream`, ['streamlit']);
      socket.onopen = () => socket.send(new Uint8Array(megabytes * 1024 * 1024));
      socket.onclose = (event) => done(event.code);
    })"""
    assert page.evaluate(shout, 21) in (1009, 1006)  # too large; or gone before the browser had said it all
    # The page goes on: it says that what was sent stands in the small file's place, and still has the former table.
    page.get_by_role("button", name="Use these data").click()
    page.get_by_text("The table has 3.1 MB; up to 2 MB can be read.").wait_for()
    page.get_by_role("button", name="Show the table before").click()
    page.get_by_role("button", name="Use these data").click()
    page.get_by_text("Built anew").first.wait_for()
    assert not errors
