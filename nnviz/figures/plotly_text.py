"""Names from outside in Plotly's figures, where signs of theirs would be taken for tags or for templates."""

from __future__ import annotations

import html

_JOINER = "\u2060"
"""A sign of no width: what it stands in is no tag and no template any more."""


def hover_text(name: str) -> str:
    """Return a name for a hover label, which reads tags, entities and templates such as %{x}."""
    return html.escape(name, quote=False).replace("%{", f"%{_JOINER}{{")


def title_text(name: str) -> str:
    """Return a name for an axis in space, which reads a few tags but no entities."""
    return name.replace("<", f"<{_JOINER}")
