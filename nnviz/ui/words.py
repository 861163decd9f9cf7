"""Text from outside on the page: names of a visitor's own data may hold signs that Markdown acts on."""

from __future__ import annotations

_SIGNS = frozenset("\\`*_{}[]<>()#+-.!|~$:&^")


def plain(text: str) -> str:
    """Return the text with every sign escaped that Markdown, as Streamlit draws it, would act on."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)
