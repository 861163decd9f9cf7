"""`hide` and `view` on the page: what is left out is nowhere, and what is left still works."""

from __future__ import annotations

import pytest

from nnviz.run.settings import Settings
from nnviz.session.address import address
from nnviz.session.page_parts import HIDEABLE, PARTS
from tests.app.page import opened, press, visit

EVERYWHERE = {
    "dataset": ["dataset", "thumbnails"],
    "n": ["n"],
    "noise": ["noise"],
    "test_share": ["test_share"],
    "hidden": ["hidden_layers", "hidden_0"],
    "activation": ["activation"],
    "output": ["output"],
    "bias": ["bias"],
    "eta": ["eta", "eta_slider"],
    "batch_size": ["batch_size"],
    "order": ["order"],
    "seed": ["seed", "new_seed"],
    "features": ["features"],
    "loss": ["loss"],
    "regularization": ["regularization", "regularization_rate"],
    "momentum": ["momentum"],
    "optimiser": ["optimiser"],
    "eta_schedule": ["eta_schedule"],
    "init": ["init"],
    "init_seed": ["init_seed", "new_weights"],
    "samples_per_frame": ["speed"],
    "surface": ["surface_shown"],
    "log": ["log"],
    "effects": ["effects"],
    "maps": ["maps"],
    "discrete": ["discrete"],
    "test_shown": ["test_shown"],
    "digits": ["digits"],
    "model": ["model"],
    "new_seed": ["new_seed"],
    "reset": ["reset"],
    "back": ["back"],
    "step": ["step_on"],
    "epoch": ["epoch"],
    "play": ["play"],
    "run": ["run", "run_samples", "stop_after", "stop_loss", "stop_accuracy"],
    "share": ["share"],
    "present": ["present"],
    "examples": ["example", "load_example"],
    "slow": ["slow"],
    "predict": ["predict"],
    "set_weight": ["weight_typed", "weight_slid"],
    "freeze": ["weight_frozen"],
    "tables": ["tables"],
}
"""What `hide` takes, and the widgets on the first page (with a weight chosen) that it means."""
KINDS = (
    "button",
    "selectbox",
    "slider",
    "select_slider",
    "number_input",
    "toggle",
    "button_group",
    "segmented_control",
)


def keys(app) -> set[str]:
    return {widget.key for kind in KINDS for widget in getattr(app, kind) if widget.key}


def with_a_weight(**query):
    app = opened(**query)
    visit(app).choose("w:1:0:0")
    app.run()
    assert not app.exception
    return app


def test_each_name_hides_its_controls_and_no_other():
    everything = keys(with_a_weight())
    for names in EVERYWHERE.values():
        assert everything.issuperset(names), names
    # Not one by one, each being a page: three groups that share no control.
    for group in range(3):
        names = list(EVERYWHERE)[group::3]
        left = keys(with_a_weight(hide=",".join(names)))
        gone = {key for name in names for key in EVERYWHERE[name]}
        assert everything - left == gone


def test_with_everything_hidden_the_page_still_opens():
    app = with_a_weight(hide=",".join(HIDEABLE), step="30")
    assert visit(app).experiment.step == 30
    assert not app.warning
    assert not keys(app) & {key for found in EVERYWHERE.values() for key in found}


def test_unknown_names_are_said_and_the_others_hidden():
    app = opened(hide="eta,sidebar", view="")
    assert "hide must be made of" in app.warning[0].value
    assert not keys(app) & {"eta", "eta_slider"}
    assert visit(app).settings == Settings()


def test_hidden_controls_keep_their_values_and_stay_hidden_in_the_address():
    app = opened(hide="eta,hidden", eta="0.25", hidden="3-2", view="controls,network,transport")
    assert visit(app).settings == Settings(eta=0.25, hidden=(3, 2))
    app.number_input(key="seed").set_value(7).run()
    press(app, "step_on")
    assert visit(app).settings == Settings(eta=0.25, hidden=(3, 2), seed=7)
    params = address(visit(app))
    assert (params["hide"], params["view"]) == ("hidden,eta", "controls,transport,network")


@pytest.mark.parametrize("part", PARTS)
def test_view_opens_with_one_part_alone(part):
    app = opened(view=part, step="5")
    assert not app.warning and not app.title
    found = keys(app)
    assert ("eta" in found) == (part == "controls")
    assert ("play" in found) == (part == "transport")
    assert ("surface_shown" in found) == (part == "boundary")
    assert ("slow" in found) == (part == "arithmetic")
    assert ("tables" in found) == (part == "tables")
    assert bool(app.dataframe) == (part in ("tables", "transport"))  # the worked examples have one too
