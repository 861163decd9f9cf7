"""The table of a visit's states: all of it can happen, nothing else does, and the picture in the documents is it."""

import re
from pathlib import Path

import pytest

from nnviz.session.states import TABLE, Event, State

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_every_state_can_be_reached_and_left():
    reached = {State.REST}
    for _ in State:
        reached |= {after for state in reached for after in TABLE[state].values()}
    assert reached == set(State) == set(TABLE)
    for state in State:
        assert TABLE[state].get(Event.STAND, State.REST) in (State.REST, State.HOLDING)
        assert TABLE[state][Event.OPENED] is State.REST
        assert {Event.STAND, Event.CHANGE, Event.BUILT} <= TABLE[state].keys()
    assert {event for ways in TABLE.values() for event in ways} == set(Event)


@pytest.mark.parametrize("state", State)
def test_what_is_not_in_the_table_cannot_happen(state):
    for event in Event:
        if event in TABLE[state]:
            assert state.after(event) is TABLE[state][event]
        else:
            with pytest.raises(ValueError, match=f"{event.name} cannot come while a visit is {state.name}"):
                state.after(event)


def test_a_state_is_one_thing():
    for state in State:
        assert not (state.plays and state.walks)
        assert [state.rests, state.holds, state.ends].count(True) <= 1
        # A change leaves on what was on, except that the last frames are not shown to their end.
        assert state.after(Event.CHANGE).plays == state.plays
        assert state.after(Event.CHANGE).walks == state.walks


def test_the_picture_in_the_documents_is_the_table():
    """`OPENED` leads to REST from anywhere and is left out, and so are ways that lead nowhere else."""
    drawn = set(re.findall(r"^ +(\w+) --> (\w+): (.+)$", ARCHITECTURE.read_text(encoding="utf-8"), re.MULTILINE))
    found = {(start, end, event.strip()) for start, end, events in drawn for event in events.split(",")}
    wanted = {
        (start.name, end.name, event.name)
        for start, ways in TABLE.items()
        for event, end in ways.items()
        if start is not end and event is not Event.OPENED
    }
    assert found == wanted
