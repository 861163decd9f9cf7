"""What fails on the way to an answer does not take the page away: it is drawn again, and says so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

from nnviz.server import mishap as mishaps
from nnviz.server import streamlit_internals
from nnviz.server.mishap import MISHAP, WORDS, mishap


@pytest.fixture
def run(monkeypatch):
    """A run of the script that has drawn nothing yet."""
    found = SimpleNamespace(
        script_requests=ScriptRequests(),
        has_script_started=False,
        query_string="step=7",
        page_script_hash="",
        context_info=None,
    )
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda **_: found)
    monkeypatch.setattr(mishaps.st, "session_state", {})
    return found


def test_where_an_answer_fails_the_page_is_drawn_again(run):
    assert mishap(KeyError("r"))
    asked = run.script_requests.on_scriptrunner_ready()
    assert asked.rerun_data.query_string == "step=7"
    assert asked.rerun_data.widget_states is None, "no answer is given twice"
    assert mishaps.st.session_state == {MISHAP: WORDS}


def test_where_a_drawing_fails_streamlit_says_so(run):
    run.has_script_started = True
    assert not mishap(KeyError("r"))
    assert not streamlit_internals.interrupted()


def test_without_what_it_looks_for_in_streamlit_it_does_nothing(monkeypatch):
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda **_: None)
    assert not mishap(KeyError("r"))
    assert not streamlit_internals.run_again()
