"""One Chromium in each of pytest's processes, for its tests that drive a real browser.

The tests of a file that has browser tests run in one process, since what the file's fixtures start is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

from scripts.chromium import FLAGS, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before anything imports NumPy, and for the servers that tests start: threads of its own for one product of matrices
# wait for processors that other processes are using, and take several times as long then.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Twenty examples a property, where the property does not say how many: all of the tests are to run in twenty minutes.
# None has to be through in a time: another program may have the processor.
settings.register_profile(
    "suite", settings.get_profile("ci" if os.environ.get("CI") else "default"), max_examples=20, deadline=None
)
settings.load_profile("suite")

QUICK = "--js-flags=--min-semi-space-size=32 --always-sparkplug"
"""Less garbage collected while a page is young, and code compiled at once: a tenth of the browser's time."""
DRIVEN = {"chromium", "driver"}
"""Fixtures of tests that drive a browser."""


MOST_PROCESSES = 6
"""Each drives browsers and servers of its own."""


def pytest_xdist_auto_num_workers() -> int:
    """As many processes as there are processors, and two at least: one works while the other waits for a browser."""
    if os.environ.get("CI"):  # a container there may see more processors than it is given
        return 2
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(there, 2), MOST_PROCESSES)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    driven = [item for item in items if DRIVEN & set(getattr(item, "fixturenames", ()))]
    for item in driven:
        item.add_marker(pytest.mark.browser)
    paths = {item.path for item in driven}
    for item in items:
        if item.path in paths:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where everything should be there."""
    message = f"{what}; see the README"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium()
    if path is None:
        missing("no Chromium found: install it, or name it in CHROMIUM")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, headless=True, args=[*FLAGS, QUICK])
        yield opened
        opened.close()
