"""An address says what of a run it leaves out, and with what the browser kept it is whole again."""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import OwnData
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.address import (
    MOST_CHANGES,
    MOST_LETTERS,
    address,
    not_in_address,
    read_address,
    read_hands,
    short_link,
)
from nnviz.session.left_out import Stored, lacking_from, left_out, stored_from
from nnviz.session.visit import Visit
from tests.session.test_address import changed_by_hand, changed_often, parameters


def with_data(rows):
    X = np.random.default_rng(1).normal(size=(rows, 8))
    return Visit(Experiment(Settings(dataset="own", own=OwnData(X=X, values=X.sum(axis=1)), eta=0.01)))


LONG = {
    "history": lambda: changed_often(MOST_CHANGES + 1),
    "edits": lambda: changed_by_hand(201),
    "own": lambda: with_data(400),
}


@pytest.mark.parametrize("name", LONG)
def test_an_address_that_is_not_the_whole_run_says_what_it_leaves_out(name):
    visit = LONG[name]()
    params = parameters(visit)
    assert (params["lacks"], name in params) == (name, False)
    lacking, problems = lacking_from(params)
    assert problems == [] and lacking.names == (name,)
    assert short_link("", visit) is None
    # With what the browser keeps it is the whole run.
    kept = not_in_address(visit)
    assert lacking.key == kept.key
    whole = lacking.found(kept.text)
    settings, edits, view, step, problems = read_address(whole)
    hands, unread = read_hands(whole, settings, step)
    assert problems == unread == []
    again = Experiment(settings, edits, hands)
    again.seek(step)
    assert again.step == visit.experiment.step and again.start == visit.experiment.start
    assert again.network.flat().tobytes() == visit.experiment.network.flat().tobytes()
    assert parameters(Visit(again, view)) == params
    # A tab that has lost them, or other ones, brings nothing.
    for wrong in (None, "", 7, "{}", kept.text[:-1], kept.text + " ", kept.text.replace("1", "2", 1)):
        assert lacking.found(wrong) is None


def test_a_run_that_fits_leaves_nothing_out():
    for visit in (changed_often(MOST_CHANGES), changed_by_hand(200), with_data(200)):
        assert not_in_address(visit) is None
        params = address(visit)
        assert params["lacks"] is None and params["kept"] is None
        assert len(short_link("https://example.org/", visit)) < MOST_LETTERS


def test_an_address_that_would_be_too_long_altogether_leaves_out_the_longest_part():
    visit = with_data(200)
    for i in range(MOST_CHANGES):
        visit.experiment.advance(1)
        visit.experiment.change(eta=0.01 + i / 10**6)
    assert not_in_address(visit).names == ("history",)
    assert "own" in parameters(visit)


def test_more_than_is_read_anywhere_is_kept_nowhere():
    lacks = not_in_address(changed_by_hand(1_001))
    assert (lacks.names, lacks.text, lacks.params()) == (("edits",), "", {"lacks": "edits"})


@pytest.mark.parametrize("text", ["", "own-own", "history-own", "colour", "own-", "<b>", "own-history-edits-own"])
def test_what_an_address_cannot_lack_is_refused(text):
    assert lacking_from({"lacks": text, "seed": "3"})[0] is None
    assert len(lacking_from({"lacks": text})[1]) == 1
    assert lacking_from({"seed": "3"}) == (None, [])


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_text_that_a_browser_kept_makes_it_raise(text, key):
    lacking, _ = lacking_from({"lacks": "own-edits", "kept": key})
    assert lacking.found(text) is None
    # Not even one that has the digest.
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    lacking, _ = lacking_from({"lacks": "own-edits", "kept": digest})
    assert lacking.found(text) is None


def test_what_was_kept_is_checked_like_any_address():
    for parts in ({"own": "zzz"}, {"own": "2AAAA"}):
        text = json.dumps(parts)
        key = hashlib.sha256(text.encode()).hexdigest()[:32]
        lacking, _ = lacking_from({"lacks": "own", "kept": key, "dataset": "own", "seed": "3"})
        settings, *_, problems = read_address(lacking.found(text))
        assert settings == Settings(seed=3)
        assert problems[0].startswith("own must be")
    for parts in ({"own": 7}, {"seed": "3"}, {"own": "a", "edits": "b"}, ["own"]):
        text = json.dumps(parts)
        key = hashlib.sha256(text.encode()).hexdigest()[:32]
        assert lacking_from({"lacks": "own", "kept": key})[0].found(text) is None


def test_what_the_tab_says_that_it_keeps_is_read_and_nothing_else():
    lacks = left_out({"edits": "x"})
    told = {"stored": {"key": lacks.key, "done": True}}
    assert stored_from(told) == Stored(lacks.key, done=True) and stored_from(told).holds(lacks)
    assert not Stored(lacks.key).holds(lacks) and not Stored("other", done=True).holds(lacks)
    assert stored_from({"stored": {"key": lacks.key, "done": 1}}) == Stored(lacks.key)
    assert [stored_from(said) for said in (None, {}, {"stored": "x"}, {"stored": {"key": 5}})] == [None] * 4
