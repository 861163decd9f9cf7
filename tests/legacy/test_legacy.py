"""Every address and run file that was ever given away opens as the same run, to the last bit."""

from __future__ import annotations

import json

import pytest

from nnviz.datasets import KINDS, OWN
from nnviz.engine import ACTIVATIONS, CRITERIA, INITS, OPTIMISERS, OUTPUT_ACTIVATIONS, PENALTIES
from nnviz.exchange.runfile import VERSIONS
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.visit import Visit
from tests.legacy.opening import arithmetic, asked_of_the_view, looked_at, opened, recorded, told

FOUND = recorded()
HERE = arithmetic()


def agrees(visit, entry):
    now = told(visit)
    assert (now["step"], now["sizes"]) == (entry["step"], entry["sizes"])
    for name in ("train", "test"):
        expected = entry[name]
        assert now[name] == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)), name
    # Elsewhere processors round otherwise, and the losses have to do.
    assert now["digest"] == entry["digests"].get(HERE, now["digest"])
    looked = looked_at(visit)
    for name, text in (entry.get("looked_at", {}) | asked_of_the_view(entry)).items():
        assert looked[name] == text, name


@pytest.mark.parametrize("entry", FOUND["addresses"], ids=lambda entry: entry["about"])
def test_an_old_address_opens_as_the_same_run(entry):
    agrees(opened(entry), entry)


@pytest.mark.parametrize("entry", FOUND["files"], ids=lambda entry: entry["about"])
def test_an_old_run_file_opens_as_the_same_run(entry):
    agrees(opened(entry), entry)


def test_there_are_enough_of_every_kind():
    visits = [opened(entry) for entry in (*FOUND["addresses"], *FOUND["files"])]
    runs = [visit.experiment for visit in visits]
    assert len(FOUND["addresses"]) >= 40
    assert len(FOUND["files"]) >= 12
    starts = [run.start for run in runs]
    known = {
        "dataset": {*KINDS, OWN},
        "activation": {*ACTIVATIONS},
        "output": {*OUTPUT_ACTIVATIONS},
        "loss": {*CRITERIA},
        "regularization": {*PENALTIES},
        "init": {*INITS},
        "order": {"shuffled", "file", "replacement"},
        "eta_schedule": {"constant", "inverse", "step"},
        "rule": {"gradient", "perceptron"},
        "bias": {True, False},
        "optimiser": {*OPTIMISERS},
        "scaled_by": {"training", "all"},
    }
    for field, values in known.items():
        found = [getattr(start, field) for start in starts]
        recorded_ones = {value for one in found for value in (one if isinstance(one, tuple) else (one,))}
        # What came later has no past to keep.
        assert recorded_ones <= values, field
        assert len(recorded_ones) > 1, field
    for field in Settings.__dataclass_fields__:
        assert len({repr(getattr(start, field)) for start in starts}) > 1, field
    assert sum(bool(run.edits) for run in runs) >= 4
    assert sum(bool(run.hands) for run in runs) >= 4
    plain, looks = looked_at(Visit(Experiment(Settings()))), [looked_at(visit) for visit in visits]
    for name, text in plain.items():
        assert any(look[name] != text for look in looks), f"{name} is in no recorded address or file"
    saved = [json.loads(entry["file"]) for entry in FOUND["files"]]
    assert {file["version"] for file in saved} == {*VERSIONS}
    assert any("race" in file for file in saved) and any("lessons" in file for file in saved)
