"""Tables as people have them, kind by kind: each is read rightly, with a sentence about every guess, or named."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.datasets import DataError
from nnviz.datasets.reader import Choices, read, sample

INPUTS = Path(__file__).parent / "inputs"
HEAD, BODY = "x1,x2,y\n", "1.5,2,a\n2.5,3,b\n3.5,1,a\n"
NAMES, ROWS = ("x1", "x2", "y"), (("1.5", "2", "a"), ("2.5", "3", "b"), ("3.5", "1", "a"))


def told(found, *words):
    text = "\n".join(found.notes)
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("name", "names", "rows", "words"),
    [
        ("03_header_of_numbers.csv", "1 2 3", "5.1 3.5 0/4.9 3.0 0/6.2 2.9 1/5.9 3.0 1", ["Line 1 holds the names"]),
        (
            "04_footer_hides_columns.csv",
            "acid sugar grade",
            "7.4 1.9 0/7.8 2.6 1/6.9 2.0 0/7.1 2.2 1",
            ["Line 6 is set aside: the names of the columns again.", "Line 7 is set aside: nearly empty."],
        ),
        ("05_one_odd_cell_hides_its_column.csv", "x y c", "1 2 a/2  b/3 1 a/4 4 b", ["“#N/A” stands for a missing"]),
        (
            "06_empty_columns_at_the_end.csv",
            "x1 x2 y",
            "1 2 0/2 1 1/3 5 0/4 1 1",
            ["Column “column 4” is set aside: empty", "“column 5”"],
        ),
        (
            "07_none_is_a_class.csv",
            "dose age severity",
            "1 20 None/2 30 Mild/3 40 None/4 50 Severe/5 33 Mild",
            ["“None” in column “severity” is one of its words"],
        ),
        ("14_excel_sep_line.csv", "x1 x2 y", "1 2 0/2 1 1/3 4 0", ["semicolons", "Line 1 is set aside"]),
        ("15_arff.txt", "a b class", "0 0 0/0 1 1/1 0 1/1 1 0", ["This is ARFF"]),
        (
            "16_row_numbers_as_input.csv",
            "column_1 x1 x2 label",
            "0 1.1 0.3 no/1 0.2 1.4 no/2 0.9 0.8 no/3 0.4 0.1 yes/4 1.0 1.2 yes/5 0.3 0.7 yes",
            ["merely counts or names the rows"],
        ),
    ],
)
def test_inputs_that_were_read_wrongly(name, names, rows, words):
    found = read((INPUTS / name).read_bytes())
    assert found.table.names == tuple(one.replace("_", " ") for one in names.split())
    assert found.table.rows == tuple(tuple(row.split(" ")) for row in rows.split("/"))
    told(found, *words)
    assert read((INPUTS / name).read_bytes(), found.choices).table.rows == found.table.rows


def test_rows_are_counted_apart_from_inputs():
    for text in (
        (INPUTS / "16_row_numbers_as_input.csv").read_text(),
        "Unnamed: 0,x,y\n5,1.5,a\n6,2.5,b\n7,0.5,a\n",
        "编号,x,y\n1,1.5,a\n2,2.5,b\n3,0.5,a\n",
        "No.,x,y\n1,1.5,a\n2,2.5,b\n3,0.5,a\n",
        "PassengerId,x,y\n101,1.5,a\n205,2.5,b\n7,0.5,a\n",
        '"x" "y"\n"1" 1.5 a\n"2" 2.5 b\n"3" 0.5 a\n',
    ):
        table = read(text).table
        assert table.counting == {table.names[0]}, text
        assert table.numeric[-1] == table.names[0] != table.numeric[0]
    # A column that happens to count is one of values unless its name says otherwise.
    assert not read("x,y\n1,2\n2,4\n3,6\n").table.counting
    assert not read("no,y\n5,2\n2,4\n9,6\n").table.counting


@pytest.mark.parametrize(
    "given_",
    [
        "My data\n" + HEAD + BODY,
        "Measured by A, B, C and D\n\n" + HEAD + BODY,
        "My data,,\n" + HEAD + BODY,
        HEAD + "cm,kg,\n" + BODY,
        HEAD + "[cm],(kg),-\n" + BODY,
        "# a comment, with a comma\n" + HEAD + BODY,
        "% a comment\n%\n" + HEAD + BODY,
        "// a comment\n" + HEAD + BODY,
        "; a comment\n" + HEAD + BODY,
        HEAD + BODY + "\nSource: somewhere, 2020\n",
        HEAD + BODY + "Total,6,\n",
        HEAD + BODY + HEAD,
        HEAD + "1.5,2,a\n" + HEAD + "2.5,3,b\n3.5,1,a\n",
        HEAD + BODY.replace("\n", ",,\n"),
        HEAD + "1.5,2,a,,\n2.5,3,b\n3.5,1,a\n",
        "'" + HEAD + BODY.strip() + "'",
        "'x1','x2','y'\n'1.5','2','a'\n'2.5','3','b'\n'3.5','1','a'\n",
        '"x1,x2,y"\n"1.5,2,a"\n"2.5,3,""b"""\n"3.5,1,a"\n',
        "```csv\n" + HEAD + BODY + "```\n",
        "sep=,\n" + HEAD + BODY,
        (HEAD + BODY).replace(",", ":"),
        (HEAD + BODY).replace(",", " \t").replace("2.5 \t", "2.5  "),
        "x1   x2 y\n1.5   2 a\n2.5   3 b\n3.5   1 a\n",
        "| x1 | x2 | **y** |\n|---:|:--:|---|\n| 1.5 | 2 | a |\n| 2.5 | 3 | b |\n| 3.5 | 1 | a |\n",
        "x1 | x2 | y\n---|---|---\n1.5 | 2 | a\n2.5 | 3 | b\n3.5 | 1 | a\n",
        "+----+----+---+\n| x1 | x2 | y |\n+----+----+---+\n|1.5 |  2 | a |\n|2.5 |  3 | b |\n|3.5 |  1 | a |\n"
        "+----+----+---+\n3 rows in set (0.00 sec)\n",
        "│ x1  │ x2 │ y │\n├─────┼────┼───┤\n│ 1.5 │ 2 │ a │\n│ 2.5 │ 3 │ b │\n│ 3.5 │ 1 │ a │\n",
        "@RELATION r\n@ATTRIBUTE x1 NUMERIC\n@attribute 'x2' real\n"
        "@attribute \"y\" {a, 'b'}\n@DATA\n1.5,2,a\n% no row\n2.5,3,'b'\n3.5, 1, a\n",
        b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + BODY).encode(),
        (HEAD + BODY).replace("\n", "\r").encode(),
        (HEAD + BODY).encode("utf-16-le"),
        (HEAD + BODY).encode("utf-16-be"),
        (HEAD + BODY).encode("utf-16"),
        (HEAD + BODY).encode("utf-32"),
    ],
)
def test_the_same_table_with_what_people_put_around_it(given_):
    found = read(given_)
    assert (found.table.names, found.table.rows) == (NAMES, ROWS)
    again = read(given_, found.choices)
    assert (again.table.names, again.table.rows) == (NAMES, ROWS)


@pytest.mark.parametrize(
    ("text", "cells", "word"),
    [
        ("x,y\n10%,a\n12%,b\n7.5%,a\n", "10 12 7.5", "in percent"),
        ("x,y\n0.1,a\n12%,b\n.5,a\n", "0.1 0.12 .5", "share of 1"),
        ("x,y\n$3,a\n$4.50,b\n-$5,a\n", "3 4.50 -5", "without “$”"),
        ("x;y\n€ 5;a\n3,50 €;b\n7;a\n", "5 3.50 7", "without “€”"),
        ('x,y\n"1,204",a\n950,b\n12,a\n', "1204 950 12", "could be 1204 or 1.204"),
        ("x;y\n950;a\n1,250;b\n12;a\n", "950 1250 12", "could be"),
        ("x;y\n950;a\n1.250;b\n12;a\n", "950 1250 12", "could be"),
        ("x;y\n1.250,5;a\n950,25;b\n2;a\n", "1250.5 950.25 2", "decimal point"),
        ("x;y\n1 250;a\n950;b\n2,5;a\n", "1250 950 2.5", "parted by blanks"),
        ("x;y\n1'250;a\n950;b\n2.5;a\n", "1250 950 2.5", "parted by apostrophes"),
        ('x,y\n"12,34,567",a\n950,b\n2.5,a\n', "1234567 950 2.5", "parted by commas"),
        ("x,y\n−3,a\n–4.5,b\n5,a\n", "-3 -4.5 5", "below 0"),
        ("x,y\n(3),a\n4.5,b\n5-,a\n", "-3 4.5 -5", "minus sign"),
        ("x,y\n3 kg,a\n4 kg,b\n5.5kg,a\n", "3 4 5.5", "without “kg”"),
        ("x,y\n1.0D+03,a\n2e-5,b\n1.5×10^3,a\n", "1.0e+03 2e-5 1.5e3", ""),
        ("x,y\n1,a\n2,b\n1.0,a\n", "1 2 1", "are one number"),
        ("x;y\n0,125;a\n1,250;b\n2,375;a\n", "0.125 1.250 2.375", "decimal point"),
        ("x,y\n1.250,a\n2.375,b\n3.5,a\n", "1.250 2.375 3.5", ""),
    ],
)
def test_numbers_as_people_write_them(text, cells, word):
    found = read(text)
    assert found.table.column("x") == tuple(cells.split())
    assert "x" in found.table.numeric
    told(found, word)


def test_signs_can_be_chosen():
    text = "x;y\n950;a\n1,250;b\n12;a\n"
    assert read(text, Choices(decimal=",")).table.column("x") == ("950", "1.250", "12")
    assert read(text, Choices(thousands=",")).table.column("x") == ("950", "1250", "12")
    assert read("x;y\n1.250;a\n2.500;b\n", Choices(thousands=".")).table.column("x") == ("1250", "2500")
    with pytest.raises(DataError, match="cannot be the same"):
        Choices(decimal=",", thousands=",")
    with pytest.raises(DataError, match="separator must be one of"):
        Choices(separator="x")


def test_an_odd_cell_is_told_and_can_be_counted_as_missing():
    text = "x,y\n3,a\nlow,b\n5.5,a\n"
    found = read(text)
    told(found, "Column “x” has 1 cell that is no number, “low” (line 3)")
    assert (found.table.numeric, found.offered) == ((), ("low",))
    assert read(text, Choices(missing=("low",))).table.column("x") == ("3", "", "5.5")
    told(read("x,y\n3 kg,a\n400 g,b\n5 kg,a\n"), "different units, “g” and “kg”")
    told(read("x,y\n1,a\n-999,b\n2,a\n"), "“-999” in column “x” may stand for a missing number")
    assert read("x,y\n1,a\n-999,b\n2,a\n", Choices(missing=("-999",))).table.column("x") == ("1", "", "2")


def test_words_for_missing_cells_are_words_among_words():
    assert read("x,y\n1,NA\n2,EU\n3,AS\n").table.column("y") == ("NA", "EU", "AS")
    assert read("x,y\n1,NA\nNA,EU\n3,AS\n").table.rows[:2] == (("1", "NA"), ("", "EU"))
    assert read("x,y\n1,NA\n2,EU\n3,AS\n", Choices(missing=("NA",))).table.column("y") == ("", "EU", "AS")
    assert read("x,y\n1,+\n2,-\n3,+\n").table.column("y") == ("+", "-", "+")
    assert read("x,y\n1,\\N\n?,b\nnull,c\n").table.column("x") == ("1", "", "")


def test_words_that_look_alike_are_told():
    told(
        read("x,y\n1,Yes\n2,yes\n3,No\n"),
        "“Yes” and “yes” in column “y” differ by case alone: as classes they are counted",
    )
    told(read('x,y\n1,"a "\n2,a\n3,b\n'), "“a” stands in column “y” with blanks around it and without")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("country,2019,2020\nDE,1.5,2\nFR,2.5,3\n", ("country", "2019", "2020")),
        ("2019,2020,2021\n100,120,130\n90,95,99\n80,85,88\n", ("2019", "2020", "2021")),
        (",0,1\n0,5.5,3\n1,2.5,4\n2,7.5,1\n", ("column 1", "0", "1")),
        ("# x1 x2 y\n1.0 2.0 0\n2.0 3.0 1\n", ("x1", "x2", "y")),
        ("p,x\ne,x\ne,b\np,x\n", None),
        ("0,0,0\n0,1,1\n1,0,1\n1,1,0\n", None),
        ("1,2\n3,4\n", None),
        ("5.1,3.5,Iris-setosa\n7.0,3.2,Iris-versicolor\n", None),
        ("?,3,a\n1,2,b\n4,2,b\n", None),
        ("3,2,setosa,versicolor\n5.1,3.5,0\n4.9,3.0,0\n7.0,3.2,1\n", None),
    ],
)
def test_names_in_the_first_line_or_none(text, names):
    found = read(text)
    width = len(found.table.names)
    assert found.table.names == (names or tuple(f"column {i + 1}" for i in range(width)))
    assert found.choices.header == (names is not None)
    other = read(text, Choices(header=names is None))
    assert other.choices.header == (names is None)


def test_arrays_as_numpy_shows_them():
    values = np.arange(12.0).reshape(6, 2) / 4
    for text in (
        str(values),
        repr(values),
        str(values.tolist()),
        f"X = np.{values!r}",
        "tensor(" + str(values.tolist()) + ")",
    ):
        table = read(text).table
        assert [[float(cell) for cell in row] for row in table.rows] == values.tolist()
    wide = np.random.default_rng(1).normal(size=(3, 30))
    assert np.allclose([[float(cell) for cell in row] for row in read(str(wide)).table.rows], wide, atol=1e-7)
    assert read("[[1, 2, 'a'], [3, 4, 'b']]").table.rows == (("1", "2", "a"), ("3", "4", "b"))
    assert read("A = [1 2; 3 4; 5 6];").table.rows == (("1", "2"), ("3", "4"), ("5", "6"))


def test_sparse_rows_of_libsvm():
    table = read("+1 1:0.5 3:1.2\n-1 2:0.1\n+1 1:1 2:2 3:3\n").table
    assert (table.names, table.rows[1]) == (("x1", "x2", "x3", "label"), ("0", "0.1", "0", "-1"))


def test_places_in_the_line():
    text = "name          x1   x2\nNew York     1.5    2\nRome         2.5    3\n"
    text += "Los Angeles 12.5   14\nBonn                4\n"
    found = read(text)
    assert found.table.names == ("name", "x1", "x2")
    assert found.table.column("x1") == ("1.5", "2.5", "12.5", "")
    told(found, "place in the line")


def test_lines_are_those_of_the_file():
    table = read('x,note,y\n1,"a\nb",p\n\n2,c,q\n\n\n3,"d",p\n').table
    assert [table.line(row) for row in range(3)] == [2, 5, 8]
    with pytest.raises(DataError, match="Line 5 has 2 cells, where line 1 has 3"):
        read('x,note,y\n1,"a\nb",p\n\n2,c\n3,d,p\n4,d,p\n')


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("größe,b\n1,2\n3,4\n", "cp1252"),
        ("рост,вес,пол\n1,2,муж\n3,4,жен\n", "cp1251"),
        ("рост,вес,пол\n1,2,муж\n3,4,жен\n", "koi8-r"),
        ("身高,类别\n1.5,甲类\n2.5,乙类\n", "gb18030"),
        ("身長,種類\n1.5,甲です\n2.5,乙です\n", "shift-jis"),
    ],
)
def test_encodings(text, encoding):
    found = read(text.encode(encoding))
    assert found.choices.encoding == encoding
    assert found.table.names == tuple(text.split("\n")[0].split(","))
    with pytest.raises(DataError, match="no text in"):
        read(b"a,b\n1,\xff\n2,3\n", Choices(encoding="utf-8"))


@pytest.mark.parametrize(
    ("given_", "word"),
    [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS"),
        ("<!DOCTYPE html><html></html>", "HTML"),
        ("<table><tr><td>1</td></tr></table>", "HTML"),
        ("<?xml version='1.0'?><a/>", "XML"),
        ("<data><row a='1'/></data>", "XML"),
        ('{"cells": [], "nbformat": 4}', "notebook"),
        ('{"a": [1, 2]}', "JSON"),
        ('{"a":1}\n{"a":2}\n', "JSON"),
        ('[{"a": 1}, {"a": 2}]', "JSON"),
        (b"\x80\x04\x95\x10\x00.", "pickle"),
        ("(lp0\nI1\naI2\na.", "pickle"),
        (b"PK\x03\x04....xl/workbook.xml", "a spreadsheet: save"),
        (b"\x93NUMPY\x01\x00", "NumPy"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3\x00", "SQLite"),
        ("https://example.org/iris.csv", "an address"),
        ("- a: 1\n  b: 2\n- a: 3\n  b: 4\n", "YAML"),
        ("CREATE TABLE t (a int, b int);\n", "SQL"),
        ("import pandas as pd\ndf = pd.read_csv('a.csv')\n", "a program"),
        (
            "Once upon a time, there was a network.\nIt had, as all of them do, many weights.\nAnd so on, and on.\n",
            "running text",
        ),
        ("Hello, how are you?\nI am fine.\n", "running text"),
        ("@relation a\n@attribute a numeric\n@attribute b numeric\n@data\n{0 1, 1 2}\n", "Line 5 is a sparse row"),
        ("[[0.1 0.2]\n ...\n [0.3 0.4]]", "Line 2 holds “...”"),
        ("[[[1, 2], [3, 4]]]", "Line 1 has brackets in brackets in brackets"),
        ('[[["a", 2], ["b", 4]]]', "JSON"),
        ('x,y\n1,a\n2,"b\n3,c\n4,d\n', "Line 3 opens a quotation mark"),
        ('x,y\n1,"a\n2,"b"\n3,c\n', "Line 2 opens a quotation mark"),
    ],
)
def test_what_is_no_table_is_named(given_, word):
    with pytest.raises(DataError, match=word):
        read(given_)


def test_lines_and_columns_can_be_brought_back_or_left_out():
    text = HEAD + BODY + "Total,6,\n"
    assert read(text).choices.aside == (5,)
    assert read(text, Choices(aside=())).table.rows[-1] == ("Total", "6", "")
    assert read(text, Choices(aside=(2, 5))).table.rows == ROWS[1:]
    assert read(text, Choices(columns_aside=("x2",))).table.names == ("x1", "y")
    between = read(text, Choices(first_line=2, last_line=3, header=False))
    assert between.table.rows == ROWS[:2]
    assert read(HEAD + '1,"a,b\n2,c,d\n', Choices(quote="")).table.rows[1] == ("2", "c", "d")
    assert read("x;y,z\n1;2,3\n4;5,6\n", Choices(separator=",")).table.names == ("x;y", "z")
    assert len(read("#1,2,a\n1,2,b\n3,4,a\n", Choices(comment="")).table.rows) >= 2


def test_a_sample_keeps_the_shares_of_classes():
    table = read("x,y\n" + "".join(f"{i},{'a' if i % 10 else 'b'}\n" for i in range(20_000))).table
    assert len(table.rows) == 20_000
    few = sample(table, "y", 1_000, 3)
    assert len(few.rows) == 1_000
    assert few.column("y").count("b") == 100
    assert sample(table, "y", 1_000, 3) == few != sample(table, "y", 1_000, 4)
    assert [few.line(row) for row in range(3)] == [2 + int(cell) for cell in few.column("x")[:3]]
    assert sample(table, "y", 20_000, 3) is table
    rare = read("x,y\n" + "".join(f"{i},{'b' if i == 7 else 'a'}\n" for i in range(500))).table
    assert "b" in sample(rare, "y", 10, 0).column("y")
    values = sorted(float(cell) for cell in sample(table, "x", 100, 1).column("x"))
    assert all(abs(value - 200 * i) < 2_000 for i, value in enumerate(values))
    with pytest.raises(DataError, match="at least 1 row"):
        sample(table, "y", 0, 1)
    with pytest.raises(DataError, match="no longer in the table"):
        sample(table, "z", 10, 1)
