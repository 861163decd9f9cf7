"""No bytes and no text given as a table make the readers raise anything but words, hang, or take much memory."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import DataError, OwnData
from nnviz.datasets.from_table import guess_columns, guess_task, own_from_table, table_of
from nnviz.datasets.own_text import own_from, own_text
from nnviz.datasets.reader import MOST_BYTES, read_table, to_csv
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.fuzz.addresses import PACKED, WILD
from tests.fuzz.bounds import quickly, tries, within

CELLS = st.sampled_from([*WILD, '"', '"a', 'a"b', "1,5", "1;5", "NA", "a\nb", "=1+1", "a\tb", "1 2"]) | (
    st.floats().map(repr) | st.integers(-(10**14), 10**14).map(str) | st.text(max_size=8)
)


@st.composite
def tables(draw):
    """Text that is nearly a table."""
    width = draw(st.integers(1, 6))
    separator = draw(st.sampled_from(",;\t| "))
    plain = st.integers(-9, 9).map(str) | st.floats(-10, 10).map(repr) | st.sampled_from(["a", "b"])
    lines = [[draw(st.sampled_from(["x", "y", "x", "1", "", "<b>"])) for _ in range(width)]]
    for _ in range(draw(st.integers(0, 8))):
        cells = plain if draw(st.integers(0, 3)) else CELLS
        lines.append([draw(cells) for _ in range(width + draw(st.sampled_from([0] * 6 + [1, -1])))])
    text = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"])).join(separator.join(line) for line in lines)
    coded = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", ""]))
    return text.encode(coded, "ignore") if coded else text


GIVEN = tables() | st.binary(max_size=300) | st.text(st.characters(codec=None), max_size=300)
LINE = re.compile(r"Line \d+|column|table|row|cell|text|This is|The ")


def use(table, draw=None):
    """Own data of a table, with the columns that the page would choose, or with any."""
    inputs, target = guess_columns(table)
    if draw is not None:
        inputs = draw(st.lists(st.sampled_from(table.names), max_size=9, unique=True))
        target = draw(st.sampled_from(table.names))
        task = draw(st.sampled_from([None, "classification", "regression"]))
        scaling = draw(st.sampled_from(["standardise", "min-max", "none"]))
        return own_from_table(table, inputs, target, task=task, scaling=scaling, leave_out=draw(st.booleans()))
    return own_from_table(table, inputs, target)


@tries(300)
@given(GIVEN, st.data())
def test_anything_given_as_a_table_is_one_or_is_refused_in_words(given_, data):
    try:
        with quickly():
            table = read_table(given_)
            assert read_table(to_csv(table)).rows == table.rows or not all(any(row) for row in table.rows)
            for name in table.names:
                guess_task(table, name)
            own = use(table, data.draw if data.draw(st.booleans()) else None)
    except DataError as error:
        assert LINE.search(str(error)) or str(error).startswith("Choose"), error
        assert len(str(error)) < 400
        return
    again = use(read_table(to_csv(table_of(own)))) if own.task == "classification" else own
    assert again.X.shape == own.X.shape
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,)))
    experiment.advance(3)
    assert np.isfinite(experiment.dataset.X).all()
    text = own_text(own)
    assert text is None or own_from(text) == own


@tries(300)
@given(PACKED | st.text(max_size=80) | st.text("AZaz09_-", max_size=80))
def test_any_text_given_as_packed_data_is_such_or_is_refused_in_words(text):
    try:
        with quickly():
            own = own_from(text)
    except DataError as error:
        assert 10 < len(str(error)) < 300
        return
    assert isinstance(own, OwnData)
    packed = own_text(own)
    assert packed is None or own_from(packed) == own
    experiment = Experiment(Settings(dataset="own", own=own))
    experiment.advance(2)
    assert np.isfinite(experiment.dataset.X).all()


def lines(row, count):
    return "a,b,c\n" + row * count


HOSTILE = {
    "one line of two megabytes": "a," * (MOST_BYTES // 2 - 1),
    "two cells of a megabyte": "a,b\n" + "1" * (10**6 - 10) + "," + "2" * (10**6 - 10),
    "a million lines": "a\n" * (10**6 - 1),
    "nothing but line ends": "\n" * MOST_BYTES,
    "nothing but blanks": " " * MOST_BYTES,
    "nothing but blanks and one letter": " " * (MOST_BYTES - 1) + "a",
    "nothing but commas": "," * MOST_BYTES,
    "nothing but quotes": '"' * MOST_BYTES,
    "a quote that is never closed": 'a,b\n"' + "1,2\n" * (MOST_BYTES // 4 - 3),
    "nothing but NUL": "\0" * MOST_BYTES,
    "nothing but zero-width signs": b"\xe2\x80\x8b" * (MOST_BYTES // 3),
    "nothing but byte order marks": b"\xef\xbb\xbf" * (MOST_BYTES // 3),
    "surrogates": "a,b\n" + "\ud800,\udfff\n" * 1000,
    "noise": bytes(range(256)) * 7000,
    "utf-16 cut off": b"\xff\xfe" + b"a" * 99_999,
    "numbers beyond float64": lines("1e999,-1e999,a\n", 2000),
    "a number of a million digits": "a,b\n" + "9" * 10**6 + ",1\n1,2\n",
    "as many names of one kind as there may be": ",".join(["x"] * 100) + "\n" + ",".join(["1"] * 100),
    "a name of a megabyte": "a" * 10**6 + ",b\n1,2\n3,4\n",
    "as many classes as rows": "a,b\n" + "".join(f"{i},c{i}\n" for i in range(10_000)),
    "as many rows as there may be": lines("0.5,1.5,a\n1.5,2,b\n", 5000),
    "one row too many": lines("1,2,a\n", 10_001),
    "a packed file": b"\x1f\x8b" + b"\0" * 1000,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    "JSON, deep": "[" * 10**6,
    "JSON": '{"a": [1, 2], "b": [3, 4]}',
    "digits of another script": "a,b\n١,٢\n٣,٤\n",
    "beyond two megabytes": b"1," * MOST_BYTES,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_table_takes_long_or_much(name):
    with quickly(12), within(100):
        try:
            use(read_table(HOSTILE[name]))
        except DataError as error:
            assert len(str(error)) < 400
