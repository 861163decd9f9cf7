"""Own data in an address: every bit comes back, and nothing else is ever taken for data."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.datasets import DataError, OwnData
from nnviz.datasets.own_columns import pack_columns, unpack_columns
from nnviz.datasets.own_text import LONGEST, LONGEST_KEPT, own_from, own_text, packed_own
from tests.strategies import own_data


def first(own):
    """A text of version 1, as addresses had it first."""
    short = lambda v: int(v) if v == int(v) and abs(v) < 2**53 else v  # noqa: E731
    columns = [[short(v) for v in column] for column in own.X.T.tolist()]
    targets = [short(v) for v in own.targets.tolist()]
    return pack([1, list(own.inputs), own.target, own.scaling, list(own.classes), columns, targets])


def pack(parts):
    raw = parts if isinstance(parts, bytes) else json.dumps(parts).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


GOOD = [1, ["a"], "t", "none", ["x", "y"], [[1, 2]], [0, 1]]


@settings(deadline=None)
@given(own_data(most=20, reach=1e12))
def test_they_come_back_to_the_last_bit(own):
    text = own_text(own)
    assert text is not None
    assert own_from(text) == own


@given(own_data(most=20, reach=1e12))
def test_a_text_of_version_1_is_read_for_ever(own):
    assume(len(own.target_names) == 1)  # what version 1 can tell
    own = own.changed(target_scaling="range", one_per_class=False)
    assert own_from(first(own)) == own


DECIMALS = st.integers(-(10**6), 10**6).flatmap(lambda whole: st.integers(0, 12).map(lambda k: whole / 10**k))


@settings(max_examples=150, deadline=None)
@given(st.lists(DECIMALS | st.floats(-1e12, 1e12) | st.integers(-(10**12), 10**12), min_size=1, max_size=80))
def test_columns_of_any_numbers_come_back_to_the_last_bit(numbers):
    column = np.array(numbers, dtype=float) + 0.0
    for columns in ([column], [np.round(column, 3) + 0.0, np.cumsum(np.round(column % 1, 2)), column]):
        raw = pack_columns(columns)
        back = unpack_columns(raw, len(columns), 80)
        assert [one.tobytes() for one in back] == [one.tobytes() for one in columns]
        for wrong in (raw[:-1], raw + b"\0", raw[:3]):
            with pytest.raises(ValueError):
                unpack_columns(wrong, len(columns), 80)
        with pytest.raises(ValueError, match="rows"):
            unpack_columns(raw, len(columns), len(numbers) - 1)


@given(st.binary(max_size=80), st.integers(1, 3))
def test_no_bytes_make_columns_raise_anything_else(raw, count):
    for whole in (raw, b"\x02\0\0\0" + raw):
        try:
            columns = unpack_columns(whole, count, 100)
        except ValueError:
            continue
        assert len({len(column) for column in columns}) == 1


RNG = np.random.default_rng(3)
FULL = RNG.normal(size=(4000, 9))
SIZES = {
    # What fits into an address, as the page and the documents say it.
    "200 rows of eight in full digits": (OwnData(X=FULL[:200, :8], values=FULL[:200, 8]), True),
    "200 rows of eight, with the longest names": (
        OwnData(X=FULL[:200, :8], values=FULL[:200, 8], inputs=[chr(0x4E00 + k) * 40 for k in range(8)]),
        True,
    ),
    "900 rows of two in full digits": (OwnData(X=FULL[:900, :2], labels=FULL[:900, 8] > 0, classes=("a", "b")), True),
    "3,000 rows of two with four decimals": (
        OwnData(X=FULL[:3000, :2].round(4), labels=FULL[:3000, 8] > 0, classes=("a", "b")),
        True,
    ),
    "4,000 rows of two with four decimals": (
        OwnData(X=FULL[:4000, :2].round(4), labels=FULL[:4000, 8] > 0, classes=("a", "b")),
        False,
    ),
    "300 rows of eight in full digits": (OwnData(X=FULL[:300, :8], values=FULL[:300, 8]), False),
}


@pytest.mark.parametrize("name", SIZES)
def test_how_much_fits_into_an_address(name):
    own, fits = SIZES[name]
    text = own_text(own)
    assert (text is not None) == fits
    assert own_from(packed_own(own)) == own
    if text is not None:
        assert len(text) <= LONGEST
        assert len(text) < len(first(own)) / 1.3


def test_the_largest_data_are_packed_and_read_all_the_same():
    own = OwnData(X=np.tile(FULL, (3, 1))[:10_000, :8] * np.linspace(0.5, 1, 10_000)[:, None], values=np.arange(1e4))
    assert own_text(own) is None
    assert len(packed_own(own)) < LONGEST_KEPT
    assert own_from(packed_own(own)) == own


def second(about, columns, way=b"r", squeeze=bytes):
    head = json.dumps(about).encode() if not isinstance(about, bytes) else about
    raw = len(head).to_bytes(4, "little") + head + columns
    return "2" + base64.urlsafe_b64encode(way + squeeze(raw)).decode().rstrip("=")


TWO = pack_columns([np.array([1.0, 2.0]), np.array([0.0, 1.0])])
HEAD = {"X": 1, "labels": 0, "classes": ["x", "y"]}


@pytest.mark.parametrize(
    ("about", "columns"),
    [
        ({**HEAD, "X": 2}, TWO),
        ({**HEAD, "X": 10**9}, TWO),
        ({**HEAD, "X": -1}, TWO),
        ({**HEAD, "X": True}, TWO),
        ({**HEAD, "colour": 1}, TWO),
        ({**HEAD, "_hash": 1}, TWO),
        ({**HEAD, "classes": "xy"}, TWO),
        ({**HEAD, "classes": [["x"], "y"]}, TWO),
        ({**HEAD, "scaling": []}, TWO),
        ({**HEAD, "target": {}}, TWO),
        ({"labels": 0, "classes": ["x", "y"]}, TWO),
        ([1], TWO),
        (b"{", TWO),
        (b"[" * 100_000, TWO),
        (HEAD, TWO[:-1]),
        (HEAD, TWO + b"x"),
        (HEAD, b"\xff\xff\xff\xff" + TWO[4:]),
        (HEAD, pack_columns([np.array([1.0, 2.0]), np.array([0.0, 7.0])])),
        (HEAD, pack_columns([np.array([1e13, 2.0]), np.array([0.0, 1.0])])),
        (HEAD, pack_columns([np.array([np.nan, 2.0]), np.array([0.0, 1.0])])),
    ],
)
def test_what_looks_like_packed_data_is_refused(about, columns):
    assert own_from(second(HEAD, TWO)).classes == ("x", "y")
    with pytest.raises(DataError):
        own_from(second(about, columns))


def test_a_bomb_is_refused_before_it_unpacks():
    deflate = zlib.compressobj(9, wbits=-15)
    bomb = deflate.compress(b"\0" * 50_000_000) + deflate.flush()
    with pytest.raises(DataError):
        own_from("2" + base64.urlsafe_b64encode(b"d" + bomb).decode().rstrip("="))
    for way in (b"d", b"l", b"x", b""):
        with pytest.raises(DataError):
            own_from("2" + base64.urlsafe_b64encode(way + b"nothing").decode().rstrip("="))


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
