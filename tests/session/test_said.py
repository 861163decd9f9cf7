"""What is said stays as long as it is meant to."""

from __future__ import annotations

from nnviz.session.said import Said


def test_a_change_of_settings_ends_what_was_said_of_the_settings_that_were_opened():
    said = Said(["once"], ["warning"], ("remark",), ("read as",), "refused", "refused edit")
    said.settings_changed()
    assert said == Said(["once"], [], (), (), "refused", "refused edit")


def test_another_run_ends_everything_but_what_is_still_to_be_said_once():
    said = Said(["once"], ["warning"], ("remark",), ("read as",), "refused", "refused edit")
    said.run_replaced()
    assert said == Said(["once"])


def test_what_had_to_change_along_is_said_in_one_sentence():
    said = Said()
    said.changed_along([])
    assert said.notices == []
    said.changed_along(["output: softmax", "loss: cross-entropy"])
    assert said.notices == ["Changed along with that: output: softmax, loss: cross-entropy."]
