"""The export panel: everything can be had as a file, and making the film leaves the run where it is."""

from tests.app.test_app import opened, press, visit


def panel(**query):
    app = opened(**query)
    press(app, "epoch")
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Export"
    app.run()
    assert not app.exception
    return app


def test_the_script_can_be_read():
    app = panel()
    app.toggle(key="export_read").set_value(True).run()
    assert "import numpy as np" in app.code[0].value
    assert f"{visit(app).experiment.step} samples" in app.code[0].value


def test_a_picture_is_drawn_when_it_is_asked_for():
    app = panel()
    app.selectbox(key="export_picture").set_value("loss").run()
    press(app, "export_draw")
    assert not app.exception
    assert app.session_state["export_drawn"][2].startswith(b"<svg")


def test_the_film_is_made_in_slices_and_the_run_stays():
    app = panel()
    step = visit(app).experiment.step
    press(app, "export_make")
    assert not app.exception
    assert app.session_state["export_gif"][1].startswith(b"GIF")
    assert visit(app).experiment.step == step


def test_while_it_plays_there_is_a_word_only():
    app = panel()
    press(app, "play")
    assert any("Pause to export" in caption.value for caption in app.caption)


def test_the_pytorch_script_is_made_on_request():
    app = opened(step="50", hidden="3")
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Export"
    app.run()
    app.button(key="export_torch_make").click().run()
    assert not app.exception
    (_, _), text = app.session_state["export_torch_made"]
    assert "import torch" in text
    assert "50 samples presented" in text
