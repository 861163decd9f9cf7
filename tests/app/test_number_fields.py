"""Every number field of the page, emptied or given what it cannot take: the former value comes back, with words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from nnviz.page.number_field import allowed
from tests.app.page import opened, press, visit
from tests.app.test_landscape_panel import panel

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = {
    "eta_schedule": "step",
    "init": "normal",
    "regularization": "l2",
    "hidden": "3-2",
    "step": "5",
}
"""An address under which the page has every number field of its settings."""
SETTINGS = {
    "hidden_layers",
    "hidden_0",
    "hidden_1",
    "batch_size",
    "eta",
    "seed",
    "regularization_rate",
    "eta_decay",
    "eta_every",
    "init_scale",
    "init_seed",
}
OTHERS = {"weight_typed", "run_samples", "stop_after", "stop_loss", "stop_accuracy"}


def test_no_other_file_calls_streamlits_number_input():
    callers = [
        path.name
        for path in (ROOT / "nnviz").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "number_input"
    ]
    assert set(callers) == {"number_field.py"}


def with_every_field():
    app = opened(**EVERYTHING)
    visit(app).choose("w:1:0:0")
    app.run()
    return app


def test_every_field_that_is_emptied_gets_its_value_back_and_says_what_is_allowed():
    app = with_every_field()
    keys = [field.key for field in app.number_input]
    assert set(keys) >= SETTINGS | OTHERS
    settings, network, step = visit(app).settings, visit(app).experiment.network, visit(app).experiment.step
    for key in keys:
        field = app.number_input(key=key)
        former, label = field.value, field.label
        assert former is not None, key
        field.set_value(None).run()
        assert not app.exception
        assert app.number_input(key=key).value == former, key
        words = [error.value for error in app.error]
        assert len(words) == 1 and words[0].startswith(f"{label} must be a "), (key, words)
        assert " from " in words[0] and "keeps the value" in words[0]
    now = visit(app)
    assert now.settings == settings
    assert now.experiment.step == step and now.experiment.network is network
    assert not now.experiment.hands


def test_the_words_go_when_a_field_takes_a_number():
    app = with_every_field()
    app.number_input(key="eta").set_value(None).run()
    assert app.error
    app.number_input(key="seed").set_value(4).run()
    assert not app.error
    assert visit(app).settings.seed == 4


@pytest.mark.parametrize("key", ["landscape_reach", "landscape_seed"])
def test_a_field_that_keeps_its_own_number_keeps_it(key):
    app = panel(hidden="2")
    app.number_input(key=key).set_value(3).run()
    app.number_input(key=key).set_value(None).run()
    assert app.number_input(key=key).value == 3
    assert app.error
    press(app, "step_on")
    assert app.number_input(key=key).value == 3


def test_the_words_name_bounds_as_one_reads_them():
    assert allowed(0, 4294967295) == "a whole number from 0 to 4,294,967,295"
    assert allowed(1e-5, 100.0) == "a number from 0.00001 to 100"
    assert allowed(-1e6, 1e6) == "a number from -1,000,000 to 1,000,000"
