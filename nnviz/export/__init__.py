"""The files that a run can be exported to."""

from importlib import import_module
from typing import Any

_HOMES = {"page": "nnviz.export.html_page"}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name from its home: most of what is exported needs no pictures."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nnviz.export' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
