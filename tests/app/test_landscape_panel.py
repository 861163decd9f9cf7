"""The landscape panel: kept while the run stands still, and a word where there is no plane."""

import pytest

from tests.app.page import opened, press, visit


def panel(**query):
    app = opened(**query)
    press(app, "epoch")
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Loss landscape"
    app.run()
    assert not app.exception
    return app


def test_it_is_made_once_for_a_position():
    app = panel()
    held = app.session_state["landscape_held"].work
    assert held.done
    app.segmented_control(key="landscape_as").set_value("surface").run()
    assert not app.exception
    assert app.session_state["landscape_held"].work is held
    press(app, "step_on")
    assert app.session_state["landscape_held"].work is not held
    assert visit(app).experiment.step == visit(app).experiment.samples_per_epoch + 1


@pytest.mark.parametrize("query", [{}, {"hidden": "0", "dataset": "and"}, {"dataset": "iris", "hidden": "3-3"}])
def test_two_weights_span_it_too(query):
    app = panel(**query)
    app.segmented_control(key="landscape_kind").set_value("two weights").run()
    assert not app.exception
    across = app.selectbox(key="landscape_across").value
    app.selectbox(key="landscape_up").set_value(across).run()
    assert any("choose two weights" in info.value for info in app.info)
