"""Pacing: frames are shared out evenly, samples give way after them, and nobody who left is counted."""

import time

import pytest

from nnviz.session import pacing
from nnviz.session.pacing import AROUND_SECONDS, DISPLAY, FEWEST, LEAST_FRAMES, OUTSIDE, Room
from nnviz.session.turns import WINDOW_SECONDS, Turns


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
    assert sum(crowd) * 0.0003 < (1 - OUTSIDE)  # all of them fit into the time there is


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
            room.packed(name, 0.0002 * pace.frames)
    pace = room.pace(0, 10)
    work = pace.fps * (0.0008 + 0.0002 + 0.001 + 1e-5 * pace.samples)
    assert 0.6 * (1 - OUTSIDE) < 30 * (work + AROUND_SECONDS / pacing.MOST_AHEAD) <= 1.01 * (1 - OUTSIDE)
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
    turns._used.extend([(time.monotonic(), 0.3 * WINDOW_SECONDS)])
    assert room.pace(0, 10).fps < calm


def test_frames_give_way_where_others_use_the_machine_too():
    turns = Turns()
    calm = measured(Room(turns), 60, 0.0003)[0]
    turns._took, turns._worked = 2.0, 1.0  # every turn takes twice as long by the clock as its work
    assert turns.stretch == 2
    assert measured(Room(turns), 60, 0.0003)[0] < 0.9 * calm


def test_a_chunk_of_few_frames_says_little_of_what_a_frame_costs():
    room = Room(Turns())
    usual = measured(room, 60, 0.0003)[0]
    room.spent(0, 3, 30, 3 * 0.003, 0.0)  # the first chunk after Play: three frames, of which one has everything
    assert room.pace(0, 10).fps == pytest.approx(usual, rel=0.05)
