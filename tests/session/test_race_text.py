"""A race in an address: what is written is read back as the same, and what cannot be is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.race import Rival
from nnviz.run.settings import Settings
from nnviz.session.race_text import LONGEST, race_from, race_text

START = Settings(n=20)
EDITS = st.lists(
    st.builds(Edit, st.integers(1, 10**9), st.just("eta"), st.floats(1e-5, 100))
    | st.builds(Edit, st.integers(1, 10**9), st.just("batch_size"), st.integers(1, 2000)),
    max_size=3,
).map(lambda edits: tuple(sorted(edits, key=lambda edit: edit.step)))
HANDS = st.lists(
    st.builds(HandEdit, st.integers(0, 10**9), st.just("weight"), st.just((0, 1, 0)), st.floats(-1e6, 1e6))
    | st.builds(HandEdit, st.integers(0, 10**9), st.just("freeze"), st.just((1, 1, 0)), st.sampled_from([0.0, 1.0])),
    max_size=3,
).map(lambda hands: tuple(sorted(hands, key=lambda hand: hand.step)))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "batch_size": st.integers(1, 2000),
        "eta": st.floats(1e-5, 100),
        "hidden": st.lists(st.integers(1, 16), min_size=2, max_size=6).map(tuple),
        "activation": st.sampled_from(["tanh", "relu"]),
        "optimiser": st.sampled_from(["sgd", "adam"]),
        "init": st.sampled_from(["zeros", "normal"]),
        "seed": st.integers(0, 2**32 - 1),
        "bias": st.booleans(),
        "features": st.sampled_from([("x1", "x2x2"), ("x1",)]),
    },
)


@given(
    st.lists(st.builds(Rival, CHANGES, EDITS, HANDS), min_size=1, max_size=3), st.sampled_from(["samples", "updates"])
)
def test_what_is_written_is_read_back_as_the_same(rivals, across):
    text = race_text(rivals)
    assert text is not None
    found, axis, problems = race_from({"race": text, "race_axis": across}, START)
    assert (list(found), axis, problems) == (rivals, across, [])


def test_it_reads_as_one_would_write_it():
    rivals = (
        Rival({"batch_size": 10}),
        Rival({"eta": 0.5, "hidden": (4, 2)}, (Edit(40, "eta", 0.1),), (HandEdit(52, "weight", (0, 1, 2), 0.5),)),
        Rival({}),
    )
    text = "batch_size:10~~eta:0.5~hidden:4-2~eta:0.1@40~w:0:1:2=0.5@52~~same"
    assert race_text(rivals) == text
    assert race_from({"race": text}, START) == (rivals, "samples", [])
    assert race_from({}, START) == ((), "samples", [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "a part cannot be"),
        ("batch_size:10~batch_size:20", "batch_size is twice in one run"),
        ("eta:fast", "eta must be a number from 1e-05 to 100"),
        ("eta:0.5~~", "a part cannot be"),
        ("~~eta:0.5", "a part cannot be"),
        ("dataset:moons", "a part cannot be"),
        ("loss:cross_entropy", "a part cannot be"),
        ("own:abc", "a part cannot be"),
        ("eta:1~~eta:2~~eta:3~~eta:4", "there are more of them"),
        ("n:30@40", "only eta, batch_size, regularization_rate change on the way"),
        ("eta:0.5@40~eta:0.4@30", "in the order of their steps"),
        ("eta:0.5@0", "from step 1 on"),
        ("w:9:9:9=0.5@1", "edits must be changes by hand"),
        ("w:0:1:1=0.5@9~w:0:1:1=0.5@1", "edits must be changes by hand"),
        ("~".join(["w:0:1:1=0.5@1"] * 201), "at most 200 changes by hand"),
        ("activation:tanh-relu", "activation must be one name"),
        ("momentum:0.5~optimiser:adam", "momentum must be 0"),
        ("x" * (LONGEST + 1), "letters"),
        ("<script>:1", "a part cannot be"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(text, words):
    rivals, _, problems = race_from({"race": text}, START)
    assert rivals == ()
    assert len(problems) == 1
    assert problems[0].startswith("race must be at most 3 runs such as") and words in problems[0]


def test_an_axis_that_is_none_is_refused_too():
    assert race_from({"race": "eta:0.5", "race_axis": "time"}, START) == (
        (Rival({"eta": 0.5}),),
        "samples",
        ["race_axis must be one of samples, updates, not 'time'."],
    )


def test_what_gets_too_long_is_not_written():
    many = tuple(HandEdit(step, "weight", (0, 1, 1), 0.123456789) for step in range(300))
    assert race_text([Rival({}, (), many)]) is None
    assert Experiment(START).step == 0
