"""A weight in the hands of the visitor: it is set and frozen, and Back undoes it."""

from __future__ import annotations

import numpy as np

from tests.app.page import opened, press, visit


def test_a_weight_is_set_and_frozen_and_back_undoes_it():
    app = opened()
    press(app, "step_on")
    before = visit(app).experiment.network.flat()
    app.selectbox(key="chosen").set_value("w:1:2:0").run()
    assert any("chain rule" in text.value for text in app.markdown)
    app.number_input(key="weight_typed").set_value(2.5).run()
    assert not app.exception
    assert visit(app).experiment.network.weights[1][2, 0] == 2.5
    app.toggle(key="weight_frozen").set_value(True).run()
    assert visit(app).experiment.frozen == {(1, 2, 0)}
    press(app, "epoch")
    assert visit(app).experiment.network.weights[1][2, 0] == 2.5
    app.session_state["visit"].transport.seek(1)
    app.run()
    press(app, "back")
    press(app, "back")
    assert visit(app).experiment.step == 1
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), before)


def test_what_a_browser_repeats_of_the_fields_of_a_weight_sets_and_freezes_nothing():
    app = opened()
    app.selectbox(key="chosen").set_value("w:1:2:0").run()
    app.toggle(key="weight_frozen").set_value(True).run()
    app.number_input(key="weight_typed").set_value(5.0).run()
    typed, slid, frozen = app.number_input(key="weight_typed"), app.slider(key="weight_slid"), True
    assert (typed.value, slid.value) == (5.0, 5.0)
    stamp = app.text_input(key="seen_bench").value
    app.selectbox(key="chosen").set_value("w:0:1:1").run()
    before = visit(app).experiment.network.flat()
    # A press, with which the browser sends what it held before it had seen the other weight's fields.
    app.text_input(key="seen_bench").set_value(stamp)
    app.number_input(key="weight_typed").set_value(5.0)
    app.slider(key="weight_slid").set_value(5.0)
    app.toggle(key="weight_frozen").set_value(frozen)
    press(app, "step_on")
    assert not app.exception
    assert visit(app).experiment.frozen == {(1, 2, 0)}
    assert visit(app).experiment.step == 1 and len(visit(app).experiment.hands) == 2
    assert (
        visit(app).experiment.network.weights[0][1, 1] != 5.0 and (before != visit(app).experiment.network.flat()).any()
    )
    assert app.slider(key="weight_slid").value == visit(app).experiment.network.weights[0][1, 1]
    # What was seen and is then chosen counts, the same number too.
    app.slider(key="weight_slid").set_value(5.0).run()
    assert visit(app).experiment.network.weights[0][1, 1] == 5.0
