"""No browser is there whose drawing the page would wait for."""

from __future__ import annotations

import pytest

from nnviz.page import playground


@pytest.fixture(autouse=True)
def no_wait_at_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playground, "PICTURE_FIRST_OPENING", 0.0)
