"""No bytes given as a run file make the reader raise anything but words, hang, or take much memory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import OwnData
from nnviz.exchange.raced import Raced
from nnviz.exchange.runfile import MOST_BY_HAND, MOST_BYTES, MOST_CHANGES, RunFileError, read_run, save_run
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.race import Race, Rival
from nnviz.run.settings import Settings
from tests.fuzz.addresses import WILD
from tests.fuzz.bounds import quickly, tries, within


def saved() -> dict:
    """A run file with something in every part of it."""
    own = OwnData(X=[[0, 1], [1, 0], [2, 1], [3, 3]], labels=[0, 1, 0, 1], classes=("a", "b"))
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,), test_share=0.25, features=("x1", "x1x2")))
    experiment.advance(6)
    experiment.change(eta=0.25)
    experiment.set_weight((1, 0, 0), 0.125)
    experiment.advance(6)
    race = Race(experiment, [Rival({"eta": 2.0, "hidden": (3,)}, (Edit(6, "batch_size", 2),)), Rival({"seed": 5})])
    race.runs[1].set_weight((0, 0, 0), 1.5)
    return json.loads(save_run(experiment, {"log": "1"}, raced=Raced.of(race, "updates")))


def places(found, way=()):
    """Every place in a document, by the keys that lead there."""
    yield way
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inside:
        yield from places(value, (*way, key))


PLACES = list(places(saved()))[1:]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**31), 10**31)
    | st.floats()
    | st.text(st.characters(codec="utf-8"), max_size=12)
    | st.sampled_from([text for text in WILD if "\ud800" not in text]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@tries(250)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ANYTHING, st.sampled_from("=-+")), min_size=1, max_size=3))
def test_a_file_with_anything_in_any_place_is_a_run_or_refused(changes):
    document = saved()
    for way, value, how in changes:
        inside = document
        try:
            for key in way[:-1]:
                inside = inside[key]
            if how == "-":
                del inside[way[-1]]
            elif how == "+" and isinstance(inside, dict):
                inside[str(value)[:40]] = value
            else:
                inside[way[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    raw = json.dumps(document).encode()
    try:
        with quickly():
            found = read_run(raw)
    except RunFileError as error:
        assert 10 < len(str(error)) < 1200
        assert not set("<>`$\n\x00").intersection(str(error)), error
        return
    if found.step < 10_000:
        with quickly():
            found.experiment.seek(found.step)
    again = read_run(save_run(found.experiment, raced=found.raced))
    assert again.experiment.start == found.experiment.start
    assert again.raced == found.raced
    assert len(Race(found.experiment, found.raced.rivals if found.raced else ()).runs) <= 3
    assert again.experiment.step == 0


BIG = (
    '{"format": "nnviz-run", "version": 1, "step": 1, "digest": "'
    + "0" * 64
    + '", "settings": %s, "changes": [], "by_hand": [], "view": {}}'
)
RACED = (BIG % "{}").removesuffix("}") + ', "race": {"against": "samples", "runs": [%s]}}'
HOSTILE = {
    "empty": b"",
    "deep lists": b"[" * MOST_BYTES,
    "deep objects": b'{"a":' * (MOST_BYTES // 6),
    "deep inside": (BIG % ('{"own":' + "[" * 10**6 + "]" * 10**6 + "}")).encode(),
    "a number of a million digits": (BIG % ('{"n": ' + "9" * 10**6 + "}")).encode(),
    "a float of a million digits": (BIG % ('{"n": 0.' + "9" * 10**6 + "}")).encode(),
    "1e999": (BIG % '{"eta": 1e999}').encode(),
    "an exponent of a million digits": (BIG % ('{"eta": 1e-' + "9" * 10**6 + "}")).encode(),
    "NaN": (BIG % '{"eta": NaN}').encode(),
    "a text of four megabytes": (BIG % ('{"dataset": "' + "a" * (MOST_BYTES - 300) + '"}')).encode(),
    "a million keys": ("{" + ",".join(f'"{i}":0' for i in range(3 * 10**5)) + "}").encode(),
    "a million runs": (RACED % ("{}," * 10**6 + "{}")).encode(),
    "a run of a million changes": (
        RACED % ('{"settings": {}, "by_hand": [], "changes": [' + "1," * 10**6 + "1]}")
    ).encode(),
    "a million numbers": (BIG % ('{"hidden": [' + "1," * (10**6) + "1]}")).encode(),
    "a million features": (BIG % ('{"features": [' + '"x1",' * (6 * 10**5) + '"x1"]}')).encode(),
    "own data of many rows": (
        BIG
        % (
            '{"dataset": "own", "own": {"X": [' + "[1,2]," * 10**5 + '[1,2]], "inputs": [], "labels": null, "classes": '
            '[], "values": [1], "target": "t", "scaling": "none"}}'
        )
    ).encode(),
    "NUL": b"\0" * MOST_BYTES,
    "surrogates": (BIG % '{"dataset": "\\ud800\\udfff"}').encode(),
    "quotes": b'"' * MOST_BYTES,
    "escapes": b'{"' + b"\\u0000" * (MOST_BYTES // 6 - 2) + b'":1}',
    "blanks": b" " * MOST_BYTES,
    "noise": bytes(range(256)) * (MOST_BYTES // 256),
    "too large": b"[" * (MOST_BYTES + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_long_or_much(name):
    with quickly(10), within(100), pytest.raises(RunFileError) as caught:
        read_run(HOSTILE[name])
    assert len(str(caught.value)) < 500


def test_a_file_with_as_many_changes_as_there_may_be_opens_soon():
    start = Settings(dataset="digits", hidden=(16,) * 6, batch_size=1)
    document = json.loads(save_run(Experiment(start)))
    document["step"] = 10**9
    document["changes"] = [{"step": i + 1, "field": "eta", "value": 0.5 + i % 2} for i in range(MOST_CHANGES)]
    edits = [HandEdit(i + 1, "freeze", (0, i % 60, i % 16), 1.0) for i in range(MOST_BY_HAND // 2)]
    edits += [HandEdit(10**6 + i, "weight", (1, 0, 0), i / 7) for i in range(MOST_BY_HAND // 2)]
    document["by_hand"] = [
        {"step": edit.step, "kind": edit.kind, "key": list(edit.key), "value": edit.value} for edit in edits
    ]
    raw = json.dumps(document).encode()
    with quickly(5):
        found = read_run(raw)
    assert (len(found.experiment.edits), len(found.experiment.hands)) == (MOST_CHANGES, MOST_BY_HAND)
    with quickly(5):
        found.experiment.seek(400)
