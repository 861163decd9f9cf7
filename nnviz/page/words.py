"""Text from outside on the page: names of a visitor's own data may hold signs that Markdown acts on."""

from __future__ import annotations

import re

_SIGNS = frozenset("\\`*_{}[]<>()#+-.!|~$:&^")


# What looks like an address becomes a link even where its signs are escaped; a joiner of no width inside of it is no
# letter of one.
_ADDRESS = re.compile(r"https?(?=:)|www(?=\.)|@", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text with every sign escaped that Markdown, as Streamlit draws it, would act on."""
    apart = _ADDRESS.sub("\\g<0>\u2060", text)
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in apart)
