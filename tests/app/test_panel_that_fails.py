"""A panel whose code fails says so in its own place, and the rest of the page is drawn and works."""

from __future__ import annotations

import pytest

from nnviz.page.more import register, unregister
from tests.app.page import opened, press, visit


@pytest.fixture
def failing():
    """A panel that fails as long as its list holds something."""
    faults = [KeyError("r")]

    def draw(_):
        if faults:
            raise faults[0]

    register("Failing", draw)
    yield faults
    unregister("Failing")


def test_the_rest_of_the_page_stands_and_the_panel_comes_back(failing, caplog):
    app = opened()
    app.session_state["more_open"], app.session_state["more_panel"] = True, "Failing"
    app.run()
    assert not app.exception
    assert any("could not be drawn" in error.value for error in app.error)
    assert any(field.key == "seen_bench" for field in app.text_input)
    assert "Failing" in caplog.text and "KeyError" in caplog.text
    press(app, "step_on")
    assert visit(app).experiment.step == 1
    failing.clear()
    app.run()
    assert not app.error
    caplog.clear()
