"""Own data in an address: every bit comes back, and nothing else is ever taken for data."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import DataError, OwnData
from nnviz.datasets.own_text import LONGEST, own_from, own_text
from tests.strategies import own_data


def pack(parts):
    raw = parts if isinstance(parts, bytes) else json.dumps(parts).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


GOOD = [1, ["a"], "t", "none", ["x", "y"], [[1, 2]], [0, 1]]


@given(own_data(most=20, reach=1e12))
def test_they_come_back_to_the_last_bit(own):
    text = own_text(own)
    assert text is not None
    assert own_from(text) == own


def test_too_many_rows_do_not_fit():
    X = np.arange(201.0)[:, None]
    assert own_text(OwnData(X=X, values=X[:, 0])) is None
    fits = OwnData(X=X[:200] / 7, values=X[:200, 0] / 3)
    assert len(own_text(fits)) < LONGEST


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_is_no_data_is_refused(text):
    with pytest.raises(DataError):
        own_from(text)


@pytest.mark.parametrize(
    "parts",
    [
        [2, *GOOD[1:]],
        GOOD[:-1],
        [*GOOD[:5], [[1]], [0, 1]],
        [*GOOD[:6], [0, True]],
        [*GOOD[:6], [0, "1"]],
        [*GOOD[:6], [0, 5]],
        [1, [["a"]], *GOOD[2:]],
        [1, ["a"], {}, *GOOD[3:]],
        [*GOOD[:3], "log", *GOOD[4:]],
        [*GOOD[:5], [[1, 1e300]], [0, 1]],
        {"X": 1},
        b"[" * 5000,
        b"[1, NaN]",
        b"9" * 5000,
        b"\xff\xfe",
        b" " * 1_000_000,
    ],
)
def test_what_looks_like_data_is_refused_too(parts):
    assert own_from(pack(GOOD)).classes == ("x", "y")
    with pytest.raises(DataError):
        own_from(pack(parts))
