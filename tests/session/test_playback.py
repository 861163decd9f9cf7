"""A run in time: frames are sent as they are asked for, and a page that was left alone stops asking."""

import time

import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.page_parts import Page
from nnviz.session.presence import IDLE_SECONDS
from nnviz.session.visit import Visit


@pytest.fixture
def playing() -> Visit:
    visit = Visit(Experiment(Settings()))
    visit.transport.toggle_playing()
    visit.chunk_to_send()
    return visit


def say(visit: Visit, **what: object) -> None:
    visit.hear({"nonce": visit.heard + 1, "chunk": visit.chunk["id"], "shown": visit.experiment.step, **what})


def test_frames_go_on_when_they_are_asked_for(playing):
    step = playing.experiment.step
    say(playing, want=playing.chunk["id"])
    assert playing.chunk["mode"] == "append"
    assert playing.chunk["frames"][0]["step"] > step
    assert playing.chunk["light"]


def test_what_a_mount_repeats_is_heard_once(playing):
    say(playing, want=playing.chunk["id"])
    step, told = playing.experiment.step, playing.heard
    playing.hear({"nonce": told, "chunk": playing.chunk["id"], "want": playing.chunk["id"]})
    playing.hear({"nonce": told - 1, "chunk": playing.chunk["id"], "want": playing.chunk["id"]})
    assert playing.experiment.step == step


def wish(value: object, nonce: int) -> dict[str, object]:
    return {"value": value, "nonce": nonce}


def test_wishes_are_heard_once_and_none_is_lost_with_the_report_that_said_it_first(playing):
    playing.transport.step()
    known = playing.heard
    # Of the three reports since, Streamlit kept the last: it says again what the two before it said.
    wishes = {"pick": wish({"name": "edge", "key": "w:0:1:1"}, known + 1), "seek": wish(40, known + 2)}
    playing.hear({"nonce": known + 3, "chunk": playing.chunk["id"], "shown": 30, "wishes": wishes})
    assert not playing.at_rest
    say(playing, shown=30, held=playing.chunk["id"], wishes=wishes)
    assert playing.at_rest
    assert (playing.experiment.step, playing.chosen) == (40, "w:0:1:1")
    playing.choose(None)
    playing.transport.step()
    say(playing, wishes=wishes)
    assert (playing.experiment.step, playing.chosen) == (41, None)


def test_left_alone_it_stops_and_says_so(playing):
    playing.presence.touched -= IDLE_SECONDS + 1
    step = playing.experiment.step
    say(playing, want=playing.chunk["id"])
    assert (playing.chunk["ending"], playing.chunk["playing"], playing.chunk["frames"]) == (True, False, [])
    say(playing, done=playing.chunk["id"])
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
    visit.chunk_to_send()
    visit.presence.touched -= IDLE_SECONDS + 1
    say(visit, tick=visit.chunk["id"])
    assert not visit.running
    assert visit.presence.left_alone


def test_only_the_visitor_counts_as_a_touch(playing):
    playing.presence.touched = 0.0
    assert not playing.notice_touch({"nonce": playing.heard + 1, "want": "x"})
    assert playing.presence.touched == 0.0
    known = {"pick": wish({"name": "edge", "key": "w:0:1:1"}, playing.heard)}
    assert not playing.notice_touch({"nonce": playing.heard + 1, "want": "x", "wishes": known})
    assert playing.presence.touched == 0.0
    assert playing.notice_touch({"nonce": playing.heard, "want": "x"})  # said before: a click made the page run
    assert playing.presence.touched > 0.0
    for own in ({"held": "x"}, {"want": "x", "wishes": {"seek": wish(3, playing.heard + 1)}}):
        playing.presence.touched = 0.0
        assert playing.notice_touch({"nonce": playing.heard + 1, **own})
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
    visit.chunk_to_send()
    presses = pressed("step_on", "step_on", "epoch", "back", after=0)
    visit.hear({"nonce": 4, "chunk": visit.chunk["id"], "presses": presses})
    per_epoch = visit.experiment.samples_per_epoch
    assert visit.experiment.step == per_epoch - 1
    # The next report says them again as long as the browser does not know that they were heard.
    again = [*presses, *pressed("step_on", after=4)]
    visit.hear({"nonce": 5, "chunk": visit.chunk["id"], "presses": again})
    assert visit.experiment.step == per_epoch
    assert visit.chunk_to_send()["heard"] == 5


def test_a_press_and_a_place_in_time_keep_their_order():
    visit = Visit(Experiment(Settings()))
    visit.chunk_to_send()
    wishes = {"seek": wish(40, 2)}
    presses = [{"name": "step_on", "nonce": 1}, {"name": "step_on", "nonce": 3}]
    visit.hear({"nonce": 3, "chunk": visit.chunk["id"], "presses": presses, "wishes": wishes})
    assert visit.experiment.step == 41


def test_presses_while_it_plays_wait_until_the_page_stands_still(playing):
    visit, shown = playing, 30
    say(visit, shown=shown, presses=pressed("step_on", "step_on", after=visit.heard))
    assert not visit.at_rest
    visit.chunk_to_send()
    say(visit, shown=shown, held=visit.chunk["id"])
    assert (visit.at_rest, visit.experiment.step) == (True, shown + 2)


def test_what_is_no_button_or_not_on_the_page_is_passed_over():
    visit = Visit(Experiment(Settings()), page=Page(hide=("step",)))
    visit.chunk_to_send()
    presses = pressed("forward", "__init__", "step_on", "epoch", after=0)
    visit.hear({"nonce": 9, "chunk": visit.chunk["id"], "presses": presses})
    assert visit.experiment.step == visit.experiment.samples_per_epoch
    visit.hear({"nonce": 10, "chunk": visit.chunk["id"], "presses": "step_on"})
    assert visit.experiment.step == visit.experiment.samples_per_epoch
    other = Visit(Experiment(Settings()), page=Page(parts=("network",)))
    other.chunk_to_send()
    other.hear({"nonce": 9, "chunk": other.chunk["id"], "presses": pressed("step_on", after=0)})
    assert other.experiment.step == 0


def test_a_page_in_other_colours_is_drawn_anew_once_and_plays_on(playing):
    assert playing.theme.name == "light"
    before = playing.pictures
    say(playing, wishes={"theme": {"value": "dark", "nonce": playing.heard + 1}})
    assert (playing.theme.name, playing.undressed, playing.playing) == ("dark", True, True)
    assert playing.pictures is not before
    # By itself, the browser says so: it is no touch of the visitor's.
    playing.undressed = False
    report = {"nonce": playing.heard + 1, "wishes": {"theme": {"value": "light", "nonce": playing.heard + 1}}}
    assert not playing.notice_touch(report)
    for value in ("dark", "green", None, ["dark"]):
        say(playing, wishes={"theme": {"value": value, "nonce": playing.heard + 1}})
        assert (playing.theme.name, playing.undressed) == ("dark", False)


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
