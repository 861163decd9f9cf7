"""A run of the script knows when something new was asked of it."""

import threading
import time
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from nnviz.server import streamlit_internals as interruption


@pytest.fixture
def requests(monkeypatch):
    found = ScriptRequests()
    monkeypatch.setattr(interruption, "get_script_run_ctx", lambda **_: SimpleNamespace(script_requests=found))
    return found


def test_a_click_is_seen_by_the_run_that_keeps_it_waiting(requests):
    assert not interruption.interrupted()
    requests.request_rerun(RerunData(fragment_id="workbench"))
    assert interruption.interrupted()
    assert interruption.pause(60)


def test_a_click_ends_a_pause(requests):
    begin = time.monotonic()
    threading.Timer(0.05, lambda: requests.request_rerun(RerunData(fragment_id="workbench"))).start()
    assert interruption.pause(60)
    assert time.monotonic() - begin < 30


def test_a_pause_without_a_click_lasts(requests):
    begin = time.monotonic()
    assert not interruption.pause(0.03)
    assert time.monotonic() - begin >= 0.03


def test_outside_of_a_run_nothing_waits(monkeypatch):
    monkeypatch.setattr(interruption, "get_script_run_ctx", lambda **_: None)
    assert not interruption.interrupted()
