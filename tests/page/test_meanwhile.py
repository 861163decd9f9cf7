"""What the server does at the opening: it waits for the browser's first pictures, and for nobody else."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from nnviz.page import charts, meanwhile
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.visit import Visit


@pytest.fixture
def told(monkeypatch):
    """What the browser and Streamlit's state say, as a test sets it."""
    said = SimpleNamespace(timezone="Europe/Berlin", spoken_at=None, state={})

    def spoken() -> bool:
        return said.spoken_at is not None and time.monotonic() >= said.spoken_at

    monkeypatch.setattr(meanwhile.st, "context", said)
    monkeypatch.setattr(meanwhile, "spoken", spoken)
    monkeypatch.setattr(charts.st, "session_state", said.state)
    return said


def taken(visit: Visit) -> float:
    begin = time.monotonic()
    meanwhile.wait_for_first_pictures(visit)
    return time.monotonic() - begin


def visit() -> Visit:
    return Visit(Experiment(Settings(n=40)))


def test_it_waits_until_the_browser_says_that_they_are_drawn(told):
    now = visit()
    told.spoken_at = time.monotonic() + 0.4
    assert 0.3 <= taken(now) < meanwhile.PICTURE_FIRST_OPENING / 2


def test_it_waits_for_no_one_who_is_no_browser_or_has_them(told):
    told.timezone = None
    assert taken(visit()) < 0.1
    told.timezone, told.state[charts.FIRST] = "Europe/Berlin", {"drawn": True}
    assert taken(visit()) < 0.1


def test_it_does_not_wait_for_ever(told, monkeypatch):
    monkeypatch.setattr(meanwhile, "PICTURE_FIRST_OPENING", 0.3)
    assert 0.25 <= taken(visit()) < 3.0


def test_the_steps_around_are_looked_at_meanwhile(told):
    now = visit()
    told.spoken_at = time.monotonic() + 1.0
    taken(now)
    assert not meanwhile.look_ahead(now), "there is more to look at"
