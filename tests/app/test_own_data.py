"""The panel for data of one's own: nothing changes before it is wished, and a bad table costs nothing."""

from tests.app.test_app import opened, press, visit

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


def test_values_are_predicted_in_their_own_units():
    app = paste(panel(), "a,price\n1,100.5\n2,200.5\n3,300.5\n4,390\n")
    assert app.segmented_control(key="own_task").value == "regression"
    press(app, "own_use")
    data = visit(app).experiment.dataset
    assert (data.T[:, 0] * data.target_scale + data.target_centre).round(6).tolist() == [100.5, 200.5, 300.5, 390.0]
    assert not app.exception
