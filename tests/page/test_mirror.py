"""Widgets that show what the visit holds: what the visitor chose is drawn, whichever fragment heard of it."""

from __future__ import annotations

from typing import Any

import pytest

from nnviz.page import mirror


@pytest.mark.parametrize(("place", "other"), [("page", "bench"), ("bench", "feed")])
def test_a_choice_that_another_fragment_hears_is_owed_to_its_place(monkeypatch, place, other):
    state: dict[str, Any] = {}
    monkeypatch.setattr(mirror.st, "session_state", state)
    chosen: list[float] = []
    with mirror.drawing(place):
        field = mirror.mirrored("eta", 1.0, chosen.append)
    assert not mirror.owed()
    state["eta"] = 2.0  # a message for another fragment brought it
    field["on_change"]()
    assert chosen == [2.0] and mirror.owed()
    with mirror.drawing(other):
        assert mirror.owed()
    with mirror.drawing(place):
        assert not mirror.owed()
    assert not mirror.owed()


def test_the_whole_page_draws_the_bench_too(monkeypatch):
    state: dict[str, Any] = {}
    monkeypatch.setattr(mirror.st, "session_state", state)
    with mirror.drawing("bench"):
        field = mirror.mirrored("effects", False, lambda told: None)
    state["effects"] = True
    field["on_change"]()
    with mirror.drawing("page"), mirror.drawing("bench"):
        assert not mirror.owed()
    # A browser that only repeats what it was shown owes nothing.
    with mirror.drawing("bench"):
        field = mirror.mirrored("effects", False, lambda told: None)
    state["effects"] = False
    field["on_change"]()
    assert not mirror.owed()
