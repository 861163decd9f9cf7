"""What the notebook's tests need beside the page's: in continuous integration it has to be there."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest


def needs(*names: str) -> None:
    """Skip a module of tests where a package is missing that requirements-dev.txt names."""
    missing = [name for name in names if find_spec(name) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)}, of requirements-dev.txt", allow_module_level=True)
    assert not missing, f"not installed: {missing}"
