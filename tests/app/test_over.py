"""What lies over the run closes when it has loaded something, which is then seen; what is refused leaves it open."""

from __future__ import annotations

import pytest

from tests.app.page import opened, press, visit

TABLE = "length,width,kind\n0.2,1.5,a\n0.4,1.2,a\n0.9,0.1,b\n0.8,0.3,b\n"
LINK = "https://playground.tensorflow.org/#dataset=xor&networkShape=3,2"


def example(app):
    app.session_state["examples"] = True
    app.run()
    press(app, "load_example")


def list_of_lessons(app):
    app.session_state["lessons"] = True
    app.run()
    press(app, "lesson_xor")


def link(app, text=LINK):
    press(app, "share")
    app.text_input(key="their_link").set_value(text).run()
    press(app, "open_link")


def own_table(app, text=TABLE):
    press(app, "open_own_data")
    app.segmented_control(key="own_source").set_value("Pasted text").run()
    app.text_area(key="own_pasted").set_value(text).run()
    press(app, "own_use")


def drawing(app):
    press(app, "open_drawing")
    press(app, "draw_from")
    assert app.session_state["more_open"]  # there the drawing goes on
    app.selectbox(key="dataset").set_value("xor").run()
    press(app, "draw_use")


def race(app):
    press(app, "compare")
    press(app, "race_add")


LOADING = [example, list_of_lessons, link, own_table, drawing, race]


@pytest.mark.parametrize("load", LOADING, ids=lambda load: load.__name__)
def test_what_has_loaded_something_lies_over_it_no_longer(load):
    app = opened()
    load(app)
    assert not app.exception
    assert not any(app.session_state[key] for key in ("lessons", "examples", "more_open"))


@pytest.mark.parametrize(("load", "text"), [(link, "https://example.org/"), (own_table, "a,b\n1,x\n1,y\n")])
def test_what_is_refused_leaves_its_panel_open(load, text):
    app = opened()
    load(app, text)
    assert app.session_state["more_open"] and app.error


def test_panels_at_the_foot_cover_nothing_and_stay():
    app = opened()
    app.session_state["more_open"], app.session_state["more_panel"] = True, "Share and keep"
    app.run()
    app.text_input(key="their_link").set_value(LINK).run()
    press(app, "open_link")
    assert visit(app).settings.dataset == "xor" and app.session_state["more_open"]
