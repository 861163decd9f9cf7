"""The page's wiring, without a browser: what widgets do to the visit and what the page says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.visit import Visit

APP = str(Path(__file__).resolve().parents[2] / "app.py")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def visit(app: AppTest) -> Visit:
    found = app.session_state["visit"]
    assert isinstance(found, Visit)
    return found


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def test_the_first_run_shows_the_defaults_at_step_0():
    app = opened()
    assert visit(app).experiment.settings == Settings()
    assert visit(app).experiment.step == 0
    assert app.title[0].value == "The backprop playground"
    assert not app.warning


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


@pytest.mark.parametrize(
    ("kind", "key", "value", "field", "expected"),
    [
        ("selectbox", "dataset", "moons", "dataset", "moons"),
        ("slider", "n", 100, "n", 100),
        ("slider", "noise", 0.2, "noise", 0.2),
        ("slider", "test_share", 0.5, "test_share", 0.5),
        ("number_input", "hidden_layers", 3, "hidden", (4, 4, 4)),
        ("number_input", "hidden_layers", 0, "hidden", ()),
        ("number_input", "hidden_0", 7, "hidden", (7,)),
        ("selectbox", "activation", "tanh", "activation", "tanh"),
        ("selectbox", "output", "identity", "output", "identity"),
        ("toggle", "bias", False, "bias", False),
        ("number_input", "eta", 0.37, "eta", 0.37),
        ("select_slider", "eta_slider", 0.3, "eta", 0.3),
        ("number_input", "batch_size", 16, "batch_size", 16),
        ("selectbox", "order", "file", "order", "file"),
        ("number_input", "seed", 99, "seed", 99),
        ("pills", "features", ["x1", "x1x2"], "features", ("x1", "x1x2")),
        ("selectbox", "loss", "cross_entropy", "loss", "cross_entropy"),
        ("selectbox", "regularization", "l2", "regularization", "l2"),
        ("slider", "momentum", 0.9, "momentum", 0.9),
        ("selectbox", "optimiser", "adam", "optimiser", "adam"),
        ("selectbox", "optimiser", "nesterov", "optimiser", "nesterov"),
        ("selectbox", "activation", "gelu", "activation", "gelu"),
        ("selectbox", "eta_schedule", "inverse", "eta_schedule", "inverse"),
        ("selectbox", "init", "he", "init", "he"),
        ("number_input", "init_seed", 5, "init_seed", 5),
    ],
)
def test_every_control_sets_its_field_and_nothing_else(kind, key, value, field, expected):
    app = opened()
    getattr(app, kind)(key=key).set_value(value).run()
    assert not app.exception
    assert visit(app).experiment.settings == Settings().changed(**{field: expected})


def test_a_structural_change_rebuilds_and_says_so_once():
    app = opened()
    press(app, "step_on")
    app.number_input(key="hidden_0").set_value(6).run()
    assert visit(app).experiment.step == 0
    assert [toast.value for toast in app.toast] == ["Built anew: 2-6-1, at step 0 with seed 1."]
    press(app, "step_on")
    assert not app.toast


@pytest.mark.parametrize(
    ("start", "key", "value", "field", "expected"),
    [
        ("regularization=l1", "regularization_rate", 0.5, "regularization_rate", 0.5),
        ("optimiser=adam", "beta1", 0.5, "beta1", 0.5),
        ("optimiser=adam", "beta2", 0.99, "beta2", 0.99),
        ("optimiser=adagrad", "epsilon", 0.01, "epsilon", 0.01),
        ("optimiser=rmsprop", "rho", 0.5, "rho", 0.5),
        ("init=constant", "init_scale", -2.0, "init_scale", -2.0),
        ("eta_schedule=step", "eta_decay", 0.25, "eta_decay", 0.25),
        ("eta_schedule=step", "eta_every", 3, "eta_every", 3),
    ],
)
def test_a_number_shows_with_the_choice_that_needs_it(start, key, value, field, expected):
    app = opened(**dict([start.split("=")]))
    app.number_input(key=key).set_value(value).run()
    assert not app.exception
    assert getattr(visit(app).settings, field) == expected


def test_no_features_chosen_are_the_inputs_as_they_are():
    app = opened(features="x1x2")
    assert app.pills(key="features").value == ["x1x2"]
    app.pills(key="features").set_value([]).run()
    assert visit(app).settings.features == ()
    assert app.pills(key="features").value == ["x1", "x2"]


def test_what_no_longer_goes_with_a_choice_gives_way_and_that_is_said():
    app = opened(dataset="iris", output="softmax", loss="cross_entropy")
    app.selectbox(key="dataset").set_value("plane").run()
    assert (visit(app).settings.loss, visit(app).settings.output) == ("squared", "logistic")
    assert any("loss is now squared" in toast.value for toast in app.toast)


def test_new_weights_keep_the_data_and_reset_brings_them_again():
    app = opened()
    data, before = visit(app).experiment.dataset.X, visit(app).experiment.network.flat()
    press(app, "new_weights")
    fresh = visit(app).experiment.network.flat()
    assert not np.array_equal(fresh, before)
    np.testing.assert_array_equal(visit(app).experiment.dataset.X, data)
    press(app, "epoch")
    press(app, "reset")
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), fresh)


def test_the_headline_tells_the_learning_rate_that_its_schedule_has_reached():
    app = opened(eta_schedule="inverse", eta_decay="1")
    press(app, "epoch")
    assert any("η = 1 (by its schedule 0.5 now)" in caption.value for caption in app.caption)


def test_a_new_learning_rate_goes_on_from_here():
    app = opened()
    press(app, "epoch")
    app.number_input(key="eta").set_value(0.25).run()
    experiment = visit(app).experiment
    assert experiment.step == experiment.samples_per_epoch
    assert (experiment.start.eta, experiment.settings.eta) == (1.0, 0.25)
    # Going back over the change brings the old value back to the sidebar.
    press(app, "back")
    assert app.number_input(key="eta").value == 1.0


def test_a_combination_that_cannot_be_is_refused_and_nothing_is_changed():
    app = opened()
    app.selectbox(key="output").set_value("step").run()
    app.selectbox(key="dataset").set_value("plane").run()
    assert visit(app).experiment.settings == Settings(output="step")
    assert "output" in app.error[0].value


def test_new_seed_is_another_run():
    app = opened()
    press(app, "new_seed")
    assert visit(app).experiment.settings.seed != 1


def test_an_address_opens_the_run_that_it_names():
    app = opened(dataset="xor4", hidden="3", eta="0.5", step="40", seed="5", samples_per_frame="100")
    wanted = Experiment(Settings(dataset="xor4", hidden=(3,), eta=0.5, seed=5))
    wanted.seek(40)
    experiment = visit(app).experiment
    assert experiment.step == 40
    np.testing.assert_array_equal(experiment.network.flat(), wanted.network.flat())
    assert visit(app).view.samples_per_frame == 100


def test_a_bad_address_gives_defaults_and_one_warning():
    app = opened(eta="banana", hidden="999", samples_per_frame="7", axes="1-1", history="junk")
    assert visit(app).experiment.settings == Settings()
    assert len(app.warning) == 1
    for field in ("eta", "hidden", "samples_per_frame", "axes", "history"):
        assert field in app.warning[0].value


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


def test_the_arithmetic_tells_the_step_on_show():
    app = opened()
    press(app, "step_on")
    assert any("Step 1: sample" in caption.value for caption in app.caption)
    assert any(r"\frac{\partial E}" in latex.value for latex in app.latex)


def test_the_tables_say_what_the_pictures_show():
    app = opened()
    press(app, "step_on")
    app.toggle(key="tables").set_value(True).run()
    assert not app.exception
    weights = next(table.value for table in app.dataframe if "new" in table.value)
    np.testing.assert_allclose(weights["new"], visit(app).experiment.network.flat(), rtol=1e-12)


def test_a_worked_example_is_checked_and_loaded():
    app = opened()
    app.selectbox(key="example").set_value("saturated").run()
    press(app, "load_example")
    experiment = visit(app).experiment
    assert experiment.settings.dataset == "one_to_zero"
    assert experiment.network.weights[0].ravel().tolist() == [2.0, 2.0]
    press(app, "step_on")
    press(app, "reset")
    assert visit(app).experiment.network.weights[0].ravel().tolist() == [2.0, 2.0]


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


def test_a_weight_is_set_and_frozen_and_back_undoes_it():
    app = opened()
    press(app, "step_on")
    before = visit(app).experiment.network.flat()
    app.selectbox(key="chosen").set_value("w:1:2:0").run()
    assert any("chain rule" in text.value for text in app.markdown)
    app.number_input(key="weight_typed").set_value(2.5).run()
    assert not app.exception
    assert visit(app).experiment.network.weights[1][2, 0] == 2.5
    app.toggle(key="weight_frozen").set_value(True).run()
    assert visit(app).experiment.frozen == {(1, 2, 0)}
    press(app, "epoch")
    assert visit(app).experiment.network.weights[1][2, 0] == 2.5
    app.session_state["visit"].transport.seek(1)
    app.run()
    press(app, "back")
    press(app, "back")
    assert visit(app).experiment.step == 1
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), before)


def test_what_a_browser_repeats_of_the_fields_of_a_weight_sets_and_freezes_nothing():
    app = opened()
    app.selectbox(key="chosen").set_value("w:1:2:0").run()
    app.toggle(key="weight_frozen").set_value(True).run()
    app.number_input(key="weight_typed").set_value(5.0).run()
    typed, slid, frozen = app.number_input(key="weight_typed"), app.slider(key="weight_slid"), True
    assert (typed.value, slid.value) == (5.0, 5.0)
    stamp = app.text_input(key="seen_bench").value
    app.selectbox(key="chosen").set_value("w:0:1:1").run()
    before = visit(app).experiment.network.flat()
    # A press, with which the browser sends what it held before it had seen the other weight's fields.
    app.text_input(key="seen_bench").set_value(stamp)
    app.number_input(key="weight_typed").set_value(5.0)
    app.slider(key="weight_slid").set_value(5.0)
    app.toggle(key="weight_frozen").set_value(frozen)
    press(app, "step_on")
    assert not app.exception
    assert visit(app).experiment.frozen == {(1, 2, 0)}
    assert visit(app).experiment.step == 1 and len(visit(app).experiment.hands) == 2
    assert (
        visit(app).experiment.network.weights[0][1, 1] != 5.0 and (before != visit(app).experiment.network.flat()).any()
    )
    assert app.slider(key="weight_slid").value == visit(app).experiment.network.weights[0][1, 1]
    # What was seen and is then chosen counts, the same number too.
    app.slider(key="weight_slid").set_value(5.0).run()
    assert visit(app).experiment.network.weights[0][1, 1] == 5.0


@pytest.mark.parametrize(
    ("model", "hidden", "output", "rule"),
    [
        ("single neuron", (), "logistic", "gradient"),
        ("perceptron", (), "step", "perceptron"),
        ("deep", (8, 8, 8), "logistic", "gradient"),
    ],
)
def test_the_ladder_goes_up_and_down(model, hidden, output, rule):
    app = opened(dataset="linear")
    app.segmented_control(key="model").set_value(model).run()
    settings = visit(app).experiment.settings
    assert (settings.hidden, settings.output, settings.rule) == (hidden, output, rule)
    press(app, "step_on")
    app.segmented_control(key="model").set_value("network").run()
    assert visit(app).experiment.settings.hidden == (4,)
    assert visit(app).experiment.settings.output == "logistic"


@pytest.mark.parametrize("key", ["n:1:1", "n:2:0", "n:0:1", "w:0:0:0"])
def test_any_neuron_and_any_weight_can_be_looked_at(key):
    app = opened(step="30")
    visit(app).choose(key)
    app.run()
    assert not app.exception


def test_batches_show_the_mean_over_the_batch():
    app = opened(batch_size="16", step="64")
    visit(app).choose("w:1:1:0")
    app.run()
    assert not app.exception
    assert any("mean over the batch of 16 samples" in text.value for text in app.markdown)


@pytest.mark.parametrize("dataset", ["iris", "plane", "mazur", "one_to_zero", "blobs4"])
@pytest.mark.parametrize("hidden", ["0", "3", "2-2"])
def test_every_kind_of_data_and_network_opens_steps_and_explains(dataset, hidden):
    app = opened(dataset=dataset, hidden=hidden, bias="0", effects="1")
    press(app, "step_on")
    visit(app).choose("w:0:1:0")
    app.run()
    assert not app.exception
    app.segmented_control(key="surface_shown").set_value("3-D").run()
    assert not app.exception
