"""Frames of the steps around the one at rest: they are those that the presses bring, to the bit, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

import orjson
import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.race import Race
from nnviz.run.settings import Settings
from nnviz.session import ahead
from nnviz.session.by_hand import freeze, set_weight
from nnviz.session.chunks import rest_frame
from nnviz.session.foresight import ahead_to_send, foreseen, line_of, look_ahead
from nnviz.session.hearing import hear
from nnviz.session.page_parts import Page
from nnviz.session.race_frames import Racing
from nnviz.session.racing import add_runs, end, remove, show, turn
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.view import View
from nnviz.session.visit import Visit

PACKING = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
KINDS = [
    {},
    {"batch_size": 7},
    {"dataset": "iris", "hidden": (4,)},
    {"hidden": (8, 8, 8), "optimiser": "adam", "eta": 0.01},
    {"hidden": ()},
]


@pytest.fixture(autouse=True)
def time_and_room(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_SECONDS", 1e9)
    monkeypatch.setattr(ahead, "EPOCH_SECONDS", 1e9)
    monkeypatch.setattr(ahead, "MOST_BYTES", 1e9)


def at_rest(step: int = 0, **settings: Any) -> Visit:
    experiment = Experiment(Settings(**settings))
    experiment.seek(step)
    visit = Visit(experiment)
    chunk_to_send(visit)
    return visit


def all_made(visit: Visit) -> dict[str, Any] | None:
    while look_ahead(visit):
        pass
    message = ahead_to_send(visit)
    return None if message is None else orjson.loads(orjson.dumps(message, option=PACKING))


def told(frame: object) -> Any:
    return orjson.loads(orjson.dumps(frame, option=PACKING))


def whole(frame: dict[str, Any], tables: dict[str, Any]) -> dict[str, Any]:
    """As `whole` of ahead.js."""
    for part in frame["views"].values():
        for table, (name, rows) in part.pop("first", {}).items():
            part["tables"][table] = {column: values[:rows] for column, values in tables[name].items()}
    return frame


def frames_of(message: dict[str, Any]) -> dict[int, Any]:
    return {frame["step"]: whole(frame, message["tables"]) for frame in message["frames"]}


def pressed(visit: Visit, name: str) -> dict[str, Any]:
    """The frame that a press brings, made without any frames ahead."""
    other = Visit(visit.experiment.branch(), picked=visit.chosen, view=visit.view, theme=visit.theme)
    other.press(name)
    return told(rest_frame(other.pictures, other.rest_frame(), other.lit))


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("step", [0, 140, 505])
def test_each_frame_is_what_its_presses_bring(kind, step):
    visit = at_rest(step, **kind)
    visit.choose("w:0:1:0")
    chunk_to_send(visit)
    message = all_made(visit)
    frames, steps = frames_of(message), message["steps"]
    here = visit.experiment.step
    at = steps.index(here)
    assert len(steps) - 1 - at == ahead.NEXT
    assert at == min(ahead.LAST, len(range(0, here, kind.get("batch_size", 1))))
    end = (visit.experiment.epoch + 1) * message["epoch"]
    assert frames.keys() == {*steps, end} - {here}
    assert frames[end] == pressed(visit, "epoch")
    walker = visit.experiment.branch()
    for other in reversed(steps[:at]):
        walker.back()
        assert walker.step == other
        now = Visit(walker.branch(), picked=visit.chosen)
        assert frames[other] == told(rest_frame(now.pictures, now.rest_frame(), now.lit))
    for other in steps[at + 1 :]:
        assert frames[other] == pressed(visit, "step_on")
        visit.press("step_on")
        assert visit.experiment.step == other
        assert told(chunk_to_send(visit)["frames"][0]) == frames[other]


def race(step: int, **settings: Any) -> Visit:
    visit = at_rest(0, dataset="moons", **settings)
    add_runs(visit, {"batch_size": "10, all", "eta": "0.5"})
    visit.transport.seek(step)
    chunk_to_send(visit)
    return visit


def pressed_in_a_race(visit: Visit, name: str) -> dict[str, Any]:
    """The frame that a press brings to a race of which nothing is ahead."""
    assert visit.racing is not None
    other = Visit(visit.experiment.branch(), picked=visit.chosen, view=visit.view, theme=visit.theme)
    other.racing = Racing(visit.racing.race.branch(other.experiment), visit.racing.across)
    other.press(name)
    frame = told(chunk_to_send(other)["frames"][0])
    frame["views"] = {name: part for name, part in frame["views"].items() if name in visit.views}
    return frame


@pytest.mark.parametrize("step", [0, 145])
def test_in_a_race_each_frame_holds_all_runs(step):
    visit = race(step)
    message = all_made(visit)
    frames, steps = frames_of(message), message["steps"]
    at = steps.index(step)
    assert len(steps) - 1 - at == ahead.NEXT and at == min(ahead.LAST, step)
    end = (visit.experiment.epoch + 1) * 140
    assert frames.keys() == {*steps, end} - {step}
    assert frames[end] == pressed_in_a_race(visit, "epoch")
    first = orders(visit)["line"]
    for other in steps[at + 1 :][:12]:
        assert frames[other] == pressed_in_a_race(visit, "step_on")
        visit.press("step_on")
        chunk = chunk_to_send(visit)
        assert (visit.experiment.step, chunk["line"]) == (other, first)
        # The frame that was made is told again, with the losses of all.
        frame = told(chunk["frames"][0])
        assert {name: part for name, part in frame["views"].items() if name in visit.views} == frames[other]["views"]
        assert frame["fields"] == frames[other]["fields"]
    visit.press("back")
    assert told(chunk_to_send(visit)["frames"][0])["fields"] == frames[steps[at + 11]]["fields"]


def test_in_a_race_whatever_is_changed_begins_another_line(monkeypatch):
    visit = race(145)
    seen = {line(visit)}
    for change in (
        lambda: turn(visit, "updates"),
        lambda: visit.look(log=True),
        lambda: remove(visit, 1),
        lambda: show(visit, 0),
        lambda: visit.change(visit.settings.changed(eta=0.25)),
        lambda: end(visit),
    ):
        change()
        token = line(visit)
        assert token is not None and token not in seen
        seen.add(token)
    # Where a run has still to come, or was changed further on, the server has to say.
    visit = race(20)
    visit.racing.race.runs[0].change(eta=0.1)
    visit.transport.act(lambda: None)
    assert line(visit) is not None
    for _ in range(3):
        visit.press("back")
    assert chunk_to_send(visit)["line"] is None and visit.racing.race.changes_ahead
    monkeypatch.setattr(Race, "behind", lambda self, samples: True)
    visit = race(20)
    assert (line(visit), look_ahead(visit)) == (None, False)


def views() -> dict[str, View]:
    """Views that differ from the usual one in one of its choices."""
    found = {}
    for name, kind in get_type_hints(View).items():
        others = (False, True) if kind is bool else get_args(kind) if get_origin(kind) is Literal else ()
        usual = getattr(View(), name)
        found |= {f"{name}={other}": replace(View(), **{name: other}) for other in others if other != usual}
    return found


@pytest.mark.parametrize("name", views())
def test_in_every_view_the_frames_are_those_that_the_presses_bring(name):
    visit = at_rest(30)
    visit.view = views()[name]
    visit.transport.act(lambda: None)
    chunk_to_send(visit)
    frames = frames_of(all_made(visit))
    for button, step in (("back", 29), ("step_on", 31), ("epoch", 140)):
        wanted = pressed(visit, button)
        shown = {name: part for name, part in wanted["views"].items() if name in visit.views}
        assert frames[step] == {**wanted, "views": shown}


def test_what_the_browser_has_is_not_sent_again_and_what_was_lost_is():
    visit = at_rest(30)
    assert line_of(visit) is not None
    first = all_made(visit)
    assert all_made(visit) is None
    held = [30, *(frame["step"] for frame in first["frames"])]
    presses = [{"name": "step_on", "nonce": 1}]
    hear(visit, {"nonce": 1, "chunk": orders(visit)["id"], "line": first["line"], "holds": held, "presses": presses})
    assert foreseen(visit)
    chunk = chunk_to_send(visit)
    assert (chunk["line"], chunk["heard"]) == (first["line"], 1)
    assert [frame["step"] for frame in all_made(visit)["frames"]] == [31 + ahead.NEXT]
    # The browser did not get that one.
    presses = [{"name": "step_on", "nonce": 2}]
    hear(visit, {"nonce": 2, "chunk": orders(visit)["id"], "line": first["line"], "holds": held, "presses": presses})
    chunk_to_send(visit)
    assert [frame["step"] for frame in all_made(visit)["frames"]] == [31 + ahead.NEXT, 32 + ahead.NEXT]


def line(visit: Visit) -> str | None:
    return chunk_to_send(visit)["line"]


def test_presses_on_step_back_and_epoch_stay_on_the_line_and_a_change_begins_another():
    visit = at_rest(30)
    first = line(visit)
    for name in ("step_on", "back", "back", "epoch", "step_on"):
        visit.press(name)
        assert line(visit) == first
    changes = (
        lambda: visit.change(Settings(eta=0.7)),
        lambda: visit.look(digits=visit.view.digits + 1),
        lambda: visit.look(log=not visit.view.log),
        lambda: visit.choose("w:0:1:1"),
        lambda: set_weight(visit, "w:0:1:1", 2.0),
        lambda: freeze(visit, "w:0:1:1", True),
        lambda: visit.transport.reset(),
        lambda: visit.change(Settings(seed=9, eta=0.7)),
    )
    seen = {first}
    for change in changes:
        change()
        token = line(visit)
        assert token is not None and token not in seen
        seen.add(token)


def test_back_over_a_change_begins_another_line_and_the_frames_end_there():
    visit = at_rest(10)
    visit.change(Settings(eta=0.7))
    visit.press("step_on")
    visit.press("step_on")
    first = line(visit)
    assert all_made(visit)["steps"][:2] == [10, 11]
    visit.press("back")
    visit.press("back")
    assert line(visit) == first
    visit.press("back")
    assert line(visit) != first
    # Step from here goes on with the former η: what was changed at step 10 is dropped.
    frames = frames_of(all_made(visit))
    assert frames[11] != pressed(visit, "step_on")
    visit.press("step_on")
    visit.press("step_on")
    assert told(chunk_to_send(visit)["frames"][0]) == frames[11]


def test_nothing_is_foreseen_while_it_plays_in_slow_motion_or_without_the_buttons():
    visit = at_rest(10)
    visit.transport.toggle_playing()
    assert (line(visit), look_ahead(visit), ahead_to_send(visit)) == (None, False, None)
    for how in ({"on": True}, {"predict": True}):
        visit = at_rest(10)
        visit.transport.slow_down(**how)
        assert (line(visit), look_ahead(visit), ahead_to_send(visit)) == (None, False, None)
    visit = at_rest(10)
    visit.page = Page(parts=("network",))
    visit.transport.stale = True
    assert (line(visit), look_ahead(visit)) == (None, False)


def test_the_frames_end_where_the_run_diverges():
    diverging = {"dataset": "plane", "hidden": (), "output": "identity", "eta": 1.5}
    visit = at_rest(10_000, **diverging)
    last = visit.experiment.step
    visit = at_rest(last - 8, **diverging)
    message = all_made(visit)
    assert message["steps"][-1] == last
    assert [frame["step"] for frame in message["frames"] if frame["step"] > last] == []


def test_large_frames_are_fewer(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_BYTES", 60_000)
    message = all_made(at_rest(0, hidden=(8, 8, 8)))
    assert ahead.FEWEST <= len(message["steps"]) - 1 < 8
    assert len(orjson.dumps(message)) < 120_000


def test_the_end_of_a_long_epoch_and_frames_that_take_long_are_left_to_the_server(monkeypatch):
    monkeypatch.setattr(ahead, "EPOCH_SECONDS", 0.0)
    monkeypatch.setattr(ahead, "MOST_SECONDS", 0.0)
    message = all_made(at_rest(5))
    assert [frame["step"] for frame in message["frames"]] == [0, 1, 2, 3, 4, 6, 7, 8]
