"""The panel on how a table is read: every guess has a sentence and a control, and nothing is lost by a bad choice."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

TEXT = "x,y,region\n1,a,NA\nlow,b,EU\n3,a,AS\n4,b,EU\n5,b,EU\n6,a,EU\nTotal,9,\n"


@pytest.fixture
def page():
    return AppTest.from_file(str(Path(__file__).parent / "reading_page.py"), default_timeout=60).run()


def give(page, text):
    page.text_area(key="text").set_value(text).run()
    assert not page.exception


def result(page):
    assert not page.exception
    return page.session_state["result"]


def set_to(page, kind, field, value):
    getattr(page, kind)(key=f"reading_{field}").set_value(value).run()
    return result(page)


def sentences(page):
    return "\n".join(one.value.replace("\\", "") for one in page.markdown)


def test_what_was_done_is_said_and_the_first_five_rows_are_shown(page):
    give(page, TEXT)
    said = sentences(page)
    assert "Cells are separated by commas." in said
    assert "Line 1 holds the names of the columns" in said
    assert "Line 8 is set aside: a total." in said
    frame = page.dataframe[0].value
    assert (list(frame.index), list(frame.columns)) == ([2, 3, 4, 5, 6], ["x", "y", "region"])
    assert any("first 5 of 6 rows" in one.value for one in page.caption)


def test_an_odd_word_is_counted_as_missing_by_a_button(page):
    give(page, TEXT)
    assert result(page).table.numeric == ()
    button = next(one for one in page.button if "low" in one.label)
    button.click().run()
    assert result(page).table.numeric == ("x",)
    assert result(page).table.column("region")[0] == "NA"
    assert set_to(page, "multiselect", "missing", ["na", "low"]).table.column("region")[0] == ""
    page.button(key="reading_anew").click().run()
    assert result(page).table.column("x")[1] == "low"


def test_a_word_is_counted_as_missing_in_one_column_alone(page):
    give(page, "age,kind\n20,None\nNone,a\n40,b\n50,None\n")
    assert "“None” stands for a missing cell in column “age”: 1 cell." in sentences(page)
    chosen = page.multiselect(key="reading_missing")
    assert (chosen.value, chosen.options[:2]) == ([("none", "age")], ["“none” in “age”", "“none” in “kind”"])
    next(one for one in page.button if one.label == "Count “none” in “kind” as missing").click().run()
    assert result(page).table.column("kind") == ("", "a", "b", "")
    assert result(page).table.column("age") == ("20", "", "40", "50")
    page.multiselect(key="reading_missing").unselect(("none", "age")).run()
    assert result(page).table.column("age")[1] == "None"
    assert set_to(page, "multiselect", "missing", ["none"]).table.rows[:2] == (("20", ""), ("", "a"))


def test_every_choice_has_a_control(page):
    give(page, TEXT)
    assert set_to(page, "selectbox", "header", False).table.names == ("column 1", "column 2", "column 3")
    assert set_to(page, "selectbox", "header", "guess").table.names == ("x", "y", "region")
    assert set_to(page, "multiselect", "aside", []).table.rows[-1] == ("Total", "9", "")
    assert set_to(page, "multiselect", "aside", ["2", "8"]).table.rows[0][0] == "low"
    assert set_to(page, "multiselect", "columns", ["y"]).table.names == ("x", "region")
    assert set_to(page, "number_input", "last_line", 5).table.rows[-1][0] == "4"
    give(page, "x;y\n950;a\n1,250;b\n12;a\n")
    assert result(page).table.column("x") == ("950", "1250", "12")
    assert set_to(page, "selectbox", "decimal", ",").table.column("x") == ("950", "1.250", "12")
    # Of two signs that cannot be the same the one chosen last holds.
    assert set_to(page, "selectbox", "thousands", ",").table.column("x") == ("950", "1250", "12")
    assert set_to(page, "selectbox", "quote", "").table.names == ("x", "y")
    assert set_to(page, "selectbox", "comment", "#").table.names == ("x", "y")


def test_a_choice_that_gives_no_table_is_told_and_can_be_taken_back(page):
    give(page, TEXT)
    assert set_to(page, "selectbox", "separator", ";") is None
    assert any("Only one column" in one.value for one in page.error)
    assert set_to(page, "selectbox", "separator", "guess").table.names == ("x", "y", "region")
    assert not page.error
    assert set_to(page, "multiselect", "columns", ["x", "y", "region"]) is None
    page.button(key="reading_anew").click().run()
    assert result(page).table.names == ("x", "y", "region")
    set_to(page, "number_input", "last_line", 3)
    assert set_to(page, "number_input", "first_line", 5).choices.first_line == 5


def test_choices_belong_to_their_text(page):
    give(page, TEXT)
    set_to(page, "selectbox", "header", False)
    give(page, "a,b\n1,2\n3,4\n")
    assert result(page).table.names == ("a", "b")
    give(page, TEXT)
    assert result(page).table.names == ("column 1", "column 2", "column 3")


def test_a_file_has_an_encoding_and_no_table_has_nothing_to_choose(page):
    give(page, "größe,b\n1,2\n3,4\n")
    page.toggle(key="as_bytes").set_value(True).run()
    assert result(page).choices.encoding == "cp1252"
    assert set_to(page, "selectbox", "encoding", "mac-roman").table.names[0] != "größe"
    assert set_to(page, "selectbox", "encoding", "utf-8") is None
    assert any("Line 1 holds what is no text in UTF-8" in one.value.replace("\\", "") for one in page.error)
    page.button(key="reading_anew").click().run()
    give(page, '{"a": 1}')
    assert result(page) is None
    assert any("This is JSON" in one.value.replace("\\", "") for one in page.error)
    assert not page.selectbox


@pytest.mark.parametrize(
    ("text", "separator"), [("Fine, they say.\nNot so, I say.\n", ","), ("x: y\n1: 2\n2: 3\n", ":")]
)
def test_what_only_looks_like_no_table_can_be_said_to_be_one(page, text, separator):
    give(page, text)
    assert result(page) is None
    assert any("choose what separates its cells" in one.value for one in page.error)
    assert set_to(page, "selectbox", "separator", separator).table.rows
    assert not page.error


def test_a_format_that_says_it_itself_has_no_such_control(page):
    give(page, "@relation r\n@attribute a real\n@attribute b {x,y}\n@data\n1,x\n2,y\n")
    assert result(page).format == "ARFF"
    keys = {one.key for one in page.selectbox}
    assert "reading_decimal" in keys and not keys & {"reading_separator", "reading_header", "reading_quote"}


def test_texts_from_outside_stay_text(page):
    give(page, "x,<b>*y*</b>\n1,[a](https://a.example)\nhttps://a.example,b\n3,c\n")
    assert "\\[" not in "".join(one.label for one in page.selectbox)
    assert "](" not in "".join(one.value for one in page.markdown)
