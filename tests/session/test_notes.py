"""What stands beside neurons and edges in slow motion: nothing that is not known yet, and numbers of the update."""

from __future__ import annotations

import pytest

from nnviz.derivation import notation, weight_table
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.chunks import rest_frame
from nnviz.session.visit import Visit

RUNS = {
    "plain": {},
    "batch": {"batch_size": 10},
    "deep": {"hidden": (3, 3)},
    "perceptron": {"hidden": (), "dataset": "nand", "output": "step", "rule": "perceptron"},
}


def walking(**settings: object) -> Visit:
    experiment = Experiment(Settings(**settings))
    experiment.seek(20)
    visit = Visit(experiment)
    visit.transport.slow_down(on=True)
    visit.transport.step()
    return visit


@pytest.mark.parametrize("name", RUNS)
def test_a_delta_stands_at_its_neuron_as_soon_as_it_is_known(name):
    visit = walking(**RUNS[name])
    walk = visit.slow.walk
    sign = -1.0 if walk.update.part.rule == "perceptron" else 1.0
    while walk.at < walk.last:
        assert set(visit.notes) == walk.here.known.deltas
        for key, text in visit.notes.items():
            place = notation.parse_key(key)
            delta = sign * float(walk.update.part.layers[place.layer - 1].delta[place.neuron])
            assert text.endswith(f" {notation.number(delta, 3)}")
        visit.transport.step()
    rows = {row.key: row for row in weight_table(walk.update)}
    moves = sorted((abs(row.new - row.old) for row in rows.values()), reverse=True)
    assert visit.notes
    for key, text in visit.notes.items():
        row = rows[key]
        assert text == f"Δ{row.symbol} {notation.number(row.new - row.old, 3)}"
        assert abs(row.new - row.old) >= moves[len(visit.notes) - 1]


def test_the_weights_of_a_question_are_named_and_lit():
    experiment = Experiment(Settings())
    experiment.seek(20)
    visit = Visit(experiment)
    visit.transport.slow_down(predict=True)
    visit.transport.step()
    asked = visit.slow.walk.asked
    assert tuple(visit.lit) == asked.weights
    for key in asked.weights:
        assert visit.notes[key] == notation.weight_label(experiment.sizes, *notation.parse_key(key))
    tables = rest_frame(visit.pictures, visit.rest_frame(), visit.lit, None, visit.notes)["views"]["network"]["tables"]
    assert len(tables["lit"]["x"]) == len(asked.weights)
    assert set(tables["notes"]["text"]) == set(visit.notes.values())


def test_at_rest_and_while_it_plays_there_are_no_notes():
    experiment = Experiment(Settings())
    experiment.seek(20)
    visit = Visit(experiment)
    assert visit.notes == {}
    assert visit.pictures.marks(visit.lit)["notes"]["text"] == []
