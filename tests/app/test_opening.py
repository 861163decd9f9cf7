"""A page that opens: its pictures come before its settings, which are there from its first run on."""

from __future__ import annotations

import pytest

from nnviz.page import playground
from tests.app.page import opened, visit


@pytest.fixture
def order(monkeypatch):
    called = []

    def noted(name):
        real = getattr(playground, name)

        def note(*args):
            called.append(name)
            return real(*args)

        monkeypatch.setattr(playground, name, note)

    for name in ("controls", "transport", "stage", "arithmetic"):
        noted(name)
    return called


def test_the_pictures_come_first_and_later_the_settings_do(order):
    app = opened()
    assert order == ["transport", "stage", "arithmetic", "controls"]
    assert app.number_input(key="hidden_layers").value == 1
    order.clear()
    app.run()
    assert order == ["controls", "stage", "transport", "arithmetic"]


def test_a_page_that_opens_on_a_run_has_its_settings_at_once(order):
    app = opened(dataset="xor", hidden="3-2", eta="0.5", step="40")
    assert order == ["transport", "stage", "arithmetic", "controls"]
    assert visit(app).experiment.step == 40
    assert app.number_input(key="hidden_layers").value == 2


def test_without_its_settings_a_page_opens_all_the_same(order):
    opened(view="network,boundary")
    assert "controls" not in order
