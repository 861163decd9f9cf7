"""A visitor's choice is told from a browser's repetition, whatever is on the way between page and browser."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.session.shown_values import NOTHING, ShownValues


class Talk:
    """One widget, its server and its browser, with all that is on the way from the one to the other."""

    def __init__(self, *, again: bool = False) -> None:
        self.again = again
        self.shown = ShownValues()
        self.value = 0
        self.session: object = NOTHING
        self.on_the_way: list[tuple[int | None, int | None]] = []
        self.holds, self.seen = 0, 0
        self.draw(whole=True)
        self.deliver()

    def draw(self, *, whole: bool) -> None:
        """Draw the widget; a drawing that is interrupted sends no stamp."""
        stamp = self.shown.tick()
        sends = self.shown.show("key", self.value, "bench", given=self.session, seen=self.seen, again=self.again)
        sent = self.value if sends else None
        self.session = self.value
        self.on_the_way.append((stamp if whole else None, sent))

    def deliver(self) -> None:
        if self.on_the_way:
            stamp, sent = self.on_the_way.pop(0)
            self.seen = stamp or self.seen
            self.holds = self.holds if sent is None else sent

    def send(self) -> bool:
        """Send a message with what the browser holds; return whether it was taken for a choice."""
        if self.session == self.holds:
            return False
        self.session = self.holds
        self.shown.tick()
        chosen = self.shown.chosen("key", self.holds, self.seen)
        if chosen:
            self.value = self.holds
        return chosen


ACTIONS = st.lists(st.sampled_from(["deliver", "echo", "choose", "set", "draw", "interrupted"]), max_size=40)


@settings(max_examples=200)
@given(ACTIONS, st.booleans())
def test_no_repetition_is_taken_for_a_choice_and_no_choice_for_a_repetition(actions, again):
    talk, fresh = Talk(again=again), count(1)
    for action in actions:
        if action == "deliver":
            talk.deliver()
        elif action == "echo":
            before = talk.value
            assert not talk.send(), actions
            assert talk.value == before
            talk.draw(whole=True)
        elif action == "choose":
            talk.holds = next(fresh)
            assert talk.send(), actions
            assert talk.value == talk.holds
            talk.draw(whole=True)
        else:
            if action != "draw":
                talk.value = next(fresh)
            talk.draw(whole=action != "interrupted")
    while talk.on_the_way:
        talk.deliver()
    assert talk.holds == talk.value


def test_a_value_that_was_shown_before_can_be_chosen_once_the_browser_has_seen_the_other_one():
    talk = Talk()
    talk.value = 1
    talk.draw(whole=True)
    assert not talk.send()  # it still holds 0
    talk.draw(whole=True)
    while talk.on_the_way:
        talk.deliver()
    talk.holds = 0
    assert talk.send()
    assert talk.value == 0


def test_a_switch_that_is_turned_twice_in_haste_is_as_before():
    talk = Talk()
    for value in (1, 0):
        talk.holds = value
        assert talk.send()
        talk.draw(whole=True)
    assert talk.value == 0


def test_the_same_choice_is_heard_by_whoever_asks_in_the_same_message():
    talk = Talk()
    talk.holds = 5
    assert talk.send()
    assert talk.shown.chosen("key", 5, talk.seen)


def test_a_widget_without_a_callback_gets_back_what_a_repetition_takes():
    shown = ShownValues()
    shown.tick()
    shown.show("open", False, "bench", given=NOTHING, seen=0, again=True)
    drawn = shown.tick()
    shown.show("open", True, "bench", given=False, seen=drawn - 1, again=True)  # by a press
    assert shown.settled("open", False, drawn - 1) is True
    assert shown.settled("open", True, drawn - 1) is True
    assert shown.settled("open", False, drawn) is False  # it was seen open, and closed
    assert shown.settled("other", 3, drawn) == 3


def test_a_widget_that_a_press_opens_for_the_first_time_can_be_shut_and_opened_by_hand():
    shown, drawn = ShownValues(), 0
    for was, pressed, by_hand in ((NOTHING, True, False), (False, True, False), (False, True, False)):
        shown.place("open", "bench")
        assert shown.settled("open", was, drawn) is was
        shown.tick()
        shown.show(
            "open", pressed, shown.place_of("open"), given=was, seen=drawn, again=True
        )  # in the answer to a press
        drawn = shown.tick()
        assert shown.place_of("open") == "bench"
        assert shown.settled("open", by_hand, drawn) is by_hand


def test_what_is_remembered_does_not_grow():
    talk = Talk()
    for value in range(1000):
        talk.value = value
        talk.draw(whole=True)
        talk.deliver()
        talk.send()
    assert len(talk.shown._widgets["key"].coming) <= 2


def test_stamps_of_a_new_server_are_greater():
    old = ShownValues()
    stamps = [old.tick() for _ in range(5)]
    assert stamps == sorted(set(stamps))
    assert ShownValues().tick() >= stamps[0]
