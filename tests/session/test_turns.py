"""Turns: clicks come first, then what follows their answers, then frames; and every turn is given back."""

import threading
import time

import pytest

from nnviz.session import turns as turns_module
from nnviz.session.turns import WINDOW_SECONDS, GivenUpError, Turns


def in_turn(turns: Turns, done: list[str], name: str, *, hurry: bool) -> threading.Thread:
    def work():
        with turns.turn(hurry=hurry):
            done.append(name)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.01)  # so that it asks before the next one does
    return thread


def test_who_is_in_a_hurry_goes_first_and_the_others_in_their_order():
    turns, done = Turns(), []
    with turns.turn(hurry=True):
        threads = []
        for name, hurry in (("frames 1", False), ("frames 2", False), ("click 1", True), ("click 2", True)):
            threads.append(in_turn(turns, done, name, hurry=hurry))
        assert turns.wanted
        assert done == []
    for thread in threads:
        thread.join(5)
    assert done == ["click 1", "click 2", "frames 1", "frames 2"]
    assert not turns.wanted


def follower(turns: Turns, done: list[str], go_on: threading.Event) -> threading.Thread:
    """A click that is answered, and whose formulas follow."""

    def work():
        with turns.turn(hurry=True):
            with turns.aside():
                go_on.wait(5)
            done.append("formulas")

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.01)
    return thread


def in_line(turns: Turns, *, wait: float) -> list[str]:
    """What is done in which order where frames were asked for first, then formulas, and then a click."""
    done: list[str] = []
    go_on = threading.Event()
    threads = [follower(turns, done, go_on)]
    with turns.turn(hurry=True):
        threads.append(in_turn(turns, done, "frames", hurry=False))
        time.sleep(wait)
        go_on.set()
        time.sleep(0.05)
        threads.append(in_turn(turns, done, "click", hurry=True))
    for thread in threads:
        thread.join(5)
    return done


def test_a_click_comes_before_anothers_formulas_and_these_before_frames():
    assert in_line(Turns(), wait=0.0) == ["click", "formulas", "frames"]


def test_frames_that_waited_long_come_before_formulas_and_after_clicks(monkeypatch):
    monkeypatch.setattr(turns_module, "PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(turns_module, "ASK_SECONDS", 0.01)
    assert in_line(Turns(), wait=0.2) == ["click", "frames", "formulas"]


def test_frames_are_given_up_for_a_click_of_the_same_visitor():
    turns, seen = Turns(), []
    asked = threading.Event()

    def frames():
        with turns.turn(hurry=False, asked=asked.is_set) as held:
            seen.append((held, turns.held))

    with turns.turn(hurry=True):
        thread = threading.Thread(target=frames)
        thread.start()
        asked.set()
        thread.join(5)
        assert seen == [(False, False)]
        assert not turns.wanted
    with turns.turn(hurry=False, asked=asked.is_set) as held:
        assert held  # a turn that is free is not waited for


@pytest.mark.parametrize("given", [False, True])
def test_a_run_that_ends_while_it_waits_leaves_the_line_and_keeps_no_turn(given):
    """Streamlit ends a run by an error wherever its state is asked for, also while the run waits for its turn."""
    turns, seen = Turns(), []
    waits, go_on = threading.Event(), threading.Event()

    def asked() -> bool:
        waits.set()
        go_on.wait(5)
        raise KeyError

    def frames():
        try:
            with turns.turn(hurry=False, asked=asked):
                seen.append("drawn")
        except KeyError:
            seen.append("ended")

    thread = threading.Thread(target=frames)
    with turns.turn(hurry=True):
        thread.start()
        waits.wait(5)
        if not given:
            go_on.set()
            thread.join(5)
    go_on.set()  # else the turn comes just before the run ends
    thread.join(5)
    assert seen == ["ended"]
    with turns.spare() as free:
        assert free


def test_formulas_are_given_up_for_a_click_of_the_same_visitor():
    turns, seen = Turns(), []
    aside, go_on = threading.Event(), threading.Event()

    def formulas():
        try:
            with turns.turn(hurry=True):
                with turns.aside(lambda: True):
                    aside.set()
                    go_on.wait(5)
                seen.append("drawn")
        except GivenUpError:
            seen.append("given up")

    thread = threading.Thread(target=formulas)
    thread.start()
    aside.wait(5)
    with turns.turn(hurry=True):
        go_on.set()
        thread.join(5)
    assert seen == ["given up"]
    with turns.spare() as free:
        assert free


def test_a_turn_that_is_not_needed_again_is_not_waited_for():
    turns, seen = Turns(), []

    def last():
        with turns.turn(hurry=True):
            with turns.aside(back=False):
                seen.append(turns.held)
            seen.append(turns.held)

    thread = threading.Thread(target=last)
    with turns.turn(hurry=True):
        pass
    thread.start()
    thread.join(5)
    assert seen == [False, False]
    with turns.spare() as free:
        assert free


def test_clicks_are_let_pass_and_frames_are_not():
    turns, done = Turns(), []
    with turns.turn(hurry=False):
        began = turns.clock()
        frames = in_turn(turns, done, "frames", hurry=False)
        turns.let_pass()
        assert done == []

        def click():
            with turns.turn(hurry=True):
                time.sleep(0.2)
                done.append("click")

        thread = threading.Thread(target=click)
        thread.start()
        time.sleep(0.05)
        turns.let_pass()
        assert done == ["click"]
        assert turns.held
        assert turns.clock() - began < 0.2  # the time of the click is not that of the work around it
    thread.join(5)
    frames.join(5)
    assert done == ["click", "frames"]


def test_a_turn_that_lasts_longer_than_its_work_tells_that_others_use_the_machine():
    turns = Turns()
    turns._took = turns._worked = 1e-6
    with turns.turn(hurry=True):
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        time.sleep(0.1)
    assert turns.stretch > 3


def test_a_turn_within_a_turn_is_the_same_and_is_given_back_whatever_happens():
    turns = Turns()
    with pytest.raises(KeyError), turns.turn(hurry=True), turns.turn(hurry=False), turns.aside():
        raise KeyError
    done: list[str] = []
    in_turn(turns, done, "next", hurry=False).join(5)
    assert done == ["next"]


def test_aside_lets_another_work_meanwhile():
    turns, done = Turns(), []
    with turns.turn(hurry=True):
        with turns.aside():
            in_turn(turns, done, "other", hurry=False).join(5)
        done.append("mine")
    assert done == ["other", "mine"]


def test_only_what_an_urgent_turn_held_counts_as_a_click():
    turns = Turns()
    with turns.turn(hurry=True):
        time.sleep(0.02)
        with turns.aside():
            time.sleep(0.2)
            with turns.spare() as free:
                assert free
                time.sleep(0.2)
            with turns.turn(hurry=False):
                time.sleep(0.1)
        time.sleep(0.02)
    with turns.turn(hurry=False), turns.aside():
        time.sleep(0.1)
    assert 0.04 <= turns.hurried_share(time.monotonic()) * WINDOW_SECONDS < 0.1


def test_a_spare_turn_is_had_only_while_nobody_else_works_and_is_given_back():
    turns = Turns()
    with turns.spare() as free:
        assert free
        with turns.turn(hurry=True):  # by the same thread: it has the turn already
            pass
    seen = []

    def look() -> None:
        with turns.spare() as free:
            seen.append(free)

    with turns.turn(hurry=False):
        other = threading.Thread(target=look)
        other.start()
        other.join()
    look()
    assert seen == [False, True]
