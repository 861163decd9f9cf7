"""Runs that their address does not hold: said where it is seen, brought back by the tab that keeps them, or missed."""

from __future__ import annotations

from urllib.parse import urlencode

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnviz.datasets import OwnData
from nnviz.page import kept_by_tab, playground
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.address import address, not_in_address
from nnviz.session.left_out import Stored
from nnviz.session.visit import Visit
from tests.app.page import APP, opened, press, visit
from tests.app.test_keep import panel

X = np.random.default_rng(2).normal(size=(900, 4))
OWN = OwnData(X=X, labels=(X.sum(axis=1) > 0).astype(int), classes=("a", "b"))
RUN = Settings(dataset="own", own=OWN, eta=0.1, hidden=(3,))


def of_a_run(step: int = 350) -> tuple[dict[str, str], str]:
    """The address of a run with too many data, and what its tab keeps."""
    experiment = Experiment(RUN)
    experiment.seek(step)
    made = Visit(experiment)
    given = {name: text for name, text in address(made).items() if text is not None}
    return {**given, "step": str(step)}, not_in_address(made).text


@pytest.fixture
def kept(monkeypatch) -> dict[str, object]:
    """What the browser answers; a test fills it in."""
    answers: dict[str, object] = {}

    def ask_keeper(*, key: str, wanted: str) -> dict[str, object]:
        return {"found": {"key": wanted, "text": answers["text"]}} if "text" in answers else {}

    monkeypatch.setattr(kept_by_tab, "ask_keeper", ask_keeper)
    return answers


def texts(elements) -> str:
    return " ".join(element.value for element in elements)


def test_the_tab_brings_the_whole_run_back(kept):
    params, text = of_a_run()
    app = opened(**params)
    assert "leaves out the data of your own" in texts(app.info)
    assert not app.warning and visit(app).experiment.step == 0
    assert address(visit(app)) is None  # until then the address stays as it is
    kept["text"] = text
    app.run()
    assert not app.exception and not app.info and not app.warning
    assert (visit(app).experiment.start, visit(app).experiment.step) == (RUN, 350)
    assert {name: value for name, value in address(visit(app)).items() if value is not None} | {"step": "350"} == params
    assert any("tab" in toast.value for toast in app.toast)
    assert "not the whole run" in texts(app.caption)
    now = visit(app)
    app.run()
    assert visit(app) is now


@pytest.mark.parametrize("answer", [None, "{}", "x" * 100, 7])
def test_where_no_tab_has_them_it_is_said_what_to_open(kept, answer):
    params, _ = of_a_run()
    kept["text"] = answer
    app = opened(**params)
    words = texts(app.warning)
    assert "not the whole run" in words and "run file" in words and "the data of your own" in words
    assert address(visit(app)) is None
    press(app, "step_on")
    assert "not the whole run" in texts(app.warning)
    app.number_input(key="seed").set_value(9).run()
    assert not app.warning
    assert address(visit(app))["lacks"] is None and address(visit(app))["kept"] is None


def test_an_address_of_a_run_that_nothing_keeps_is_missed_at_once():
    app = opened(lacks="edits-history"[:5], seed="4", hidden="2", step="900")
    assert "the changes made by hand" in texts(app.warning)
    assert visit(app).settings == Settings(seed=4, hidden=(2,)) and visit(app).experiment.step == 0


def test_what_it_lacks_is_refused_where_it_cannot_be():
    app = opened(lacks="colour", seed="4")
    assert "lacks must be" in texts(app.warning) and visit(app).settings == Settings(seed=4)


def test_the_page_says_it_above_the_pictures_and_where_the_link_is():
    app = panel()
    assert "not the whole run" not in texts(app.caption)
    visit(app).change(RUN)
    app.run()
    assert not app.exception
    assert "not the whole run" in texts(app.caption) and "reload" not in texts(app.caption)
    assert "not the whole run" in app.warning[0].value
    assert not app.toggle or all(toggle.key != "qr" for toggle in app.toggle)
    visit(app).stored = Stored(not_in_address(visit(app)).key, done=True)
    app.run()
    assert "In this tab a reload brings them back" in texts(app.caption)
    visit(app).change(Settings(seed=3))
    app.run()
    assert "not the whole run" not in texts(app.caption) and not app.warning


def test_three_hundred_rows_of_a_table_are_in_the_address():
    grid = np.round(np.random.default_rng(1).uniform(-1, 1, (300, 2)), 2)
    own = OwnData(X=grid, labels=(grid[:, 0] > 0).astype(int), classes=("a", "b"))
    experiment = Experiment(Settings(dataset="own", own=own))
    experiment.next_epoch()
    given = {name: text for name, text in address(Visit(experiment)).items() if text is not None}
    app = AppTest.from_file(APP, default_timeout=30)
    for name, text in {**given, "step": "210"}.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception and not app.warning
    assert (visit(app).settings.own, visit(app).experiment.step) == (own, 210)


def test_a_pasted_link_that_is_not_the_whole_run_is_refused_in_words():
    params, _ = of_a_run()
    app = panel(seed="7")
    before = visit(app).settings
    app.text_input(key="their_link").set_value(urlencode(params)).run()
    press(app, "open_link")
    assert "leaves out the data of your own" in texts(app.error) and "Nothing was changed" in texts(app.error)
    assert visit(app).settings == before


def test_a_page_that_lost_its_server_gets_the_rest_from_its_tab(kept, monkeypatch):
    params, text = of_a_run()
    said = {"at": 5, "run": "gone", "search": "?" + urlencode(params), "whole": True}
    monkeypatch.setattr(playground, "comeback", lambda key: {"back": said})
    kept["text"] = text
    app = opened(seed="1", step="2")
    begun = visit(app)
    assert (begun.experiment.start, begun.experiment.step) == (RUN, 350)
    app.run()
    assert visit(app) is begun and not app.warning
