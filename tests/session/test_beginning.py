"""A visit begins from an address, from what a tab kept of it, and after a lost connection."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from nnviz.run.settings import Settings
from nnviz.session.address import address
from nnviz.session.beginning import begun, begun_again, completed
from nnviz.session.left_out import Stored, left_out
from nnviz.session.reconnect import returned

LESS = {"seed": "4", "hidden": "2", "step": "30", "lacks": "edits"}


def test_a_run_stands_at_its_step_with_its_view_and_page():
    visit = begun({"dataset": "xor", "hidden": "3-2", "eta": "0.5", "step": "40", "digits": "6", "hide": "step"})
    assert (visit.settings, visit.experiment.step) == (Settings(dataset="xor", hidden=(3, 2), eta=0.5), 40)
    assert visit.view.digits == 6 and visit.page.hides("step") and not visit.said.warnings


def test_a_single_neuron_is_chosen_at_once():
    assert begun({"hidden": "0"}).chosen == "n:1:0" and begun({}).chosen is None


def test_all_that_cannot_be_is_said_after_one_sentence_the_race_last():
    visit = begun({"eta": "x", "edits": "x", "sweep": "x", "view": "x", "lesson": "x", "race": "x"})
    first, *rest = visit.said.warnings
    assert first.endswith("the defaults stand in.")
    assert [sentence.split()[0] for sentence in rest] == ["eta", "edits", "sweep", "view", "lesson", "race"]
    assert visit.settings == Settings() and visit.racing is None and visit.sweep.plan is None


def test_a_race_and_a_sweep_come_with_their_run():
    visit = begun({"step": "20", "race": "eta:0.5", "sweep": "hidden:1,3~seeds:2~samples:300"})
    assert [run.start.eta for run in visit.racing.race.runs] == [0.5]
    assert visit.sweep.arrived and visit.sweep.plan.seeds == 2


def test_what_is_not_ours_goes_out_of_the_address():
    visit = begun({"dataset": "xor", "amp;seed": "4", "colour": "red"})
    assert visit.settings.seed == 4 and visit.opened.foreign == ("amp;seed",)
    assert any("colour" in sentence for sentence in visit.said.read_as)
    assert address(visit)["amp;seed"] is None


def test_an_address_of_tensorflow_playground_begins_its_run():
    visit = begun({"learningRate": "0.1", "networkShape": "3", "step": "9"})
    assert (visit.settings.eta, visit.settings.hidden, visit.experiment.step) == (0.1, (3,), 0)
    assert visit.said.remarks and set(visit.opened.foreign) == {"learningRate", "networkShape"}
    assert any("step" in sentence for sentence in visit.said.read_as)


def test_parts_that_the_tab_kept_complete_the_run():
    lacks = left_out({"edits": "w:0:1:0=2@10"})
    early = begun({**LESS, **lacks.params()})
    assert early.opened.missing is not None and early.experiment.step == 0 and address(early) is None
    early.opened.back_at = 7
    made = completed(early, lacks.text)
    assert made is not early and made.experiment.step == 30 and len(made.experiment.hands) == 1
    assert (made.opened.missing, made.opened.back_at, made.stored) == (None, 7, Stored(lacks.key, done=True))
    assert "this browser's tab" in made.said.notices[-1]


@pytest.mark.parametrize("found", [None, "{}", 7])
def test_where_the_tab_has_them_not_it_is_asked_once(found):
    early = begun(LESS)
    assert completed(early, found) is early
    assert early.opened.missing is None and early.opened.lacking is not None


@pytest.mark.parametrize("whole", [True, False])
def test_a_page_that_lost_its_server_stands_where_its_address_was(whole):
    said = {"at": 5, "run": "gone", "search": "?" + urlencode({"seed": "7", "step": "40"}), "whole": whole}
    visit = begun_again(returned({"back": said}))
    assert (visit.settings.seed, visit.experiment.step, visit.opened.back_at) == (7, 40, 5)
    assert ("lost" in " ".join(visit.said.notices)) == whole
    assert ("lost" in " ".join(visit.said.warnings)) != whole
