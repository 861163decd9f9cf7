"""A learner's way through lessons, without a page: what is locked, checked, kept, and where it is in the address."""

import math
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from nnviz.exchange.kept_run import KeptRun
from nnviz.exchange.progress import MOST_KEPT, LessonRecord, Progress
from nnviz.exchange.runfile import read_run, save_run
from nnviz.lessons import LESSONS, ROUTES
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings, to_params
from nnviz.session import classroom, lesson_progress
from nnviz.session.address import address, short_link
from nnviz.session.by_hand import set_weight
from nnviz.session.classroom import (
    attend,
    bring_back,
    check,
    enter,
    follow,
    hint,
    keep,
    many,
    predict,
    reason,
    set_up,
    turn,
)
from nnviz.session.hearing import hear
from nnviz.session.kept_runs import as_kept, kept_runs
from nnviz.session.lesson_progress import Learner, at_the_set_up, lesson_params, progress_from_params
from nnviz.session.open_save import open_link, open_run, run_bytes
from nnviz.session.sweep_plan import plan_from_params, planned
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.visit import Visit


def begun(key="neuron", part=0):
    visit = Visit(Experiment(Settings()))
    enter(visit, key)
    turn(visit, part)
    return visit


def set_by_hand(visit, *values):
    for row, value in enumerate(values):
        set_weight(visit, f"w:0:{row}:0", float(value))
    attend(visit)


def test_a_lesson_begins_with_its_own_run():
    visit = begun("xor")
    made = LESSONS["xor"]
    assert visit.experiment.start == made.settings and visit.experiment.step == made.step
    assert visit.learner.lesson is made and visit.learner.section.kind == "set-up"
    assert visit.experiment.network.flat().tolist() == made.begin().network.flat().tolist()


def test_what_would_answer_the_prediction_is_locked_until_it_is_given():
    visit = begun("eta")
    assert visit.learner.locks == frozenset(LESSONS["eta"].locks)
    turn(visit, 1)
    assert visit.learner.locks
    choice = LESSONS["eta"].prediction.choices[0].key
    predict(visit, choice)
    assert not visit.learner.locks and visit.learner.record.prediction == choice
    predict(visit, LESSONS["eta"].prediction.choices[1].key)
    assert visit.learner.record.prediction == choice  # it stands


def test_whoever_is_led_to_a_later_part_is_not_locked_out():
    assert not begun("eta", 2).learner.locks


def test_a_check_counts_tries_and_says_what_is_missing():
    visit = begun("neuron", 2)
    check(visit, "a")
    verdict = visit.learner.verdicts["neuron", "a"]
    assert not verdict.passed and "rows" in verdict.words
    assert visit.learner.record.task("a").tries == 1
    set_by_hand(visit, -15, 10, 10)
    done = visit.learner.record.task("a")
    assert done.passed and done.tries == 1  # it was marked by itself, at once
    assert done.link.startswith("?dataset=and") and "edits=" in done.link


def test_a_typed_answer_is_kept_and_judged():
    visit = begun("neuron", 3)
    check(visit, "b", "0.5")
    assert not visit.learner.record.task("b").passed
    check(visit, "b", "0,993")
    done = visit.learner.record.task("b")
    assert (done.passed, done.tries, done.answer) == (True, 2, "0,993")
    check(visit, "b", "0.5")
    assert visit.learner.record.task("b").passed  # once passed, it stays


def test_hints_come_one_after_the_other():
    visit = begun("neuron", 2)
    for opened in (1, 2, 3, 3):
        hint(visit, "a")
        assert visit.learner.record.task("a").hints == opened


def test_a_check_of_a_playing_run_waits_until_it_stands():
    visit = begun("neuron", 2)
    chunk_to_send(visit)
    visit.transport.toggle_playing()
    chunk_to_send(visit)
    check(visit, "a")
    assert visit.learner.waiting and not visit.running
    hear(visit, {"nonce": 1, "shown": 0, "chunk": orders(visit)["id"], "held": orders(visit)["id"]})
    attend(visit)
    assert visit.learner.waiting is None and ("neuron", "a") in visit.learner.verdicts


def test_a_run_that_no_lesson_foresees_gets_words(monkeypatch):
    visit = begun("neuron", 2)
    for name in ("iris_petals", "plane", "circle"):
        visit.change(Settings(dataset=name))
        check(visit, "a")
        assert visit.learner.verdicts["neuron", "a"].words


@pytest.mark.parametrize("key", LESSONS)
def test_every_lesson_can_be_walked_from_end_to_end(key):
    visit = begun(key)
    made = LESSONS[key]
    for section in made.steps:
        assert visit.learner.section == section
        if section.kind == "prediction":
            predict(visit, made.prediction.choices[0].key)
        if section.kind == "why":
            reason(visit, made.why.right)
            assert visit.learner.verdicts[key, classroom.WHY].passed
        if section.kind in ("task", "variation"):
            set_up(visit)
            attend(visit)
        if section.kind == "task" and not made.compares:
            assert not visit.learner.record.task(section.key).passed  # no set-up passes by itself
        turn(visit, 1)
    assert visit.learner.section == made.steps[-1]
    query = short_link("http://x/", visit)
    assert f"lesson={key}" in query and "step_of_lesson=" in query


@pytest.mark.parametrize("key", ["batch", "network", "xor", "eta", "start"])
def test_what_many_runs_show_is_a_press_away(key):
    visit, made = begun(key), LESSONS[key]
    params = dict(parse_qsl(made.many_address.removeprefix("?")))
    plan, unplanned = plan_from_params(params, Experiment(made.settings).start)
    many(visit)
    frames = chunk_to_send(visit)["frames"]
    assert not unplanned and visit.learner.progress.lesson == key
    if key in ("batch", "start"):
        race = visit.racing.race
        race.follow(visit.experiment.step)
        losses = [run.losses()[0] for run in (visit.experiment, *race.runs)]
        assert len(frames) == 1 and visit.experiment.step == int(params["step"])
    if key == "batch":
        assert losses == pytest.approx([0.0139, 0.0263, 0.0834], abs=5e-5) and visit.racing.across == "updates"
    elif key == "start":
        assert losses == pytest.approx([0.1258, 0.1259, 0.0043], abs=5e-5)
    else:
        assert visit.sweep.plan == plan is not None and visit.sweep.arrived and visit.racing is None
        planned(visit.settings, dict(plan.varied), plan.seeds, plan.samples)


def test_a_route_leads_from_lesson_to_lesson():
    visit = Visit(Experiment(Settings()))
    follow(visit, "45")
    walked = [visit.learner.progress.lesson]
    while after := visit.learner.next_lesson:
        enter(visit, after, "45")
        walked.append(after)
    assert tuple(walked) == ROUTES["45"].lessons


# The address and the run file


def test_an_address_that_names_only_a_lesson_opens_its_set_up():
    progress, problems = progress_from_params({"lesson": "sgd", "step_of_lesson": "3"})
    assert (progress, problems) == (Progress(lesson="sgd", step=2), [])
    params = at_the_set_up({"lesson": "sgd", "hide": "eta"}, progress)
    assert params["dataset"] == LESSONS["sgd"].settings.dataset and params["hide"] == "eta"
    whole = {**to_params(Settings()), "lesson": "sgd"}
    assert at_the_set_up(whole, progress) == whole
    assert progress_from_params({"route": "45"})[0].lesson == ROUTES["45"].lessons[0]


@pytest.mark.parametrize(
    "params",
    [{"lesson": "xorr"}, {"route": "46"}, {"lesson": "xor", "step_of_lesson": "0"}, {"progress": "!"}],
)
def test_what_an_address_gets_wrong_is_named(params):
    _, problems = progress_from_params(params)
    assert len(problems) == 1 and problems[0].startswith(next(reversed(params)))


def test_the_address_holds_the_place_and_what_was_done():
    visit = begun("neuron", 3)
    check(visit, "b", "0.993")
    params = {name: text for name, text in address(visit).items() if text is not None}
    assert progress_from_params(params) == (visit.learner.progress, [])
    classroom.end(visit)
    assert lesson_params(visit.learner)["lesson"] is None
    assert progress_from_params({k: v for k, v in address(visit).items() if v})[0].of("neuron").task("b").passed


def test_a_file_brings_the_place_and_what_was_done_back():
    visit = begun("neuron", 3)
    check(visit, "b", "0.993")
    other = Visit(Experiment(Settings()))
    open_run(other, run_bytes(visit))
    assert other.learner.progress == visit.learner.progress
    # A file from elsewhere leaves what this learner did.
    open_run(other, save_run(Experiment(Settings())))
    assert other.learner.progress == visit.learner.progress
    lost = replace(visit.learner.progress, lesson="not_there", step=9, route="none")
    open_run(other, save_run(Experiment(Settings()), lessons=lost))
    assert other.learner.progress == replace(lost, lesson="", step=0, route="")
    assert read_run(save_run(Experiment(Settings()))).lessons is None


def test_a_pasted_link_to_a_lesson_opens_it_and_keeps_what_was_done():
    visit = begun("neuron", 3)
    check(visit, "b", "0.993")
    open_link(visit, "http://x/?lesson=xor&step_of_lesson=2")
    assert visit.learner.lesson is LESSONS["xor"] and visit.experiment.start == LESSONS["xor"].settings
    assert visit.learner.progress.of("neuron").task("b").passed


# The learner's own runs


def test_runs_are_kept_when_they_are_left_and_come_back():
    visit = begun("network", 2)
    attend(visit)
    visit.transport.seek(0)
    visit.experiment.advance(1400)
    visit.change(replace(visit.settings, hidden=(5,)))
    attend(visit)
    (kept,) = visit.learner.runs["network"]
    assert (kept.samples, kept.updates, kept.settings.hidden) == (1400, 1400, LESSONS["network"].settings.hidden)
    visit.experiment.advance(280)
    keep(visit)
    keep(visit)
    assert [run.samples for run in visit.learner.runs["network"]] == [1400, 280]
    bring_back(visit, "0")
    assert visit.experiment.step == 1400 and visit.settings.hidden == kept.settings.hidden
    assert visit.experiment.losses()[0] == kept.train


def test_no_more_runs_are_kept_than_there_is_room_for():
    visit = begun("network", 2)
    for step in range(1, MOST_KEPT + 4):
        visit.experiment.seek(step)
        keep(visit)
    assert len(visit.learner.runs["network"]) == MOST_KEPT
    assert visit.learner.runs["network"][-1].samples == MOST_KEPT + 3


def test_kept_runs_come_back_with_the_address_and_the_file_and_nothing_is_trained_for_it(monkeypatch):
    visit = begun("network", 2)
    attend(visit)
    visit.experiment.advance(40)
    visit.change(replace(visit.settings, eta=0.25))
    visit.experiment.advance(40)
    set_weight(visit, "w:0:1:0", 2.0)
    visit.experiment.advance(20)
    visit.transport.stale = False
    visit.change(replace(visit.settings, hidden=(2,), dataset="and"))
    attend(visit)
    assert visit.transport.stale  # the run that was left is in the address at once
    visit.experiment.advance(4)
    keep(visit)
    kept = visit.learner.runs["network"]
    assert [run.samples for run in kept] == [100, 4] and kept[0].edits and kept[0].hands and kept[1].test is None

    params = {name: text for name, text in address(visit).items() if text is not None}
    progress, problems = progress_from_params(params)
    other = Visit(Experiment(Settings()))
    open_run(other, run_bytes(visit))
    assert problems == [] and progress.of("network") == other.learner.progress.of("network")
    monkeypatch.setattr(Experiment, "seek", lambda *_: pytest.fail("a run was trained"))
    assert kept_runs(other.learner, "network") == kept
    assert kept_runs(Learner(progress), "network") == kept


def test_a_kept_run_whose_loss_is_beyond_all_numbers_is_written_and_read():
    visit = begun("eta", 2)
    attend(visit)
    visit.experiment.advance(1)
    (run,) = (keep(visit), visit.learner.runs["eta"])[1]
    far = replace(run, train=math.inf, test=None, diverged_at=1)
    assert as_kept(far).train is None
    learner = Learner(Progress(lessons={"eta": LessonRecord(kept=(as_kept(far),))}))
    (found,) = kept_runs(learner, "eta")
    assert (found.train, found.diverged_at) == (math.inf, 1)


@pytest.mark.parametrize("link", ["", "?dataset=none_such", "?eta=-1", "?step=x", "?dataset=own&own=!", "<b>"])
def test_a_kept_run_that_opens_nothing_is_left_out(link):
    run = KeptRun(link=link, train=0.5)
    fine = KeptRun(link="?dataset=xor&step=3", train=0.5)
    learner = Learner(Progress(lessons={"network": LessonRecord(kept=(run, fine))}))
    found = kept_runs(learner, "network")
    assert [one.step for one in found][-1] == 3 and len(found) == (2 if link in ("", "<b>") else 1)


def test_a_lesson_that_compares_nothing_keeps_no_runs():
    visit = begun("neuron", 2)
    visit.experiment.advance(4)
    keep(visit)
    assert visit.learner.runs == {}


# Time


def test_time_is_counted_without_long_pauses(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(lesson_progress.time, "monotonic", lambda: clock[0])
    learner = Learner(Progress(lesson="xor"), _since=1000.0)
    for seconds, sum_ in ((10.6, 10), (0.5, 11), (5000, 131)):
        clock[0] += seconds
        learner.spend()
        assert learner.record.seconds == sum_
