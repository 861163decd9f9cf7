"""A page that lost its server, without a browser: the new session begins from what the page says of itself."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nnviz.page import playground
from tests.app.page import opened, visit


@pytest.fixture
def told(monkeypatch) -> dict[str, object]:
    """What the browser says; a test fills it in."""
    said: dict[str, object] = {}
    monkeypatch.setattr(playground, "comeback", lambda key: {"back": said} if said else {})
    return said


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def test_a_new_session_begins_from_the_address_of_the_page_and_not_from_the_one_that_it_was_opened_with(told):
    told.update(at=5, run="gone", search="?seed=7&hidden=3&step=40", whole=True)
    app = opened(seed="1", step="2")
    begun = visit(app)
    assert (begun.settings.seed, begun.settings.hidden, begun.experiment.step) == (7, (3,), 40)
    assert any("This is your run again" in toast.value for toast in app.toast)
    # The browser repeats it with every run of the page; it is done once.
    begun.transport.step()
    assert visit(run(app)) is begun
    assert begun.experiment.step == 41
    # The next loss is another one, and what the page shows by then is this run.
    told.update(at=6, run=begun.talk.name)
    assert visit(run(app)) is begun
    told.update(at=7, run="another", search="?seed=8")
    assert visit(run(app)).settings.seed == 8


def test_a_session_that_began_before_the_page_said_its_address_begins_again(told):
    app = opened(seed="1")
    first = visit(app)
    told.update(at=5, run="gone", search="?seed=7", whole=True)
    assert visit(run(app)) is not first
    assert visit(app).settings.seed == 7


def test_what_the_address_could_not_hold_is_said_and_stays_said(told):
    told.update(at=5, run="gone", search="?seed=7&eta=banana", whole=False)
    app = opened()
    for _ in range(2):
        assert visit(app).settings.seed == 7
        words = " ".join(warning.value for warning in app.warning)
        assert "more of its own than an address holds" in words
        assert "eta" in words
        run(app)
