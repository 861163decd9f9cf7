"""The settings on the page: each widget sets its field, and what cannot be is refused."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import OUTPUT_ACTIVATIONS
from nnviz.run.settings import Settings
from tests.app.page import opened, press, visit


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


@pytest.mark.parametrize(
    ("params", "key", "words"),
    [
        ({"dataset": "mazur"}, "output_shown", "winning class"),
        ({"dataset": "iris"}, "axis_across", "across: x₁"),
        ({"dataset": "plane"}, "output", "softmax"),
        ({}, "dataset", "Own data"),
    ],
)
def test_the_words_of_an_option_that_is_there_no_more_are_no_choice(params, key, words):
    app = opened(**params)
    before, view = visit(app).settings, visit(app).view
    box = app.selectbox(key=key)
    value = box.value
    assert words not in box.options
    box.options.append(words)  # what the browser has drawn is older than what the page has
    box.set_value(words).run()
    assert not app.exception
    assert (visit(app).settings, visit(app).view, visit(app).chosen) == (before, view, None)
    assert visit(app).said.refused is None
    assert app.selectbox(key=key).value == value


def test_what_the_first_weights_are_drawn_from_is_said_for_every_activation():
    """Each says its own range in its record, so a sentence that names a few of them says too little of the others."""
    told = opened().selectbox(key="init").help
    assert "each layer's activation" in told
    assert [f.label for f in OUTPUT_ACTIVATIONS.values() if f.label in told] == []
