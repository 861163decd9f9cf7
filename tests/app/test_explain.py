"""The words and numbers under the network: true for every rule, and nothing that slow motion has not come to."""

import re

import pytest

from nnviz.derivation import inline, weight_in_brief
from nnviz.session.by_hand import freeze, set_weight
from tests.app.page import opened, press, visit


def told(app):
    """What stands under the network, without the formulas' colours."""
    place = next(block for block in blocks(app._tree) if getattr(block.proto, "id", "").endswith("explain"))
    return "\n".join(element.value for element in place.markdown)


def blocks(node):
    for child in getattr(node, "children", {}).values():
        if hasattr(child, "children"):
            yield child
            yield from blocks(child)


def chosen(key, **query):
    app = opened(**query)
    visit(app).choose(key)
    return app.run()


def bare(latex):
    return re.sub(r"\\textcolor\{#\w{6}\}", "", latex)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"batch_size": "10"},
        {"optimiser": "adam"},
        {"momentum": "0.9", "regularization": "l2"},
        {"dataset": "iris", "loss": "cross_entropy", "output": "softmax"},
    ],
)
def test_a_weight_is_explained_by_the_update_that_was_made(query):
    app = chosen("w:0:2:1", hidden="3", step="40", **query)
    said = told(app)
    assert "**w₂₂**, the weight from x₂ to h₂: step 40, sample " in said
    update = visit(app).update
    for line in weight_in_brief(update, 0, 2, 1):
        assert re.sub(r"[{}]", "", inline(line)) in re.sub(r"[{}]", "", bare(said))
    assert ("the last of a batch of 10" in said) == ("batch_size" in query)


def test_a_perceptron_has_no_slope():
    app = chosen("w:0:1:0", dataset="nand", hidden="0", output="step", rule="perceptron", step="3")
    said = bare(told(app))
    assert r"w_1 + \eta \cdot" in re.sub(r"[{}]", "", said)
    assert r"\delta" not in said


def test_what_was_changed_by_hand_is_named():
    app = chosen("w:0:1:0", step="40")
    set_weight(visit(app), "w:0:1:0", 5.0)
    app.run()
    assert "Set by hand since: 5." in told(app)
    freeze(visit(app), "w:0:1:0", True)
    press(app, "step_on")
    assert "is frozen and keeps its value." in told(app)


def test_with_nothing_chosen_it_says_what_moved_most_or_what_to_do():
    assert "press **Step** to present the first sample" in told(opened())
    app = opened(step="40")
    assert re.search(r"step 40 has moved \*\*w\S+\*\* most, by ", told(app))
    assert "[The whole arithmetic](#worksheet)" in told(app)


def test_slow_motion_tells_its_phase_and_nothing_later():
    app = chosen("w:0:2:1", step="40", hidden="3")
    app.toggle(key="slow").set_value(True).run()
    press(app, "step_on")
    assert "**Phase 1 of 8. Forward: the hidden layer.**" in told(app)
    assert "It is not known yet." in told(app)
    walk = visit(app).slow.walk
    while walk.here.kind != "update":
        assert r"\text{new }" not in told(app)
        press(app, "step_on")
    assert r"\text{new }" in told(app)
