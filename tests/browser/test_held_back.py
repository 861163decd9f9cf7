"""Messages that are late, or lost since something else was to be drawn by then: the page stands, whatever the order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as Late

from scripts.chromium import READY, ROOT, free_port, wait
from tests.browser.conftest import settle, step_of
from tests.browser.test_playground import press, wait_step

ADDRESS = "?dataset=iris&hidden=5-4&eta=0.2"
MOST = 5
"""Moments at which the messages of a page that opens are held back."""
# As soon as it is there: with the mouse it would be too late.
TOGGLE = """
() => {
  const switches = [...document.querySelectorAll('.st-key-switches label')];
  const found = switches.find((label) => label.textContent.includes('effect of the update'));
  found?.click();
  return Boolean(found);
}
"""


class HeldBack:
    """A server whose messages are held back."""

    def __init__(self, address: str, plan: Path) -> None:
        self.address, self.plan = address, plan

    def let(self, count: int | None) -> None:
        """Let only so many messages of the sessions to come through, or all."""
        self.plan.write_text(json.dumps({} if count is None else {"let": count}))

    def told(self) -> list[dict[str, object]]:
        """What the last session was told."""
        found: list[dict[str, object]] = json.loads(self.plan.with_suffix(".told").read_text())
        return found


@pytest.fixture(scope="module")
def held_back(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeldBack]:
    folder, port = tmp_path_factory.mktemp("held_back"), free_port()
    plan, log = folder / "plan.json", folder / "server.log"
    command = [sys.executable, str(Path(__file__).with_name("held_back.py")), "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--server.fileWatcherType", "none"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NNVIZ_HELD_BACK": str(plan)}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=env)
        try:
            wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield HeldBack(f"http://127.0.0.1:{port}", plan)
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def opened(browser) -> Iterator:
    """The browser's profile of all pages here."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def told_at_the_opening(held_back: HeldBack, opened) -> list[dict[str, object]]:
    """What a page is told that opens."""
    held_back.let(None)
    page = opened.new_page()
    page.goto(f"{held_back.address}/{ADDRESS}")
    page.wait_for_selector(READY)
    settle(page)
    page.wait_for_timeout(300)
    told = held_back.told()
    page.close()
    return told


def test_no_message_of_a_fragment_lies_in_what_belongs_to_another(told_at_the_opening):
    told = [message for message in told_at_the_opening if "path" in message]
    owner = {tuple(message["path"]): message["fragment"] for message in told if message["block"]}
    fragments = {message["fragment"] for message in told} - {""}
    assert len(fragments) == 3
    for message in told:
        path = tuple(message["path"])
        assert owner.get(path[:-1], "") in ("", message["fragment"]), message
        if message["fragment"] and not owner.get(path[:-1], ""):
            # Where it begins nobody else writes: nothing that follows there could miss it.
            others = [other for other in told if tuple(other["path"][:-1]) == path[:-1]]
            assert {other["fragment"] for other in others} == {message["fragment"]}, message


def test_a_page_that_opens_stands_whatever_is_lost_when_something_is_pressed_meanwhile(
    held_back, opened, told_at_the_opening
):
    owners = [message.get("fragment", "") for message in told_at_the_opening]
    seams = [i + 1 for i, (one, next_one) in enumerate(pairwise(owners)) if one != next_one]
    moments = sorted({moment for seam in seams for moment in (seam - 1, seam, seam + 1)} - {0})[-3 * MOST :]
    tried = 0
    page = opened.new_page()  # a visit of its own for each moment, and scripts that are compiled once
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for moment in reversed(moments):
        if tried == MOST:
            break
        page.goto("about:blank")
        held_back.let(moment)
        page.goto(f"{held_back.address}/{ADDRESS}")
        try:
            page.wait_for_function(TOGGLE, timeout=10_000)
        except Late:
            continue
        tried += 1
        page.wait_for_selector(READY)
        page.locator("[data-view=network] canvas").click(position={"x": 60, "y": 100})
        try:
            settle(page)
        except Late:
            assert not errors, (moment, errors)
            raise
        press(page, "Step")
        wait_step(page, 1)
        settle(page)
        assert step_of(page) == 1
        assert page.locator("[data-view=boundary] canvas").count() == 1
        assert not errors, (moment, errors)
    assert tried > 2
