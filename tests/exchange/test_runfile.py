"""A run, its file, the run again: the same bits now and 500 steps on; and no bytes that open half a run."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.datasets import OwnData
from nnviz.exchange.raced import Raced
from nnviz.exchange.runfile import MOST_BY_HAND, MOST_BYTES, MOST_CHANGES, RunFileError, digest_of, read_run, save_run
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.race import Race, Rival
from nnviz.run.settings import Settings
from tests.strategies import any_settings


@st.composite
def runs(draw):
    """A run that was changed on the way, perhaps gone back from further on."""
    experiment = Experiment(draw(any_settings(small=True)))
    change = st.tuples(st.just("eta"), st.floats(1e-4, 1.0)) | st.tuples(st.just("batch_size"), st.integers(1, 8))
    rate = st.tuples(st.just("regularization_rate"), st.floats(0.0, 0.05))
    hand = st.tuples(st.sampled_from(["weight", "freeze", "free"]), st.floats(-2, 2))
    go = st.tuples(st.just("go"), st.integers(1, 90))
    for name, value in draw(st.lists(go | change | rate | hand | st.tuples(st.just("back"), st.none()), max_size=8)):
        if name == "go":
            experiment.advance(value)
        elif name == "back":
            experiment.seek(experiment.step // 2)
        elif name in ("weight", "freeze", "free"):
            layer = draw(st.integers(0, len(experiment.sizes) - 2))
            shape = experiment.network.weights[layer].shape
            first = 0 if experiment.network.bias else 1
            key = (layer, draw(st.integers(first, shape[0] - 1)), draw(st.integers(0, shape[1] - 1)))
            if name == "weight":
                experiment.set_weight(key, value)
            else:
                experiment.freeze(key, name == "freeze")
        else:
            experiment.change(**{name: value})
    return experiment


@settings(max_examples=80, deadline=None)
@given(runs(), st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3))
def test_a_run_comes_back_and_goes_on_to_the_last_bit(run, view):
    raw = save_run(run, view)
    saved = read_run(raw)
    assert saved.view == view
    again = saved.replay()
    assert (again.step, again.start, again.settings, again.frozen) == (run.step, run.start, run.settings, run.frozen)
    assert again.network.flat().tobytes() == run.network.flat().tobytes()
    assert save_run(again, view) == raw
    for experiment in (run, again):
        experiment.advance(500)
    assert again.step == run.step
    assert again.network.flat().tobytes() == run.network.flat().tobytes()
    assert again.hands == run.hands
    np.testing.assert_array_equal(again.history().train, run.history().train)


@settings(deadline=None)
@given(any_settings())
def test_every_setting_is_in_the_file(start):
    document = json.loads(save_run(Experiment(start)))
    assert set(document["settings"]) == set(Settings.__dataclass_fields__)
    assert read_run(json.dumps(document).encode()).experiment.start == start


def example() -> Experiment:
    experiment = Experiment(Settings(n=20, hidden=(3,), batch_size=2, features=("x1", "x1x2"), momentum=0.5))
    experiment.advance(10)
    experiment.change(eta=0.25)
    experiment.set_weight((1, 0, 0), 0.125)
    experiment.freeze((0, 1, 2))
    experiment.advance(10)
    return experiment


RAW = save_run(example(), {"log": "1"})


def with_(**values):
    """The example's file with some keys changed; None takes one out."""
    document = json.loads(RAW)
    for path, value in values.items():
        *way, last = path.split("__")
        place = document
        for key in way:
            place = place[int(key) if key.isdigit() else key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps(document).encode()


def raced(**values):
    """The example with a race, of which some keys are changed."""
    own = {"settings": {"eta": 0.5}, "changes": [{"step": 4, "field": "eta", "value": 0.25}], "by_hand": []}
    return with_(race={"against": "samples", "runs": [own | values]})


BAD = {
    "empty": b"",
    "no json": b"step 12",
    "no object": b"[1, 2]",
    "not utf-8": b'{"format": "\xff"}',
    "half of utf-16": RAW.decode().encode("utf-16")[:-1],
    "utf-16 of surrogates": RAW.decode().encode("utf-16") + b"\x00\xd8",
    "utf-32": RAW.decode().encode("utf-32"),
    "a mark alone": b"\xef\xbb\xbf",
    "another format": with_(format="nnviz"),
    "version 3": with_(version=3),
    "version 0": with_(version=0),
    "version 1, scaled by nothing": with_(version=1, settings__scaled_by="none"),
    "version 1.0": with_(version=1.0),
    "version true": with_(version=True),
    "no version": with_(version=None),
    "unknown key": with_(weights=[]),
    "missing key": with_(view=None),
    "step of a half batch": with_(step=19),
    "step true": with_(step=True),
    "step text": with_(step="20"),
    "step 20.0": with_(step=20.0),
    "step below its changes": with_(step=8),
    "step beyond all": with_(step=10**10),
    "digest": with_(digest="12"),
    "digest upper case": with_(digest="A" * 64),
    "settings a list": with_(settings=[]),
    "unknown setting": with_(settings__colour="red"),
    "eta text": with_(settings__eta="0.5"),
    "eta true": with_(settings__eta=True),
    "eta 0": with_(settings__eta=0),
    "n 20.0": with_(settings__n=20.0),
    "hidden a number": with_(settings__hidden=3),
    "hidden of text": with_(settings__hidden=["3"]),
    "hidden an object": with_(settings__hidden={"3": 3}),
    "features a text": with_(settings__features="x1"),
    "features an object": with_(settings__features={"x1": 1, "x1x2": 2}),
    "features not there": with_(settings__features=["x9"]),
    "softmax of one output": with_(settings__output="softmax"),
    "changes an object": with_(changes={}),
    "a change of another field": with_(changes=[{"step": 10, "field": "seed", "value": 3}]),
    "a change with more": with_(changes=[{"step": 10, "field": "eta", "value": 3, "by": "me"}]),
    "a change in a batch": with_(changes=[{"step": 9, "field": "eta", "value": 0.25}]),
    "a change of nothing": with_(changes=[{"step": 10, "field": "eta", "value": 1.0}]),
    "changes out of order": with_(
        changes=[{"step": 10, "field": "eta", "value": 0.25}, {"step": 8, "field": "eta", "value": 0.5}]
    ),
    "a weight that is not there": with_(by_hand__0__key=[1, 0, 7]),
    "a weight beyond all": with_(by_hand__0__value=1e7),
    "a key of two": with_(by_hand__0__key=[1, 0]),
    "a key of texts": with_(by_hand__0__key="100"),
    "a kind": with_(by_hand__0__kind=["weight"]),
    "view of numbers": with_(view={"log": 1}),
    "view too long": with_(view={"log": "1" * 999}),
    "a race of nothing": with_(race=[]),
    "a race of no runs": with_(race={"against": "samples", "runs": []}),
    "a race of four more": with_(
        race={"against": "samples", "runs": [{"settings": {}, "changes": [], "by_hand": []}] * 4}
    ),
    "a race against time": with_(race={"against": "time", "runs": [{"settings": {}, "changes": [], "by_hand": []}]}),
    "a race against all": with_(
        race={"against": ["samples"], "runs": [{"settings": {}, "changes": [], "by_hand": []}]}
    ),
    "a race without an axis": with_(race={"runs": [{"settings": {}, "changes": [], "by_hand": []}]}),
    "a run that is none": raced(settings=None),
    "a run of other data": raced(settings={"dataset": "moons"}),
    "a run of an unknown setting": raced(settings={"colour": "red"}),
    "a run with eta 0": raced(settings={"eta": 0}),
    "a run with eta true": raced(settings={"eta": True}),
    "a run changed within a batch": raced(changes=[{"step": 3, "field": "eta", "value": 0.25}]),
    "a run changed to what it is": raced(changes=[{"step": 4, "field": "eta", "value": 0.5}]),
    "a run with a weight that is not there": raced(
        by_hand=[{"step": 0, "kind": "weight", "key": [5, 0, 0], "value": 1.0}]
    ),
    "a run with more": raced(step=4),
    "NaN": RAW.replace(b"0.125", b"NaN"),
    "Infinity": RAW.replace(b"0.125", b"-Infinity"),
    "too large for a float": RAW.replace(b"0.125", b"1e999"),
    "a very long number": RAW.replace(b"0.125", b"9" * 5000),
    "a key twice": RAW.replace(b'"step": 20,', b'"step": 20, "step": 20,', 1),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep inside": with_(view={"log": [[[[[[[[[1]]]]]]]]]}),
    "too large": RAW + b" " * MOST_BYTES,
    "quotes without end": b'{"' + b'\\"' * 2_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_as_the_document_says_is_refused(name):
    with pytest.raises(RunFileError) as caught:
        read_run(BAD[name])
    assert 10 < len(str(caught.value)) < 500


def test_too_many_changes_are_refused_both_ways():
    changes = [{"step": 2 * i + 2, "field": "eta", "value": 0.1 + i % 2} for i in range(MOST_CHANGES + 1)]
    with pytest.raises(RunFileError, match="2,000"):
        read_run(with_(step=20_000, changes=changes))
    read_run(with_(step=20_000, changes=changes[:MOST_CHANGES]))
    hands = [HandEdit(i + 1, "weight", (0, 0, 0), i / 7) for i in range(MOST_BY_HAND + 1)]
    experiment = Experiment(Settings(n=4, hidden=(), test_share=0.0), hands=hands)
    experiment.seek(MOST_BY_HAND)
    read_run(save_run(experiment)).replay()
    experiment.seek(MOST_BY_HAND + 1)
    with pytest.raises(RunFileError, match="1,000 changes by hand"):
        save_run(experiment)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_that_an_editor_saved_opens(encoding, ends):
    own = OwnData(X=[[1.0], [2.0]], inputs=("Größe",), values=[1.0, 3.0], target="値段")
    run = Experiment(Settings(dataset="own", own=own))
    run.advance(4)
    for raw in (save_run(run), save_run(example(), {"log": "1"})):
        saved = read_run(raw.decode().replace("\n", ends).encode(encoding))
        assert save_run(saved.replay(), saved.view) == raw


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_marks_of_both_orders(mark):
    raw = RAW.decode().encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")
    assert save_run(read_run(mark + raw).replay(), {"log": "1"}) == RAW


def test_a_race_comes_back_with_what_is_each_runs_own():
    lead = example()
    race = Race(lead, [Rival({"hidden": (4, 2), "batch_size": 1}), Rival({"eta": 0.125, "activation": "tanh"})])
    race.follow(9)
    race.runs[0].change(eta=0.5)
    race.runs[0].set_weight((0, 1, 1), -2.0)
    race.follow(lead.step)
    raw = save_run(lead, raced=Raced.of(race, "updates"))
    saved = read_run(raw)
    assert saved.raced is not None and saved.raced.against == "updates"
    again = Race(saved.replay(), saved.raced.rivals)
    again.follow(lead.step)
    for one, other in zip((lead, *race.runs), (again.lead, *again.runs), strict=True):
        assert (one.start, one.edits, one.hands, one.step) == (other.start, other.edits, other.hands, other.step)
        assert one.network.flat().tobytes() == other.network.flat().tobytes()
    assert save_run(again.lead, raced=saved.raced) == raw
    assert saved.raced.digests == tuple(digest_of(run.network) for run in race.runs)
    assert saved.raced.differing(again.runs) == []
    again.runs[1].set_weight((0, 1, 1), 7.0)
    assert saved.raced.differing(again.runs) == [1]
    # Files that have no digests, and runs that are still on their way, are of any weights.
    race.runs[0].seek(0)
    assert Raced.of(race, "updates").digests[0] is None
    document = json.loads(raw)
    for run in document["race"]["runs"]:
        del run["digest"]
    older = read_run(json.dumps(document).encode()).raced
    assert older is not None and older.digests == () and older.differing(again.runs) == []
    document["race"]["runs"][1]["digest"] = "0" * 63
    with pytest.raises(RunFileError, match="digest of a run of the race must be 64 hexadecimal digits"):
        read_run(json.dumps(document).encode())
    # Without the race it is the file that it always was.
    document = json.loads(raw)
    del document["race"]
    assert document == json.loads(save_run(lead)) and read_run(json.dumps(document).encode()).raced is None


def test_too_many_changes_of_a_run_of_the_race_are_refused():
    edits = [HandEdit(i + 1, "weight", (0, 0, 0), i / 7) for i in range(MOST_BY_HAND + 1)]
    with pytest.raises(RunFileError, match="1,000 changes by hand of a run"):
        save_run(example(), raced=Raced((Rival({}, (), tuple(edits)),)))


def test_what_lies_ahead_is_not_saved():
    whole = example()
    raw = save_run(whole)
    whole.seek(6)
    saved = read_run(save_run(whole))
    assert (saved.step, saved.experiment.edits, saved.experiment.hands) == (6, (), ())
    whole.seek(20)
    assert save_run(whole) == raw


def test_a_file_of_version_1_is_scaled_by_all_rows():
    run = Experiment(Settings(dataset="iris", scaled_by="all"))
    run.advance(60)
    document = json.loads(save_run(run))
    assert (document["version"], document["settings"]["scaled_by"]) == (2, "all")
    del document["settings"]["scaled_by"]
    assert read_run(json.dumps(document).encode()).experiment.start.scaled_by == "training"
    saved = read_run(json.dumps(document | {"version": 1}).encode())
    assert saved.replay().start == run.start


def test_a_field_that_is_missing_has_its_default():
    raw = with_(settings__init_scale=None, settings__noise=None)
    assert read_run(raw).experiment.start == example().start


def test_own_data_may_leave_out_what_has_a_default():
    run = Experiment(Settings(dataset="own", own=OwnData(X=[[1.0], [2.0]], values=[1.0, 3.0])))
    document = json.loads(save_run(run))
    own = document["settings"]["own"]
    document["settings"]["own"] = {name: own[name] for name in ("X", "values")}
    assert read_run(json.dumps(document).encode()).experiment.start == run.start
    del document["settings"]["own"]["X"]
    with pytest.raises(RunFileError, match="X is missing"):
        read_run(json.dumps(document).encode())


def test_other_weights_than_those_saved_are_told_apart():
    saved = read_run(RAW)
    assert saved.agrees(saved.replay())
    other = replace(read_run(RAW), digest=digest_of(Experiment(Settings()).network))
    with pytest.raises(RunFileError, match="not those that were saved"):
        other.replay()
    with pytest.raises(RunFileError, match="not those that were saved"):
        read_run(with_(settings__eta=0.75)).replay()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_or_whole(data):
    raw = bytearray(RAW)
    kind = data.draw(st.sampled_from(["cut", "byte", "part", "number"]))
    at = data.draw(st.integers(0, len(raw) - 1))
    if kind == "cut":
        del raw[at:]
    elif kind == "byte":
        raw[at] = data.draw(st.integers(0, 255))
    elif kind == "part":
        del raw[at : at + data.draw(st.integers(1, 40))]
    else:
        places = [i for i, byte in enumerate(raw) if chr(byte).isdigit()]
        place = data.draw(st.sampled_from(places))
        raw[place : place + 1] = data.draw(st.sampled_from([b"-1", b"1e9", b"null", b"0.5", b"true", b'"x"', b"[]"]))
    try:
        saved = read_run(bytes(raw))
    except RunFileError:
        return
    assert isinstance(saved.experiment, Experiment)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_raise_anything_else(raw):
    with pytest.raises(RunFileError):
        read_run(raw)
