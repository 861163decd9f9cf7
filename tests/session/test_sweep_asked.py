"""The sweep in the address: its panel is opened and filled in once, and another run ends it."""

from __future__ import annotations

from nnviz.session.sweep_asked import SweepAsked
from nnviz.session.sweep_plan import Plan

PLAN = Plan((("eta", "0.1, 1"),), 2, 300)


def test_what_an_address_asks_for_is_taken_once_and_stays_in_the_address():
    asked = SweepAsked()
    asked.arrive(PLAN)
    assert asked.arrived
    assert (asked.take(), asked.take()) == (PLAN, None)
    assert (asked.plan, asked.arrived) == (PLAN, False)


def test_an_address_without_a_sweep_asks_for_none():
    asked = SweepAsked(PLAN)
    asked.arrive(None)
    assert asked == SweepAsked() and asked.take() is None


def test_a_sweep_that_was_started_here_does_not_open_its_panel():
    assert SweepAsked(PLAN).take() is None


def test_it_is_forgotten():
    asked = SweepAsked(PLAN, arrived=True)
    asked.leave()
    assert asked == SweepAsked()
