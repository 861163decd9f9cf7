"""The sentences above the pictures: what an update did, what is going wrong, and when nothing is said."""

from __future__ import annotations

from nnviz.derivation.notation import number
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.sentences import spoken, what_is_wrong, what_it_did
from nnviz.session.visit import Visit


def at(step: int, **settings: object) -> Visit:
    experiment = Experiment(Settings(**settings))
    experiment.seek(step)
    return Visit(experiment)


def test_the_numbers_are_those_of_the_step_and_of_the_run_before_and_after():
    visit = at(37)
    trace, after = visit.experiment.trace, visit.experiment.losses()[0]
    visit.experiment.back()
    before = visit.experiment.losses()[0]
    visit.experiment.forward()
    words = what_it_did(visit)
    said = f"Step 37, sample {visit.experiment.sample}: E {number(trace.E)} → {number(trace.E_after)}."
    assert words.startswith(said)
    assert f"Train loss {number(before)} → {number(after)}." in words
    assert " of 140 training rows and hurt " in words


def test_a_batch_is_told_by_its_mean():
    assert what_it_did(at(20, batch_size=10)).startswith("Step 20, batch of 10 samples: mean E ")


def test_at_the_start_nothing_was_done():
    assert what_it_did(at(0)) == ""


def test_while_it_plays_and_before_the_update_of_a_walk_nothing_is_said():
    visit = at(5)
    visit.transport.toggle_playing()
    assert what_it_did(visit) == "" and what_is_wrong(visit) is None
    visit = at(5)
    visit.transport.slow_down(on=True)
    visit.transport.step()
    assert visit.slow.walk is not None and what_it_did(visit) == ""
    while visit.slow.walk.at < visit.slow.walk.last:
        visit.transport.step()
    assert what_it_did(visit) != ""


def test_what_is_wrong_is_looked_for_once_a_position():
    visit = at(400, dataset="xor4", hidden=(), eta=0.5)
    first = what_is_wrong(visit)
    assert first is not None and first.rule == "not separable"
    assert what_is_wrong(visit) is first
    visit.experiment.back()
    assert what_is_wrong(visit) is not first


def test_a_run_that_diverged_is_left_to_the_pages_own_words():
    visit = at(10_000, dataset="plane", hidden=(), output="identity", eta=1.5)
    assert visit.experiment.diverged_at is not None
    assert what_is_wrong(visit) is None


def test_a_screen_reader_says_the_step_the_phases_and_the_question_and_is_silent_while_it_plays():
    visit = at(37)
    assert spoken(visit).startswith(what_it_did(visit)) and spoken(at(0)) == "Step 0."
    visit.transport.toggle_playing()
    assert spoken(visit) == "Playing."
    visit = at(5)
    visit.transport.slow_down(on=True, predict=True)
    said = []
    while visit.slow.walk is None or not visit.slow.walk.waits:
        visit.transport.step()
        said.append(spoken(visit))
    assert all(words.startswith(f"Phase {i + 1} of ") for i, words in enumerate(said))
    question = visit.slow.walk.asked
    assert question.text in said[-1] and question.options[0].label in said[-1]
    visit.transport.reply(question.options[0].key)
    assert ("Right: " in spoken(visit)) != ("Not so: " in spoken(visit))
