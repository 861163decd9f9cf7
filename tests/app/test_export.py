"""The export panel: everything can be had as a file, and making the film leaves the run where it is."""

from tests.app.page import opened, press, visit


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


def test_a_file_is_offered_only_for_the_run_and_the_view_that_it_shows():
    app = panel()
    press(app, "reset")
    press(app, "export_draw")
    press(app, "export_page_make")
    names = {button.key for button in app.get("download_button")}
    assert {"export_picture_file", "export_page_file"} <= names
    app.selectbox(key="digits").set_value(6).run()
    assert not {"export_picture_file", "export_page_file"} & {button.key for button in app.get("download_button")}
    press(app, "export_draw")
    now = visit(app)
    now.change(now.settings.changed(dataset="moons"))
    app.run()
    assert now.experiment.step == 0
    assert "export_picture_file" not in {button.key for button in app.get("download_button")}


def test_the_film_is_made_in_slices_and_the_run_stays():
    app = panel()
    step = visit(app).experiment.step
    press(app, "export_film_make")
    assert not app.exception
    assert app.session_state["export_film"].file.startswith(b"GIF")
    assert visit(app).experiment.step == step


def test_the_page_is_made_in_slices_of_the_steps_that_are_wanted():
    app = panel(hidden="2", n="20", step="9")
    step = visit(app).experiment.step
    press(app, "export_page_make")
    assert not app.exception and not app.error
    text = app.session_state["export_page"].file
    assert f"{step + 1} recorded steps, from 0 to {step}" in text
    assert visit(app).experiment.step == step
    app.selectbox(key="export_way").set_value("whole").run()  # what was made is of another choice
    assert app.session_state["export_page"] is None


def test_what_is_wrong_with_the_page_is_said(monkeypatch):
    monkeypatch.setattr("nnviz.export.html_page.MOST_BYTES", 1000)
    app = panel(hidden="2", n="20", step="2")
    press(app, "export_page_make")
    assert not app.exception
    assert "Choose fewer steps" in app.error[0].value


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
    _, text = app.session_state["export_torch_made"]
    assert "import torch" in text
    assert "50 samples presented" in text
