"""Text from outside on the page: names in a visitor's own data may contain characters that Markdown interprets."""

from __future__ import annotations

import re

_SIGNS = frozenset("\\`*_{}[]<>()#+-.!|~$:&^")


# Text that looks like an address becomes a link even if its characters are escaped; a zero-width joiner inside it
# prevents that.
_ADDRESS = re.compile(r"https?(?=:)|www(?=\.)|@", re.IGNORECASE)


def sentence(text: str) -> str:
    """Return a sentence of ours so that Markdown strikes nothing through: what came from outside is plain in it."""
    return text.replace("~", "\\~")


def plain(text: str) -> str:
    """Return the text with every character escaped that Streamlit's Markdown would interpret."""
    apart = _ADDRESS.sub("\\g<0>\u2060", text).replace("/∂", "/\u2060∂")  # a derivative stays on one line
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in apart)
