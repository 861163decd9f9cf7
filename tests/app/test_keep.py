"""Save, open, refuse: a run as a file on the page."""

from __future__ import annotations

import json

import pytest

from nnviz.exchange.runfile import save_run
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.address import address
from nnviz.session.by_hand import set_weight
from nnviz.session.open_save import run_bytes
from nnviz.session.reach import HERE
from tests.app.page import opened, press, visit

PANEL = "Share and keep"


def panel(**query):
    app = opened(**query)
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = PANEL
    app.context = {"url": "https://example.org/nn"}
    app.run()
    assert not app.exception
    return app


def choose(app, raw: bytes) -> None:
    app.file_uploader(key="run_file").set_value(("run.json", raw, "application/json")).run()
    assert not app.exception
    press(app, "open_run")


def changed(app) -> bytes:
    """Go on, change something and look otherwise; the file of that."""
    press(app, "epoch")
    app.number_input(key="eta").set_value(0.25).run()
    set_weight(visit(app), "w:1:0:0", 0.5)
    visit(app).look(log=True, digits=6)
    press(app, "epoch")
    return run_bytes(visit(app))


def test_a_saved_run_opens_on_another_visit():
    raw = changed(panel(dataset="moons", n="40"))
    app = panel(hidden="6")
    choose(app, raw)
    other = visit(app)
    assert run_bytes(other) == raw
    assert (other.experiment.step, other.settings.eta, other.view.log, other.view.digits) == (56, 0.25, True, 6)
    assert app.number_input(key="eta").value == 0.25
    assert any("to the last bit" in toast.value for toast in app.toast)
    assert not app.warning and not app.error


def test_a_far_step_is_run_to_with_progress_and_then_compared():
    run = Experiment(Settings(n=10))
    run.seek(90_000)
    app = panel()
    choose(app, save_run(run))
    said = []
    for _ in range(60):
        said += [toast.value for toast in app.toast]
        if visit(app).opened.saved is None:
            break
        app.run()
    assert visit(app).experiment.step == 90_000
    assert any("to the last bit" in words for words in said)


def test_weights_that_come_out_otherwise_are_said():
    document = json.loads(save_run(Experiment(Settings(n=10))))
    app = panel()
    choose(app, json.dumps(document | {"digest": "0" * 64}).encode())
    # Above the pictures, and beside the button, where a visitor who has scrolled to it stands.
    assert len(app.warning) == 2 and all("not those that were saved" in words.value for words in app.warning)
    app.number_input(key="seed").set_value(9).run()
    assert not app.warning


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"version": 3}, "version"),
        ({"settings": {"eta": "<b>"}}, "eta"),
        ({"view": {"log": "yes"}}, "log"),
        ({"view": {"colour": "1"}}, "colour"),
        ({"step": 10**9 + 1}, "step"),
    ],
)
def test_what_cannot_be_opened_is_said_and_changes_nothing(change, word):
    app = panel()
    press(app, "epoch")
    before = run_bytes(visit(app))
    choose(app, json.dumps(json.loads(before) | change).encode())
    assert word in app.error[0].value and "Nothing was changed" in app.error[0].value
    assert "<" not in app.error[0].value
    assert run_bytes(visit(app)) == before
    press(app, "step_on")
    assert not app.error


def test_there_is_nothing_to_share_while_it_plays():
    app = panel()
    press(app, "play")
    assert any("Pause to share" in caption.value for caption in app.caption)
    assert not app.file_uploader


# Links


def test_a_link_that_others_cannot_open_says_so_beside_its_qr_code_too():
    app = panel()
    assert not app.warning
    app.context = {"url": "http://localhost:8501"}
    for shown in (False, True):
        app.toggle(key="qr").set_value(shown).run()
        assert [warning.value for warning in app.warning] == [HERE]


def test_a_link_of_theirs_opens_and_says_what_is_not_the_same():
    app = panel(eta="3")
    press(app, "step_on")
    link = "https://playground.tensorflow.org/#activation=relu&batchSize=5&dataset=xor&networkShape=3,2&noise_hide=true"
    app.text_input(key="their_link").set_value(link).run()
    press(app, "open_link")
    settings = visit(app).settings
    assert (settings.activation, settings.batch_size, settings.dataset, settings.hidden) == ("relu", 5, "xor", (3, 2))
    assert (settings.eta, settings.output, visit(app).experiment.step) == (0.03, "tanh", 0)
    assert any("Biases begin at 0.1" in text.value for text in app.markdown)
    assert visit(app).page.hide == ("noise",)
    assert not [slider for slider in app.slider if slider.key == "noise"]
    app.number_input(key="seed").set_value(5).run()
    assert not any("Biases begin at 0.1" in text.value for text in app.markdown)


def test_what_is_no_link_of_theirs_is_said_and_changes_nothing():
    app = panel()
    press(app, "epoch")
    before = run_bytes(visit(app))
    app.text_input(key="their_link").set_value("https://example.org/<b>").run()
    press(app, "open_link")
    assert "Nothing was changed" in app.error[0].value
    assert run_bytes(visit(app)) == before


def test_their_parameters_in_our_address_open_and_leave_it():
    app = opened(activation="sigmoid", networkShape="2", percTrainData="70", seed="0.5", log="1", hide="eta")
    settings = visit(app).settings
    assert (settings.activation, settings.hidden, settings.test_share) == ("logistic", (2,), 0.3)
    assert visit(app).view.log and visit(app).page.hide == ("eta",)
    assert not app.warning
    params = address(visit(app))
    assert params["hidden"] == "2"
    assert {name for name, text in params.items() if text is None} >= {"networkShape", "percTrainData", "activation"}


def test_the_qr_code_is_of_the_short_link():
    app = panel(eta="0.5", dataset="xor", hide="noise")
    press(app, "step_on")
    app.toggle(key="qr").set_value(True).run()
    assert not app.exception
    assert app.code[0].value == "https://example.org/nn/?dataset=xor&eta=0.5&hide=noise&step=1"
    assert len(app.image) == 1


def test_a_link_too_long_for_a_qr_code_is_said():
    app = panel()
    for i in range(180):
        set_weight(visit(app), f"w:{i % 2}:0:0", i / 7)
        visit(app).transport.step()
    app.toggle(key="qr").set_value(True).run()
    assert not app.exception
    assert "no QR code" in app.warning[0].value
    for i in range(50):
        set_weight(visit(app), "w:0:0:0", i / 7)
        visit(app).transport.step()
    app.run()
    assert "the changes made by hand do not fit into it" in app.warning[0].value
    assert "run file" in app.warning[0].value
