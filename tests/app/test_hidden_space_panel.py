"""The panel of hidden spaces: which picture for which layer, the choice of the layer, and what it says."""

from __future__ import annotations

import pytest

from nnviz.datasets import OwnData
from nnviz.run.settings import Settings
from tests.app.page import opened, press, visit

PANEL = "Hidden space"


def panel(**query):
    app = opened(**query)
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = PANEL
    app.run()
    assert not app.exception
    return app


def said(app) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption))


def flat(app):
    """The panel's picture as it is sent, if it is drawn by Vega."""
    charts = [element.proto for element in app.get("vega_lite_chart") if '"name": "grid"' in element.proto.spec]
    return charts[0].SerializeToString() if charts else None


def test_closed_it_draws_nothing():
    assert flat(opened(hidden="2")) is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"hidden": "1"}, "a point on a line"),
        ({"hidden": "2"}, "at (h₁, h₂)"),
        ({"hidden": "5"}, "principal axes"),
        (
            {"dataset": "iris", "hidden": "6", "output": "softmax", "loss": "cross_entropy", "view": "more"},
            "on the grid all other",
        ),
        ({"dataset": "multigauss", "hidden": "2-3", "output": "identity", "layer_shown": "1"}, "2 layers follow"),
        ({"hidden": "2", "activation": "step"}, "spread a little"),
        ({"hidden": "4-2", "features": "x1x1-x2x2"}, "h⁽²⁾₁"),
    ],
)
def test_one_two_and_many_neurons(query, words):
    app = panel(step="40", **query)
    assert flat(app) is not None
    assert words in said(app)


def test_three_neurons_are_turned_and_the_border_has_its_equation():
    app = panel(hidden="3", step="40")
    assert flat(app) is None
    assert len(app.get("plotly_chart")) == 1
    assert any("h_{3}" in line.value and "= 0" in line.value for line in app.latex)


def test_three_neurons_wait_while_it_plays():
    app = panel(hidden="3")
    press(app, "play")
    assert not app.get("plotly_chart") and "Pause to see it" in said(app)
    press(app, "play")
    assert visit(app).at_rest == bool(app.get("plotly_chart"))


def test_without_hidden_layer_it_says_so():
    assert "no hidden layer" in said(panel(hidden="0"))


def test_the_layer_is_chosen_and_in_the_address_and_beyond_the_last_is_the_last():
    app = panel(hidden="2-5", layer_shown="6")
    assert "principal axes" in said(app)
    app.segmented_control(key="layer_shown").set_value(1).run()
    assert not app.exception
    assert visit(app).view.layer_shown == 1
    assert "at (h⁽¹⁾₁, h⁽¹⁾₂)" in said(app)
    app = panel(hidden="2-5", hide="layer_shown")
    assert "layer_shown" not in {widget.key for widget in app.segmented_control}


def test_it_follows_the_run():
    app = panel(hidden="2", dataset="xor")
    before = flat(app)
    press(app, "step_on")
    after = flat(app)
    assert before != after
    press(app, "back")
    assert flat(app) == before
    press(app, "play")
    assert flat(app) not in (None, before)


def test_outputs_too_large_to_be_drawn_are_said():
    # What is left of a run that diverged: the last weights that are finite, and outputs that nearly are not.
    app = panel(hidden="2", dataset="multigauss", activation="identity", output="identity", eta="100", step="500")
    assert visit(app).experiment.network.flat().max() > 1e50
    assert flat(app) is None
    assert any("too large to be drawn" in warning.value for warning in app.warning)


def test_names_from_outside_are_no_markup():
    own = OwnData(X=[[0.0, 1.0], [1.0, 0.0]] * 4, inputs=("a:red[b]", "<b>c*"), labels=[0, 1] * 4, classes=("a", "b"))
    app = panel(hidden="2")
    visit(app).change(Settings(dataset="own", own=own, hidden=(2,)))
    app.run()
    assert not app.exception
    assert r"a\:red\[b\]" in said(app) and r"\<b\>c\*" in said(app)
