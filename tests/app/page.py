"""The page without a browser: opened at an address, its visit, and its buttons."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

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
