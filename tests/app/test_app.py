"""The page without a browser: what it opens with, and what it says of each kind of run."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.app.page import opened, press, visit


def test_the_first_run_shows_the_defaults_at_step_0():
    app = opened()
    assert visit(app).experiment.settings == Settings()
    assert visit(app).experiment.step == 0
    assert app.title[0].value == "The backprop playground"
    assert not app.warning


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
