"""Cells that are no plain ones: words for a missing cell, rows that begin as comments do, arrays and their targets."""

import pytest

from nnviz.datasets.reader import Choices, read


def told(found, *words):
    text = "\n".join(found.notes)
    assert all(word in text for word in words), text


@pytest.mark.parametrize("word", ["None", "none", "NA", "N/A", "n.a.", "NULL", "nil", "-", "--"])
def test_a_word_for_a_missing_cell_is_judged_by_column(word):
    sign = "+" if word.startswith("-") else ""
    text = f"dose;age;kind\n1;20;{word}\n2;{word};{sign}a\n3;40;{sign}b\n4;50;{word}\n5;33;{sign}a\n"
    found = read(text)
    assert found.table.column("kind") == (word, f"{sign}a", f"{sign}b", word, f"{sign}a")
    assert found.table.column("age") == ("20", "", "40", "50", "33")
    assert "age" in found.table.numeric
    told(found, f"“{word}” stands for a missing cell in column “age”: 1 cell.")
    told(found, f"“{word}” in column “kind” is one of its words; it can be counted as missing.")
    small = word.lower()
    assert (found.choices.missing, found.offered) == (((small, "age"),), ((small, "kind"),))
    assert found.places == ((small, "age"), (small, "kind"))
    assert read(text, found.choices).table.rows == found.table.rows
    # What was chosen for the whole table holds in each column, and none of these words can be chosen as well.
    assert read(text, Choices(missing=(word,))).table.column("kind").count("") == 2
    assert read(text, Choices(missing=((word, "kind"),))).table.column("age")[1] == word
    assert read(text, Choices(missing=())).table.column("kind")[0] == word


def test_the_columns_of_missing_cells_are_named():
    text = "a,b,c,y\n1,?,NA,x\n?,2,3,NaN\n?,3,4,x\n5,4,5,z\n"
    found = read(text)
    told(found, "“?” stands for a missing cell in columns “a” and “b”: 3 cells.")
    told(
        found, "“NA” stands for a missing cell in column “c”: 1 cell.", "“NaN” stands for a missing cell in column “y”"
    )
    assert found.choices.missing == ("?", "na", "nan")
    odd = read("x,y\n1,a\nlow,low\n3,low\n4,b\n")
    assert odd.offered == (("low", "x"),)
    assert read("x,y\n1,a\nlow,low\n", Choices(missing=odd.offered)).table.rows[1] == ("", "low")


def test_the_lines_of_odd_cells_are_all_told():
    rows = ["1", "inf", "2", "3", "abc", "5"]
    told(read("x,y\n" + "".join(f"{cell},a\n" for cell in rows)), "no number, “inf” and “abc” (lines 3 and 6)")
    many = read("x,y\n" + "".join(f"low,b\n{i},a\n" for i in range(9)))
    told(many, "9 cells that are no number, “low” (lines 2, 4, 6, 8, 10, 12 and others)")
