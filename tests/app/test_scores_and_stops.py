"""The scores panel, and stop conditions set in the page."""

from nnviz.session.telling import orders
from tests.app.page import opened, press, visit


def test_scores_of_classes_and_of_values():
    for query in ({"dataset": "iris"}, {"dataset": "plane", "output": "identity"}, {"dataset": "and"}):
        app = opened(**query)
        app.session_state["more_open"] = True
        app.session_state["more_panel"] = "Scores"
        app.run()
        assert not app.exception
        if query["dataset"] == "plane":
            assert [metric.label for metric in app.metric][:3] == [
                "Root mean squared error",
                "Mean absolute error",
                "R²",
            ]
        else:
            assert any("recall" in frame.value for frame in app.dataframe)
        press(app, "play")
        assert not app.exception


def test_a_run_stops_where_a_condition_is_met_and_says_why():
    app = opened(n="60")
    app.number_input(key="stop_after").set_value(250).run()
    app.number_input(key="run_samples").set_value(1000).run()
    press(app, "run")
    for _ in range(20):
        if visit(app).job is None:
            break
        app.run()
    assert visit(app).experiment.step == 250
    assert any("Stopped at step 250" in toast.value for toast in app.toast)
    press(app, "run")
    for _ in range(20):
        if visit(app).job is None:
            break
        app.run()
    assert visit(app).experiment.step == 1250


def test_play_stops_too():
    app = opened(n="60", stop_after="30")
    press(app, "play")
    seen = visit(app)
    assert orders(seen)["ending"]
    assert seen.experiment.step == 30


def test_conditions_are_in_the_address_and_bad_ones_are_refused_in_words():
    app = opened(stop_accuracy="0.9", stop_loss="0.05")
    assert app.number_input(key="stop_accuracy").value == 90
    assert visit(app).view.stop.loss == 0.05
    app = opened(stop_loss="-1", stop_after="1e3", stop_accuracy="2")
    assert visit(app).view.stop_after == 0
    words = app.warning[0].value
    assert all(name in words for name in ("stop_loss", "stop_after", "stop_accuracy"))


def test_values_have_no_accuracy():
    app = opened(dataset="plane", output="identity")
    assert app.number_input(key="stop_accuracy").disabled
