"""The player where there is no Streamlit: its script, its style, Vega, and how they are put into another page.

`js/outside.js` builds the page's parts in an element of any page, with the same player as the live page. Whoever
answers its reports is another matter: `js/recording.js` answers from what was recorded.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from nnviz.components.modules import script
from nnviz.components.vega import bundle

_HERE = Path(__file__).parent
ROOT_CLASS = "outside"
"""Class of the element that takes the page's parts."""


@lru_cache(maxsize=4)
def style() -> str:
    """Return the style of everything that `js/outside.js` builds, in an element of the class `ROOT_CLASS`."""
    return _styles("player/player.css", "outside.css")


@lru_cache(maxsize=4)
def notebook_style() -> str:
    """Return the same style for `js/notebook.js`, which builds it in a cell's output, as wide as that is."""
    return _styles("player/player.css", "outside.css", "notebook.css")


def _styles(*names: str) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


@lru_cache(maxsize=8)
def started(module: str) -> str:
    """Return a module of `js` with all that it imports, as the text of one script that calls its default export."""
    return f"{script(module)}{module}();\n"


@lru_cache(maxsize=1)
def vega() -> str:
    """Return Vega as a plain script, to be put into a page that needs no server for it.

    Raises
    ------
    RuntimeError
        If it can be neither found nor made.
    """
    return f"(() => {{ 'use strict';\n{bundle()}\n}})();"


def packed(raw: bytes) -> str:
    """Return bytes packed by gzip, in base64: whatever they hold, the text has no sign that HTML knows."""
    return b64encode(gzip.compress(raw, 9, mtime=0)).decode()


def digest(text: str) -> str:
    """Return the name by which a page's content security policy allows a script of this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
