"""Where the names of the columns stand: numbers that are names, titles and units above them, and data that has none."""

import pytest

from nnviz.datasets.reader import Choices, read


@pytest.mark.parametrize(
    "text",
    [
        "1,2,class\n5,3,a\n4,3,b\n6,2,a\n5,3,b\n",
        "0,1,label\n0.5,1.2,a\n0.1,2.2,b\n0.7,0.1,a\n",
        "0,1,label\n0,1,0\n1,0,1\n1,1,0\n",
        "1,2,target\n5,3,1\n4,2,0\n2,7,1\n",
        "400,410,420,class\n0.51,0.3,0.2,a\n0.4,0.3,0.3,b\n0.6,0.2,0.4,a\n",
        "0.5,1.0,1.5,class\n5,3,2,a\n4,3,3,b\n6,2,4,a\n5,3,5,b\n",
        "4000.12,3998.19,3996.26,class\n.5,.4,.3,a\n.5,.2,.1,b\n.2,.1,.4,a\n",
        "country,2018,2019,cls\nA,1500,2000,x\nB,2000,1900,y\nC,1500,1300,x\n",
        "region,kind,2018,2019\nA,u,1500,2000\nB,v,2000,1900\nC,u,1500,1300\n",
        "Country,2010,2015,2020\nAruba,1890,2100,2005\nAngola,3587,4166,1502\nAlbania,4094,3952,5246\n",
        "1,2,class\n" + "1,2,a\n2,1,b\n" * 5,
    ],
)
def test_even_numbers_beside_words_that_are_no_rows_are_names(text):
    found = read(text)
    assert found.table.names == tuple(text.split("\n")[0].split(","))
    assert "Line 1 holds the names of the columns, as its numbers follow each other evenly" in "\n".join(found.notes)
    assert read(text, Choices(header=False)).table.rows[0] == found.table.names


@pytest.mark.parametrize(
    "text",
    [
        "1,2,a\n3,4,b\n2,1,a\n",
        "1,2,a\n2,3,b\n3,3,b\n",
        "1,2,3,a\n4,5,6,b\n7,8,9,b\n",
        "0,1,F\n0,0,T\n1,0,T\n1,1,T\n",
        "2,3,spam\n10,1,ham\n11,0,ham\n12,0,ham\n9,1,ham\n",
        "1,2,Ann\n3,4,Bob\n7,1,Cid\n",
        "1,2,c\n3,4,a\n6,5,b\n2,1,c\n",
        "5,3,c\n3,4,a\n6,5,a\n2,1,b\n2,2,b\n",
        "Kant,1724,1804,deist\nBlake,1757,1827,poet\nKeats,1795,1821,poet\nByron,1788,1824,poet\n",
        "A,1910,1920,1930\nB,1914,1918,1999\nC,1950,1952,1960\n",
    ],
)
def test_even_numbers_in_a_row_like_the_others_are_no_names(text):
    found = read(text)
    assert not found.choices.header
    assert found.table.rows[0] == tuple(text.split("\n")[0].split(","))


BODY = "1,2,p\n2,3,q\n3,4,p\n"


@pytest.mark.parametrize(
    ("above", "what"),
    [
        ("Table 1, 2020", "a title above the table"),
        ("Table 1, 2020, Berlin, north", "a title above the table"),
        ("Results, of 2020, final", "a title above the table"),
        ("Results,2020,final", "a title above the table"),
        ("Berlin, May", "a title above the table"),
        ("Results, Berlin, May", "a title above the table"),
        ("Results,Berlin,May\n", "a title above the table"),
        ("2020, 5", "a title above the table"),
        ("cm,kg,-", "the units of the columns"),
        ("(cm),(kg),(-)", "the units of the columns"),
        ("°C,s,min", "the units of the columns"),
    ],
)
@pytest.mark.parametrize("separator", ",;")
def test_a_title_with_separators_in_it_is_above_the_names(above, what, separator):
    text = f"{above}\nwidth,height,class\n{BODY}".replace(",", separator)
    found = read(text)
    assert found.table.names == ("width", "height", "class")
    assert found.table.rows == (("1", "2", "p"), ("2", "3", "q"), ("3", "4", "p"))
    assert f"Line 1 is set aside: {what}." in found.notes
    assert "units" not in "\n".join(found.notes) or "units" in what
    assert not found.table.counting
    assert read(text, found.choices).table.rows == found.table.rows


@pytest.mark.parametrize(
    "below", ["cm,kg,", "cm,kg,-", "cm,kg,name", "(cm),(kg),(kind)", "float64,int64,object", "low,high,kind"]
)
def test_names_stay_above_their_units(below):
    for names in ("width,height,class", "Sensor 1,Sensor 2,State", "width,height,class\n"):
        found = read(f"{names}\n{below}\n{BODY}" if names[-1:] != "\n" else f"{names}\n{below}\n\n{BODY}")
        assert found.table.names == tuple(names.strip().split(","))
        assert len(found.table.rows) == 3


def test_names_without_the_one_of_the_rows_are_no_title():
    found = read("a,b\nr1,2,x\nr2,3,y\nr3,4,x\n")
    assert found.table.names == ("column 1", "a", "b")
    assert read("|a|b|c|\n|---|---|---|\n|low|high|mid|\n|1|2|x|\n|3|4|y|\n").table.names == ("a", "b", "c")
