"""Every address and run file that was ever given away opens as the same run, to the last bit."""

from __future__ import annotations

import pytest

from nnviz.datasets import KINDS, OWN
from nnviz.engine import ACTIVATIONS, CRITERIA, INITS, OUTPUT_ACTIVATIONS, PENALTIES
from tests.legacy.opening import arithmetic, opened, recorded, told

FOUND = recorded()
HERE = arithmetic()
FIELDS = (
    *("dataset", "n", "noise", "test_share", "hidden", "activation", "output", "bias", "eta", "batch_size", "order"),
    *("seed", "rule", "features", "loss", "regularization", "regularization_rate", "init", "init_scale", "init_seed"),
    *("eta_schedule", "eta_decay", "eta_every", "momentum", "own"),
)
"""Fields that a run had when these were recorded."""


def agrees(experiment, entry):
    now = told(experiment)
    assert (now["step"], now["sizes"]) == (entry["step"], entry["sizes"])
    for name in ("train", "test"):
        expected = entry[name]
        assert now[name] == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)), name
    # Elsewhere processors round otherwise, and the losses have to do.
    assert now["digest"] == entry["digests"].get(HERE, now["digest"])


@pytest.mark.parametrize("entry", FOUND["addresses"], ids=lambda entry: entry["about"])
def test_an_old_address_opens_as_the_same_run(entry):
    agrees(opened(entry), entry)


@pytest.mark.parametrize("entry", FOUND["files"], ids=lambda entry: entry["about"])
def test_an_old_run_file_opens_as_the_same_run(entry):
    agrees(opened(entry), entry)


def test_there_are_enough_of_every_kind():
    runs = [opened(entry) for entry in (*FOUND["addresses"], *FOUND["files"])]
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
    }
    for field, values in known.items():
        recorded_ones = {getattr(start, field) for start in starts}
        # What came later has no past to keep.
        assert recorded_ones <= values, field
        assert len(recorded_ones) > 1, field
    for field in FIELDS:
        assert len({repr(getattr(start, field)) for start in starts}) > 1, field
    assert sum(bool(run.edits) for run in runs) >= 4
    assert sum(bool(run.hands) for run in runs) >= 4
