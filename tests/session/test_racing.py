"""A race on a visit: the pictures of all runs in the same frames, what a visitor does with them, and the address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import numpy as np
import orjson
import pytest

from nnviz.lessons import LearnersRun
from nnviz.run import race as race_module
from nnviz.run.counts import counts_of
from nnviz.run.experiment import Experiment
from nnviz.run.race import Race, Rival
from nnviz.run.settings import Settings
from nnviz.session import chunks, race_frames
from nnviz.session.address import address, read_race, short_link
from nnviz.session.foresight import line_of
from nnviz.session.open_save import compare, open_link, open_run, run_bytes
from nnviz.session.pacing import DISPLAY
from nnviz.session.race_frames import Racing
from nnviz.session.racing import OFFERED, add_runs, asked, end, offered, remove, show, side_by_side, turn
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.visit import Visit
from tests.run.test_race import alone, same
from tests.session.test_playback import say

MOONS = Settings(dataset="moons")


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """However busy the machine is."""
    monkeypatch.setattr(chunks, "CHUNK_SECONDS", 1e9)
    for name in ("CATCH_SECONDS", "STEP_SECONDS"):
        monkeypatch.setattr(race_frames, name, 1e9)


@pytest.fixture
def racing() -> Visit:
    visit = Visit(Experiment(MOONS))
    chunk_to_send(visit)
    add_runs(visit, {"batch_size": "10, all"})
    return visit


def frames_of(visit: Visit) -> list[dict]:
    return chunk_to_send(visit)["frames"]


def weights_on(frame: dict, name: str) -> np.ndarray:
    return np.asarray(frame["views"][name]["tables"]["edges"]["w"])


def runs_of(visit: Visit) -> list[Experiment]:
    return [visit.experiment, *visit.racing.race.runs]


def shown(visit: Visit, frame: dict) -> None:
    """Check that a frame shows every run where it is alone after as many samples."""
    for number, run in enumerate(runs_of(visit), 1):
        there = alone(run, frame["step"])
        suffix = "" if number == 1 else str(number)
        if f"network{suffix}" in frame["views"]:
            flat = there.network.flat()
            assert sorted(weights_on(frame, f"network{suffix}").tolist()) == sorted(flat.astype(np.float32).tolist())
        done = counts_of(there)
        assert frame["fields"][f"samples{number}"].startswith(f"{done.samples:,} sample")
        assert frame["fields"][f"updates{number}"].startswith(f"{done.updates:,} update")
        assert frame["fields"][f"multiplications{number}"] == f"{done.multiplications:,} multiplications"
        assert float(frame["fields"][f"train{number}"].split()[1]) == pytest.approx(there.losses()[0], rel=1e-3)


def test_without_a_race_a_visit_is_what_it_was():
    visit = Visit(Experiment(MOONS))
    frame = frames_of(visit)[0]
    assert set(frame["views"]) == {"network", "boundary", "loss"}
    assert visit.views == ("network", "boundary", "loss") and line_of(visit) is not None
    assert not any(name[-1].isdigit() for name in frame["fields"])
    assert address(visit)["race"] is None and address(visit)["race_axis"] is None


def test_every_press_acts_on_all_runs(racing):
    moves = racing.transport
    for press in (moves.step, moves.step, moves.next_epoch, moves.step, moves.back, moves.back, moves.back):
        press()
        (frame,) = frames_of(racing)
        assert set(racing.views) <= set(frame["views"])
        assert frame["step"] == racing.experiment.step
        shown(racing, frame)
    moves.seek(141)
    shown(racing, frames_of(racing)[0])
    assert [run.step for run in runs_of(racing)] == [141, 141 - 1, 140]
    moves.reset()
    shown(racing, frames_of(racing)[0])
    assert racing.views == ("network", "network2", "network3", "boundary", "boundary2", "boundary3", "race")


def test_playing_frames_hold_all_runs_and_pause_goes_back_to_the_step_on_show(racing):
    racing.transport.toggle_playing()
    first = frames_of(racing)
    say(racing, want=orders(racing)["id"])
    more = orders(racing)["frames"]
    assert chunks.FIRST_FRAMES <= len(first) <= chunks.FIRST_SECONDS * DISPLAY and len(more) > len(first)
    for frame in (*first, *more[::7], more[-1]):
        shown(racing, frame)
    losses = {run: [] for run in range(3)}
    for frame in (*first, *more):
        part = frame["views"].get("race", {})
        for run in range(3):
            name = f"run{run}"
            if name in part.get("tables", {}):
                losses[run] = list(part["tables"][name]["samples"])
            losses[run] += part.get("append", {}).get(name, {}).get("samples", [])
    for run, experiment in enumerate(runs_of(racing)):
        # What came bit by bit is what there is: no row twice, none left out.
        assert losses[run] == experiment.history().step.tolist()
    racing.transport.toggle_playing()
    assert orders(racing)["mode"] == "hold"
    say(racing, shown=151, held=orders(racing)["id"])
    (frame,) = frames_of(racing)
    assert frame["step"] == 151
    shown(racing, frame)


def test_losses_stand_against_what_each_run_has_done(racing):
    racing.transport.seek(1400)
    (frame,) = frames_of(racing)
    tables = frame["views"]["race"]["tables"]
    for number, run in enumerate(runs_of(racing)):
        table = tables[f"run{number}"]
        assert table["samples"] == run.history().step.tolist()
        assert table["updates"] == [counts_of(run, step).updates for step in table["samples"]]
    assert tables["now"]["updates"] == [1400, 140, 10]
    assert tables["now"]["samples"] == [1400] * 3
    assert frame["views"]["race"]["signals"]["xmax_updates"] == 2000


def test_against_updates_batches_of_1_10_and_140_learn_moons_alike():
    """The fact of the lesson "batch": a train loss of 0.03 after 980, 8,820 and 122,640 samples."""
    lead = Experiment(Settings(dataset="moons", noise=0.1, eta=0.5))
    race = Race(lead, [Rival({"batch_size": 10}), Rival({"batch_size": 140})])
    reached = []
    for run, samples in zip((lead, *race.runs), (980, 8_820, 122_640), strict=True):
        run.seek(samples - 140)
        assert run.losses()[0] > 0.03
        run.seek(samples)
        assert run.losses()[0] < 0.03
        reached.append(counts_of(run).updates)
    assert reached == [980, 882, 876]


def test_a_switch_of_the_axis_needs_no_other_rows(racing):
    beside = racing.beside()
    said = {name: name for name in racing.views}
    before = beside.about("race", whole=True, alts=said)
    turn(racing, "updates")
    after = racing.beside().about("race", whole=True, alts=said)
    assert before["shape"] == after["shape"] and before["id"] != after["id"]
    assert b"updates made" in orjson.dumps(after["spec"]) and b"updates made" not in orjson.dumps(before["spec"])
    assert address(racing)["race_axis"] == "updates"


def test_only_parts_of_the_run_on_show_are_chosen(racing):
    said = {name: name for name in racing.views}
    assert racing.beside().about("network", whole=True, alts=said)["picks"]
    assert racing.beside().about("network2", whole=True, alts=said)["picks"] == []


def test_words_for_who_cannot_see_name_every_run(racing):
    racing.transport.seek(140)
    frames_of(racing)
    said = racing.beside().alts(racing.pictures.alts(racing.rest_frame()))
    assert set(said) >= set(racing.views)
    assert "2: batch 10" in said["network2"] and "after 140 samples in 14 updates" in said["race"]
    assert set(racing.beside().labels) == set(racing.views)


def test_another_run_is_put_on_show_at_its_step(racing):
    racing.transport.seek(151)
    frames_of(racing)
    second = racing.racing.race.runs[0]
    show(racing, 0)
    (frame,) = frames_of(racing)
    assert racing.experiment is second and racing.experiment.step == frame["step"] == 150
    assert racing.settings.batch_size == 10
    assert [run.start.batch_size for run in racing.racing.race.runs] == [1, 140]
    shown(racing, frame)
    show(racing, 7)  # there is none
    assert racing.experiment is second


def test_while_it_plays_another_run_is_put_on_show_at_the_step_that_is_seen(racing):
    racing.transport.toggle_playing()
    frames_of(racing)
    show(racing, 1)
    say(racing, shown=145, held=orders(racing)["id"])
    (frame,) = frames_of(racing)
    assert racing.at_rest and (racing.experiment.start.batch_size, racing.experiment.step) == (140, 140)
    shown(racing, frame)


def test_runs_leave_and_the_race_ends(racing):
    remove(racing, 0)
    assert [run.start.batch_size for run in racing.racing.race.runs] == [140]
    shown(racing, frames_of(racing)[0])
    remove(racing, 0)
    assert racing.racing is None and set(frames_of(racing)[0]["views"]) == {"network", "boundary", "loss"}
    add_runs(racing, {"eta": "0.5"})
    end(racing)
    assert racing.racing is None
    add_runs(racing, {"eta": "0.5"})
    racing.go_over(Experiment(Settings()))
    assert racing.racing is None


def test_settings_of_all_change_together_and_what_cannot_be_leaves_with_a_sentence(racing):
    racing.change(racing.settings.changed(hidden=(3,)))
    shown(racing, frames_of(racing)[0])
    assert [run.sizes for run in runs_of(racing)] == [(2, 3, 1)] * 3
    assert [run.start.batch_size for run in runs_of(racing)] == [1, 10, 140]
    end(racing)
    add_runs(racing, {"hidden": "5"})
    racing.change(Settings(dataset="moons", hidden=(), output="step", rule="perceptron"))
    frames_of(racing)
    assert racing.racing is None
    assert any("has left the race" in word for word in racing.said.notices)


def test_what_is_asked_for_is_read_as_one_would_type_it():
    assert asked({"batch_size": "10; All"}, MOONS) == [{"batch_size": 10}, {"batch_size": 140}]
    assert asked({"eta": "0.1,0.2", "hidden": "4-2"}, MOONS) == [
        {"eta": 0.1, "hidden": (4, 2)},
        {"eta": 0.2, "hidden": (4, 2)},
    ]
    for wrong, words in (
        ({"eta": " "}, "give one value or more"),
        ({"eta": "fast"}, "eta must be a number"),
        ({"eta": "1, 2", "seed": "1, 2, 3"}, "give one value for all runs, or 3"),
    ):
        with pytest.raises(ValueError, match=words):
            asked(wrong, MOONS)


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_offered_can_be_added(name):
    visit = Visit(Experiment(MOONS))
    assert name in offered(visit.settings)
    add_runs(visit, {name: OFFERED[name].values(visit.settings, 140)})
    assert visit.racing.race.runs


def test_too_many_or_wrong_runs_add_none(racing):
    for differ in ({"eta": "0.1, 0.2"}, {"eta": "0.1, 1"}, {"batch_size": "10"}, {"eta": "1000"}):
        with pytest.raises(ValueError, match=r"room for 1 more|must"):
            add_runs(racing, differ)
    assert len(racing.racing.race.runs) == 2
    alone_ = Visit(Experiment(MOONS))
    with pytest.raises(ValueError, match="must differ"):
        add_runs(alone_, {"eta": "0.5, 1"})
    assert alone_.racing is None


def test_a_link_holds_the_whole_race(racing):
    racing.transport.seek(150)
    frames_of(racing)
    racing.change(racing.settings.changed(eta=0.5))
    racing.transport.step()
    frames_of(racing)
    show(racing, 0)
    turn(racing, "updates")
    frames_of(racing)
    link = short_link("http://here/", racing)
    assert "race=batch_size:1~eta:0.5@150~~batch_size:140" in link and "race_axis=updates" in link
    other = Visit(Experiment(Settings()))
    open_link(other, link)
    frames_of(other)
    assert other.racing.across == "updates" and not other.said.warnings
    for one, two in zip(runs_of(racing), runs_of(other), strict=True):
        assert same(one, two) and one.edits == two.edits
    params = dict(parse_qsl(urlsplit(link).query))
    assert read_race({**params, "race": "eta:x"}, other.experiment)[0] is None
    open_link(other, link.replace("batch_size:140", "batch_size:0"))
    assert other.racing is None and "race must be" in other.said.warnings[0]


def test_runs_that_are_far_behind_come_after_in_slices(racing, monkeypatch):
    monkeypatch.setattr(race_module, "PIECE", 140)
    for name in ("CATCH_SECONDS", "WORK_SECONDS"):
        monkeypatch.setattr(race_frames, name, 0.0)
    racing.transport.seek(1000)
    (frame,) = frames_of(racing)
    assert racing.lags and "…" in frame["fields"]["samples2"]
    assert orders(racing)["working"]
    for _ in range(60):
        if not racing.work(lambda: False):
            break
    (frame,) = frames_of(racing)
    assert not racing.lags and "…" not in frame["fields"]["samples2"]
    shown(racing, frame)


def test_a_run_that_diverges_is_marked_and_the_others_go_on():
    visit = Visit(Experiment(Settings(dataset="plane", activation="identity", output="identity", eta=0.01)))
    add_runs(visit, {"eta": "100"})
    visit.transport.seek(700)
    (frame,) = frames_of(visit)
    assert frame["fields"]["train2"] == "diverged" and frame["fields"]["samples1"] == "700 samples"


def test_a_learners_own_runs_stand_side_by_side():
    runs = []
    for changes in ({"batch_size": 10}, {"batch_size": 140}, {"dataset": "circle"}, {"eta": 0.5}, {"eta": 0.25}):
        run = Experiment(MOONS.changed(**changes))
        run.advance(140)
        runs.append(LearnersRun.of(run))
    visit = Visit(Experiment(MOONS))
    visit.transport.seek(140)
    side_by_side(visit, [*runs, LearnersRun.of(visit.experiment)])
    shown(visit, frames_of(visit)[0])
    # The latest three that learn the same; not the one on show again.
    assert [run.start for run in visit.racing.race.runs] == [
        MOONS.changed(**changes) for changes in ({"batch_size": 140}, {"eta": 0.5}, {"eta": 0.25})
    ]
    other = Visit(Experiment(Settings(dataset="xor")))
    side_by_side(other, runs)
    assert other.racing is None


def test_a_race_in_slow_motion_shows_the_others_at_the_step(racing):
    racing.transport.step()
    racing.transport.slow_down(on=True)
    racing.transport.step()
    (frame,) = frames_of(racing)
    assert racing.slow.walk is not None and set(racing.views) <= set(frame["views"])


def test_racing_is_kept_while_pictures_change(racing):
    made = racing.beside()
    assert racing.beside() is made
    racing.look(log=True)
    assert racing.beside() is not made
    assert isinstance(racing.racing, Racing)


def test_a_run_file_holds_the_whole_race(racing):
    racing.transport.seek(150)
    frames_of(racing)
    show(racing, 0)
    turn(racing, "updates")
    frames_of(racing)
    other = Visit(Experiment(Settings()))
    open_run(other, run_bytes(racing))
    frames_of(other)
    assert other.racing.across == "updates" and compare(other) is False
    for one, two in zip(runs_of(racing), runs_of(other), strict=True):
        assert same(one, two) and one.edits == two.edits
    assert address(other)["race"] == address(racing)["race"]
    # A run beside it whose weights are not the saved ones is named.
    document = orjson.loads(run_bytes(racing))
    document["race"]["runs"][0]["digest"] = "0" * 64
    third = Visit(Experiment(Settings()))
    open_run(third, orjson.dumps(document))
    assert not compare(third)  # the runs are still on their way
    frames_of(third)
    assert compare(third) and "The weights of run 2, beside the run on show, are not" in third.said.warnings[-1]
    for run in document["race"]["runs"]:
        run["digest"] = "0" * 64
    open_run(third, orjson.dumps(document))
    frames_of(third)
    assert compare(third) and "The weights of runs 2 and 3, beside the run on show" in third.said.warnings[-1]
    end(other)
    open_run(racing, run_bytes(other))
    assert racing.racing is None


def test_small_boundaries_show_some_of_many_samples_and_the_page_says_so(racing):
    drawn = racing.beside().about("boundary2", whole=True, alts={"boundary2": ""})["tables"]["samples"]["row"]
    assert drawn == list(range(200)) and "The boundaries show" not in racing.beside().words
    visit = Visit(Experiment(Settings(dataset="digits", hidden=(4,))))
    add_runs(visit, {"eta": "0.1"})
    (frame,) = frames_of(visit)
    beside = visit.beside()
    for name, pictures in (("boundary", visit.pictures), ("boundary2", beside.beside[0])):
        drawn = beside.about(name, whole=True, alts={name: ""})["tables"]["samples"]["row"]
        assert 200 < len(drawn) <= 250 and len(set(np.diff(drawn))) == 1
        assert len(frame["views"][name]["tables"]["wrong"]["x"]) <= len(drawn)
        assert pictures.shown.rows.sum() == len(drawn)
    assert f"The boundaries show {len(drawn)} of 1,797 samples." in beside.words
