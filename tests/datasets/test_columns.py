"""What each column of a table can be, and a reason for each that is no input unasked."""

from dataclasses import replace

import pytest

from nnviz.datasets import DataError
from nnviz.datasets.columns import columns_of, guess_columns, guess_task, offered, one_spelling, spellings
from nnviz.datasets.from_table import complete, fills, own_from_table
from nnviz.datasets.own import LONGEST_NAME
from nnviz.datasets.reader import Table


def table(text, counting=()):
    names, *rows = (tuple(cell.strip() for cell in line.split(",")) for line in text.strip().splitlines())
    return Table(names, tuple(rows), counting=frozenset(counting))


PEOPLE = table(
    """
    id,name,sex,port,age,unit,odd,gone,alive
    1,Ada,female,S,30,1,1,,yes
    2,Bo,male,C,40,1,2,,no
    3,Cy,male,Q,35,1,x,,no
    4,Di,female,S,28,1,4,,yes
    5,Ed,male,S,,1,5,,no
    6,Fi,female,C,51,1,6,,yes
    7,Gu,male,S,33,1,7,,no
    8,Ho,male,S,60,1,8,,no
    9,Iv,female,S,44,1,9,,yes
    """,
    counting=["id"],
)


def test_each_column_is_told_what_it_is_and_why_it_is_no_input():
    found = columns_of(PEOPLE)
    assert {name: column.kind for name, column in found.items()} == {
        "id": "numbers",
        "name": "none",
        "sex": "texts",
        "port": "texts",
        "age": "numbers",
        "unit": "numbers",
        "odd": "none",
        "gone": "none",
        "alive": "texts",
    }
    assert found["age"].why == ""
    assert found["id"].why == "only numbers the rows"
    assert found["name"].why.startswith("holds 9 different texts; up to 8")
    assert found["unit"].why == "is 1 in every row: nothing can be learned from it"
    assert found["odd"].why == "holds numbers but in line 4, where “x” is none: correct it in the table"
    assert found["gone"].why == "has no cell that is filled"
    assert found["sex"].inputs == ("sex = male",) and "“sex = male”" in found["sex"].why
    assert found["port"].inputs == ("port = C", "port = Q", "port = S")


def test_counting_and_constant_columns_are_offered_last_and_never_chosen_unasked():
    assert guess_columns(PEOPLE) == (("age",), "alive")
    assert offered(columns_of(PEOPLE)) == ("age", "sex", "port", "alive", "unit", "id")
    # A table of texts alone has them as inputs, as far as there is room.
    assert guess_columns(table("a,b,c\nx,1 m,u\ny,2 m,v\nx,3 m,u")) == (("a", "b"), "c")
    # A last column that is empty or counts is no target.
    assert guess_columns(table("a,b,no,e\n1,x,1,\n2,y,2,", counting=["no"])) == (("a",), "b")


def test_texts_become_inputs_of_0_and_1():
    own = own_from_table(PEOPLE, ("sex", "port", "id"), "alive", scaling="none")
    assert own.inputs == ("sex = male", "port = C", "port = Q", "port = S", "id")
    assert own.X[:3].tolist() == [[0, 0, 0, 1, 1], [1, 1, 0, 0, 2], [1, 0, 1, 0, 3]]
    assert (own.X[:, 1:4].sum(axis=1) == 1).all()


def test_more_inputs_than_there_may_be_are_refused_in_words():
    letters = "a,b,t\n" + "\n".join(f"{a},{b},{i}" for i, (a, b) in enumerate(zip("pqrstpqr", "uvwxyuvw", strict=True)))
    with pytest.raises(DataError, match="make 10 inputs, and a network here has up to 8: “a” becomes 5 and “b”"):
        own_from_table(table(letters), ("a", "b"), "t")
    assert own_from_table(table(letters), ("a",), "t").X.shape == (8, 5)


def test_names_of_inputs_differ_and_are_no_longer_than_names_may_be():
    long = "a very long name of a column, longer still"[:LONGEST_NAME]
    texts = ["a text that is quite long itself, and goes on", "b text that is quite long itself, and goes on", "c"]
    rows = tuple((text, text, "1", str(i % 2)) for i, text in enumerate([*texts, *texts]))
    own = own_from_table(
        Table((long, long[:-1] + "x", f"{long} = c"[:LONGEST_NAME], "t"), rows), (long, long[:-1] + "x"), "t"
    )
    assert len(set(own.inputs)) == 6 and all(len(name) <= LONGEST_NAME for name in own.inputs)
    clash = table("sex,sex = male,t\nmale,3,0\nfemale,4,1\nmale,5,1")
    assert own_from_table(clash, ("sex", "sex = male"), "t").inputs == ("sex = male 2", "sex = male")


def test_a_column_that_never_changes_may_come_back_beside_others():
    own = own_from_table(PEOPLE, ("unit", "id"), "alive", scaling="standardise")
    assert own.inputs == ("unit", "id")
    with pytest.raises(DataError, match="“unit” is 1 in every row"):
        own_from_table(PEOPLE, ("unit",), "alive")


def test_spellings_of_one_class():
    votes = table("a,v,n\n1,Yes,1\n2,yes,1.0\n3,no,2\n4,yes,2\n5,NO ,01")
    assert spellings(votes, "v") == (("Yes", "yes"), ("no", "NO"))
    assert spellings(votes, "n") == (("1", "1.0", "01"),)
    assert one_spelling(votes.column("v")) == {"Yes": "yes", "yes": "yes", "no": "no", "NO": "no"}
    apart = own_from_table(votes, ("a",), "v")
    assert apart.classes == ("Yes", "yes", "no", "NO")
    one = own_from_table(votes, ("a",), "v", merge=True)
    assert (one.classes, one.labels.tolist()) == (("yes", "no"), [0, 0, 1, 0, 1])
    assert own_from_table(votes, ("a",), "n", merge=True).classes == ("1", "2")
    # Of an input too: four spellings of two texts are one input.
    assert own_from_table(votes, ("v",), "a", merge=True).inputs == ("v = yes",)
    assert len(own_from_table(votes, ("v",), "a").inputs) == 4
    # The commonest spelling of all rows, even where the rows that are left have another one.
    rest = table("v,t\nYes,\nYes,\nyes,1\nno,2\nyes,1")
    own = own_from_table(rest, ("v",), "t", gaps="leave out", merge=True, scaling="none")
    assert (own.inputs, own.X.ravel().tolist()) == (("v = Yes",), [1, 0, 1])


def test_gaps_are_refused_left_out_or_filled():
    gappy = table("a,s,t\n1,x,0\n,x,1\n5,,1\n9,y,\n3,x,0")
    with pytest.raises(DataError, match="Line 3, column “a”: the cell is empty"):
        own_from_table(gappy, ("a", "s"), "t")
    assert own_from_table(gappy, ("a",), "t", gaps="leave out").X.ravel().tolist() == [1, 5, 3]
    assert fills(gappy, ("a", "s"), ("t",)) == {"a": "3", "s": "x"}  # of rows that have a target
    own = own_from_table(gappy, ("a", "s"), "t", gaps="fill", scaling="none")
    # The row without a target is left out, and with it the one y; the input that it made is there all the same.
    assert own.inputs == ("a", "s = y") and own.X.tolist() == [[1, 0], [3, 0], [5, 0], [3, 0]]
    assert complete(gappy, ("a",), ("t",), gaps="leave out")[1] == (0, 2, 4)
    with pytest.raises(DataError, match="At least two rows are needed, and 2 of 3 have an empty cell"):
        own_from_table(table("a,t\n1,\n,2\n3,4"), ("a",), "t", gaps="leave out")


def test_the_line_of_a_fault_is_that_of_the_file():
    late = replace(table("a,t\n1,x\nten,y\n3,x"), lines=(7, 12, 13))
    with pytest.raises(DataError, match="Line 12, column “a”: “ten”"):
        own_from_table(late, ("a",), "t")


def test_several_targets_are_values():
    both = table("a,t,u\n1,10,0.5\n2,20,0.25\n3,15,0.75")
    own = own_from_table(both, ("a",), ("t", "u"), task="regression", target_scaling="none")
    assert (own.target_names, own.values.tolist()) == (("t", "u"), [[10, 0.5], [20, 0.25], [15, 0.75]])
    with pytest.raises(DataError, match="one target column"):
        own_from_table(both, ("a",), ("t", "u"), task="classification")
    with pytest.raises(DataError, match="cannot be an input and the target"):
        own_from_table(both, ("u",), ("t", "u"))
    with pytest.raises(DataError, match="1 to 8 target columns, not 0"):
        own_from_table(both, ("u",), ())
    assert guess_task(both, "u") == "regression"
