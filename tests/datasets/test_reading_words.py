"""Tables of words, sentences, rare separators, and rows that look like totals."""

import pytest

from nnviz.datasets import DataError
from nnviz.datasets.reader import Choices, read

VOTES = ["republican, n, y, n, y, y, n, n", "democrat, y, n, y, n, n, y, y", "democrat, y, y, y, n, n, n, y"]
MUSHROOMS = ["edible; convex shape; smooth; brown; no", "edible; flat shape; smooth; red; no"]
WINES = ["red wine, sweet taste, good one,", "blue wine, dry taste, bad one,", "red wine, dry taste, good one,"]


@pytest.mark.parametrize(
    ("lines", "separator", "width"), [(VOTES, ",", 8), ([*MUSHROOMS, *MUSHROOMS], ";", 5), (WINES, ",", 3)]
)
def test_rows_of_words_are_no_sentences(lines, separator, width):
    found = read("\n".join(4 * lines) + "\n")
    assert found.choices.separator == separator
    assert (len(found.table.names), len(found.table.rows)) == (width, 4 * len(lines))


@pytest.mark.parametrize(
    "text",
    [
        "Once upon a time, there was a network.\nIt had, as all of them do, many weights.\nAnd so on, and on.\n",
        "Foxes, which are lazy, jump, they say, over dogs.\nThen it rained, but not, of all things, for long.\n",
        "I came, late as ever, to the house.\nShe spoke, as one does, of the rain.\nWe left, all of us, at night.\n",
    ],
)
def test_sentences_are_no_rows(text):
    with pytest.raises(DataError, match=r"^This looks like running text.* choose what separates its cells\.$"):
        read(text)


@pytest.mark.parametrize("separator", "~^¦")
@pytest.mark.parametrize("rows", ["a~b~c\n1~2~New York\n2~3~Rome\n", "a~b~c\n1,5~2~New York\n2,5~3~Rome\n"])
@pytest.mark.parametrize("told", [True, False])
def test_rare_separators(separator, rows, told):
    text = rows.replace("~", separator)
    found = read(f"sep={separator}\n{text}" if told else text)
    assert found.table.names == ("a", "b", "c")
    assert [row[2] for row in found.table.rows] == ["New York", "Rome"]
    assert "a" in found.table.numeric
    assert read(text, Choices(separator=separator)).table.rows == found.table.rows


def test_rare_separators_stay_signs_where_others_part_the_cells():
    assert read("x,term\n1,a^2+b^2\n2,a^3+b^3\n3,c^2+d^2\n").table.names == ("x", "term")
    assert read("x,y,c\n~1,~2,a\n~2,~3,b\n3,4,a\n").table.names == ("x", "y", "c")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("404: Not Found", "a server’s answer"),
        ("403 Forbidden\n", "a server’s answer"),
        ("C:\\Users\\me\\my data.csv", "the place of a file"),
        ('"C:\\Users\\me\\rows, old.csv"', "the place of a file"),
        ("\\\\server\\share\\my data.csv", "the place of a file"),
        ("/home/me/my data.csv", "the place of a file"),
        ("~/my data.csv\n", "the place of a file"),
    ],
)
def test_what_stands_for_a_file_is_named(text, what):
    with pytest.raises(DataError, match=what):
        read(text)


ATOMS = "name,x,c\nH,3,a\nC,4,b\nO,5,a\nF,6,b\n"


@pytest.mark.parametrize("row", ["N,4,b", "Source,3,a", "Max,3,a", "Note,3,b", "N,14.5,new", "Source,3,new"])
def test_a_full_row_like_the_others_is_no_total(row):
    found = read(ATOMS + row + "\n")
    assert found.table.rows[-1] == tuple(row.split(","))
    assert not found.choices.aside


@pytest.mark.parametrize(
    "row",
    """Promedio,4.5, Gesamtsumme,18, Zwischensumme,18, Totale,18, Suma,18, Total,18,all Total,18,b Mean,4.5, N,4,
    n,4,all Source,, Note:,,""".split(),
)
def test_totals_and_sources_are_set_aside(row):
    found = read(ATOMS + row + "\n")
    assert len(found.table.rows) == 4
    assert found.choices.aside == (6,)


def test_a_total_has_the_word_that_all_rows_have():
    assert read("region,sales,in\nA,3,EUR\nB,4,EUR\nC,4,EUR\nMean,3.7,EUR\n").choices.aside == (5,)


@pytest.mark.parametrize("ids", ["1.0 2.0 3.0", "1.000e+00 2.000e+00 3.000e+00", "001 002 003", "7.0 3.0 5.0"])
@pytest.mark.parametrize("name", ["id", "", "No."])
def test_whole_numbers_count_rows_however_they_are_written(ids, name):
    rows = "".join(f"{one},{x},{c}\n" for one, x, c in zip(ids.split(), (1.5, 0.5, 2.5), "aba", strict=True))
    table = read(f"{name},x,c\n{rows}").table
    counted = name != "No." or ids != "7.0 3.0 5.0"
    assert table.counting == ({table.names[0]} if counted else frozenset())
    assert not read("id,x\n1.5,2\n2.5,3\n3.0,1\n").table.counting
    assert not read("".join(f"{i}.0,{i * i}.5,2.5\n" for i in range(12))).table.counting
