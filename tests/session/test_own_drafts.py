"""The tables that a visitor gives: a source shows what it holds now, and the table before comes when asked for."""

from nnviz.datasets.reader import Table
from nnviz.session.own_drafts import Drafts

A = Table(("x", "t"), (("1", "a"), ("2", "b")))
B = Table(("x", "t"), (("3", "a"), ("4", "b")))


def test_a_refused_source_leaves_nothing_to_use_by_mistake():
    drafts = Drafts()
    drafts.give("text", "the text", "A")
    first = drafts.make("text", "the text", A)
    assert drafts.show("text") is first and drafts.former("text") is None
    drafts.give("text", "the text", "B with a fault")
    drafts.refuse("text")
    assert drafts.show("text") is None
    assert drafts.former("text") is first
    drafts.ask()
    assert drafts.show("text") is first is drafts.asked
    # It stays on show while the source holds the same, and goes with the next table.
    drafts.give("text", "the text", "B with a fault")
    drafts.refuse("text")
    assert drafts.show("text") is first
    drafts.give("text", "the text", "B")
    assert drafts.show("text") is None
    second = drafts.make("text", "the text", B)
    assert drafts.show("text") is second is not first and drafts.asked is None


def test_the_same_text_is_the_same_table_until_it_is_read_another_way():
    drafts = Drafts()
    drafts.give("text", "the text", "A")
    first = drafts.make("text", "the text", A, "commas")
    assert drafts.make("text", "the text", A, "commas") is first
    again = drafts.make("text", "the text", A, "semicolons")
    assert again is not first and again.version != first.version
    # After a refusal the same text is read anew.
    drafts.refuse("text")
    assert drafts.make("text", "the text", A, "semicolons") is not again


def test_each_source_keeps_its_own():
    drafts = Drafts()
    drafts.give("file", "a.csv", b"A")
    of_file = drafts.make("file", "a.csv", A)
    drafts.show("file")
    assert drafts.show("text") is None and drafts.former("text") is of_file
    of_present = drafts.make("present", "Circle", B)
    assert drafts.show("present") is of_present
    assert drafts.show("file") is of_file
    drafts.give("file", "", None)
    assert drafts.show("file") is None and drafts.former("file") is of_file


def test_edits_are_kept_when_the_editor_comes_back_and_a_sample_begins_without_them():
    drafts = Drafts()
    draft = drafts.make("text", "the text", A)
    version = draft.version
    drafts.begin(draft, None, again=True)
    assert (draft.base, draft.version) == (A, version)
    assert draft.edit(B) is draft.edit(Table(B.names, B.rows))
    drafts.begin(draft, None, again=False)
    assert draft.base is A  # the editor itself holds the edits
    drafts.begin(draft, None, again=True)
    assert draft.base is B and draft.version != version
    drafts.begin(draft, (1, 5, "t"), again=False)
    assert len(draft.base.rows) == 1 and draft.edited is None
    drafts.begin(draft, None, again=False)
    assert draft.base.rows == A.rows
