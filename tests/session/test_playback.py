"""A run in time: frames are sent as they are asked for, and a page that was left alone stops asking."""

import time

import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.hearing import hear, notice_touch
from nnviz.session.page_parts import Page
from nnviz.session.presence import IDLE_SECONDS
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.visit import Visit


@pytest.fixture
def playing() -> Visit:
    visit = Visit(Experiment(Settings()))
    visit.transport.toggle_playing()
    chunk_to_send(visit)
    return visit


def say(visit: Visit, **what: object) -> None:
    hear(visit, {"nonce": visit.talk.heard + 1, "chunk": orders(visit)["id"], "shown": visit.experiment.step, **what})


def test_frames_go_on_when_they_are_asked_for(playing):
    step = playing.experiment.step
    say(playing, want=orders(playing)["id"])
    assert orders(playing)["mode"] == "append"
    assert orders(playing)["frames"][0]["step"] > step
    assert orders(playing)["light"]


def test_what_a_mount_repeats_is_heard_once(playing):
    say(playing, want=orders(playing)["id"])
    step, told = playing.experiment.step, playing.talk.heard
    hear(playing, {"nonce": told, "chunk": orders(playing)["id"], "want": orders(playing)["id"]})
    hear(playing, {"nonce": told - 1, "chunk": orders(playing)["id"], "want": orders(playing)["id"]})
    assert playing.experiment.step == step


def wish(value: object, nonce: int) -> dict[str, object]:
    return {"value": value, "nonce": nonce}


def test_wishes_are_heard_once_and_none_is_lost_with_the_report_that_said_it_first(playing):
    playing.transport.step()
    known = playing.talk.heard
    # Of the three reports since, Streamlit kept the last: it says again what the two before it said.
    wishes = {"pick": wish({"name": "edge", "key": "w:0:1:1"}, known + 1), "seek": wish(40, known + 2)}
    hear(playing, {"nonce": known + 3, "chunk": orders(playing)["id"], "shown": 30, "wishes": wishes})
    assert not playing.at_rest
    say(playing, shown=30, held=orders(playing)["id"], wishes=wishes)
    assert playing.at_rest
    assert (playing.experiment.step, playing.chosen) == (40, "w:0:1:1")
    playing.choose(None)
    playing.transport.step()
    say(playing, wishes=wishes)
    assert (playing.experiment.step, playing.chosen) == (41, None)


def test_left_alone_it_stops_and_says_so(playing):
    playing.presence.touched -= IDLE_SECONDS + 1
    step = playing.experiment.step
    say(playing, want=orders(playing)["id"])
    assert (orders(playing)["ending"], orders(playing)["playing"], orders(playing)["frames"]) == (True, False, [])
    say(playing, done=orders(playing)["id"])
    assert playing.at_rest
    assert playing.presence.left_alone
    assert playing.experiment.step == step
    playing.transport.toggle_playing()
    assert playing.playing
    assert not playing.presence.left_alone


def test_slow_motion_left_alone_stops_too():
    visit = Visit(Experiment(Settings()))
    visit.transport.slow_down(on=True)
    visit.transport.toggle_playing()
    chunk_to_send(visit)
    visit.presence.touched -= IDLE_SECONDS + 1
    say(visit, tick=orders(visit)["id"])
    assert not visit.running
    assert visit.presence.left_alone


def test_only_the_visitor_counts_as_a_touch(playing):
    playing.presence.touched = 0.0
    assert not notice_touch(playing, {"nonce": playing.talk.heard + 1, "want": "x"})
    assert playing.presence.touched == 0.0
    known = {"pick": wish({"name": "edge", "key": "w:0:1:1"}, playing.talk.heard)}
    assert not notice_touch(playing, {"nonce": playing.talk.heard + 1, "want": "x", "wishes": known})
    assert playing.presence.touched == 0.0
    assert notice_touch(playing, {"nonce": playing.talk.heard, "want": "x"})  # said before: a click made the page run
    assert playing.presence.touched > 0.0
    for own in ({"held": "x"}, {"want": "x", "wishes": {"seek": wish(3, playing.talk.heard + 1)}}):
        playing.presence.touched = 0.0
        assert notice_touch(playing, {"nonce": playing.talk.heard + 1, **own})
        assert playing.presence.touched > 0.0


def test_steps_right_after_one_another_are_made_in_haste_and_nothing_else_is(monkeypatch):
    now = Visit(Experiment(Settings()))
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    seen = []
    for wait, press in (
        (0.0, now.transport.step),
        (0.1, now.transport.step),
        (0.1, now.transport.back),
        (0.9, now.transport.step),
        (0.5, now.transport.step),
        (0.1, now.transport.next_epoch),
    ):
        clock[0] += wait
        press()
        seen.append((now.presence.hasty, now.presence.steady))
    assert [hasty for hasty, _ in seen] == [False, True, True, False, False, False]
    assert [steady for _, steady in seen] == [False, False, False, False, True, False]


def test_one_press_that_took_longer_does_not_end_the_haste(monkeypatch):
    # While the page draws formulas, a press is late; to draw them after it again would keep every next press waiting.
    now = Visit(Experiment(Settings()))
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    seen = []
    for wait in (0.0, 0.4, 0.1, 0.4, 0.5, 0.1, 0.7, 0.4):
        clock[0] += wait
        now.transport.step()
        seen.append(now.presence.hasty)
    assert seen == [False, False, True, True, True, True, False, False]


def pressed(*names: str, after: int) -> list[dict[str, object]]:
    return [{"name": name, "nonce": after + 1 + i} for i, name in enumerate(names)]


def test_every_press_that_a_report_brings_counts_once_and_in_its_order():
    visit = Visit(Experiment(Settings()))
    chunk_to_send(visit)
    presses = pressed("step_on", "step_on", "epoch", "back", after=0)
    hear(visit, {"nonce": 4, "chunk": orders(visit)["id"], "presses": presses})
    per_epoch = visit.experiment.samples_per_epoch
    assert visit.experiment.step == per_epoch - 1
    # The next report says them again as long as the browser does not know that they were heard.
    again = [*presses, *pressed("step_on", after=4)]
    hear(visit, {"nonce": 5, "chunk": orders(visit)["id"], "presses": again})
    assert visit.experiment.step == per_epoch
    assert chunk_to_send(visit)["heard"] == 5


def test_a_press_and_a_place_in_time_keep_their_order():
    visit = Visit(Experiment(Settings()))
    chunk_to_send(visit)
    wishes = {"seek": wish(40, 2)}
    presses = [{"name": "step_on", "nonce": 1}, {"name": "step_on", "nonce": 3}]
    hear(visit, {"nonce": 3, "chunk": orders(visit)["id"], "presses": presses, "wishes": wishes})
    assert visit.experiment.step == 41


def test_presses_while_it_plays_wait_until_the_page_stands_still(playing):
    visit, shown = playing, 30
    say(visit, shown=shown, presses=pressed("step_on", "step_on", after=visit.talk.heard))
    assert not visit.at_rest
    chunk_to_send(visit)
    say(visit, shown=shown, held=orders(visit)["id"])
    assert (visit.at_rest, visit.experiment.step) == (True, shown + 2)


def test_what_is_no_button_or_not_on_the_page_is_passed_over():
    visit = Visit(Experiment(Settings()), page=Page(hide=("step",)))
    chunk_to_send(visit)
    presses = pressed("forward", "__init__", "step_on", "epoch", after=0)
    hear(visit, {"nonce": 9, "chunk": orders(visit)["id"], "presses": presses})
    assert visit.experiment.step == visit.experiment.samples_per_epoch
    hear(visit, {"nonce": 10, "chunk": orders(visit)["id"], "presses": "step_on"})
    assert visit.experiment.step == visit.experiment.samples_per_epoch
    other = Visit(Experiment(Settings()), page=Page(parts=("network",)))
    chunk_to_send(other)
    hear(other, {"nonce": 9, "chunk": orders(other)["id"], "presses": pressed("step_on", after=0)})
    assert other.experiment.step == 0


def test_a_page_in_other_colours_is_drawn_anew_once_and_plays_on(playing):
    assert playing.theme.name == "light"
    before = playing.pictures
    say(playing, wishes={"theme": {"value": "dark", "nonce": playing.talk.heard + 1}})
    assert (playing.theme.name, playing.drawn.undressed, playing.playing) == ("dark", True, True)
    assert playing.pictures is not before
    # By itself, the browser says so: it is no touch of the visitor's.
    playing.drawn.undressed = False
    report = {"nonce": playing.talk.heard + 1, "wishes": {"theme": {"value": "light", "nonce": playing.talk.heard + 1}}}
    assert not notice_touch(playing, report)
    for value in ("dark", "green", None, ["dark"]):
        say(playing, wishes={"theme": {"value": value, "nonce": playing.talk.heard + 1}})
        assert (playing.theme.name, playing.drawn.undressed) == ("dark", False)


@pytest.mark.parametrize("slow", [False, True])
def test_pause_pauses_however_often_it_is_clicked_and_play_goes_to_and_fro(slow):
    visit = Visit(Experiment(Settings()))
    visit.transport.slow_down(on=slow)
    visit.press("play")
    assert visit.running
    for name in ("pause", "pause", "pause"):
        visit.press(name)
    assert not visit.running
    for running in (True, False):
        visit.press("play")
        assert visit.running == running
