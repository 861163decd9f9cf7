"""No bytes and no text given as a table make the readers raise anything but words, hang, or take much memory."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import DataError, OwnData
from nnviz.datasets.from_table import GAPS, guess_columns, guess_task, own_from_table, table_of
from nnviz.datasets.own import MOST_ROWS
from nnviz.datasets.own_text import own_from, own_text
from nnviz.datasets.reader import AS_WRITTEN, MOST_BYTES, Choices, read, read_table, sample, to_csv
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.fuzz.addresses import PACKED, WILD
from tests.fuzz.bounds import alone, quickly, tries

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


NAMES = st.text(st.characters(categories=("Lu", "Ll")), min_size=3, max_size=8)
NUMBERS = st.floats(-999, 999).map(lambda value: f"{value:.2f}")
DECORATIONS = {
    "title": lambda lines, line: ["A title of five words", "", *lines],
    "comment": lambda lines, line: ["# made by a program", *lines],
    "names again": lambda lines, line: [*lines[:3], lines[0], *lines[3:]],
    "source": lambda lines, line: [*lines, "", "Source: a book about rows"],
    "blank lines": lambda lines, line: [one for each in lines for one in (each, "")],
    "empty cells": lambda lines, line: [each + 2 * line for each in lines],
}


@st.composite
def dressed(draw):
    """A table of numbers and a class, as someone may write it: its names, its rows, what was given and the choices."""
    width = draw(st.integers(2, 5))
    names = draw(st.lists(NAMES, min_size=width, max_size=width, unique_by=str.casefold))
    names = [f"{name}_{i}" for i, name in enumerate(names)]
    classes = ["setosa", "virginica", "versi color"]
    rows = [
        (*(draw(NUMBERS) for _ in range(width - 1)), draw(st.sampled_from(classes)))
        for _ in range(draw(st.integers(5, 12)))
    ]
    separator = draw(st.sampled_from(",;\t|"))
    decimal = draw(st.sampled_from(".," if separator != "," else "."))
    quoted = draw(st.booleans())
    written = [[cell.replace(".", decimal) for cell in row[:-1]] + [row[-1]] for row in rows]
    written = [[f'"{cell}"' if quoted else cell for cell in row] for row in [names, *written]]
    lines = [separator.join(row) for row in written]
    dressing = draw(st.lists(st.sampled_from(list(DECORATIONS)), max_size=2, unique=True))
    for one in sorted(dressing, key=list(DECORATIONS).index, reverse=True):
        lines = DECORATIONS[one](lines, separator)
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines) + "\n"
    coded = draw(st.sampled_from([None, "utf-8", "utf-8-sig", "utf-16"]))
    choices = Choices(separator=separator, decimal=decimal, header=True, quote='"')
    return tuple(names), tuple(rows), text.encode(coded) if coded else text, choices


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
        more = {
            "gaps": draw(st.sampled_from(GAPS)),
            "merge": draw(st.booleans()),
            "target_scaling": draw(st.sampled_from(["range", "none"])),
            "one_per_class": draw(st.booleans()),
        }
        return own_from_table(table, inputs, target, task=task, scaling=scaling, **more)
    return own_from_table(table, inputs, target)


@tries(300)
@given(dressed())
def test_a_table_in_any_dress_is_the_same_table(dress):
    names, rows, given_, choices = dress
    for one in (Choices(), choices):
        with quickly():
            found = read(given_, one)
        assert found.table.names == names
        assert [[*(float(cell) for cell in row[:-1]), row[-1]] for row in found.table.rows] == [
            [*(float(cell) for cell in row[:-1]), row[-1]] for row in rows
        ]
        assert read(given_, found.choices).table.rows == found.table.rows
        lines = given_ if isinstance(given_, str) else given_.decode("utf-16" if given_[:1] in b"\xff\xfe" else "utf-8")
        lines = lines.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert all(row[-1] in lines[found.table.line(at) - 1] for at, row in enumerate(found.table.rows))


@tries(300)
@given(GIVEN, st.data())
def test_anything_given_as_a_table_is_one_or_is_refused_in_words(given_, data):
    try:
        with quickly():
            found = read(given_)
            table = found.table
            assert read(given_, found.choices).table.rows == table.rows
            assert read(to_csv(table), AS_WRITTEN).table.rows == table.rows or not all(any(row) for row in table.rows)
            for name in table.names:
                guess_task(table, name)
            own = use(table, data.draw if data.draw(st.booleans()) else None)
    except DataError as error:
        assert LINE.search(str(error)) or str(error).startswith("Choose"), error
        assert len(str(error)) < 400
        return
    again = use(read(to_csv(table_of(own)), AS_WRITTEN).table) if own.task == "classification" else own
    assert again.X.shape == own.X.shape
    output = "logistic" if own.reached_by("logistic") else "identity"
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,), output=output))
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
    output = "logistic" if own.reached_by("logistic") else "identity"
    experiment = Experiment(Settings(dataset="own", own=own, output=output))
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


LONG = {
    "as many short rows as fit": "x,y\n" + "1,2\n" * 499_000,
    "as many different rows as fit": "x,y\n" + "".join(f"{i},{i}\n" for i in range(140_000)),
    "as many decimal commas as fit": "x;y\n" + "".join(f"{i},5;{i}\n" for i in range(120_000)),
    "as many missing cells as fit": "x,y\n" + "?,?\n" * 499_000,
    "as many odd words as fit": "x,y\n" + "".join(f"{i % 1000},w{i}\n" for i in range(150_000)),
    "as many comments as fit": "x,y\n1,2\n3,4\n" + "# \n" * 600_000,
    "names again and again": "x,y\n1,2\n3,4\n" + "1,2\nx,y\n" * 240_000,
    "empty rows": "x,y\n1,2\n3,4\n" + ",\n" * 900_000,
    "a drawn table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 330_000,
    "rules alone": "|a|b|\n" + "|-|-|\n" * 330_000,
    "ARFF": "@relation r\n@attribute a real\n@attribute b real\n@data\n" + "1,2\n" * 490_000,
    "LIBSVM, sparse": "".join(f"1 {i % 99 + 1}:1\n" for i in range(200_000)),
    "LIBSVM": "1 1:0\n" * 300_000,
    "an array": "[" + "[1 2]\n" * 330_000 + "]",
    "an array and its target": "X = [" + "[1, 2],\n" * 150_000 + "]\ny = [" + "0, " * 150_000 + "]\n",
    "a target and its array": "y = [" + "0, " * 150_000 + "]\nX = [" + "[1, 2],\n" * 150_000 + "]\n",
    "calls in an array": "[" + "(np.float64(1), b'a'), " * 80_000 + "]",
    "what is behind an array": "f([[1, 2], [3, 4]]" + ", (a[0" * 300_000,
    "an array that never ends": "[[" + "1 " * 999_000,
    "blanks between brackets": "[" + " " * 1_900_000 + "[",
    "blanks and tabs": "1 \t2\n" * 330_000,
    "places": "ab  c   1\nd      2\n" * 100_000,
    "quoted lines": '"1,2,3"\n' * 240_000,
    "one quoted text": "'" + "1,2\n" * 490_000 + "'",
    "a fence and nothing": "```\n" + "\n" * 1_900_000,
    "many lines in a cell": 'a,b\n"' + "\n" * 100_000 + '",2\n1,2\n',
    "many cells of lines": "a,b\n" + '"x\ny",2\n' * 190_000,
    "high bytes": b"\xe9\xe8,\xe0\xff\xfe\n" * 250_000,
    "Polish": "wzrost,płeć\n1,mężczyzna\n".encode("cp1250") * 80_000,
    "accents far down": b"x,y\n" + b"1,a\n" * 450_000 + b"\xb3\xe6," + b"\xe9" * 100_000,
    "GB 18030": "身高,类别\n".encode("gb18030") * 150_000,
    "words": "lorem ipsum dolor sit amet\n" * 70_000,
    "minus signs": "−" * 600_000,
    "underscores": "_ " * 900_000,
    "LaTeX": "x & y \\\\\n" + "1 & 2 \\\\\n" * 180_000,
    "a wiki": '{| class="w"\n! x !! y\n' + "|-\n| 1 || 2\n" * 150_000,
    "a cell of a wiki": "{|\n| a\n" + "b\n" * 900_000,
    "a log": "a=1 b=2\n" * 240_000,
    "typographic quotes": "“1”,“2”\n" * 140_000,
    "rows that begin as comments do": "colour,x\n" + "#ff0000,1\n" * 190_000,
    "words for missing cells, by column": "x,y,z\n" + "NA,NA,b\n1,c,NA\n" * 120_000,
    "footnotes": "x,y\n" + "".join(f"{i}*,{i}[1]\n" for i in range(100_000)),
    "blanks before a comment": "1,2 # b\n" * 50 + "1" + " \t" * 900_000 + "\n",
}
"""As long as a table may be: half a million rows, where others have ten thousand."""


MOST_MEMORY = 128
"""Megabytes, for a table of at most two: so much is there for each of several visitors at once."""


@pytest.mark.parametrize("name", LONG)
def test_the_longest_tables_are_read_in_bounds(name):
    alone(read_long, name, preload=__name__, seconds=8, megabytes=MOST_MEMORY)


def read_long(name: str) -> None:
    try:
        table = read_table(LONG[name])
        use(sample(table, table.names[-1], MOST_ROWS, 0))
    except DataError as error:
        assert len(str(error)) < 400


@pytest.mark.parametrize("name", HOSTILE)
def test_no_table_takes_long_or_much(name):
    alone(read_hostile, name, preload=__name__, seconds=4, megabytes=MOST_MEMORY)


def read_hostile(name: str) -> None:
    try:
        use(read_table(HOSTILE[name]))
    except DataError as error:
        assert len(str(error)) < 400
