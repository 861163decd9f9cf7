"""A recording holds the frames, sentences and chain rules of the page at every recorded step."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
import orjson
import pytest

from nnviz.datasets import OwnData
from nnviz.derivation import notation, weight_rule
from nnviz.derivation.notation import WeightKey, number
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.chunks import rest_frame
from nnviz.session.recording import (
    MOST_EXPLAINED,
    RecordingError,
    most_steps,
    recorded_steps,
    recording,
    recording_json,
)
from nnviz.session.sentences import what_it_did
from nnviz.session.view import View
from nnviz.session.visit import Visit

BASE = "http://host/"


def run(step=40, **how):
    experiment = Experiment(Settings(**{"n": 30, **how}))
    experiment.seek(step)
    return experiment


def record(experiment, steps, view=None):
    *shares, whole = recording(experiment, steps, view or View(), BASE)
    assert shares == sorted(shares) and all(0 < share < 1 for share in shares)
    return orjson.loads(recording_json(whole))


def at(experiment, step, view=None):
    own = experiment.branch()
    own.seek(step)
    return Visit(own, view or View())


# Which steps


@pytest.mark.parametrize(
    ("steps", "found"),
    [(1, [40]), (3, [30, 35, 40]), (300, [*range(0, 41, 5)]), ([12, 40, 3, 12], [0, 10, 40]), ([0], [0])],
)
def test_steps_are_the_last_ones_or_those_that_are_named_each_the_end_of_a_batch(steps, found):
    experiment = run(batch_size=5, n=100)
    assert recorded_steps(experiment, steps) == found
    assert experiment.step == 40


@pytest.mark.parametrize("steps", [0, -1, True, 2.5, "12", [], [1, 2.5], [41], [-1], ["1"], [True], None])
def test_steps_that_make_no_sense_are_refused(steps):
    with pytest.raises(ValueError, match="steps must be") as refused:
        recorded_steps(run(), steps)
    assert not isinstance(refused.value, RecordingError)


def test_a_large_network_may_have_fewer_steps():
    small, large = run(), run(step=2, hidden=(12, 12))
    assert most_steps(small) == 1000
    assert 20 < most_steps(large) < 1000
    assert most_steps(large) * len(record(large, 1)["parts"]) <= MOST_EXPLAINED
    with pytest.raises(RecordingError, match=f"at most {most_steps(large)} for a network of this size, got 990"):
        recorded_steps(large, 990)


# What is in it


def pictures(recorded, view, table):
    """The pictures of a table at every step, put together again."""
    series = recorded["pictures"][view][table]
    size = sum(shape["size"] for shape in series["shapes"])
    moves = np.frombuffer(series["bytes"].encode("latin-1"), np.uint8).reshape(-1, size)
    return np.cumsum(moves, axis=0, dtype=np.uint8)


RUNS = [
    {},
    {"hidden": (3, 2), "activation": ("tanh", "relu"), "eta": 0.1},
    {"batch_size": 7},
    {"dataset": "blobs3", "output": "softmax", "loss": "cross_entropy"},
    {"hidden": (), "output": "step", "rule": "perceptron", "eta": 0.1},
    {"dataset": "plane", "hidden": (3,), "eta": 0.05, "output": "identity"},
]


@pytest.mark.parametrize("how", RUNS, ids=str)
def test_every_recorded_frame_is_the_page_s_own(how):
    experiment = run(**how)
    recorded = record(experiment, 12)
    before = experiment.step
    for i in (0, 5, -1):
        told = recorded["frames"][i]
        visit = at(experiment, told["step"])
        frame = orjson.loads(recording_json(rest_frame(visit.pictures, visit.rest_frame(), ())))
        assert told["fields"] == frame["fields"]
        for name, part in frame["views"].items():
            mine = told["views"][name]
            if name == "loss":
                (table, rows) = mine["first"]["history"]
                history = {column: values[:rows] for column, values in recorded["tables"][table].items()}
                mine = {
                    "shape": mine["shape"],
                    "signals": mine["signals"],
                    "tables": {**mine["tables"], "history": history},
                }
            for table, image in part.pop("images", {}).items():
                assert image["bytes"] == b64encode(pictures(recorded, name, table)[i].tobytes()).decode()
            assert mine == part
        assert told["said"] == what_it_did(visit)
        assert told["alts"] == visit.pictures.alts(visit.rest_frame())
    assert experiment.step == before


def numbers_of(recorded, i, key):
    """The numbers of the lines that explain a part at a recorded step, by the lines' keys."""
    part = recorded["parts"][key]
    order = [order for start, order in part["changes"] if start <= i][-1]
    return {line: recorded["lines"][line][i][1].split() for line in part["orders"][order]}


@pytest.mark.parametrize("how", RUNS[:4], ids=str)
def test_the_chain_rule_of_every_weight_is_that_of_the_engine_at_every_step(how):
    experiment = run(**how)
    recorded = record(experiment, 6)
    for i, told in enumerate(recorded["frames"]):
        update = at(experiment, told["step"]).update
        for key in recorded["parts"]:
            parts = notation.parse_key(key, experiment.sizes)
            if not isinstance(parts, WeightKey):
                continue
            rule = weight_rule(update.part, *parts)
            found = numbers_of(recorded, i, key)
            said = found[f"gradient:{parts.layer}:{parts.row}:{parts.column}"]
            assert same(rule.gradient, said)
            assert same(update.whole.network.weights[parts.layer][parts.row, parts.column], found[key])


def same(value, numbers):
    """Whether numbers end with a value, in digits as the page writes them."""
    mantissa, _, power = number(abs(float(value))).partition("×10")
    return numbers[-2:] == [mantissa, "10"] or numbers[-1] == mantissa or (power and numbers[-3] == mantissa)


def test_lines_change_with_the_batch_and_nothing_is_lost():
    experiment = run(step=20)
    experiment.change(batch_size=5)
    experiment.seek(experiment.step)
    for _ in range(3):
        experiment.forward()
    recorded = record(experiment, 8)
    part = recorded["parts"]["w:0:1:0"]
    assert len(part["orders"]) == 2 and [start for start, _ in part["changes"]] == [0, 5]
    assert "mean:0:1:0" not in numbers_of(recorded, 0, "w:0:1:0")
    assert "mean:0:1:0" in numbers_of(recorded, 7, "w:0:1:0")


def test_both_themes_links_and_what_moved_most():
    recorded = record(run(seed=3), [0, 7])
    assert set(recorded["charts"]) == {"light", "dark"}
    light, dark = (recorded["charts"][name]["boundary"] for name in ("light", "dark"))
    assert light["shape"] == dark["shape"] and light["id"] != dark["id"]
    first, last = recorded["frames"]
    assert (first["link"], last["link"]) == ("http://host/?n=30&seed=3", "http://host/?n=30&seed=3&step=7")
    assert first["moved"] is None and first["said"] == ""
    key, words = last["moved"]
    assert words.startswith("Of all weights, step 7 has moved ") and recorded["lines"][key][1]


def test_a_recording_without_a_live_page_has_no_links():
    experiment = Experiment(Settings(n=30))
    *_, recorded = recording(experiment, 1, View(), None)
    assert [frame["link"] for frame in recorded["frames"]] == [None] * len(recorded["frames"])


def test_data_that_no_address_holds_have_no_link():
    rows = np.random.default_rng(1).normal(size=(3000, 2))
    own = OwnData(X=rows, labels=[0, 1] * 1500, classes=("no", "yes"))
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,)))
    experiment.seek(3)
    assert record(experiment, 1)["frames"][0]["link"] is None
