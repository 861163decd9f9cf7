"""A server, and the page opened once in Firefox and once in WebKit: a whole visit for all tests of one browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.chromium import READY, serve
from tests.conftest import missing
from tests.other_browsers.drivers import Driver, find_firefox, firefox, mini_browser, webkit

WAITS_FOR_NOTHING = """(() => {
  const player = window.nnviz?.players.get('page');
  return document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]')
    && player?.chunk?.mode === 'replace' && !player.chunk.playing && player.shown === player.chunk.frames.at(-1).step;
})()"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app; at the end its log must hold no traceback."""
    log_file = tmp_path_factory.mktemp("server") / "server.log"
    with log_file.open("w") as log, serve(log) as served:
        yield served
    assert "Traceback" not in log_file.read_text()


@pytest.fixture(scope="module", params=["Firefox", "WebKit"])
def driver(request: pytest.FixtureRequest, address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """The page at step 30 in a browser; WebKit, which is told once for good, is in the dark."""
    home: Path = tmp_path_factory.mktemp("browser")
    if request.param == "Firefox":
        path = find_firefox()
        if path is None:
            missing("no Firefox found: install it, or name it in FIREFOX")
        with firefox(path, home) as firefox_:
            yield opened(firefox_, address)
        return
    lacking = [name for name in ("WebKitWebDriver", "Xvfb") if shutil.which(name) is None]
    if lacking or mini_browser() is None:
        missing("no WebKit found that can be driven: install Debian's webkit2gtk-driver and xvfb")
    with webkit(home, dark=True) as webkit_:
        yield opened(webkit_, address)


def opened(driver: Driver, address: str) -> Driver:
    """Open the page, and wait until all of it is drawn."""
    driver.sized(1400, 1000)
    driver.open(f"{address}/?step=30")
    driver.wait(f"document.querySelector('{READY}')", seconds=90)
    driver.wait("document.querySelector('[data-view=loss] canvas')")
    driver.wait("document.querySelector('.st-key-more summary')")
    driver.wait(WAITS_FOR_NOTHING)
    return driver
