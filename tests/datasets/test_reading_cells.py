"""Cells that are no plain ones: words for a missing cell, rows that begin as comments do, arrays and their targets."""

import pytest

from nnviz.datasets import DataError
from nnviz.datasets.from_table import guess_columns, own_from_table
from nnviz.datasets.reader import AS_WRITTEN, Choices, read, to_csv


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


SIGNS = {
    "a number sign above numbers": ("#,Name,HP\n1,P1,3\n2,P2,4\n3,P3,5\n", "#,Name,HP", "1,P1,3"),
    "with tabs": ("#\tName\tHP\n1\tP1\t3\n2\tP2\t4\n3\tP3\t5\n", "#,Name,HP", "1,P1,3"),
    "a percent sign above numbers": ("%,n,c\n10,2,a\n20,3,b\n15,1,a\n", "%,n,c", "10,2,a"),
    "below a comment": ("# made by me\n#,Name,HP\n1,P1,3\n2,P2,4\n3,P3,5\n", "#,Name,HP", "1,P1,3"),
    "colours": ("colour,x,c\n#ff0000,1,a\n#00ff00,2,b\n#0000ff,2,b\n", "colour,x,c", "#ff0000,1,a"),
    "colours by blanks": ("colour x c\n#ff0000 1 a\n#00ff00 2 b\n", "colour,x,c", "#ff0000,1,a"),
    "some colours": ("colour;x;c\n#ff0000;1;a\nred;2;b\n#0000ff;2;b\n", "colour,x,c", "#ff0000,1,a"),
    "a class": ("c,x,y\n#,2,3\n*,3,3\n#,1,4\n", "c,x,y", "#,2,3"),
    "a class of percent": ("unit,x,y\n%,2,3\nkg,3,3\nkg,2,1\n%,1,4\n", "unit,x,y", "%,2,3"),
    "exclamation marks": ("!,x,y\n1,2,3\n2,3,3\n", "!,x,y", "1,2,3"),
    "slashes": ("sign,x,y\n//,2,3\n/,3,3\n//,1,4\n", "sign,x,y", "//,2,3"),
}


@pytest.mark.parametrize("name", SIGNS)
def test_a_row_may_begin_as_a_comment_does(name):
    text, names, first = SIGNS[name]
    found = read(text)
    assert found.table.names == tuple(names.split(","))
    assert found.table.rows[0] == tuple(first.split(","))
    assert len(found.table.rows) == text.count("\n") - 1 - text.startswith("# made")
    assert read(text, found.choices).table.rows == found.table.rows
    assert len(read(text, Choices(comment="")).table.rows) == len(found.table.rows)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# x1,x2,y\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("#x1,x2,y\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("#\tx1\tx2\ty\n1\t2\ta\n2\t3\tb\n", "x1,x2,y"),
        ("# x1 x2\n1 2\n2 3\n", "x1,x2"),
        ("x1,x2,y\n#0,1,a\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("x1,x2,y\n# 0,1,a\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("x1,x2,y\n1,2,a\n#,,\n2,3,b\n", "x1,x2,y"),
        ("name,x2,y\n#eve,1,a\nbob,2,a\nann,3,b\nsue,3,b\n", "name,x2,y"),
        ("# of A, by B\nx1,x2,y\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("# a, b, c\n# d, e, f\nx1,x2,y\n1,2,a\n2,3,b\n", "x1,x2,y"),
        ("# x, y, z\n# p, q, r\na,b,c\nd,e,f\ng,h,i\n", "a,b,c"),
        ("%x1,x2,y\n%cm,cm,-\nx1,x2,y\n1,2,a\n2,3,b\n", "x1,x2,y"),
    ],
)
def test_comments_are_still_comments(text, names):
    found = read(text)
    assert found.table.names == tuple(names.split(","))
    assert len(found.table.rows) >= 2 and not any(row[0].startswith(("#", "%")) for row in found.table.rows)
    assert found.choices.comment == ("#" if "#" in text else "%")


X = "[[1.5, 2.], [3., 4.], [5., 7.]]"
BESIDE = [
    (f"X = np.array({X})\ny = np.array([0, 1, 0])", "“y” in line 2"),
    (f"X = np.array({X}, dtype=np.float32)\ny = np.array([0, 1, 0], dtype=int)\n", "“y” in line 2"),
    (f"y = [0, 1, 0]\nX = {X}\n", "“y” in line 1"),
    (f"X = {X}\n# the classes\ny = np.array([[0], [1], [0]])", "“y” in line 3"),
    (f"const X = {X};\nconst target = [0, 1, 0];\n", "“target” in line 2"),
    ("double X[3][2] = {{1.5, 2}, {3, 4}, {5, 7}};\nint y[3] = {0, 1, 0};\n", "“y” in line 2"),
    ("[[1.5 2. ]\n [3.  4. ]\n [5.  7. ]]\n[0 1 0]\n", "The array in line 4"),
    ("X = torch.tensor(" + X + ", device='cuda:0')\ny = torch.tensor([0, 1, 0])", "“y” in line 2"),
    (f"{X}, [0, 1, 0]", "The array in line 1"),
    ("[0 1 0]\n[[1.5 2. ]\n [3.  4. ]\n [5.  7. ]]\n", "The array in line 1"),
]


@pytest.mark.parametrize(("text", "word"), BESIDE)
def test_a_vector_beside_an_array_is_its_target(text, word):
    found = read(text)
    rows = [[float(cell) for cell in row] for row in found.table.rows]
    assert rows == [[1.5, 2, 0], [3, 4, 1], [5, 7, 0]]
    told(found, f"{word} has a value for each row: it is the last column, and so the target.")
    assert guess_columns(found.table)[1] == found.table.names[2]
    assert read(text, found.choices).table.rows == found.table.rows


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"X = {X}\ny = [0, 1]\n", "“y” in line 2 has 2 values for 3 rows, and is left out."),
        (f"y = np.array([0, 1])\nX = {X}\n", "“y” in line 1 has 2 values for 3 rows, and is left out."),
        (f"X = np.array({X})\nprint(X.shape)\n", "behind the array in line 2 is left out: “print(X.shape)”."),
        (f"X = {X}\nplt.plot(X)\nplt.show()", "What stands behind the array in lines 2 to 3 is left out"),
        (f"np.array({X}).T", "What stands behind the array in line 1 is left out: “.T”."),
    ],
)
def test_what_is_left_out_behind_an_array_is_told(text, word):
    found = read(text)
    assert [[float(cell) for cell in row] for row in found.table.rows] == [[1.5, 2], [3, 4], [5, 7]]
    told(found, word)


def test_two_arrays_are_refused():
    for text in (f"X = {X}\nZ = {X}\n", f"{X}, {X}"):
        with pytest.raises(DataError, match="more than one array"):
            read(text)


def test_cells_of_arrays_as_python_writes_them():
    dtype = "dtype=[('x', '<f8'), ('c', 'S1')]"
    for text in (
        f"array([(1.5, b'a'), (2.5, b'b')],\n      {dtype})",
        "[(1.5, 'a'), (2.5, u'b')]",
        "[(np.float64(1.5), np.str_('a')), (np.float64(2.5), np.str_('b'))]",
        "[(Decimal('1.5'), \"a\"), (Decimal('2.5'), \"b\")]",
    ):
        found = read(text)
        assert found.table.rows == (("1.5", "a"), ("2.5", "b"))
        assert "left out" not in "\n".join(found.notes)


@pytest.mark.parametrize(
    ("classes", "cells"),
    [
        ("0. 1. -2. 10.", "0 1 -2 10"),
        ("0.000000000000000000e+00 1.000000000000000000e+00 -2.000000000000000000e+00", "0 1 -2"),
        ("0.e+00 1.e+01 2", "0 10 2"),
        ("0. 0.5 1.", "0. 0.5 1."),
        ("1.0 2.0 1.0", "1.0 2.0 1.0"),
        ("1e20 2e20 1e20", "1e20 2e20 1e20"),
        ("-0. 1. 0", "0 1 0"),
    ],
)
def test_whole_numbers_are_called_plainly(classes, cells):
    rows = [f"{i}.5 {cell}" for i, cell in enumerate(classes.split())]
    for text in ("x c\n" + "\n".join(rows), "[[" + "]\n [".join(rows) + "]]"):
        table = read(text).table
        assert table.column(table.names[1]) == tuple(cells.split())
        assert read(to_csv(table), AS_WRITTEN).table.rows == table.rows
    names = own_from_table(table, table.names[:1], table.names[1], task="classification").classes
    assert set(names) == set(cells.split())


@pytest.mark.parametrize("line", ["sep=\t\n", "SEP=\t\r\n", '"sep=\t"\n', "sep=\\t\n"])
def test_a_tab_may_be_named_as_the_separator(line):
    found = read(line + "x\ty\tc\n1\t2\ta\n2\t3\tb\n")
    assert found.table.names == ("x", "y", "c")
    told(found, "Line 1 is set aside: the name of the separator.", "Cells are separated by tabs.")
