"""What is the same in a race and what differs, in words."""

from __future__ import annotations

import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.race import Race, Rival
from nnviz.run.settings import Settings
from nnviz.session.race_words import differing, names_of, sameness

SMALL = Settings(n=20)


@pytest.mark.parametrize(
    ("changes", "names", "same"),
    [
        (
            [{"batch_size": 10}, {"batch_size": 2000}],
            ("1: batch 1", "2: batch 10", "3: batch 14 (all)"),
            "data, first weights and order of the samples",
        ),
        (
            [{"optimiser": "adam", "eta": 0.01}, {"optimiser": "momentum"}],
            ("1: η 1, sgd", "2: η 0.01, adam", "3: momentum"),
            "data, first weights and order of the samples",
        ),
        ([{"hidden": ()}], ("1: hidden layers 4", "2: hidden layers none"), "data and order of the samples"),
        (
            [{"init_seed": 7}],
            ("1: seed of the first weights 0", "2: seed of the first weights 7"),
            "data and order of the samples",
        ),
        ([{"seed": 7}], ("1: seed 1", "2: seed 7"), "the data set"),
        ([{"activation": "tanh"}], ("1: logistic", "2: tanh"), "data"),
        ([{}], ("1: the same settings", "2: the same settings"), "data, first weights and order of the samples"),
    ],
)
def test_runs_are_called_by_what_tells_them_apart(changes, names, same):
    race = Race(Experiment(SMALL), [Rival(each) for each in changes])
    assert names_of(race) == names
    assert sameness(race).startswith(f"The same in all: {same}")


def test_settings_of_an_optimiser_are_named_where_it_is_the_same():
    race = Race(Experiment(SMALL.changed(optimiser="adam")), [Rival({"beta1": 0.5}), Rival({"optimiser": "sgd"})])
    assert set(differing(race)) == {"optimiser", "beta1"}
    race = Race(
        Experiment(SMALL), [Rival({"optimiser": "momentum"}), Rival({"optimiser": "momentum", "momentum": 0.5})]
    )
    assert set(differing(race)) == {"optimiser", "momentum"}


def test_changes_on_the_way_and_larger_batches_are_told():
    lead = Experiment(SMALL)
    lead.advance(5)
    lead.change(eta=0.3)
    race = Race(lead, [Rival({"batch_size": 3}), Rival({"seed": 4})])
    words = sameness(race)
    assert "Changed on the way: run 1." in words
    assert "batch size (1, 3, 1); seed (1, 1, 4)" in words
    assert "So each has its own data, first weights and order of the samples." in words
    assert "whose updates Step makes" in words
    assert "whose updates" not in sameness(Race(Experiment(SMALL), [Rival({"eta": 0.3})]))
