"""A press on Step, Back or Epoch is shown by the browser itself, and what it shows is what the engine computes."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.chunks import rest_frame
from nnviz.session.visit import Visit
from tests.browser.conftest import settle, step_of
from tests.browser.test_playground import wait_step

PLAYER = "window.nnviz.players.get('page')"
HELD = f"(most) => {PLAYER}.ahead.holds.length >= most"
HOLDS = f"(step) => {PLAYER}.ahead.holds.includes(step)"
# Every frame that the player takes to show it.
RECORD = f"""
() => {{
  const player = {PLAYER};
  const take = player.take.bind(player);
  window.__shown = [];
  player.take = (frame) => {{ window.__shown.push(JSON.stringify(frame)); take(frame); }};
}}
"""
# What is reported stays here until the page is allowed to say it.
SILENCE = f"""
() => {{
  const {{ reports }} = {PLAYER};
  window.__send = reports.send;
  reports.send = () => {{}};
}}
"""
SPEAK = f"() => {{ const {{ reports }} = {PLAYER}; reports.send = window.__send; reports.report(); }}"


def encoded(experiment: Experiment) -> Any:
    """The frame of a position at rest, as the browser reads it."""
    visit = Visit(experiment)
    frame = rest_frame(visit.pictures, visit.rest_frame(), visit.lit)
    return read(orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS))


def read(text: str | bytes) -> Any:
    """A frame without the names of its charts' shapes, which differ from one process to the next."""
    frame = json.loads(text)
    for part in frame["views"].values():
        del part["shape"]
    return frame


def at(settings: Settings, step: int, change: tuple[int, float] | None = None) -> Any:
    """The frame of a step, after η was changed at a step or without that."""
    experiment = Experiment(settings)
    if change is not None:
        experiment.seek(change[0])
        experiment.change(eta=change[1])
    experiment.seek(step)
    assert experiment.step == step
    return encoded(experiment)


def hasty(page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(40)


def test_every_frame_that_hasty_presses_show_is_the_engine_s(open_page):
    page = open_page("?seed=4&step=137")
    page.wait_for_function(HELD, arg=20)
    page.evaluate(RECORD)
    hasty(page, "ssbsessbbs")
    wait_step(page, 141)
    field = page.get_by_label("Exact η")
    field.fill("0.3")
    page.locator(".st-key-step_on button").click()  # which sends the number as well
    page.locator("[data-step]").click()
    hasty(page, "ssbbs")
    wait_step(page, 143)
    settle(page)
    assert step_of(page) == 143
    shown = [read(text) for text in page.evaluate("window.__shown")]
    # Fifteen presses: on a busy machine several of them fall between two pictures.
    assert len(shown) >= 8
    settings = Settings(seed=4)
    former = {frame["step"]: at(settings, frame["step"]) for frame in shown}
    later = {step: at(settings, step, (141, 0.3)) for step in former}
    assert former[143] != later[143]
    lines = ["former" if frame == former[frame["step"]] else "later" for frame in shown]
    for frame, line in zip(shown, lines, strict=True):
        assert line == "former" or frame == later[frame["step"]], f"step {frame['step']} is of no run"
    # No frame of the run before the change comes after one of the run since; at step 141 and before both are the same.
    since = lines.index("later")
    assert all(line == "later" for line, frame in zip(lines[since:], shown[since:], strict=True) if frame["step"] > 141)
    assert shown[-1] == later[143]


def test_presses_are_shown_before_the_server_hears_of_them_and_then_it_follows(open_page):
    page = open_page("?step=30")
    page.wait_for_function(HELD, arg=20)
    page.wait_for_function(HOLDS, arg=140)  # the epoch's end is sent last
    page.evaluate(SILENCE)
    page.evaluate(RECORD)
    for key, step in (("s", 31), ("s", 32), ("b", 31), ("b", 30), ("b", 29), ("e", 140)):
        page.keyboard.press(key)
        wait_step(page, step)
    page.evaluate(SPEAK)
    page.locator(".st-key-arithmetic").get_by_text("Step 140").first.wait_for()
    settle(page)
    assert step_of(page) == 140
    # The server's answers brought nothing else.
    assert [json.loads(text)["step"] for text in page.evaluate("window.__shown")] == [31, 32, 31, 30, 29, 140]


def test_what_a_hand_changed_is_not_foreseen(open_page):
    page = open_page("?step=30")
    page.wait_for_function(HELD, arg=20)
    page.evaluate(SILENCE)
    page.get_by_label("Exact η").fill("0.3")
    page.locator(".st-key-step_on button").click()
    page.wait_for_timeout(300)
    assert step_of(page) == 30
    page.evaluate(SPEAK)
    wait_step(page, 31)
    settle(page)
    page.wait_for_url(re.compile("eta=0.3&"))
