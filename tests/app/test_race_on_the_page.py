"""A race on the page, without a browser: begun from the bar, moved by its buttons, opened by an address."""

from __future__ import annotations

from nnviz.session.address import address
from tests.app.page import opened, press, visit


def texts(elements) -> str:
    return " ".join(element.value for element in elements)


def keys(app) -> set[str]:
    return {button.key for button in app.button}


def batches(app) -> list[int]:
    now = visit(app)
    return [run.start.batch_size for run in (now.experiment, *now.racing.race.runs)]


def test_runs_are_added_from_the_bar_and_shown_moved_and_taken_out():
    app = opened(dataset="moons")
    assert "race_end" not in keys(app)
    press(app, "compare")
    assert app.text_input(key="race_values_batch_size").value == "10, all"
    app.text_input(key="race_values_batch_size").set_value("10, x").run()
    press(app, "race_add")
    assert "must be a whole number" in texts(app.error) and visit(app).racing is None
    app.text_input(key="race_values_batch_size").set_value("10, all").run()
    assert not app.error  # what was refused stands in the field no more
    app.text_input(key="race_values_batch_size").set_value("10, x").run()
    assert app.error
    app.text_input(key="race_values_batch_size").set_value("10, all").run()
    press(app, "race_add")
    assert batches(app) == [1, 10, 140]
    assert not app.session_state["more_open"]  # the pictures are in sight
    assert {"race_show_2", "race_show_3", "race_out_2", "race_end"} <= keys(app)
    assert "batch 10" in texts(app.markdown)
    assert "data, first weights and order of the samples" in texts(app.caption)
    press(app, "epoch")
    assert [run.step for run in visit(app).racing.race.runs] == [140, 140]
    app.segmented_control(key="race_axis").set_value("updates").run()
    app.toggle(key="race_log").set_value(True).run()
    now = visit(app)
    assert (now.racing.across, now.view.log) == ("updates", True)
    assert address(now)["race"] == "batch_size:10~~batch_size:140" and address(now)["race_axis"] == "updates"
    press(app, "race_show_2")
    assert batches(app) == [10, 1, 140] and visit(app).experiment.step == 140
    assert app.number_input(key="batch_size").value == 10
    press(app, "race_out_3")
    assert batches(app) == [10, 1]
    press(app, "race_end")
    assert visit(app).racing is None and "race_end" not in keys(app)


def test_an_address_opens_a_race_and_one_that_cannot_be_says_so():
    app = opened(dataset="moons", race="batch_size:10~~eta:0.3", race_axis="updates", step="150")
    assert batches(app) == [1, 10, 1] and visit(app).experiment.step == 150
    assert not app.warning and visit(app).racing.across == "updates"
    app = opened(dataset="moons", race="batch_size:0")
    assert visit(app).racing is None
    assert "race must be" in texts(app.warning) and "batch_size must be" in texts(app.warning)


def test_a_race_that_is_full_or_plays_takes_no_more():
    app = opened(dataset="moons", race="eta:0.1~~eta:0.2~~eta:0.3")
    press(app, "compare")
    assert "The race is full" in texts(app.caption) and "race_add" not in keys(app)
    press(app, "race_end_here")
    press(app, "play")
    assert "Pause to add runs." in texts(app.caption)


def test_what_is_hidden_or_locked_is_not_offered():
    app = opened(dataset="moons", hide="batch_size,eta")
    press(app, "compare")
    offered = app.selectbox(key="race_first").options
    assert "Optimiser" in offered and "Batch size" not in offered and "Learning rate η" not in offered
    assert "compare" not in keys(opened(hide="compare"))


def test_a_lesson_shows_the_learners_own_runs_side_by_side():
    app = opened(lesson="batch", step_of_lesson="3")
    press(app, "epoch")
    assert app.button(key="race_own_runs").disabled  # there is no run but the one on show
    press(app, "keep_run")
    for batch_size in (10, 140):
        app.number_input(key="batch_size").set_value(batch_size).run()
        press(app, "reset")
        press(app, "epoch")
        press(app, "keep_run")
    press(app, "race_own_runs")
    assert batches(app) == [140, 1, 10]
    assert [run.step for run in visit(app).racing.race.runs] == [140, 140]
