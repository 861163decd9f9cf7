"""Tables from anywhere: what is understood, and a word for what is not, with its line, its column and what to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import DataError
from nnviz.datasets.from_table import guess_columns, guess_task, own_from_table, table_of
from nnviz.datasets.reader import AS_WRITTEN, Table, read, read_table, to_csv

PLAIN = "a,b,kind\n1,2,x\n3,4.5,y\n5,6,x\n"


@pytest.mark.parametrize(
    "given_",
    [
        PLAIN,
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").replace("4.5", "4,5"),
        PLAIN.replace(",", "\t").replace("4.5", "4,5"),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", "   "),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("kind", '"kind"'),
    ],
)
def test_the_same_table_in_many_dresses(given_):
    table = read_table(given_)
    assert table.names == ("a", "b", "kind")
    assert table.rows == (("1", "2", "x"), ("3", "4.5", "y"), ("5", "6", "x"))


def test_what_was_assumed_is_said():
    assert "Cells are separated by semicolons." in read_table("a;b\n1,5;2\n3,5;4").notes
    assert any("decimal point" in note for note in read_table("a;b\n1,5;2\n3,5;4").notes)
    assert any("Windows-1252" in note for note in read_table("größe,b\n1,2\n3,4".encode("cp1252")).notes)
    bare = read_table("1,2\n3,4")
    assert (bare.names, bare.first_line) == (("column 1", "column 2"), 1)
    assert any("No line of names" in note for note in bare.notes)


def test_names_are_each_another():
    assert read_table("a,a,,a\n1,2,3,x\n").names == ("a", "a 2", "column 3", "a 3")


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ("", "empty"),
        (" \n \n", "empty"),
        ("a\n1\n2\n", "Only one column"),
        ("a,b\n1,2\n3,4,5\n", "Line 3 has 3 cells, where line 1 has 2"),
        ("a,b\n1\n3,4\n", "Line 2 has 1 cell"),
        (b"PK\x03\x04rest", "spreadsheet or zip"),
        (b"%PDF-1.4", "PDF"),
        (b"a,b\n1,2\n\x00\x01,3\n", "no text"),
        (b"a,b\n1,2\n\x81\x8d,3\n", "Line 3 holds what is no text"),
        (b"a" * 2_000_001, "2.0 MB; up to 2 MB"),
        (",".join("abcdefghij" * 11) + "\n", "110 cells; up to 100"),
    ],
)
def test_what_is_no_table(given_, told):
    with pytest.raises(DataError, match=told):
        read_table(given_)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_nothing_else_is_ever_raised(given_):
    try:
        table = read_table(given_)
        inputs, target = guess_columns(table)
        own_from_table(table, inputs, target)
    except DataError as error:
        assert str(error)


CELLS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=8)


@given(st.integers(2, 4), st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6))
def test_a_table_survives_csv(width, rows):
    table = Table(tuple(f"name {i}" for i in range(width)), tuple(tuple(row[:width]) for row in rows))
    first = read(to_csv(table), AS_WRITTEN).table
    again = read(to_csv(first), AS_WRITTEN).table
    assert (again.names, again.rows) == (first.names, first.rows)
    assert first.names == table.names
    plain = [row for row in table.rows if all(cell.isalpha() for cell in row)]
    assert [row for row in first.rows if row in plain] == plain


def test_columns_and_tasks_are_guessed():
    table = read_table("name,a,b,price\nfirst,1,2,9.5\nsecond,3,4,8.25\n")
    assert guess_columns(table) == (("a", "b"), "price")
    assert guess_task(table, "price") == "regression"
    assert guess_task(table, "name") == "classification"
    assert guess_task(table, "a") == "classification"


def test_own_data_of_a_table_and_back():
    own = own_from_table(read_table(PLAIN), ("b", "a"), "kind", scaling="none")
    np.testing.assert_array_equal(own.X, [[2, 1], [4.5, 3], [6, 5]])
    assert (own.classes, own.labels.tolist()) == (("x", "y"), [0, 1, 0])
    table = table_of(own)
    assert own_from_table(table, ("b", "a"), "kind", scaling="none") == own
    values = own_from_table(read_table(PLAIN), ("a",), "b", task="regression")
    assert values.values.tolist() == [2, 4.5, 6]
    assert own_from_table(table_of(values), ("a",), "b", task="regression") == values


def test_numbered_classes_come_by_size():
    assert own_from_table(read_table("a,t\n1,10\n2,2\n3,2"), ("a",), "t").classes == ("2", "10")


@pytest.mark.parametrize(
    ("text", "inputs", "target", "more", "told"),
    [
        ("a,b\n1,x\n,y\n", ("a",), "b", {}, "Line 3, column “a”: the cell is empty"),
        ("a,b\n1,x\nNA,y\n", ("a",), "b", {}, "Line 3, column “a”: the cell is empty"),
        ("a,c,b\n1,2,x\nten,3,y\n", ("a",), "b", {}, "Line 3, column “a”: “ten” is not a number"),
        ("a,b\n1,2\n2,x\n", ("a",), "b", {"task": "regression"}, "Line 3, column “b”: “x” is not a number"),
        ("a,b\n1e13,x\n2,y\n", ("a",), "b", {}, "Line 2, column “a”: 1e13 is too large"),
        ("a,b\n1e999,x\n2,y\n", ("a",), "b", {}, "too large"),
        ("a,b\n1,x\n1,y\n", ("a",), "b", {}, "“a” is 1 in every row"),
        ("a,b\n1,x\n2,x\n", ("a",), "b", {}, "one class only, “x”"),
        ("a,b\n" + "".join(f"{i},c{i}\n" for i in range(11)), ("a",), "b", {}, "11 different classes"),
        ("a,b\n1,x\n", ("a",), "b", {}, "At least two rows"),
        ("a,b\n1,x\n2,y\n", (), "b", {}, "Choose 1 to 8 input columns, not 0"),
        ("a,b\n1,x\n2,y\n", ("a", "b"), "b", {}, "cannot be an input and the target"),
        ("a,b\n1,x\n2,y\n", ("gone",), "b", {}, "no longer in the table"),
    ],
)
def test_what_cannot_be_learned_from(text, inputs, target, more, told):
    with pytest.raises(DataError, match=told):
        own_from_table(read_table(text), inputs, target, **more)


def test_rows_with_empty_cells_can_be_left_out():
    own = own_from_table(read_table("a,b\n1,x\n,y\n3,y\n4,?\n"), ("a",), "b", gaps="leave out")
    assert own.X.ravel().tolist() == [1, 3]
