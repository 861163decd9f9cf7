"""A race: every run in it is, to the last bit, the run that it would be alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.run import race as race_module
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.race import MOST, SHARED, Race, Rival, differences, same_start
from nnviz.run.settings import FieldError, Settings
from tests.strategies import any_settings

SMALL = Settings(n=20)


def alone(run: Experiment, samples: int) -> Experiment:
    """The same run by itself, after so many samples."""
    made = Experiment(run.start, run.edits, run.hands)
    made.seek(samples)
    return made


def same(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments stand at one step with every number equal."""
    numbers = [
        (run.step, run.network.flat().tobytes(), run.losses(), run.history().train.tobytes()) for run in (one, other)
    ]
    return numbers[0] == numbers[1]


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "batch_size": st.sampled_from([1, 3, 7, 2000]),
        "eta": st.sampled_from([0.01, 0.3]),
        "seed": st.integers(0, 5),
        "init_seed": st.integers(0, 5),
        "order": st.sampled_from(["file", "shuffled"]),
    },
)


@given(
    any_settings(small=True, datasets=tuple(KINDS)),
    st.lists(CHANGES, min_size=1, max_size=MOST),
    st.lists(st.integers(0, 150), min_size=1, max_size=5),
)
def test_every_run_is_the_run_alone_wherever_the_one_on_show_goes(start, changes, places):
    lead = Experiment(start)
    race = Race(lead, [Rival(each) for each in changes])
    for place in places:
        lead.seek(place)
        assert race.follow(lead.step)
        for number, run in enumerate(race.runs):
            by_itself = alone(run, lead.step)
            assert same(run, by_itself)
            assert race.ended(number, lead.step) == (by_itself.diverged_at is not None)
        assert same(lead, alone(lead, place))


def test_a_run_stands_between_its_updates():
    lead = Experiment(SMALL)
    race = Race(lead, [Rival({"batch_size": 5})])
    for _ in range(7):
        lead.forward()
        race.follow(lead.step)
    assert (lead.step, race.runs[0].step) == (7, 5)
    lead.back()
    lead.back()
    lead.back()
    race.follow(lead.step)
    assert (lead.step, race.runs[0].step) == (4, 0)


def test_an_added_run_is_like_the_one_on_show_but_for_what_was_picked():
    lead = Experiment(SMALL, hands=[HandEdit(0, "weight", (0, 1, 1), 0.5)])
    lead.advance(6)
    lead.change(eta=0.5)
    lead.change(batch_size=2)
    lead.advance(4)
    lead.set_weight((0, 0, 0), 0.25)
    race = Race(lead)
    race.add({"batch_size": 4})
    race.add({"hidden": (3,)})
    same_weights, others = race.rivals
    # η was changed for all; the batch size is the run's own; a weight set on the way is of the one on show alone.
    assert same_weights.edits == (Edit(6, "eta", 0.5),)
    assert same_weights.hands == (HandEdit(0, "weight", (0, 1, 1), 0.5),)
    assert race.runs[0].start == SMALL.changed(batch_size=4)
    assert others.hands == () and len(others.edits) == 2
    assert same_start(lead, race.runs[0]) and not same_start(lead, race.runs[1])


@pytest.mark.parametrize("name", SHARED)
def test_what_all_runs_share_cannot_differ(name):
    value = getattr(SMALL, name)
    with pytest.raises(FieldError, match=f"{name} must be the same in all runs of a race"):
        Race(Experiment(SMALL)).add({name: value})


def test_what_cannot_be_added_changes_nothing():
    race = Race(Experiment(SMALL))
    race.add({"eta": 0.5})
    for changes in ({"eta": 1.0}, {"eta": 0.5}, {"eta": -1.0}, {"nonsense": 1}, {"activation": ("tanh", "relu")}):
        with pytest.raises(ValueError, match=r"must|differ"):
            race.add(changes)
    assert len(race.runs) == len(race.rivals) == 1
    race.add({"eta": 0.1})
    race.add({"eta": 0.2})
    with pytest.raises(ValueError, match="at most 3 runs beside the one on show"):
        race.add({"eta": 0.3})
    with pytest.raises(ValueError, match="at most 3"):
        Race(Experiment(SMALL), [Rival({"eta": eta}) for eta in (0.1, 0.2, 0.3, 0.4)])
    assert len(race.runs) == len(race.rivals) == MOST
    race.remove(0)
    assert [run.start.eta for run in race.runs] == [0.1, 0.2]


def test_another_run_becomes_the_one_on_show_at_its_very_step():
    lead = Experiment(SMALL)
    race = Race(lead, [Rival({"batch_size": 5}), Rival({"eta": 0.3})])
    lead.advance(8)
    lead.change(eta=0.7)
    lead.set_weight((0, 0, 0), 0.25)
    lead.advance(5)
    race.follow(lead.step)
    made = race.crowned(0)
    assert (made.lead.step, made.lead) == (10, race.runs[0])
    assert made.runs[0] is lead
    made.follow(made.lead.step)
    assert [run.step for run in made.runs] == [10, 10]
    # What is the old one's own is still so: its changes, and what it differs in.
    assert made.rivals[0].changes == {"batch_size": 1}
    assert made.rivals[0].edits == (Edit(8, "eta", 0.7),) and len(made.rivals[0].hands) == 1
    assert made.rivals[1].changes == {"eta": 0.3, "batch_size": 1}
    for rival, run in zip(made.rivals, made.runs, strict=True):
        again = rival.experiment(made.lead.start)
        again.seek(10)
        assert same(run, again)
    back = made.crowned(0)
    assert back.lead is lead and [rival.changes for rival in back.rivals] == [{"batch_size": 5}, {"eta": 0.3}]


def test_other_settings_of_the_run_on_show_are_those_of_all_but_for_what_is_their_own():
    lead = Experiment(SMALL)
    race = Race(lead, [Rival({"batch_size": 5}), Rival({"hidden": (3,)}), Rival({"activation": ("tanh",)})])
    assert race.attend(lead) == []
    lead.change(eta=0.5)  # at step 0 it changes the start
    assert race.attend(lead) == [] and [run.start.eta for run in race.runs] == [0.5, 0.5, 0.5]
    lead.advance(9)
    lead.change(eta=0.1)
    race.follow(lead.step)
    assert race.attend(lead) == [] and [run.settings.eta for run in race.runs] == [0.5, 0.5, 0.5]
    built = Experiment(lead.settings.changed(dataset="moons", hidden=(4, 2)))
    said = race.attend(built)
    assert [run.start for run in race.runs] == [
        built.start.changed(batch_size=5),
        built.start.changed(hidden=(3,)),
        built.start.changed(activation="tanh"),
    ]
    assert said == []
    said = race.attend(Experiment(SMALL.changed(hidden=(), output="step", rule="perceptron")))
    assert len(race.runs) == 2  # a perceptron has no hidden layer
    assert len(said) == 1 and said[0].startswith("A run has left the race") and "rule must be" in said[0]


def test_what_is_set_by_hand_before_the_first_step_is_so_in_all_that_begin_alike():
    lead = Experiment(SMALL)
    race = Race(lead, [Rival({"batch_size": 5}), Rival({"init_seed": 3})])
    lead.set_weight((0, 1, 1), 2.0)
    race.attend(lead)
    assert race.runs[0].network.weights[0][1, 1] == 2.0
    assert race.runs[1].network.weights[0][1, 1] != 2.0


def test_a_far_way_is_gone_in_pieces(monkeypatch):
    monkeypatch.setattr(race_module, "PIECE", 10)
    lead = Experiment(SMALL)
    race = Race(lead, [Rival({"batch_size": 3}), Rival({"eta": 0.1})])
    lead.seek(50)
    assert not race.follow(50, 0.0)
    assert race.behind(50) and race.runs[0].step == 9
    for _ in range(20):
        if race.follow(50, 0.0):
            break
    assert not race.behind(50)
    assert [run.step for run in race.runs] == [alone(run, 50).step for run in race.runs]


def test_a_run_that_diverges_stays_and_the_others_go_on():
    wild = Settings(n=20, activation="identity", output="identity", eta=0.01)
    lead = Experiment(wild)
    race = Race(lead, [Rival({"eta": 100.0, "init": "normal", "init_scale": 3.0}), Rival({"batch_size": 5})])
    lead.seek(1400)
    race.follow(1400)
    at = race.runs[0].diverged_at
    assert at is not None and race.ended(0, 1400) and race.runs[0].step < at
    assert (lead.step, race.runs[1].step) == (1400, 1400)
    lead.seek(0)
    race.follow(0)
    assert race.runs[0].step == 0 and not race.ended(0, 0)


def test_differences_are_the_ones_own_values():
    assert differences(SMALL.changed(eta=0.5, hidden=(2,)), SMALL) == {"eta": 0.5, "hidden": (2,)}
    assert differences(SMALL, SMALL) == {}
