"""Changes by hand in the address: there and back to the bit, and anything else refused by name, at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.exchange.runfile import MOST_BY_HAND
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.manual_edits import MOST_READ, hands_from, hands_text
from nnviz.run.settings import FieldError, Settings

NETWORK = Experiment(Settings(n=12, hidden=(2,), test_share=0.25)).network
KEYS = [(0, row, column) for row in range(3) for column in range(2)] + [(1, row, 0) for row in range(3)]
EDITS = st.builds(
    HandEdit, st.integers(0, 10**9), st.just("weight"), st.sampled_from(KEYS), st.floats(-1e6, 1e6)
) | st.builds(
    HandEdit, st.integers(0, 10**9), st.just("freeze"), st.sampled_from(KEYS), st.booleans().map(float)
)  # fmt: skip


@given(st.lists(EDITS, max_size=12))
def test_the_address_gives_back_every_bit(edits):
    edits.sort(key=lambda edit: edit.step)
    told = hands_from(hands_text(edits), NETWORK)
    assert told == tuple(edits)
    assert [edit.value.hex() for edit in told] == [edit.value.hex() for edit in edits]  # -0.0 too


def test_the_address_is_short():
    edits = [HandEdit(52, "weight", (1, 0, 0), 0.25), HandEdit(60, "freeze", (0, 1, 1), 1.0)]
    assert hands_text(edits) == "w:1:0:0=0.25@52~f:0:1:1=1@60"
    assert hands_from("w:1:0:0=0.25@52~f:0:1:1=1.0@60", NETWORK) == tuple(edits)


def test_as_many_changes_as_a_run_file_has_and_not_one_more():
    assert MOST_READ == MOST_BY_HAND
    edits = [HandEdit(step, "weight", (0, 0, 0), 1.0) for step in range(MOST_READ + 1)]
    assert hands_from(hands_text(edits[:MOST_READ]), NETWORK) == tuple(edits[:MOST_READ])
    with pytest.raises(FieldError):
        hands_from(hands_text(edits), NETWORK)


@given(st.text(max_size=60) | st.text("wf:0123456789=@~.-e", max_size=60))
def test_no_text_makes_the_reader_do_anything_but_refuse(text):
    try:
        hands_from(text, NETWORK)
    except FieldError as error:
        assert error.field == "edits"


@pytest.mark.parametrize("text", ["w:0:0:0=" + "1" * 10**6, "~" * 10**6, "w:0:0:0=1@0~" * 10**5, ":=@" * 10**5])
def test_a_long_text_is_refused_at_once(text):
    begin = time.perf_counter()
    with pytest.raises(FieldError):
        hands_from(text, NETWORK)
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "w:9:0:0=1@0",
        "w:0:0:0=nan@0",
        "w:0:0:0=1e9@0",
        "f:0:0:0=2@0",
        "w:0:0:0=1",
        "x:0:0:0=1@0",
        "w:0:0:0=1_0@0",
        "w:0:0:0= 1@0",
        "w:0:0:0=1@0\n",
        "w:0:0:0=١@0",
        "w:0:0:0=inf@0",
        "w:0:0:0=1e400@0",
        "w:0:0:0=1@1000000001",
        "w:0:0:0=1@0~",
        "w:0:0:0=1@9~w:0:0:0=1@2",
        "~".join(["w:0:0:0=1@0"] * 1_001),
    ],
)
def test_bad_changes_are_refused_by_name(text):
    with pytest.raises(FieldError) as caught:
        hands_from(text, NETWORK)
    assert caught.value.field == "edits"
