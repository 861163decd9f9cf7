"""Addresses that nobody should send: every parameter there is, with values near, beyond and far from what it may be."""

from __future__ import annotations

import base64
import json
import zlib

from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.datasets.features import every_feature
from nnviz.exchange.playground_link import HIDES
from nnviz.exchange.playground_link import NAMES as THEIRS
from nnviz.run.settings import Settings
from nnviz.session.page_parts import HIDEABLE, PARTS
from nnviz.session.view import View

OURS = (
    *Settings.__dataclass_fields__,
    *View.__dataclass_fields__,
    *("step", "history", "edits", "hide", "view", "sweep", "race", "race_axis"),
)
"""Every parameter of an address."""

WILD = (
    "",
    " ",
    "0",
    "-0",
    "00",
    "1",
    "-1",
    "17",
    "2001",
    "0.5",
    ".5",
    "1e-400",
    "1e999",
    "-1e308",
    "nan",
    "NaN",
    "inf",
    "4294967296",
    "1000000000",
    "9" * 400,
    "0." + "3" * 400,
    "1_0",
    "0x1f",
    "١٢",
    "²",
    "½",
    "1\u200b",
    "\u202e1",
    "\ufeff1",
    "1\x00",
    "\ud800",
    "🧠" * 30,
    "a" * 3000,
    "None",
    "true",
    "null",
    "{}",
    "[[[[",
    "%00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](http://example.com/a.png)",
    "$\\href{http://example.com}{a}$",
    ":material/home: :red[a]",
    "`" * 50,
    "w:0:0:0=1@0",
    "eta:0.5@1",
)


def packed(parts: object) -> str:
    """Anything as own data are packed."""
    raw = parts if isinstance(parts, bytes) else json.dumps(parts).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


NUMBERS = (
    st.integers(-10, 10**10).map(str)
    | st.floats(allow_nan=True, allow_infinity=True).map(repr)
    | st.from_regex(r"[-+]?[0-9]{0,25}(\.[0-9]{0,25})?(e[-+]?[0-9]{0,5})?", fullmatch=True)
)
CELLS = st.integers(-(2**70), 2**70) | st.floats() | st.booleans() | st.none() | st.text(max_size=5)
LISTS = st.lists(CELLS, max_size=6)
PACKED = (
    st.tuples(
        st.just(1),
        st.lists(st.text(max_size=45) | CELLS, max_size=10),
        st.text(max_size=45) | CELLS,
        st.sampled_from(["standardise", "min-max", "none", "x", 1]),
        LISTS | st.lists(st.text(min_size=1, max_size=45), max_size=12),
        st.lists(LISTS, max_size=10) | LISTS,
        LISTS,
    ).map(list)
    | st.recursive(CELLS, lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner))
).map(packed) | st.binary(max_size=60).map(packed)

PARTS_OF_A_SWEEP = st.one_of(
    st.tuples(st.sampled_from(["hidden", "eta", "batch_size", "seeds", "samples", "x"]), NUMBERS).map(":".join),
    st.sampled_from(["hidden:1,2,4-2", "eta:0.1,1", "activation:tanh,relu", "seeds:3", "samples:500", ""]),
)
"""What a sweep varies and how far it goes, as it should be and nearly so."""

RACED = ["batch_size", "eta", "hidden", "activation", "optimiser", "momentum", "init", "seed", "features", "dataset"]
PARTS_OF_A_RACE = st.one_of(
    st.tuples(
        st.sampled_from([*RACED, "x"]), NUMBERS | st.sampled_from(["4-2", "tanh", "adam", "zeros", "x1-x2x2"])
    ).map(":".join),
    st.tuples(st.sampled_from(["eta", "batch_size", "n"]), NUMBERS, NUMBERS).map(lambda p: f"{p[0]}:{p[1]}@{p[2]}"),
    st.tuples(st.sampled_from("wfx"), *[st.integers(0, 9)] * 3, NUMBERS, NUMBERS).map(
        lambda p: f"{p[0]}:{p[1]}:{p[2]}:{p[3]}={p[4]}@{p[5]}"
    ),
    st.sampled_from(["batch_size:10", "eta:0.5", "hidden:2", "seed:7", "eta:0.1@40", "w:0:0:0=1@3", "same", ""]),
)
"""What may be one run's own, as it should be and nearly so."""

SENSIBLE: dict[str, st.SearchStrategy[str]] = {
    "dataset": st.sampled_from([*KINDS, "own"]),
    "activation": st.sampled_from(["logistic", "tanh", "relu", "identity", "step"]),
    "output": st.sampled_from(["logistic", "tanh", "relu", "identity", "step", "softmax"]),
    "loss": st.sampled_from(["squared", "cross_entropy"]),
    "rule": st.sampled_from(["gradient", "perceptron"]),
    "init": st.sampled_from(["auto", "uniform", "normal", "xavier", "he", "zeros", "constant"]),
    "regularization": st.sampled_from(["none", "l1", "l2"]),
    "eta_schedule": st.sampled_from(["constant", "inverse", "step"]),
    "order": st.sampled_from(["replacement", "shuffled", "file"]),
    "hidden": st.lists(st.integers(0, 18), max_size=7).map(lambda sizes: "-".join(map(str, sizes))),
    "features": st.lists(st.sampled_from([*every_feature(2), "x9", "x1x9"]), max_size=4).map("-".join),
    "own": PACKED,
    "history": st.lists(
        st.tuples(st.sampled_from(["eta", "batch_size", "regularization_rate", "n"]), NUMBERS, NUMBERS), max_size=5
    ).map(lambda parts: ",".join(f"{field}:{value}@{step}" for field, value, step in parts)),
    "edits": st.lists(st.tuples(st.sampled_from("wfx"), *[st.integers(0, 9)] * 3, NUMBERS, NUMBERS), max_size=5).map(
        lambda parts: "~".join(f"{k}:{i}:{j}:{n}={value}@{step}" for k, i, j, n, value, step in parts)
    ),
    "hide": st.lists(st.sampled_from([*HIDEABLE, "<b>", ""]), max_size=6).map(",".join),
    "view": st.lists(st.sampled_from([*PARTS, "<b>", ""]), max_size=6).map(",".join),
    "sweep": st.lists(PARTS_OF_A_SWEEP, max_size=5).map("~".join),
    "race": st.lists(st.lists(PARTS_OF_A_RACE, max_size=3).map("~".join), max_size=5).map("~~".join),
    "race_axis": st.sampled_from(["samples", "updates", "time"]),
    "axes": st.tuples(st.integers(0, 70), st.integers(0, 70)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
}
"""Texts that have the shape of a parameter's values, for those that are no number or switch."""

TEXTS = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(WILD)


@st.composite
def params(draw: st.DrawFn, names: tuple[str, ...] = OURS, most: int = 8) -> dict[str, str]:
    """Some of our parameters, each as it should be, nearly so, or wild."""
    made = {}
    for name in draw(st.lists(st.sampled_from(names), max_size=most, unique=True)):
        kinds = [SENSIBLE[name]] * 3 if name in SENSIBLE else [NUMBERS, st.sampled_from("01")]
        made[name] = draw(st.one_of(*kinds, NUMBERS, TEXTS))
    return made


THEIR_TEXTS = TEXTS | NUMBERS | st.sampled_from(["true", "false", "relu", "reg-plane", "regression", "4,2", "L1", "8"])
THEIR_PARAMS = st.dictionaries(
    st.sampled_from([*THEIRS, *(f"{name}_hide" for name in HIDES), "x_hide", "_hide", "<b>_hide", "<b>"]),
    THEIR_TEXTS,
    max_size=10,
)
"""Parameters of TensorFlow Playground's links."""
