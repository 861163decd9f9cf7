"""Pacing: turns pass in order and clicks first, frames are shared out evenly, and nobody who left is counted."""

import threading
import time

import pytest

from nnviz.session import pacing
from nnviz.session.pacing import AROUND_SECONDS, DISPLAY, FEWEST, LEAST_FRAMES, Room, Turns


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


def test_who_waits_long_is_in_a_hurry_too(monkeypatch):
    monkeypatch.setattr(pacing, "PATIENCE_SECONDS", 0.02)
    turns, done = Turns(), []
    with turns.turn(hurry=True):
        threads = [in_turn(turns, done, "frames", hurry=False)]
        time.sleep(0.1)
        threads.append(in_turn(turns, done, "click", hurry=True))
    for thread in threads:
        thread.join(5)
    assert done == ["frames", "click"]


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
    assert 0.04 <= turns.hurried_share(time.monotonic()) * pacing.WINDOW_SECONDS < 0.1


def measured(room: Room, visitors: int, drawing: float, samples: int = 10) -> list[float]:
    for _ in range(40):
        for name in range(visitors):
            pace = room.pace(name, samples)
            room.spent(name, pace.frames, pace.frames * samples, drawing * pace.frames, 0.0)
    return [room.pace(name, samples).fps for name in range(visitors)]


def test_few_get_all_frames_and_many_get_fewer_evenly():
    assert measured(Room(Turns()), 2, 0.0003) == [DISPLAY, DISPLAY]
    crowd = measured(Room(Turns()), 60, 0.0003)
    assert max(crowd) - min(crowd) < 1.0
    assert FEWEST <= max(crowd) < 0.9 * DISPLAY
    assert sum(crowd) * 0.0003 < pacing.BUSY  # all of them fit into the time there is


def test_fewer_frames_hold_more_samples():
    room = Room(Turns())
    measured(room, 60, 0.0003)
    pace = room.pace(0, 10)
    assert pace.samples * pace.fps == pytest.approx(10 * DISPLAY, rel=0.1)


def test_samples_give_way_when_frames_alone_are_not_enough():
    room = Room(Turns())
    for _ in range(40):
        for name in range(20):
            pace = room.pace(name, 5000)
            room.spent(
                name, pace.frames, pace.frames * pace.samples, 0.0003 * pace.frames, 1e-5 * pace.samples * pace.frames
            )
    pace = room.pace(0, 5000)
    # What all of them ask for fits into the time there is.
    assert 20 * pace.fps * (0.0003 + 1e-5 * pace.samples) < 1.0
    assert pace.samples >= 1


def test_what_a_frame_needs_beside_its_drawing_takes_from_the_frames():
    room = Room(Turns())
    for _ in range(60):
        for name in range(30):
            pace = room.pace(name, 10)
            # Losses of the curve are worked out for each frame, however many samples are in it.
            training = (0.001 + 1e-5 * pace.samples) * pace.frames
            room.spent(name, pace.frames, pace.frames * pace.samples, 0.0008 * pace.frames, training)
            room.packed(name, pace.frames, 0.0002 * pace.frames)
    pace = room.pace(0, 10)
    work = pace.fps * (0.0008 + 0.0002 + 0.001 + 1e-5 * pace.samples)
    assert 0.6 * pacing.BUSY < 30 * work <= pacing.BUSY
    assert pace.samples * pace.fps == pytest.approx(10 * DISPLAY, rel=0.1)  # no sample gives way


def test_a_visitor_with_many_samples_takes_little_from_the_others():
    room = Room(Turns())
    for _ in range(60):
        for name in range(20):
            pace = room.pace(name, 5000 if name == 0 else 10)
            training = 1e-5 * pace.samples * pace.frames
            room.spent(name, pace.frames, pace.frames * pace.samples, 0.0003 * pace.frames, training)
    alike = Room(Turns())
    assert room.pace(1, 10).fps > 0.8 * measured(alike, 20, 0.0003)[1]


def test_a_room_full_of_work_gets_few_frames_and_samples_give_way_then():
    room = Room(Turns())
    for _ in range(80):
        for name in range(30):
            pace = room.pace(name, 100)
            training = 1e-4 * pace.samples * pace.frames
            room.spent(name, pace.frames, pace.frames * pace.samples, 0.006 * pace.frames, training)
    pace = room.pace(0, 100)
    assert pace.fps == FEWEST
    assert 1 <= pace.samples < 100 * DISPLAY / FEWEST
    assert LEAST_FRAMES <= pace.frames <= 3 * FEWEST  # what is ahead is some seconds, however few frames it is
    assert pace.low < pace.frames


def test_who_left_is_not_counted(monkeypatch):
    room = Room(Turns())
    before = measured(room, 60, 0.0003)[0]
    clock = time.monotonic() + pacing.GONE_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    assert room.pace(0, 10).fps == DISPLAY > before
    assert set(room.players) == {0}


def test_clicks_take_from_frames():
    turns = Turns()
    room = Room(turns)
    calm = measured(room, 60, 0.0003)[0]
    turns._used.extend([(time.monotonic(), 0.3 * pacing.WINDOW_SECONDS)])
    assert room.pace(0, 10).fps < calm
    assert AROUND_SECONDS > 0


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
