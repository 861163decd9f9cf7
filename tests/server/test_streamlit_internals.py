"""A run of the script knows when something new was asked of it."""

import threading
import time
from dataclasses import fields

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from nnviz.server import streamlit_internals as interruption


@pytest.fixture
def requests(monkeypatch):
    found = ScriptRequests()
    monkeypatch.setattr(interruption, "get_script_run_ctx", lambda **_: context(found))
    return found


def context(requests):
    """Streamlit's own context of a run, of which nothing but its requests is filled in."""
    names = [field.name for field in fields(ScriptRunContext) if field.init]
    return ScriptRunContext(**{**dict.fromkeys(names), "script_requests": requests})


def test_a_run_of_a_script_brings_the_requests_that_are_looked_into():
    """The class might have the field and leave it empty: then no click would end a run, and nothing would say so."""

    def script():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        st.text(type(get_script_run_ctx().script_requests).__name__)

    app = AppTest.from_function(script).run()
    assert [text.value for text in app.text] == [ScriptRequests.__name__]


def test_a_click_is_seen_by_the_run_that_keeps_it_waiting(requests):
    assert not interruption.interrupted()
    requests.request_rerun(RerunData(fragment_id="workbench"))
    assert interruption.interrupted()
    assert interruption.pause(60)


def test_a_quiet_fragment_interrupts_none_but_is_heard_by_who_waits_for_it(requests, monkeypatch):
    monkeypatch.setattr(interruption.st, "session_state", {interruption._QUIET: "pictures"})
    requests.request_rerun(RerunData(fragment_id="pictures"))
    assert interruption.spoken() and not interruption.interrupted()
    assert not interruption.pause(0.03)
    assert interruption.pause(60, until=interruption.spoken)
    requests.request_rerun(RerunData(fragment_id="workbench"))
    assert interruption.interrupted()


def test_a_run_of_the_whole_page_interrupts_whatever_else_waits(requests, monkeypatch):
    monkeypatch.setattr(interruption.st, "session_state", {interruption._QUIET: "pictures"})
    requests.request_rerun(RerunData(fragment_id="pictures"))
    requests.request_rerun(RerunData())
    assert interruption.interrupted()


@pytest.mark.parametrize("asked", [(), ("workbench",), ("panel", "workbench")])
def test_a_press_waits_where_the_fragment_that_answers_it_or_the_whole_page_is_to_run(requests, monkeypatch, asked):
    monkeypatch.setattr(interruption.st, "session_state", {interruption._ANSWERS: "workbench"})
    assert not interruption.pressed()
    for name in asked:
        requests.request_rerun(RerunData(fragment_id=name))
        assert interruption.pressed() == (name == "workbench")
    if not asked:
        requests.request_rerun(RerunData())
        assert interruption.pressed()


def test_a_fragment_is_quiet_or_answers_by_its_name():
    def script():
        import streamlit as st

        from nnviz.server.streamlit_internals import answering, quiet

        @st.fragment
        def pictures():
            quiet()

        @st.fragment
        def workbench():
            answering()

        pictures()
        workbench()

    app = AppTest.from_function(script).run()
    assert not app.exception
    names = [app.session_state[name] for name in (interruption._QUIET, interruption._ANSWERS)]
    assert all(isinstance(name, str) for name in names)
    assert len(set(names)) == 2


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
    assert not interruption.pressed()
