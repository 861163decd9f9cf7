"""The panel "Draw points", without a browser: what a stroke does to the run, and what is said."""

import pytest

from nnviz.page.panels.draw_points import DRAWING, PLANE, _drawn
from nnviz.session.drawing import Drawing
from tests.app.page import opened, press, visit

POINTS = [[-0.5, 0.25, 0], [0.5, -0.25, 1], [0.4, 0.4, 1]]


@pytest.fixture
def app():
    app = opened()
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Draw points"
    app.run()
    assert not app.exception
    return app


def stroke(app, monkeypatch, points, token=None):
    """Do what the component does when a stroke ends."""
    drawing = app.session_state[DRAWING]
    state = {DRAWING: drawing, PLANE: {"drawn": {"token": token or drawing.token, "nonce": 1, "points": points}}}
    monkeypatch.setattr("nnviz.page.panels.draw_points.st.session_state", state)
    _drawn(visit(app))
    monkeypatch.undo()
    app.session_state[DRAWING] = state[DRAWING]
    if "draw_refused" in state:
        app.session_state["draw_refused"] = state["draw_refused"]
    app.run()
    assert not app.exception


def test_a_stroke_is_the_runs_new_data(app, monkeypatch):
    token = app.session_state[DRAWING].token
    stroke(app, monkeypatch, POINTS)
    now = visit(app)
    assert now.settings.dataset == "own"
    assert now.settings.own.X.tolist() == [[-0.5, 0.25], [0.5, -0.25], [0.4, 0.4]]
    assert now.settings.own.labels.tolist() == [0, 1, 1]
    assert app.session_state[DRAWING].token == token  # the browser keeps what it has
    assert app.selectbox(key="dataset").value == "own"
    assert not app.toast  # stroke by stroke it would be noise
    press(app, "step_on")
    assert visit(app).experiment.step == 1


def test_no_points_leave_the_run_its_data(app, monkeypatch):
    stroke(app, monkeypatch, POINTS)
    own = visit(app).settings.own
    stroke(app, monkeypatch, [])
    assert visit(app).settings.own is own
    assert app.session_state[DRAWING].points == ()
    assert any("nothing in the plane yet" in text.value for text in app.caption)
    stroke(app, monkeypatch, POINTS[:1])
    assert len(visit(app).settings.own.X) == 1


def test_bad_points_and_those_of_another_drawing_change_nothing(app, monkeypatch):
    before = visit(app).settings
    stroke(app, monkeypatch, [[0, 0, 7]])
    assert visit(app).settings == before
    assert [error.value for error in app.error] == ["a point's class must be from 0 to 1. Nothing was changed."]
    stroke(app, monkeypatch, POINTS, token="old")
    assert visit(app).settings == before
    assert app.session_state[DRAWING].points == ()


def test_the_data_set_on_show_is_the_start(app):
    app.selectbox(key="dataset").set_value("blobs3").run()
    token = app.session_state[DRAWING].token
    press(app, "draw_from")
    drawing = app.session_state[DRAWING]
    assert (len(drawing.points), drawing.classes, drawing.token != token) == (200, ("A", "B", "C"), True)
    assert visit(app).experiment.sizes == (2, 4, 3)
    app.selectbox(key="dataset").set_value("blobs4").run()
    app.slider(key="n").set_value(1000).run()
    press(app, "draw_from")
    assert any("800 of its 1,000 samples: the plane holds no more" in text.value for text in app.toast)
    app.selectbox(key="dataset").set_value("iris").run()
    press(app, "draw_from")
    assert visit(app).settings.dataset == "iris"
    assert any("two inputs" in error.value for error in app.error)


def test_a_drawing_waits_while_other_data_are_looked_at(app, monkeypatch):
    stroke(app, monkeypatch, POINTS)
    app.selectbox(key="dataset").set_value("xor").run()
    assert len(app.session_state[DRAWING].points) == 3
    press(app, "draw_use")
    assert visit(app).settings.dataset == "own"
    press(app, "draw_empty")
    assert app.session_state[DRAWING].points == ()
    assert visit(app).settings.dataset == "own"


def test_own_data_of_an_address_are_in_the_plane():
    from nnviz.run.settings import Settings, to_params

    own = Drawing(tuple((x, y, label) for x, y, label in POINTS)).own()
    app = opened(**to_params(Settings(dataset="own", own=own)))
    assert not app.warning
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Draw points"
    app.run()
    assert [list(point) for point in app.session_state[DRAWING].points] == POINTS
