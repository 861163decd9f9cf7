"""The transport on the page: its buttons, a long run, slow motion, and a run that diverges."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.app.page import opened, press, visit


def test_buttons_have_their_names():
    app = opened()
    labels = {button.key: button.label for button in app.button}
    wanted = {"reset": "Reset", "back": "Back", "step_on": "Step", "epoch": "Epoch", "play": "Play"}
    assert {key: labels[key] for key in wanted} == wanted


def test_transport_moves_the_experiment():
    app = opened()
    press(app, "step_on")
    press(app, "step_on")
    assert visit(app).experiment.step == 2
    press(app, "back")
    assert visit(app).experiment.step == 1
    press(app, "epoch")
    assert visit(app).experiment.step == visit(app).experiment.samples_per_epoch
    press(app, "reset")
    assert visit(app).experiment.step == 0
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), Experiment(Settings()).network.flat())


def test_play_becomes_pause_and_back():
    app = opened()
    press(app, "play")
    assert app.button(key="play").label == "Pause"
    assert visit(app).playing
    press(app, "play")
    assert app.button(key="play").label == "Play"
    assert not visit(app).playing


def test_a_run_that_diverges_stays_at_the_last_finite_network():
    app = opened(dataset="plane", activation="relu", output="identity", eta="100")
    for _ in range(3):
        press(app, "epoch")
    assert "diverged" in app.error[0].value
    assert np.isfinite(visit(app).experiment.network.flat()).all()
    stood = visit(app).experiment.step
    press(app, "back")
    assert visit(app).experiment.step == stood - 1
    assert not app.error


def test_a_far_step_is_run_to_with_progress():
    app = opened(step="60000")
    for _ in range(30):
        if visit(app).job is None:
            break
        app.run()
    assert visit(app).job is None
    assert visit(app).experiment.step == 60000


def test_slow_motion_steps_through_phases_and_back():
    app = opened()
    app.toggle(key="slow").set_value(True).run()
    titles = []
    for _ in range(9):
        press(app, "step_on")
        titles.append(visit(app).slow.walk.here.kind)
    assert titles == ["forward", "forward", "loss", *["backward"] * 5, "update"]
    assert visit(app).experiment.step == 1
    press(app, "back")
    assert visit(app).experiment.step == 0
    assert visit(app).slow.walk.here.kind == "backward"
    for _ in range(8):
        press(app, "back")
    assert visit(app).slow.walk is None
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), Experiment(Settings()).network.flat())


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        (["slow"], "Slow motion: the pictures show"),
        (["predict"], "Predict first: the pictures show"),
        (["slow", "predict"], "Slow motion: the pictures show"),
    ],
)
def test_the_page_says_which_switch_shows_the_network_before_the_update(switches, words):
    app = opened()
    for key in switches:
        app.toggle(key=key).set_value(True).run()
    press(app, "step_on")
    said = [caption.value for caption in app.caption if "show the network before" in caption.value]
    assert len(said) == 1 and said[0].startswith(words)
    app.toggle(key=switches[0]).set_value(False).run()
    assert not [caption for caption in app.caption if caption.value.startswith(words)]


def test_a_prediction_holds_the_update_back_until_it_is_made():
    app = opened()
    app.toggle(key="predict").set_value(True).run()
    press(app, "step_on")
    press(app, "step_on")
    assert visit(app).experiment.step == 0
    options = [button.key for button in app.button if button.key and button.key.startswith("answer_")]
    assert len(options) in (2, 3)
    press(app, options[0])
    assert visit(app).slow.score.asked == 1
    press(app, "step_on")
    assert visit(app).experiment.step == 1
