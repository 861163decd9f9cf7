"""The player where there is no Streamlit: its script, its style, Vega, and how they are put into another page.

`js/outside.js` builds the page's parts in an element of any page, with the same player as the live page. Whoever
answers its reports is another matter: `js/recording.js` answers from what was recorded.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path

from nnviz.components.html import html_document
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
    """Return the style of everything that `js/notebook.js` builds in a cell's output, as wide as the output is."""
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


@lru_cache(maxsize=1)
def _packed_vega() -> tuple[str, str]:
    """Return Vega packed, and the name by which a page's policy allows it."""
    text = vega()
    return packed(text.encode()), digest(text)


def document(
    title: str, module: str, parts: Mapping[str, bytes], told: Mapping[str, str], *, without: str, policy: str = ""
) -> str:
    """Return a page that a module of `js` builds, with Vega in it, and with all that it needs.

    Parameters
    ----------
    title : str
    module : str
        Its default export is called.
    parts : mapping of str to bytes
        What the module finds packed in the page, by the element's id.
    told : mapping of str to str
        Attributes ``data-…`` of the element that takes the page's parts.
    without : str
        What is said where scripts are not run.
    policy : str
        Directives of the content security policy beside those that allow the page's own two scripts and nothing
        else; of ``script-src``, further sources. By default nothing is fetched.
    """
    script = started(module)
    more = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    # Vega makes functions of its expressions.
    scripts = " ".join(filter(None, (digest(script), _packed_vega()[1], "'unsafe-eval'", more.pop("script-src", ""))))
    allowed = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        **more,
    }
    whole = {"vega": _packed_vega()[0], **{name: packed(raw) for name, raw in parts.items()}}
    held = "\n".join(f'<script type="text/plain" id="{name}">{text}</script>' for name, text in whole.items())
    data = "".join(f' data-{name}="{escape(text)}"' for name, text in told.items())
    body = f"""<div id="run" class="{ROOT_CLASS}"{data}><noscript>{escape(without)}</noscript></div>
{held}
<script type="module">{script}</script>"""
    directives = "; ".join(f"{name} {value}" for name, value in allowed.items())
    return html_document(title, body, style=f"body {{ margin: 0; }}\n{style()}", policy=directives)


def packed(raw: bytes) -> str:
    """Return bytes packed by gzip, in base64: whatever they hold, the text has no sign that HTML knows."""
    return b64encode(gzip.compress(raw, 9, mtime=0)).decode()


def digest(text: str) -> str:
    """Return the name by which a page's content security policy allows a script of this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
