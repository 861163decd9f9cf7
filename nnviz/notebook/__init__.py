"""The playground in a notebook: a live widget, played by the same player as the page.

It needs what ``pip install 'nnviz[notebook]'`` brings along, and is imported when it is first asked for.
"""

from importlib import import_module
from typing import Any

__all__ = ["Playground"]
_NEEDED = ("anywidget", "ipywidgets", "traitlets")


def __getattr__(name: str) -> Any:
    """Import the widget, or say what is missing."""
    if name not in __all__:
        raise AttributeError(f"module 'nnviz.notebook' has no attribute {name!r}")
    try:
        return getattr(import_module("nnviz.notebook.playground"), name)
    except ModuleNotFoundError as error:
        if error.name not in _NEEDED:
            raise
        raise ImportError(f"nnviz.notebook needs {error.name}: pip install 'nnviz[notebook]'") from error
