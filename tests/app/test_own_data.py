"""The panel for data of one's own: nothing changes before it is wished, and a bad table costs nothing."""

from pathlib import Path

import numpy as np

from nnviz.session.address import address, not_in_address
from tests.app.page import opened, press, visit

INPUTS = Path(__file__).parents[1] / "datasets" / "inputs"
TABLE = "length;width;kind\n1,2;3;a\n2,2;1;b\n3,2;0;b\n0,2;4;a\n"


def panel(**query):
    app = opened(**query)
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Your own data"
    app.run()
    assert not app.exception
    return app


def paste(app, text):
    app.segmented_control(key="own_source").set_value("Pasted text").run()
    app.text_area(key="own_pasted").set_value(text).run()
    assert not app.exception
    return app


def test_a_pasted_table_becomes_the_data_set_when_it_is_wished():
    app = paste(panel(), TABLE)
    assert visit(app).experiment.settings.dataset == "circle"
    assert app.multiselect(key="own_inputs").value == ["length", "width"]
    press(app, "own_use")
    data = visit(app).experiment.dataset
    assert (data.name, data.raw_inputs, data.classes, len(data.X)) == ("own", ("length", "width"), ("a", "b"), 4)
    assert app.selectbox(key="dataset").value == "own"
    press(app, "step_on")
    assert visit(app).experiment.step == 1


def test_a_bad_table_is_refused_in_words_and_the_run_goes_on():
    app = panel()
    press(app, "epoch")
    step = visit(app).experiment.step
    paste(app, "a,b\n1,2\n3\n")
    assert any("Line 3 has 1 cell" in error.value for error in app.error)
    paste(app, "a,b\n1,x\n1,y\n")
    press(app, "own_use")
    assert any("in every row" in error.value for error in app.error)
    assert visit(app).experiment.step == step
    assert visit(app).experiment.settings.dataset == "circle"


def test_any_data_set_is_a_start_and_own_data_stay_at_hand():
    app = panel(dataset="iris")
    app.segmented_control(key="own_source").set_value("The present data set").run()
    press(app, "own_present")
    assert app.multiselect(key="own_inputs").value == [
        "sepal length (cm)",
        "sepal width (cm)",
        "petal length (cm)",
        "petal width (cm)",
    ]
    press(app, "own_use")
    assert visit(app).experiment.dataset.T.shape == (150, 3)
    app.selectbox(key="dataset").set_value("xor").run()
    assert visit(app).settings.own is None
    app.selectbox(key="dataset").set_value("own").run()
    assert visit(app).experiment.dataset.T.shape == (150, 3)


def test_a_link_brings_own_data_back():
    app = paste(panel(), TABLE)
    press(app, "own_use")
    from nnviz.run.settings import to_params

    params = to_params(visit(app).settings)
    again = opened(**params)
    assert visit(again).settings == visit(app).settings


def test_the_address_of_three_hundred_rows_is_that_of_their_run():
    app = paste(panel(dataset="moons", step="50"), (INPUTS / "10_300_rows.csv").read_text())
    press(app, "own_use")
    press(app, "epoch")
    now = visit(app)
    assert (len(now.experiment.dataset.X), now.experiment.step) == (300, 210)
    assert not_in_address(now) is None
    told = {name: text for name, text in address(now).items() if text is not None}
    assert told["dataset"] == "own"
    again = visit(opened(**told, step="210"))
    assert (again.settings, again.experiment.step) == (now.settings, 210)
    np.testing.assert_array_equal(again.experiment.network.flat(), now.experiment.network.flat())


def test_values_are_predicted_in_their_own_units():
    app = paste(panel(), "a,price\n1,100.5\n2,200.5\n3,300.5\n4,390\n")
    assert app.segmented_control(key="own_task").value == "regression"
    press(app, "own_use")
    data = visit(app).experiment.dataset
    assert (data.T[:, 0] * data.target_scale + data.target_centre).round(6).tolist() == [100.5, 200.5, 300.5, 390.0]
    assert not app.exception


PEOPLE = "id,name,sex,port,age,unit,alive\n" + "\n".join(
    f"{i},Person {i},{'male' if i % 3 else 'female'},{'CQS'[i % 3]},{'' if i % 7 == 0 else 20 + i},1,"
    f"{'yes' if i % 2 else 'no'}"
    for i in range(1, 21)
)


def said(app):
    return " ".join(element.value for element in (*app.caption, *app.error, *app.warning, *app.info)).replace("\\", "")


def names_of(app):
    return [button.key for button in app.button]


def test_a_refused_text_leaves_nothing_to_use_and_the_table_before_comes_when_asked_for():
    app = paste(panel(), TABLE)
    assert "own_use" in names_of(app)
    bad = "x1,x2,c\n1,2,a\n3,4\n"
    paste(app, bad)
    assert any("Line 3" in error.value for error in app.error)
    assert "own_use" not in names_of(app) and "own_former" in names_of(app)
    press(app, "own_former")
    assert "This is the table before, the pasted text" in said(app)
    assert any("Line 3" in error.value for error in app.error)  # which stands as long as the text does
    press(app, "own_use")
    assert visit(app).experiment.dataset.classes == ("a", "b")
    # The same text as before the refusal is read again.
    paste(app, TABLE)
    assert not app.error and "own_use" in names_of(app) and "table before" not in said(app)
    paste(app, bad)
    assert app.error and "own_use" not in names_of(app)


def test_a_source_that_holds_nothing_shows_no_table_of_another():
    app = paste(panel(), TABLE)
    app.segmented_control(key="own_source").set_value("The present data set").run()
    assert "own_use" not in names_of(app) and "own_former" in names_of(app)
    press(app, "own_present")
    press(app, "own_use")
    assert visit(app).experiment.dataset.raw_inputs == ("x1", "x2")
    app.segmented_control(key="own_source").set_value("A file").run()
    assert "own_use" not in names_of(app)
    # The pasted text is still in its field, and so is its table.
    app.segmented_control(key="own_source").set_value("Pasted text").run()
    assert app.text_area(key="own_pasted").value == TABLE
    assert app.multiselect(key="own_inputs").value == ["length", "width"]


def test_what_is_left_out_is_told_with_a_reason_and_can_be_brought_back():
    app = paste(panel(), PEOPLE)
    assert app.multiselect(key="own_inputs").value == ["age"]
    words = said(app)
    assert "Left out: 2 rows of 20 with an empty cell (2 in “age”), lines 8, 15." in words
    assert "“name” holds 20 different texts; up to 8" in words
    assert "“unit” is 1 in every row: nothing can be learned from it." in words
    assert "“sex” holds texts: as an input of 0 and 1 it becomes “sex = male”." in words
    for key in ("own_take_2", "own_take_2"):  # sex, then port
        press(app, key)
    assert app.multiselect(key="own_inputs").value == ["age", "sex", "port"]
    assert "Inputs of 0 and 1: sex = male, port = C, port = Q, port = S." in said(app)
    app.selectbox(key="own_gaps").set_value("fill").run()
    assert "“age” by 30.5" in said(app)
    press(app, "own_use")
    data = visit(app).experiment.dataset
    assert data.raw_inputs == ("age", "sex = male", "port = C", "port = Q", "port = S") and len(data.X) == 20
    assert not app.exception


def test_row_numbers_are_no_input_unasked():
    app = paste(panel(), ",x1,x2,label\n0,1.1,0.3,no\n1,0.2,1.4,no\n2,0.9,0.8,no\n3,0.4,0.1,yes\n4,1.0,1.2,yes\n")
    assert app.multiselect(key="own_inputs").value == ["x1", "x2"]
    assert app.multiselect(key="own_inputs").options[-1].endswith("(row numbers)")


def test_two_classes_by_two_softmax_outputs_and_back():
    app = paste(panel(), TABLE)
    app.segmented_control(key="own_pair").set_value(True).run()
    press(app, "own_use")
    settings = visit(app).experiment.settings
    assert (settings.output, settings.loss, visit(app).experiment.sizes[-1]) == ("softmax", "cross_entropy", 2)
    press(app, "step_on")
    assert visit(app).experiment.step == 1 and not app.exception
    app.segmented_control(key="own_pair").set_value(False).run()
    press(app, "own_use")
    settings = visit(app).experiment.settings
    assert (settings.output, settings.loss, visit(app).experiment.sizes[-1]) == ("logistic", "cross_entropy", 1)


def test_several_targets_in_their_own_units():
    app = paste(panel(), "a,b,price,share\n1,5,100.5,0.5\n2,3,200.5,0.25\n3,4,300.5,0.75\n4,1,390,0.1\n")
    app.multiselect(key="own_inputs").set_value(["a", "b"]).run()
    app.multiselect(key="own_more_targets").set_value(["price"]).run()
    app.selectbox(key="own_target_scaling").set_value("none").run()
    press(app, "own_use")
    run = visit(app).experiment
    assert run.settings.output == "identity" and run.dataset.outputs == ("share", "price")
    assert run.dataset.T[0].tolist() == [0.5, 100.5]
    assert any("output activation is now identity" in notice.value for notice in app.toast)
    # No class wins: one of the outputs is on show, and the other can be.
    assert app.selectbox(key="output_shown").options == ["share", "price"]
    app.selectbox(key="output_shown").set_value("2").run()
    shown = visit(app).pictures.shown
    assert (shown.output, shown.low, shown.high) == (1, 100.5, 390.0)
    assert "logistic" not in app.selectbox(key="output").options
    app.session_state["more_panel"] = "Scores"
    app.run()
    assert not app.exception
    told = [frame.value for frame in app.dataframe if "target" in frame.value]
    assert told and list(told[0]["target"]) == ["share", "price"]


def test_spellings_of_one_class_are_said_and_counted_as_one():
    app = paste(panel(), "a,kind\n1,Yes\n2,yes\n3,no\n4,yes\n5,no\n")
    assert "Spelled in more than one way in “kind”: “Yes” and “yes”." in said(app)
    press(app, "own_use")
    assert visit(app).experiment.dataset.classes == ("yes", "no")
    app.toggle(key="own_merge").set_value(False).run()
    press(app, "own_use")
    assert visit(app).experiment.dataset.classes == ("Yes", "yes", "no")


def test_of_many_rows_a_sample_is_drawn_class_by_class():
    rows = "\n".join(f"{i},{i % 97},{'rare' if i % 10 == 0 else 'often'}" for i in range(10_400))
    app = paste(panel(), "a,b,kind\n" + rows)
    assert "The table has 10,400 rows; up to 10,000 can be used. 10,000 of 10,400 rows are drawn" in said(app)
    app.number_input(key="own_rows").set_value(100).run()
    app.number_input(key="own_sample_seed").set_value(7).run()
    press(app, "own_use")
    own = visit(app).settings.own
    assert len(own.X) == 100 and (own.labels == own.classes.index("rare")).sum() == 10
    app.number_input(key="own_sample_seed").set_value(8).run()
    press(app, "own_use")
    assert visit(app).settings.own != own


def test_a_table_that_fits_whole_is_used_whole_unless_a_sample_is_wished():
    app = paste(panel(), "a,b,kind\n" + "\n".join(f"{i},{i % 97},{'pq'[i % 2]}" for i in range(300)))
    assert app.toggle(key="own_sample").value is False
    press(app, "own_use")
    assert len(visit(app).settings.own.X) == 300
    app.toggle(key="own_sample").set_value(True).run()
    app.number_input(key="own_rows").set_value(100).run()
    press(app, "own_use")
    assert not app.exception and len(visit(app).settings.own.X) == 100
    paste(app, TABLE)
    paste(app, "a,b,kind\n" + "\n".join(f"{i},{i % 97},{'pq'[i % 2]}" for i in range(400)))
    assert app.toggle(key="own_sample").value is False


def test_own_data_are_taken_to_the_last_digit_and_as_they_were_chosen():
    app = paste(panel(), "a,b\n0.123456789,0.1\n2,0.25\n3,0.9\n")
    app.selectbox(key="own_scaling").set_value("none").run()
    app.selectbox(key="own_target_scaling").set_value("none").run()
    press(app, "own_use")
    own = visit(app).settings.own
    assert own.target_scaling == "none" and visit(app).settings.output == "logistic"  # it reaches from 0 to 1
    app.segmented_control(key="own_source").set_value("The present data set").run()
    press(app, "own_present")
    press(app, "own_use")
    assert visit(app).settings.own == own


def test_choices_and_text_are_there_when_the_panel_comes_back():
    app = paste(panel(), PEOPLE)
    app.multiselect(key="own_inputs").set_value(["sex", "age"]).run()
    app.selectbox(key="own_target").set_value("port").run()
    app.session_state["more_panel"] = "Scores"
    app.run()
    app.session_state["more_panel"] = "Your own data"
    app.run()
    app.segmented_control(key="own_source").set_value("Pasted text").run()
    assert app.text_area(key="own_pasted").value == PEOPLE
    assert app.multiselect(key="own_inputs").value == ["sex", "age"]
    assert app.selectbox(key="own_target").value == "port"
    press(app, "own_use")
    assert visit(app).experiment.dataset.classes == ("Q", "S", "C")


def test_a_file_stays_when_the_browser_empties_a_field_that_had_left_the_page():
    app = panel()
    app.file_uploader[0].set_value(("a.csv", TABLE.encode(), "text/csv")).run()
    assert app.multiselect(key="own_inputs").value == ["length", "width"]
    held = app._tree.get_widget_states()
    app.session_state["more_panel"] = "Scores"
    app.run()
    # The click that brings the panel back is under way before the browser knows that the field has left the page.
    app._run(held)
    assert not app.exception
    emptied = app._tree.get_widget_states()
    for state in [*emptied.widgets]:
        if "own_file_" in state.id and "remove" not in state.id:
            state.ClearField("file_uploader_state_value")
            state.file_uploader_state_value.SetInParent()
    app._run(emptied)
    assert not app.exception
    assert app.multiselect(key="own_inputs").value == ["length", "width"]
    assert any("Still here" in text.value for text in app.caption)
    press(app, "own_file_remove")
    assert not any(button.key == "own_use" for button in app.button)


def test_a_file_that_is_taken_away_is_gone_and_another_is_read():
    app = panel()
    app.file_uploader[0].set_value(("a.csv", TABLE.encode(), "text/csv")).run()
    app.file_uploader[0].set_value(None).run()
    assert not any("Still here" in text.value for text in app.caption)
    assert not any(button.key == "own_use" for button in app.button)
    app.file_uploader[0].set_value(("b.csv", b"x,y,c\n1,2,a\n2,1,b\n", "text/csv")).run()
    assert app.multiselect(key="own_inputs").value == ["x", "y"]
    app.session_state["more_panel"] = "Scores"
    app.run()
    app.session_state["more_panel"] = "Your own data"
    app.run()
    assert any("Still here" in text.value for text in app.caption)
    assert app.multiselect(key="own_inputs").value == ["x", "y"]


def test_mazurs_row_can_be_the_start():
    app = panel(dataset="mazur")
    app.segmented_control(key="own_source").set_value("The present data set").run()
    press(app, "own_present")
    press(app, "own_use")
    data = visit(app).experiment.dataset
    assert (data.name, data.T.tolist(), data.X.tolist()) == ("own", [[0.01, 0.99]], [[0.05, 0.1]])
    # One row spans no range to scale anything by: that is said.
    app.selectbox(key="own_target_scaling").set_value("range").run()
    press(app, "own_use")
    assert any("At least two rows" in error.value for error in app.error)
