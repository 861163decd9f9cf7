"""What an open page says of itself to a server that does not know it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.hearing import hear
from nnviz.session.reconnect import MOST, Return, returned
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.visit import Visit

TOLD = {"at": 1_700_000_000_000, "run": "a1b2", "search": "?seed=7&step=40&embed=true&own=", "whole": True}


def test_what_the_page_says_is_read_as_streamlit_reads_an_address():
    assert returned({"back": TOLD}) == Return(1_700_000_000_000, "a1b2", {"seed": "7", "step": "40", "own": ""}, True)


def test_a_run_that_no_address_holds_is_not_called_whole():
    whole, part = (returned({"back": {**TOLD, "whole": held}}) for held in (True, False))
    assert whole is not None and part is not None
    assert "This is your run again" in whole.words
    assert "more of its own than an address holds" in part.words


@pytest.mark.parametrize(
    "wrong",
    [{"at": "now"}, {"at": 1.5}, {"run": None}, {"search": 7}, {"search": "?seed=" + "7" * MOST}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_makes_no_sense_is_as_if_nothing_was_said(wrong):
    assert returned({"back": {**TOLD, **wrong}}) is None
    assert returned({}) is None
    assert returned({"back": None}) is None


@given(st.text(max_size=200))
def test_any_text_after_the_question_mark_is_read(text):
    back = returned({"back": {**TOLD, "search": f"?{text}"}})
    assert back is not None
    assert all(isinstance(value, str) for value in back.params.values())


def test_what_was_said_to_another_server_is_not_done_here():
    other, visit = Visit(Experiment(Settings())), Visit(Experiment(Settings()))
    said = {"chunk": chunk_to_send(other)["id"], "shown": 90}
    seek, pick = {"value": 60, "nonce": 50}, {"value": {"name": "edge", "key": "w:0:1:1"}, "nonce": 49}
    chunk_to_send(visit)
    hear(visit, {"nonce": 50, **said, "wishes": {"seek": seek, "pick": pick}})
    assert (visit.experiment.step, visit.shown, visit.chosen) == (0, 0, None)
    # Its own are heard, and so is what the browser says before it was sent anything.
    seek, pick = {**seek, "nonce": 51}, {**pick, "nonce": 52}
    hear(visit, {"nonce": 52, **said, "chunk": orders(visit)["id"], "wishes": {"seek": seek, "pick": pick}})
    assert (visit.experiment.step, visit.chosen) == (60, "w:0:1:1")
    hear(visit, {"nonce": 53, "chunk": None, "shown": None, "wishes": {"seek": {"value": 20, "nonce": 53}}})
    assert visit.experiment.step == 20
