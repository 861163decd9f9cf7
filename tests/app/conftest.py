"""No browser is there whose drawing the page would wait for, and what is installed is looked through once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from nnviz.page import meanwhile, more

WAITS = ("PICTURE_FIRST", "PICTURE_FIRST_OPENING", "PICTURE_FIRST_IN_HASTE", "FORESEEN_IN_HASTE", "LOOK_AHEAD")
"""What the page does while a browser draws; some steps around are looked at after every press all the same."""


@pytest.fixture(autouse=True)
def no_wait_for_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WAITS:
        monkeypatch.setattr(meanwhile, name, 0.0)


@pytest.fixture(autouse=True, scope="session")
def packages_looked_through_once() -> Iterator[None]:
    """Streamlit reads the metadata of every installed package for each app that it tests: half of a test's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def no_panel_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A panel that fails says so in its place, where a test that looks for exceptions sees none."""
    yield
    told = [record for when in ("setup", "call") for record in caplog.get_records(when) if record.name == more.__name__]
    assert not told, told[0].exc_info
