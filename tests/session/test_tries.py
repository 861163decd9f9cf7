"""The runs that a visitor has left stand in the table of runs, and can be brought back."""

from __future__ import annotations

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.runs_table import runs_table
from nnviz.session.telling import chunk_to_send
from nnviz.session.tries import MOST, Tries, bring_back
from nnviz.session.visit import Visit

XOR = Settings(dataset="xor4", eta=0.5)


def left_at(steps, settings=XOR):
    visit, tries = Visit(Experiment(settings)), Tries()
    tries.look(visit)
    visit.experiment.seek(steps)
    visit.change(settings.changed(hidden=(2,)))
    tries.look(visit)
    return visit, tries


def test_a_run_that_was_left_is_kept_as_it_stood():
    visit, tries = left_at(400)
    (one,) = tries.kept
    assert (one.run.settings, one.run.step) == (XOR, 400)
    again = Experiment(XOR)
    again.seek(400)
    assert one.run.train == again.losses()[0]
    assert "step=400" in one.run.address
    bring_back(visit, one)
    assert (visit.settings, visit.experiment.step) == (XOR, 400)


def test_a_run_that_was_left_at_its_start_is_not():
    assert left_at(0)[1].kept == ()


def test_a_run_that_plays_is_left_at_the_step_on_show():
    visit, tries = Visit(Experiment(XOR)), Tries()
    tries.look(visit)
    visit.transport.toggle_playing()
    chunk_to_send(visit)
    assert visit.experiment.step > 40
    visit.shown = 40
    visit.change(XOR.changed(hidden=(2,)))
    tries.look(visit)
    assert [one.run.step for one in tries.kept] == [40]


def test_no_more_are_kept_than_that():
    visit, tries = Visit(Experiment(XOR)), Tries()
    for seed in range(MOST + 5):
        tries.look(visit)
        visit.experiment.seek(4)
        visit.change(XOR.changed(seed=seed + 2))
    tries.look(visit)
    assert len(tries.kept) == MOST
    assert tries.kept[-1].run.settings.seed == MOST + 5


def test_the_table_has_what_differs_and_a_link():
    visit, tries = left_at(400)
    visit.experiment.seek(40)
    visit.change(XOR.changed(eta=0.1, hidden=(3,)))
    visit.change(XOR.changed(hidden=(3,), seed=2))
    tries.look(visit)
    table = runs_table(None, tries.kept, "https://here/")
    assert table.columns["hidden"] == ["4", "2"]
    assert table.columns["samples"] == [400, 40]
    assert all(str(link).startswith("https://here/?") for link in table.columns["link"])
    assert table.csv().splitlines()[0] == "from,hidden,seed,samples,updates,train,test,accuracy,seconds,ended,link"
