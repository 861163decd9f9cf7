"""The panel of histograms: one picture a layer, their numbers, slices of a long look back, nothing while closed."""

from __future__ import annotations

import pytest

from nnviz.analysis import distributions
from nnviz.page import slices
from nnviz.page.panels import histograms
from tests.app.page import opened, press, visit


def panel(**query):
    app = opened(**query)
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Histograms"
    app.run()
    assert not app.exception
    return app


def pictures(app) -> int:
    return sum('"name": "heat"' in element.proto.spec for element in app.get("vega_lite_chart"))


def numbers(app):
    return next(frame.value for frame in app.dataframe if "flat" in frame.value)


@pytest.mark.parametrize("quantity", distributions.QUANTITIES)
def test_each_layer_has_its_picture_and_its_row(quantity):
    app = panel(hidden="5-3", step="60", histogram_of=quantity)
    assert pictures(app) == 3
    rows = numbers(app)
    assert list(rows["layer"]) == ["hidden 1", "hidden 2", "output"]
    values = distributions.layer_values(visit(app).experiment.network, visit(app).experiment.dataset, quantity)
    assert list(rows["values"]) == [len(layer) for layer in values]
    assert list(rows["max"]) == [layer.max() for layer in values]


def test_the_quantity_is_chosen_and_in_the_address():
    app = panel(hidden="3", step="60")
    app.segmented_control(key="histogram_of").set_value("gradients").run()
    assert not app.exception
    assert visit(app).view.histogram_of == "gradients"
    assert any("∂E/∂w" in caption.value for caption in app.caption)
    app = panel(hide="histogram_of")
    assert "histogram_of" not in {widget.key for widget in app.segmented_control}


def test_it_follows_every_step_and_waits_while_it_plays():
    app = panel(hidden="3")
    before = list(numbers(app)["min"])
    press(app, "step_on")
    assert list(numbers(app)["min"]) != before
    press(app, "back")
    assert list(numbers(app)["min"]) == before
    press(app, "play")
    assert not pictures(app)
    assert any("Pause to see" in caption.value for caption in app.caption)


def test_a_long_look_back_goes_in_slices(monkeypatch):
    shares = []
    monkeypatch.setattr(distributions, "MOMENTS", 4)
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(slices.st, "progress", lambda share, words: shares.append(share))
    app = panel(hidden="3", step="60")
    assert pictures(app) == 2
    assert shares == sorted(set(shares)) and len(shares) > 8 and 0.0 < shares[0] and shares[-1] < 1.0


def test_closed_nothing_is_looked_at(monkeypatch):
    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(histograms, "Survey", refuse)
    opened(step="60")
